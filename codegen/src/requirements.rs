//! Normative sentences, from an api's own YAML list and from the lists that it shares with other apis.

use rollcall_spec::Requirement;
use serde_json::Value;

use self::entry::{Entry, Outcome, fault};
use crate::Sentences;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::load::{self, Source};
use crate::place::{File, Places};
use crate::pointer;
use crate::report::{At, Reporter};

mod entry;

/// One list as it was loaded.
struct List<'a> {
    source: &'a Source,
    value: Value,
    places: Places,
}

/// A sentence, and where it stands.
struct Sentence<'l, 'a> {
    requirement: Requirement,
    list: &'l List<'a>,
    here: String,
    /// Whether it is still as the shared list has it.
    is_shared: bool,
}

/// Reads the lists of an api; every fault in them is reported at its place. A shared sentence that the api's own list takes
/// over has the id, and if need be the link, that it has there; every other one is the api's as it stands.
pub(crate) fn read(
    sentences: &Sentences,
    document: &Value,
    diagnostics: &mut Diagnostics,
) -> Vec<Requirement> {
    let Some(own) = List::load(&sentences.own, &["include", "requirements"], diagnostics) else {
        return Vec::new();
    };
    let included = included(&own, sentences, diagnostics);
    let mut all: Vec<Sentence<'_, '_>> = Vec::new();
    for list in &included {
        for (entry, here) in list.entries(document, diagnostics) {
            match entry {
                Entry::Own(requirement) => {
                    all.push(Sentence { requirement, list, here, is_shared: true });
                }
                Entry::Same { .. } => {
                    let message = "a shared list can't take over a sentence";
                    let help = "say the sentence here, and take it over in the list of an api";
                    let at = format!("{here}/same");
                    diagnostics.push(*fault(&list.reporter(), At::Key, &at, message, help));
                }
            }
        }
    }
    for (entry, here) in own.entries(document, diagnostics) {
        match entry {
            Entry::Own(requirement) => {
                all.push(Sentence { requirement, list: &own, here, is_shared: false });
            }
            Entry::Same { id, of, link } => {
                let is_it = |one: &&mut Sentence<'_, '_>| one.is_shared && one.requirement.id == of;
                let Some(one) = all.iter_mut().find(is_it) else {
                    diagnostics.push(unknown(&own, &here, &of));
                    continue;
                };
                one.requirement.id = id.into();
                if let Some(link) = link {
                    one.requirement.link = link;
                }
                (one.list, one.here, one.is_shared) = (&own, here, false);
            }
        }
    }
    told_apart(&all, diagnostics);
    all.into_iter().map(|one| one.requirement).collect()
}

/// The shared lists that an api's own list names.
fn included<'a>(
    own: &List<'a>,
    sentences: &'a Sentences,
    diagnostics: &mut Diagnostics,
) -> Vec<List<'a>> {
    let none = Vec::new();
    let names = match own.value.get("include") {
        None => &none,
        Some(Value::Array(names)) => names,
        Some(_) => {
            let help = "write `include: [rfc]` for `spec/rfc/requirements.yaml`";
            let message = "`include` is a list of names";
            diagnostics.push(*fault(&own.reporter(), At::Value, "/include", message, help));
            &none
        }
    };
    let mut lists = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let found = name.as_str().and_then(|name| sentences.shared.get(name));
        if let Some(source) = found {
            lists.extend(List::load(source, &["requirements"], diagnostics));
            continue;
        }
        let known: Vec<String> = sentences.shared.keys().map(|name| format!("`{name}`")).collect();
        let help = match known.as_slice() {
            [] => "there are no shared lists here".to_owned(),
            known => format!("the shared lists are {}", known.join(", ")),
        };
        let (at, message) =
            (format!("/include/{index}"), format!("there is no shared list {name}"));
        diagnostics.push(*fault(&own.reporter(), At::Value, &at, message, help));
    }
    lists
}

fn unknown(own: &List<'_>, here: &str, of: &str) -> Diagnostic {
    own.reporter()
        .error(
            "requirement-unknown",
            At::Value,
            &format!("{here}/same"),
            format!("no list that is included has a sentence `{of}` which is not taken over yet"),
        )
        .why("the sentence stands in the shared list alone")
        .help("name the list under `include`, and take over each sentence once")
}

/// Reports ids that two sentences have.
fn told_apart(all: &[Sentence<'_, '_>], diagnostics: &mut Diagnostics) {
    let name = |one: &Sentence<'_, '_>| crate::emit::constant(&one.requirement.id);
    for (index, one) in all.iter().enumerate() {
        let Some(first) = all[..index].iter().find(|other| name(other) == name(one)) else {
            continue;
        };
        diagnostics.push(
            one.list
                .reporter()
                .error(
                    "requirement-id-taken",
                    At::Value,
                    &format!("{}/id", one.here),
                    format!("the id `{}` is taken", one.requirement.id),
                )
                .why("an id means one sentence for ever")
                .help("number it on; a dropped sentence leaves a hole")
                .beside(first.list.reporter().excerpt(
                    At::Value,
                    &format!("{}/id", first.here),
                    "first here",
                )),
        );
    }
}

impl<'a> List<'a> {
    /// Loads a list; none, and a diagnostic, where it has not the form of one.
    fn load(source: &'a Source, keys: &[&str], diagnostics: &mut Diagnostics) -> Option<Self> {
        let loaded = match load::load(source, File::Requirements) {
            Ok(loaded) => loaded,
            Err(faults) => {
                diagnostics.extend(faults);
                return None;
            }
        };
        let list = Self { source, value: loaded.value, places: loaded.places };
        list.check(keys).map_err(|fault| diagnostics.push(*fault)).ok()?;
        Some(list)
    }

    fn check(&self, keys: &[&str]) -> Outcome<()> {
        let reporter = self.reporter();
        if self.value.get("requirements").and_then(Value::as_array).is_none() {
            let message = "requirements are a mapping with a list `requirements`";
            let help = "begin with `requirements:`";
            return Err(fault(&reporter, At::Value, "", message, help));
        }
        let map = self.value.as_object();
        let mut known = map.into_iter().flat_map(|map| map.keys());
        if let Some(key) = known.find(|key| !keys.contains(&key.as_str())) {
            let message = format!("this list has no key `{key}`");
            let help = format!("its keys are `{}`", keys.join("`, `"));
            return Err(fault(&reporter, At::Key, &pointer::join("", key), message, help));
        }
        Ok(())
    }

    /// Every entry that is whole, and its pointer.
    fn entries(&self, document: &Value, diagnostics: &mut Diagnostics) -> Vec<(Entry, String)> {
        let entries = self.value.get("requirements").and_then(Value::as_array);
        let reporter = self.reporter();
        let mut read = Vec::new();
        for (index, entry) in entries.into_iter().flatten().enumerate() {
            let here = format!("/requirements/{index}");
            match entry::read(entry, &here, document, &reporter) {
                Ok(entry) => read.push((entry, here)),
                Err(fault) => diagnostics.push(*fault),
            }
        }
        read
    }

    fn reporter(&self) -> Reporter<'_> {
        Reporter { document: self.source, overlay: None, requirements: None, places: &self.places }
    }
}
