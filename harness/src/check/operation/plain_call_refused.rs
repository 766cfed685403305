//! # What it checks
//!
//! A removal from a call with one other participant, which does not name the operation among its `capabilities`, is refused.
//! One that names it is no plain call.
//!
//! # Why
//!
//! A call of two is no conference. A server that removes the other one hangs up in words that mean something else.
//!
//! # Requirement
//!
//! The vendor's page on `RemoveParticipantFromConference`; what `capabilities` are for.
//!
//! # Example
//!
//! A removal from a call of two is answered with `statusCode` 0.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{last_known, refused};
use crate::api::calls::{capabilities, participants};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// A removal from a call of two is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "plain-call-refused",
        family: Family::Operation,
        title: "a removal from a call that is no conference is refused",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("plain_call_refused.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    if at.class() != Class::NoConference {
        return None;
    }
    let conference = words.conference_of(&at.step.call)?;
    let known = last_known(words, at.judged, conference, at.index, |own| own.after)?;
    let others = participants(known).map_or(0, Vec::len);
    if capabilities(known).is_some_and(|own| own.contains(&words.remove)) {
        // What a call names and refuses is for the check of capabilities.
        return None;
    }
    if others > 1 {
        return None;
    }
    refused(at, "a removal from a call that is no conference is not refused")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, fails, look_at_plain, number, numbers, page, passed_on, plain_call, refusal,
        says_of, shows, with, without, words,
    };
    use crate::generate::build::step;
    use crate::record::{Answer, Told};
    use serde_json::{Value, json};

    const NOT: &str = "a removal from a call that is no conference is not refused";

    fn says(shown: &Value, answer: Answer) -> Option<Result<(), String>> {
        says_of(&RULE, vec![(look_at_plain(), shows(shown)), negative(answer)], Told::default())
    }

    fn negative(answer: Answer) -> (crate::record::Step, Answer) {
        let call = crate::generate::calls::remove(words(), 1, 0);
        (step(Class::NoConference, "", call), answer)
    }

    #[test]
    fn nobody_is_removed_from_a_call_of_two() {
        assert_eq!(says(&plain_call(), refusal(200, 2)), HOLDS);
        assert_eq!(says(&plain_call(), page(403)), HOLDS);
        assert_eq!(says(&plain_call(), passed_on()), fails(NOT));
        let unsaid = without(plain_call(), "capabilities");
        assert_eq!(says(&unsaid, passed_on()), fails(NOT));
        let text = with(plain_call(), "participants", json!([number(1, 0)]));
        assert_eq!(says(&text, passed_on()), fails(NOT));
    }

    #[test]
    fn what_may_be_a_conference_is_not_judged() {
        let open = with(plain_call(), "capabilities", json!([words().remove]));
        assert_eq!(says(&open, passed_on()), None);
        let more = with(plain_call(), "participants", numbers(&[0, 1]));
        assert_eq!(says(&more, passed_on()), None);
        let unseen = says_of(&RULE, vec![negative(passed_on())], Told::default());
        assert_eq!(unseen, None);
    }
}
