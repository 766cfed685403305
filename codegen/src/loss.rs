//! The loss report: every keyword of a document that the output does not honour, with its places.

use serde_json::{Value, json};

use crate::report::Reporter;
use crate::shape::Version;

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
    /// The keyword, with the kind of object it stands in.
    pub keyword: String,
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

    /// The report for people.
    pub fn to_text(&self) -> String {
        String::new()
    }

    /// The report for programs, over several apis.
    pub fn to_json(_apis: &[(&str, &Self)]) -> Value {
        json!({})
    }
}

pub(crate) fn loss(_document: &Value, _version: Version, _reporter: &Reporter<'_>) -> Loss {
    Loss::default()
}
