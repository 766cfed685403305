//! Both ends against each other in memory; time is the test's own.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::client::{self, Client, Kind, Notice};
use super::drive::{Drive, Transport};
use super::message::Message;
use super::server::{self, Answer, Origin, Server};
use super::{Channel, Pattern};

mod ends;
mod frames;
mod together;

/// What becomes of an exchange instead of what should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mishap {
    /// The request never arrives.
    NotSent,
    /// The answer is lost on its way.
    AnswerLost,
    /// The connection goes while the request is held, or, where it is not held, after its answer was written.
    Cut,
}

/// A server, and the way to it.
struct Wire {
    server: Mutex<Server>,
    /// Told whenever there may be something to tell.
    news: Notify,
    began: Instant,
    /// The browser's cookies.
    origin: Mutex<Origin>,
    /// What becomes of the exchanges to come, of a kind.
    mishaps: Mutex<VecDeque<(Kind, Mishap)>>,
    /// When each request was sent.
    log: Mutex<Vec<(Kind, Duration)>>,
    keeps_cookies: bool,
}

impl Wire {
    fn new(config: server::Config) -> Arc<Self> {
        Arc::new(Self::plain(config))
    }

    fn plain(config: server::Config) -> Self {
        Self {
            server: Mutex::new(server(config)),
            news: Notify::new(),
            began: Instant::now(),
            origin: Mutex::default(),
            mishaps: Mutex::default(),
            log: Mutex::default(),
            keeps_cookies: true,
        }
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    fn publish(&self, channel: &str, data: &Value) -> usize {
        let reached = self.server.lock().unwrap().publish(&name(channel), data, |_| true);
        self.news.notify_waiters();
        reached.len()
    }

    fn mishap(&self, kind: Kind) -> Option<Mishap> {
        let mut mishaps = self.mishaps.lock().unwrap();
        let is_next = mishaps.front().is_some_and(|(of, _)| *of == kind);
        is_next.then(|| mishaps.pop_front()).flatten().map(|(_, mishap)| mishap)
    }

    fn sent(&self, kind: Kind) -> Vec<Duration> {
        let log = self.log.lock().unwrap();
        log.iter().filter(|(of, _)| *of == kind).map(|(_, at)| *at).collect()
    }

    /// The answer, when there is one.
    async fn answer(&self, messages: Vec<Message>, mishap: Option<Mishap>) -> Option<Vec<Message>> {
        let origin = self.origin.lock().unwrap().clone();
        let answer = {
            let mut server = self.server.lock().unwrap();
            server.expire(self.now());
            server.receive(messages, &origin, self.now())
        };
        // Whatever was done may release a connect that another request holds.
        self.news.notify_waiters();
        let Answer { mut messages, held, browser } = answer;
        if let Some(browser) = browser
            && self.keeps_cookies
        {
            self.origin.lock().unwrap().browser = Some(browser);
        }
        let Some(held) = held else { return Some(messages) };
        if mishap == Some(Mishap::Cut) {
            self.server.lock().unwrap().abandon(&held, self.now());
            return None;
        }
        loop {
            let news = self.news.notified();
            let rest = self.server.lock().unwrap().release(&held, self.now());
            if let Some(rest) = rest {
                messages.extend(rest);
                return Some(messages);
            }
            tokio::select! {
                () = news => {}
                () = sleep_until(self.began + held.until) => {}
            }
        }
    }
}

impl Transport for Wire {
    async fn exchange(&self, kind: Kind, messages: Vec<Message>) -> Result<Vec<Message>, String> {
        self.log.lock().unwrap().push((kind, self.now()));
        let mishap = self.mishap(kind);
        if mishap == Some(Mishap::NotSent) {
            return Err("connection refused".to_owned());
        }
        // What travels is text.
        let text = super::message::write(&messages);
        let batch = super::message::parse(text.as_bytes()).unwrap();
        match (self.answer(batch, mishap).await, mishap) {
            (Some(messages), None) => {
                Ok(super::message::parse(super::message::write(&messages).as_bytes()).unwrap())
            }
            _ => Err("connection reset".to_owned()),
        }
    }
}

fn server(config: server::Config) -> Server {
    let mut count = 0;
    Server::new(config, move || {
        count += 1;
        format!("id{count}")
    })
}

fn name(text: &str) -> Channel {
    text.parse().unwrap()
}

fn pattern(text: &str) -> Pattern {
    text.parse().unwrap()
}

fn drive(wire: &Arc<Wire>, config: client::Config, patterns: &[&str]) -> Drive<Wire> {
    let mut client = Client::new(config);
    client.subscribe(patterns.iter().map(|text| pattern(text)));
    Drive::new(client, Arc::clone(wire))
}

/// The next notice that is wanted, and how many others came before it.
async fn until(drive: &mut Drive<Wire>, wanted: impl Fn(&Notice) -> bool) -> Notice {
    for _ in 0..10_000 {
        let notice = drive.next().await.expect("the client goes on");
        if wanted(&notice) {
            return notice;
        }
    }
    panic!("what is wanted never comes");
}

/// The data of the next so many events.
async fn events(drive: &mut Drive<Wire>, count: usize) -> Vec<Value> {
    let mut all = Vec::new();
    while all.len() < count {
        if let Notice::Event(message) = until(drive, |one| matches!(one, Notice::Event(_))).await {
            all.extend(message.data);
        }
    }
    all
}

fn numbers(range: std::ops::Range<u64>) -> Vec<Value> {
    range.map(|number| json!(number)).collect()
}
