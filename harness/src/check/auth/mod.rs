//! Who may ask.

pub mod challenge_on_401;
pub mod credentials_demanded;
pub mod dead_session_refused;
pub mod scheme_case_ignored;
pub mod session_demanded;
pub mod session_kept;
pub mod token_demanded;
pub mod token_given;
