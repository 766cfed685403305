//! A confirmed failure as a finding: what a person reads, and what can be sent again.

use sha2::{Digest as _, Sha256};

use super::summary::Conclusion;
use super::{Confirmed, telling};
use crate::api::Clients;
use crate::generate::replay::Replay;
use crate::record::{
    Credentials, Exchange, Finding, FindingStep, Session, Step, Trace, User, When,
};

/// An answer's content is cut here in a finding, in characters.
const SHOWN: usize = 2000;

impl Conclusion<'_> {
    /// The finding of a confirmed failure, and its replay's path and text.
    pub(super) fn finding(
        &self,
        own: &Confirmed,
        clients: &Clients<'_>,
    ) -> (Finding, (String, String)) {
        let dialect = self.context.dialect;
        let card = &own.rule.card;
        let mut case = own.trace.case.clone();
        case.steps.truncate(own.failing.step + 1);
        let replay = Replay::of(dialect.id, card.id, &own.key.message, &case);
        let yaml = replay.to_yaml().unwrap_or_default();
        let digest = Sha256::digest(yaml.as_bytes());
        let name = format!("{}-{:02x}{:02x}{:02x}.yaml", card.id, digest[0], digest[1], digest[2]);
        let path = format!("{}/{name}", self.terms.replays);
        let steps: Vec<FindingStep> = own
            .trace
            .steps()
            .take(own.failing.step + 1)
            .filter(|(index, ..)| !says_no_more(&own.trace, *index, own.failing.step))
            .map(|(index, step, exchange)| {
                let told = telling::told_at(&own.trace, index);
                shown(step, exchange, told, index == own.failing.step)
            })
            .collect();
        let curl = own
            .trace
            .steps()
            .nth(own.failing.step)
            .map(|(_, step, exchange)| curl(step, exchange, &self.terms.username))
            .unwrap_or_default();
        let words = format!("{}: {}", own.key.message, own.failing.actual);
        let finding = Finding {
            check: card.id.to_owned(),
            operation: own.key.operation.clone(),
            severity: card.keyword,
            requirements: dialect.requirements_of(card.id).into_iter().map(Into::into).collect(),
            message: own.key.message.clone(),
            expected: own.failing.expected.clone(),
            actual: own.failing.actual.clone(),
            breaks: clients.broken_by(card.id, &own.key.operation, &words),
            case: own.trace.case.title.clone(),
            occurrences: own.occurrences,
            reproduced: own.reproduced,
            steps,
            curl,
            replay: path.clone(),
        };
        (finding, (path, yaml))
    }
}

/// Whether a step only repeats the one before it, with the same answer, and so does the one behind it: of many alike the
/// first and the last tell enough.
fn says_no_more(trace: &Trace, index: usize, failing: usize) -> bool {
    let alike = |one: usize, other: usize| {
        let (step, next) = (&trace.case.steps[one], &trace.case.steps[other]);
        let status = |place: usize| trace.exchanges[place].status();
        step.call == next.call && step.when == next.when && status(one) == status(other)
    };
    index > 0 && index + 1 < failing && alike(index - 1, index) && alike(index, index + 1)
}

/// Who asked, and in which session where that is not the plain one.
fn who_asks(step: &Step) -> String {
    let call = &step.call;
    let mut words = call.credentials.words().to_owned();
    if call.user == User::Second {
        words.push_str(" of the other user");
    }
    if call.session != Session::Kept {
        words = format!("{words}, {}", call.session.words());
    }
    words
}

fn shown(step: &Step, exchange: &Exchange, told: Vec<String>, here: bool) -> FindingStep {
    let mut note = match step.note.as_str() {
        "" => step.class.words().to_owned(),
        note => note.to_owned(),
    };
    match step.when {
        When::After => {}
        When::Together => note.push_str(", at the same moment as the step before"),
        When::Late => note.push_str(", at the end of the run"),
    }
    let (status, headers, answer) = match &exchange.outcome {
        Ok(answer) => {
            let mut headers = answer.headers.clone();
            headers.retain(|(name, _)| !name.eq_ignore_ascii_case("date"));
            let tokens =
                headers.iter_mut().filter(|(name, _)| name.eq_ignore_ascii_case("x-csrf-token"));
            tokens.for_each(|(_, value)| "[token]".clone_into(value));
            let mut bytes = answer.body.clone();
            if let Some(facts) = &answer.wire {
                bytes.extend_from_slice(&facts.stray);
            }
            let text: String = String::from_utf8_lossy(&bytes).chars().take(SHOWN).collect();
            (Some(answer.status), headers, text)
        }
        Err(failure) => (None, vec![], failure.detail.clone()),
    };
    FindingStep {
        note,
        request: format!("{} {}", exchange.request.method, exchange.request.url),
        request_headers: exchange.request.headers.clone(),
        credentials: who_asks(step),
        body: exchange.request.body.as_ref().map(|body| body.chars().take(SHOWN).collect()),
        status,
        headers,
        answer,
        told,
        here,
        together: step.when == When::Together,
        took: exchange.took,
    }
}

/// A request as a command line. The password stays in its variable.
fn curl(step: &Step, exchange: &Exchange, username: &str) -> String {
    let request = &exchange.request;
    let mut words = vec!["curl -sS -i".to_owned()];
    match request.method.as_str() {
        "GET" => {}
        // By -X it would wait for content.
        "HEAD" => words.push("-I".to_owned()),
        other => words.push(format!("-X {other}")),
    }
    words.extend(authorization(step.call.credentials, username));
    for (name, value) in &request.headers {
        if name.eq_ignore_ascii_case("cookie") {
            // Whoever tries it again has a session of their own.
            words.push("-b \"$ROLLCALL_COOKIES\"".to_owned());
        } else if !name.eq_ignore_ascii_case("authorization") {
            words.push(format!("-H {}", quote(&format!("{name}: {value}"))));
        }
    }
    if let Some(body) = &request.body {
        words.push(format!("--data-raw {}", quote(body)));
    }
    words.push(quote(&request.url));
    words.join(" ")
}

fn authorization(credentials: Credentials, username: &str) -> Option<String> {
    let user = |user: &str, password: &str| Some(format!("-u \"{user}:{password}\""));
    let field = |value: &str| Some(format!("-H \"Authorization: {value}\""));
    let pipe = |text: &str| format!("Basic $(printf %s \"{text}\" | base64 -w0)");
    match credentials {
        Credentials::Right => user(username, "$ROLLCALL_PASSWORD"),
        Credentials::RightLowerCaseScheme => {
            field(&pipe(&format!("{username}:$ROLLCALL_PASSWORD")).replacen("Basic", "basic", 1))
        }
        Credentials::Missing => None,
        Credentials::EmptyField => Some("-H 'Authorization;'".to_owned()),
        Credentials::SchemeAlone => field("Basic"),
        Credentials::WrongPassword => user(username, "wrong"),
        Credentials::LastCharacterChanged => user(username, "${ROLLCALL_PASSWORD%?}~"),
        Credentials::PasswordPrefix => user(username, "${ROLLCALL_PASSWORD%?}"),
        Credentials::PasswordExtended => user(username, "${ROLLCALL_PASSWORD}x"),
        Credentials::PasswordOtherCase => {
            user(username, "$(printf %s \"$ROLLCALL_PASSWORD\" | tr 'a-zA-Z' 'A-Za-z')")
        }
        Credentials::EmptyPassword => user(username, ""),
        Credentials::WrongUser => user("somebody-else", "$ROLLCALL_PASSWORD"),
        Credentials::EmptyUser => user("", "$ROLLCALL_PASSWORD"),
        Credentials::BothEmpty => user("", ""),
        Credentials::Swapped => user("$ROLLCALL_PASSWORD", username),
        Credentials::WithoutColon => field(&pipe(&format!("{username}$ROLLCALL_PASSWORD"))),
        Credentials::MalformedBase64 => field("Basic %%%not-base64%%%"),
        Credentials::BearerScheme => field("Bearer $ROLLCALL_PASSWORD"),
        Credentials::DigestScheme => field(&format!("Digest username={username}, response=0")),
    }
}

fn quote(text: &str) -> String {
    // A null byte can't stand on a command line; it is shown as the escape that was sent.
    shlex::try_quote(&text.replace('\0', "\\0")).map_or_else(|_| "''".to_owned(), Into::into)
}
