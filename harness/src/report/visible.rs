//! What a server sent, made visible: characters that a reader would not see, or that would change how the text beside them
//! reads, are written as escapes.

use std::borrow::Cow;

/// A text in which every character shows. Line breaks and tabs stay.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(hides) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if letter == '\r' {
            shown.push_str("\\r");
        } else if hides(letter) {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// Whether a character does something else than stand there: controls, marks of direction (UAX 9), what takes no room, line
/// ends that only some readers know, tags, and what is no character.
fn hides(letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => letter.is_control() || u32::from(letter) & 0xfffe == 0xfffe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_written_out_and_the_rest_stays() {
        let text = "a\u{202e}b\0c\u{1b}[31m\r\nd\u{9b}e\u{feff}\u{ffff}";
        let shown = "a\\u{202e}b\\u{0}c\\u{1b}[31m\\r\nd\\u{9b}e\\u{feff}\\u{ffff}";
        assert_eq!(visible(text), shown);
        let plain = "Zo\u{eb} \u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{1f44d}\n\t<&>\"'";
        assert!(matches!(visible(plain), Cow::Borrowed(same) if same == plain));
    }
}
