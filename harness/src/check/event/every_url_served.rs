//! # What it checks
//!
//! A handshake at `…/notifications/handshake`, a subscription at `…/notifications/` and a disconnect at
//! `…/notifications/disconnect` are answered as at `…/notifications`.
//!
//! # Why
//!
//! The best-known client sends its messages there by default. Nothing in the vendor's pages says so, so this is a
//! warning.
//!
//! # Requirement
//!
//! What clients in use send.
//!
//! # Example
//!
//! A handshake at `…/notifications/handshake` is answered with `404`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{message, reply};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};
use serde_json::Value;

/// Messages are taken at every path in use.
pub const RULE: Rule = Rule {
    card: Card {
        id: "every-url-served",
        family: Family::Event,
        title: "messages are taken at every path that clients use",
        keyword: Keyword::Should,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("every_url_served.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let own = at.step.call.operation == words.messages_at && at.is_operation();
    let (_, channel) = message(at.step).filter(|_| own && at.class() == Class::Valid)?;
    let status = at.status_below_500()?;
    let done = reply(at).and_then(|own| own.get("successful")) == Some(&Value::Bool(true));
    if status == 200 && done {
        return Some(Ok(()));
    }
    let message = format!("{channel} is not taken at a path of its own");
    Some(Err(Complaint::new(message, "`successful` true", format!("status {status}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        self, HOLDS, answer, fails, outgoing, page, replied, send, words,
    };
    use crate::record::{Answer, Call};
    use serde_json::json;

    fn says(operation: &str, answer: Answer) -> Option<Result<(), String>> {
        let own = send(vec![outgoing("/meta/handshake", &[])]);
        let call = Call { operation: operation.to_owned(), ..own };
        genesys::says(&RULE, Class::Valid, call, Ok(answer))
    }

    #[test]
    fn a_path_of_its_own_takes_the_message() {
        let at = words().messages_at;
        let done = || answer(200, &json!([replied("/meta/handshake", &json!({}))]));
        let refused = json!([replied("/meta/handshake", &json!({"successful": false}))]);
        let message = "/meta/handshake is not taken at a path of its own";
        assert_eq!(says(at, done()), HOLDS);
        assert_eq!(says(at, answer(200, &refused)), fails(message));
        assert_eq!(says(at, page(404)), fails(message));
        assert_eq!(says(at, page(500)), None, "another check says so");
        assert_eq!(says(words().messages, page(404)), None, "the plain path");
    }
}
