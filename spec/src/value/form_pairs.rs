//! Reading `application/x-www-form-urlencoded`, strictly.

use std::fmt::Display;
use std::str::FromStr;

use super::{ValueError, parse_boolean, percent};

/// The pairs of a form body or a query, decoded, in the order they were sent.
///
/// The grammar is the WHATWG URL standard's: `+` is a space, empty pairs between `&` are skipped, `Flag` and `Flag=` both
/// have an empty value. Unlike the standard's own reader, a malformed escape and bytes that are not UTF-8 are errors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormPairs {
    pairs: Vec<(String, String)>,
}

impl FormPairs {
    /// Reads the bytes of a body, or of a query without its `?`.
    pub fn parse(bytes: &[u8]) -> Result<Self, ValueError> {
        let text = str::from_utf8(bytes).map_err(|error| {
            ValueError::new(
                &String::from_utf8_lossy(bytes),
                "a form",
                format!("byte {} starts no UTF-8 character", error.valid_up_to()),
                "percent-encode everything outside ASCII",
            )
        })?;
        let mut pairs = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            pairs.push((percent::decode(name, true)?, percent::decode(value, true)?));
        }
        Ok(Self { pairs })
    }

    /// Every pair, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Every value of a name, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.iter().filter(move |(own, _)| *own == name).map(|(_, value)| value)
    }

    /// The first value of a name; repetitions are passed over.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// The only value of a name; a repeated name is an error.
    pub fn single(&self, name: &str) -> Result<Option<&str>, ValueError> {
        let mut values = self.all(name);
        let first = values.next();
        match values.count() {
            0 => Ok(first),
            more => Err(ValueError::new(
                name,
                "a field with one value",
                format!("it was sent {} times", more + 1),
                "send it once",
            )),
        }
    }

    /// The only value of a name, read as a boolean in any case.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, ValueError> {
        self.single(name)?.map(parse_boolean).transpose().map_err(|error| at(name, &error))
    }

    /// The only value of a name, read by its type's own parser.
    pub fn parsed<T>(&self, name: &str) -> Result<Option<T>, ValueError>
    where
        T: FromStr,
        T::Err: Display,
    {
        let Some(text) = self.single(name)? else { return Ok(None) };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(ValueError::new(
                text,
                format!("a value of `{name}`"),
                T::Err::to_string(&error),
                format!("see what the document allows for `{name}`"),
            )),
        }
    }

    /// Whether no pair was sent.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

/// The same error, with the field's name in it.
fn at(name: &str, error: &ValueError) -> ValueError {
    ValueError::new(
        error.text(),
        format!("{} in `{name}`", error.expected()),
        error.reason(),
        error.help(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> FormPairs {
        FormPairs::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn keeps_order_repetition_and_empty_values() {
        let form = form("Event=ringing&Flag=&Bare&&Event=answered&Name=a+b%2Bc%3Dd=e");
        let pairs: Vec<_> = form.iter().collect();
        assert_eq!(
            pairs,
            [
                ("Event", "ringing"),
                ("Flag", ""),
                ("Bare", ""),
                ("Event", "answered"),
                ("Name", "a b+c=d=e"),
            ]
        );
        assert_eq!(form.all("Event").collect::<Vec<_>>(), ["ringing", "answered"]);
        assert_eq!(form.first("event"), None, "names are case-sensitive");
    }

    #[test]
    fn refuses_malformed_escapes_and_bad_utf8() {
        for bytes in [&b"a=%"[..], b"a=%4", b"%zz=1", b"a=%C3", b"a=\xff"] {
            assert!(FormPairs::parse(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn a_single_value_is_refused_when_repeated() {
        let form = form("Muted=true&Muted=false&Hold=TRUE");
        assert!(form.single("Muted").unwrap_err().reason().contains("2 times"));
        assert_eq!(form.boolean("Hold"), Ok(Some(true)));
        assert_eq!(form.boolean("Coaching"), Ok(None));
    }

    #[test]
    fn errors_name_the_field() {
        let form = form("Muted=banana&Page=abc");
        let error = form.boolean("Muted").unwrap_err();
        assert!(error.to_string().starts_with("`banana` is not a boolean in `Muted`"), "{error}");
        let error = form.parsed::<i32>("Page").unwrap_err();
        assert!(error.to_string().starts_with("`abc` is not a value of `Page`"), "{error}");
    }
}
