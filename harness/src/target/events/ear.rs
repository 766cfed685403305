//! One user's client in the background.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::access::Access;
use super::polling::Polling;
use super::websocket::WebSocket;
use super::{Carrier, EarError, Line, Office};
use crate::bayeux::client::{Config, Notice};
use crate::bayeux::{Client, Drive, Ended, Pattern, Transport};
use crate::record::User;

/// So many time limits may pass until every subscription stands: a handshake, a subscription, and one that failed.
const LIMITS: u32 = 3;

/// One user's client of Bayeux in the background. It shakes hands again where its session is lost, and its subscriptions stand
/// again then.
#[derive(Debug)]
pub struct Ear {
    user: User,
    stop: oneshot::Sender<()>,
    task: Task,
    limit: Duration,
    trouble: Trouble,
}

/// A task that ends with its owner.
#[derive(Debug)]
struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What went wrong last.
#[derive(Debug, Clone, Default)]
struct Trouble(Arc<Mutex<Option<String>>>);

impl Trouble {
    fn is(&self, words: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
    }

    fn words(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Ear {
    /// Begins to listen on channels, of which the last segment may be a wildcard. Returns once every subscription stands and a
    /// connect is under way, so that nothing told afterwards is lost.
    ///
    /// # Errors
    ///
    /// Where the server lets the user in neither by HTTP nor by a handshake, refuses a subscription, or takes too long.
    pub async fn open(
        line: &Line,
        user: User,
        office: Arc<Office>,
        channels: &[&str],
    ) -> Result<Self, EarError> {
        let patterns: Vec<Pattern> =
            channels.iter().map(|channel| channel.parse()).collect::<Result<_, _>>()?;
        let access = Arc::new(Access::new(line)?);
        access.begin().await?;
        let listener = Listener {
            user,
            office: Office::clone(&office),
            wanted: patterns.len(),
            trouble: Trouble::default(),
            access: Arc::clone(&access),
        };
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = oneshot::channel();
        let trouble = listener.trouble.clone();
        let client = |connection_type| {
            let time_limit = line.time_limit;
            // Servers in use take one channel at a time for sure.
            let config = Config {
                connection_type,
                request_timeout: time_limit,
                subscribes_by_array: false,
                ..Config::default()
            };
            let mut client = Client::new(config);
            client.subscribe(patterns.iter().cloned());
            client
        };
        let task = match line.carrier {
            Carrier::LongPolling => {
                let transport = Arc::new(Polling::new(Arc::clone(&access)));
                let drive = Drive::new(client(Polling::TYPE), transport);
                tokio::spawn(listener.run(drive, stopped, tell))
            }
            Carrier::WebSocket => {
                let transport = Arc::new(WebSocket::new(Arc::clone(&access)));
                let drive = Drive::new(client(WebSocket::TYPE), transport);
                tokio::spawn(listener.run(drive, stopped, tell))
            }
        };
        let ear = Self { user, stop, task: Task(task), limit: line.time_limit, trouble };
        let limit = line.time_limit * LIMITS;
        match timeout(limit, told).await {
            Ok(Ok(told)) => told.map(|()| ear),
            late => {
                let ended = if late.is_ok() { "the listener has ended" } else { "nothing came" };
                Err(EarError::Late {
                    url: access.url.to_string(),
                    username: line.account.username().to_owned(),
                    limit,
                    reason: ear.trouble().unwrap_or_else(|| ended.to_owned()),
                })
            }
        }
    }

    /// Whose ear it is.
    pub fn user(&self) -> User {
        self.user
    }

    /// What went wrong last, if anything did: a request that failed, or a session that was lost.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.words()
    }

    /// Whether it listens no more, as the server will not have it.
    pub fn has_ended(&self) -> bool {
        self.task.0.is_finished()
    }

    /// Waits until it listens no more.
    pub async fn ended(&mut self) {
        if !self.task.0.is_finished() {
            // Whether it ended or broke, nobody listens.
            let _ = (&mut self.task.0).await;
        }
    }

    /// Ends the session.
    pub async fn close(self) {
        let Self { stop, mut task, limit, .. } = self;
        let _ = stop.send(());
        // A server that does not answer a disconnect is left alone.
        let _ = timeout(limit, &mut task.0).await;
    }
}

/// What the task knows.
struct Listener {
    user: User,
    office: Office,
    /// So many subscriptions are to stand.
    wanted: usize,
    trouble: Trouble,
    access: Arc<Access>,
}

/// What is told once, when everything stands or never will.
type Tell = oneshot::Sender<Result<(), EarError>>;

impl Listener {
    async fn run<T: Transport>(
        self,
        mut drive: Drive<T>,
        mut stopped: oneshot::Receiver<()>,
        tell: Tell,
    ) {
        let mut tell = Some(tell);
        let mut is_leaving = false;
        let mut has_connect = false;
        loop {
            let notice = tokio::select! {
                notice = drive.next() => notice,
                _ = &mut stopped, if !is_leaving => {
                    is_leaving = true;
                    drive.client().disconnect();
                    continue;
                }
            };
            let Some(notice) = notice else {
                self.ended(drive.client().ended(), tell);
                return;
            };
            match &notice {
                Notice::Connecting => has_connect = true,
                Notice::SessionLost { .. } => has_connect = false,
                _ => {}
            }
            if let Some(error) = self.notice(notice)
                && let Some(tell) = tell.take()
            {
                let _ = tell.send(Err(error));
            }
            if has_connect
                && drive.client().standing().count() == self.wanted
                && let Some(tell) = tell.take()
            {
                let _ = tell.send(Ok(()));
            }
        }
    }

    /// Takes in what is worth knowing; gives what forbids to listen.
    fn notice(&self, notice: Notice) -> Option<EarError> {
        match notice {
            Notice::Event(message) => self.office.take(self.user, message),
            Notice::Failed { kind, reason } => self.lose(&format!("{kind:?}: {reason}")),
            Notice::SessionLost { error } => self.lose(&error),
            Notice::Malformed { reason } => {
                self.lose(&format!("a message can't be read: {reason}"));
            }
            Notice::Refused { pattern, error } => {
                let reason = self.access.clean(&error);
                self.lose(&format!("`{pattern}` can't be subscribed to: {reason}"));
                return Some(EarError::Subscription {
                    url: self.access.url.to_string(),
                    username: self.access.line.account.username().to_owned(),
                    channel: pattern.to_string(),
                    reason,
                });
            }
            Notice::Handshaken { .. }
            | Notice::Connecting
            | Notice::Connected
            | Notice::Subscribed(_)
            | Notice::Unsubscribed(_)
            | Notice::Published(_) => {}
        }
        None
    }

    /// Touch with the server is lost, for some time or for good.
    fn lose(&self, words: &str) {
        let words = self.access.clean(words);
        tracing::debug!(user = ?self.user, "notifications: {words}");
        self.trouble.is(words);
        self.office.lose(self.user);
    }

    fn ended(&self, ended: Option<&Ended>, tell: Option<Tell>) {
        let Some(Ended::Refused(words)) = ended else { return };
        let reason = self.access.clean(words);
        self.lose(&reason);
        if let Some(tell) = tell {
            let url = self.access.url.to_string();
            let username = self.access.line.account.username().to_owned();
            let _ = tell.send(Err(EarError::Refused { url, username, reason }));
        }
    }
}
