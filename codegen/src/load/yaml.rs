//! YAML with places, built from parser events so that depth, size, duplicates and aliases are in our hands.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};
use serde_json::{Number, Value};

use super::tree::{Data, Entry, Node};
use super::{DEEPEST, Fault, MOST_NODES};
use crate::place::Span;

/// Parses one YAML document. `skipped` bytes stand before it in the source.
pub(super) fn parse(text: &str, skipped: usize) -> Result<Node, Fault> {
    let offsets = Offsets::new(text, skipped);
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Fault {
            rule: "not-yaml",
            message: format!("this is not YAML: {}", error.info()),
            why: "the text could not be read to its end",
            help: "mend the text at or before this place; look at the indentation first".into(),
            span: offsets.span(*error.marker(), *error.marker()),
        })?;
        builder.take(event, offsets.span(span.start, span.end))?;
    }
    builder.root.ok_or_else(|| Fault {
        rule: "empty-document",
        message: "there is no document in this text".into(),
        why: "an OpenAPI document is a mapping",
        help: "begin with `openapi: 3.1.0`".into(),
        span: Span { line: 1, column: 1, ..Span::default() },
    })
}

/// The fault of a text that nests too deeply, shared with the JSON reader.
pub(super) fn too_deep(span: Span) -> Fault {
    Fault {
        rule: "nested-too-deeply",
        message: format!("the text nests more than {DEEPEST} levels deep here"),
        why: "a text that nests without end would exhaust the reader",
        help: "move inner schemas to `components/schemas` and point at them with `$ref`".into(),
        span,
    }
}

/// Byte offsets of characters: the parser counts characters.
struct Offsets {
    wide: Option<Vec<u32>>,
    skipped: usize,
    length: usize,
}

impl Offsets {
    fn new(text: &str, skipped: usize) -> Self {
        let wide = (!text.is_ascii()).then(|| {
            text.char_indices().map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect()
        });
        Self { wide, skipped, length: text.len() }
    }

    fn byte(&self, character: usize) -> usize {
        let at = match &self.wide {
            None => character.min(self.length),
            Some(wide) => wide.get(character).map_or(self.length, |at| *at as usize),
        };
        at + self.skipped
    }

    fn span(&self, start: Marker, end: Marker) -> Span {
        Span {
            start: self.byte(start.index()),
            end: self.byte(end.index()),
            line: u32::try_from(start.line()).unwrap_or(u32::MAX),
            column: u32::try_from(start.col()).unwrap_or(u32::MAX).saturating_add(1),
        }
    }
}

/// A mapping or sequence that is still open.
struct Open {
    anchor: usize,
    span: Span,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<(String, Span)> },
}

#[derive(Default)]
struct Builder {
    stack: Vec<Open>,
    anchors: BTreeMap<usize, (Node, usize)>,
    root: Option<Node>,
    nodes: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        match event {
            Event::SequenceStart(anchor, _) => {
                self.open(Open { anchor, span, content: Content::List(Vec::new()) })
            }
            Event::MappingStart(anchor, _) => self.open(Open {
                anchor,
                span,
                content: Content::Map { entries: Vec::new(), key: None },
            }),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.stack.pop() else { return Ok(()) };
                let data = match open.content {
                    Content::List(items) => Data::List(items),
                    Content::Map { entries, .. } => Data::Map(entries),
                };
                let span = Span { end: span.end.max(open.span.start), ..open.span };
                self.place(Node { span, data }, open.anchor)
            }
            Event::Scalar(text, style, anchor, tag) => {
                if self.wants_key() {
                    self.key(text.into_owned(), span);
                    return Ok(());
                }
                let as_text = style != ScalarStyle::Plain
                    || tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                let value =
                    if as_text { Value::String(text.into_owned()) } else { plain(&text, span)? };
                self.place(Node { span, data: Data::Scalar(value) }, anchor)
            }
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    fn wants_key(&self) -> bool {
        matches!(self.stack.last(), Some(Open { content: Content::Map { key: None, .. }, .. }))
    }

    fn open(&mut self, open: Open) -> Result<(), Fault> {
        if self.wants_key() {
            return Err(Fault {
                rule: "key-not-text",
                message: "a mapping or sequence stands where a key should".into(),
                why: "JSON knows text as keys alone",
                help: "put quotes around it if it is meant as text".into(),
                span: open.span,
            });
        }
        if self.stack.len() >= DEEPEST {
            return Err(too_deep(open.span));
        }
        self.stack.push(open);
        Ok(())
    }

    fn key(&mut self, text: String, span: Span) {
        if let Some(Open { content: Content::Map { key, .. }, .. }) = self.stack.last_mut() {
            *key = Some((text, span));
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Fault> {
        let Some((node, size)) = self.anchors.get(&anchor) else {
            return Err(Fault {
                rule: "alias-of-itself",
                message: "this alias stands inside the node that it means".into(),
                why: "the document would never end",
                help: "use `$ref` for a recursive schema".into(),
                span,
            });
        };
        self.nodes = self.nodes.saturating_add(*size);
        let mut node = node.clone();
        if self.wants_key() {
            let Data::Scalar(Value::String(text)) = node.data else {
                return Err(Fault {
                    rule: "key-not-text",
                    message: "this alias stands where a key should, and means no text".into(),
                    why: "JSON knows text as keys alone",
                    help: "write the key out".into(),
                    span,
                });
            };
            self.key(text, span);
            return Ok(());
        }
        node.span = span;
        self.place(node, 0)
    }

    fn place(&mut self, node: Node, anchor: usize) -> Result<(), Fault> {
        self.nodes = self.nodes.saturating_add(1);
        if self.nodes > MOST_NODES {
            return Err(Fault {
                rule: "too-many-nodes",
                message: format!("the document has more than {MOST_NODES} nodes at this place"),
                why: "aliases can make a short text mean a document without end",
                help: "use `$ref` in place of aliases".into(),
                span: node.span,
            });
        }
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), size(&node)));
        }
        match self.stack.last_mut() {
            Some(Open { content: Content::List(items), .. }) => items.push(node),
            Some(Open { content: Content::Map { entries, key }, .. }) => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(Entry { key, key_span, value: node });
                }
            }
            None if self.root.is_none() => self.root = Some(node),
            None => {
                return Err(Fault {
                    rule: "second-document",
                    message: "a second YAML document begins here".into(),
                    why: "one file holds one OpenAPI document",
                    help: "move it to a file of its own".into(),
                    span: node.span,
                });
            }
        }
        Ok(())
    }
}

/// How many nodes a tree has.
fn size(node: &Node) -> usize {
    1 + match &node.data {
        Data::Scalar(_) => 0,
        Data::List(items) => items.iter().map(size).sum(),
        Data::Map(entries) => entries.iter().map(|entry| size(&entry.value)).sum(),
    }
}

/// A plain scalar by the core schema of YAML 1.2 (10.3.2); what JSON can't say is refused.
fn plain(text: &str, span: Span) -> Result<Value, Fault> {
    let value = match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF"
        | ".nan" | ".NaN" | ".NAN" => {
            return Err(Fault {
                rule: "number-not-json",
                message: format!("JSON has no number `{text}`"),
                why: "an OpenAPI document can be said in JSON",
                help: "put quotes around it, or leave the bound out".into(),
                span,
            });
        }
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    };
    Ok(value)
}

/// Integers in three bases and floats. Wide integers become floats, as JSON readers take them.
fn number(text: &str) -> Option<Number> {
    let based = [("0x", 16), ("0o", 8)].into_iter().find_map(|(prefix, radix)| {
        let digits = text.strip_prefix(prefix)?;
        i64::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with(['+', '-']))
    });
    if let Some(value) = based {
        return Some(Number::from(value));
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        || !unsigned.contains(|digit: char| digit.is_ascii_digit())
    {
        return None;
    }
    if unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        if let Ok(value) = text.parse::<i64>() {
            return Some(Number::from(value));
        }
        if let Ok(value) = text.parse::<u64>() {
            return Some(Number::from(value));
        }
    }
    text.parse::<f64>().ok().and_then(Number::from_f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        let read = |text: &str| plain(text, Span::default()).expect(text);
        assert_eq!(read("no"), "no");
        assert_eq!(read("2019-01-01"), "2019-01-01");
        assert_eq!(read("0x10"), 16);
        assert_eq!(read("010"), 10);
        assert_eq!(read("+1"), 1);
        assert_eq!(read("1e3"), 1000.0);
        assert_eq!(read("1.2.3"), "1.2.3");
        assert_eq!(read("-9223372036854776000"), -9.223_372_036_854_776e18);
        assert!(plain(".inf", Span::default()).is_err());
    }

    #[test]
    fn a_chain_of_aliases_is_cut_off() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let prior = level - 1;
            let items = vec![format!("*a{prior}"); 10].join(", ");
            writeln!(text, "a{level}: &a{level} [{items}]").expect("text");
        }
        assert_eq!(parse(&text, 0).expect_err("a bomb").rule, "too-many-nodes");
    }

    #[test]
    fn columns_count_characters_and_offsets_count_bytes() {
        let node = parse("é: ü\n", 0).expect("YAML");
        let Data::Map(entries) = node.data else { panic!("not a map") };
        let span = entries[0].value.span;
        assert_eq!((span.line, span.column, span.start, span.end), (1, 4, 4, 6));
    }
}
