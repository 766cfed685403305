//! The baseline: a file of failures that are known, each with a reason, an owner and a last day.
//!
//! [`read()`] reads it, [`hold()`] holds a run against it, and [`written()`] writes one that fits a run. A failure that is
//! known is still told, in every report; what it no longer does is fail the gate.

mod hold;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use hold::{day_of, hold};
pub use read::{BaselineError, Entry, File, read};
pub use write::{Changes, written};
