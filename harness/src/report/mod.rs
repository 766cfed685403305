//! What a run came to, told. One file a format; each is a pure function of the summary. [`sink`] writes them where they
//! were asked for, and [`progress`] tells what goes on meanwhile.

pub mod badge;
mod coverage;
pub mod difference;
pub mod github;
mod grid;
pub mod har;
mod held;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod output;
mod place;
mod plain;
pub mod progress;
pub mod read;
mod remarks;
#[cfg(test)]
mod sample;
pub mod sarif;
mod sentence;
pub mod sink;
pub mod terminal;
#[cfg(test)]
mod tests;
mod visible;
mod words;

pub use output::{Output, OutputError};
pub use sink::{Sink, SinkError};
