//! Normative sentences.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{List, Text};

/// How binding a sentence is. Severity follows it: a broken MUST is a violation, a broken SHOULD a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Keyword {
    /// RFC 2119 MUST and MUST NOT, and what a document states as fact.
    Must,
    /// RFC 2119 SHOULD, and everything that rests on inference.
    Should,
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
        })
    }
}

/// What kind of text a sentence comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// The OpenAPI document under spec/.
    Document,
    /// An RFC.
    Rfc,
    /// A page of the vendor's.
    Vendor,
    /// Nobody wrote it down; it follows from what they did write.
    Inferred,
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Document => "document",
            Self::Rfc => "rfc",
            Self::Vendor => "vendor",
            Self::Inferred => "inferred",
        })
    }
}

/// Where a sentence stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The kind of text.
    pub kind: SourceKind,
    /// A JSON Pointer into the document, `RFC 9110 15.3.5`, or the name of the vendor's page.
    pub locator: Text,
}

/// What became of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// These checks judge it.
    Checks(List<Text>),
    /// Nothing judges it, for this reason.
    Excluded(Text),
}

/// One normative sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Stable and never reused, such as `SW-0042`.
    pub id: Text,
    /// How binding it is.
    pub keyword: Keyword,
    /// The sentence, in our words.
    pub text: Text,
    /// Where it stands.
    pub source: Source,
    /// What became of it.
    pub link: Link,
}
