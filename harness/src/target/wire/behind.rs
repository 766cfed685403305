//! What follows an answer on its connection.
//!
//! Where the connection stays open, a second request tells it without a clock: whatever comes before the next status line
//! belongs to nobody. Where the server announces that it closes, the end of the connection tells it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;

use super::read::Then;
use super::{Connection, Prepared};
use crate::record::WireFacts;
use crate::record::exchange::FollowUp;
use crate::target::Address;
use crate::target::client::BODY_LIMIT;

/// A server that announces that it closes has so long to do it.
const CLOSE_LIMIT: Duration = Duration::from_secs(2);

/// How often the target kept a look behind an answer waiting until the time was over.
#[derive(Debug, Default)]
pub struct Hangs(AtomicUsize);

impl Hangs {
    /// After so many of them, nobody hangs behind an answer any more, so that such a target costs seconds and not the run.
    const ENOUGH: usize = 6;

    /// So many more are put up with, where a failure is to be shown again.
    const MORE: usize = 2;

    /// Puts up with some more.
    pub fn forgive(&self) {
        self.0.fetch_min(Self::ENOUGH - Self::MORE, Ordering::Relaxed);
    }

    fn are_enough(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= Self::ENOUGH
    }

    fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// How to look behind an answer.
#[derive(Clone, Copy)]
pub struct LookBehind<'a> {
    /// Where the connection leads.
    pub address: &'a Address,
    /// The second request.
    pub follow_up: &'a Prepared,
    /// How long its answer may take.
    pub limit: Duration,
    /// How often it took too long.
    pub hangs: &'a Hangs,
}

impl Connection {
    /// Looks at what follows an answer, and notes it; what becomes of the connection then.
    pub(super) async fn look_behind(
        &mut self,
        LookBehind { address, follow_up, limit, hangs }: LookBehind<'_>,
        then: Then,
        facts: &mut WireFacts,
    ) -> Then {
        match then {
            Then::Unread => {}
            Then::Ended => facts.follow_up = Some(FollowUp::Ended),
            _ if hangs.are_enough() => facts.stray = std::mem::take(&mut self.buffer),
            Then::Closes => {
                // Saying goodbye as well spares those who wait for it.
                let ended = async {
                    let _ = self.stream.shutdown().await;
                    self.read_to_the_end().await.0
                };
                if let Ok(stray) = tokio::time::timeout(limit.min(CLOSE_LIMIT), ended).await {
                    facts.stray = stray;
                    facts.follow_up = Some(FollowUp::Ended);
                } else {
                    hangs.one_more();
                    facts.stray = std::mem::take(&mut self.buffer);
                }
            }
            Then::Open => {
                let asked = self.ask_again(address, follow_up, facts);
                let asked = tokio::time::timeout(limit, asked).await;
                if let Ok(then) = asked {
                    return then;
                }
                // The answer itself has come: what hangs now is what follows it.
                if facts.follow_up.is_none() {
                    hangs.one_more();
                    if status_line(&self.buffer).is_none() {
                        facts.stray.append(&mut self.buffer);
                    }
                    let detail = format!("no answer to a second request within {limit:?}");
                    facts.follow_up = Some(FollowUp::OutOfStep(detail));
                }
            }
        }
        Then::Ended
    }

    async fn ask_again(
        &mut self,
        address: &Address,
        follow_up: &Prepared,
        facts: &mut WireFacts,
    ) -> Then {
        // A server may close at any time (RFC 9112, 9.5); what it sent before is still there to be read.
        let _ = self.write(address, follow_up).await;
        // Everything before the next status line belongs to nobody.
        let mut seen = 0;
        let start = loop {
            if let Some(start) = status_line(&self.buffer[seen..]) {
                break Some(seen + start);
            }
            // A status line may begin in what was looked at already.
            seen = self.buffer.len().saturating_sub(6);
            if self.buffer.len() > BODY_LIMIT || !self.more().await.unwrap_or(false) {
                break None;
            }
        };
        let Some(start) = start else {
            facts.stray = std::mem::take(&mut self.buffer);
            facts.follow_up = Some(if facts.stray.is_empty() {
                FollowUp::Closed
            } else {
                FollowUp::OutOfStep("stray bytes, then the end of the connection".to_owned())
            });
            return Then::Ended;
        };
        facts.stray = self.buffer.drain(..start).collect();
        let head = match self.read_final_head().await {
            Ok(head) if facts.stray.is_empty() => head,
            Ok(_) => {
                let detail = format!("{} stray bytes before the next answer", facts.stray.len());
                facts.follow_up = Some(FollowUp::OutOfStep(detail));
                return Then::Ended;
            }
            Err(failure) => {
                facts.follow_up = Some(FollowUp::OutOfStep(failure.detail));
                return Then::Ended;
            }
        };
        facts.follow_up = Some(FollowUp::Answered(head.status));
        // What is wrong with the content of the second answer is told where that request is looked at for its own sake. Where
        // it is whole, the connection can be used again.
        match self.read_content(head, &follow_up.method).await {
            Ok(received) if self.buffer.is_empty() => received.then,
            _ => Then::Ended,
        }
    }
}

/// Where the next status line begins.
fn status_line(bytes: &[u8]) -> Option<usize> {
    bytes.windows(7).position(|window| window == b"HTTP/1.")
}
