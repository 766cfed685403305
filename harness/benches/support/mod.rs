//! A reference server with a target and a provider that speak to it, for every benchmark.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rollcall::api::{Dialect, dialect};
use rollcall::mock::{self, Options, Running};
use rollcall::record::{Summary, VerdictWord};
use rollcall::run::{self, RunOptions, Stop};
use rollcall::select::Selection;
use rollcall::target::{Account, Address, Carrier, Provider, Target, TargetOptions, tls};

/// The allocator of the binary, for everything that is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The api that is measured.
pub(crate) const API: &str = "signalwire";

/// The seed of every plan: one plan for all.
pub(crate) const SEED: u64 = 7;

/// How many cases are under way at once: what `rollcall check` does by default.
pub(crate) const CONCURRENCY: usize = 8;

/// What ends a benchmark early.
pub(crate) type Trouble = Box<dyn Error + Send + Sync>;

/// A reference server, and how to speak to it.
pub(crate) struct Bench {
    /// The api.
    pub(crate) dialect: &'static Dialect,
    /// The server, in this process.
    pub(crate) server: Running,
    /// Its provider.
    pub(crate) provider: Arc<Provider>,
}

impl Bench {
    /// Starts the plain server.
    pub(crate) async fn start() -> Result<Self, Trouble> {
        let dialect = dialect(API).ok_or("no such api")?;
        let options = Options { seed: SEED, fixed_clock: true, ..Options::default() };
        let server = mock::start(API, options).await?;
        let provider = Provider::parse(dialect, &server.fixtures, &tls::client_config(None)?)?;
        let provider = Arc::new(provider);
        Ok(Self { dialect, server, provider })
    }

    /// Who asks.
    pub(crate) fn account(&self) -> Account {
        Account::new(&self.server.username, &self.server.password)
    }

    /// A target with connections of its own.
    pub(crate) fn target(&self) -> Result<Target, Trouble> {
        let target = Target::new(
            self.dialect,
            &TargetOptions {
                address: Address::parse(&self.server.base)?,
                account: self.account(),
                account_id: Some(self.server.account.clone()),
                alias: None,
                ca_file: None,
                rate: None,
                time_limit: Duration::from_secs(10),
                second: None,
                notification_limit: Duration::from_secs(5),
                carrier: Carrier::LongPolling,
            },
        )?;
        Ok(target)
    }

    /// Every check and every operation.
    pub(crate) fn selection(&self) -> Result<Selection, Trouble> {
        Ok(Selection::new(self.dialect, &[], &[])?)
    }

    /// A whole run with so many random cases: what it came to, and how long it took.
    pub(crate) async fn check(&self, cases: usize) -> Result<(Summary, Duration), Trouble> {
        let options = RunOptions {
            seed: SEED,
            cases,
            max_time: None,
            concurrency: CONCURRENCY,
            selection: self.selection()?,
            strict: false,
            shard: None,
            replays: String::new(),
            target_name: self.server.base.clone(),
            built_in: true,
            own_document: None,
            journal: None,
        };
        let target = Arc::new(self.target()?);
        let (provider, stop) = (Some(Arc::clone(&self.provider)), Stop::default());
        let began = Instant::now();
        let outcome =
            run::run(self.dialect, target, provider, options, stop, Arc::new(|_| ())).await?;
        let took = began.elapsed();
        let summary = outcome.summary;
        // What does not conform was not measured, but something else.
        if summary.verdict != VerdictWord::Conforms {
            return Err(format!("the plain server is {:?}", summary.verdict).into());
        }
        Ok((summary, took))
    }
}

/// A whole number with a comma before each group of three digits.
pub(crate) fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
