//! One segment of a path: RFC 3986, section 3.3.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{ValueError, percent};

/// Everything but `pchar`: unreserved characters, sub-delims, `:` and `@` stay as they are.
const NOT_PCHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Encodes a text as one path segment.
///
/// A space becomes `%20`, never `+`, which is an ordinary character in a path. `/`, `?`, `#` and `%` are escaped, so no
/// value can add a segment or end the path. `.` and `..` alone are escaped too (`%2E`), lest they be removed as dot
/// segments; note that a client that follows the WHATWG URL standard removes them even so.
pub fn path_segment(text: &str) -> String {
    match text {
        "." => "%2E".to_owned(),
        ".." => "%2E%2E".to_owned(),
        _ => utf8_percent_encode(text, NOT_PCHAR).to_string(),
    }
}

/// Decodes one path segment.
///
/// A `+` stays a plus. A malformed escape, bytes that are not UTF-8 and an unescaped `/` are errors.
pub fn decode_path_segment(segment: &str) -> Result<String, ValueError> {
    if segment.contains('/') {
        return Err(ValueError::new(
            segment,
            "one path segment",
            "it holds a `/`",
            "split the path first, or write the slash as `%2F`",
        ));
    }
    percent::decode(segment, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_would_leave_the_segment() {
        assert_eq!(path_segment("my label"), "my%20label");
        assert_eq!(path_segment("a/b?c#d%e"), "a%2Fb%3Fc%23d%25e");
        assert_eq!(path_segment("é+x"), "%C3%A9+x");
        assert_eq!(path_segment("\"<>[]\\^`{|}"), "%22%3C%3E%5B%5D%5C%5E%60%7B%7C%7D");
        assert_eq!(path_segment(".."), "%2E%2E");
        assert_eq!(path_segment("..."), "...");
    }

    #[test]
    fn leaves_pchar_alone() {
        let plain = "AZaz09-._~!$&'()*+,;=:@";
        assert_eq!(path_segment(plain), plain);
    }

    #[test]
    fn decoding_reverses_encoding() {
        for text in ["", " ", "+", "%", "a/b", "..", "日本 é", "\u{0}\r\n"] {
            assert_eq!(decode_path_segment(&path_segment(text)).unwrap(), text);
        }
    }

    #[test]
    fn refuses_two_segments_and_bad_escapes() {
        for segment in ["a/b", "%2", "%GG", "%ff"] {
            assert!(decode_path_segment(segment).is_err(), "{segment}");
        }
    }
}
