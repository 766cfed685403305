//! What a refusal carries.

pub mod error_fields;
pub mod error_keeps_secrets;
pub mod error_status_true;

use super::{At, Context};
use crate::record::{Answer, Class};

/// The answer, where it is a refusal that the document describes. What HTTP's own layers refuse, before the api ever sees
/// the request, has no form that the document could prescribe.
fn documented_refusal<'a>(context: &Context, at: &At<'a>) -> Option<&'a Answer> {
    if !at.is_operation() || matches!(at.class(), Class::Unusual | Class::WrongMethod) {
        return None;
    }
    let answer = at.answer().filter(|answer| (400..500).contains(&answer.status))?;
    let route = context.dialect.api.route(&at.step.call.operation)?;
    let response = route.response(answer.status)?;
    (!response.content.is_empty()).then_some(answer)
}
