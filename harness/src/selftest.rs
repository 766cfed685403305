//! Every fault of the reference server against the checks, and every lawful variation: the kill matrix.

use std::time::{Duration, Instant};

use crate::api::Dialect;
use crate::mock::{self, Fault, Options, Variations};
use crate::record::{Summary, VerdictWord};
use crate::run::{self, RunError, RunOptions, Stop};
use crate::select::Selection;
use crate::target::{
    Account, Address, Provider, ProviderError, Target, TargetError, TargetOptions, tls,
};

/// What a lawful variation may be warned of: a generous reader takes what was stated loosely.
const WARNED: &[(&str, &[&str])] =
    &[("lenient", &["loose-input-refused"]), ("page-token-free", &["loose-input-refused"])];

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
    /// The reference server's own address, or the selection, is broken.
    #[error("{0}")]
    Setup(String),
}

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
    all.extend(Variations::names().map(Subject::Variation));
    all.extend(mock::faults(dialect.id).iter().map(Subject::Fault));
    all
}

/// How long an answer may take: hardly any time where none is to be expected, and long enough everywhere else that a
/// machine with other work to do is not taken for a server that hangs.
fn patience(subject: &Subject) -> Duration {
    match subject {
        Subject::Fault(fault) if fault.checks.contains(&"answer-in-time") => Duration::from_secs(2),
        _ => Duration::from_secs(20),
    }
}

/// Runs the checks against one subject.
///
/// # Errors
///
/// Where the server does not start, or the run could not be made.
pub async fn row(
    dialect: &'static Dialect,
    subject: &Subject,
    seed: u64,
    cases: usize,
) -> Result<Row, SelftestError> {
    let mut options = Options { seed, fixed_clock: true, ..Options::default() };
    let (name, must, may) = match subject {
        Subject::Plain => ("(lawful)".to_owned(), vec![], vec![]),
        Subject::Variation(name) => {
            options.variations = Variations::from_name(name)
                .ok_or_else(|| SelftestError::Setup(format!("no variation `{name}`")))?;
            let may = WARNED.iter().find(|(own, _)| own == name).map(|(_, may)| may.to_vec());
            (format!("(lawful, {name})"), vec![], may.unwrap_or_default())
        }
        Subject::Fault(fault) => {
            options.faults = vec![fault];
            (fault.id.to_owned(), fault.checks.to_vec(), fault.also.to_vec())
        }
    };
    let setup = |error: &dyn std::fmt::Display| SelftestError::Setup(error.to_string());
    let started = Instant::now();
    let server = mock::start(dialect.id, options).await?;
    let target = Target::new(
        dialect,
        &TargetOptions {
            address: Address::parse(&server.base).map_err(|error| setup(&error))?,
            account: Account::new(&server.username, &server.password),
            account_id: Some(server.account.clone()),
            alias: None,
            ca_file: None,
            rate: None,
            time_limit: patience(subject),
        },
    )?;
    let tls = tls::client_config(None).map_err(|error| setup(&error))?;
    let provider = Provider::parse(dialect, &server.fixtures, &tls)?;
    let options = RunOptions {
        seed,
        cases,
        max_time: None,
        concurrency: 8,
        selection: Selection::new(dialect, &[], &[]).map_err(|error| setup(&error))?,
        strict: false,
        replays: "rollcall-replays".to_owned(),
        target_name: server.base.clone(),
        built_in: true,
    };
    let done =
        run::run(dialect, &target, Some(&provider), &options, Stop::default(), &|_| ()).await;
    let summary = done.map_err(|source| SelftestError::Run { name: name.clone(), source })?.summary;
    server.stop().await;
    let mut fired: Vec<String> = summary.findings.iter().map(|own| own.check.clone()).collect();
    fired.sort();
    fired.dedup();
    let took = started.elapsed();
    Ok(Row { name, must, may, fired, verdict: summary.verdict, took, summary })
}
