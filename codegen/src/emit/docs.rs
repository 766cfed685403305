//! Doc comments: the document's own words, made harmless for rustdoc, and the pointer that the item stems from.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Doc;

/// The doc comment of an item.
pub(super) fn doc(doc: &Doc) -> TokenStream {
    let mut lines = prose(&doc.text);
    for paragraph in [doc.remark.clone(), format!("`#{}`", doc.pointer.replace('`', "'"))] {
        if !paragraph.is_empty() {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.push(paragraph);
        }
    }
    attributes(&lines)
}

/// One line of our own.
pub(super) fn line(text: &str) -> TokenStream {
    attributes(&[text.to_owned()])
}

fn attributes(lines: &[String]) -> TokenStream {
    let lines =
        lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote! { #(#[doc = #lines])* }
}

/// Markdown that rustdoc neither compiles as a test nor takes for a link to an item.
fn prose(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut in_fence = false;
    for line in text.lines() {
        let line: String =
            line.chars().filter(|letter| !letter.is_control() || *letter == '\t').collect();
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            // A fence without a language, or with one that rustdoc knows, would be compiled.
            lines.push(if in_fence { "```".to_owned() } else { "```text".to_owned() });
            in_fence = !in_fence;
        } else if in_fence {
            lines.push(line.trim_end().to_owned());
        } else {
            // Four spaces would begin a block of code.
            lines.push(harmless(trimmed));
        }
    }
    if in_fence {
        lines.push("```".to_owned());
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let blank = lines.iter().take_while(|line| line.is_empty()).count();
    lines.drain(..blank);
    lines
}

/// Escapes brackets that no URL follows, and angle brackets, which rustdoc takes for HTML.
fn harmless(line: &str) -> String {
    let mut result = String::with_capacity(line.len());
    let mut in_code = false;
    let letters: Vec<char> = line.chars().collect();
    for (index, letter) in letters.iter().enumerate() {
        match letter {
            '`' => in_code = !in_code,
            '<' | '>' if !in_code => result.push('\\'),
            '[' if !in_code && !is_link(&letters[index..]) => result.push('\\'),
            _ => {}
        }
        result.push(*letter);
    }
    // A lone backtick would open a code span over the lines that follow.
    if in_code { result.replace('`', "'") } else { result }
}

fn is_link(rest: &[char]) -> bool {
    let text: String = rest.iter().collect();
    text.find(']').is_some_and(|end| text[end..].starts_with("]("))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_of_a_document_is_never_a_doc_test() {
        let lines =
            prose("Example:\n    fn main() { nonsense }\n```\nAuthorization: Basic x\n```\n\n");
        assert_eq!(
            lines,
            ["Example:", "fn main() { nonsense }", "```text", "Authorization: Basic x", "```"]
        );
        assert_eq!(prose("```rust\nx"), ["```text", "x", "```"]);
    }

    #[test]
    fn brackets_are_no_links_to_items() {
        assert_eq!(prose("[a](b) [c] <d> `e<f>`"), ["[a](b) \\[c] \\<d\\> `e<f>`"]);
    }
}
