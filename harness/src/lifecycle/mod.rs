//! The model of the participant: what must be seen after what was done.
//!
//! It knows no HTTP, no api and no generator: a translator tells it [`Moment`]s, and [`contradictions`] says which of
//! them cannot all be true of a server that does what it answers.

mod contradiction;
mod history;
mod model;
mod moment;
mod simultaneous;

pub use contradiction::{Contradiction, Kind};
pub use history::contradictions;
pub use moment::{Action, Id, Moment, Sighting};
