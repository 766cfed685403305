//! Takes secrets out where an exchange is made, so that none ever enters a record.
//!
//! A server may say a secret back in many forms. Those that a text is written in (base64, hexadecimal digits) are looked for as
//! they are; those that a text is wrapped in are taken off first, as often as three times.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use memchr::memmem;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Account;
use super::unwrap::{View, may_be_wrapped};
use crate::record::Answer;

/// What stands in a secret's place.
pub const MASK: &str = "[redacted]";

/// So many wrappings are taken off.
const WRAPPINGS: usize = 3;

/// The beginning of a secret that stands on one line even where the whole is broken over several.
const BEGINNING: usize = 8;

/// What is shorter would mask half of every answer.
const SHORTEST: usize = 4;

/// Takes an account's secrets out of texts and bytes.
#[derive(Clone)]
pub struct Redactor {
    /// What no answer may hold.
    secrets: Secrets,
    /// What is masked besides: wrong credentials are made from the right ones, and tell them.
    masked: Secrets,
}

/// Secrets, found all at once: every byte of every answer is searched.
#[derive(Clone)]
struct Secrets {
    texts: Vec<String>,
    /// As clients read the names of fields.
    small: Vec<String>,
    whole: Finder,
    /// Finds the beginnings of those that are long enough to be broken over lines.
    beginnings: Finder,
    mask: String,
}

/// Finds any of some texts.
#[derive(Clone)]
enum Finder {
    /// All at once, in time that does not grow with their number; it takes long to build.
    Once(AhoCorasick),
    /// One after the other.
    Each(Vec<Vec<u8>>),
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor {{ {} secrets }}", self.secrets.texts.len())
    }
}

/// Takes further secrets out of an answer: those that a server gave itself, and that it may show to whom it gave them. One that
/// its content holds `is_an_echo` where the server should have kept it to itself.
pub fn hide(answer: &mut Answer, secrets: &[String], is_an_echo: bool) {
    cover(answer, &Secrets::for_once(secrets.to_vec()), is_an_echo);
}

/// Takes a token out of an answer. Another one stands in its place, always the same for the same: whether it is of the right form
/// and whether it changes can still be seen.
pub fn hide_token(answer: &mut Answer, token: &str) {
    let mut secrets = Secrets::for_once(vec![token.to_owned()]);
    if uuid::Uuid::parse_str(token).is_ok() {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&Sha256::digest(token)[..16]);
        secrets.mask = uuid::Builder::from_random_bytes(bytes).into_uuid().to_string();
    }
    cover(answer, &secrets, false);
}

fn cover(answer: &mut Answer, secrets: &Secrets, is_an_echo: bool) {
    if secrets.texts.is_empty() {
        return;
    }
    for (_, value) in &mut answer.headers {
        *value = secrets.text(std::mem::take(value));
    }
    answer.echoed_secret |= is_an_echo && secrets.holds(&answer.body);
    let facts = answer.wire.as_mut();
    let wire = facts.into_iter().flat_map(|own| [&mut own.head, &mut own.stray]);
    for bytes in wire.chain([&mut answer.body]) {
        *bytes = secrets.bytes(std::mem::take(bytes));
    }
}

/// What an answer gives that is for nobody else: the values of its cookies, kept or not.
pub fn given(answer: &Answer) -> Vec<String> {
    let value = |field: &str| {
        let pair = field.split(';').next().unwrap_or_default();
        pair.split_once('=').map(|(_, value)| value.trim_matches([' ', '\t', '"']).to_owned())
    };
    let values = answer.headers_named("set-cookie").filter_map(value);
    values.filter(|own| own != MASK).collect()
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
        Self { secrets: Secrets::new(secrets), masked: Secrets::new(masked) }
    }

    /// Whether the bytes hold a secret.
    pub fn finds(&self, bytes: &[u8]) -> bool {
        self.secrets.holds(bytes)
    }

    /// Whether the name of a field holds a secret: clients read names in small letters.
    pub fn is_in_name(&self, name: &str) -> bool {
        self.masked.is_in_name(name)
    }

    /// The name of a field, where it holds no secret.
    pub fn name(&self, name: String) -> String {
        if self.is_in_name(&name) { MASK.to_owned() } else { name }
    }

    /// The text without secrets.
    pub fn text(&self, text: impl Into<String>) -> String {
        self.masked.text(text.into())
    }

    /// The JSON without secrets in its texts.
    pub fn value(&self, value: Value) -> Value {
        let text = value.to_string();
        if !self.masked.holds(text.as_bytes()) {
            return value;
        }
        serde_json::from_str(&self.text(text)).unwrap_or_else(|_| Value::from(MASK))
    }

    /// The bytes without secrets.
    pub fn bytes(&self, bytes: Vec<u8>) -> Vec<u8> {
        self.masked.bytes(bytes)
    }
}

impl Secrets {
    /// To be looked for in everything.
    fn new(texts: Vec<String>) -> Self {
        Self::found_by(Finder::once, texts)
    }

    /// To be looked for in one answer: what finds all of them at once takes longer to build than such a search.
    fn for_once(texts: Vec<String>) -> Self {
        Self::found_by(Finder::Each, texts)
    }

    fn found_by(finder: impl Fn(Vec<Vec<u8>>) -> Finder, mut texts: Vec<String>) -> Self {
        texts.retain(|secret| secret.len() >= SHORTEST);
        texts.sort();
        texts.dedup();
        let long = texts.iter().filter(|own| own.len() > BEGINNING);
        let beginnings = finder(long.map(|own| own.as_bytes()[..BEGINNING].to_vec()).collect());
        let whole = finder(texts.iter().map(|own| own.as_bytes().to_vec()).collect());
        let small = texts.iter().map(|own| own.to_lowercase()).collect();
        Self { texts, small, whole, beginnings, mask: MASK.to_owned() }
    }

    fn is_in_name(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.small.iter().any(|secret| name.contains(secret))
    }

    fn holds(&self, bytes: &[u8]) -> bool {
        self.whole.is_in(bytes) || !self.hidden(bytes).is_empty()
    }

    /// The text without secrets; it stays a text where a secret was.
    fn text(&self, text: String) -> String {
        if !self.holds(text.as_bytes()) {
            return text;
        }
        String::from_utf8_lossy(&self.bytes(text.into_bytes())).into_owned()
    }

    fn bytes(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        let mut found = self.hidden(&bytes);
        found.extend(self.whole.places(&bytes));
        for (start, end) in disjoint(found).into_iter().rev() {
            bytes.splice(start..end, self.mask.bytes());
        }
        bytes
    }

    /// Where bytes hold a secret that is wrapped or broken over lines.
    fn hidden(&self, bytes: &[u8]) -> Vec<(usize, usize)> {
        let begins = |own: &[u8]| self.beginnings.is_in(own);
        let mut found = Vec::new();
        if !may_be_wrapped(bytes) && !begins(bytes) {
            return found;
        }
        for plain in [View::of(bytes)].into_iter().chain(View::of_utf_16(bytes)) {
            let mut view = Some(plain);
            for _ in 0..=WRAPPINGS {
                let Some(own) = view else { break };
                self.find_in(&own, &mut found);
                if begins(&own.bytes) && own.bytes.iter().any(u8::is_ascii_whitespace) {
                    self.find_in(&own.in_one_line(), &mut found);
                }
                view = own.unwrapped();
            }
        }
        found
    }

    fn find_in(&self, view: &View, found: &mut Vec<(usize, usize)>) {
        let all = self.whole.places(&view.bytes).into_iter();
        found.extend(all.map(|(start, end)| view.original(start, end)));
    }
}

impl Finder {
    /// Where they are more than an automaton can hold, each is looked for.
    fn once(texts: Vec<Vec<u8>>) -> Self {
        let builder = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(&texts);
        builder.map_or(Self::Each(texts), Self::Once)
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Once(automaton) => automaton.is_match(bytes),
            Self::Each(texts) => texts.iter().any(|own| memmem::find(bytes, own).is_some()),
        }
    }

    /// Where each of them begins and ends, overlapping ones as well.
    fn places(&self, bytes: &[u8]) -> Vec<(usize, usize)> {
        if !self.is_in(bytes) {
            return vec![];
        }
        match self {
            Self::Once(automaton) => {
                let all = automaton.find_overlapping_iter(bytes);
                all.map(|own| (own.start(), own.end())).collect()
            }
            Self::Each(texts) => texts.iter().flat_map(|own| places_of(own, bytes)).collect(),
        }
    }
}

/// Where one text begins and ends, even where it overlaps itself.
fn places_of(text: &[u8], bytes: &[u8]) -> Vec<(usize, usize)> {
    let finder = memmem::Finder::new(text);
    let (mut all, mut from) = (vec![], 0);
    while let Some(at) = bytes.get(from..).and_then(|rest| finder.find(rest)) {
        all.push((from + at, from + at + text.len()));
        from += at + 1;
    }
    all
}

/// Ranges that overlap put together, in order.
fn disjoint(mut ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    ranges.sort_unstable();
    let mut all: Vec<(usize, usize)> = Vec::new();
    for (start, end) in ranges {
        match all.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => all.push((start, end)),
        }
    }
    all
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
    fn both_ways_of_looking_find_the_same() {
        let texts = ["abab", "hunter22", "unter"].map(|own| own.as_bytes().to_vec()).to_vec();
        let expected = vec![(1, 5), (3, 7), (8, 16), (9, 14)];
        for finder in [Finder::once(texts.clone()), Finder::Each(texts)] {
            let mut found = finder.places(b" ababab hunter22");
            found.sort_unstable();
            assert_eq!(found, expected);
            assert!(finder.is_in(b"hunter") && !finder.is_in(b"aba hunte"));
        }
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

    #[test]
    fn a_secret_is_found_in_every_form_that_a_server_may_say_it_back_in() {
        let password = "p\"ss\\w\u{f6}rd <&> 100% ?>~";
        let account = Account::new("me-and-nobody-else-in-the-whole-wide-world", password);
        let redactor = Redactor::new([&account]);
        let pair =
            account.authorization(crate::record::Credentials::Right).unwrap()[6..].to_owned();
        let percent =
            |own: &str| own.bytes().fold(String::new(), |all, byte| format!("{all}%{byte:02x}"));
        let json = serde_json::to_string(password).unwrap();
        let entities =
            password.chars().fold(String::new(), |all, own| format!("{all}&#{};", own as u32));
        let units =
            password.encode_utf16().fold(String::new(), |all, unit| format!("{all}\\u{unit:04X}"));
        let broken = |by: &str| {
            let lines: Vec<&str> =
                pair.as_bytes().chunks(16).map(|own| std::str::from_utf8(own).unwrap()).collect();
            lines.join(by)
        };
        let url_safe = base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let url_safe = base64::Engine::encode(&url_safe, password);
        let forms = [
            percent(password),
            percent(&percent(password)),
            json.trim_matches('"').to_owned(),
            serde_json::to_string(&json).unwrap(),
            format!("{password:?}"),
            units,
            entities,
            password.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"),
            password.replace(' ', "+"),
            broken("\n"),
            broken("\r\n "),
            broken("\\n"),
            pair.trim_end_matches('=').to_owned(),
            percent(&pair),
            url_safe,
            password.bytes().fold(String::new(), |all, byte| format!("{all}{byte:02X}")),
        ];
        for form in forms {
            let text = format!("before {form} behind");
            assert!(redactor.finds(text.as_bytes()), "{form}");
            let masked = redactor.text(&text);
            let around = masked.starts_with("before ") && masked.ends_with(" behind");
            assert!(around && masked.contains(MASK) && masked.len() < 40, "{form}: {masked}");
        }
        for big in [false, true] {
            let unit = |own: u16| if big { own.to_be_bytes() } else { own.to_le_bytes() };
            let wide: Vec<u8> = format!("a {password} b").encode_utf16().flat_map(unit).collect();
            for before in ["", "x"] {
                let wide = [before.as_bytes(), &wide].concat();
                let masked = redactor.bytes(wide);
                assert!(masked.len() < 24, "{masked:?}");
            }
        }
        assert!(redactor.is_in_name(&format!("x-{}", pair.to_lowercase())));
        let innocent = "100% of & <b> \\u0041 %41 &amp; a\0b";
        assert_eq!(redactor.text(innocent), innocent);
    }
}
