//! A discriminator leads from each of its values to one alternative, which can have that value.

use super::{Check, nearest};
use crate::alternatives::{Fault, faults};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::pointer;
use crate::report::At;
use crate::shape::{self, Kind};

pub(super) fn check(check: &Check<'_>, diagnostics: &mut Diagnostics) {
    shape::walk(Kind::OpenApi, "", check.document, &mut |kind, at, value| {
        if kind == Kind::Schema && value.get("discriminator").is_some() {
            for fault in faults(check.document, at) {
                diagnostics.push(diagnostic(check, at, &fault));
            }
        }
    });
}

fn diagnostic(check: &Check<'_>, at: &str, fault: &Fault) -> Diagnostic {
    let reporter = check.reporter;
    let property_at = format!("{at}/discriminator/propertyName");
    let property = check.document.pointer(&property_at).and_then(|name| name.as_str());
    let property = property.unwrap_or_default();
    match fault {
        Fault::Nowhere { entry, target } => {
            let message = format!("nothing stands at `{target}`");
            reporter
                .error("discriminator-mapping", At::Value, entry, message)
                .why("a value that means no schema can't be read")
                .help(suggestion(check, target))
        }
        Fault::Stranger { entry, target } => {
            let message = format!("`{target}` is none of the alternatives");
            reporter
                .error("discriminator-mapping", At::Value, entry, message)
                .why("what the discriminator leads to must be among what may stand here")
                .help("add it to the alternatives, or remove the entry")
        }
        Fault::Twice { tag, first, second } => reporter
            .error(
                "discriminator-tag-taken",
                at_entry(second),
                second,
                format!("`{tag}` means two alternatives"),
            )
            .why("an alternative that `mapping` does not mention is meant by its component's name, and each value means one")
            .help("map each of the two by a value of its own, and name each alternative once")
            .beside(reporter.excerpt(at_entry(first), first, "meant by it as well")),
        Fault::Without { alternative, name } => reporter
            .error(
                "discriminator-property",
                At::Value,
                alternative,
                format!("`{name}` has no property `{property}`"),
            )
            .why("by this property the alternatives are told apart")
            .help(format!("add `{property}` to `{name}` and to its `required`"))
            .beside(reporter.excerpt(At::Value, &property_at, "the discriminator")),
        Fault::Unlike { place, alternative, name, tag, values } => reporter
            .error(
                "discriminator-value",
                at_entry(place),
                place,
                format!("`{tag}` means `{name}`, whose `{property}` is never `{tag}`"),
            )
            .why("no value would be read as this alternative")
            .help(format!("map it by `{}`", values.join("`, `")))
            .beside(reporter.excerpt(At::Key, alternative, "what the value means")),
    }
}

/// Of an entry of the mapping, its key is what is told.
fn at_entry(place: &str) -> At {
    let is_entry = pointer::split(place).is_some_and(|(list, _)| list.ends_with("/mapping"));
    if is_entry { At::Key } else { At::Value }
}

fn suggestion(check: &Check<'_>, target: &str) -> String {
    let schemas = check.document.pointer("/components/schemas").and_then(|all| all.as_object());
    let name = pointer::of_reference(target);
    let name = name.as_deref().and_then(|at| pointer::component(at, "schemas"));
    let names = schemas.into_iter().flat_map(|all| all.keys()).map(String::as_str);
    nearest(name.as_deref().unwrap_or(target), names).map_or_else(
        || "add the schema, or correct the entry".to_owned(),
        |near| format!("did you mean `#/components/schemas/{near}`?"),
    )
}
