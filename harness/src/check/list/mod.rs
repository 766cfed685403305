//! Pages and filters.

pub mod filter_honoured;
pub mod list_in_date_order;
pub mod list_shows_participants;
pub mod page_envelope;
pub mod page_links_lead_home;
pub mod page_number_counts;
pub mod page_places_count;
pub mod page_size_honoured;
pub mod pages_keep_query;
pub mod pages_make_the_list;
mod walk;

use serde_json::Value;

use super::{At, Context};
use crate::record::Class;

/// The content of a valid list's success.
fn listed<'a>(context: &Context, at: &At<'a>) -> Option<&'a Value> {
    let list =
        at.class() == Class::Valid && at.step.call.operation == context.resources()?.roles.list;
    at.answer().filter(|answer| list && answer.is_success())?.json()
}

/// A whole number, however it is written: JSON Schema knows integers by their value.
fn whole(value: &Value) -> Option<u64> {
    let exact = |own: f64| format!("{own:.0}").parse().ok().filter(|_| own.fract() == 0.0);
    value.as_u64().or_else(|| value.as_f64().and_then(exact))
}
