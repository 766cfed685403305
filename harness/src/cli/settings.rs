//! Settings by layers: the command line, the environment, a named target, the top level of a file, the defaults.

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _};
use serde_json::Value;

use super::args::{Args, CheckArgs, SelectArgs, TargetArgs};
use super::{CliError, Done, setup};
use crate::api::Dialect;
use crate::config::{self, CarrierName, File, Name, Span, lay};
use crate::plan;
use crate::select::Selection;
use crate::target::Address;

/// What goes before what, as `--help` says it.
pub(super) const PRECEDENCE: &str = "Settings: the command line goes before the environment (ROLLCALL_…), that before the \
    named target's table, that before the top level of rollcall.toml, that before the default. `rollcall settings API` shows \
    each one and where it comes from.";

/// Where the password comes from in the environment.
pub(super) const PASSWORD: &str = "ROLLCALL_PASSWORD";
const SECOND_PASSWORD: &str = "ROLLCALL_SECOND_PASSWORD";

/// Which file of settings is read.
#[derive(Debug, clap::Args)]
pub(super) struct ConfigArgs {
    /// A file with settings, in TOML [default: rollcall.toml, where it lies in the working directory]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Read no file of settings
    #[arg(long, conflicts_with = "config")]
    pub(super) no_config: bool,
}

/// Where the settings of a file come from.
#[derive(Debug, Default)]
pub(super) struct Origin {
    /// The file that was read.
    path: Option<PathBuf>,
    /// As it was written, without what was laid over it.
    written: File,
    /// The target that was named.
    named: Option<String>,
}

/// The settings of a file, with those of the target that was named, by the command line or by the file.
pub(super) fn filed(
    args: &ConfigArgs,
    target: Option<&String>,
) -> Result<(File, Origin), CliError> {
    let found = Path::new(config::FILE);
    let path = match &args.config {
        Some(path) => Some(path.clone()),
        None if !args.no_config && found.is_file() => Some(found.to_owned()),
        None => None,
    };
    let written = match &path {
        Some(path) => File::read(path).map_err(CliError::usage)?,
        None => File::default(),
    };
    let mut file = written.clone();
    lay(&mut file.target, &target.cloned());
    let is_name = |own: &String| Name::parse(own).is_ok();
    let named = file.target.clone().filter(is_name);
    match (&named, &file.target) {
        (Some(name), _) => file = file.with_target(name).map_err(CliError::usage)?,
        (None, Some(url)) => drop(Address::parse(url).map_err(CliError::usage)?),
        (None, None) => {}
    }
    let origin = Origin { path, written, named };
    if let Some(words) = origin.words() {
        tracing::info!("settings from {words}");
        if args.config.is_none() {
            say(&format!("settings from {words}; --no-config leaves it out"));
        }
    }
    Ok((file, origin))
}

/// A file that nobody named is told, so that nobody wonders.
#[expect(clippy::print_stderr, reason = "stderr is the progress")]
fn say(text: &str) {
    eprintln!("rollcall: {text}");
}

impl Origin {
    fn words(&self) -> Option<String> {
        let path = self.path.as_ref()?.display();
        let named = self.named.as_ref().map(|own| format!(", target {own}")).unwrap_or_default();
        Some(format!("{path}{named}"))
    }

    /// Where a setting that neither was typed nor stands in the environment comes from.
    fn of(&self, name: &str) -> String {
        let Some(path) = self.path.as_ref().map(|own| own.display()) else {
            return "default".to_owned();
        };
        let written = serde_json::to_value(&self.written).unwrap_or_default();
        let is_said =
            |value: &Value| !value.is_null() && value.as_array().is_none_or(|own| !own.is_empty());
        if let Some(named) = &self.named {
            let own = &written["targets"][named.as_str()];
            if name == "target" || is_said(&own[name]) {
                return format!("{path} [targets.{named}]");
            }
        }
        if is_said(&written[name]) { path.to_string() } else { "default".to_owned() }
    }
}

/// The settings of a check, all layers on each other.
pub(super) fn of_check(args: &CheckArgs) -> Result<(File, Origin), CliError> {
    let (mut file, origin) = filed(&args.config, args.target.target.as_ref())?;
    args.target.lay_over(&mut file)?;
    args.select.lay_over(&mut file)?;
    lay(&mut file.max_time, &span("--max-time", args.max_time.as_ref())?);
    lay(&mut file.max_changes, &args.max_changes);
    if let Some(number) = args.concurrency {
        let above_zero = NonZeroUsize::new(number)
            .ok_or_else(|| CliError::usage("`--concurrency` takes a number above zero"))?;
        file.concurrency = Some(above_zero);
    }
    lay(&mut file.strict, &args.strict.then_some(true));
    lay(&mut file.baseline, &args.baseline);
    lay(&mut file.document, &args.document);
    lay_list(&mut file.report, &args.report);
    lay(&mut file.replays, &args.replays);
    let built_in = &args.built_in;
    if file.target.is_some() && !(built_in.fault.is_empty() && built_in.profile.is_empty()) {
        return Err(CliError::usage(
            "`--fault` and `--profile` are the built-in server's, but the configuration names a target\n  help: leave the configuration out by --no-config",
        ));
    }
    Ok((file, origin))
}

fn span(flag: &str, text: Option<&String>) -> Result<Option<Span>, CliError> {
    text.map(|text| Span::parse(flag, text)).transpose().map_err(CliError::usage)
}

fn lay_list(below: &mut Vec<String>, above: &[String]) {
    if !above.is_empty() {
        *below = above.to_vec();
    }
}

/// The name of a variable that is set.
fn is_set(name: &str) -> Option<String> {
    std::env::var_os(name).is_some_and(|own| !own.is_empty()).then(|| name.to_owned())
}

impl TargetArgs {
    /// Lays what was typed, and what stands in the environment, over the settings of a file.
    pub(super) fn lay_over(&self, file: &mut File) -> Result<(), CliError> {
        lay(&mut file.username, &self.username);
        if self.password_file.is_some() {
            (file.password_file, file.password_env) = (self.password_file.clone(), None);
        } else if let Some(name) = is_set(PASSWORD) {
            (file.password_file, file.password_env) = (None, Some(name));
        }
        lay(&mut file.account, &self.account);
        lay(&mut file.fixtures, &self.fixtures);
        lay(&mut file.allow_calls, &self.allow_calls);
        lay(&mut file.to, &self.to);
        lay(&mut file.from, &self.from);
        lay(&mut file.rate, &self.rate);
        lay(&mut file.timeout, &span("--timeout", self.timeout.as_ref())?);
        lay(&mut file.second_username, &self.second_username);
        lay(&mut file.second_password_env, &is_set(SECOND_PASSWORD));
        let limit = span("--notification-limit", self.notification_limit.as_ref())?;
        lay(&mut file.notification_limit, &limit);
        lay(&mut file.carrier, &self.carrier.as_deref().map(carrier).transpose()?);
        lay(&mut file.ca_file, &self.ca_file);
        lay(&mut file.production, &self.production.then_some(true));
        Ok(())
    }
}

impl SelectArgs {
    /// Lays what was typed over the settings of a file.
    pub(super) fn lay_over(&self, file: &mut File) -> Result<(), CliError> {
        lay(&mut file.seed, &self.seed.as_deref().map(setup::seed).transpose()?);
        lay(&mut file.cases, &self.cases);
        lay(&mut file.shard, &self.shard);
        lay_list(&mut file.only, &self.only);
        lay_list(&mut file.skip, &self.skip);
        lay(&mut file.read_only, &self.read_only.then_some(true));
        Ok(())
    }
}

/// By what notifications travel.
fn carrier(text: &str) -> Result<CarrierName, CliError> {
    match text {
        "long-polling" => Ok(CarrierName::LongPolling),
        "websocket" => Ok(CarrierName::WebSocket),
        other => Err(CliError::usage(format!(
            "`--carrier {other}` is no way for notifications to travel\n  help: give long-polling or websocket"
        ))),
    }
}

/// What a run is about. Where nothing may be changed, cases that could change something are not among it.
pub(super) fn selection(dialect: &'static Dialect, file: &File) -> Result<Selection, CliError> {
    let selection = Selection::new(dialect, &file.only, &file.skip).map_err(CliError::usage)?;
    let safe = selection.operations.iter().all(|own| !dialect.changes(own));
    if file.read_only == Some(true) || file.production == Some(true) && safe {
        return selection.read_only(dialect).map_err(CliError::usage);
    }
    Ok(selection)
}

/// Refuses to change anything in production.
pub(super) fn spare_production(
    dialect: &Dialect,
    file: &File,
    selection: &Selection,
) -> Result<(), CliError> {
    if file.production != Some(true) || selection.is_read_only() {
        return Ok(());
    }
    let (changing, safe): (Vec<&str>, Vec<&str>) =
        dialect.operations().into_iter().partition(|own| dialect.changes(own));
    let changing: Vec<&str> =
        changing.into_iter().filter(|own| selection.operations.contains(own)).collect();
    let target = file.target.as_deref().unwrap_or("of the built-in server");
    Err(CliError::usage(format!(
        "the target {target} is marked as production, and this run could change something: {}; nothing was sent\n  help: --read-only runs what changes nothing, and so does --only with operations that are safe: {}",
        changing.join(", "),
        safe.join(", "),
    )))
}

/// `rollcall settings`: each setting, its value and where it comes from.
pub(super) fn run(args: &CheckArgs, typed: &ArgMatches) -> Done {
    let dialect = setup::dialect(&args.api)?;
    let (file, origin) = of_check(args)?;
    let typed = typed.subcommand().map(|(_, own)| own);
    let values = serde_json::to_value(&file).map_err(CliError::usage)?;
    let mut text = String::new();
    for (name, value) in values.as_object().into_iter().flatten() {
        if name == "targets" {
            continue;
        }
        let source = source(name, value, typed, &origin);
        let shown = match (shown(value), usual(name, dialect)) {
            (Some(own), _) => own,
            (None, Some(usual)) => usual,
            (None, None) => "-".to_owned(),
        };
        let _ = writeln!(text, "{name:<20} {shown:<40} {source}");
    }
    super::print(&text);
    Ok(0)
}

/// Where a setting's value comes from.
fn source(name: &str, value: &Value, typed: Option<&ArgMatches>, origin: &Origin) -> String {
    let id = if name == "target" { "url".to_owned() } else { name.replace('-', "_") };
    let known = typed.filter(|own| own.try_contains_id(&id).is_ok());
    match known.and_then(|own| own.value_source(&id)) {
        Some(ValueSource::CommandLine) if name == "target" && origin.named.is_some() => {
            origin.of(name)
        }
        Some(ValueSource::CommandLine) => format!("--{name}"),
        Some(ValueSource::EnvVariable) => {
            let command = Args::command();
            let check = command.find_subcommand("check");
            let own =
                check.and_then(|own| own.get_arguments().find(|own| own.get_id() == id.as_str()));
            let variable = own.and_then(|own| own.get_env()).unwrap_or_default();
            variable.to_string_lossy().into_owned()
        }
        _ => match (name, value.as_str()) {
            ("password-env", Some(PASSWORD)) if is_set(PASSWORD).is_some() => PASSWORD.to_owned(),
            ("second-password-env", Some(SECOND_PASSWORD)) if is_set(SECOND_PASSWORD).is_some() => {
                SECOND_PASSWORD.to_owned()
            }
            // What another layer took away is nobody's.
            _ if value.is_null() => "default".to_owned(),
            _ => origin.of(name),
        },
    }
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(list) if list.is_empty() => None,
        Value::Array(list) => {
            Some(list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "))
        }
        other => Some(other.to_string()),
    }
}

/// What holds where nothing is said.
fn usual(name: &str, dialect: &Dialect) -> Option<String> {
    Some(match name {
        "target" => "the built-in server".to_owned(),
        "password-env" => PASSWORD.to_owned(),
        "second-password-env" => SECOND_PASSWORD.to_owned(),
        "timeout" => format!("{}s", setup::TIME_LIMIT.as_secs()),
        "notification-limit" => format!("{}s", setup::NOTIFICATION_LIMIT.as_secs()),
        "carrier" => "long-polling".to_owned(),
        "cases" => plan::usual_cases(dialect).to_string(),
        "concurrency" => setup::CONCURRENCY.to_string(),
        "replays" => setup::REPLAYS.to_owned(),
        "strict" | "production" | "read-only" => "false".to_owned(),
        _ => return None,
    })
}
