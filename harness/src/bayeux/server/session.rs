//! One session: its queue, its subscriptions, and what its client has acknowledged.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use serde_json::{Map, Value};

use crate::bayeux::advice::Advice;
use crate::bayeux::channel::{self, Channel, Pattern};
use crate::bayeux::message::Message;

/// A session.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    pub(super) owner: Option<String>,
    pub(super) browser: Option<String>,
    pub(super) subscriptions: BTreeSet<Pattern>,
    /// What is to be told.
    pub(super) queue: VecDeque<Message>,
    /// The number of the connect that is held.
    pub(super) connect: Option<u64>,
    pub(super) has_connected: bool,
    /// Since when there is no connect.
    pub(super) idle_since: Duration,
    /// Whether too many sessions have its cookie.
    pub(super) is_one_of_several: bool,
    /// Whether its client acknowledges what it gets.
    pub(super) acknowledges: bool,
    /// What was told and not acknowledged, by the number of its batch.
    pub(super) unacknowledged: VecDeque<(u64, Message)>,
    pub(super) batch: u64,
}

impl Session {
    /// Whether something on the channel is for this session.
    pub(super) fn wants(&self, channel: &Channel) -> bool {
        self.subscriptions.iter().any(|pattern| pattern.matches(channel))
    }

    /// Its client has everything up to a batch; what came after goes out again, before all else.
    pub(super) fn acknowledged(&mut self, batch: u64) {
        while self.unacknowledged.front().is_some_and(|(of, _)| *of <= batch) {
            self.unacknowledged.pop_front();
        }
        for (_, message) in self.unacknowledged.drain(..).rev() {
            self.queue.push_front(message);
        }
    }

    /// Answers the connect, with everything there is to tell.
    pub(super) fn answer_connect(
        &mut self,
        id: Option<Value>,
        advice: Advice,
        events_first: bool,
        now: Duration,
    ) -> Vec<Message> {
        self.connect = None;
        self.idle_since = now;
        let mut reply = Message {
            id,
            successful: Some(true),
            advice: Some(advice),
            ..Message::on(channel::CONNECT)
        };
        let events: Vec<Message> = self.queue.drain(..).collect();
        if self.acknowledges {
            self.batch += 1;
            let batch = self.batch;
            self.unacknowledged.extend(events.iter().map(|event| (batch, event.clone())));
            reply.ext = Some(Map::from_iter([("ack".to_owned(), batch.into())]));
        }
        let mut messages = vec![reply];
        if events_first {
            messages.splice(0..0, events);
        } else {
            messages.extend(events);
        }
        messages
    }
}
