//! Every fault of the reference server against the checks, and every lawful variation: the kill matrix.

pub mod matrix;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};

use crate::api::Dialect;
use crate::journal::Journal;
use crate::mock::{self, Fault, Options, Variations};
use crate::plan;
use crate::record::{Summary, VerdictWord};
use crate::run::{self, RunError, RunOptions, Stop};
use crate::select::Selection;
use crate::target::{
    Account, Address, Carrier, Provider, ProviderError, Target, TargetError, TargetOptions, tls,
};

/// What a lawful variation may be warned of: a generous reader takes what was stated loosely.
const WARNED: &[(&str, &[&str])] =
    &[("lenient", &["loose-input-refused"]), ("page-token-free", &["loose-input-refused"])];

/// What a lawful variation may be warned of.
fn warned(name: &str) -> &'static [&'static str] {
    WARNED.iter().find(|(own, _)| *own == name).map_or(&[], |(_, may)| may)
}

/// One run against the reference server.
#[derive(Debug)]
pub struct Row {
    /// The fault's or variation's name.
    pub name: String,
    /// The checks that must see it; empty for a lawful server.
    pub must: Vec<&'static str>,
    /// The checks that may see it besides.
    pub may: Vec<&'static str>,
    /// The checks that fired.
    pub fired: Vec<String>,
    /// The verdict.
    pub verdict: VerdictWord,
    /// How long the run took.
    pub took: Duration,
    /// What the run came to.
    pub summary: Summary,
}

impl Row {
    /// Checks that should have fired and did not.
    pub fn missed(&self) -> Vec<&str> {
        self.must.iter().copied().filter(|id| !self.fired.iter().any(|own| own == id)).collect()
    }

    /// The checks meant for the fault that fired.
    pub fn killers(&self) -> Vec<&str> {
        self.fired.iter().map(String::as_str).filter(|id| self.must.contains(id)).collect()
    }

    /// Checks that fired besides, and may.
    pub fn besides(&self) -> Vec<&str> {
        self.fired.iter().map(String::as_str).filter(|id| self.may.contains(id)).collect()
    }

    /// The time to kill: from the start of the run until the first of the checks meant for the fault failed for the first
    /// time, in milliseconds; none where none did.
    pub fn killed_after(&self) -> Option<f64> {
        let failures = &self.summary.timing.first_failures;
        self.must.iter().filter_map(|id| failures.get(*id)).copied().reduce(f64::min)
    }

    /// Checks that fired and should not have.
    pub fn false_alarms(&self) -> Vec<&str> {
        let known = |id: &&str| self.must.contains(id) || self.may.contains(id);
        self.fired.iter().map(String::as_str).filter(|id| !known(id)).collect()
    }

    /// Whether the run came out as it must.
    pub fn is_right(&self) -> bool {
        let conforms = self.verdict == VerdictWord::Conforms;
        self.missed().is_empty()
            && self.false_alarms().is_empty()
            && (!self.must.is_empty() || conforms)
    }
}

/// Why a row could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SelftestError {
    /// The reference server does not start.
    #[error(transparent)]
    Start(#[from] mock::StartError),
    /// No client.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// No provider.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The run could not be made.
    #[error("`{name}`: {source}")]
    Run {
        /// The fault or variation.
        name: String,
        /// Why.
        source: RunError,
    },
    /// The run ended in a way that no run may.
    #[error("`{name}`: {source}")]
    Broken {
        /// The fault or variation.
        name: String,
        /// How.
        source: tokio::task::JoinError,
    },
    /// The reference server's own address, or the selection, is broken.
    #[error("{0}")]
    Setup(String),
}

/// Among so many random cases there are contests enough for a race that shows nearly always.
const CONTESTS: usize = 100;

/// What the reference server is to be.
#[derive(Debug, Clone)]
pub enum Subject {
    /// The plain, lawful server.
    Plain,
    /// A lawful variation.
    Variation(&'static str),
    /// A fault.
    Fault(&'static Fault),
}

/// Every subject of an api: the plain server, its variations, its faults.
pub fn subjects(dialect: &Dialect) -> Vec<Subject> {
    let mut all = vec![Subject::Plain];
    all.extend(Variations::names(dialect.id).map(Subject::Variation));
    all.extend(mock::faults(dialect.id).iter().map(Subject::Fault));
    all
}

impl Subject {
    /// The name, as a row has it.
    pub fn name(&self) -> String {
        match self {
            Self::Plain => "(lawful)".to_owned(),
            Self::Variation(name) => format!("(lawful, {name})"),
            Self::Fault(fault) => fault.id.to_owned(),
        }
    }

    fn is_meant_for(&self, check: &str) -> bool {
        matches!(self, Self::Fault(fault) if fault.checks.contains(&check))
    }

    /// Whether its run spends its time waiting for answers that do not come.
    fn waits(&self) -> bool {
        self.is_meant_for("answer-in-time")
    }

    /// Whether its run compares how long answers take, so that others beside it would disturb it.
    fn is_timed(&self) -> bool {
        self.is_meant_for("late-as-quick")
    }

    /// How many random cases its run needs, where so many were asked for.
    fn cases(&self, asked: usize) -> usize {
        match self {
            Self::Fault(fault) if fault.is_rare() => asked.max(plan::CASES),
            // One contest of each kind is no match for a window of some milliseconds.
            _ if self.is_meant_for("simultaneous-in-some-order") => asked.max(CONTESTS),
            _ => asked,
        }
    }

    /// How long what is told may take: hardly any time where nothing is to be expected.
    fn hearing(&self) -> Duration {
        let silent = [
            "removal-told",
            "hold-told",
            "end-told",
            "told-without-removed",
            "notification-well-formed",
        ];
        let waits = silent.iter().any(|check| self.is_meant_for(check));
        Duration::from_secs(if waits { 1 } else { 20 })
    }

    /// How long an answer may take: hardly any time where none is to be expected, and long enough everywhere else that a
    /// machine with other work to do is not taken for a server that hangs.
    fn patience(&self) -> Duration {
        Duration::from_secs(if self.waits() { 2 } else { 20 })
    }
}

/// How the checks are run against many subjects.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The seed of every run.
    pub seed: u64,
    /// How many random cases are sent besides the fixed ones.
    pub cases: usize,
    /// How many runs are under way at once.
    pub at_once: usize,
}

/// Runs the checks against subjects side by side; the rows come in the subjects' order. What mostly waits begins first, and
/// what compares times comes last, one by one. `done` hears of each row when it is there.
///
/// # Errors
///
/// Where a server does not start, or a run could not be made.
pub async fn rows(
    dialect: &'static Dialect,
    subjects: &[Subject],
    asked: Asked,
    done: &(dyn Fn(&Row) + Sync),
) -> Result<Vec<Row>, SelftestError> {
    let mut places: Vec<usize> = (0..subjects.len()).collect();
    places.sort_by_key(|place| !subjects[*place].waits());
    let (timed, others): (Vec<usize>, Vec<usize>) =
        places.into_iter().partition(|place| subjects[*place].is_timed());
    let mut rows: Vec<(usize, Row)> = Vec::new();
    for (places, at_once) in [(others, asked.at_once), (timed, 1)] {
        let mut running = stream::iter(places)
            .map(|place| async move {
                let subject = subjects[place].clone();
                let name = subject.name();
                // A task of its own, so that every core has work.
                let run =
                    async move { row(dialect, &subject, asked.seed, asked.cases, None).await };
                let done = tokio::spawn(run).await;
                (place, done.unwrap_or_else(|source| Err(SelftestError::Broken { name, source })))
            })
            .buffer_unordered(at_once.max(1));
        while let Some((place, row)) = running.next().await {
            let row = row?;
            done(&row);
            rows.push((place, row));
        }
    }
    rows.sort_by_key(|(place, _)| *place);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Runs the checks against one subject; what is sent and answered goes into the journal, where there is one.
///
/// # Errors
///
/// Where the server does not start, or the run could not be made.
pub async fn row(
    dialect: &'static Dialect,
    subject: &Subject,
    seed: u64,
    cases: usize,
    journal: Option<Arc<Journal>>,
) -> Result<Row, SelftestError> {
    let mut options = Options { seed, fixed_clock: true, ..Options::default() };
    let name = subject.name();
    let (must, may) = match subject {
        Subject::Plain => (vec![], vec![]),
        Subject::Variation(name) => {
            options.variations = Variations::from_name(name)
                .ok_or_else(|| SelftestError::Setup(format!("no variation `{name}`")))?;
            (vec![], warned(name).to_vec())
        }
        Subject::Fault(fault) => {
            options.faults = vec![fault];
            (fault.checks.to_vec(), fault.also.to_vec())
        }
    };
    let setup = |error: &dyn std::fmt::Display| SelftestError::Setup(error.to_string());
    let started = Instant::now();
    let server = mock::start(dialect.id, options).await?;
    let target = Arc::new(Target::new(
        dialect,
        &TargetOptions {
            address: Address::parse(&server.base).map_err(|error| setup(&error))?,
            account: Account::new(&server.username, &server.password),
            account_id: Some(server.account.clone()),
            alias: None,
            ca_file: None,
            rate: None,
            time_limit: subject.patience(),
            second: Some(Account::new(&server.other.username, &server.other.password)),
            notification_limit: subject.hearing(),
            carrier: Carrier::LongPolling,
        },
    )?);
    let tls = tls::client_config(None).map_err(|error| setup(&error))?;
    let provider = Some(Arc::new(Provider::parse(dialect, &server.fixtures, &tls)?));
    let options = RunOptions {
        seed,
        cases: subject.cases(cases),
        max_time: None,
        concurrency: 8,
        selection: Selection::new(dialect, &[], &[]).map_err(|error| setup(&error))?,
        strict: false,
        shard: None,
        replays: "rollcall-replays".to_owned(),
        target_name: server.base.clone(),
        built_in: true,
        own_document: None,
        journal,
    };
    let done =
        run::run(dialect, target, provider, options, Stop::default(), Arc::new(|_| ())).await;
    let summary = done.map_err(|source| SelftestError::Run { name: name.clone(), source })?.summary;
    server.stop().await;
    let mut fired: Vec<String> = summary.findings.iter().map(|own| own.check.clone()).collect();
    fired.sort();
    fired.dedup();
    let took = started.elapsed();
    Ok(Row { name, must, may, fired, verdict: summary.verdict, took, summary })
}
