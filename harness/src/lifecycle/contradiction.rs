//! What cannot all be true.

use super::Id;

/// Something that was seen and cannot be, after what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Which promise it breaks.
    pub kind: Kind,
    /// The step at which it shows, from 0.
    pub step: usize,
    /// About whom.
    pub who: Id,
    /// The member, or `presence`; of simultaneous requests, what is wrong about them in words.
    pub member: String,
    /// What had to be seen.
    pub expected: String,
    /// What was seen.
    pub actual: String,
}

/// The promises of a participant's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An accepted update shows.
    UpdateShows,
    /// An accepted update changes nothing else.
    UpdateSpares,
    /// A removed participant stays away.
    RemovalIsFinal,
    /// A removal touches nobody else.
    RemovalSpares,
    /// The end of a conference touches no other one.
    EndSpares,
    /// A refused change changes nothing.
    RefusalChangesNothing,
    /// A read shows no older state than an earlier read.
    ReadsGoForward,
    /// The date of the last change does not go back.
    DatesGoForward,
    /// What was asked for at the same moment was done in some order.
    SomeOrder,
}
