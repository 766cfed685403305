//! What an answer means to a client.

use std::time::Duration;

use serde_json::Value;

use super::{Client, Ended, Kind, Notice, Standing, State, Ticket};
use crate::bayeux::advice::Reconnect;
use crate::bayeux::channel;
use crate::bayeux::error::Error;
use crate::bayeux::message::Message;

impl Client {
    /// Takes the answer to a request, or the reason why there is none.
    pub fn reply(
        &mut self,
        ticket: Ticket,
        outcome: Result<Vec<Message>, String>,
        now: Duration,
    ) -> Vec<Notice> {
        let mut notices = Vec::new();
        let messages = match outcome {
            Ok(messages) => messages,
            Err(reason) => {
                self.failed(ticket, reason, now, &mut notices);
                return notices;
            }
        };
        let mut is_answered = false;
        let is_empty = !messages.iter().any(Message::is_event);
        for message in messages {
            if message.is_event() {
                // What was published counts, in whatever answer it comes.
                notices.push(Notice::Event(message));
            } else if let Some(reason) = message.malformed {
                notices.push(Notice::Malformed { reason });
            } else if ticket.session == self.session {
                is_answered |= answers(ticket.kind, &message);
                let is_first = !self.has_connected;
                self.take(&message, now, &mut notices);
                if ticket.kind == Kind::Connect && is_empty && !is_first {
                    // A server that holds no connect must not be asked as fast as it answers.
                    let least = self.connect_sent.saturating_add(self.config.least_interval);
                    self.due = self.due.max(least);
                }
            }
        }
        // The messages of an answer may have begun another session.
        if ticket.session == self.session && !matches!(self.state, State::Ended(_)) {
            if is_answered {
                self.settle(ticket.kind, now);
            } else {
                self.failed(
                    ticket,
                    "nothing in it answers the request".to_owned(),
                    now,
                    &mut notices,
                );
            }
        }
        notices
    }

    /// Takes what came without being an answer, where messages come at any time: what was published, and what the server says
    /// of the session unasked.
    pub fn pushed(&mut self, messages: Vec<Message>, now: Duration) -> Vec<Notice> {
        let mut notices = Vec::new();
        for message in messages {
            let is_own = message.client_id.as_ref().is_none_or(|id| *id == self.id);
            if message.is_event() {
                notices.push(Notice::Event(message));
            } else if let Some(reason) = message.malformed {
                notices.push(Notice::Malformed { reason });
            } else if message.id.is_none() && message.is_meta() && is_own {
                // What has an id answers a request that is waited for no more.
                self.unasked(&message, now, &mut notices);
            }
        }
        notices
    }

    /// What the server says of the session unasked.
    fn unasked(&mut self, message: &Message, now: Duration, notices: &mut Vec<Notice>) {
        if let Some(advice) = &message.advice {
            self.advice.update(advice, self.config.connection_type);
        }
        let is_over = message.channel == channel::DISCONNECT || is_unknown(message);
        if is_over && matches!(self.state, State::Connected | State::Leaving(_)) {
            self.anew(message, now, notices);
        }
    }

    /// The request is under way no more.
    fn settle(&mut self, kind: Kind, now: Duration) {
        match kind {
            Kind::Connect => self.is_connecting = false,
            Kind::Command => {
                self.is_commanding = false;
                // What an answer passes over must not be asked for as fast as the server answers.
                self.passed_over = if self.asked.is_empty() { 0 } else { self.passed_over + 1 };
                self.command_due = now.saturating_add(self.wait_after(self.passed_over));
                self.ask_again();
            }
            Kind::Handshake | Kind::Disconnect => {}
        }
    }

    /// What was asked for and not answered is asked for again.
    fn ask_again(&mut self) {
        self.asked.clear();
        for standing in self.subscriptions.values_mut() {
            *standing = match *standing {
                Standing::Asked => Standing::Wanted,
                Standing::Unasked => Standing::Unwanted,
                other => other,
            };
        }
    }

    fn failed(&mut self, ticket: Ticket, reason: String, now: Duration, notices: &mut Vec<Notice>) {
        let kind = ticket.kind;
        if ticket.session != self.session || matches!(self.state, State::Ended(_)) {
            return;
        }
        notices.push(Notice::Failed { kind, reason: reason.clone() });
        self.failures += 1;
        let later = now.saturating_add(self.wait());
        self.settle(kind, now);
        match kind {
            Kind::Handshake if self.failures >= self.config.max_handshakes => {
                self.state = State::Ended(Ended::Refused(reason));
            }
            Kind::Handshake => {
                self.state = State::Unconnected;
                self.due = later;
            }
            Kind::Connect => self.due = later,
            Kind::Command => self.command_due = self.command_due.max(later),
            Kind::Disconnect => self.state = State::Ended(Ended::Disconnected),
        }
    }

    /// The wait after the failures that there were.
    fn wait(&self) -> Duration {
        self.wait_after(self.failures)
    }

    /// The wait after so many failures.
    fn wait_after(&self, times: u32) -> Duration {
        self.config.backoff.saturating_mul(times).min(self.config.max_backoff)
    }

    fn take(&mut self, message: &Message, now: Duration, notices: &mut Vec<Notice>) {
        if let Some(advice) = &message.advice {
            self.advice.update(advice, self.config.connection_type);
        }
        match message.channel.as_str() {
            channel::HANDSHAKE => self.handshaken(message, now, notices),
            channel::CONNECT => self.reconnect(message, now, notices),
            channel::SUBSCRIBE | channel::UNSUBSCRIBE => self.subscribed(message, now, notices),
            channel::DISCONNECT => self.state = State::Ended(Ended::Disconnected),
            _ if is_unknown(message) => self.anew(message, now, notices),
            _ => notices.push(Notice::Published(message.clone())),
        }
    }

    fn handshaken(&mut self, message: &Message, now: Duration, notices: &mut Vec<Notice>) {
        let ours = self.config.connection_type;
        let has_ours =
            |types: &Vec<String>| types.is_empty() || types.iter().any(|one| one == ours);
        let speaks = message.supported_connection_types.as_ref().is_none_or(has_ours);
        let client_id = message.client_id.clone().filter(|_| message.is_successful() && speaks);
        let Some(client_id) = client_id else {
            let error = error_of(message, "the handshake gave no session");
            self.failures += 1;
            let advised = message.advice.as_ref().and_then(|advice| advice.reconnect.as_ref());
            let gives_up = advised == Some(&Reconnect::None)
                || !speaks
                || self.failures >= self.config.max_handshakes;
            if gives_up {
                self.state = State::Ended(Ended::Refused(error));
            } else {
                notices.push(Notice::Failed { kind: Kind::Handshake, reason: error });
                self.state = State::Unconnected;
                self.due = now.saturating_add(self.wait().max(self.interval()));
            }
            return;
        };
        let agrees = extension(message) == Some(&Value::Bool(true));
        self.acknowledged = (self.config.acknowledges && agrees).then_some(0);
        self.id.clone_from(&client_id);
        self.state = State::Connected;
        self.has_connected = false;
        self.failures = 0;
        (self.due, self.command_due) = (now, now);
        notices.push(Notice::Handshaken { client_id });
    }

    fn reconnect(&mut self, message: &Message, now: Duration, notices: &mut Vec<Notice>) {
        let advised = message.advice.as_ref().and_then(|advice| advice.reconnect.clone());
        if !message.is_successful() {
            let error = error_of(message, "the connect failed");
            match advised {
                Some(Reconnect::None) => self.state = State::Ended(Ended::Refused(error)),
                _ if is_unknown(message) => self.anew(message, now, notices),
                _ => {
                    self.failures += 1;
                    self.due = now.saturating_add(self.wait().max(self.interval()));
                    notices.push(Notice::Failed { kind: Kind::Connect, reason: error });
                }
            }
            return;
        }
        self.failures = 0;
        self.has_connected = true;
        if self.acknowledged.is_some()
            && let Some(batch) = extension(message).and_then(Value::as_u64)
        {
            self.acknowledged = Some(batch);
        }
        self.due = now.saturating_add(self.interval());
        notices.push(Notice::Connected);
        match advised {
            Some(Reconnect::None) => {
                let words = "the server advised not to connect again".to_owned();
                self.state = State::Ended(Ended::Refused(words));
            }
            Some(Reconnect::Handshake) => self.anew(message, now, notices),
            _ => {}
        }
    }

    fn subscribed(&mut self, message: &Message, now: Duration, notices: &mut Vec<Notice>) {
        if !message.is_successful() && is_unknown(message) {
            return self.anew(message, now, notices);
        }
        let id = message.id.as_ref().and_then(Value::as_str).unwrap_or_default();
        let Some(patterns) = self.asked.remove(id) else { return };
        for pattern in patterns {
            let standing = self.subscriptions.get(&pattern).copied();
            let is_done = message.is_successful();
            match (standing, is_done) {
                (Some(Standing::Asked), true) => {
                    self.subscriptions.insert(pattern.clone(), Standing::Stands);
                    notices.push(Notice::Subscribed(pattern));
                }
                (Some(Standing::Unasked), true) => {
                    self.subscriptions.remove(&pattern);
                    notices.push(Notice::Unsubscribed(pattern));
                }
                (Some(Standing::Asked | Standing::Unasked), false) => {
                    self.subscriptions.remove(&pattern);
                    let error = error_of(message, "refused without a reason");
                    notices.push(Notice::Refused { pattern, error });
                }
                // Something else was asked of the client in the meantime.
                _ => {}
            }
        }
    }

    /// Seeks another session, in which the same subscriptions stand.
    fn anew(&mut self, message: &Message, now: Duration, notices: &mut Vec<Notice>) {
        if matches!(self.state, State::Leaving(_)) {
            self.state = State::Ended(Ended::Disconnected);
            return;
        }
        let error = error_of(message, "the server advised another handshake");
        self.barren = if self.has_connected { 0 } else { self.barren + 1 };
        self.failures = self.barren;
        self.session += 1;
        if self.barren >= self.config.max_handshakes {
            self.state = State::Ended(Ended::Refused(error));
            return;
        }
        self.state = State::Unconnected;
        self.due = now.saturating_add(self.wait().max(self.interval()));
        (self.is_connecting, self.is_commanding) = (false, false);
        self.acknowledged = None;
        self.ask_again();
        self.subscriptions.retain(|_, standing| *standing != Standing::Unwanted);
        for standing in self.subscriptions.values_mut() {
            *standing = Standing::Wanted;
        }
        notices.push(Notice::SessionLost { error });
    }

    /// The wait that is advised between connects.
    fn interval(&self) -> Duration {
        let advised = self.advice.interval.and_then(|interval| u64::try_from(interval).ok());
        Duration::from_millis(advised.unwrap_or(0))
    }
}

/// Whether a message answers a request.
fn answers(kind: Kind, message: &Message) -> bool {
    match kind {
        Kind::Handshake => message.channel == channel::HANDSHAKE,
        Kind::Connect => message.channel == channel::CONNECT,
        Kind::Disconnect => message.channel == channel::DISCONNECT,
        Kind::Command => !matches!(
            message.channel.as_str(),
            channel::HANDSHAKE | channel::CONNECT | channel::DISCONNECT
        ),
    }
}

/// Whether a message says that the session is not known. Servers differ in the number, so the advice comes first.
fn is_unknown(message: &Message) -> bool {
    if let Some(advised) = message.advice.as_ref().and_then(|advice| advice.reconnect.as_ref()) {
        return *advised == Reconnect::Handshake;
    }
    let error = message.error.as_deref().and_then(Error::parse);
    message.successful == Some(false) && error.is_some_and(|error| matches!(error.code, 401 | 402))
}

fn extension(message: &Message) -> Option<&Value> {
    message.ext.as_ref()?.get("ack")
}

fn error_of(message: &Message, otherwise: &str) -> String {
    message.error.clone().unwrap_or_else(|| otherwise.to_owned())
}
