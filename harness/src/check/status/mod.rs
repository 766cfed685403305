//! Status codes.

pub mod allow_on_405;
pub mod bad_input_refused;
pub mod foreign_hidden;
pub mod label_names_one;
pub mod loose_input_refused;
pub mod malformed_id_refused;
pub mod no_server_error;
pub mod status_documented;
pub mod unknown_is_404;
pub mod valid_succeeds;
pub mod wrong_method_refused;
