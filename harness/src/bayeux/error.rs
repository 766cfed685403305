//! `error` of a message: a number, arguments and words, parted by colons.

use std::fmt;

/// An error as it travels. The numbers differ between servers, so what is to be done follows from the advice beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Three digits, in the manner of HTTP.
    pub code: u16,
    /// What the words speak of.
    pub arguments: Vec<String>,
    /// Words.
    pub text: String,
}

impl Error {
    /// An error without arguments.
    pub fn new(code: u16, text: &str) -> Self {
        Self { code, arguments: Vec::new(), text: text.to_owned() }
    }

    /// The same with one more argument.
    #[must_use]
    pub fn about(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Reads the form of the protocol; none where a server writes something else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ':');
        let (code, arguments, text) = (parts.next()?, parts.next()?, parts.next()?);
        let is_number = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self {
            code: is_number.then(|| code.parse().ok()).flatten()?,
            arguments: arguments
                .split(',')
                .filter(|argument| !argument.is_empty())
                .map(str::to_owned)
                .collect(),
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}:{}:{}", self.code, self.arguments.join(","), self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_parts_are_read_and_written() {
        for text in ["402::session_unknown", "403:/a,b:create_denied", "404:x:a: b"] {
            assert_eq!(Error::parse(text).expect(text).to_string(), text);
        }
        let error = Error::new(403, "subscribe_denied").about("/v2/me");
        assert_eq!(error.to_string(), "403:/v2/me:subscribe_denied");
        for text in ["", "402", "402:x", "4::x", "abc::x", "+40::x"] {
            assert_eq!(Error::parse(text), None, "{text}");
        }
    }
}
