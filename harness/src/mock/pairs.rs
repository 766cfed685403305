//! `application/x-www-form-urlencoded`, read strictly: a broken percent escape is an error, nothing is dropped.

/// Why a text is not what it claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Malformed {
    /// A `%` without two hexadecimal digits behind it.
    Escape,
    /// The decoded bytes are not UTF-8.
    Utf8,
}

impl Malformed {
    /// In words, for a refusal's message.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Escape => "a percent sign must be followed by two hexadecimal digits",
            Self::Utf8 => "the decoded text is not UTF-8",
        }
    }
}

/// The pairs of a query or a form, in the order of sending; a field without `=` has an empty value.
pub(super) fn read_pairs(text: &[u8]) -> Result<Vec<(String, String)>, Malformed> {
    text.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let split = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = match split {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &pair[pair.len()..]),
            };
            Ok((decode(name, true)?, decode(value, true)?))
        })
        .collect()
}

/// One path segment, decoded; a `+` stays a plus there.
pub(super) fn read_segment(text: &str) -> Result<String, Malformed> {
    decode(text.as_bytes(), false)
}

fn decode(text: &[u8], plus_is_space: bool) -> Result<String, Malformed> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' if plus_is_space => b' ',
            b'%' => {
                let high = rest.next().copied().and_then(hexadecimal).ok_or(Malformed::Escape)?;
                let low = rest.next().copied().and_then(hexadecimal).ok_or(Malformed::Escape)?;
                high << 4 | low
            }
            other => *other,
        });
    }
    String::from_utf8(bytes).map_err(|_| Malformed::Utf8)
}

const fn hexadecimal(byte: u8) -> Option<u8> {
    match byte {
        digit @ b'0'..=b'9' => Some(digit - b'0'),
        letter @ b'a'..=b'f' => Some(letter - b'a' + 10),
        letter @ b'A'..=b'F' => Some(letter - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn repeated_and_empty_fields_are_kept() {
        assert_eq!(
            read_pairs(b"Muted=true&WaitUrl=&Muted=True&Flag&&a=b=c"),
            Ok(vec![
                pair("Muted", "true"),
                pair("WaitUrl", ""),
                pair("Muted", "True"),
                pair("Flag", ""),
                pair("a", "b=c"),
            ])
        );
    }

    #[test]
    fn plus_is_a_space_in_a_form_and_a_plus_in_a_path() {
        assert_eq!(read_pairs(b"a=x+y%20z%2B"), Ok(vec![pair("a", "x y z+")]));
        assert_eq!(read_segment("x+y%20z").as_deref(), Ok("x+y z"));
    }

    #[test]
    fn broken_escapes_are_errors() {
        for broken in ["a=%", "a=%1", "a=%zz", "%G0=1"] {
            assert_eq!(read_pairs(broken.as_bytes()), Err(Malformed::Escape), "{broken}");
        }
        assert_eq!(read_pairs(b"a=%ff"), Err(Malformed::Utf8));
        assert_eq!(read_segment("%e9"), Err(Malformed::Utf8));
    }
}
