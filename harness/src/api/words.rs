//! What the parts of an api are called, and what only some apis have.

/// `operationId` of each role that every api has.
#[derive(Debug, Clone)]
pub struct Roles {
    /// Lists the participants of a conference.
    pub list: &'static str,
    /// Retrieves one.
    pub retrieve: &'static str,
    /// Updates one.
    pub update: &'static str,
    /// Removes one.
    pub remove: &'static str,
}

/// The path parameters, outermost first.
#[derive(Debug, Clone)]
pub struct Ids {
    /// The account's.
    pub account: &'static str,
    /// The conference's.
    pub conference: &'static str,
    /// The participant's.
    pub participant: &'static str,
}

/// How a conference itself is looked at and ended.
#[derive(Debug, Clone)]
pub struct ConferenceWords {
    /// `operationId` of a look at it.
    pub fetch: &'static str,
    /// `operationId` of its update.
    pub update: &'static str,
    /// The path parameter that names it there.
    pub id: &'static str,
    /// Members that must name what the path named: member, path parameter.
    pub names: &'static [(&'static str, &'static str)],
    /// A form field of an update that changes nothing which shows, and a good value of it.
    pub harmless: (&'static str, &'static str),
    /// The form field that ends it, and its value.
    pub end: (&'static str, &'static str),
    /// The member that says how far it is, and what that says of one that has ended.
    pub ended: (&'static str, &'static str),
    /// The member that says why it ended.
    pub reason: &'static str,
    /// The member that names the participant whose leaving ended it.
    pub ended_by: &'static str,
    /// The reason where an update ended it.
    pub by_update: &'static str,
    /// The reason where somebody was removed who ends it by leaving.
    pub by_flag: &'static str,
    /// The reason where the last one was removed.
    pub by_last: &'static str,
}

/// How a participant is created.
#[derive(Debug, Clone)]
pub struct Creation {
    /// `operationId`.
    pub operation: &'static str,
    /// The form field that says who is called.
    pub to: &'static str,
    /// The form field that says who calls.
    pub from: &'static str,
    /// The form field that gives a label.
    pub label: Option<&'static str>,
    /// The member that says how far somebody's call is, and what it says of one who takes part.
    pub ready: (&'static str, &'static str),
    /// Further form fields, each with its value: nobody is recorded, and nobody ends the conference.
    pub besides: &'static [(&'static str, &'static str)],
}

/// What may stand in the place of a participant's id.
#[derive(Debug, Clone)]
pub struct LabelWords {
    /// The name by which a provider hands it over.
    pub handed: &'static str,
    /// The member that shows it.
    pub member: &'static str,
}

/// What is around the participants of a page.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The members that describe a page: besides them there is one, which holds the participants.
    pub members: &'static [&'static str],
    /// The members that tell the places of the first and of the last entry in the whole list, from 0.
    pub places: (&'static str, &'static str),
}
