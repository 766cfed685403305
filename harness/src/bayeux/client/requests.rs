//! What a client sends, and when.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{Client, Kind, Request, Standing, State, Step, Ticket};
use crate::bayeux::VERSION;
use crate::bayeux::advice::Advice;
use crate::bayeux::channel::{self, Pattern};
use crate::bayeux::message::{Message, Subscription};

impl Client {
    /// What is to be done now. Ask until the answer is not [`Step::Send`].
    pub fn poll(&mut self, now: Duration) -> Step {
        match &self.state {
            State::Unconnected if now < self.due => Step::Wait(self.due),
            State::Unconnected => {
                self.state = State::Handshaking;
                self.send(Kind::Handshake, |client| vec![client.handshake()])
            }
            State::Handshaking | State::Leaving(true) => Step::Idle,
            State::Leaving(false) if self.is_commanding => Step::Idle,
            State::Leaving(false) => {
                self.state = State::Leaving(true);
                self.send(Kind::Disconnect, |client| vec![client.of_session(channel::DISCONNECT)])
            }
            State::Connected => self.connected(now),
            State::Ended(ended) => Step::Ended(ended.clone()),
        }
    }

    fn connected(&mut self, now: Duration) -> Step {
        let has_commands = !self.is_commanding && self.has_commands();
        if has_commands && now >= self.command_due {
            self.is_commanding = true;
            return self.send(Kind::Command, Self::commands);
        }
        // A negative interval means that there is to be no further connect.
        let may_connect =
            !self.is_connecting && self.advice.interval.is_none_or(|interval| interval >= 0);
        if may_connect && now >= self.due {
            self.is_connecting = true;
            self.connect_sent = now;
            return self.send(Kind::Connect, |client| vec![client.connect()]);
        }
        let next = [may_connect.then_some(self.due), has_commands.then_some(self.command_due)];
        next.into_iter().flatten().min().map_or(Step::Idle, Step::Wait)
    }

    fn send(&mut self, kind: Kind, messages: impl FnOnce(&mut Self) -> Vec<Message>) -> Step {
        let timeout = match kind {
            Kind::Connect => self.held_for().saturating_add(self.config.slack),
            _ => self.config.request_timeout,
        };
        let messages = messages(self);
        let ticket = Ticket { kind, session: self.session };
        Step::Send(Request { ticket, messages, timeout })
    }

    /// For how long the server holds a connect.
    fn held_for(&self) -> Duration {
        let advised = self.advice.timeout.and_then(|timeout| u64::try_from(timeout).ok());
        advised.map_or(self.config.default_timeout, Duration::from_millis)
    }

    fn on(&mut self, channel: &str) -> Message {
        self.next_id += 1;
        Message { id: Some(Value::String(self.next_id.to_string())), ..Message::on(channel) }
    }

    fn of_session(&mut self, channel: &str) -> Message {
        Message { client_id: Some(self.id.clone()), ..self.on(channel) }
    }

    fn handshake(&mut self) -> Message {
        let asks = self.config.acknowledges;
        Message {
            version: Some(VERSION.to_owned()),
            minimum_version: Some(VERSION.to_owned()),
            supported_connection_types: Some(vec![self.config.connection_type.to_owned()]),
            ext: asks.then(|| acknowledgement(Value::Bool(true))),
            ..self.on(channel::HANDSHAKE)
        }
    }

    fn connect(&mut self) -> Message {
        let at_once = self.config.first_connect_at_once && !self.has_connected;
        let advice = Advice { timeout: Some(0), ..Advice::default() };
        Message {
            connection_type: Some(self.config.connection_type.to_owned()),
            advice: at_once.then_some(advice),
            ext: self.acknowledged.map(|batch| acknowledgement(batch.into())),
            ..self.of_session(channel::CONNECT)
        }
    }

    fn has_commands(&self) -> bool {
        let is_due =
            |standing: &Standing| matches!(standing, Standing::Wanted | Standing::Unwanted);
        !self.publications.is_empty() || self.subscriptions.values().any(is_due)
    }

    /// Everything that is to be said besides the connect, in one batch.
    fn commands(&mut self) -> Vec<Message> {
        let mut messages = Vec::new();
        for (channel, from, to) in [
            (channel::UNSUBSCRIBE, Standing::Unwanted, Standing::Unasked),
            (channel::SUBSCRIBE, Standing::Wanted, Standing::Asked),
        ] {
            let mut patterns = Vec::new();
            for (pattern, standing) in &mut self.subscriptions {
                if *standing == from {
                    *standing = to;
                    patterns.push(pattern.clone());
                }
            }
            let together = if self.config.subscribes_by_array { patterns.len().max(1) } else { 1 };
            for patterns in patterns.chunks(together) {
                messages.push(self.subscription(channel, patterns));
            }
        }
        while let Some(publication) = self.publications.pop_front() {
            let Message { channel, data, .. } = publication;
            messages.push(Message { data, ..self.of_session(&channel) });
        }
        messages
    }

    fn subscription(&mut self, channel: &str, patterns: &[Pattern]) -> Message {
        let message = self.of_session(channel);
        self.asked.insert(self.next_id.to_string(), patterns.to_vec());
        let mut texts: Vec<String> = patterns.iter().map(ToString::to_string).collect();
        let subscription = match (self.config.subscribes_by_array, texts.len()) {
            (false, 1) => Subscription::One(texts.remove(0)),
            _ => Subscription::Many(texts),
        };
        Message { subscription: Some(subscription), ..message }
    }
}

/// The acknowledge extension.
fn acknowledgement(value: Value) -> Map<String, Value> {
    Map::from_iter([("ack".to_owned(), value)])
}
