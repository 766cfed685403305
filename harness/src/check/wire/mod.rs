//! Bytes and time.

pub mod answer_in_time;
pub mod connection_in_step;
pub mod http_parseable;
pub mod no_content_empty;
pub mod no_content_unframed;
