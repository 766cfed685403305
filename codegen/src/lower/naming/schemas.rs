//! Names of types. A component has its own name, without the path that a dotted one leads in with and without the word that
//! says that it is an enumeration; a payload has its title, where that is a name; every other schema has the names of those
//! around it and its own. Where two would be called the same, both say more.

use std::collections::BTreeMap;

use super::words::{Role, identifier, split};
use super::{Candidate, distinct, renamed, reserved};
use crate::diagnostic::Diagnostics;
use crate::lower::Input;
use crate::model::{Shape, TypeDef};

/// What a definition may be named by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::lower) struct Words {
    /// A component's name or an operation's id first, then what leads from there to the schema.
    pub(in crate::lower) plain: Vec<String>,
    /// The same with the payload's title in place of what leads to the payload.
    pub(in crate::lower) titled: Option<Vec<String>>,
    /// Whether the first of the plain words is a component's name.
    pub(in crate::lower) of_component: bool,
}

/// Names definitions by their words.
pub(in crate::lower) fn types(
    definitions: &mut [TypeDef],
    words: &[Words],
    input: &Input<'_>,
    diagnostics: &mut Diagnostics,
) {
    let candidate = |(definition, words): (&TypeDef, &Words), owners: &Owners| {
        let at = &definition.doc.pointer;
        let is_enum = matches!(definition.shape, Shape::Enum { .. } | Shape::Integers { .. });
        let mut names = match renamed(input, at) {
            Some(name) => vec![reserved(name)],
            None => names(words, is_enum, owners),
        };
        if let (Some(last), true) = (names.last(), words.plain.len() > 1) {
            names.push(format!("{last}Inline"));
        }
        Candidate { names, spelling: words.plain.join(" "), pointer: at.clone() }
    };
    // First the components, as what is inside of one is called after it.
    let components: Vec<(&TypeDef, &Words)> = definitions
        .iter()
        .zip(words)
        .filter(|(_, words)| words.of_component && words.plain.len() == 1)
        .collect();
    let candidates: Vec<Candidate> =
        components.iter().map(|one| candidate(*one, &Owners::default())).collect();
    // Those that clash are told of below.
    let names = distinct(&candidates, "types", input, &mut Diagnostics::default());
    let owners: Owners = components
        .iter()
        .zip(names)
        .map(|((_, words), name)| (words.plain[0].clone(), name))
        .collect();
    let candidates: Vec<Candidate> =
        definitions.iter().zip(words).map(|one| candidate(one, &owners)).collect();
    let names = distinct(&candidates, "types", input, diagnostics);
    for (definition, name) in definitions.iter_mut().zip(names) {
        definition.ident = name;
    }
}

/// What components are called.
type Owners = BTreeMap<String, String>;

/// Whether a title can stand as a name: one word, without spaces.
pub(in crate::lower) fn is_name(title: &str) -> bool {
    title.starts_with(char::is_alphabetic)
        && title.chars().all(|letter| letter.is_alphanumeric() || "_-.".contains(letter))
}

/// The names that a definition may have, the preferred one first, its full one last.
fn names(words: &Words, is_enum: bool, owners: &Owners) -> Vec<String> {
    let name = |words: &[String]| {
        let all: Vec<String> = words.iter().flat_map(|word| split(word)).collect();
        reserved(identifier(Role::Type, &all, &words.join(" ")))
    };
    let mut names: Vec<String> = words.titled.iter().map(|titled| name(titled)).collect();
    let plain = &words.plain;
    if let (Some((component, rest)), true) = (plain.split_first(), words.of_component) {
        let owner = owners.get(component).filter(|_| !rest.is_empty());
        for short in owner.map(String::as_str).into_iter().chain(endings(component)) {
            if is_enum && rest.is_empty() {
                names.extend(without_enum(short));
            }
            let with_rest = std::iter::once(short.to_owned()).chain(rest.iter().cloned());
            names.push(name(&with_rest.collect::<Vec<_>>()));
        }
    } else {
        names.push(name(plain));
    }
    names.dedup();
    names
}

/// `a.v1.b.c` may be called `c`, `b.c`, `v1.b.c` or `a.v1.b.c`. A version alone says nothing.
fn endings(component: &str) -> Vec<&str> {
    let cuts = component.char_indices().filter(|(_, letter)| *letter == '.').map(|(at, _)| at + 1);
    let mut endings: Vec<&str> =
        cuts.map(|cut| &component[cut..]).filter(|ending| says_something(ending)).collect();
    endings.reverse();
    endings.push(component);
    endings
}

/// Whether there is a word among the segments that is no version: not `v1`, `v1beta2`, `2010-04-01`.
fn says_something(ending: &str) -> bool {
    ending.split('.').any(|segment| {
        let number = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
        let is_version = number.starts_with(|first: char| first.is_ascii_digit());
        !is_version && segment.contains(char::is_alphabetic)
    })
}

/// `participant_enum_status` is the participant's status: that it is an enumeration, its type says.
fn without_enum(component: &str) -> Option<String> {
    let words = split(component);
    let kept: Vec<String> = words.iter().filter(|word| *word != "enum").cloned().collect();
    (!kept.is_empty() && kept.len() < words.len())
        .then(|| reserved(identifier(Role::Type, &kept, component)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(name: &str, rest: &[&str], is_enum: bool) -> Vec<String> {
        let plain = std::iter::once(name).chain(rest.iter().copied()).map(str::to_owned).collect();
        names(&Words { plain, titled: None, of_component: true }, is_enum, &Owners::default())
    }

    #[test]
    fn a_dotted_component_gives_up_its_path_from_the_front() {
        assert_eq!(
            component("api.v2010.account.participant", &[], false),
            [
                "Participant",
                "AccountParticipant",
                "V2010AccountParticipant",
                "ApiV2010AccountParticipant"
            ]
        );
        assert_eq!(
            component("shop.order", &["state"], true),
            ["OrderState", "ShopOrderState"],
            "what is inside goes along"
        );
        let plain = vec!["shop.order".to_owned(), "state".to_owned()];
        let inside = Words { plain, titled: None, of_component: true };
        let owners = Owners::from([("shop.order".to_owned(), "ShopOrder".to_owned())]);
        assert_eq!(names(&inside, true, &owners)[0], "ShopOrderState", "as its owner is called");
    }

    #[test]
    fn a_version_is_no_name() {
        assert_eq!(component("Order.v2", &[], false), ["OrderV2"]);
        assert_eq!(component("io.k8s.v1beta2.Pod", &[], false)[0], "Pod");
        assert_eq!(component("api.2010-04-01.Call", &[], false)[0], "Call");
        assert_eq!(component("a..b.", &[], false)[0], "B", "empty segments are passed over");
        assert_eq!(component("...", &[], false), ["DotDotDot"]);
    }

    #[test]
    fn an_enumeration_need_not_say_that_it_is_one() {
        assert_eq!(
            component("participant_enum_status", &[], true),
            ["ParticipantStatus", "ParticipantEnumStatus"]
        );
        assert_eq!(component("participant_enum_status", &[], false), ["ParticipantEnumStatus"]);
        assert_eq!(component("enum", &[], true), ["Enum"], "but it must be called something");
    }

    #[test]
    fn a_title_goes_before_the_operation_and_a_sentence_is_no_name() {
        let words = Words {
            plain: vec!["things.get".into(), "body".into(), "Kind".into()],
            titled: Some(vec!["GetThingRequest".into(), "Kind".into()]),
            of_component: false,
        };
        assert_eq!(
            names(&words, true, &Owners::default()),
            ["GetThingRequestKind", "ThingsGetBodyKind"]
        );
        for (title, is) in
            [("ListThing.Response-2", true), ("A list of things", false), ("", false)]
        {
            assert_eq!(is_name(title), is, "{title}");
        }
    }
}
