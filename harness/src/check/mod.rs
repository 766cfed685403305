//! Judgement, one file a check, in folders by family. A check judges recorded exchanges; it never sends.

pub mod auth;
pub mod content;
pub mod context;
pub mod error;
pub mod event;
pub mod judge;
pub mod life;
pub mod list;
pub mod operation;
pub mod registry;
pub mod rule;
pub mod status;
pub mod wire;

#[cfg(test)]
pub(crate) mod testing;

pub use context::Context;
pub use judge::{Failed, judge};
pub use registry::RULES;
pub use rule::{At, Complaint, Judged, Rule, Scope};
