//! `rollcall doctor`: what a check needs, looked at in order.

use std::fmt::Write as _;

use super::args::{BuiltInArgs, TargetArgs};
use super::settings::ConfigArgs;
use super::{Done, settings, setup};
use crate::exit;
use crate::run::doctor::{self, Line, Word};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 all is well or there are warnings alone, 2 usage or configuration, \
                        4 something is missing."
)]
pub(super) struct DoctorArgs {
    /// The api: see `rollcall list apis`
    api: String,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    config: ConfigArgs,
}

/// The built-in server as it is.
const PLAIN: BuiltInArgs = BuiltInArgs { fault: vec![], profile: vec![] };

/// Looks, and tells each line as it comes.
pub(super) async fn run(args: DoctorArgs) -> Done {
    let dialect = setup::dialect(&args.api)?;
    let (mut file, _) = settings::filed(&args.config, args.target.target.as_ref())?;
    args.target.lay_over(&mut file)?;
    let ready = setup::ready_now(dialect, &file, &PLAIN).await?;
    let built_in = if ready.built_in.is_some() { " (the built-in server)" } else { "" };
    let mark = if file.production == Some(true) { ", in production" } else { "" };
    let target = &ready.target;
    super::print(&format!("{} {}{built_in}{mark}\n\n", dialect.id, target.shown_base()));
    let mut tell = |line: &Line| super::print(&words(line));
    let lines = doctor::examine(dialect, target, ready.provider.as_deref(), &mut tell).await;
    let count = |word: Word| lines.iter().filter(|own| own.word == word).count();
    let (failed, warned) = (count(Word::Fail), count(Word::Warn));
    let end = match (failed, warned) {
        (0, 0) => "all is well".to_owned(),
        (0, _) => format!("nothing is missing; {warned} warned of"),
        _ => format!("{failed} missing, {warned} warned of"),
    };
    super::print(&format!("\n{end}\n"));
    Ok(if failed > 0 { exit::COULD_NOT_RUN } else { 0 })
}

/// A line as a person reads it: what to do stands below.
fn words(line: &Line) -> String {
    let word = match line.word {
        Word::Well => "ok",
        Word::Warn => "warn",
        Word::Fail => "FAIL",
    };
    let mut out = format!("{word:<5} {:<14} {}\n", line.about, line.said);
    if let Some(help) = &line.help {
        let _ = writeln!(out, "      {:<14} help: {help}", "");
    }
    out
}
