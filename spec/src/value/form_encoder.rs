//! Writing `application/x-www-form-urlencoded`, as the WHATWG URL standard serialises it.

use std::fmt::Display;

use url::form_urlencoded::byte_serialize;

/// Builds a form body, pair by pair, in the order of the calls.
///
/// A space becomes `+`, everything but ASCII letters, digits and `*-._` is percent-encoded, an empty value stays as `Key=`, and
/// a repeated key is repeated. Booleans are written `true` and `false`, as `Display` has them.
///
/// ```
/// use rollcall_spec::value::FormEncoder;
///
/// let mut form = FormEncoder::new();
/// form.pair("Muted", true).pair("WaitUrl", "").optional("Hold", None::<bool>);
/// assert_eq!(form.finish(), "Muted=true&WaitUrl=");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormEncoder {
    text: String,
}

impl FormEncoder {
    /// The media type of what this writes.
    pub const MEDIA_TYPE: &'static str = "application/x-www-form-urlencoded";

    /// An empty form.
    pub const fn new() -> Self {
        Self { text: String::new() }
    }

    /// Adds one pair.
    pub fn pair(&mut self, name: &str, value: impl Display) -> &mut Self {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        self.text.extend(byte_serialize(name.as_bytes()));
        self.text.push('=');
        self.text.extend(byte_serialize(value.to_string().as_bytes()));
        self
    }

    /// Adds one pair, or nothing where there is no value.
    pub fn optional(&mut self, name: &str, value: Option<impl Display>) -> &mut Self {
        match value {
            Some(value) => self.pair(name, value),
            None => self,
        }
    }

    /// Adds one pair for each value, all of the same name.
    pub fn repeated(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = impl Display>,
    ) -> &mut Self {
        for value in values {
            self.pair(name, value);
        }
        self
    }

    /// Whether nothing was added yet.
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The form's text, without a leading `?`.
    pub fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::FormPairs;

    #[test]
    fn writes_what_real_clients_send() {
        let mut form = FormEncoder::new();
        form.pair("Muted", true)
            .pair("Hold", false)
            .pair("HoldUrl", "http://x.test/hold?a=b&c=d")
            .pair("WaitUrl", "")
            .repeated("StatusCallbackEvent", ["ringing", "answered"])
            .pair("Label", "cust omer é+*~");
        assert_eq!(
            form.finish(),
            "Muted=true&Hold=false&HoldUrl=http%3A%2F%2Fx.test%2Fhold%3Fa%3Db%26c%3Dd&WaitUrl=\
             &StatusCallbackEvent=ringing&StatusCallbackEvent=answered&Label=cust+omer+%C3%A9%2B*%7E"
        );
    }

    #[test]
    fn names_are_encoded_too_and_absent_values_leave_no_trace() {
        let mut form = FormEncoder::new();
        form.optional("Gone", None::<&str>);
        assert!(form.is_empty());
        form.pair("DateSent<", "2024-01-01");
        assert_eq!(form.finish(), "DateSent%3C=2024-01-01");
    }

    #[test]
    fn what_it_writes_reads_back() {
        let mut form = FormEncoder::new();
        form.pair("", "=&+% \u{0}").pair("a", "").pair("a", "日本");
        let pairs = FormPairs::parse(form.finish().as_bytes()).unwrap();
        let read: Vec<_> = pairs.iter().collect();
        assert_eq!(read, [("", "=&+% \u{0}"), ("a", ""), ("a", "日本")]);
    }
}
