//! Named defects that the reference server can be told to have, and which checks must see each.

mod defect;
mod genesys;
mod laml;
mod signalwire;
mod twilio;

use std::fmt;
use std::sync::LazyLock;

pub(super) use defect::Defect;

/// A defect by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Its stable id, in kebab case.
    pub id: &'static str,
    /// What the server does, in one line.
    pub title: &'static str,
    /// The ids of the checks which must see it.
    pub checks: &'static [&'static str],
    /// The ids of further checks which may see it too, rightly; any other that fires because of it fires falsely.
    pub also: &'static [&'static str],
    pub(super) defect: Defect,
}

/// Checks of an answer's form that may see the same defect.
const FORM: &[&str] = &["body-matches-schema", "types-decode"];

const fn fault(
    id: &'static str,
    title: &'static str,
    checks: &'static [&'static str],
    also: &'static [&'static str],
    defect: Defect,
) -> Fault {
    Fault { id, title, checks, also, defect }
}

/// What the LaML dialects share with what is an api's own, in one sorted table each.
static SIGNALWIRE: LazyLock<Vec<Fault>> = LazyLock::new(|| table(signalwire::FAULTS));
static TWILIO: LazyLock<Vec<Fault>> = LazyLock::new(|| table(twilio::FAULTS));

/// An api's own faults and the shared ones; where both tables know a defect, the api's own line holds.
fn table(own: &[Fault]) -> Vec<Fault> {
    let is_own = |fault: &&Fault| own.iter().any(|own| own.defect == fault.defect);
    let shared = laml::FAULTS.iter().filter(|fault| !is_own(fault));
    let mut all = shared.chain(own).copied().collect::<Vec<_>>();
    all.sort_by_key(|fault| fault.id);
    all
}

impl Fault {
    /// Whether it shows one time in many, so that fewer cases than a check sends by default may miss it.
    pub fn is_rare(&self) -> bool {
        matches!(self.defect, Defect::TwoDeletesBothSucceedRarely | Defect::UpdateLostInRaceRarely)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// No fault of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{api}` has no fault `{id}`\n  help: {}",
    nearest.map_or_else(
        || format!("`rollcall list faults {api}` shows them all"),
        |nearest| format!("did you mean `{nearest}`?"),
    )
)]
pub struct UnknownFault {
    /// The api whose faults were looked through.
    pub api: String,
    /// As it was asked for.
    pub id: String,
    /// The fault whose name is most like it, if one is.
    pub nearest: Option<&'static str>,
}

/// Every fault of an api's reference server, sorted by id; empty for an api that it does not speak.
pub fn faults(api: &str) -> &'static [Fault] {
    match api {
        "genesys" => genesys::FAULTS,
        "signalwire" => &SIGNALWIRE,
        "twilio" => &TWILIO,
        _ => &[],
    }
}

/// A fault by its id.
pub fn find_fault(api: &str, id: &str) -> Result<&'static Fault, UnknownFault> {
    /// Below this likeness (Jaro-Winkler, 0 to 1) a name is no help.
    const LIKE: f64 = 0.8;
    let table = faults(api);
    table.iter().find(|fault| fault.id == id).ok_or_else(|| {
        let nearest = table
            .iter()
            .map(|fault| (strsim::jaro_winkler(fault.id, id), fault.id))
            .filter(|(likeness, _)| *likeness >= LIKE)
            .max_by(|left, right| left.0.total_cmp(&right.0));
        UnknownFault { api: api.to_owned(), id: id.to_owned(), nearest: nearest.map(|(_, id)| id) }
    })
}

/// The defects that a server has at present.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Active(Vec<Defect>);

impl Active {
    /// Those of some faults.
    pub(super) fn new(faults: &[&'static Fault]) -> Self {
        Self(faults.iter().map(|fault| fault.defect).collect())
    }

    /// Whether the server has this defect.
    pub(super) fn has(&self, defect: Defect) -> bool {
        self.0.contains(&defect)
    }

    /// Whether the server is plain. Where it is, no hook costs more than this question.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any of them needs the rewriter on the wire.
    pub(super) fn reach_the_wire(&self) -> bool {
        self.0.iter().any(|defect| defect.reaches_the_wire())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_each_fault_has_a_check() {
        for table in [laml::FAULTS, signalwire::FAULTS, twilio::FAULTS] {
            assert!(table.windows(2).all(|pair| pair[0].id < pair[1].id));
        }
        for table in [faults("genesys"), faults("signalwire"), faults("twilio")] {
            assert!(table.windows(2).all(|pair| pair[0].id < pair[1].id));
            for fault in table {
                assert!(!fault.checks.is_empty(), "{fault}");
                assert!(fault.checks.iter().all(|check| !fault.also.contains(check)), "{fault}");
                let namesakes = table.iter().filter(|other| other.defect == fault.defect);
                assert_eq!(namesakes.count(), 1, "{fault}");
            }
        }
    }

    #[test]
    fn a_misspelt_fault_is_named() {
        assert_eq!(
            find_fault("signalwire", "list-omits-one").map(|found| found.id),
            Ok("list-omits-one")
        );
        let error = find_fault("signalwire", "list-omit-one").unwrap_err();
        assert_eq!(error.nearest, Some("list-omits-one"));
        assert!(error.to_string().contains("did you mean `list-omits-one`?"));
        assert_eq!(find_fault("signalwire", "xyz").unwrap_err().nearest, None);
        assert_eq!(find_fault("genesys", "list-omits-one").unwrap_err().nearest, None);
    }
}
