//! `rollcall replay`: sends a failure's steps once more.

use std::fmt::Write as _;

use super::args::ReplayArgs;
use super::{CliError, Done, setup};
use crate::check::{RULES, registry};
use crate::config::File;
use crate::exit;
use crate::generate::replay::{Replay, VERSION};
use crate::run::{self, RunError};
use crate::suggest::did_you_mean;

/// Sends a replay's steps and says whether the failure shows again.
pub(super) async fn run(args: ReplayArgs) -> Done {
    let name = args.file.display().to_string();
    let text = std::fs::read_to_string(&args.file)
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
    let dialect = setup::dialect(&file.api)?;
    let rule = registry::rule(&file.check).ok_or_else(|| {
        let hint = did_you_mean(&file.check, RULES.iter().map(|own| own.card.id));
        CliError::usage(format!("the replay `{name}` names no check: `{}`{hint}", file.check))
    })?;
    if let Some(step) =
        file.steps.iter().find(|own| dialect.api.route(&own.call.operation).is_none())
    {
        let operation = &step.call.operation;
        return Err(CliError::usage(format!(
            "the replay `{name}` names no operation: `{operation}`"
        )));
    }
    let ready = setup::ready(dialect, &args.target, &File::default(), &args.fault, 0).await?;
    let Some(provider) = &ready.provider else {
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
    let code = match (&done.failing, done.judged) {
        (Some(failing), _) => {
            let _ = writeln!(out, "it fails again: {}", failing.message);
            let _ =
                writeln!(out, "  expected  {}\n  actual    {}", failing.expected, failing.actual);
            exit::VIOLATIONS
        }
        (None, true) => {
            let _ = writeln!(out, "it does not fail: the check holds");
            exit::CONFORMS
        }
        (None, false) => {
            let _ = writeln!(
                out,
                "nothing could be judged: the steps did not come to what the check looks at"
            );
            exit::INCONCLUSIVE
        }
    };
    super::print(&out);
    Ok(code)
}
