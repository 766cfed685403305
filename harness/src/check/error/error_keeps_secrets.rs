//! # What it checks
//!
//! No answer holds the password, or the credentials in base64; no refusal holds a stack trace.
//!
//! # Why
//!
//! Answers end up in logs, tickets and screenshots.
//!
//! # Requirement
//!
//! RFC 9110, 17.16 and 11.6.2, on what must not be disclosed.
//!
//! # Example
//!
//! A `401` with `"message": "wrong password hunter2"`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// No answer tells what it must not.
pub const RULE: Rule = Rule {
    card: Card {
        id: "error-keeps-secrets",
        family: Family::Error,
        title: "no answer tells what it must not",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("error_keeps_secrets.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let answer = at.answer()?;
    if answer.echoed_secret {
        let message = "an answer that holds the credentials";
        return Some(Err(Complaint::new(message, "no credentials", "the password, or its base64")));
    }
    if answer.status < 400 {
        return Some(Ok(()));
    }
    let text = String::from_utf8_lossy(&answer.body);
    match TRACES.iter().find(|trace| text.contains(**trace)) {
        Some(trace) => {
            let message = "a refusal that holds a stack trace";
            Some(Err(Complaint::new(message, "no stack trace", format!("`{trace}`"))))
        }
        None => Some(Ok(())),
    }
}

/// What the stack traces of widespread languages cannot do without.
const TRACES: &[&str] = &[
    "Traceback (most recent call last)",
    "\n    at ",
    "\\n    at ",
    "\\n\\tat ",
    "\n\tat ",
    "stack backtrace:",
    "goroutine 1 [running]",
    "panicked at ",
    "Stack trace:\n#0",
    "Stack trace:\\n#0",
    ".rb:in `",
    ".rb:in '",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, refusal, says};
    use crate::record::Class;

    #[test]
    fn an_echo_and_a_stack_trace_do_not_hold() {
        let says = |change: fn(&mut crate::record::Answer)| {
            let mut answer = answer(401, &refusal(401));
            change(&mut answer);
            says(&RULE, Class::Unauthenticated, call("retrieve_participant"), Ok(answer))
        };
        assert_eq!(says(|_| ()), Some(Ok(())));
        assert!(matches!(says(|answer| answer.echoed_secret = true), Some(Err(_))));
        let python = "Traceback (most recent call last):\\n  File";
        assert!(python.starts_with(TRACES[0]));
        let traced = says(|answer| answer.body = b"Traceback (most recent call last):\n".to_vec());
        assert!(matches!(traced, Some(Err(_))));
        let java =
            says(|answer| answer.body = b"{\"m\":\"E: x\\n\\tat a.b.C(D.java:1)\"}".to_vec());
        assert!(matches!(java, Some(Err(_))));
    }
}
