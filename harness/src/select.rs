//! Which checks and which operations a run is about.

use globset::{Glob, GlobMatcher};
use thiserror::Error;

use crate::api::Dialect;
use crate::check::{RULES, Rule};
use crate::record::card::{About, Card};

/// What a run is about.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The checks that judge, sorted as in the registry.
    pub rules: Vec<&'static Rule>,
    /// The operations whose cases are sent.
    pub operations: Vec<&'static str>,
    /// Whether every operation is among them.
    pub every_operation: bool,
    /// The operations that were left out because they change something, where nothing may be changed.
    spared: Option<Vec<&'static str>>,
}

/// A pattern that selects nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SelectError {
    /// It is no pattern.
    #[error("`{flag} {pattern}` is no pattern: {reason}")]
    Malformed {
        /// `--only` or `--skip`.
        flag: &'static str,
        /// The pattern.
        pattern: String,
        /// Why.
        reason: String,
    },
    /// It matches neither a check nor an operation.
    #[error(
        "`{flag} {pattern}` matches no check and no operation{hint}\n  help: `rollcall list checks` names the checks; the operations are {operations}"
    )]
    Nothing {
        /// `--only` or `--skip`.
        flag: &'static str,
        /// The pattern.
        pattern: String,
        /// What was meant, perhaps.
        hint: String,
        /// The operations of the api.
        operations: String,
    },
    /// Everything was skipped.
    #[error("--only and --skip leave nothing to judge\n  help: take one of them away")]
    Empty,
    /// What was selected changes something, and nothing may be changed.
    #[error(
        "--read-only leaves nothing to judge: {0} could change something\n  help: select an operation that is safe, or leave --read-only out"
    )]
    NothingSafe(String),
}

impl Selection {
    /// Reads `--only` and `--skip`: patterns of a check's id (`no-server-error`), of its family and id (`wire/*`), or of
    /// an operation (`delete_*`).
    ///
    /// # Errors
    ///
    /// Where a pattern is malformed or matches nothing, or where nothing is left.
    pub fn new(dialect: &Dialect, only: &[String], skip: &[String]) -> Result<Self, SelectError> {
        let mut selection = Self {
            rules: judging(dialect).collect(),
            operations: dialect.operations(),
            every_operation: true,
            spared: None,
        };
        let all = selection.operations.len();
        let patterns = compile(dialect, "--only", only)?;
        if patterns.iter().any(|own| judging(dialect).any(|rule| own.takes(rule))) {
            selection.rules.retain(|rule| patterns.iter().any(|own| own.takes(rule)));
        }
        if patterns.iter().any(|own| dialect.operations().iter().any(|name| own.matches(name))) {
            selection.operations.retain(|name| patterns.iter().any(|own| own.matches(name)));
        }
        for own in compile(dialect, "--skip", skip)? {
            selection.rules.retain(|rule| !own.takes(rule));
            selection.operations.retain(|name| !own.matches(name));
        }
        if selection.rules.is_empty() || selection.operations.is_empty() {
            return Err(SelectError::Empty);
        }
        selection.every_operation = selection.operations.len() == all;
        Ok(selection)
    }

    /// The selection of a run that was recorded.
    pub fn recorded(
        dialect: &Dialect,
        rules: Vec<&'static Rule>,
        operations: Vec<&'static str>,
        spared: Option<Vec<&'static str>>,
    ) -> Self {
        let every_operation = spared.is_none() && operations.len() == dialect.operations().len();
        Self { rules, operations, every_operation, spared }
    }

    /// The operations that were left out because they change something, where nothing may be changed.
    pub fn spared(&self) -> Option<&[&'static str]> {
        self.spared.as_deref()
    }

    /// The same without any case that could change something, and so without the operations that do.
    ///
    /// # Errors
    ///
    /// Where no operation is left.
    pub fn read_only(mut self, dialect: &Dialect) -> Result<Self, SelectError> {
        let (spared, safe): (Vec<_>, Vec<_>) =
            self.operations.into_iter().partition(|own| dialect.changes(own));
        if safe.is_empty() {
            return Err(SelectError::NothingSafe(spared.join(", ")));
        }
        self.operations = safe;
        self.spared = Some(spared);
        // Cases are left out even where no operation is: those that try other methods, for one.
        self.every_operation = false;
        Ok(self)
    }

    /// Whether nothing may be changed.
    pub const fn is_read_only(&self) -> bool {
        self.spared.is_some()
    }

    /// What a report says of it; nothing where everything selected may be changed.
    pub fn note(&self) -> Option<String> {
        let spared = self.spared.as_ref()?;
        let them =
            if spared.is_empty() { String::new() } else { format!("{}, and ", spared.join(", ")) };
        Some(format!(
            "--read-only: nothing was changed, so {them}what could be seen only by changing something was not judged"
        ))
    }
}

/// The checks that have something to say about an api.
pub fn judging(dialect: &Dialect) -> impl Iterator<Item = &'static Rule> {
    let is_about = |about: About| match about {
        About::Every => true,
        About::Resources => dialect.resources().is_some(),
        About::Calls => dialect.calls().is_some(),
    };
    let judges = move |card: &Card| is_about(card.about) && dialect.leaves_out(card.id).is_none();
    RULES.iter().copied().filter(move |rule| judges(&rule.card))
}

struct Pattern(GlobMatcher);

impl Pattern {
    fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    fn takes(&self, rule: &Rule) -> bool {
        let card = &rule.card;
        self.matches(card.id) || self.matches(&format!("{}/{}", card.family.as_str(), card.id))
    }
}

fn compile(
    dialect: &Dialect,
    flag: &'static str,
    patterns: &[String],
) -> Result<Vec<Pattern>, SelectError> {
    patterns
        .iter()
        .map(|pattern| {
            let glob = Glob::new(pattern).map_err(|source| SelectError::Malformed {
                flag,
                pattern: pattern.clone(),
                reason: source.kind().to_string(),
            })?;
            let own = Pattern(glob.compile_matcher());
            let operations = dialect.operations();
            if judging(dialect).any(|rule| own.takes(rule))
                || operations.iter().any(|name| own.matches(name))
            {
                return Ok(own);
            }
            let names = judging(dialect).map(|rule| rule.card.id).chain(operations.iter().copied());
            Err(SelectError::Nothing {
                flag,
                pattern: pattern.clone(),
                hint: crate::suggest::did_you_mean(pattern, names),
                operations: operations.join(", "),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Family;

    fn select(only: &[&str], skip: &[&str]) -> Result<Selection, SelectError> {
        let texts = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        Selection::new(crate::api::dialect("signalwire").unwrap(), &texts(only), &texts(skip))
    }

    #[test]
    fn patterns_name_checks_families_and_operations() {
        assert_eq!(select(&["no-server-error"], &[]).unwrap().rules.len(), 1);
        let wire = select(&["wire/*"], &[]).unwrap();
        let family = RULES.iter().filter(|rule| rule.card.family == Family::Wire).count();
        assert_eq!(wire.rules.len(), family);
        assert!(wire.every_operation);
        let list = select(&["list_*"], &[]).unwrap();
        assert_eq!(list.operations, ["list_all_participants"]);
        let api = crate::api::dialect("signalwire").unwrap();
        assert_eq!(list.rules.len(), judging(api).count());
        let both = select(&["delete_participant", "wire/*"], &["answer-in-time"]).unwrap();
        assert_eq!((both.rules.len(), both.operations.len()), (family - 1, 1));
    }

    #[test]
    fn a_typing_error_is_told_with_what_was_meant() {
        let message = select(&["no-server-eror"], &[]).unwrap_err().to_string();
        assert!(message.contains("did you mean `no-server-error`"), "{message}");
        assert!(select(&["conference-ends"], &[]).is_err(), "it has nothing to say there");
        assert!(select(&["[x"], &[]).is_err());
        assert_eq!(select(&[], &["*"]).unwrap_err(), SelectError::Empty);
    }

    #[test]
    fn where_nothing_may_be_changed_the_safe_operations_are_left() {
        for api in crate::api::DIALECTS {
            let all = Selection::new(api, &[], &[]).unwrap();
            assert!(!all.is_read_only() && all.note().is_none());
            let own = all.read_only(api).unwrap();
            assert!(own.is_read_only() && !own.every_operation && !own.operations.is_empty());
            let note = own.note().unwrap();
            for operation in api.operations() {
                let is_safe = own.operations.contains(&operation);
                assert_eq!(is_safe, !api.changes(operation), "{operation}");
                assert_eq!(is_safe, !note.contains(operation), "{note}");
            }
        }
        let api = crate::api::dialect("signalwire").unwrap();
        let removal = select(&["delete_participant"], &[]).unwrap().read_only(api);
        assert!(matches!(removal, Err(SelectError::NothingSafe(_))), "{removal:?}");
    }
}
