//! Why a text is not the value it should be.

use std::fmt;

/// How many characters of a refused text an error repeats.
const SHOWN: usize = 80;

/// A text that is not the value it should be: what it was, why it was refused, and how to mend it.
///
/// Its message reads: `Sept` … is not an RFC 2822 date: the reason; help: the cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError {
    text: String,
    expected: String,
    reason: String,
    help: String,
}

impl ValueError {
    /// An error about `text`, which should have been `expected` (with its article, such as `an RFC 2822 date`).
    ///
    /// Overlong texts are cut, so that an error stays readable whatever was sent.
    pub fn new(
        text: &str,
        expected: impl Into<String>,
        reason: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let mut shown: String = text.chars().take(SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Self { text: shown, expected: expected.into(), reason: reason.into(), help: help.into() }
    }

    /// The refused text, cut to a readable length.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it should have been, such as `an RFC 2822 date`.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Why it was refused.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// How to mend it.
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, expected, reason, help } = self;
        write!(f, "`{text}` is not {expected}: {reason}; help: {help}")
    }
}

impl std::error::Error for ValueError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_why_and_how_to_mend_it() {
        let error = ValueError::new("banana", "a boolean", "it is a fruit", "write `true`");
        assert_eq!(
            error.to_string(),
            "`banana` is not a boolean: it is a fruit; help: write `true`"
        );
    }

    #[test]
    fn cuts_a_long_text_between_characters() {
        let error = ValueError::new(&"é".repeat(500), "short", "it is long", "cut it");
        assert_eq!(error.text().chars().count(), SHOWN + 1);
        assert!(error.text().ends_with("é…"));
        let exact = ValueError::new(&"é".repeat(SHOWN), "short", "it is long", "cut it");
        assert!(!exact.text().contains('…'));
    }
}
