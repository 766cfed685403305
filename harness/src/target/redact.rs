//! Takes secrets out where an exchange is made, so that none ever enters a record.

use super::Account;

/// What stands in a secret's place.
pub const MASK: &str = "[redacted]";

/// Takes an account's secrets out of texts and bytes.
#[derive(Clone)]
pub struct Redactor {
    secrets: Vec<String>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor {{ {} secrets }}", self.secrets.len())
    }
}

impl Redactor {
    /// For an account's secrets. A password of fewer than four characters would mask half of every answer, so it is
    /// masked in base64 alone.
    pub fn new(account: &Account) -> Self {
        let mut secrets = account.secrets();
        secrets.retain(|secret| secret.len() >= 4);
        Self { secrets }
    }

    /// Whether the bytes hold a secret.
    pub fn finds(&self, bytes: &[u8]) -> bool {
        self.secrets.iter().any(|secret| position(bytes, secret.as_bytes()).is_some())
    }

    /// The text without secrets.
    pub fn text(&self, text: &str) -> String {
        if !self.finds(text.as_bytes()) {
            return text.to_owned();
        }
        self.secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, MASK))
    }

    /// The bytes without secrets.
    pub fn bytes(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        for secret in &self.secrets {
            let mut from = 0;
            while let Some(found) = position(&bytes[from..], secret.as_bytes()) {
                let start = from + found;
                bytes.splice(start..start + secret.len(), MASK.bytes());
                from = start + MASK.len();
            }
        }
        bytes
    }
}

fn position(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(found) = bytes[from..].iter().position(|byte| *byte == first) {
        let start = from + found;
        if bytes[start..].starts_with(needle) {
            return Some(start);
        }
        from = start + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn password_and_base64_are_masked_everywhere() {
        let account = Account::new("me", "hunter22");
        let redactor = Redactor::new(&account);
        let pair = account.authorization(crate::record::Credentials::Right).unwrap();
        let text = format!("a hunter22 b hunter22 {pair}");
        let masked = redactor.text(&text);
        assert!(!masked.contains("hunter22") && !masked.contains("bWU6"), "{masked}");
        assert_eq!(redactor.bytes(text.clone().into_bytes()), masked.into_bytes());
        assert!(redactor.finds(text.as_bytes()));
    }
}
