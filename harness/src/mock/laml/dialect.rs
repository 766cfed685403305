//! What sets one LaML dialect apart from another: its table. What they share is the code of this room.

use jiff::Timestamp;
use rollcall_spec::Api;
use rollcall_spec::value::ValueError;
use serde_json::Value;
use uuid::Uuid;

use super::Scope;
use super::list::Links;
use super::refusal::Refusal;
use crate::mock::ids::Ids;
use crate::mock::laml::server::Server;
use crate::mock::laml::store::{Conference, Participant};
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::Call;

/// A dialect: where it is found, what its ids look like, what it lets pass, and how it speaks.
#[derive(Debug)]
pub(in crate::mock) struct Dialect {
    /// As the api is called.
    pub(in crate::mock) id: &'static str,
    /// The document's operations.
    pub(in crate::mock) api: &'static Api,
    /// What `--target` takes behind the origin.
    pub(in crate::mock) target: &'static str,
    pub(in crate::mock) paths: Paths,
    pub(in crate::mock) ids: IdForms,
    pub(in crate::mock) rules: Rules,
    /// The vendor's own number of a reason.
    pub(in crate::mock) code: fn(Reason) -> i32,
    pub(in crate::mock) words: Words,
    pub(in crate::mock) hooks: Hooks,
}

/// Where the operations are found.
#[derive(Debug)]
pub(in crate::mock) struct Paths {
    /// Every prefix that clients use; the first is the server's own.
    pub(in crate::mock) bases: &'static [&'static str],
    /// What the document's templates have in place of a prefix.
    pub(in crate::mock) template_prefix: &'static str,
    /// Whether a path must end in `.json`.
    pub(in crate::mock) suffix_required: bool,
    /// What the document calls each operation.
    pub(in crate::mock) operations: &'static [(&'static str, Operation)],
}

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mock) enum Operation {
    /// A page of a conference's participants.
    List,
    /// One participant.
    Retrieve,
    /// A change of one participant.
    Update,
    /// The removal of one participant.
    Delete,
    /// One participant more.
    Create,
    /// The conference itself.
    RetrieveConference,
    /// A change of the conference itself.
    UpdateConference,
}

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mock) enum Kind {
    Account,
    Conference,
    Call,
}

/// Finds the participant of a conference that a text means which is no id.
type Labelled = fn(&Server, &Conference, &str) -> Option<Uuid>;

/// An answer's JSON text.
type Written = Result<Vec<u8>, ValueError>;

/// How ids and secrets are spelt.
#[derive(Debug)]
pub(in crate::mock) struct IdForms {
    pub(in crate::mock) show: fn(Kind, Uuid) -> String,
    pub(in crate::mock) read: fn(Kind, &str) -> Option<Uuid>,
    /// What an id is called in a refusal.
    pub(in crate::mock) name: &'static str,
    /// The next password of a sequence.
    pub(in crate::mock) password: fn(&mut Ids) -> String,
    /// Which participant of a conference a text means that is no id; none where only ids name participants.
    pub(in crate::mock) labelled: Option<Labelled>,
    /// The label of a participant that the provider hands over, by its place.
    pub(in crate::mock) label: fn(&Conference, usize) -> Option<String>,
}

/// What is asked of requests.
#[derive(Debug)]
pub(in crate::mock) struct Rules {
    /// The status that answers input which breaks a constraint.
    pub(in crate::mock) bad_input: u16,
    /// The status that answers a body in another media type.
    pub(in crate::mock) wrong_media_type: u16,
    /// Whether a form may hold only what the document knows.
    pub(in crate::mock) closed_forms: bool,
    /// Fields of an update that are booleans of no consequence here.
    pub(in crate::mock) idle_flags: &'static [&'static str],
    /// Whether a participant's leaving may end the conference, and an update may say so.
    pub(in crate::mock) conferences_end: bool,
    /// The flag that takes any word for false.
    pub(in crate::mock) any_word_is_false: Option<&'static str>,
    /// Whether CallSidToCoach makes a coach by itself, and nobody on hold is coached.
    pub(in crate::mock) coaches_by_name: bool,
    /// Whether a list is filtered by Coaching.
    pub(in crate::mock) coaching_filter: bool,
    /// Whether participants come in one after the other, so that the order of a list shows.
    pub(in crate::mock) arrive_in_turn: bool,
    /// Whether a page beyond the first is given to a token only.
    pub(in crate::mock) page_needs_token: bool,
}

/// How answers are written.
#[derive(Debug)]
pub(in crate::mock) struct Words {
    pub(in crate::mock) participant: fn(base: &str, &Conference, &Participant) -> Written,
    pub(in crate::mock) page: fn(base: &str, &Links, &Conference, &[&Participant]) -> Written,
    pub(in crate::mock) error: fn(&Server, code: i32, message: &str, status: u16) -> Written,
}

/// What only this dialect does.
#[derive(Debug)]
pub(in crate::mock) struct Hooks {
    /// Its own faults before anything is done: what is refused that should not be.
    pub(in crate::mock) before: fn(&Server, &Call, &Scope, Operation) -> Result<(), Refusal>,
    /// Answers an operation that the dialects do not share.
    pub(in crate::mock) more: fn(&Server, &Call, &Scope, Operation) -> Result<Reply, Refusal>,
    /// What follows from a removal.
    pub(in crate::mock) removed: fn(&Server, &mut Conference, &Participant, Timestamp),
    /// What follows from an update, by the participant's place and how it was before.
    pub(in crate::mock) updated: fn(&Server, &mut Conference, usize, &Participant, Timestamp),
    /// Its own lawful variations of an answer's content.
    pub(in crate::mock) vary: fn(&Server, Subject, &mut Value),
    /// Its own faults of the finished answer.
    pub(in crate::mock) spoil: fn(&Server, &Call, &mut Reply),
}

/// Why something is refused, whatever number a vendor gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mock) enum Reason {
    /// An argument that is invalid, or missing.
    InvalidArgument,
    /// The method of a callback is neither GET nor POST.
    CallbackMethod,
    /// An attribute of a conference is invalid.
    ConferenceAttribute,
    /// Nobody of that id to coach.
    NobodyToCoach,
    /// Whoever is to be coached is on hold.
    CoachedOnHold,
    /// Authentication failed.
    Authentication,
    /// The credentials do not reach this far.
    Forbidden,
    /// Nothing is there.
    NotFound,
    /// The method is not one of the path's.
    MethodNotAllowed,
    /// The server failed.
    Internal,
    /// A URL that is not absolute.
    Url,
    /// A page token that was not given out for this page.
    PageToken,
    /// A page token that is missing or has not the form of one.
    PageTokenForm,
    /// A page size outside of its bounds.
    PageSize,
    /// A value in a wrong format.
    Format,
    /// A label that is too long, or could be taken for something else.
    Label,
    /// A label that somebody else in the conference has.
    LabelInUse,
    /// A conference has no room.
    ConferenceFull,
    /// A conference cannot be given this status.
    ConferenceStatus,
}
