//! Booleans as clients write them in queries and forms.

use super::ValueError;

/// Reads `true` or `false` in any case.
///
/// Real clients send `true`, `True` and `TRUE`; `1`, `yes` and an empty text are not booleans.
pub fn parse_boolean(text: &str) -> Result<bool, ValueError> {
    if text.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if text.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err(ValueError::new(
            text,
            "a boolean",
            "only `true` and `false` are, in any case",
            "write `true` or `false`",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_spelling_that_clients_send() {
        for text in ["true", "True", "TRUE"] {
            assert_eq!(parse_boolean(text), Ok(true));
        }
        for text in ["false", "False", "FALSE"] {
            assert_eq!(parse_boolean(text), Ok(false));
        }
    }

    #[test]
    fn refuses_everything_else() {
        for text in ["", " true", "1", "0", "yes", "banana", "ｔｒｕｅ"] {
            assert!(parse_boolean(text).is_err(), "{text}");
        }
    }
}
