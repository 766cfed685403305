//! Progress on stderr, where a person looks on.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};

use crate::record::Event;

/// Progress on stderr.
pub struct Progress {
    bar: ProgressBar,
}

/// Starts to show progress; shows nothing where stderr is no terminal.
pub fn start() -> Progress {
    let bar =
        if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} cases  {msg}") {
        bar.set_style(style);
    }
    Progress { bar }
}

impl Progress {
    /// Takes note of an event.
    pub fn hear(&self, event: &Event) {
        match event {
            Event::Planned { cases, .. } => self.bar.set_length(*cases as u64),
            Event::CaseDone { failed, .. } => {
                self.bar.inc(1);
                if !failed.is_empty() {
                    self.bar.set_message("failures are confirmed at the end");
                }
            }
            Event::Shrinking { failures } => {
                self.bar.set_message(format!("confirming and shrinking {failures} failures"));
            }
            Event::Confirmed => {}
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
