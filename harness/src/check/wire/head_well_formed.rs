//! # What it checks
//!
//! The head of an answer is as RFC 9112 writes it: a status line of version, space, three digits, space and, if any, a reason;
//! then field lines of a token, a colon and a value, none of them folded; each line ends with CR and LF. No control character
//! stands in any of them.
//!
//! # Why
//!
//! Many readers forgive such a head, each in its own way. Where a proxy and a client read it differently, fields appear that the
//! server never sent, or vanish; and strict readers give up.
//!
//! # Requirement
//!
//! RFC 9112, 2.2, 4 and 5; RFC 9110, 5.1, 5.5 and 15.
//!
//! # Example
//!
//! `HTTP/1.1 200` without the space behind the code; `Content-Type : application/json`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// The head of an answer is well-formed.
pub const RULE: Rule = Rule {
    card: Card {
        id: "head-well-formed",
        family: Family::Wire,
        title: "status line and field lines are well-formed",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("head_well_formed.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let head = &at.answer()?.wire.as_ref()?.head;
    let Err(flaw) = well_formed(head) else { return Some(Ok(())) };
    let shown: String = String::from_utf8_lossy(flaw.line).chars().take(120).collect();
    Some(Err(Complaint::new(flaw.message, flaw.expected, format!("{shown:?}"))))
}

/// What is wrong with a head.
struct Flaw<'a> {
    message: &'static str,
    expected: &'static str,
    /// The line where it shows.
    line: &'a [u8],
}

fn well_formed(head: &[u8]) -> Result<(), Flaw<'_>> {
    let mut lines = head.split_inclusive(|byte| *byte == b'\n');
    status_line(text(lines.next().unwrap_or_default())?)?;
    for line in lines {
        let line = text(line)?;
        if !line.is_empty() {
            field_line(line)?;
        }
    }
    Ok(())
}

/// A line without its end (RFC 9112, 2.2).
fn text(line: &[u8]) -> Result<&[u8], Flaw<'_>> {
    let flaw = |message| Flaw { message, expected: "CR and LF at the end of each line", line };
    let text = line
        .strip_suffix(b"\r\n")
        .ok_or_else(|| flaw("a line of a head without CRLF at its end"))?;
    if text.contains(&b'\r') {
        return Err(flaw("a bare CR within a line of a head"));
    }
    Ok(text)
}

/// RFC 9112, 4; a code is from 100 to 599 (RFC 9110, 15).
fn status_line(line: &[u8]) -> Result<(), Flaw<'_>> {
    let flaw = |message| Flaw { message, expected: "`HTTP/1.1 200 ` and perhaps a reason", line };
    let is_version = |version: &[u8]| matches!(version, b"HTTP/1.0" | b"HTTP/1.1");
    let Some((_, rest)) = line.split_at_checked(8).filter(|(version, _)| is_version(version))
    else {
        return Err(flaw("a status line without a version of HTTP/1"));
    };
    let Some((code, rest)) = rest.strip_prefix(b" ").and_then(|rest| rest.split_at_checked(3))
    else {
        return Err(flaw("a status line without one space before the code"));
    };
    if !code.iter().all(u8::is_ascii_digit) {
        return Err(flaw("a status line without one space before the code"));
    }
    if !matches!(code[0], b'1'..=b'5') {
        return Err(flaw("a status code that is not from 100 to 599"));
    }
    let Some(reason) = rest.strip_prefix(b" ") else {
        return Err(flaw("a status line without the space behind the code"));
    };
    if reason.iter().copied().any(is_control) {
        return Err(flaw("a control character in a status line"));
    }
    Ok(())
}

/// RFC 9112, 5; RFC 9110, 5.1 and 5.5.
fn field_line(line: &[u8]) -> Result<(), Flaw<'_>> {
    let flaw = |message| Flaw { message, expected: "a token, a colon and a value", line };
    if matches!(line[0], b' ' | b'\t') {
        return Err(flaw("a field line that is folded"));
    }
    let Some(colon) = line.iter().position(|byte| *byte == b':') else {
        return Err(flaw("a field line without a colon"));
    };
    let (name, value) = line.split_at(colon);
    if name.last().is_some_and(|byte| matches!(byte, b' ' | b'\t')) {
        return Err(flaw("white space before the colon of a field line"));
    }
    if name.is_empty() || !name.iter().copied().all(is_token) {
        return Err(flaw("a field name that is no token"));
    }
    if value.iter().copied().any(is_control) {
        return Err(flaw("a control character in a field value"));
    }
    Ok(())
}

/// A character of a token (RFC 9110, 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// A control character; the tab is none here.
fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, participant, says};
    use crate::record::{Class, WireFacts};

    fn says_of(head: &str) -> Option<Result<(), String>> {
        let mut answer = answer(200, &participant(0, 0));
        answer.wire = Some(WireFacts { head: head.into(), ..WireFacts::default() });
        says(&RULE, Class::Valid, call("retrieve_participant"), Ok(answer))
    }

    #[test]
    fn a_lawful_head_holds_however_odd() {
        for head in [
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.0 404 \r\nserver:x\r\n\r\n",
            "HTTP/1.1 599 Gar nicht schön\t!\r\nX-Empty:\r\n\r\n",
            "HTTP/1.1 200 OK\r\n!#$%&'*+-.^_`|~0aZ: \t a:b é\t \r\nX: 1\r\nX: 2\r\n\r\n",
        ] {
            assert_eq!(says_of(head), Some(Ok(())), "{head:?}");
        }
    }

    #[test]
    fn each_flaw_is_told_apart() {
        for (head, words) in [
            ("HTTP/1.1 200\r\n\r\n", "the space behind the code"),
            ("HTTP/1.1 200\tOK\r\n\r\n", "the space behind the code"),
            ("HTTP/1.1  200 OK\r\n\r\n", "before the code"),
            ("HTTP/1.1\t200 OK\r\n\r\n", "before the code"),
            ("HTTP/1.2 200 OK\r\n\r\n", "a version"),
            ("\r\nHTTP/1.1 200 OK\r\n\r\n", "a version"),
            ("HTTP/1.1 600 OK\r\n\r\n", "from 100 to 599"),
            ("HTTP/1.1 200 O\u{7}K\r\n\r\n", "in a status line"),
            ("HTTP/1.1 200 OK\n\r\n", "without CRLF"),
            ("HTTP/1.1 200 OK\r\nServer: x\n\r\n", "without CRLF"),
            ("HTTP/1.1 200 OK\r\nServer: x\r\n\n", "without CRLF"),
            ("HTTP/1.1 200 OK\r\nServer: x\rDate: y\r\n\r\n", "a bare CR"),
            ("HTTP/1.1 200 OK\r\nServer: x\r\r\n\r\n", "a bare CR"),
            ("HTTP/1.1 200 OK\r\nServer : x\r\n\r\n", "before the colon"),
            ("HTTP/1.1 200 OK\r\nServer: x\r\n y\r\n\r\n", "folded"),
            ("HTTP/1.1 200 OK\r\nServer: x\r\n\ty\r\n\r\n", "folded"),
            ("HTTP/1.1 200 OK\r\nServer\r\n\r\n", "without a colon"),
            ("HTTP/1.1 200 OK\r\n: x\r\n\r\n", "no token"),
            ("HTTP/1.1 200 OK\r\nSer ver: x\r\n\r\n", "no token"),
            ("HTTP/1.1 200 OK\r\nSérver: x\r\n\r\n", "no token"),
            ("HTTP/1.1 200 OK\r\nServer: \0\r\n\r\n", "in a field value"),
            ("HTTP/1.1 200 OK\r\nServer: \u{7f}\r\n\r\n", "in a field value"),
        ] {
            let message = says_of(head).unwrap().unwrap_err();
            assert!(message.contains(words), "{head:?}: {message}");
        }
    }

    #[test]
    fn a_head_that_nobody_saw_byte_by_byte_is_not_judged() {
        let pooled = answer(200, &participant(0, 0));
        let call = call("retrieve_participant");
        assert_eq!(says(&RULE, Class::Valid, call, Ok(pooled)), None);
    }
}
