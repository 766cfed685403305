//! Takes secrets out where an exchange is made, so that none ever enters a record.

use memchr::memmem::Finder;
use serde_json::Value;

use super::Account;
use crate::record::Answer;

/// What stands in a secret's place.
pub const MASK: &str = "[redacted]";

/// Takes an account's secrets out of texts and bytes.
#[derive(Clone)]
pub struct Redactor {
    /// What no answer may hold.
    secrets: Vec<Secret>,
    /// What is masked besides, the longest first: wrong credentials are made from the right ones, and tell them.
    masked: Vec<Secret>,
}

/// A secret, and what finds it: every byte of every answer is searched.
#[derive(Clone)]
struct Secret {
    text: String,
    finder: Finder<'static>,
}

impl Secret {
    fn new(text: String) -> Self {
        let finder = Finder::new(&text).into_owned();
        Self { text, finder }
    }
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor {{ {} secrets }}", self.secrets.len())
    }
}

/// Takes further secrets out of an answer: those that a server gave itself, and that it may show to whom it gave them.
///
/// One that its content holds is an echo.
pub fn hide(answer: &mut Answer, secrets: &[String]) {
    for secret in secrets.iter().filter(|own| own.len() >= 4) {
        for (_, value) in &mut answer.headers {
            if value.contains(secret) {
                *value = value.replace(secret, MASK);
            }
        }
        answer.echoed_secret |= memchr::memmem::find(&answer.body, secret.as_bytes()).is_some();
        let facts = answer.wire.as_mut();
        let wire = facts.into_iter().flat_map(|own| [&mut own.head, &mut own.stray]);
        for bytes in wire.chain([&mut answer.body]) {
            if memchr::memmem::find(bytes, secret.as_bytes()).is_some() {
                let text = String::from_utf8_lossy(bytes).replace(secret, MASK);
                *bytes = text.into_bytes();
            }
        }
    }
}

impl Redactor {
    /// For the secrets of accounts. A password of fewer than four characters would mask half of every answer, so it is
    /// masked in base64 alone.
    pub fn new<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> Self {
        let (mut secrets, mut masked) = (vec![], vec![]);
        for account in accounts {
            secrets.extend(account.secrets());
            masked.extend(account.telltales());
        }
        masked.extend(secrets.iter().cloned());
        for list in [&mut secrets, &mut masked] {
            list.retain(|secret| secret.len() >= 4);
            list.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            list.dedup();
        }
        let ready = |list: Vec<String>| list.into_iter().map(Secret::new).collect();
        Self { secrets: ready(secrets), masked: ready(masked) }
    }

    /// Whether the bytes hold a secret.
    pub fn finds(&self, bytes: &[u8]) -> bool {
        holds(bytes, &self.secrets)
    }

    /// The text without secrets.
    pub fn text(&self, text: impl Into<String>) -> String {
        let text = text.into();
        if !holds(text.as_bytes(), &self.masked) {
            return text;
        }
        self.masked.iter().fold(text, |text, secret| text.replace(&secret.text, MASK))
    }

    /// The JSON without secrets in its texts.
    pub fn value(&self, value: Value) -> Value {
        let text = value.to_string();
        if !holds(text.as_bytes(), &self.masked) {
            return value;
        }
        serde_json::from_str(&self.text(text)).unwrap_or_else(|_| Value::from(MASK))
    }

    /// The bytes without secrets.
    pub fn bytes(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        for secret in &self.masked {
            let mut from = 0;
            while let Some(found) = secret.finder.find(&bytes[from..]) {
                let start = from + found;
                bytes.splice(start..start + secret.text.len(), MASK.bytes());
                from = start + MASK.len();
            }
        }
        bytes
    }
}

fn holds(bytes: &[u8], secrets: &[Secret]) -> bool {
    secrets.iter().any(|secret| secret.finder.find(bytes).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn password_and_base64_are_masked_everywhere() {
        let account = Account::new("me", "hunter22");
        let redactor = Redactor::new([&account]);
        let pair = account.authorization(crate::record::Credentials::Right).unwrap();
        let text = format!("a hunter22 b hunter22 {pair}");
        let masked = redactor.text(&text);
        assert!(!masked.contains("hunter22") && !masked.contains("bWU6"), "{masked}");
        assert_eq!(redactor.bytes(text.clone().into_bytes()), masked.into_bytes());
        assert!(redactor.finds(text.as_bytes()));
    }
    #[test]
    fn wrong_credentials_made_from_the_right_ones_are_masked_but_are_no_echo_of_them() {
        let account = Account::new("me", "hunter22");
        let redactor = Redactor::new([&account]);
        let wrong = account.authorization(crate::record::Credentials::PasswordPrefix).unwrap();
        assert!(!redactor.finds(wrong.as_bytes()));
        assert_eq!(redactor.text(&wrong), "Basic [redacted]");
        assert_eq!(redactor.text("me:hunter2"), "me:[redacted]");
        // The user name alone is no secret.
        let alone = account.authorization(crate::record::Credentials::EmptyPassword).unwrap();
        assert_eq!(redactor.text(&alone), alone);
    }

    #[test]
    fn a_password_is_found_in_the_form_that_json_gives_it() {
        let redactor = Redactor::new([&Account::new("me", r#"a"b\c"d"#)]);
        let json = serde_json::json!({ "you": r#"a"b\c"d"# }).to_string();
        assert!(redactor.finds(json.as_bytes()));
        assert_eq!(redactor.text(&json), r#"{"you":"[redacted]"}"#);
    }
}
