//! A panic is a bug of ours. What it says may hold whatever was in memory, so that it passes a redactor like everything else.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt::Write as _;
use std::panic::{self, PanicHookInfo};
use std::sync::{PoisonError, RwLock};

use crate::target::redact::Redactor;

/// So many characters of what it says are shown.
const MOST: usize = 500;

const HELP: &str =
    "report it with this line and the command; a run's journal holds what was seen up to here";

/// Takes out what nobody may read.
static REDACTOR: RwLock<Option<Redactor>> = RwLock::new(None);

/// From now on a panic says where it was, and what, without the secrets that [`keep_out`] was told of.
#[expect(clippy::print_stderr, reason = "the last word of a program that has a bug")]
pub fn guard() {
    panic::set_hook(Box::new(|info| eprint!("{}", words(info))));
}

/// Secrets that no panic may tell.
pub fn keep_out(redactor: Redactor) {
    *REDACTOR.write().unwrap_or_else(PoisonError::into_inner) = Some(redactor);
}

/// What a panic said, without secrets.
pub(super) fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|own| (*own).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    // Who cannot be asked takes everything out.
    let masked = match REDACTOR.try_read().as_deref() {
        Ok(Some(redactor)) => redactor.text(text),
        Ok(None) => text,
        Err(_) => String::new(),
    };
    masked.chars().take(MOST).collect()
}

fn words(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let said = said(info.payload());
    let mut text = format!("rollcall has a bug, at {place}: {said}\n  help: {HELP}\n");
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        let _ = writeln!(text, "{trace}");
    }
    text
}
