//! One exchange: a prepared request, sent as often as is lawful and no oftener, and what came of it without its secrets.

use std::sync::PoisonError;
use std::time::{Duration, Instant, SystemTime};

use jiff::{SignedDuration, Timestamp};

use super::budget::Gate;
use super::ended::Ended;
use super::prepare::Prepared;
use super::presence::Since;
use super::send::With;
use super::session::{self, Session};
use super::{Target, client, redact, retry_after, wire};
use crate::record::exchange::FollowUp;
use crate::record::{
    Answer, Body, Call, Class, Exchange, Failure, FailureKind, Step, WireFacts, World,
};

/// So many characters of what a client saw go into a record.
const DETAIL: usize = 300;

/// So often is sent once more what found nobody there, or was lost with who was.
const RETURNS: usize = 3;

/// What goes out, and the gate that it goes through each time.
pub(super) struct Sending<'a> {
    pub(super) step: &'a Step,
    pub(super) prepared: &'a Prepared,
    pub(super) world: &'a World,
    pub(super) gate: Gate<'a>,
}

/// When a request went out, and what came of it.
type Attempt = (Instant, Result<Answer, Failure>);

impl Target {
    /// Sends what was prepared, first on the `opened` connection where there is one; none where the target was not to be had.
    pub(super) async fn exchange(
        &self,
        step: &Step,
        prepared: Prepared,
        world: &World,
        with: With<'_>,
        opened: Option<Result<wire::Connection, Failure>>,
    ) -> Option<Exchange> {
        let call = &step.call;
        let gate = self.budget.gate(self.dialect.could_change(call));
        let sending = Sending { step, prepared: &prepared, world, gate };
        let absences = self.absences();
        let first = match opened {
            Some(Ok(connection)) => self.send_on(&sending, connection).await,
            Some(Err(failure)) => (Instant::now(), Err(failure)),
            None => self.attempt(&sending).await,
        };
        let (start, mut outcome) = self.once_more(&sending, first, absences).await?;
        if let Some(facts) = outcome.as_mut().ok().and_then(|answer| answer.wire.as_mut()) {
            self.forget_what_broke_off(facts, absences).await;
        }
        // What follows an answer is looked at in a time of its own.
        let facts = outcome.as_ref().ok().and_then(|answer| answer.wire.as_ref());
        let took = facts.map_or_else(|| start.elapsed(), |facts| facts.took);
        if let Some(went) = with.went {
            *went.lock().unwrap_or_else(PoisonError::into_inner) = start;
        }
        let ago = SignedDuration::try_from(start.elapsed()).unwrap_or_default();
        let sent = Timestamp::now().checked_sub(ago).ok();
        self.patience.learn(took, outcome.is_ok());
        if let (Ok(answer), Some(home), Some(_)) = (&outcome, &self.home, self.dialect.calls()) {
            self.sessions.learn(call, with.own, home, &answer.headers);
        }
        let redacted = |answer| self.redact(answer, call, with.own);
        let outcome = outcome.map(redacted).map_err(|failure| {
            let detail = self.redactor.text(failure.detail.as_str()).chars().take(DETAIL).collect();
            Failure { detail, ..failure }
        });
        let mut request = prepared.record;
        if let Some(alias) = &self.alias {
            request.url.replace_range(..self.address.origin().len(), alias);
        }
        request.url = self.redactor.text(request.url);
        request.body = request.body.map(|body| self.redactor.text(body));
        Some(Exchange { request, outcome, sent, took })
    }

    /// Sends once more what may be: what a kept connection took with it, what was to wait, what found nobody there, and what was
    /// lost with a target that has come back: before the request went out it had been away so often. None where the target
    /// was not to be had, or where nobody can know whether it did what was asked.
    async fn once_more(
        &self,
        sending: &Sending<'_>,
        first: Attempt,
        mut absences: usize,
    ) -> Option<Attempt> {
        let (mut start, mut outcome) = first;
        let once = self.is_sent_once(sending.prepared);
        if outcome.as_ref().is_err_and(wire::closed_without_a_byte) && !once {
            // What was kept as long as that one may be gone as well.
            self.seats.clear();
            (start, outcome) = self.attempt(sending).await;
        }
        let mut waits = 0;
        while let Ok(answer) = &outcome
            && let Some(pause) = retry_after::asked(answer, waits, wall_clock())
        {
            let too_many = answer.status == 429;
            // Who is unavailable may have begun; who refuses has not.
            if !too_many && (once || waits >= retry_after::TRIES) {
                break;
            }
            if pause > retry_after::LONGEST {
                self.end(Ended::Pause(pause));
                return None;
            }
            if waits >= retry_after::TRIES {
                self.is_refused();
                return None;
            }
            self.waits.one_more(answer.status);
            self.limit.pause(pause);
            waits += 1;
            (start, outcome) = self.attempt(sending).await;
        }
        for round in 0..RETURNS {
            let Err(failure) = &outcome else { break };
            if failure.kind == FailureKind::Malformed {
                break;
            }
            // Where no connection was made nothing went out, so that the next time is no second one.
            let went_out = failure.kind != FailureKind::Connect;
            match self.since(&mut absences).await {
                Since::Left => return None,
                Since::Stayed if went_out || round > 0 => break,
                Since::CameBack if went_out && (once || sending.prepared.method == "DELETE") => {
                    return None;
                }
                Since::Stayed | Since::CameBack => {}
            }
            (start, outcome) = self.attempt(sending).await;
        }
        (!sending.gate.has_refused()).then_some((start, outcome))
    }

    /// Forgets what came behind an answer, where the target went away under that.
    async fn forget_what_broke_off(&self, facts: &mut WireFacts, mut absences: usize) {
        if !matches!(facts.follow_up, Some(FollowUp::OutOfStep(_))) {
            return;
        }
        if self.since(&mut absences).await != Since::Stayed {
            facts.follow_up = None;
            facts.stray.clear();
        }
    }

    pub(super) async fn attempt(&self, sending: &Sending<'_>) -> Attempt {
        let Sending { step, prepared, .. } = sending;
        self.limit.wait().await;
        let limit = self.patience.limit();
        let by_bytes = step.alone || step.bytes && self.seats.are_kept();
        // What an HTTP client can't read would have to be sent again to be looked at, and that must not be.
        let once = self.is_sent_once(prepared);
        if !by_bytes && !once && matches!(prepared.method.as_str(), "GET" | "POST") {
            if !sending.gate.pass() {
                return (Instant::now(), Err(no_budget()));
            }
            let start = Instant::now();
            let client = self.pooled.read().unwrap_or_else(PoisonError::into_inner).clone();
            let outcome = client::send(&client, self.address.origin(), prepared, limit).await;
            let Err(Failure { kind: FailureKind::Closed | FailureKind::Malformed, .. }) = outcome
            else {
                return (start, outcome);
            };
        }
        // The second request behind it counts as well.
        self.limit.wait().await;
        let start = Instant::now();
        // A kept connection may be closed under a request, and then nobody knows whether it was carried out.
        let connection = if once {
            wire::open(&self.address, &self.tls, limit).await
        } else {
            self.connection(limit).await
        };
        match connection {
            Ok(connection) => self.send_on(sending, connection).await,
            Err(failure) => (start, Err(failure)),
        }
    }

    /// Whether a request must not be sent a second time: what it does, it would do twice (RFC 9110, 9.2.2). An update of a
    /// participant sets what it names, so that a second one changes nothing more.
    fn is_sent_once(&self, prepared: &Prepared) -> bool {
        self.dialect.calls().is_some() && !matches!(prepared.method.as_str(), "GET" | "HEAD")
    }

    /// A raw connection: one that was kept, else a new one.
    pub(super) async fn connection(&self, limit: Duration) -> Result<wire::Connection, Failure> {
        match self.seats.take() {
            Some(connection) => Ok(connection),
            None => wire::open(&self.address, &self.tls, limit).await,
        }
    }

    async fn send_on(&self, sending: &Sending<'_>, connection: wire::Connection) -> Attempt {
        let start = Instant::now();
        if !sending.gate.pass() {
            return (start, Err(no_budget()));
        }
        (start, self.send_raw(sending, connection, self.patience.limit()).await)
    }

    /// Sends on a raw connection and looks at what comes behind the answer. Where several requests meet, or a step is one of
    /// many alike, that is done only where something could hide.
    async fn send_raw(
        &self,
        sending: &Sending<'_>,
        connection: wire::Connection,
        limit: Duration,
    ) -> Result<Answer, Failure> {
        let Sending { step, prepared, world, .. } = sending;
        let mut asked = wire::ask(connection, &self.address, prepared, limit).await?;
        let behind = step.alone
            || !step.bytes && step.class != Class::Contended && !self.is_sent_once(prepared);
        if behind || asked.is_without_content() {
            let follow_up = Call {
                method: Some("GET".to_owned()),
                body: Body::None,
                query: vec![],
                ..step.call.clone()
            };
            let follow_up = self.prepare(&follow_up, world, None);
            let follow_up = follow_up.as_ref().unwrap_or(prepared);
            let (address, hangs) = (&self.address, &self.hangs);
            asked.look_behind(wire::LookBehind { address, follow_up, limit, hangs }).await;
        }
        let (answer, connection) = asked.into_parts();
        self.seats.give_back(connection);
        Ok(answer)
    }

    fn redact(&self, mut answer: Answer, call: &Call, own: Option<&Session>) -> Answer {
        let credentials = call.credentials;
        let found = |text: &String| self.redactor.finds(text.as_bytes());
        let in_headers = answer.headers.iter().any(|(_, value)| found(value))
            || answer.headers.iter().any(|(name, _)| self.redactor.is_in_name(name));
        answer.echoed_secret = in_headers || self.redactor.finds(&answer.body);
        // Wrong credentials are no secret, but most of them are made from the right ones.
        if answer.echoed_secret || !credentials.is_right() {
            answer.body = self.redactor.bytes(answer.body);
            for (name, value) in &mut answer.headers {
                *value = self.redactor.text(value.as_str());
                *name = self.redactor.name(std::mem::take(name));
            }
        }
        if let Some(facts) = &mut answer.wire {
            facts.head = self.redactor.bytes(std::mem::take(&mut facts.head));
            facts.stray = self.redactor.bytes(std::mem::take(&mut facts.stray));
            if let Some(FollowUp::OutOfStep(words)) = &mut facts.follow_up {
                *words = self.redactor.text(words.as_str());
            }
        }
        if self.dialect.calls().is_some() {
            // Sessions that nobody keeps have tokens as well.
            let given = session::token_of(&answer.headers).map(|(_, token)| token);
            let mut tokens: Vec<String> = self.sessions.tokens(own);
            tokens.extend(given);
            tokens.sort();
            tokens.dedup();
            redact::hide(&mut answer, &self.sessions.secrets(own), true);
            for token in tokens {
                redact::hide_token(&mut answer, &token);
            }
        }
        let given = redact::given(&answer);
        redact::hide(&mut answer, &given, false);
        answer
    }
}

/// What the time is, for a date in `Retry-After`.
fn wall_clock() -> SystemTime {
    jiff::Timestamp::now().into()
}

/// Nobody reads this: a request that the budget refuses was not sent, and its case ends.
fn no_budget() -> Failure {
    Failure { kind: FailureKind::Malformed, detail: "--max-changes is used up".to_owned() }
}
