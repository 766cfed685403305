//! Decoding of percent escapes, strictly.

use super::ValueError;

/// Decodes `%XX` escapes, and `+` as a space where the caller's grammar has it so.
///
/// A `%` without two hexadecimal digits and bytes that are not UTF-8 are errors: a lenient reader would hide both.
pub(super) fn decode(text: &str, plus_is_space: bool) -> Result<String, ValueError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let decoded = match byte {
            b'%' => match (rest.next().and_then(hex), rest.next().and_then(hex)) {
                (Some(high), Some(low)) => high * 16 + low,
                _ => return Err(malformed(text)),
            },
            b'+' if plus_is_space => b' ',
            _ => byte,
        };
        bytes.push(decoded);
    }
    String::from_utf8(bytes).map_err(|error| {
        ValueError::new(
            text,
            "percent-encoded UTF-8",
            format!("the decoded byte {} starts no character", error.utf8_error().valid_up_to()),
            "encode the UTF-8 bytes of each character, such as `%C3%A9` for `é`",
        )
    })
}

/// Whether every `%` of a text is followed by two hexadecimal digits.
pub(super) fn well_formed(text: &str) -> bool {
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let escape = byte == b'%';
        if escape && (rest.next().and_then(hex).is_none() || rest.next().and_then(hex).is_none()) {
            return false;
        }
    }
    true
}

fn malformed(text: &str) -> ValueError {
    ValueError::new(
        text,
        "percent-encoded text",
        "a `%` is not followed by two hexadecimal digits",
        "write a literal `%` as `%25`",
    )
}

fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_either_case_and_leaves_plus_to_the_caller() {
        assert_eq!(decode("%c3%A9+%2b", true).unwrap(), "é +");
        assert_eq!(decode("a+b", false).unwrap(), "a+b");
    }

    #[test]
    fn refuses_malformed_escapes_and_bad_utf8() {
        for text in ["%", "%4", "%zz", "%%41", "100%", "%4é"] {
            assert!(decode(text, false).unwrap_err().reason().contains("hexadecimal"), "{text}");
            assert!(!well_formed(text), "{text}");
        }
        let error = decode("ab%FF", false).unwrap_err();
        assert!(error.reason().contains("byte 2"), "{error}");
        assert!(well_formed("ab%FF"));
    }
}
