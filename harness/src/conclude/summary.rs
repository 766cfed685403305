//! The end of a run: floor, verdict, summary.

use std::cell::LazyCell;

use super::tally::Tally;
use super::{Cause, Confirmed, Ending, Outcome, Supply, Terms, finding};
use crate::api::{Calls, Clients};
use crate::check::{Context, Rule};
use crate::record::summary::milliseconds;
use crate::record::whole::{Grounds, Seen, check_word, rank, verdict};
use crate::record::{
    CheckLine, Class, Counts, Finding, FloorLine, OperationLine, Sample, Shard, Summary, Timing,
};
use rollcall_spec::Route;

/// Everything that a conclusion is drawn from.
pub(super) struct Conclusion<'a> {
    pub(super) context: &'a Context,
    pub(super) terms: &'a Terms,
    pub(super) tally: &'a Tally,
    pub(super) ending: &'a Ending,
}

impl Conclusion<'_> {
    /// What the run came to.
    pub(super) fn outcome(&self, confirmed: &[Confirmed]) -> Outcome {
        // Read once, and only where there is something to say.
        let clients = LazyCell::new(|| Clients::of(self.context.dialect));
        let (mut findings, replays): (Vec<Finding>, _) =
            confirmed.iter().map(|own| self.finding(own, &clients)).unzip();
        rank(&mut findings);
        let (tally, terms) = (self.tally, self.terms);
        let checks = self.checks(tally, &findings);
        let floor = self.floor(tally);
        let cut_short = self.cut_short(tally);
        let verdict = verdict(Grounds {
            findings: &findings,
            checks: &checks,
            floor: &floor,
            cut_short: cut_short.is_some(),
            strict: terms.strict,
            shard: terms.shard,
        });
        let counts = self.counts(tally, &checks);
        let api = self.context.dialect.api;
        let summary = Summary {
            api: self.context.dialect.id.to_owned(),
            target: terms.target_name.clone(),
            built_in: terms.built_in,
            seed: terms.seed,
            digest: api.digest.to_string(),
            strict: terms.strict,
            shard: terms.shard,
            verdict,
            operations: self.operations(tally),
            counts,
            checks,
            findings,
            requirements: self.context.dialect.requirements,
            document_findings: api.findings.to_vec(),
            own_document: terms.own_document.clone(),
            floor,
            cut_short,
            notes: self.notes(tally),
            samples: self.samples(),
            baseline: None,
            timing: self.timing(tally),
        };
        Outcome { summary, replays }
    }

    fn checks(&self, tally: &Tally, findings: &[Finding]) -> Vec<CheckLine> {
        let selection = &self.terms.selection;
        let dialect = self.context.dialect;
        let word = |rule: &Rule, judged: usize| {
            let seen = Seen {
                failed: findings.iter().any(|own| own.check == rule.card.id),
                judged,
                offered: dialect.offered.contains(&rule.card.id),
                every_operation: selection.every_operation,
                shard: self.terms.shard,
            };
            check_word(&rule.card, seen)
        };
        selection
            .rules
            .iter()
            .zip(&tally.judged)
            .map(|(rule, judged)| CheckLine {
                id: rule.card.id.to_owned(),
                family: rule.card.family.as_str().to_owned(),
                title: rule.card.title.to_owned(),
                verdict: word(rule, *judged),
                requirements: self
                    .context
                    .dialect
                    .requirements_of(rule.card.id)
                    .into_iter()
                    .map(Into::into)
                    .collect(),
                exchanges: *judged,
                operations: tally.judged_of(rule.card.id, &selection.rules),
            })
            .collect()
    }

    /// What each selected operation answered.
    fn operations(&self, tally: &Tally) -> Vec<OperationLine> {
        let dialect = self.context.dialect;
        let selected = |own: &&Route| {
            let mut all = self.terms.selection.operations.iter();
            all.any(|operation| *operation == own.operation_id)
        };
        let line = |own: &Route| OperationLine {
            operation: own.operation_id.to_string(),
            method: own.method.to_string(),
            path: own.template.to_string(),
            answers: tally.answers_of(&own.operation_id),
            accepted: tally.accepted_of(&own.operation_id, dialect.calls().is_some()),
        };
        dialect.api.routes.iter().filter(selected).map(line).collect()
    }

    /// Every operation reached with its success, and every refusal that its document names for what was sent.
    fn floor(&self, tally: &Tally) -> Vec<FloorLine> {
        let dialect = self.context.dialect;
        if let Some(words) = dialect.calls() {
            return self.floor_of_calls(words, tally);
        }
        let mut lines = Vec::new();
        for operation in &self.terms.selection.operations {
            let route = dialect.route(operation);
            let mut demand = |what: &str, statuses: Vec<u16>| {
                let seen = statuses
                    .iter()
                    .filter_map(|status| tally.statuses.get(&((*operation).to_owned(), *status)))
                    .sum();
                lines.push(FloorLine {
                    operation: (*operation).to_owned(),
                    what: what.to_owned(),
                    statuses,
                    seen,
                    met: seen > 0,
                });
            };
            demand("success", route.success_codes().collect());
            demand("without credentials", vec![401]);
            demand("an id of nothing", vec![404]);
            if dialect.takes_input(operation) {
                demand("input that breaks a constraint", vec![400, 422]);
            }
        }
        lines
    }

    /// The same, of an api that says by a code what became of a request.
    fn floor_of_calls(&self, words: &Calls, tally: &Tally) -> Vec<FloorLine> {
        let mut lines = Vec::new();
        for operation in &self.terms.selection.operations {
            let mut demand = |what: &str, class: Class, accepted: bool| {
                let key = ((*operation).to_owned(), class, accepted);
                let seen = tally.outcomes.get(&key).copied().unwrap_or_default();
                let (operation, what) = ((*operation).to_owned(), what.to_owned());
                lines.push(FloorLine { operation, what, statuses: vec![], seen, met: seen > 0 });
            };
            // Where clients send messages is a matter of taste, and a warning at most.
            if *operation == words.messages_at {
                continue;
            }
            demand("success", Class::Valid, true);
            let about_a_call = [words.retrieve, words.operate].contains(operation);
            if *operation != words.messages {
                demand("refused without credentials", Class::Unauthenticated, false);
            }
            if about_a_call {
                demand("refused for an id of nothing", Class::Unknown, false);
            }
            if *operation == words.operate {
                demand("refused for input that breaks a constraint", Class::BadInput, false);
            }
        }
        lines
    }

    fn cut_short(&self, tally: &Tally) -> Option<String> {
        if let Some(words) = &self.ending.cut {
            return Some(words.clone());
        }
        let whole = self.terms.fixed;
        let all = self.terms.shard.map_or(whole, |own| own.count(whole));
        let done = tally.fixed_done();
        let after = format!("after {done} of {all} fixed cases");
        match self.ending.cause? {
            Cause::Interrupted => Some("interrupted".to_owned()),
            Cause::Killed => {
                Some(format!("the program was killed {after}; this is what its journal holds"))
            }
            Cause::OutOfTime if done < all && self.terms.supply != Supply::None => {
                Some(format!("--max-time ended the run {after}"))
            }
            Cause::OutOfTime => None,
        }
    }

    fn counts(&self, tally: &Tally, checks: &[CheckLine]) -> Counts {
        let counts = Counts {
            cases: tally.cases,
            cases_not_sent: tally.cases_not_sent,
            requests: tally.requests,
            requests_shrinking: self.ending.requests_shrinking,
            changes: self.ending.changes,
            participants_removed: tally.removed,
            fixtures: self.ending.fixtures,
            ..Counts::default()
        };
        counts.with_words(checks)
    }

    fn notes(&self, tally: &Tally) -> Vec<String> {
        let mut notes = Vec::from_iter(self.terms.selection.note());
        let (supply, ending) = (self.terms.supply, self.ending);
        if supply == Supply::None {
            notes.push(
                "no --fixtures: nothing may be changed and nothing was judged; name a provider that hands over conferences"
                    .to_owned(),
            );
        } else if supply == Supply::Limited && tally.cases_not_sent > 0 {
            notes.push(format!(
                "{} cases were not sent, because the provider's fixtures are used up",
                tally.cases_not_sent
            ));
        }
        for operation in tally.gave_up() {
            notes.push(format!("{operation} hangs: its further cases were not sent"));
        }
        notes.extend(ending.notes.iter().cloned());
        notes.extend(ending.deafness.iter().map(|own| format!("nobody could listen: {own}")));
        if self.context.dialect.calls().is_some() && !self.terms.second_user {
            notes.push(
                "no second user: what is kept apart between users was not judged; set ROLLCALL_SECOND_USERNAME and ROLLCALL_SECOND_PASSWORD"
                    .to_owned(),
            );
        }
        notes.extend(self.terms.shard.filter(Shard::is_part).map(|own| own.note()));
        if let Some(error) = &ending.not_given_back {
            notes.push(format!("the fixtures could not be given back: {error}"));
        }
        notes
    }

    fn samples(&self) -> Vec<Sample> {
        let all = self.tally.samples.iter();
        all.map(|((operation, family), own)| Sample {
            operation: operation.clone(),
            family: family.as_str().to_owned(),
            case: own.case.clone(),
            step: finding::shown(&own.step, &own.exchange, vec![], false),
        })
        .collect()
    }

    fn timing(&self, tally: &Tally) -> Timing {
        let elapsed = self.ending.duration;
        let requests = tally.requests + tally.requests_behind + self.ending.requests_shrinking;
        let operations =
            tally.latency.iter().map(|(operation, latency)| latency.timing(operation)).collect();
        #[expect(clippy::cast_precision_loss, reason = "nobody sends 2^52 requests")]
        let rate = requests as f64 / elapsed.as_secs_f64().max(1e-6);
        Timing {
            started: self.terms.started.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            duration_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            requests_sent: requests,
            requests_per_second: rate.round(),
            operations,
            first_failures: tally
                .first_failures
                .iter()
                .map(|(check, after)| ((*check).to_owned(), milliseconds(*after)))
                .collect(),
            timeline: tally.timeline.as_ref().map(|(_, lines)| lines.clone()).unwrap_or_default(),
        }
    }
}
