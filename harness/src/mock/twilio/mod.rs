//! What the dialect twilio has of its own: SIDs, labels, open forms, conferences that end, its numbers and its words.

mod answer;
mod conference;
mod create;
mod early;
mod label;
mod spoil;
mod vary;

use uuid::Uuid;

use super::ids::{Ids, read_sid};
use super::laml::dialect::{Dialect, Hooks, IdForms, Kind, Operation, Paths, Reason, Rules, Words};
use super::laml::refusal::Refusal;

/// The dialect's table.
pub(super) const DIALECT: Dialect = Dialect {
    id: "twilio",
    api: &rollcall_generated::twilio::API,
    target: "",
    paths: Paths {
        bases: &["/2010-04-01"],
        template_prefix: "/2010-04-01",
        suffix_required: true,
        operations: &[
            ("ListParticipant", Operation::List),
            ("CreateParticipant", Operation::Create),
            ("FetchParticipant", Operation::Retrieve),
            ("UpdateParticipant", Operation::Update),
            ("DeleteParticipant", Operation::Delete),
            ("FetchConference", Operation::RetrieveConference),
            ("UpdateConference", Operation::UpdateConference),
        ],
    },
    ids: IdForms {
        show: sid,
        read: |kind, text| read_sid(prefix(kind), text),
        name: "a SID",
        password: Ids::token,
        labelled: Some(label::find),
        label: label::handed_over,
    },
    rules: Rules {
        bad_input: 400,
        wrong_media_type: 400,
        closed_forms: false,
        idle_flags: &["BeepOnExit"],
        conferences_end: true,
        any_word_is_false: Some("Muted"),
        coaches_by_name: true,
        coaching_filter: true,
        arrive_in_turn: true,
        page_needs_token: false,
    },
    code,
    words: Words { participant: answer::participant, page: answer::page, error: answer::error },
    hooks: Hooks {
        before: early::before,
        more: |server, call, scope, operation| match operation {
            Operation::Create => create::create(server, call, scope),
            Operation::RetrieveConference => conference::retrieve(server, scope),
            Operation::UpdateConference => conference::update(server, call, scope),
            _ => Err(Refusal::not_found()),
        },
        removed: conference::removed,
        updated: conference::updated,
        vary: vary::vary,
        spoil: spoil::spoil,
    },
};

/// Two letters that say what a SID names.
const fn prefix(kind: Kind) -> &'static str {
    match kind {
        Kind::Account => "AC",
        Kind::Conference => "CF",
        Kind::Call => "CA",
    }
}

/// An id as this dialect writes it.
fn sid(kind: Kind, id: Uuid) -> String {
    format!("{}{}", prefix(kind), id.simple())
}

/// The vendor's error codes that this resource needs.
const fn code(reason: Reason) -> i32 {
    match reason {
        Reason::InvalidArgument | Reason::Format => 20_422,
        Reason::CallbackMethod => 21_403,
        Reason::ConferenceAttribute => 16_002,
        Reason::NobodyToCoach => 16_028,
        Reason::CoachedOnHold => 16_027,
        Reason::Authentication => 20_003,
        Reason::Forbidden => 20_403,
        Reason::NotFound => 20_404,
        Reason::MethodNotAllowed => 20_004,
        Reason::Internal => 20_500,
        Reason::Url => 21_402,
        Reason::PageToken | Reason::PageTokenForm => 21_481,
        Reason::PageSize => 20_007,
        Reason::Label => 16_023,
        Reason::LabelInUse => 16_025,
        Reason::ConferenceFull => 16_020,
        Reason::ConferenceStatus => 21_475,
    }
}
