//! From what was typed to what is meant: the api, the target, the provider, the seed.

use std::hash::{BuildHasher as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::args::TargetArgs;
use super::{CliError, args, way};
use crate::api::{self, DIALECTS, Dialect};
use crate::config::{File, duration};
use crate::generate::build::NEEDS;
use crate::mock::{self, Running};
use crate::record::Shard;
use crate::suggest::did_you_mean;
use crate::target::fixtures::{API, Calls};
use crate::target::{Account, Address, Carrier, Provider, Target, TargetOptions, tls};

/// How long an answer may take where nothing else was said.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// How long a notification may take behind the answer where nothing else was said.
const NOTIFICATION_LIMIT: Duration = Duration::from_secs(5);

/// The api of that id.
pub(super) fn dialect(id: &str) -> Result<&'static Dialect, CliError> {
    api::dialect(id).ok_or_else(|| {
        let known: Vec<&str> = DIALECTS.iter().map(|own| own.id).collect();
        let hint = did_you_mean(id, known.iter().copied());
        let known = known.join(", ");
        CliError::usage(format!(
            "there is no api `{id}`{hint}\n  help: the apis are {known}; see `rollcall list apis`"
        ))
    })
}

/// A target ready to be spoken to, and who hands over its fixtures.
pub(super) struct Ready {
    pub(super) target: Arc<Target>,
    pub(super) provider: Option<Arc<Provider>>,
    /// The built-in server, which lives as long as this.
    pub(super) built_in: Option<Running>,
}

/// Makes a target ready: the one that was named, else the built-in server. Nothing is sent.
pub(super) async fn ready(
    dialect: &'static Dialect,
    args: &TargetArgs,
    file: &File,
    built_in: &args::BuiltInArgs,
    seed: u64,
) -> Result<Ready, CliError> {
    let Limits { time_limit, notification_limit, rate } = limits(args, file)?;
    let ca_file = args.ca_file.clone().or_else(|| file.ca_file.clone());
    let carrier = carrier(args.carrier.as_ref().or(file.carrier.as_ref()))?;
    let options = |address, account, account_id, alias, second| TargetOptions {
        address,
        account,
        account_id,
        alias,
        ca_file: ca_file.clone(),
        rate,
        time_limit,
        second,
        notification_limit,
        carrier,
    };
    let Some(url) = args.target.as_ref().or(file.target.as_ref()) else {
        refuse_without_target(args, file)?;
        let running = built_in_server(dialect, built_in, seed).await?;
        let address = Address::parse(&running.base).map_err(CliError::usage)?;
        let account = Account::new(&running.username, &running.password);
        let account_id = Some(running.account.clone());
        // The port is another one each time; what a report shows is the same.
        let alias = Some("http://built-in".to_owned());
        let other = &running.other;
        let second = Some(Account::new(&other.username, &other.password));
        let target = target(dialect, &options(address, account, account_id, alias, second))?;
        let provider = Some(provider(dialect, &running.fixtures, None)?);
        return Ok(Ready { target, provider, built_in: Some(running) });
    };
    let address = Address::parse(url).map_err(CliError::usage)?;
    let username = args.username.as_ref().or(file.username.as_ref()).ok_or_else(|| {
        CliError::usage(
            "`--target` needs a user name\n  help: give it by --username, or set ROLLCALL_USERNAME",
        )
    })?;
    let account = Account::new(username, password(args, file)?);
    let account_id = args.account.clone().or_else(|| file.account.clone());
    let fixtures = args.fixtures.as_ref().or(file.fixtures.as_ref());
    let allowed = args.allow_calls.or(file.allow_calls);
    let second = second(args, file)?;
    let target =
        target(dialect, &options(address.clone(), account.clone(), account_id, None, second))?;
    let provider = match fixtures {
        Some(text) if text == API => {
            let to = args.to.as_ref().or(file.to.as_ref());
            let (to, from) = (to, args.from.as_ref().or(file.from.as_ref()));
            let account_id = target.account_id().to_owned();
            let (allowed, to, from) = allowance(allowed, to, from)?;
            let calls = Calls { address, account, account_id, allowed, to, from };
            let tls = tls::client_config(ca_file.as_deref()).map_err(CliError::usage)?;
            Some(Arc::new(Provider::calling(dialect, calls, &tls).map_err(CliError::usage)?))
        }
        _ if allowed.is_some() => {
            return Err(CliError::usage(
                "`--allow-calls` goes with `--fixtures api`, which alone places calls\n  help: leave it out, or take the API for the provider",
            ));
        }
        Some(text) => Some(provider(dialect, text, ca_file.as_deref())?),
        None => None,
    };
    Ok(Ready { target, provider, built_in: None })
}

/// How many calls may be placed, to whom and from whom: nothing of it goes without saying.
fn allowance(
    calls: Option<usize>,
    to: Option<&String>,
    from: Option<&String>,
) -> Result<(usize, String, String), CliError> {
    let least: usize = NEEDS.iter().sum();
    let Some(calls) = calls else {
        return Err(CliError::usage(format!(
            "`--fixtures api` creates participants through the API that is judged: it places calls, which ring at somebody's and may cost money\n  help: say by --allow-calls N how many it may place; one set of fixtures takes {least}, a whole run some hundred sets"
        )));
    };
    if calls < least {
        return Err(CliError::usage(format!(
            "`--allow-calls {calls}` is not enough for a single set of fixtures\n  help: one set takes {least} calls"
        )));
    }
    match (to, from) {
        (Some(to), Some(from)) => Ok((calls, to.clone(), from.clone())),
        _ => Err(CliError::usage(
            "`--fixtures api` has to know who is called and who calls\n  help: give both by --to and --from, or set ROLLCALL_TO and ROLLCALL_FROM",
        )),
    }
}

fn refuse_without_target(args: &TargetArgs, file: &File) -> Result<(), CliError> {
    if args.fixtures.is_some() || file.fixtures.is_some() {
        return Err(CliError::usage(
            "`--fixtures` goes with `--target`: the built-in server has fixtures of its own\n  help: name the server with --target, or leave --fixtures out",
        ));
    }
    Ok(())
}

fn target(dialect: &'static Dialect, options: &TargetOptions) -> Result<Arc<Target>, CliError> {
    Target::new(dialect, options).map(Arc::new).map_err(CliError::usage)
}

fn provider(
    dialect: &'static Dialect,
    text: &str,
    ca_file: Option<&std::path::Path>,
) -> Result<Arc<Provider>, CliError> {
    let tls = tls::client_config(ca_file).map_err(CliError::usage)?;
    Provider::parse(dialect, text, &tls).map(Arc::new).map_err(CliError::usage)
}

/// How long things may take, and how often they may be asked for.
struct Limits {
    time_limit: Duration,
    notification_limit: Duration,
    rate: Option<f64>,
}

fn limits(args: &TargetArgs, file: &File) -> Result<Limits, CliError> {
    let span = |flag: &str, typed: &Option<String>, filed: &Option<String>, usual: Duration| {
        let text = typed.as_ref().or(filed.as_ref());
        text.map_or(Ok(usual), |text| duration(flag, text).map_err(CliError::usage))
    };
    let rate = args.rate.or(file.rate);
    if rate.is_some_and(|rate| !(rate > 0.0 && rate.is_finite())) {
        return Err(CliError::usage("`--rate` takes a number of requests a second above zero"));
    }
    let (told, filed) = (&args.notification_limit, &file.notification_limit);
    Ok(Limits {
        time_limit: span("--timeout", &args.timeout, &file.timeout, TIME_LIMIT)?,
        notification_limit: span("--notification-limit", told, filed, NOTIFICATION_LIMIT)?,
        rate,
    })
}

/// The second user, where one was given.
fn second(args: &TargetArgs, file: &File) -> Result<Option<Account>, CliError> {
    let Some(username) = args.second_username.as_ref().or(file.second_username.as_ref()) else {
        return Ok(None);
    };
    let password = std::env::var("ROLLCALL_SECOND_PASSWORD").unwrap_or_default();
    if password.is_empty() {
        return Err(CliError::usage(
            "`--second-username` needs a password\n  help: set ROLLCALL_SECOND_PASSWORD; it is never an argument",
        ));
    }
    Ok(Some(Account::new(username, password)))
}

/// By what notifications travel.
fn carrier(text: Option<&String>) -> Result<Carrier, CliError> {
    match text.map(String::as_str) {
        None | Some("long-polling") => Ok(Carrier::LongPolling),
        Some("websocket") => Ok(Carrier::WebSocket),
        Some(other) => Err(CliError::usage(format!(
            "`--carrier {other}` is no way for notifications to travel\n  help: give long-polling or websocket"
        ))),
    }
}

fn password(args: &TargetArgs, file: &File) -> Result<String, CliError> {
    password_in(args.password_file.as_ref().or(file.password_file.as_ref()))
}

/// The password in a file; else that of the environment.
pub(super) fn password_in(path: Option<&PathBuf>) -> Result<String, CliError> {
    let password = match path {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| {
                let path = path.display();
                CliError::usage(format!("the password file `{path}` can't be read: {error}"))
            })?;
            text.trim_end_matches(['\r', '\n']).to_owned()
        }
        None => std::env::var("ROLLCALL_PASSWORD").unwrap_or_default(),
    };
    if password.is_empty() {
        return Err(CliError::usage(
            "`--target` needs a password\n  help: set ROLLCALL_PASSWORD, or name a file with --password-file; it is never an argument",
        ));
    }
    Ok(password)
}

/// Starts the reference server in this process. Its clock stands still, so that one seed makes one report.
pub(super) async fn built_in_server(
    dialect: &'static Dialect,
    built_in: &args::BuiltInArgs,
    seed: u64,
) -> Result<Running, CliError> {
    let own = way::options(dialect.id, &built_in.fault, &built_in.profile, &[])?;
    let options = mock::Options { seed, fixed_clock: true, ..own };
    mock::start(dialect.id, options).await.map_err(CliError::could_not_run)
}

/// The part of the plan that is meant, if any. All parts must be of one plan, so that a seed has to be given with it.
pub(super) fn shard(args: &args::SelectArgs, file: &File) -> Result<Option<Shard>, CliError> {
    let Some(text) = args.shard.as_ref().or(file.shard.as_ref()) else { return Ok(None) };
    let shard = Shard::parse(text).map_err(CliError::usage)?;
    if args.seed.is_none() && file.seed.is_none() {
        return Err(CliError::usage(format!(
            "shard {shard} needs a seed: each shard would draw one of its own, and they would be parts of different plans\n  help: give the same --seed N to every shard"
        )));
    }
    Ok(Some(shard))
}

/// The seed that was typed, in decimal or behind `0x`; else the file's; else one that is drawn.
pub(super) fn seed(args: &args::SelectArgs, file: &File) -> Result<u64, CliError> {
    let Some(text) = &args.seed else {
        // Drawn seeds are short, so that a person can copy them.
        return Ok(file.seed.unwrap_or_else(|| {
            std::hash::RandomState::new().build_hasher().finish() % 1_000_000_000
        }));
    };
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    parsed.map_err(|_| {
        CliError::usage(format!(
            "`--seed {text}` is no seed\n  help: give a whole number from 0 to {}, or hexadecimal digits behind 0x",
            u64::MAX
        ))
    })
}
