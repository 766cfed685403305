//! From what was typed to what is meant: the api, the target, the provider, the seed.

use std::hash::{BuildHasher as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::mishap;
use super::settings::PASSWORD;
use super::{CliError, args, way};
use crate::api::{self, DIALECTS, Dialect};
use crate::config::{CarrierName, File, Span};
use crate::generate::build::NEEDS;
use crate::mock::{self, Running};
use crate::record::Shard;
use crate::suggest::did_you_mean;
use crate::target::fixtures::{API, Calls};
use crate::target::redact::Redactor;
use crate::target::{Account, Address, Carrier, Provider, Target, TargetOptions, tls};

/// How long an answer may take where nothing else was said.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);

/// How long a notification may take behind the answer where nothing else was said.
pub(super) const NOTIFICATION_LIMIT: Duration = Duration::from_secs(5);

/// How many cases are under way at once where nothing else was said.
pub(super) const CONCURRENCY: usize = 8;

/// Where replays are written to where nothing else was said.
pub(super) const REPLAYS: &str = "rollcall-replays";

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
    file: &File,
    built_in: &args::BuiltInArgs,
    seed: u64,
) -> Result<Ready, CliError> {
    ready_by(dialect, file, built_in, Some(seed)).await
}

/// The same with a built-in server whose clock goes.
pub(super) async fn ready_now(
    dialect: &'static Dialect,
    file: &File,
    built_in: &args::BuiltInArgs,
) -> Result<Ready, CliError> {
    ready_by(dialect, file, built_in, None).await
}

async fn ready_by(
    dialect: &'static Dialect,
    file: &File,
    built_in: &args::BuiltInArgs,
    seed: Option<u64>,
) -> Result<Ready, CliError> {
    let length = |span: &Option<Span>, usual| span.as_ref().map_or(usual, Span::length);
    let options = |address, account, account_id, alias, second| TargetOptions {
        address,
        account,
        account_id,
        alias,
        ca_file: file.ca_file.clone(),
        rate: file.rate,
        time_limit: length(&file.timeout, TIME_LIMIT),
        second,
        notification_limit: length(&file.notification_limit, NOTIFICATION_LIMIT),
        carrier: match file.carrier {
            Some(CarrierName::WebSocket) => Carrier::WebSocket,
            Some(CarrierName::LongPolling) | None => Carrier::LongPolling,
        },
    };
    let Some(url) = &file.target else {
        refuse_without_target(file)?;
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
    let username = file.username.as_ref().ok_or_else(|| {
        CliError::usage(
            "`--target` needs a user name\n  help: give it by --username, or set ROLLCALL_USERNAME",
        )
    })?;
    let account = Account::new(username, password(file)?);
    let options = options(address, account, file.account.clone(), None, second(file)?);
    let target = target(dialect, &options)?;
    let provider = provider_of(dialect, file, &target, options)?;
    Ok(Ready { target, provider, built_in: None })
}

/// Who hands over the fixtures of a named target.
fn provider_of(
    dialect: &'static Dialect,
    file: &File,
    target: &Target,
    options: TargetOptions,
) -> Result<Option<Arc<Provider>>, CliError> {
    let ca_file = file.ca_file.as_deref();
    match &file.fixtures {
        Some(text) if text == API => {
            if file.read_only == Some(true) || file.production == Some(true) {
                return Err(CliError::usage(
                    "`--fixtures api` places calls, and nothing may be changed on this target\n  help: name a provider that hands over what is there already, such as a JSON file",
                ));
            }
            let (allowed, to, from) =
                allowance(file.allow_calls, file.to.as_ref(), file.from.as_ref())?;
            let TargetOptions { address, account, .. } = options;
            let account_id = target.account_id().to_owned();
            let calls = Calls { address, account, account_id, allowed, to, from };
            let tls = tls::client_config(ca_file).map_err(CliError::usage)?;
            let provider = Provider::calling(dialect, calls, &tls).map_err(CliError::usage)?;
            Ok(Some(Arc::new(provider)))
        }
        _ if file.allow_calls.is_some() => Err(CliError::usage(
            "`--allow-calls` goes with `--fixtures api`, which alone places calls\n  help: leave it out, or take the API for the provider",
        )),
        Some(text) => provider(dialect, text, ca_file).map(Some),
        None => Ok(None),
    }
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

fn refuse_without_target(file: &File) -> Result<(), CliError> {
    if file.fixtures.is_some() {
        return Err(CliError::usage(
            "`--fixtures` goes with `--target`: the built-in server has fixtures of its own\n  help: name the server with --target, or leave --fixtures out",
        ));
    }
    Ok(())
}

fn target(dialect: &'static Dialect, options: &TargetOptions) -> Result<Arc<Target>, CliError> {
    let accounts = [&options.account].into_iter().chain(&options.second);
    mishap::keep_out(Redactor::new(accounts));
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

/// The second user, where one was given.
fn second(file: &File) -> Result<Option<Account>, CliError> {
    let Some(username) = &file.second_username else {
        return Ok(None);
    };
    let variable = file.second_password_env.as_deref().unwrap_or("ROLLCALL_SECOND_PASSWORD");
    let password = std::env::var(variable).unwrap_or_default();
    if password.is_empty() {
        return Err(CliError::usage(format!(
            "`--second-username` needs a password\n  help: set {variable}; it is never an argument"
        )));
    }
    Ok(Some(Account::new(username, password)))
}

fn password(file: &File) -> Result<String, CliError> {
    match &file.password_env {
        Some(variable) if variable != PASSWORD && file.password_file.is_none() => {
            std::env::var(variable).ok().filter(|own| !own.is_empty()).ok_or_else(|| {
                CliError::usage(format!(
                    "the environment variable `{variable}`, which `password-env` names, holds no password\n  help: set it, or {PASSWORD}; a password is never an argument"
                ))
            })
        }
        _ => password_in(file.password_file.as_ref()),
    }
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
        None => std::env::var(PASSWORD).unwrap_or_default(),
    };
    if password.is_empty() {
        return Err(CliError::usage(
            "`--target` needs a password\n  help: set ROLLCALL_PASSWORD, or name a file with --password-file; it is never an argument",
        ));
    }
    Ok(password)
}

/// Starts the reference server in this process. With a seed its clock stands still, so that one seed makes one report.
async fn built_in_server(
    dialect: &'static Dialect,
    built_in: &args::BuiltInArgs,
    seed: Option<u64>,
) -> Result<Running, CliError> {
    let own = way::options(dialect.id, &built_in.fault, &built_in.profile, &[])?;
    let fixed_clock = seed.is_some();
    let options = mock::Options { seed: seed.unwrap_or_default(), fixed_clock, ..own };
    mock::start(dialect.id, options).await.map_err(CliError::could_not_run)
}

/// The part of the plan that is meant, if any. All parts must be of one plan, so that a seed has to be given with it.
pub(super) fn shard(file: &File) -> Result<Option<Shard>, CliError> {
    let Some(text) = &file.shard else { return Ok(None) };
    let shard = Shard::parse(text).map_err(CliError::usage)?;
    if file.seed.is_none() {
        return Err(CliError::usage(format!(
            "shard {shard} needs a seed: each shard would draw one of its own, and they would be parts of different plans\n  help: give the same --seed N to every shard"
        )));
    }
    Ok(Some(shard))
}

/// The seed that was given, else one that is drawn. Drawn seeds are short, so that a person can copy them.
pub(super) fn seed_or_drawn(given: Option<u64>) -> u64 {
    given.unwrap_or_else(|| std::hash::RandomState::new().build_hasher().finish() % 1_000_000_000)
}

/// The seed that was typed, in decimal or behind `0x`.
pub(super) fn seed(text: &str) -> Result<u64, CliError> {
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
