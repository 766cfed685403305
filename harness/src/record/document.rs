//! The user's own document of an api: where it speaks of what is judged.

use serde::{Deserialize, Serialize};

use super::{Finding, OperationLine};

/// An OpenAPI document that the user has of the server that is judged. It changes no verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDocument {
    /// The file, as it was named, with slashes.
    pub file: String,
    /// `sha256:` and the hexadecimal digest of its bytes.
    pub digest: String,
    /// Where it describes operations of the api, in the api's order.
    pub operations: Vec<OwnOperation>,
    /// The operations that it does not describe, by the api's `operationId`.
    pub missing: Vec<String>,
    /// What is wrong with it, in the order of its lines.
    pub defects: Vec<Defect>,
}

/// Where the user's document describes an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnOperation {
    /// The api's `operationId`.
    pub operation: String,
    /// The method.
    pub method: String,
    /// The path template, as it stands there.
    pub path: String,
    /// The line of the method, from 1.
    pub line: u32,
    /// The column of the method, from 1.
    pub column: u32,
    /// The answers that it describes, in the order of their keys.
    pub answers: Vec<OwnAnswer>,
}

/// Where the user's document describes an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAnswer {
    /// The key: `204`, `4XX` or `default`.
    pub status: String,
    /// The line of the key, from 1.
    pub line: u32,
    /// The column of the key, from 1.
    pub column: u32,
}

/// A defect of the user's document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defect {
    /// The rule's name in kebab-case.
    pub rule: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// JSON Pointer into the document.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

/// A place in the user's document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnPlace {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl OwnDocument {
    /// Where it speaks of what a finding is about: of the answer that came, or else of the operation.
    pub fn place_of(&self, finding: &Finding) -> Option<OwnPlace> {
        let own = self.operation(&finding.operation)?;
        let here = finding.steps.iter().find(|step| step.here);
        let answer = here.and_then(|step| step.status).and_then(|status| own.answer(status));
        Some(answer.map_or_else(
            || own.place(),
            |answer| OwnPlace { line: answer.line, column: answer.column },
        ))
    }

    /// Statuses that came and that it describes no answer for, by the operation.
    pub fn undescribed<'a>(
        &'a self,
        lines: &'a [OperationLine],
    ) -> impl Iterator<Item = (&'a OwnOperation, Vec<u16>)> {
        lines.iter().filter_map(|line| {
            let own = self.operation(&line.operation)?;
            let all = line.answers.keys().copied();
            let all: Vec<u16> = all.filter(|status| own.answer(*status).is_none()).collect();
            (!all.is_empty()).then_some((own, all))
        })
    }

    fn operation(&self, id: &str) -> Option<&OwnOperation> {
        self.operations.iter().find(|own| own.operation == id)
    }
}

impl OwnOperation {
    /// Where its method stands.
    pub const fn place(&self) -> OwnPlace {
        OwnPlace { line: self.line, column: self.column }
    }

    /// The most specific answer that is described for a status code.
    fn answer(&self, status: u16) -> Option<&OwnAnswer> {
        let keys = [status.to_string(), format!("{}XX", status / 100), "default".to_owned()];
        let find = |key: &String| {
            self.answers.iter().find(|own| own.status.eq_ignore_ascii_case(key.as_str()))
        };
        keys.iter().find_map(find)
    }
}
