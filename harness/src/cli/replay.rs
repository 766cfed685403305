//! `rollcall replay`: sends a failure's steps once more.

use std::fmt::Write as _;

use super::args::ReplayArgs;
use super::{CliError, Done, settings, setup};
use crate::api::Dialect;
use crate::check::{RULES, Rule, registry};
use crate::config::File;
use crate::exit;
use crate::generate::replay::{Replay, VERSION};
use crate::run::{self, Replayed, RunError};
use crate::suggest::did_you_mean;

/// Sends a replay's steps and says whether the failure shows again.
pub(super) async fn run(args: ReplayArgs) -> Done {
    let file = read(&args.file.display().to_string())?;
    let dialect = setup::dialect(&file.api)?;
    let rule = rule_of(&file, dialect)?;
    let (mut settings, _) = settings::filed(&args.config, args.target.target.as_ref())?;
    args.target.lay_over(&mut settings)?;
    spare(dialect, &file, &settings)?;
    let ready = setup::ready(dialect, &settings, &args.built_in, 0).await?;
    let Some(provider) = ready.provider else {
        return Err(CliError::usage(
            "a replay needs fixtures\n  help: name a provider with --fixtures",
        ));
    };
    let done = run::replay(dialect, &ready.target, provider, rule, file).await.map_err(
        |error| match error {
            RunError::Schema(_) => CliError::usage(error),
            RunError::Unusable(_) | RunError::Provider(_) => CliError::could_not_run(error),
        },
    )?;
    super::print(&told(rule, &done));
    Ok(match (&done.failing, done.judged) {
        (Some(_), _) => exit::VIOLATIONS,
        (None, true) => exit::CONFORMS,
        (None, false) => exit::INCONCLUSIVE,
    })
}

/// Refuses to change anything where nothing may be changed.
fn spare(dialect: &Dialect, replay: &Replay, settings: &File) -> Result<(), CliError> {
    let mark = match settings {
        File { production: Some(true), .. } => "production",
        File { read_only: Some(true), .. } => "read-only",
        _ => return Ok(()),
    };
    if !replay.steps.iter().any(|own| dialect.could_change(&own.call)) {
        return Ok(());
    }
    Err(CliError::usage(format!(
        "the target is marked as {mark}, and this replay has steps that could change something; nothing was sent\n  help: send it to another target, such as a staging system"
    )))
}

fn read(name: &str) -> Result<Replay, CliError> {
    let text = std::fs::read_to_string(name)
        .map_err(|error| CliError::usage(format!("the replay `{name}` can't be read: {error}")))?;
    let file = Replay::from_yaml(&text).map_err(|error| {
        CliError::usage(format!(
            "the replay `{name}` is not of the replay format: {error}\n  help: give a file that `rollcall check` has written"
        ))
    })?;
    if file.replay != VERSION {
        return Err(CliError::usage(format!(
            "the replay `{name}` has version {}, this is version {VERSION}",
            file.replay
        )));
    }
    if file.steps.is_empty() {
        return Err(CliError::usage(format!("the replay `{name}` has no steps")));
    }
    Ok(file)
}

/// The check that a replay names, once every operation that it names is known too.
fn rule_of(file: &Replay, dialect: &Dialect) -> Result<&'static Rule, CliError> {
    let operations = || file.steps.iter().map(|step| step.call.operation.as_str());
    if let Some(unknown) = operations().find(|own| dialect.api.route(own).is_none()) {
        let hint = did_you_mean(unknown, dialect.operations());
        return Err(CliError::usage(format!("the replay names no operation: `{unknown}`{hint}")));
    }
    registry::rule(&file.check).ok_or_else(|| {
        let hint = did_you_mean(&file.check, RULES.iter().map(|own| own.card.id));
        CliError::usage(format!("the replay names no check: `{}`{hint}", file.check))
    })
}

fn told(rule: &Rule, done: &Replayed) -> String {
    let mut out = format!("{}: {}\n", rule.card.id, rule.card.title);
    let here = done.failing.as_ref().map(|own| own.step);
    for (index, _, exchange) in done.trace.steps() {
        let mark = if here == Some(index) { "   <- here" } else { "" };
        let request = &exchange.request;
        let _ = writeln!(
            out,
            "  {}  {} {}  {}{mark}",
            index + 1,
            request.method,
            request.url,
            exchange.outcome_words()
        );
        if let Some(body) = &request.body {
            let _ = writeln!(out, "       {}", body.chars().take(200).collect::<String>());
        }
    }
    let ending = match (&done.failing, done.judged) {
        (Some(own), _) => format!(
            "it fails again: {}\n  expected  {}\n  actual    {}\n",
            own.message, own.expected, own.actual
        ),
        (None, true) => "it does not fail: the check holds\n".to_owned(),
        (None, false) => {
            "nothing could be judged: the steps did not come to what the check looks at\n"
                .to_owned()
        }
    };
    out + &ending
}
