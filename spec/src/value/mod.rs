//! The types that generated code speaks in.
//!
//! Emitted types hold these, the reference server reads with them, and test doubles write with them. Each refuses what the
//! RFC behind it refuses, and its error names the text, the reason and the cure.
//!
//! | type | stands for |
//! |---|---|
//! | [`Maybe`] | a member that may be absent, `null` or a value |
//! | [`Rfc2822`], [`DateTime`] | an instant, written as RFC 2822 or RFC 3339 asks |
//! | [`Uuid`] | a UUID, in the one form that RFC 9562 writes |
//! | [`Uri`], [`UriReference`] | a URI, absolute or also relative |
//! | [`BoundedI32`], [`BoundedI64`], [`BoundedString`] | a value inside its limits |
//! | [`StringEnum`], [`IntegerEnum`] | an enumeration that keeps values it does not know |
//! | [`FormEncoder`], [`FormPairs`] | an `application/x-www-form-urlencoded` body |
//! | [`path_segment`], [`decode_path_segment`] | one segment of a path |

mod boolean;
mod bounded;
mod bounded_string;
mod date_time;
mod decode_error;
mod error;
mod form_encoder;
mod form_pairs;
pub mod integer_enum;
mod maybe;
mod path;
mod percent;
pub mod presence;
pub mod read;
mod rfc2822;
pub mod string_enum;
mod uri;
mod uri_reference;
mod uuid;

pub use boolean::parse_boolean;
pub use bounded::{BoundedI32, BoundedI64};
pub use bounded_string::BoundedString;
pub use date_time::DateTime;
pub use decode_error::{DecodeError, media_type};
pub use error::ValueError;
pub use form_encoder::FormEncoder;
pub use form_pairs::FormPairs;
pub use integer_enum::IntegerEnum;
pub use maybe::Maybe;
pub use path::{decode_path_segment, path_segment};
pub use rfc2822::Rfc2822;
pub use string_enum::StringEnum;
pub use uri::Uri;
pub use uri_reference::UriReference;
pub use uuid::Uuid;
