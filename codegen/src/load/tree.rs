//! The tree that both readers build: every node and every key has its span.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::Source;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Severity};
use crate::place::{File, Place, Places, Span};
use crate::pointer;

/// One node.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) data: Data,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub(crate) enum Data {
    Scalar(Value),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// One member of a mapping, duplicates included.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

/// Turns the tree into a JSON value and notes every place; a duplicate key is reported with both places.
pub(crate) fn into_value(
    node: Node,
    file: File,
    source: &Source,
    places: &mut Places,
    diagnostics: &mut Diagnostics,
) -> Value {
    let mut sink = Sink { file, source, places, diagnostics };
    sink.value(node, None, "")
}

struct Sink<'a> {
    file: File,
    source: &'a Source,
    places: &'a mut Places,
    diagnostics: &'a mut Diagnostics,
}

impl Sink<'_> {
    fn value(&mut self, node: Node, key: Option<Span>, at: &str) -> Value {
        self.places.insert(at.to_owned(), Place { file: self.file, key, value: node.span });
        match node.data {
            Data::Scalar(value) => value,
            Data::List(items) => Value::Array(
                items
                    .into_iter()
                    .enumerate()
                    .map(|(index, item)| self.value(item, None, &format!("{at}/{index}")))
                    .collect(),
            ),
            Data::Map(entries) => self.map(entries, at),
        }
    }

    fn map(&mut self, entries: Vec<Entry>, at: &str) -> Value {
        let mut seen: IndexMap<String, Span> = IndexMap::new();
        let mut map = Map::new();
        for entry in entries {
            let member = pointer::join(at, &entry.key);
            if let Some(first) = seen.get(&entry.key) {
                self.diagnostics.push(Diagnostic {
                    rule: "duplicate-key",
                    severity: Severity::Error,
                    pointer: member,
                    message: format!("the key `{}` stands twice in one mapping", entry.key),
                    why: "readers differ in which of the two they take".into(),
                    help: "remove or rename one of them".into(),
                    at: Excerpt::cut(self.source, entry.key_span, "again here"),
                    related: vec![Excerpt::cut(self.source, *first, "first here")],
                });
                continue;
            }
            seen.insert(entry.key.clone(), entry.key_span);
            let value = self.value(entry.value, Some(entry.key_span), &member);
            map.insert(entry.key, value);
        }
        Value::Object(map)
    }
}
