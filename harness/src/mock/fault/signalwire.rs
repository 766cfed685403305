//! The faults that only signalwire can have, or that show in another way there: one sorted table.

use super::{Defect, Fault, fault};

/// Sorted by id. Each line: id, what it does, the checks which must see it, those which may.
#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = &[
    fault("bad-boolean-accepted", "a boolean that is none counts as false", &["bad-input-refused"], &["refusal-changes-nothing"], Defect::BadBooleanAccepted),
    fault("member-extra", "a participant has a member that its closed object does not know", &["body-matches-schema"], &["types-decode"], Defect::MemberExtra),
    fault("next-page-null-text", "the last page's next_page_uri is the text null", &["page-links-lead-home"], &["pages-make-the-list", "valid-succeeds", "pages-keep-query", "list-shows-participants"], Defect::NextPageNullText),
    fault("page-links-elsewhere", "the link to the next page names another host", &["page-links-lead-home"], &["pages-make-the-list"], Defect::PageLinksElsewhere),
    fault("unknown-field-accepted", "a form field that the closed object does not know is let pass", &["loose-input-refused"], &[], Defect::UnknownFieldAccepted),
];
