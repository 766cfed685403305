//! The model of the participant: what must be seen after what was done.
//!
//! It knows no HTTP, no api and no generator. Before a case is sent, a [`State`] and its [`Transition`]s say what may be
//! done next, and what must come of it; afterwards a translator tells [`Moment`]s, and [`contradictions`] says which of them
//! cannot all be true of a server that does what it answers.

mod contradiction;
mod history;
mod model;
mod moment;
mod simultaneous;
mod state;
mod transition;

pub use contradiction::{Contradiction, Kind};
pub use history::contradictions;
pub use moment::{Action, Id, Moment, Sighting};
pub use state::State;
pub use transition::{Expected, Transition};
