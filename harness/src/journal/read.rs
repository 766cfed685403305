//! Reading a journal: counting and judging what it holds, as the run did.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::ending::{Killed, together};
use super::line::{Alike, Line, Run, VERSION};
use crate::api::{self, Dialect};
use crate::check::context::SchemaError;
use crate::check::{Context, judge, registry};
use crate::conclude::{Confirmed, Ending, Key, Outcome, Tally, Terms, alike, conclude, goes_wrong};
use crate::record::Trace;
use crate::record::finding::Reproduced;
use crate::select::Selection;

/// Why a journal cannot be read.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The file cannot be read.
    #[error(
        "the journal `{path}` can't be read: {source}\n  help: give the file that `rollcall check --journal` has written"
    )]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A line is none of a journal's.
    #[error(
        "line {line} of the journal `{path}` is none: {reason}\n  help: give a file as `rollcall check --journal` has written it"
    )]
    Line {
        /// The file.
        path: String,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// It was written by a program that judges otherwise.
    #[error("the journal `{path}` {reason}\n  help: use rollcall {version}, which has written it")]
    Other {
        /// The file.
        path: String,
        /// What differs.
        reason: String,
        /// The version that wrote it.
        version: String,
    },
    /// Several journals are not of one run.
    #[error(
        "`{path}` is not of the same run as the first journal: its {what} differs\n  help: name journals of one api, document, target, seed and selection"
    )]
    Unlike {
        /// The file.
        path: String,
        /// What differs.
        what: &'static str,
    },
    /// Of several shards some are missing.
    #[error(
        "the journals are of {there} of {of} shards\n  help: name those of all shards, or one alone; or put JSON reports together by `rollcall merge`"
    )]
    Missing {
        /// How many were named.
        there: usize,
        /// How many there are.
        of: usize,
    },
    /// A schema of ours is broken.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// What journals hold, judged again.
#[derive(Debug)]
pub struct Recorded {
    /// The api, and its schemas.
    pub context: Context,
    /// What the run was asked for.
    pub terms: Terms,
    /// What was counted.
    pub tally: Tally,
    /// The failures, as they were confirmed.
    pub confirmed: Vec<Confirmed>,
    /// How the run ended.
    pub ending: Ending,
    /// The version of the program that wrote it.
    pub rollcall: String,
    /// What a journal claims and its own records do not show; empty where all is as it should be.
    pub troubles: Vec<String>,
}

impl Recorded {
    /// What the run came to.
    pub fn outcome(&self) -> Outcome {
        conclude(&self.context, &self.terms, &self.tally, &self.confirmed, &self.ending)
    }
}

/// Reads the journal of a run, or those of its parts.
///
/// # Errors
///
/// Where one cannot be read, is of another version of the program or its documents, or is of another run.
pub fn read(paths: &[PathBuf]) -> Result<Recorded, JournalError> {
    let mut reading: Option<Reading> = None;
    for path in paths {
        read_file(path, &mut reading)?;
    }
    let missing = || io::Error::new(io::ErrorKind::NotFound, "no journal was named");
    let path = String::new();
    let mut reading = reading.ok_or_else(|| JournalError::Read { path, source: missing() })?;
    reading.join_shards()?;
    Ok(reading.finish())
}

/// What has been read so far.
struct Reading {
    run: Run,
    context: Context,
    terms: Terms,
    tally: Tally,
    /// What became of the failures that were sent again: how often they showed again, and the record.
    found: BTreeMap<Key, (Reproduced, Trace)>,
    dismissed: BTreeMap<Key, Trace>,
    endings: Vec<Ending>,
    /// The shards whose journals were read, where the run was split.
    shards: BTreeSet<usize>,
    troubles: Vec<String>,
}

fn read_file(path: &Path, reading: &mut Option<Reading>) -> Result<(), JournalError> {
    let name = path.display().to_string();
    let unreadable = |source| JournalError::Read { path: name.clone(), source };
    let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
    let mut text = Vec::new();
    let mut number = 0;
    let mut killed = Killed::default();
    let mut end = None;
    loop {
        text.clear();
        number += 1;
        if file.read_until(b'\n', &mut text).map_err(unreadable)? == 0 {
            break;
        }
        let wrong =
            |reason: String| JournalError::Line { path: name.clone(), line: number, reason };
        let whole = text.ends_with(b"\n");
        let line: Line<Trace> = match serde_json::from_slice(&text) {
            Ok(line) => line,
            // The program was killed while it wrote that one.
            Err(_) if !whole && number > 1 => break,
            Err(error) => return Err(wrong(error.to_string())),
        };
        if end.is_some() {
            return Err(wrong("something stands behind the end".to_owned()));
        }
        match (line, number, reading.as_mut()) {
            (Line::Run(run), 1, Some(known)) => known.is_like(&run, &name)?,
            (Line::Run(run), 1, None) => *reading = Some(Reading::begin(*run, &name)?),
            (Line::Run(_), ..) => return Err(wrong("a second beginning".to_owned())),
            (_, 1, _) | (_, _, None) => {
                return Err(wrong("the first line is not that of a run".to_owned()));
            }
            (Line::End(ending), _, _) => end = Some(ending),
            (line, _, Some(known)) => {
                killed.hear(known.context.dialect, &line);
                known.take(line).map_err(wrong)?;
            }
        }
    }
    let Some(reading) = reading else {
        let reason = "the file is empty".to_owned();
        return Err(JournalError::Line { path: name, line: 1, reason });
    };
    reading.endings.push(end.unwrap_or_else(|| killed.ending()));
    Ok(())
}

impl Reading {
    fn begin(run: Run, path: &str) -> Result<Self, JournalError> {
        let other = |reason: String| JournalError::Other {
            path: path.to_owned(),
            reason,
            version: run.rollcall.clone(),
        };
        if run.journal != VERSION {
            return Err(other(format!("has version {}, this is version {VERSION}", run.journal)));
        }
        let dialect = api::dialect(&run.api)
            .ok_or_else(|| other(format!("is of an api that nobody here knows, `{}`", run.api)))?;
        if run.document != dialect.api.digest {
            let ours = &dialect.api.digest;
            return Err(other(format!(
                "was judged by another document of `{}`: digest {}, here {ours}",
                run.api, run.document
            )));
        }
        let selection = selection(&run, dialect).map_err(other)?;
        let started =
            run.started.parse().map_err(|error| other(format!("begins at no time: {error}")))?;
        let terms = Terms {
            seed: run.seed,
            strict: run.strict,
            shard: run.shard,
            replays: run.replays.clone(),
            target_name: run.target.clone(),
            built_in: run.built_in,
            own_document: run.own_document.clone(),
            username: run.username.clone(),
            second_user: run.second_user,
            supply: run.supply,
            fixed: run.fixed,
            started,
            selection,
        };
        Ok(Self {
            context: Context::new(dialect)?,
            tally: Tally::new(&terms.selection),
            terms,
            shards: run.shard.iter().map(|own| own.index).collect(),
            run,
            found: BTreeMap::new(),
            dismissed: BTreeMap::new(),
            endings: vec![],
            troubles: vec![],
        })
    }

    /// Whether another journal is of the same run.
    fn is_like(&mut self, other: &Run, path: &str) -> Result<(), JournalError> {
        let own = &self.run;
        let plan = |run: &Run| run.shard.map(|own| (own.of, own.cases));
        let another = other.shard.is_none_or(|own| self.shards.insert(own.index));
        let pairs = [
            ("api", own.api == other.api),
            ("document", own.document == other.document),
            ("version of rollcall", own.rollcall == other.rollcall),
            ("target", own.target == other.target),
            ("seed", own.seed == other.seed),
            (
                "selection",
                own.checks == other.checks
                    && own.operations == other.operations
                    && own.spared == other.spared,
            ),
            ("strictness", own.strict == other.strict),
            ("count of shards", plan(own) == plan(other)),
            ("shard, which is there twice,", another),
        ];
        match pairs.iter().find(|(_, same)| !same) {
            Some((what, _)) => Err(JournalError::Unlike { path: path.to_owned(), what }),
            None => Ok(()),
        }
    }

    /// Takes the shards for the whole, where all of them were read.
    fn join_shards(&mut self) -> Result<(), JournalError> {
        let (there, of) = (self.shards.len(), self.terms.shard.map_or(1, |own| own.of));
        if there > 1 && there < of {
            return Err(JournalError::Missing { there, of });
        }
        if there > 1 {
            self.terms.shard = None;
        }
        Ok(())
    }

    /// Counts and judges what a line holds.
    fn take(&mut self, line: Line<Trace>) -> Result<(), String> {
        match line {
            Line::Case { at, trace } => {
                let rules = &self.terms.selection.rules;
                let mut counts = vec![0; rules.len()];
                let failed = judge(&self.context, rules, &trace, &mut counts);
                self.tally.add(self.context.dialect, rules, &trace, &counts, failed, at);
                self.tally.done(trace.case.index, self.terms.fixed);
            }
            Line::NotSent(place) => self.tally.not_sent(place, self.terms.fixed),
            Line::Finding { alike, reproduced, trace } => {
                self.found.insert(key(alike)?, (reproduced, trace));
            }
            Line::Dismissed { alike, in_turn } => {
                self.dismissed.insert(key(alike)?, in_turn);
            }
            Line::Run(_) | Line::End(_) => {}
        }
        Ok(())
    }

    fn finish(mut self) -> Recorded {
        let mut confirmed = Vec::new();
        for (key, failure) in std::mem::take(&mut self.tally.failures) {
            if let Some(in_turn) = self.dismissed.remove(&key) {
                if goes_wrong(&self.context, &in_turn) {
                    continue;
                }
                self.troubles.push(format!(
                    "{}: its requests one after the other go well, though it says otherwise",
                    key.check
                ));
            }
            let mut own = Confirmed::new(key, failure);
            if let Some((reproduced, trace)) = self.found.remove(&own.key) {
                match alike(&self.context, own.rule, &own.key, &trace) {
                    Some(failing) => {
                        own.reproduced = reproduced;
                        own.failing = failing;
                        own.trace = trace;
                    }
                    // Of what did not show again there is what the case shows.
                    None if reproduced.times == 0 => own.reproduced = reproduced,
                    None => self.troubles.push(format!(
                        "{}: what was sent again does not show `{}`",
                        own.key.check, own.key.message
                    )),
                }
            }
            confirmed.push(own);
        }
        let unseen = self.found.keys().chain(self.dismissed.keys());
        self.troubles
            .extend(unseen.map(|key| format!("{}: no case shows `{}`", key.check, key.message)));
        let ending = together(self.endings);
        self.tally.requests_shrinking = ending.requests_shrinking;
        let Self { context, terms, tally, troubles, run, .. } = self;
        Recorded { context, terms, tally, confirmed, ending, rollcall: run.rollcall, troubles }
    }
}

fn key(alike: Alike) -> Result<Key, String> {
    let rule = registry::rule(&alike.check)
        .ok_or_else(|| format!("there is no check `{}`", alike.check))?;
    Ok(Key { check: rule.card.id, operation: alike.operation, message: alike.message })
}

/// The checks and operations that a run was about.
fn selection(run: &Run, dialect: &'static Dialect) -> Result<Selection, String> {
    let rule = |id: &String| registry::rule(id).ok_or_else(|| format!("names no check: `{id}`"));
    let rules = run.checks.iter().map(rule).collect::<Result<Vec<_>, _>>()?;
    let all = dialect.operations();
    let operation = |id: &String| {
        let own = all.iter().copied().find(|own| own == id);
        own.ok_or_else(|| format!("names no operation: `{id}`"))
    };
    let those = |own: &Vec<String>| own.iter().map(operation).collect::<Result<Vec<_>, _>>();
    let operations = those(&run.operations)?;
    let spared = run.spared.as_ref().map(those).transpose()?;
    Ok(Selection::recorded(dialect, rules, operations, spared))
}
