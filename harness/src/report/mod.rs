//! What a run came to, told. One file a format; each is a pure function of the summary. [`sink`] writes them where they
//! were asked for, and [`progress`] tells what goes on meanwhile.

mod coverage;
pub mod github;
mod grid;
pub mod har;
pub mod json;
pub mod junit;
pub mod markdown;
mod place;
mod plain;
pub mod progress;
pub mod sarif;
mod sentence;
pub mod sink;
pub mod terminal;
mod visible;
mod words;

pub use sink::{Sink, SinkError};
