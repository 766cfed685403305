//! From the document's spelling to Rust's: words, then `snake_case` or `PascalCase`, then what Rust takes as an identifier.

/// What an identifier names; it decides the letter case, and the word that goes before a leading digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Type,
    Operation,
    Member,
    Value,
}

/// Lower-case words. `Date<` and `Date>` are before and after, `Size>` is more than, a sign before a digit is spelt out,
/// every other symbol only parts words.
pub(super) fn split(raw: &str) -> Vec<String> {
    words(raw, |symbol, before, next_is_digit| {
        comparison(symbol, before).or(match symbol {
            '+' if before.is_empty() && next_is_digit => Some("plus"),
            '-' if before.is_empty() && next_is_digit => Some("minus"),
            _ => None,
        })
    })
}

/// Lower-case words, every symbol but spaces, `_` and an inner `-` spelt out.
pub(super) fn spelt(raw: &str) -> Vec<String> {
    words(raw, |symbol, before, _| {
        comparison(symbol, before).or_else(|| name_of(symbol, before.is_empty()))
    })
}

fn comparison(symbol: char, before: &str) -> Option<&'static str> {
    let lower = before.to_ascii_lowercase();
    let is_time = ["date", "time", "created", "updated", "start", "end"]
        .iter()
        .any(|word| lower.contains(word));
    match (symbol, is_time) {
        ('<', true) => Some("before"),
        ('>', true) => Some("after"),
        ('<', false) => Some("less than"),
        ('>', false) => Some("more than"),
        _ => None,
    }
}

fn name_of(symbol: char, is_first: bool) -> Option<&'static str> {
    Some(match symbol {
        '+' => "plus",
        '-' if is_first => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '=' => "equals",
        '!' => "bang",
        '?' => "question",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '^' => "caret",
        '~' => "tilde",
        '(' | ')' => "parenthesis",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        '\'' => "apostrophe",
        '"' => "quote",
        '`' => "backtick",
        _ => return None,
    })
}

fn words(raw: &str, spell: impl Fn(char, &str, bool) -> Option<&'static str>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let characters: Vec<(usize, char)> = raw.char_indices().collect();
    for (index, &(at, character)) in characters.iter().enumerate() {
        let next = characters.get(index + 1).map(|(_, next)| *next);
        if !character.is_alphanumeric() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            let next_is_digit = next.is_some_and(|next| next.is_ascii_digit());
            if let Some(name) = spell(character, &raw[..at], next_is_digit) {
                words.extend(name.split(' ').map(str::to_owned));
            }
            continue;
        }
        if character.is_uppercase() {
            let before = index.checked_sub(1).map(|before| characters[before].1);
            let after_lower =
                before.is_some_and(|before| before.is_lowercase() || before.is_numeric());
            let before_lower =
                before.is_some_and(char::is_uppercase) && next.is_some_and(char::is_lowercase);
            if after_lower || before_lower {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            }
        }
        word.extend(character.to_lowercase());
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// An identifier from words; `raw` is what they came from.
pub(super) fn identifier(role: Role, words: &[String], raw: &str) -> String {
    let mut words = words.to_vec();
    if words.is_empty() {
        words = spelt(raw);
    }
    if words.is_empty() {
        words.push(if raw.is_empty() { "empty" } else { "blank" }.to_owned());
    }
    let starts_well = words[0].chars().next().is_some_and(char::is_alphabetic);
    if !starts_well {
        let prefix = match role {
            Role::Type => "type",
            Role::Operation => "operation",
            Role::Member => "field",
            Role::Value => "value",
        };
        words.insert(0, prefix.to_owned());
    }
    let name = if role == Role::Member { words.join("_") } else { pascal(&words) };
    if is_identifier(&name) {
        return name;
    }
    let raw_name = format!("r#{name}");
    if is_identifier(&raw_name) {
        return raw_name;
    }
    // `self`, `super`, `crate` and `Self` can't be raw either; letters that Rust has no use for are spelt by code point.
    let plain = format!("{name}_");
    if is_identifier(&plain) {
        return plain;
    }
    name.chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || letter == '_' {
                letter.to_string()
            } else {
                format!("u{:x}", u32::from(letter))
            }
        })
        .collect()
}

/// Whether Rust's 2024 edition takes a text as an identifier.
pub(super) fn is_identifier(text: &str) -> bool {
    // `gen` is a keyword since 2024, which syn does not know.
    text != "gen" && syn::parse_str::<syn::Ident>(text).is_ok()
}

fn pascal(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        let starts_with_digit = word.starts_with(|first: char| first.is_numeric());
        // Two numbers side by side would run together.
        if starts_with_digit && name.ends_with(char::is_numeric) {
            name.push('_');
        }
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.extend(letters);
    }
    name
}

/// Which letter case a spelling has.
pub(super) fn letter_case(raw: &str) -> &'static str {
    let mut letters = raw.chars().filter(|letter| letter.is_alphabetic());
    let first_is_upper = letters.next().is_some_and(char::is_uppercase);
    let rest: Vec<char> = letters.collect();
    match (
        first_is_upper,
        rest.iter().all(|letter| letter.is_uppercase()),
        rest.iter().all(|letter| letter.is_lowercase()),
    ) {
        (true, true, _) => "Upper",
        (false, _, true) => "Lower",
        (true, _, true) => "Title",
        _ => "Mixed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(raw: &str) -> String {
        identifier(Role::Member, &split(raw), raw)
    }

    fn value(raw: &str) -> String {
        identifier(Role::Value, &split(raw), raw)
    }

    #[test]
    fn members_are_snake_case() {
        for (raw, name) in [
            ("AccountSid", "account_sid"),
            ("HTTPServer", "http_server"),
            ("Date<", "date_before"),
            ("Date>", "date_after"),
            ("Date", "date"),
            ("Size>", "size_more_than"),
            ("ChannelData.To", "channel_data_to"),
            ("type", "r#type"),
            ("gen", "r#gen"),
            ("self", "self_"),
            ("2fa", "field_2fa"),
            ("", "empty"),
            ("$ref", "r#ref"),
            ("*", "star"),
            ("has space", "has_space"),
            ("x86Arch", "x86_arch"),
        ] {
            assert_eq!(member(raw), name, "{raw}");
        }
    }

    #[test]
    fn values_are_pascal_case() {
        for (raw, name) in [
            ("in-progress", "InProgress"),
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("1", "Value1"),
            ("", "Empty"),
            ("Self", "Self_"),
            ("1.5", "Value1_5"),
            ("GET", "Get"),
        ] {
            assert_eq!(value(raw), name, "{raw}");
        }
    }

    #[test]
    fn whatever_the_spelling_the_result_is_an_identifier() {
        for raw in ["\u{0}", "  ", "é", "日本", "😀", "r#type", "_", "__", "१२", "ﬁ", "²", "a²"]
        {
            for role in [Role::Type, Role::Member, Role::Value, Role::Operation] {
                let name = identifier(role, &split(raw), raw);
                assert!(is_identifier(&name), "{raw:?} gave {name:?}");
            }
        }
    }
}
