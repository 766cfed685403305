//! What is wrong with a document itself.

use crate::Text;

/// A defect of a document as it was published. Never held against a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentFinding {
    /// The rule's name in kebab-case, such as `body-under-no-content`.
    pub rule: Text,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// JSON Pointer into the document.
    pub pointer: Text,
    /// What is wrong.
    pub message: Text,
    /// How to mend it, or which entry of the overlay does.
    pub help: Text,
}
