//! The server's end: sessions, and what each message does to them.
//!
//! [`Server::receive`] takes a batch and answers it; where a connect is held, the answer says until when, and
//! [`Server::release`] gives the rest as soon as there is something to tell, or the time is over.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::channel::{self, Channel, Pattern};
use super::error::Error;
use super::message::Message;

mod config;
mod meta;
mod session;

pub use config::Config;
use session::Session;

/// Where a batch came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The cookie that a session is bound to.
    pub browser: Option<String>,
    /// The user whose credentials or session of HTTP the request had.
    pub owner: Option<String>,
}

/// What a batch is answered with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The messages, all but those of a connect that is held.
    pub messages: Vec<Message>,
    /// The connect that is held; what [`Server::release`] gives comes behind the messages.
    pub held: Option<Held>,
    /// The cookie to be set.
    pub browser: Option<String>,
}

/// A connect that waits for something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its session.
    pub client_id: String,
    /// When it is answered at the latest.
    pub until: Duration,
    serial: u64,
    id: Option<Value>,
}

/// Every session of a server.
pub struct Server {
    config: Config,
    sessions: BTreeMap<String, Session>,
    /// Makes ids that can't be guessed; those of sessions and those of browsers.
    ids: Box<dyn FnMut() -> String + Send>,
    /// Counts connects.
    serial: u64,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("sessions", &self.sessions.len()).finish_non_exhaustive()
    }
}

impl Server {
    /// A server without sessions. `ids` gives another text of at least 128 random bits each time.
    pub fn new(config: Config, ids: impl FnMut() -> String + Send + 'static) -> Self {
        Self { config, sessions: BTreeMap::new(), ids: Box::new(ids), serial: 0 }
    }

    /// Takes a batch, message by message.
    pub fn receive(&mut self, batch: Vec<Message>, from: &Origin, now: Duration) -> Answer {
        let mut answer = Answer::default();
        let mut client_id = None;
        let mut has_handshake = false;
        for message in batch {
            has_handshake |= message.channel == channel::HANDSHAKE;
            client_id = message.client_id.clone().or(client_id);
            self.take(&message, from, now, &mut answer);
        }
        // What is published rides in any answer but that of a handshake. A held connect takes it along by itself, and with
        // acknowledgements only connects deliver.
        if !has_handshake
            && answer.held.is_none()
            && let Some(session) = client_id.and_then(|id| self.known(&id, from))
            && !session.acknowledges
        {
            answer.messages.extend(session.queue.drain(..));
        }
        answer
    }

    /// What a held connect is answered with; none as long as it waits.
    pub fn release(&mut self, held: &Held, now: Duration) -> Option<Vec<Message>> {
        let Some(session) = self.sessions.get_mut(&held.client_id) else {
            return Some(vec![meta::unknown_session(Message {
                id: held.id.clone(),
                ..Message::on(channel::CONNECT)
            })]);
        };
        if session.connect != Some(held.serial) {
            // Another connect has taken its place, and takes what there is to tell.
            let reply = Message { id: held.id.clone(), ..Message::on(channel::CONNECT) };
            return Some(vec![Message { successful: Some(true), ..reply }]);
        }
        if session.queue.is_empty() && now < held.until {
            return None;
        }
        let advice = self.config.advice(session.is_one_of_several);
        Some(session.answer_connect(held.id.clone(), advice, self.config.events_first, now))
    }

    /// The connection of a held connect is gone; what was not told yet stays in the session.
    pub fn abandon(&mut self, held: &Held, now: Duration) {
        if let Some(session) = self.sessions.get_mut(&held.client_id)
            && session.connect == Some(held.serial)
        {
            session.connect = None;
            session.idle_since = now;
        }
    }

    /// Publishes to the sessions of those owners that have subscribed; gives the sessions that now have something to tell. A
    /// session for which too much waits is over.
    pub fn publish(
        &mut self,
        channel: &Channel,
        data: &Value,
        is_meant: impl Fn(Option<&str>) -> bool,
    ) -> Vec<String> {
        let mut reached = Vec::new();
        let most = self.config.max_queue;
        let mut is_kept = |id: &String, session: &mut Session| {
            if !is_meant(session.owner.as_deref()) || !session.wants(channel) {
                return true;
            }
            reached.push(id.clone());
            session.queue.push_back(Message::event(channel.as_str(), data.clone()));
            session.queue.len() + session.unacknowledged.len() <= most
        };
        self.sessions.retain(|id, session| is_kept(id, session));
        reached
    }

    /// What is to be told at once to a session whose messages travel as frames, whether it has a connect or not.
    pub fn push(&mut self, client_id: &str) -> Vec<Message> {
        let session = self.sessions.get_mut(client_id);
        // With acknowledgements only connects deliver.
        let session = session.filter(|session| !session.acknowledges);
        session.map(|session| session.queue.drain(..).collect()).unwrap_or_default()
    }

    /// Ends the sessions that have not connected for longer than they may; gives their ids.
    pub fn expire(&mut self, now: Duration) -> Vec<String> {
        let most = self.config.max_interval;
        let is_over = |session: &Session| {
            session.connect.is_none() && now.saturating_sub(session.idle_since) > most
        };
        let over: Vec<String> = self
            .sessions
            .iter()
            .filter(|(_, session)| is_over(session))
            .map(|(id, _)| id.clone())
            .collect();
        for id in &over {
            self.sessions.remove(id);
        }
        over
    }

    /// Forgets a session, as a server does that starts anew.
    pub fn forget(&mut self, client_id: &str) -> bool {
        self.sessions.remove(client_id).is_some()
    }

    /// The ids of the sessions.
    pub fn sessions(&self) -> impl Iterator<Item = &str> {
        self.sessions.keys().map(String::as_str)
    }

    /// What a session has subscribed to.
    pub fn subscriptions(&self, client_id: &str) -> impl Iterator<Item = &Pattern> {
        self.sessions.get(client_id).into_iter().flat_map(|session| &session.subscriptions)
    }

    /// The session of an id, for the one that it belongs to.
    fn known(&mut self, client_id: &str, from: &Origin) -> Option<&mut Session> {
        let binds = self.config.binds_cookie;
        self.sessions.get_mut(client_id).filter(|session| {
            session.owner == from.owner && (!binds || session.browser == from.browser)
        })
    }

    fn take(&mut self, message: &Message, from: &Origin, now: Duration, answer: &mut Answer) {
        let reply = Message { id: message.id.clone(), ..Message::on(message.channel.clone()) };
        if message.malformed.is_some() {
            answer.messages.push(meta::refused(reply, &Error::new(400, "message_malformed")));
            return;
        }
        match message.channel.as_str() {
            "" => answer.messages.push(meta::refused(reply, &Error::new(400, "channel_missing"))),
            channel::HANDSHAKE => self.handshake(message, reply, from, now, answer),
            channel::CONNECT => self.connect(message, reply, from, now, answer),
            channel::SUBSCRIBE => answer.messages.push(self.subscribe(message, reply, from)),
            channel::UNSUBSCRIBE => answer.messages.push(self.unsubscribe(message, reply, from)),
            channel::DISCONNECT => answer.messages.push(self.disconnect(message, reply, from)),
            _ => answer.messages.push(self.published(message, reply, from)),
        }
    }

    /// What a client publishes.
    fn published(&mut self, message: &Message, reply: Message, from: &Origin) -> Message {
        let Ok(channel) = message.channel.parse::<Channel>() else {
            return meta::refused(reply, &Error::new(405, "channel_invalid"));
        };
        let client_id = message.client_id.as_deref().unwrap_or_default();
        if self.known(client_id, from).is_none() {
            return meta::unknown_session(reply);
        }
        if channel.is_meta() || !self.config.takes_publications {
            return meta::refused(
                reply,
                &Error::new(403, "publish_denied").about(channel.as_str()),
            );
        }
        if !channel.is_service() {
            self.publish(&channel, message.data.as_ref().unwrap_or(&Value::Null), |_| true);
        }
        Message { successful: Some(true), ..reply }
    }
}
