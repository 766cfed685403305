//! How many connections a target takes: one at a time, some, or as many as a run would keep. All of them are lawful.

use std::sync::PoisonError;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::Semaphore;
use url::Url;

use super::client::{self, Keep};
use super::prepare::Prepared;
use super::send::TOGETHER;
use super::{Target, TargetError, wire};
use crate::record::{Call, Failure, FailureKind, World};

/// So many connections are opened at once to find out how many are taken.
const AT_A_TIME: usize = 4;

/// A second connection beside an idle one has so long to be answered.
const MANNERS_LIMIT: Duration = Duration::from_secs(2);

impl Target {
    /// A client that keeps its connections, for a provider that the target itself serves; none where that is somebody else, or
    /// where the target does not take as many connections as would be kept. It shares no connection with the api: what a faulty
    /// answer leaves on one must not spoil the fixtures.
    pub fn client_for_provider(&self, url: &str) -> Option<reqwest::Client> {
        let origin = |url: &str| Url::parse(url).ok().map(|url| url.origin());
        let same = origin(url).is_some() && origin(url) == origin(self.address.origin());
        if !same || !self.seats.are_kept() {
            return None;
        }
        client::client(&self.tls, Keep::Alive).ok()
    }

    /// Finds out whether the target takes one connection at a time, which is lawful: a request on a connection of its own,
    /// while a pooled one is idle. From then on requests are sent one by one, and no connection is kept. Where it takes
    /// several, also finds out whether it takes as many as so many lanes would keep; else raw ones are not kept, and of pooled
    /// ones one.
    ///
    /// # Errors
    ///
    /// Where no HTTP client can be made.
    pub async fn learn_manners(
        &self,
        call: &Call,
        world: &World,
        lanes: usize,
    ) -> Result<bool, TargetError> {
        let Some(prepared) = self.prepare(call, world, None) else {
            return Ok(false);
        };
        let second = async {
            let connection = wire::open(&self.address, &self.tls, MANNERS_LIMIT).await?;
            wire::ask(connection, &self.address, &prepared, MANNERS_LIMIT).await
        };
        let second = second.await;
        if !matches!(second, Err(Failure { kind: FailureKind::Timeout, .. })) {
            drop(second);
            if self.limit.is_none() && self.take_seats(&prepared, lanes).await {
                self.pool(Keep::Alive)?;
            }
            return Ok(false);
        }
        self.pool(Keep::Nothing)?;
        let _ = self.turn.set(Semaphore::new(1));
        Ok(true)
    }

    /// From now on so many pooled connections are kept. The idle ones go with the client that held them.
    fn pool(&self, keep: Keep) -> Result<(), TargetError> {
        let client = client::client(&self.tls, keep)?;
        *self.pooled.write().unwrap_or_else(PoisonError::into_inner) = client;
        Ok(())
    }

    /// Opens as many connections as the lanes would keep, each with a request on it; where each of them is answered, they are
    /// kept: whether they are. Few at a time, since small servers have few seats in their waiting rooms.
    async fn take_seats(&self, prepared: &Prepared, lanes: usize) -> bool {
        let mut taken = Vec::new();
        // A lane has a pooled connection, a raw one, and one to the provider; and some requests go out together.
        let wanted = lanes * 3 + TOGETHER as usize;
        while taken.len() < wanted {
            let some = (0..AT_A_TIME.min(wanted - taken.len())).map(|_| async {
                let connection = wire::open(&self.address, &self.tls, MANNERS_LIMIT).await?;
                wire::ask(connection, &self.address, prepared, MANNERS_LIMIT).await
            });
            for asked in join_all(some).await {
                let Ok((answer, Some(connection))) = asked.map(wire::Asked::into_parts) else {
                    return false;
                };
                // So many at once are too many for it.
                if answer.status == 429 || answer.status >= 500 {
                    return false;
                }
                taken.push(connection);
            }
        }
        taken.truncate(lanes + TOGETHER as usize);
        self.seats.keep_from_now_on(taken);
        true
    }
}
