//! Who asks: credentials, right and wrong.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use crate::record::Credentials;

/// User name and password. Its `Debug` shows neither.
#[derive(Clone)]
pub struct Account {
    username: String,
    password: String,
    /// The right value of the `Authorization` field: nearly every request has it.
    right: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Account { .. }")
    }
}

impl Account {
    /// User name and password as they were given.
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        let (username, password) = (username.into(), password.into());
        let right = format!("Basic {}", STANDARD.encode(format!("{username}:{password}")));
        Self { username, password, right }
    }

    /// The user name, which is no secret.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// What must never be recorded, the longest first: the credentials in base64, and the password.
    pub fn secrets(&self) -> Vec<String> {
        let (user, password) = (&self.username, &self.password);
        let mut secrets = vec![password.clone(), password.replace(' ', "+")];
        for text in [format!("{user}:{password}"), password.clone(), format!("{password}:{user}")] {
            // With its padding and without, in the alphabet of URLs as well; in hexadecimal digits, small and large.
            secrets.extend([STANDARD.encode(&text), STANDARD_NO_PAD.encode(&text)]);
            secrets.extend([URL_SAFE.encode(&text), URL_SAFE_NO_PAD.encode(&text)]);
            let hex = text.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
            secrets.extend([hex.to_ascii_uppercase(), hex]);
        }
        // An echo inside JSON escapes quotes and backslashes, and one inside JSON inside JSON twice.
        let escaped = in_json(&self.password);
        secrets.extend([in_json(&escaped), escaped]);
        secrets.retain(|secret| !secret.is_empty());
        secrets
    }

    /// What tells the secrets to whoever thinks about it: every wrong way to ask that is made from the password, as it is
    /// sent, decoded, and inside JSON.
    pub fn telltales(&self) -> Vec<String> {
        let mut telltales = vec![];
        for credentials in Credentials::WRONG.iter().chain(&[Credentials::Right]) {
            let value = self.authorization(*credentials).unwrap_or_default();
            let payload = value.split_once(' ').map_or("", |(_, payload)| payload);
            let Some(pair) =
                STANDARD.decode(payload).ok().and_then(|own| String::from_utf8(own).ok())
            else {
                continue;
            };
            let user = format!("{}:", self.username);
            let wrong = pair.strip_prefix(&user).unwrap_or(&pair).trim_start_matches(':');
            if wrong.is_empty() {
                continue;
            }
            let unpadded = payload.trim_end_matches('=').to_owned();
            telltales.extend([payload.to_owned(), unpadded, wrong.to_owned()]);
        }
        for word in telltales.clone() {
            let once = in_json(&word);
            telltales.extend([in_json(&once), once]);
        }
        telltales.retain(|own| !own.is_empty());
        telltales
    }

    /// The value of the `Authorization` field; none where that way to ask sends none.
    pub fn authorization(&self, credentials: Credentials) -> Option<String> {
        let (user, password) = (self.username.as_str(), self.password.as_str());
        let basic = |user: &str, password: &str| {
            Some(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
        };
        match credentials {
            Credentials::Right => Some(self.right.clone()),
            Credentials::RightLowerCaseScheme => {
                basic(user, password).map(|value| value.replacen("Basic", "basic", 1))
            }
            Credentials::Missing => None,
            Credentials::EmptyField => Some(String::new()),
            Credentials::SchemeAlone => Some("Basic".to_owned()),
            Credentials::WrongPassword => {
                basic(user, &password.chars().map(other).collect::<String>())
            }
            Credentials::LastCharacterChanged => {
                let mut changed: String = chop(password).to_owned();
                changed.extend(password.chars().last().map(other));
                basic(user, &changed)
            }
            Credentials::PasswordPrefix => basic(user, chop(password)),
            Credentials::PasswordExtended => basic(user, &format!("{password}x")),
            Credentials::PasswordOtherCase => basic(user, &other_case(password)),
            Credentials::EmptyPassword => basic(user, ""),
            Credentials::WrongUser => basic(&user.chars().map(other).collect::<String>(), password),
            Credentials::EmptyUser => basic("", password),
            Credentials::BothEmpty => basic("", ""),
            Credentials::Swapped => basic(password, user),
            Credentials::WithoutColon => {
                Some(format!("Basic {}", STANDARD.encode(format!("{user}{password}"))))
            }
            Credentials::MalformedBase64 => Some("Basic %%%not-base64%%%".to_owned()),
            Credentials::BearerScheme => Some(format!("Bearer {password}")),
            Credentials::DigestScheme => Some(format!(
                "Digest username=\"{user}\", realm=\"rollcall\", nonce=\"0\", uri=\"/\", response=\"0\""
            )),
        }
    }

    /// Whether that way to ask is really wrong for these credentials: an empty password has no prefix.
    pub fn differs(&self, credentials: Credentials) -> bool {
        credentials.is_right()
            || self.authorization(credentials) != self.authorization(Credentials::Right)
    }
}

/// A text as it stands between the quotes of a JSON string.
fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Another hexadecimal digit for a digit, another letter for a letter, and so on: the form stays.
fn other(character: char) -> char {
    match character {
        '0'..='8' | 'a'..='e' | 'A'..='E' => char::from_u32(character as u32 + 1).unwrap_or('0'),
        '9' => '0',
        'f' => 'a',
        'F' => 'A',
        '-' => '-',
        'z' => 'g',
        'Z' => 'G',
        'g'..='y' | 'G'..='Y' => char::from_u32(character as u32 + 1).unwrap_or('g'),
        _ => 'x',
    }
}

fn other_case(text: &str) -> String {
    text.chars()
        .map(|own| {
            if own.is_ascii_lowercase() {
                own.to_ascii_uppercase()
            } else {
                own.to_ascii_lowercase()
            }
        })
        .collect()
}

fn chop(text: &str) -> &str {
    text.char_indices().next_back().map_or("", |(index, _)| &text[..index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_way_differs_from_the_right_one() {
        let account = Account::new("b3877c40-da60-4998-90ad-b792e98472af", "PT9f-secret-Zz9");
        for wrong in Credentials::WRONG {
            assert!(account.differs(*wrong), "{wrong:?}");
        }
        // Digits have no other case, so this way would be right after all, and is not sent.
        assert!(!Account::new("me", "12345").differs(Credentials::PasswordOtherCase));
    }

    #[test]
    fn a_wrong_user_keeps_the_form_of_the_right_one() {
        let id = "b3877c40-da60-4998-90ad-b792e98472af";
        let wrong: String = id.chars().map(other).collect();
        assert_ne!(wrong, id);
        assert!(uuid::Uuid::parse_str(&wrong).is_ok(), "{wrong}");
    }

    #[test]
    fn debug_shows_no_secret() {
        let text = format!("{:?}", Account::new("me", "hunter2"));
        assert!(!text.contains("hunter2"), "{text}");
    }
}
