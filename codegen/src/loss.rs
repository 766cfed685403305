//! The loss report: every keyword of a document that the output does not honour, with its places.

use std::fmt::Write as _;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::pointer;
use crate::report::{At, Reporter};
use crate::shape::{self, Honour, Kind};
use crate::verify::CHANNEL;

mod depends;

/// How far a loss reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The route table carries it and answers are judged by it; the Rust types accept more.
    Types,
    /// Nothing honours it.
    Everything,
}

/// One place of a keyword that is not honoured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossPlace {
    /// JSON Pointer.
    pub pointer: String,
    /// The file's name.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

/// One keyword that is not honoured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossEntry {
    /// The keyword.
    pub keyword: String,
    /// The kind of object it stands in, such as `schema object`.
    pub object: &'static str,
    /// How far the loss reaches.
    pub reach: Reach,
    /// Why it is not honoured.
    pub why: String,
    /// Where it stands; their number is the count.
    pub places: Vec<LossPlace>,
}

/// What the output does not honour.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loss {
    /// By keyword, in the order of their first place.
    pub entries: Vec<LossEntry>,
}

impl Loss {
    /// Whether everything is honoured.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The report for people: a line a keyword, and one for each of its places.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for entry in &self.entries {
            let LossEntry { keyword, object, why, places, .. } = entry;
            let reach = match entry.reach {
                Reach::Types => "the route table alone honours it",
                Reach::Everything => "nothing honours it",
            };
            let article = crate::shape::article(object);
            let count = places.len();
            let s = if count == 1 { "" } else { "s" };
            let _ = writeln!(
                text,
                "`{keyword}` of {article} {object}, {count} place{s}: {reach}: {why}"
            );
            for LossPlace { file, line, column, pointer } in places {
                let _ = writeln!(text, "    {file}:{line}:{column}: {pointer}");
            }
        }
        text
    }

    /// The report for programs, over several apis.
    pub fn to_json(apis: &[(&str, &Self)]) -> Value {
        let place = |place: &LossPlace| {
            let LossPlace { file, line, column, pointer } = place;
            json!({"file": file, "line": line, "column": column, "pointer": pointer})
        };
        let entry = |entry: &LossEntry| {
            let reach = match entry.reach {
                Reach::Types => "types",
                Reach::Everything => "everything",
            };
            json!({
                "keyword": entry.keyword,
                "object": entry.object,
                "reach": reach,
                "why": entry.why,
                "count": entry.places.len(),
                "places": entry.places.iter().map(place).collect::<Value>(),
            })
        };
        let api = |(name, loss): &(&str, &Self)| json!({"api": name, "lost": loss.entries.iter().map(entry).collect::<Value>()});
        json!({"schema": 1, "apis": apis.iter().map(api).collect::<Value>()})
    }
}

/// Looks at every keyword of a checked document.
pub(crate) fn loss(document: &Value, reporter: &Reporter<'_>) -> Loss {
    let mut walk = Walk { document, reporter, found: IndexMap::new() };
    walk.object(Kind::OpenApi, "", document);
    Loss { entries: walk.found.into_values().collect() }
}

struct Walk<'a> {
    document: &'a Value,
    reporter: &'a Reporter<'a>,
    found: IndexMap<(String, &'static str, String), LossEntry>,
}

impl Walk<'_> {
    fn object(&mut self, kind: Kind, at: &str, value: &Value) {
        let Value::Object(map) = value else { return };
        let is_reference = shape::reference(value).is_some();
        for (key, member) in map {
            let below = pointer::join(at, key);
            if let Some(kind) = shape::free_members(kind, key) {
                if kind == Kind::Response {
                    self.under_no_content(key, &below, member);
                }
                self.object(kind, &below, member);
                continue;
            }
            if key.starts_with("x-") {
                if key != "x-rollcall-name" && !(key == CHANNEL && depends::is_in_webhook(at)) {
                    self.lost(kind, key, &below, Reach::Everything, "extensions are not read");
                }
                continue;
            }
            if is_reference && !matches!(kind, Kind::Schema | Kind::PathItem) && key != "$ref" {
                self.lost(
                    kind,
                    key,
                    &below,
                    Reach::Everything,
                    "what stands beside a `$ref` is not carried over",
                );
                continue;
            }
            self.keyword(kind, at, map, key, &below, member);
        }
    }

    /// Content of a shared response that a status without content refers to.
    fn under_no_content(&mut self, status: &str, at: &str, member: &Value) {
        let target = shape::reference(member).and_then(pointer::of_reference);
        let found = target.and_then(|target| self.document.pointer(&target));
        if matches!(status, "204" | "205" | "304")
            && found.is_some_and(|found| found.get("content").is_some())
        {
            self.lost(Kind::Response, "content", at, Reach::Everything, depends::NO_CONTENT);
        }
    }

    fn keyword(
        &mut self,
        kind: Kind,
        at: &str,
        map: &Map<String, Value>,
        key: &str,
        below: &str,
        member: &Value,
    ) {
        if key == "$ref" && kind.may_be_reference() {
            return;
        }
        let Some(field) = shape::field(kind, key) else {
            if kind != Kind::SecurityRequirement {
                self.lost(kind, key, below, Reach::Everything, "the keyword is unknown");
            }
            return;
        };
        if let Some(why) = depends::webhook(kind, at, key) {
            return self.lost(kind, key, below, Reach::Everything, why);
        }
        match field.honour {
            Honour::Yes => {}
            // What stands below goes with it.
            Honour::Table(why) => return self.lost(kind, key, below, Reach::Types, why),
            Honour::No(why) => return self.lost(kind, key, below, Reach::Everything, why),
            Honour::Depends => {
                let context = depends::Context { document: self.document, kind, at, map };
                if let Some((reach, why)) = depends::lost(&context, key, member) {
                    self.lost(kind, key, below, reach, why);
                    if depends::takes_all(key) {
                        return;
                    }
                }
            }
        }
        for (kind, below, part) in shape::children(field.form, below, member) {
            self.object(kind, &below, part);
        }
    }

    fn lost(&mut self, kind: Kind, key: &str, at: &str, reach: Reach, why: &str) {
        let place = self.reporter.excerpt(At::Key, at, "");
        let place = LossPlace {
            pointer: at.to_owned(),
            file: place.file,
            line: place.line,
            column: place.column,
        };
        self.found
            .entry((key.to_owned(), kind.name(), why.to_owned()))
            .or_insert_with(|| LossEntry {
                keyword: key.to_owned(),
                object: kind.name(),
                reach,
                why: why.to_owned(),
                places: Vec::new(),
            })
            .places
            .push(place);
    }
}
