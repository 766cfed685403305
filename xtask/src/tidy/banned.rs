//! Rule: nothing is put off: no marker for later, no test that does not run, no code that is never reached.

use super::problem::Problem;
use super::tree::Tree;

/// What may not stand anywhere, and what to do instead.
const BANNED: &[(&str, &str)] = &[
    ("#[ignore", "make the test pass or delete it"),
    ("allow(dead_code", "delete the code"),
    ("todo!(", "write the code, or an error that says what is not supported"),
    ("unimplemented!(", "write the code, or an error that says what is not supported"),
];

/// Words that put something off; told where they stand alone.
const LATER: &[&str] = &["TODO", "FIXME", "XXX"];

/// The only place that has to name them.
const RULE_ITSELF: &str = "xtask/src/tidy";

/// Rule: see above.
pub(super) fn no_words_for_later(tree: &Tree, problems: &mut Vec<Problem>) {
    for (path, text) in tree.files().filter(|(path, _)| !path.starts_with(RULE_ITSELF)) {
        for (index, line) in text.lines().enumerate() {
            for (banned, help) in BANNED {
                if line.contains(banned) {
                    let what = format!("`{banned}` puts something off");
                    problems.push(Problem::new(path, index + 1, what, *help));
                }
            }
            for word in LATER.iter().filter(|word| has_word(line, word)) {
                let what = format!("`{word}` puts something off");
                let help = "do it now, or tell it where plans are kept";
                problems.push(Problem::new(path, index + 1, what, help));
            }
        }
    }
}

fn has_word(line: &str, word: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(is_letter) && !line[at + word.len()..].starts_with(is_letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        let mut problems = Vec::new();
        no_words_for_later(&Tree::of(&[(path, text)]), &mut problems);
        problems.len()
    }

    #[test]
    fn each_marker_is_told() {
        for text in [
            "#[ignore]\n",
            "#[ignore = \"slow\"]\n",
            "#[allow(dead_code)]\n",
            "todo!()\n",
            "unimplemented!(\"x\")\n",
            "// TODO: x\n",
            "# FIXME\n",
            "XXX\n",
        ] {
            assert_eq!(count("spec/src/a.rs", text), 1, "{text}");
        }
    }

    #[test]
    fn a_longer_word_is_no_marker() {
        assert_eq!(count("spec/src/a.rs", "TODOS FIXMEs 2XXX XXXX\n"), 0);
    }

    #[test]
    fn the_rule_may_name_what_it_bans() {
        assert_eq!(count("xtask/src/tidy/banned.rs", "// TODO\n"), 0);
    }
}
