//! Runs a client over anything that carries a batch of messages there and an answer back.

use std::collections::VecDeque;
use std::future::{Future, pending, ready};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::time::{Instant, sleep_until, timeout};

use super::client::{Client, Kind, Notice, Request, Step, Ticket};
use super::message::Message;

/// What carries messages: for long-polling, a POST with the batch, and the batch that is its answer; for a WebSocket, a frame
/// with the batch, and what [`Waiting`](super::Waiting) finds to be its answer among the frames that come.
pub trait Transport: Send + Sync + 'static {
    /// Sends a batch and gives its answer, or says in words why there is none. It need not give up by itself.
    fn exchange(
        &self,
        kind: Kind,
        messages: Vec<Message>,
    ) -> impl Future<Output = Result<Vec<Message>, String>> + Send;

    /// What comes without being an answer; never, where each message comes in an answer. Nothing is lost where this is dropped
    /// and called again.
    fn pushed(&self) -> impl Future<Output = Vec<Message>> + Send {
        pending()
    }
}

type Outcome = (Ticket, Result<Vec<Message>, String>);

/// A client under way.
pub struct Drive<T> {
    client: Client,
    transport: Arc<T>,
    began: Instant,
    under_way: FuturesUnordered<BoxFuture<'static, Outcome>>,
    notices: VecDeque<Notice>,
}

impl<T: Transport> Drive<T> {
    /// Begins; nothing is sent before [`Drive::next`] is awaited.
    pub fn new(client: Client, transport: Arc<T>) -> Self {
        Self {
            client,
            transport,
            began: Instant::now(),
            under_way: FuturesUnordered::new(),
            notices: VecDeque::new(),
        }
    }

    /// The client, to ask more of it between two notices.
    pub fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// The next thing worth knowing; none when the client has ended. Nothing is lost where this is dropped and called again.
    pub async fn next(&mut self) -> Option<Notice> {
        loop {
            if let Some(notice) = self.notices.pop_front() {
                return Some(notice);
            }
            let due = loop {
                match self.client.poll(self.began.elapsed()) {
                    Step::Send(request) => self.send(request),
                    Step::Wait(until) => break Some(self.began + until),
                    Step::Idle => break None,
                    Step::Ended(_) => return None,
                }
            };
            let rest = async {
                match due {
                    Some(due) => sleep_until(due).await,
                    None => pending().await,
                }
            };
            let has_news = !self.notices.is_empty();
            tokio::select! {
                biased;
                messages = self.transport.pushed() => {
                    let now = self.began.elapsed();
                    self.notices.extend(self.client.pushed(messages, now));
                }
                Some((ticket, outcome)) = self.under_way.next() => {
                    let now = self.began.elapsed();
                    self.notices.extend(self.client.reply(ticket, outcome, now));
                }
                // What was to be sent has begun to be by now.
                () = ready(()), if has_news => {}
                () = rest => {}
            }
        }
    }

    fn send(&mut self, request: Request) {
        let transport = Arc::clone(&self.transport);
        let Request { ticket, messages, timeout: most } = request;
        if ticket.kind == Kind::Connect {
            self.notices.push_back(Notice::Connecting);
        }
        self.under_way.push(Box::pin(async move {
            let answer = timeout(most, transport.exchange(ticket.kind, messages)).await;
            let late = format!("no answer within {} ms", most.as_millis());
            (ticket, answer.unwrap_or(Err(late)))
        }));
    }
}

impl<T> std::fmt::Debug for Drive<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drive").field("client", &self.client).finish_non_exhaustive()
    }
}
