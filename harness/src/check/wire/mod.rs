//! Bytes and time.

pub mod answer_in_time;
pub mod connection_in_step;
pub mod content_length_true;
pub mod head_well_formed;
pub mod head_without_content;
pub mod http_parseable;
pub mod no_content_empty;
pub mod no_content_unframed;
