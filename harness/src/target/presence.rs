//! Whether a target is still there, when a connection could not be made or broke off.
//!
//! A process that was ended is no pile of violations, and one that is started anew within some seconds is waited for: no request
//! was lost by that which could not be sent again. What it knows then is looked at once.

use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Mutex;

use super::budget::Budget;
use super::ended::Ended;
use super::exchange::Sending;
use super::{Target, wire};
use crate::api::calls;
use crate::record::{Answer, Exchange, Step, World};

/// A target that takes no connection is tried again after each of these, some three seconds in all.
const PAUSES: [Duration; 6] = [
    Duration::ZERO,
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_millis(1500),
];

/// So long may it take to take one.
const LIMIT: Duration = Duration::from_secs(2);

/// What was seen of a target before anything was judged.
#[derive(Debug, Default)]
pub(super) struct Presence {
    look: OnceLock<Look>,
    /// Held while somebody finds out whether it is there, so that the others need not.
    asking: Mutex<()>,
}

/// What became of a target since a request went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    /// It was there, as far as anybody saw.
    Stayed,
    /// It took no connections for some time, and is there again with what it knew.
    CameBack,
    /// Nothing more is sent to it.
    Left,
}

/// A look at what was handed over, and what came of it.
#[derive(Debug)]
struct Look {
    step: Step,
    world: Arc<World>,
    seen: (u16, Option<Value>),
}

/// What an answer says of whether it knows something: its status, and the code of an api that has one.
fn seen(answer: &Answer) -> (u16, Option<Value>) {
    (answer.status, calls::code(answer).cloned())
}

impl Target {
    /// Remembers what a look at what was handed over came to. From now on a target that takes no connections has gone away.
    pub fn remember(&self, step: &Step, world: &Arc<World>, exchange: Option<&Exchange>) {
        let Some(answer) = exchange.and_then(Exchange::answer) else { return };
        let look = Look { step: step.clone(), world: Arc::clone(world), seen: seen(answer) };
        let _ = self.presence.look.set(look);
    }

    /// How often it took no connections for some time, and was there again.
    pub(super) fn absences(&self) -> usize {
        self.waits.absences.load(Ordering::Relaxed)
    }

    /// What became of the target since it had been away so often; how often it has been by now stands there afterwards.
    pub(super) async fn since(&self, absences: &mut usize) -> Since {
        if !self.is_there().await {
            return Since::Left;
        }
        let before = std::mem::replace(absences, self.absences());
        if *absences == before { Since::Stayed } else { Since::CameBack }
    }

    /// Whether the target is still there and knows what it knew: waits some seconds for it. Where it is not, nothing more is
    /// sent to it.
    async fn is_there(&self) -> bool {
        let Some(look) = self.presence.look.get() else { return true };
        let _asking = self.presence.asking.lock().await;
        if self.ended().is_some() {
            return false;
        }
        let mut was_away = false;
        for pause in PAUSES {
            tokio::time::sleep(pause).await;
            if wire::open(&self.address, &self.tls, LIMIT).await.is_ok() {
                return !was_away || self.still_knows(look).await;
            }
            was_away = true;
        }
        self.end(Ended::Gone);
        false
    }

    async fn still_knows(&self, look: &Look) -> bool {
        self.waits.absences.fetch_add(1, Ordering::Relaxed);
        // What was kept belongs to who was there before.
        self.seats.clear();
        let Some(prepared) = self.prepare(&look.step.call, &look.world, None) else { return true };
        let (step, world) = (&look.step, &*look.world);
        let gate = Budget::default();
        let sending = Sending { step, prepared: &prepared, world, gate: gate.gate(false) };
        let (_, outcome) = self.attempt(&sending).await;
        let knows = outcome.is_ok_and(|answer| seen(&answer) == look.seen);
        if !knows {
            self.end(Ended::Forgetful);
        }
        knows
    }
}
