//! The lines of a journal.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::conclude::{Ending, Key, Supply, Terms};
use crate::record::finding::Reproduced;
use crate::record::{OwnDocument, Shard, encoded};

/// The version of this format.
pub(super) const VERSION: u32 = 1;

/// One line; `T` is a trace, or a reference to one.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Line<T> {
    /// What the run was asked for: the first line.
    Run(Box<Run>),
    /// A case that was sent and judged.
    Case {
        /// When it was judged, since the run began.
        #[serde(with = "encoded::nanoseconds")]
        at: Duration,
        trace: T,
    },
    /// The place in the plan of a case that could not be sent.
    NotSent(usize),
    /// A failure that was sent again and shrunk.
    Finding { alike: Alike, reproduced: Reproduced, trace: T },
    /// A failure that is none of its own: the same requests one after the other go wrong as well.
    Dismissed { alike: Alike, in_turn: T },
    /// How the run ended: the last line.
    End(Ending),
}

/// What the run was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Run {
    /// The version of the format.
    pub(super) journal: u32,
    /// The version of the program.
    pub(super) rollcall: String,
    pub(super) api: String,
    /// The digest of the api's document.
    pub(super) document: String,
    pub(super) target: String,
    pub(super) built_in: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) own_document: Option<OwnDocument>,
    pub(super) username: String,
    pub(super) second_user: bool,
    pub(super) seed: u64,
    pub(super) strict: bool,
    /// The part of the plan that was sent; none for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) shard: Option<Shard>,
    /// The checks that judged, by id.
    pub(super) checks: Vec<String>,
    /// The operations that were selected, by `operationId`.
    pub(super) operations: Vec<String>,
    /// The operations that were left out because they change something, where nothing was to be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) spared: Option<Vec<String>>,
    pub(super) replays: String,
    pub(super) supply: Supply,
    pub(super) fixed: usize,
    /// RFC 3339, in UTC.
    pub(super) started: String,
}

/// What makes failures alike.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Alike {
    pub(super) check: String,
    pub(super) operation: String,
    pub(super) message: String,
}

impl Alike {
    pub(super) fn of(key: &Key) -> Self {
        let (operation, message) = (key.operation.clone(), key.message.clone());
        Self { check: key.check.to_owned(), operation, message }
    }
}

impl Run {
    pub(super) fn of(api: &str, document: &str, terms: &Terms) -> Self {
        let selection = &terms.selection;
        Self {
            journal: VERSION,
            rollcall: env!("CARGO_PKG_VERSION").to_owned(),
            api: api.to_owned(),
            document: document.to_owned(),
            target: terms.target_name.clone(),
            built_in: terms.built_in,
            own_document: terms.own_document.clone(),
            username: terms.username.clone(),
            second_user: terms.second_user,
            seed: terms.seed,
            strict: terms.strict,
            shard: terms.shard,
            checks: selection.rules.iter().map(|rule| rule.card.id.to_owned()).collect(),
            operations: selection.operations.iter().map(|own| (*own).to_owned()).collect(),
            spared: selection.spared().map(|all| all.iter().map(|own| (*own).to_owned()).collect()),
            replays: terms.replays.clone(),
            supply: terms.supply,
            fixed: terms.fixed,
            started: terms.started.to_string(),
        }
    }
}
