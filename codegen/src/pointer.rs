//! JSON Pointers (RFC 6901) and the fragments of `$ref`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What may stand unescaped in a URI fragment and reads well there.
const FRAGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/').remove(b'$');

/// The pointer to a member or element of what `base` points at.
pub(crate) fn join(base: &str, token: &str) -> String {
    let mut pointer = String::with_capacity(base.len() + token.len() + 1);
    pointer.push_str(base);
    pointer.push('/');
    pointer.push_str(&escape(token));
    pointer
}

/// A token with `~` and `/` escaped.
pub(crate) fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// A token as the document spells it.
pub(crate) fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// The pointer to the parent, and the last token unescaped; none for the root.
pub(crate) fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, token) = pointer.rsplit_once('/')?;
    Some((parent, unescape(token)))
}

/// The last token, unescaped; empty for the root.
pub(crate) fn last(pointer: &str) -> String {
    split(pointer).map(|(_, token)| token).unwrap_or_default()
}

/// The pointer that a `$ref` within the same document means, percent-decoded; none if it points elsewhere.
pub(crate) fn of_reference(reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    if !fragment.is_empty() && !fragment.starts_with('/') {
        return None;
    }
    Some(percent_decode_str(fragment).decode_utf8().ok()?.into_owned())
}

/// The `$ref` that means a pointer.
pub(crate) fn to_reference(pointer: &str) -> String {
    format!("#{}", utf8_percent_encode(pointer, FRAGMENT))
}

/// The name of a component, where the pointer is exactly one of `components/<section>`.
pub(crate) fn component(pointer: &str, section: &str) -> Option<String> {
    let rest = pointer.strip_prefix("/components/")?.strip_prefix(section)?.strip_prefix('/')?;
    (!rest.contains('/')).then(|| unescape(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_percent_decoded_before_its_tokens_are_unescaped() {
        let pointer = of_reference("#/components/schemas/A%20b~1c").expect("local");
        assert_eq!(pointer, "/components/schemas/A b~1c");
        assert_eq!(component(&pointer, "schemas").as_deref(), Some("A b/c"));
        assert_eq!(to_reference(&pointer), "#/components/schemas/A%20b~1c");
    }

    #[test]
    fn a_reference_elsewhere_has_no_pointer() {
        assert_eq!(of_reference("other.yaml#/a"), None);
        assert_eq!(of_reference("#anchor"), None);
        assert_eq!(of_reference("#").as_deref(), Some(""));
    }
}
