//! What the dialect signalwire has of its own: UUIDs, closed forms, its numbers and its words.

mod answer;

use super::ids::{Ids, read_uuid};
use super::laml::dialect::{Dialect, Hooks, IdForms, Operation, Paths, Reason, Rules, Words};
use super::laml::refusal::Refusal;

/// The dialect's table.
pub(super) const DIALECT: Dialect = Dialect {
    id: "signalwire",
    api: &rollcall_generated::signalwire::API,
    target: "/api/laml/2010-04-01",
    paths: Paths {
        // Older clients leave the first two segments out.
        bases: &["/api/laml/2010-04-01", "/2010-04-01"],
        template_prefix: "",
        suffix_required: false,
        operations: &[
            ("list_all_participants", Operation::List),
            ("retrieve_participant", Operation::Retrieve),
            ("update_participant", Operation::Update),
            ("delete_participant", Operation::Delete),
        ],
    },
    ids: IdForms {
        show: |_, id| id.to_string(),
        read: |_, text| read_uuid(text),
        name: "a UUID",
        password: Ids::password,
        labelled: None,
        label: |_, _| None,
    },
    rules: Rules {
        bad_input: 422,
        wrong_media_type: 422,
        closed_forms: true,
        idle_flags: &[],
        conferences_end: false,
        any_word_is_false: None,
        coaches_by_name: false,
        coaching_filter: false,
        arrive_in_turn: false,
        page_needs_token: true,
    },
    code,
    words: Words { participant: answer::participant, page: answer::page, error: answer::error },
    hooks: Hooks {
        before: |_, _, _, _| Ok(()),
        more: |_, _, _, _| Err(Refusal::not_found()),
        removed: |_, _, _, _| {},
        updated: |_, _, _, _, _| {},
        vary: |_, _, _| {},
        spoil: |_, _, _| {},
    },
};

/// The vendor's error codes that this resource needs.
const fn code(reason: Reason) -> i32 {
    match reason {
        Reason::InvalidArgument | Reason::Label | Reason::LabelInUse => 10_000,
        Reason::CallbackMethod => 13_221,
        Reason::ConferenceAttribute
        | Reason::NobodyToCoach
        | Reason::CoachedOnHold
        | Reason::ConferenceFull
        | Reason::ConferenceStatus => 16_002,
        Reason::Authentication | Reason::Forbidden => 20_003,
        Reason::NotFound => 20_404,
        // The vendor documents none; this follows its pattern.
        Reason::MethodNotAllowed => 20_405,
        Reason::Internal => 20_504,
        Reason::Url => 21_402,
        Reason::PageToken => 21_481,
        Reason::PageTokenForm => 54_453,
        Reason::PageSize => 54_454,
        Reason::Format => 90_000,
    }
}
