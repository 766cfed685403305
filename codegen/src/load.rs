//! Text to a spanned tree to JSON values with places.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Severity};
use crate::place::{File, Places};

mod json;
mod tree;
mod yaml;

pub(crate) use tree::Node;

/// How deep a document may nest before it is refused. Real documents stay below 40.
pub(crate) const DEEPEST: usize = 128;

/// How many nodes a document may have after its aliases are filled in.
pub(crate) const MOST_NODES: usize = 4_000_000;

/// A text with the name that diagnostics call it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What diagnostics print, such as `spec/signalwire/openapi.yaml`.
    pub name: String,
    /// The text itself.
    pub text: String,
}

impl Source {
    /// Names a text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }
}

/// A text that was read: values, and where each of them stands.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) value: Value,
    pub(crate) places: Places,
}

/// Why a text is not a tree.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) rule: &'static str,
    pub(crate) message: String,
    pub(crate) why: &'static str,
    pub(crate) help: String,
    pub(crate) span: crate::place::Span,
}

/// Reads YAML or JSON text. Duplicate keys are all reported; a text that is not a tree is reported once.
pub(crate) fn load(source: &Source, file: File) -> Result<Loaded, Diagnostics> {
    let node = parse(source).map_err(|fault| {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(Diagnostic {
            rule: fault.rule,
            severity: Severity::Error,
            pointer: String::new(),
            message: fault.message,
            why: fault.why.to_owned(),
            help: fault.help,
            at: Excerpt::cut(source, fault.span, ""),
            related: Vec::new(),
        });
        diagnostics
    })?;
    let mut diagnostics = Diagnostics::default();
    let mut places = Places::default();
    let value = tree::into_value(node, file, source, &mut places, &mut diagnostics);
    if diagnostics.is_empty() { Ok(Loaded { value, places }) } else { Err(diagnostics) }
}

/// JSON by its extension or its first character, else YAML: a YAML reader trips over surrogate pairs.
pub(crate) fn parse(source: &Source) -> Result<Node, Fault> {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let extension = source.name.rsplit_once('.').map(|(_, extension)| extension);
    let is_yaml = matches!(extension, Some("yaml" | "yml"));
    let is_json = extension == Some("json") || (!is_yaml && text.trim_start().starts_with('{'));
    let skipped = source.text.len() - text.len();
    if is_json { json::parse(text, skipped) } else { yaml::parse(text, skipped) }
}

/// `sha256:` and the digest of the bytes, followed by that of the overlay's where there is one.
pub(crate) fn digest(document: &Source, overlay: Option<&Source>) -> String {
    let mut hash = Sha256::new();
    hash.update(document.text.as_bytes());
    if let Some(overlay) = overlay {
        hash.update(overlay.text.as_bytes());
    }
    let mut digest = String::from("sha256:");
    for byte in hash.finalize() {
        use std::fmt::Write as _;
        let _ = write!(digest, "{byte:02x}");
    }
    digest
}
