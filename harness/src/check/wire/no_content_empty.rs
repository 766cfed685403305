//! # What it checks
//!
//! Not a byte follows the head of a `204`: neither before the next answer on the connection, nor before its end.
//!
//! # Why
//!
//! An HTTP client takes a `204` to end with its head. Bytes behind it are read as the beginning of the next answer, which is
//! then somebody else's failure. They are invisible to such a client, so the raw bytes are looked at.
//!
//! # Requirement
//!
//! RFC 9110, 15.3.5; RFC 9112, 6.3.
//!
//! # Example
//!
//! `HTTP/1.1 204 No Content`, an empty line, and `{}`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// A 204 has no body.
pub const RULE: Rule = Rule {
    card: Card {
        id: "no-content-empty",
        family: Family::Wire,
        title: "a 204 has no body",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("no_content_empty.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let answer = at.answer().filter(|answer| answer.status == 204)?;
    let facts = answer.wire.as_ref()?;
    if facts.stray.is_empty() {
        return Some(Ok(()));
    }
    let shown: String = String::from_utf8_lossy(&facts.stray).chars().take(80).collect();
    let actual = format!("{} bytes: {shown:?}", facts.stray.len());
    Some(Err(Complaint::new("a body under 204", "not a byte behind the head", actual)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{call, says, text_answer};
    use crate::record::Class;
    use crate::record::WireFacts;

    #[test]
    fn silence_holds_and_a_byte_does_not() {
        let says = |stray: &[u8]| {
            let mut answer = text_answer(204, "", "");
            answer.wire = Some(WireFacts { stray: stray.to_vec(), ..WireFacts::default() });
            says(&RULE, Class::Valid, call("delete_participant"), Ok(answer))
        };
        assert_eq!(says(b""), Some(Ok(())));
        assert!(matches!(says(b"{}"), Some(Err(_))));
    }
}
