//! What the messages of the protocol itself do.

use std::time::Duration;

use serde_json::{Map, Value};

use super::session::Session;
use super::{Answer, Held, Origin, Server};
use crate::bayeux::VERSION;
use crate::bayeux::advice::{Advice, Reconnect};
use crate::bayeux::channel::Pattern;
use crate::bayeux::error::Error;
use crate::bayeux::message::{Message, Subscription};

/// An answer that refuses.
pub(super) fn refused(reply: Message, error: &Error) -> Message {
    Message { successful: Some(false), error: Some(error.to_string()), ..reply }
}

/// An answer to somebody whose session is not known: shake hands again.
pub(super) fn unknown_session(reply: Message) -> Message {
    let advice =
        Advice { reconnect: Some(Reconnect::Handshake), interval: Some(0), ..Advice::default() };
    Message { advice: Some(advice), ..refused(reply, &Error::new(402, "session_unknown")) }
}

impl Server {
    pub(super) fn handshake(
        &mut self,
        message: &Message,
        reply: Message,
        from: &Origin,
        now: Duration,
        answer: &mut Answer,
    ) {
        let reply = Message {
            version: Some(VERSION.to_owned()),
            supported_connection_types: Some(self.shared_types(message)),
            ..reply
        };
        if let Err(error) = self.admit(message, from) {
            let advice = Advice { reconnect: Some(Reconnect::None), ..Advice::default() };
            answer.messages.push(Message { advice: Some(advice), ..refused(reply, &error) });
            return;
        }
        let browser = from.browser.clone().unwrap_or_else(|| {
            let new = (self.ids)();
            answer.browser = Some(new.clone());
            new
        });
        let client_id = (self.ids)();
        let others = self.sessions.values().filter(|one| one.browser.as_ref() == Some(&browser));
        let is_one_of_several = others.count() >= self.config.max_sessions_per_browser;
        let acknowledges =
            self.config.acknowledges && extension(message) == Some(&Value::Bool(true));
        let session = Session {
            owner: from.owner.clone(),
            browser: Some(browser),
            idle_since: now,
            is_one_of_several,
            acknowledges,
            ..Session::default()
        };
        self.sessions.insert(client_id.clone(), session);
        answer.messages.push(Message {
            client_id: Some(client_id),
            successful: Some(true),
            advice: Some(self.config.advice(is_one_of_several)),
            ext: acknowledges.then(|| Map::from_iter([("ack".to_owned(), Value::Bool(true))])),
            ..reply
        });
    }

    /// Whether somebody may have a session.
    fn admit(&self, message: &Message, from: &Origin) -> Result<(), Error> {
        if self.config.needs_owner && from.owner.is_none() {
            return Err(Error::new(403, "handshake_denied"));
        }
        let speaks = |version: &String| version.split('.').next() == Some("1");
        if !message.version.as_ref().is_some_and(speaks) {
            return Err(Error::new(400, "version_unsupported"));
        }
        let theirs = message.supported_connection_types.as_deref().unwrap_or_default();
        if !theirs.iter().any(|one| self.config.connection_types.contains(&one.as_str())) {
            return Err(Error::new(400, "connection_types_unsupported"));
        }
        Ok(())
    }

    /// The ways that both ends have; all of ours, where there is none.
    fn shared_types(&self, message: &Message) -> Vec<String> {
        let theirs = message.supported_connection_types.as_deref().unwrap_or_default();
        let ours = self.config.connection_types.iter().map(|&one| one.to_owned());
        let shared: Vec<String> = ours.clone().filter(|one| theirs.contains(one)).collect();
        if shared.is_empty() { ours.collect() } else { shared }
    }

    pub(super) fn connect(
        &mut self,
        message: &Message,
        reply: Message,
        from: &Origin,
        now: Duration,
        answer: &mut Answer,
    ) {
        let config = self.config.clone();
        self.serial += 1;
        let serial = self.serial;
        let client_id = message.client_id.clone().unwrap_or_default();
        let Some(session) = self.known(&client_id, from) else {
            answer.messages.push(unknown_session(reply));
            return;
        };
        if session.acknowledges
            && let Some(batch) = extension(message).and_then(Value::as_u64)
        {
            session.acknowledged(batch);
        }
        let is_first = !std::mem::replace(&mut session.has_connected, true);
        let asked = message.advice.as_ref().and_then(|advice| advice.timeout);
        let asked = asked.and_then(|asked| u64::try_from(asked).ok()).map(Duration::from_millis);
        let timeout = asked.map_or(config.timeout, |asked| asked.min(config.timeout));
        session.connect = Some(serial);
        let at_once = timeout.is_zero()
            || !session.queue.is_empty()
            || (is_first && config.answers_first_connect)
            || session.is_one_of_several;
        if at_once {
            let advice = config.advice(session.is_one_of_several);
            answer.messages.extend(session.answer_connect(
                reply.id,
                advice,
                config.events_first,
                now,
            ));
            return;
        }
        answer.held =
            Some(Held { client_id, until: now.saturating_add(timeout), serial, id: reply.id });
    }

    pub(super) fn subscribe(
        &mut self,
        message: &Message,
        reply: Message,
        from: &Origin,
    ) -> Message {
        let readable = self.config.readable.clone();
        let reply = Message { subscription: message.subscription.clone(), ..reply };
        let client_id = message.client_id.as_deref().unwrap_or_default();
        let Some(session) = self.known(client_id, from) else { return unknown_session(reply) };
        let patterns = match patterns(message) {
            Ok(patterns) => patterns,
            Err(error) => return refused(reply, &error),
        };
        let is_open = |pattern: &Pattern| {
            !pattern.as_str().starts_with("/meta/")
                && (readable.is_empty() || readable.contains(pattern))
        };
        if let Some(closed) = patterns.iter().find(|pattern| !is_open(pattern)) {
            return refused(reply, &Error::new(403, "subscribe_denied").about(closed.as_str()));
        }
        session.subscriptions.extend(patterns);
        Message { successful: Some(true), ..reply }
    }

    pub(super) fn unsubscribe(
        &mut self,
        message: &Message,
        reply: Message,
        from: &Origin,
    ) -> Message {
        let reply = Message { subscription: message.subscription.clone(), ..reply };
        let client_id = message.client_id.as_deref().unwrap_or_default();
        let Some(session) = self.known(client_id, from) else { return unknown_session(reply) };
        match patterns(message) {
            Ok(patterns) => {
                session.subscriptions.retain(|one| !patterns.contains(one));
                Message { successful: Some(true), ..reply }
            }
            Err(error) => refused(reply, &error),
        }
    }

    pub(super) fn disconnect(
        &mut self,
        message: &Message,
        reply: Message,
        from: &Origin,
    ) -> Message {
        let client_id = message.client_id.as_deref().unwrap_or_default();
        if self.known(client_id, from).is_none() {
            return unknown_session(reply);
        }
        self.sessions.remove(client_id);
        Message { successful: Some(true), ..reply }
    }
}

/// What the acknowledge extension says.
fn extension(message: &Message) -> Option<&Value> {
    message.ext.as_ref()?.get("ack")
}

/// What is to be subscribed to, or not any more; all of it is lawful, or none is taken.
fn patterns(message: &Message) -> Result<Vec<Pattern>, Error> {
    let written = message.subscription.as_ref().map(Subscription::channels);
    let Some(written) = written.filter(|written| !written.is_empty()) else {
        return Err(Error::new(403, "subscription_missing"));
    };
    let invalid = |text: &str| Error::new(403, "subscription_invalid").about(text);
    written.iter().map(|text| text.parse().map_err(|_| invalid(text))).collect()
}
