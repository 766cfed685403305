//! What an answer carries.

pub mod answer_names_target;
pub mod body_matches_schema;
pub mod dates_in_gmt;
pub mod json_strict;
pub mod media_type_documented;
pub mod types_decode;
