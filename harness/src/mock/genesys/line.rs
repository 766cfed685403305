//! The line to those who listen: what has happened waits here until it may be told, and held connects until there is news.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::futures::Notified;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::told::Told;
use crate::bayeux::server::{Config, Held};
use crate::bayeux::{self, Channel, Message, channel};
use crate::mock::ids::Ids;

/// Sessions of Bayeux, and what they are to be told.
#[derive(Debug)]
pub(super) struct Line {
    bayeux: Mutex<bayeux::Server>,
    outbox: Mutex<Outbox>,
    /// Something was published, or a session has changed.
    changed: Notify,
    began: Instant,
    stopped: watch::Receiver<bool>,
    names: Vec<String>,
    /// Which sessions have connected; only a faulty server asks.
    connected: Mutex<BTreeSet<String>>,
}

/// What has happened, in the order in which it came about.
#[derive(Debug, Default)]
struct Outbox {
    waiting: VecDeque<(u64, Told)>,
    tickets: u64,
}

impl Line {
    /// A line that nobody listens at. Users go by these names.
    pub(super) fn new(
        config: Config,
        mut ids: Ids,
        names: Vec<String>,
        stopped: watch::Receiver<bool>,
    ) -> Self {
        Self {
            bayeux: Mutex::new(bayeux::Server::new(config, move || ids.token())),
            outbox: Mutex::default(),
            changed: Notify::new(),
            began: Instant::now(),
            stopped,
            names,
            connected: Mutex::default(),
        }
    }

    /// The time, as the protocol counts it.
    pub(super) fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// The sessions, for one caller at a time.
    pub(super) fn bayeux(&self) -> MutexGuard<'_, bayeux::Server> {
        self.bayeux.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When a time of the protocol comes.
    pub(super) fn instant(&self, time: Duration) -> Instant {
        self.began + time
    }

    /// The next change. It is awaited from the moment that it is enabled.
    pub(super) fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// Whether the server has been told to stop.
    pub(super) fn stopped(&self) -> watch::Receiver<bool> {
        self.stopped.clone()
    }

    /// Has everybody who waits look again.
    pub(super) fn stir(&self) {
        self.changed.notify_waiters();
    }

    /// Takes what has happened, to be told by [`Line::tell`] with the ticket that this gives.
    pub(super) fn put(&self, told: impl IntoIterator<Item = Told>) -> u64 {
        let mut outbox = self.outbox.lock().unwrap_or_else(PoisonError::into_inner);
        outbox.tickets += 1;
        let ticket = outbox.tickets;
        outbox.waiting.extend(told.into_iter().map(|own| (ticket, own)));
        ticket
    }

    /// Tells what was put under a ticket, and all that came about before it: order is kept whatever answers overtake each
    /// other.
    pub(super) fn tell(&self, ticket: u64) {
        let mut outbox = self.outbox.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bayeux = self.bayeux();
        bayeux.expire(self.now());
        while let Some((_, told)) = outbox.waiting.pop_front_if(|(own, _)| *own <= ticket) {
            // Every channel that is told on is one.
            let Ok(channel) = told.channel.parse::<Channel>() else { continue };
            let name = self.names.get(told.to).map(String::as_str);
            bayeux.publish(&channel, &told.data, |owner| owner == name);
        }
        drop((outbox, bayeux));
        self.stir();
    }

    /// Takes back what waits under a ticket.
    pub(super) fn take_back(&self, ticket: u64) -> Vec<Told> {
        let mut outbox = self.outbox.lock().unwrap_or_else(PoisonError::into_inner);
        let (own, others) = outbox.waiting.drain(..).partition(|(own, _)| *own == ticket);
        outbox.waiting = others;
        let own: VecDeque<(u64, Told)> = own;
        own.into_iter().map(|(_, told)| told).collect()
    }

    /// Tells everything that waits, the last of it first.
    pub(super) fn tell_backwards(&self) {
        let mut outbox = self.outbox.lock().unwrap_or_else(PoisonError::into_inner);
        outbox.waiting.make_contiguous().reverse();
        drop(outbox);
        self.tell(u64::MAX);
    }

    /// Whether a message comes before the first connect of its session, or is that.
    pub(super) fn is_first(&self, message: &Message) -> bool {
        let mut connected = self.connected.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(client_id) = &message.client_id else { return true };
        if message.channel == channel::CONNECT {
            return connected.insert(client_id.clone());
        }
        !connected.contains(client_id)
    }

    /// What a held connect is answered with, as soon as there is something, or its time is over, or the server stops.
    pub(super) async fn wait(&self, held: Held) -> Vec<Message> {
        let mut waiting = Waiting { line: self, held: Some(held.clone()) };
        let mut stopped = self.stopped();
        let until = self.instant(held.until);
        let mut over = false;
        loop {
            let changed = self.changed();
            tokio::pin!(changed);
            // From here on no change is missed, so looking and waiting can't fall apart.
            changed.as_mut().enable();
            let now = if over { held.until } else { self.now() };
            let released = self.bayeux().release(&held, now);
            if let Some(messages) = released {
                waiting.held = None;
                return messages;
            }
            tokio::select! {
                () = changed => {}
                () = tokio::time::sleep_until(until) => over = true,
                _ = stopped.wait_for(|stopped| *stopped) => over = true,
            }
        }
    }
}

/// A connect that waits; where its connection goes, so does this.
struct Waiting<'a> {
    line: &'a Line,
    held: Option<Held>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(held) = self.held.take() {
            let now = self.line.now();
            self.line.bayeux().abandon(&held, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::bayeux::{Origin, Subscription};
    use crate::mock::genesys::told::CALLS;

    fn told(number: u64) -> Told {
        Told { to: 0, channel: CALLS, data: json!(number) }
    }

    /// A line with one session that has subscribed, and what it is told by and by.
    fn listened() -> (Line, impl Fn(&Line) -> Vec<Value>) {
        let config = Config { binds_cookie: false, ..Config::default() };
        let stopped = watch::channel(false).1;
        let line = Line::new(config, Ids::new(1), vec!["one".to_owned()], stopped);
        let from = Origin { owner: Some("one".to_owned()), browser: None };
        let shake = Message {
            version: Some("1.0".to_owned()),
            supported_connection_types: Some(vec!["long-polling".to_owned()]),
            ..Message::on(channel::HANDSHAKE)
        };
        let answer = line.bayeux().receive(vec![shake], &from, line.now());
        let client_id = answer.messages[0].client_id.clone();
        let say = move |line: &Line, channel: &str| {
            let subscription = Some(Subscription::One(CALLS.to_owned()));
            let client_id = client_id.clone();
            let message = Message { client_id, subscription, ..Message::on(channel) };
            line.bayeux().receive(vec![message], &from, line.now()).messages
        };
        say(&line, channel::SUBSCRIBE);
        // Whatever is to be told rides in the answer to anything.
        let heard = move |line: &Line| {
            let messages = say(line, channel::SUBSCRIBE);
            messages.into_iter().filter_map(|own| own.data).collect()
        };
        (line, heard)
    }

    #[test]
    fn what_came_about_first_is_told_first_whichever_answer_overtakes_the_other() {
        let (line, heard) = listened();
        let (first, second) = (line.put([told(1)]), line.put([told(2), told(3)]));
        assert_eq!(heard(&line), [] as [Value; 0]);
        line.tell(second);
        assert_eq!(heard(&line), [json!(1), json!(2), json!(3)]);
        line.tell(first);
        assert_eq!(heard(&line), [] as [Value; 0]);
    }

    #[test]
    fn what_was_taken_back_is_not_told_and_the_rest_may_be_turned_round() {
        let (line, heard) = listened();
        let (first, second) = (line.put([told(1)]), line.put([told(2)]));
        line.put([told(3)]);
        assert_eq!(line.take_back(second).len(), 1);
        line.tell_backwards();
        assert_eq!(heard(&line), [json!(3), json!(1)]);
        line.tell(first);
        assert_eq!(heard(&line), [] as [Value; 0]);
    }
}
