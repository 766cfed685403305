//! Pages and filters.

pub mod filter_honoured;
pub mod list_shows_participants;
pub mod page_size_honoured;
