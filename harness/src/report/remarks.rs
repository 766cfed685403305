//! What there is to say about the user's own document, with the line that it is about.

use super::words::{one_line, shown};
use crate::record::document::OwnPlace;
use crate::record::{Finding, OwnDocument, Summary};

/// Something that a run shows of the user's document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark {
    /// The rule's name in kebab-case.
    pub(super) rule: String,
    /// Where.
    pub(super) place: OwnPlace,
    /// What, in a sentence without its full stop.
    pub(super) text: String,
    /// How to mend it.
    pub(super) help: String,
}

/// What the target does and the document does not describe, what the api has and it does not, and then its defects.
pub(super) fn all(summary: &Summary) -> Vec<Remark> {
    let Some(own) = &summary.own_document else { return vec![] };
    let undescribed = own.undescribed(&summary.operations).map(|(operation, statuses)| {
        let came: Vec<String> = statuses.iter().map(u16::to_string).collect();
        let (method, path) = (&operation.method, shown(&operation.path));
        Remark {
            rule: "answer-not-described".to_owned(),
            place: operation.place(),
            text: format!("answered {}; not described for {method} {path}", came.join(", ")),
            help: "describe these answers in `responses`".to_owned(),
        }
    });
    let selected = summary.operations.iter().filter(|line| own.missing.contains(&line.operation));
    let missing = selected.map(|line| Remark {
        rule: "operation-not-described".to_owned(),
        place: OwnPlace { line: 1, column: 1 },
        text: format!("{} is not described", line.operation),
        help: format!("a server of {} has `{} {}`", summary.api, line.method, line.path),
    });
    let defects = own.defects.iter().map(|own| Remark {
        rule: own.rule.clone(),
        place: OwnPlace { line: own.line, column: own.column },
        text: one_line(&own.message).trim_end_matches('.').to_owned(),
        help: one_line(&own.help),
    });
    undescribed.chain(missing).chain(defects).collect()
}

/// Where the document speaks of what a finding is about: file, line and column.
pub(super) fn spot(summary: &Summary, finding: &Finding) -> Option<String> {
    let own = summary.own_document.as_ref()?;
    Some(at(own, own.place_of(finding)?))
}

/// A place as compilers write it.
pub(super) fn at(own: &OwnDocument, place: OwnPlace) -> String {
    format!("{}:{}:{}", own.file, place.line, place.column)
}
