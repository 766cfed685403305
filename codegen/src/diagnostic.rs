//! What is said about a document: rule, place, what, why, and how to mend it.

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::load::Source;
use crate::place::Span;

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// A defect of the published document that is read around; it becomes a document finding.
    Finding,
    /// Worth a look.
    Warning,
}

/// A line of a text, cut out for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The file's name as the caller gave it.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What to say under the caret; may be empty.
    pub label: String,
    text: String,
    caret: std::ops::Range<usize>,
}

impl Excerpt {
    /// Cuts the line that a span begins on out of its source.
    pub(crate) fn cut(source: &Source, span: Span, label: impl Into<String>) -> Self {
        let text = source.text.as_str();
        let start = span.start.min(text.len());
        // A document may be one line of megabytes: what lies further away than is ever shown is not looked at.
        let first = text.floor_char_boundary(start.saturating_sub(2 * WIDEST));
        let last = text.floor_char_boundary((start + 2 * WIDEST).min(text.len()));
        let from = text[first..start].rfind('\n').map_or(first, |at| first + at + 1);
        let until = text[start..last].find('\n').map_or(last, |at| start + at);
        let line = text[from..until].trim_end_matches('\r');
        let mut caret = (start - from).min(line.len())..span.end.min(until).saturating_sub(from);
        caret.end = caret.end.min(line.trim_end().len()).max(caret.start);
        let (text, caret) = window(line, caret);
        Self {
            file: source.name.clone(),
            line: span.line.max(1),
            column: span.column.max(1),
            label: label.into(),
            text,
            caret,
        }
    }
}

/// The longest line that is shown whole, in bytes.
const WIDEST: usize = 400;

/// Keeps the neighbourhood of the caret alone where a line is very long, as in JSON on one line.
fn window(line: &str, caret: std::ops::Range<usize>) -> (String, std::ops::Range<usize>) {
    if line.len() <= WIDEST {
        return (line.to_owned(), caret);
    }
    let from = line.floor_char_boundary(caret.start.saturating_sub(60));
    let until = line.floor_char_boundary((from + 160).min(line.len()).max(caret.start));
    let end = caret.end.min(until).max(caret.start);
    (line[from..until].to_owned(), caret.start - from..end - from)
}

/// One thing said about one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's name in kebab-case.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// JSON Pointer into the text it speaks of.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// Why it matters; may be empty.
    pub why: String,
    /// How to mend it; may be empty.
    pub help: String,
    /// Where it stands.
    pub at: Excerpt,
    /// Other places that belong to it, such as the first of two duplicates.
    pub related: Vec<Excerpt>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Finding => Level::WARNING.with_name("document finding"),
            Severity::Warning => Level::WARNING,
        };
        let mut group = level
            .primary_title(&self.message)
            .id(self.rule)
            .element(snippet(&self.at, AnnotationKind::Primary));
        for other in &self.related {
            group = group.element(snippet(other, AnnotationKind::Context));
        }
        let at = format!("`{}`", self.pointer);
        // A text that was not read has no pointers.
        if !self.pointer.is_empty() {
            group = group.element(Level::NOTE.with_name("at").message(&at));
        }
        if !self.why.is_empty() {
            group = group.element(Level::NOTE.with_name("why").message(&self.why));
        }
        if !self.help.is_empty() {
            group = group.element(Level::HELP.message(&self.help));
        }
        f.write_str(&Renderer::plain().render(&[group]))
    }
}

/// A file name without a line end in it, which would break the excerpt.
fn snippet(
    excerpt: &Excerpt,
    kind: AnnotationKind,
) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    let annotation = kind.span(excerpt.caret.clone());
    let annotation =
        if excerpt.label.is_empty() { annotation } else { annotation.label(&excerpt.label) };
    Snippet::source(&excerpt.text)
        .line_start(excerpt.line as usize)
        .path(&excerpt.file)
        .annotation(annotation)
}

/// Everything said about a document; an error as soon as one of them is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// All of them, in the order of their places.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Whether nothing can be generated.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|one| one.severity == Severity::Error)
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many things were said.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// Orders by file and place; a rule that two passes report at one place is kept once.
    pub(crate) fn sort(&mut self) {
        self.list.sort_by(|a, b| {
            (a.severity, &a.at.file, a.at.line, a.at.column, a.rule, &a.pointer).cmp(&(
                b.severity,
                &b.at.file,
                b.at.line,
                b.at.column,
                b.rule,
                &b.pointer,
            ))
        });
        self.list.dedup();
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            diagnostic.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_very_long_line_the_neighbourhood_is_shown_wherever_it_stands() {
        let filling = "é ".repeat(2000);
        for (before, after) in [("", ""), ("a\n", "\nb"), (&filling, &filling), ("", &filling)] {
            let text = format!("{before}HERE{after}");
            let start = before.len();
            let span = Span { start, end: start + 4, line: 1, column: 1 };
            let source = Source::new("long.json", text);
            let excerpt = Excerpt::cut(&source, span, "");
            assert_eq!(&excerpt.text[excerpt.caret.clone()], "HERE");
            assert!(excerpt.text.len() <= WIDEST, "{}", excerpt.text.len());
            assert!(!excerpt.text.contains('\n'));
        }
    }
}
