//! # What it checks
//!
//! What the schema allows can be decoded by the types that were generated from it.
//!
//! # Why
//!
//! Whoever builds on types must be able to read every answer. JSON Schema allows more than types can hold: it takes `50.0` for
//! an integer, and a typed reader does not. So this is a warning; what breaks the schema is for other checks.
//!
//! # Requirement
//!
//! The schema of each documented response, as a type.
//!
//! # Example
//!
//! A page whose `page_size` is `50.0`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// The generated types can read every answer.
pub const RULE: Rule = Rule {
    card: Card {
        id: "types-decode",
        family: Family::Content,
        title: "the generated types can read every answer",
        keyword: Keyword::Should,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("types_decode.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if !at.is_operation() {
        return None;
    }
    let answer = at.answer()?;
    let operation = &at.step.call.operation;
    let schema = context.schema(operation, answer.status, &answer.essence()?)?;
    let content_type = answer.header("content-type");
    let decode = || (context.dialect.decode)(operation, answer.status, content_type, &answer.body);
    if context.is_good(RULE.card.id, at, answer, || matches!(decode(), Some(Ok(())))) {
        return Some(Ok(()));
    }
    let Err(reason) = decode()? else { return Some(Ok(())) };
    // What is not strict JSON, or breaks its schema, is another check's affair.
    if answer.json_complaint().is_some() || !schema.is_valid(answer.json()?) {
        return None;
    }
    let message = "the generated types can't read an answer that obeys its schema";
    Some(Err(Complaint::new(message, "an answer that decodes", reason)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, participant, says};
    use crate::record::Class;

    #[test]
    fn a_lawful_participant_decodes_and_what_breaks_the_schema_is_left_to_its_check() {
        let says = |body: &serde_json::Value| {
            says(&RULE, Class::Valid, call("retrieve_participant"), Ok(answer(200, body)))
        };
        assert_eq!(says(&participant(0, 0)), Some(Ok(())));
        assert_eq!(says(&serde_json::json!({})), None);
    }

    #[test]
    fn a_decoder_that_refuses_is_told() {
        let mut context = Context::new(crate::check::testing::api()).unwrap();
        // A dialect whose types have come apart from its schemas.
        context.dialect = Box::leak(Box::new(crate::api::Dialect {
            decode: |_, _, _, _| Some(Err("no such member".to_owned())),
            ..crate::check::testing::api().clone()
        }));
        let step = crate::generate::build::valid("", call("retrieve_participant"));
        let says = crate::check::testing::says_in(
            &context,
            &RULE,
            vec![(step, Ok(answer(200, &participant(0, 0))))],
        );
        assert!(matches!(says, Some(Err(_))));
    }
}
