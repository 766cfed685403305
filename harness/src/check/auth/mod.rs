//! Who may ask.

pub mod challenge_on_401;
pub mod credentials_demanded;
pub mod scheme_case_ignored;
