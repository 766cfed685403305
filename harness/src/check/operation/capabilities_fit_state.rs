//! # What it checks
//!
//! The `capabilities` of a call that is held do not name `Hold`, those of one that is established do not name `Retrieve`,
//! and those of one that is released name no operation which changes it. That goes for each look and for each notification.
//! A removal, `Hold` or `Retrieve` that is accepted was named by the look before it; and whoever may not remove anybody is
//! not told that it is open.
//!
//! # Why
//!
//! Clients show their buttons by it. A button for what can't be done is a call to the help desk.
//!
//! # Requirement
//!
//! The vendor's page on asynchronous telephony operations: capabilities name what is open to a call in its present
//! state.
//!
//! # Example
//!
//! A call is told as `Held`, and its capabilities name `Hold`.

use rollcall_spec::Keyword;

use super::super::{Complaint, Context, Judged, Rule, Scope};
use super::{is_settled, told};
use crate::api::Calls;
use crate::api::calls::{call_in, call_told, capabilities, is_accepted, is_refused, state};
use crate::record::card::{About, Occasion};
use crate::record::verdict::Failing;
use crate::record::{Card, Class, Exchange, Family, Step, Verdict};

/// Capabilities fit the state.
pub const RULE: Rule = Rule {
    card: Card {
        id: "capabilities-fit-state",
        family: Family::Operation,
        title: "the capabilities of a call fit its state",
        keyword: Keyword::Must,
        about: About::Calls,
        // No page says that a call has the member.
        occasion: Occasion::WhereOffered,
        manual: include_str!("capabilities_fit_state.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let looks = judged.trace.steps().filter_map(|(index, _, exchange)| {
        Some((index, call_in(exchange.answer().filter(|own| is_accepted(own))?)?))
    });
    let last = judged.trace.exchanges.len().saturating_sub(1);
    let told = judged.trace.told.notifications.iter();
    let told = told.filter_map(|own| Some((own.step().min(last), call_told(own)?)));
    let mut times = 0;
    for (step, call) in looks.chain(told) {
        let (Some(state), Some(open)) = (state(call), capabilities(call)) else { continue };
        times += 1;
        if let Some(name) = closed(words, state).into_iter().find(|name| open.contains(name)) {
            return Verdict::Fail(Failing {
                step,
                message: format!("the capabilities of a call that is {state} name {name}"),
                expected: format!("capabilities without {name}"),
                actual: open.join(", "),
            });
        }
    }
    for (index, step, exchange) in judged.trace.steps() {
        let Some(complaint) = contradicts(words, judged, index, step, exchange) else { continue };
        let Complaint { message, expected, actual } = complaint;
        return Verdict::Fail(Failing { step: index, message, expected, actual });
    }
    if times == 0 { Verdict::NotApplicable } else { Verdict::Pass(times) }
}

/// What became of an operation, where that contradicts what the capabilities of its call said just before.
fn contradicts(
    words: &Calls,
    judged: &Judged<'_>,
    index: usize,
    step: &Step,
    exchange: &Exchange,
) -> Option<Complaint> {
    let name = words.name_of(&step.call)?;
    let answer = exchange.answer()?;
    let shown = judged.trace.steps().take(index).filter(|(_, look, _)| {
        let same = look.call.path == step.call.path && look.call.user == step.call.user;
        same && look.call.operation == words.retrieve && look.call.method.is_none()
    });
    let (last, _, look) = shown.last()?;
    // What was asked for in between may have changed them.
    let mut between = judged.trace.steps().take(index).skip(last + 1);
    if between.any(|(_, own, _)| words.could_change(&own.call)) {
        return None;
    }
    let shown = call_in(look.answer()?)?;
    // A look that shows an older state than was told has a check of its own.
    let conference = words.conference_of(&step.call).unwrap_or_default();
    let last = told(words, judged, conference).filter(|(own, _)| own.after <= index).last();
    let stale = last.is_some_and(|(_, call)| state(call) != state(shown));
    // Where nobody listens, what the case before it asked for may still be under way.
    let listens = judged.trace.told.first_listens;
    if stale || !listens || !is_settled(words, judged, index, |_| true) {
        return None;
    }
    let open = capabilities(call_in(look.answer().filter(|own| is_accepted(own))?)?)?;
    let named = open.contains(&name);
    let outsider = matches!(step.class, Class::NoConference | Class::Foreign);
    if named && outsider && is_refused(answer) {
        let message = format!("the capabilities of a call name {name}, which is refused");
        return Some(Complaint::new(
            message,
            format!("capabilities without {name}"),
            open.join(", "),
        ));
    }
    let judged_name = [words.remove, words.hold.0, words.unhold.0].contains(&name);
    if !named && judged_name && step.class == Class::Valid && is_accepted(answer) {
        let message = format!("the capabilities of a call do not name {name}, which is accepted");
        return Some(Complaint::new(message, format!("capabilities with {name}"), open.join(", ")));
    }
    None
}

/// The operations that are surely not open to a call in a state.
fn closed(words: &Calls, state: &str) -> Vec<&'static str> {
    if state == words.hold.1 {
        return vec![words.hold.0];
    }
    if state == words.unhold.1 {
        return vec![words.unhold.0];
    }
    let mut all = vec![words.hold.0, words.unhold.0, words.remove];
    all.extend(words.ends);
    if state == words.ended { all } else { vec![] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, call, change, fails, heard, look, notification, passed_on, refusal, removal, remove,
        says_of, shows, with, without, words,
    };
    use crate::generate::build::step;
    use crate::record::{Answer, Told};
    use serde_json::{Value, json};

    fn says(shown: &Value) -> Option<Result<(), String>> {
        says_of(&RULE, vec![(look(), shows(shown))], Told::default())
    }

    fn open(state: &str, names: &[&str]) -> Value {
        with(call(state, &[0, 1, 2]), "capabilities", json!(names))
    }

    #[test]
    fn a_call_does_not_offer_what_its_state_forbids() {
        for state in ["Held", "Established", "Released"] {
            assert_eq!(says(&call(state, &[0, 1, 2])), HOLDS, "{state}");
        }
        let names = |state: &str, name: &str| {
            fails(&format!("the capabilities of a call that is {state} name {name}"))
        };
        assert_eq!(says(&open("Held", &["Retrieve", "Hold"])), names("Held", "Hold"));
        let both = open("Established", &["Hold", "Retrieve"]);
        assert_eq!(says(&both), names("Established", "Retrieve"));
        for name in ["Hold", "Retrieve", "Hangup", "ClearCall", words().remove] {
            assert_eq!(says(&open("Released", &[name])), names("Released", name));
        }
        let told = notification((1, 1), words().state_told, &open("Held", &["Hold"]));
        let said = says_of(&RULE, vec![(change("Hold"), passed_on())], heard(vec![told]));
        assert_eq!(said, names("Held", "Hold"));
    }

    #[test]
    fn what_is_not_said_or_not_known_is_not_judged() {
        assert_eq!(says(&without(call("Held", &[0]), "capabilities")), None);
        assert_eq!(says(&without(call("Held", &[0]), "state")), None);
        assert_eq!(says(&open("Dialing", &["Hold", "Retrieve"])), HOLDS);
        assert_eq!(says(&open("Released", &["SendDtmf"])), HOLDS);
    }

    fn then(shown: &Value, negative: Step, outcome: Answer) -> Option<Result<(), String>> {
        says_of(&RULE, vec![(look(), shows(shown)), (negative, outcome)], heard(vec![]))
    }

    #[test]
    fn what_is_offered_is_done_and_what_is_done_was_offered() {
        let outsider = || step(Class::NoConference, "", remove(0));
        let offers = |names: &[&str]| open("Established", names);
        let both = ["Hold", words().remove];
        let refused =
            "the capabilities of a call name RemoveParticipantFromConference, which is refused";
        assert_eq!(then(&offers(&both), outsider(), refusal(200, 3)), fails(refused));
        assert_eq!(then(&offers(&["Hold"]), outsider(), refusal(200, 3)), HOLDS);
        let accepted = "the capabilities of a call do not name RemoveParticipantFromConference, which is accepted";
        assert_eq!(then(&offers(&["Hold"]), removal(0), passed_on()), fails(accepted));
        assert_eq!(then(&offers(&both), removal(0), passed_on()), HOLDS);
        let unsaid = without(offers(&both), "capabilities");
        assert_eq!(then(&unsaid, removal(0), passed_on()), None);
        let end = then(&offers(&["Hold"]), change("ClearCall"), passed_on());
        assert_eq!(end, HOLDS, "who may end a call is nowhere said");
    }

    #[test]
    fn what_was_asked_for_in_between_may_have_changed_them() {
        let shown = open("Established", &["Hold"]);
        let steps = vec![
            (look(), shows(&shown)),
            (change("Hold"), passed_on()),
            (change("Retrieve"), passed_on()),
        ];
        assert_eq!(says_of(&RULE, steps, heard(vec![])), HOLDS);
        let at_once = vec![(look(), shows(&shown)), (change("Retrieve"), passed_on())];
        let accepted = "the capabilities of a call do not name Retrieve, which is accepted";
        assert_eq!(says_of(&RULE, at_once, heard(vec![])), fails(accepted));
    }
}
