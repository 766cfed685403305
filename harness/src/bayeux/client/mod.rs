//! The client's end: what to send next, and what an answer means.
//!
//! [`Client::poll`] says what is to be done now; [`Client::reply`] takes what came of it. At most two requests are under way,
//! as the protocol has it: a connect, and one for everything else. Subscriptions belong to the client and not to the session,
//! so they stand again after another handshake.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde_json::Value;

use super::LONG_POLLING;
use super::advice::Advice;
use super::channel::Pattern;
use super::message::Message;

mod replies;
mod requests;

/// How a client behaves.
#[derive(Debug, Clone)]
pub struct Config {
    /// The way in which messages travel, as the protocol calls it.
    pub connection_type: &'static str,
    /// How long an answer may take that is not held.
    pub request_timeout: Duration,
    /// For how long a connect is held where the server does not say.
    pub default_timeout: Duration,
    /// How much longer than it is held an answer to a connect may take.
    pub slack: Duration,
    /// The wait after a first failure; it grows with each further one.
    pub backoff: Duration,
    /// The longest wait after a failure.
    pub max_backoff: Duration,
    /// So many handshakes may fail one after the other, and so many sessions be lost before they are of any use.
    pub max_handshakes: u32,
    /// The least time from one connect to the next where the answer told nothing: some servers hold none.
    pub least_interval: Duration,
    /// Whether several subscriptions travel as one array.
    pub subscribes_by_array: bool,
    /// Whether the acknowledge extension is asked for.
    pub acknowledges: bool,
    /// Whether the first connect asks for an answer at once.
    pub first_connect_at_once: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            connection_type: LONG_POLLING,
            request_timeout: Duration::from_secs(10),
            default_timeout: Duration::from_secs(30),
            slack: Duration::from_secs(5),
            backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(5),
            max_handshakes: 5,
            least_interval: Duration::from_millis(20),
            subscribes_by_array: true,
            acknowledges: true,
            first_connect_at_once: true,
        }
    }
}

/// What a request is for; a transport may have a path for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A handshake.
    Handshake,
    /// A connect, which the server may hold.
    Connect,
    /// Subscriptions, publications.
    Command,
    /// A disconnect.
    Disconnect,
}

/// Which request an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// What it is for.
    pub kind: Kind,
    /// The session, counted; an answer to an earlier one changes nothing any more.
    session: u32,
}

/// A batch that is to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// To be given back with the answer.
    pub ticket: Ticket,
    /// The batch.
    pub messages: Vec<Message>,
    /// How long the answer may take.
    pub timeout: Duration,
}

/// What is to be done now.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Send this, and ask again.
    Send(Request),
    /// Nothing before that moment, unless an answer comes or more is asked of the client.
    Wait(Duration),
    /// Nothing, unless an answer comes or more is asked of the client.
    Idle,
    /// Nothing ever again.
    Ended(Ended),
}

/// Why a client has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// It was told to disconnect.
    Disconnected,
    /// The server refused it, or advised it to go.
    Refused(String),
}

/// Something worth knowing.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// A session has begun.
    Handshaken {
        /// Its id.
        client_id: String,
    },
    /// A connect is on its way.
    Connecting,
    /// A connect was answered.
    Connected,
    /// Something was published.
    Event(Message),
    /// A subscription stands.
    Subscribed(Pattern),
    /// A subscription has ended.
    Unsubscribed(Pattern),
    /// A subscription was refused.
    Refused {
        /// Which.
        pattern: Pattern,
        /// The server's words.
        error: String,
    },
    /// A publication was answered.
    Published(Message),
    /// A session is over, and another one is sought. What was published in between is lost, unless the server kept it.
    SessionLost {
        /// The server's words.
        error: String,
    },
    /// A message of an answer can't be read; the others of the answer can.
    Malformed {
        /// Why.
        reason: String,
    },
    /// A request was not answered as it should be.
    Failed {
        /// Which.
        kind: Kind,
        /// Why.
        reason: String,
    },
}

/// Where a client stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Unconnected,
    Handshaking,
    Connected,
    /// Whether the disconnect was sent.
    Leaving(bool),
    Ended(Ended),
}

/// Where a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Wanted,
    Asked,
    Stands,
    Unwanted,
    Unasked,
}

/// A client.
#[derive(Debug)]
pub struct Client {
    config: Config,
    state: State,
    /// Counts sessions.
    session: u32,
    /// The id of the session; empty before the first.
    id: String,
    advice: Advice,
    subscriptions: BTreeMap<Pattern, Standing>,
    publications: VecDeque<Message>,
    /// What the command that is under way is about, by the id of its messages.
    asked: BTreeMap<String, Vec<Pattern>>,
    is_connecting: bool,
    is_commanding: bool,
    has_connected: bool,
    /// When the last connect was sent.
    connect_sent: Duration,
    /// The last batch that was received, where the server speaks the acknowledge extension.
    acknowledged: Option<u64>,
    /// When the next handshake or connect is due, and the next command.
    due: Duration,
    command_due: Duration,
    failures: u32,
    /// So many commands in a row were answered, but not all that they asked for.
    passed_over: u32,
    /// So many sessions in a row were lost before a connect was answered.
    barren: u32,
    next_id: u64,
}

impl Client {
    /// A client that has not done anything yet.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            state: State::Unconnected,
            session: 0,
            id: String::new(),
            advice: Advice::default(),
            subscriptions: BTreeMap::new(),
            publications: VecDeque::new(),
            asked: BTreeMap::new(),
            is_connecting: false,
            is_commanding: false,
            has_connected: false,
            connect_sent: Duration::ZERO,
            acknowledged: None,
            due: Duration::ZERO,
            command_due: Duration::ZERO,
            failures: 0,
            passed_over: 0,
            barren: 0,
            next_id: 0,
        }
    }

    /// Subscribes; at once where there is a session, else as soon as there is one.
    pub fn subscribe(&mut self, patterns: impl IntoIterator<Item = Pattern>) {
        for pattern in patterns {
            let standing = self.subscriptions.entry(pattern).or_insert(Standing::Wanted);
            if matches!(*standing, Standing::Unwanted | Standing::Unasked) {
                *standing = Standing::Wanted;
            }
        }
    }

    /// Ends subscriptions.
    pub fn unsubscribe(&mut self, patterns: impl IntoIterator<Item = Pattern>) {
        for pattern in patterns {
            if self.subscriptions.get(&pattern) == Some(&Standing::Wanted) {
                self.subscriptions.remove(&pattern);
            } else if let Some(standing) = self.subscriptions.get_mut(&pattern) {
                *standing = Standing::Unwanted;
            }
        }
    }

    /// Publishes, at most once: where the answer is lost, nobody knows whether the server has it, so it is not sent again. Such a
    /// loss is told by [`Notice::Failed`] of a [`Kind::Command`], and [`Notice::Published`] never comes.
    pub fn publish(&mut self, channel: &super::Channel, data: Value) {
        self.publications.push_back(Message::event(channel.as_str(), data));
    }

    /// Ends the session, as soon as what is under way besides the connect has been answered.
    pub fn disconnect(&mut self) {
        self.state = match self.state {
            State::Connected => State::Leaving(false),
            State::Leaving(sent) => State::Leaving(sent),
            State::Unconnected | State::Handshaking => State::Ended(Ended::Disconnected),
            State::Ended(ref ended) => State::Ended(ended.clone()),
        };
    }

    /// The id of the session; empty before the first.
    pub fn client_id(&self) -> &str {
        &self.id
    }

    /// Why it has ended, if it has.
    pub fn ended(&self) -> Option<&Ended> {
        match &self.state {
            State::Ended(ended) => Some(ended),
            _ => None,
        }
    }

    /// The advice that is in force.
    pub fn advice(&self) -> &Advice {
        &self.advice
    }

    /// The subscriptions that stand in this session.
    pub fn standing(&self) -> impl Iterator<Item = &Pattern> {
        let stands = |standing: &Standing| *standing == Standing::Stands;
        self.subscriptions.iter().filter(move |(_, one)| stands(one)).map(|(pattern, _)| pattern)
    }
}
