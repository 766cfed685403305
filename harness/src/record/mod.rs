//! The words that pass between stages: plain, owned, ground floor.
//!
//! A [`Case`] is what to send and why, a [`Trace`] what came of it, a [`Verdict`] what a check thinks of that, an
//! [`Event`] what the run tells its listeners.

pub mod baseline;
pub mod call;
pub mod card;
pub mod case;
pub mod content;
pub mod document;
pub mod encoded;
pub mod event;
pub mod exchange;
pub mod finding;
pub mod json;
pub mod latency;
pub mod notification;
pub mod shard;
pub mod summary;
pub mod verdict;
pub mod whole;
pub mod world;

pub use baseline::Baseline;
pub use call::{Call, Credentials, Place, Session};
pub use card::{Card, Family};
pub use case::{Broken, Case, Class, Phase, Step, When};
pub use content::{Body, Json};
pub use document::OwnDocument;
pub use event::Event;
pub use exchange::{Answer, Exchange, Failure, FailureKind, Request, Trace, WireFacts};
pub use finding::{Breakage, Finding, FindingStep, Sample};
pub use latency::Latency;
pub use notification::{Awaited, Notification, Told, User};
pub use shard::{Shard, ShardError};
pub use summary::{
    CheckLine, CheckWord, Counts, FloorLine, OperationLine, OperationTiming, Summary, TimelineLine,
    TimelineWord, Timing, VerdictWord,
};
pub use verdict::Verdict;
pub use world::World;
