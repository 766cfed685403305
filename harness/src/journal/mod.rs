//! The journal of a run: everything that was sent and answered, secrets taken out, one JSON object a line, written while
//! the run goes on.
//!
//! The first line says what the run was asked for, then comes one for each case, in the order in which they were counted,
//! then one for each failure that was sent again, and at last one that says how the run ended. From it a run is judged
//! again without a server: [`read()`] counts and judges as the run did, so that the same reports come of it. Where the last
//! line is missing, the program was killed, and what is there is still told.

mod ending;
mod line;
mod read;
mod write;

pub use read::{JournalError, Recorded, read};
pub use write::Journal;
