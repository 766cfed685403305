//! The translator, one file an api: what the operations are called, how an answer reads as an observation.

mod observe;
mod signalwire;

use rollcall_spec::{Api, Requirement, Route};

pub use observe::{is_last_page, next_link, observe};

use crate::record::{Call, Case};

/// What an api calls the things that every conference-participant API has.
#[derive(Debug, Clone)]
pub struct Dialect {
    /// The folder under `spec/`.
    pub id: &'static str,
    /// The route table.
    pub api: &'static Api,
    /// Every normative sentence.
    pub requirements: &'static [&'static Requirement],
    /// Decodes an answer by the generated types: operation, status, content type, content.
    pub decode: Decode,
    /// `operationId` of each role.
    pub roles: Roles,
    /// The path parameters, outermost first.
    pub ids: Ids,
    /// The member of a list's answer that holds the participants.
    pub items: &'static str,
    /// Members that must name what the path named: member, path parameter.
    pub names: &'static [(&'static str, &'static str)],
    /// What an update's form field sets: field, member.
    pub shows: &'static [(&'static str, &'static str)],
    /// Members that change by an update alone.
    pub followed: &'static [&'static str],
    /// The member that dates the last change.
    pub changed: &'static str,
    /// The member that says whether a participant's leaving ends the conference.
    pub ends_conference: &'static str,
    /// Fields that demand another one: field, its value, the field that must then be there.
    pub demands: &'static [(&'static str, &'static str, &'static str)],
    /// Form fields that must name a participant of the same conference.
    pub names_participant: &'static [&'static str],
    /// Form fields which an update combines at most one group of; prose does not say what else would mean.
    pub exclusive: &'static [&'static [&'static str]],
    /// Query parameters whose good values only a server can hand out.
    pub opaque: &'static [&'static str],
    /// Query parameters of which a value above the minimum needs an opaque one besides.
    pub needs_token: &'static [&'static str],
    /// Prefixes that an opaque value has.
    pub token_prefixes: &'static [&'static str],
    /// Query parameters that filter the list: parameter, member.
    pub filters: &'static [(&'static str, &'static str)],
    /// The query parameter that bounds a page, and the member that repeats it.
    pub page_size: (&'static str, &'static str),
    /// The query parameter that names a page by its number, and the member that repeats it.
    pub page_number: (&'static str, &'static str),
    /// The member that leads to the next page.
    pub next_page: &'static str,
    /// Every member of a page that leads to one.
    pub page_links: &'static [&'static str],
    /// Malformed spellings of a well-formed id.
    pub malformed_ids: fn(&str) -> Vec<String>,
    /// A well-formed id from 16 random bytes, for a path parameter of that name.
    pub fresh_id: fn(&str, [u8; 16]) -> String,
}

/// A decoder of answers by the generated types; none where it knows no such operation.
pub type Decode = fn(&str, u16, Option<&str>, &[u8]) -> Option<Result<(), String>>;

/// `operationId` of each role.
#[derive(Debug, Clone)]
pub struct Roles {
    /// Lists the participants of a conference.
    pub list: &'static str,
    /// Retrieves one.
    pub retrieve: &'static str,
    /// Updates one.
    pub update: &'static str,
    /// Removes one.
    pub remove: &'static str,
}

/// The path parameters, outermost first.
#[derive(Debug, Clone)]
pub struct Ids {
    /// The account's.
    pub account: &'static str,
    /// The conference's.
    pub conference: &'static str,
    /// The participant's.
    pub participant: &'static str,
}

impl Dialect {
    /// The operations that are judged, in the order of a life.
    pub fn operations(&self) -> [&'static str; 4] {
        [self.roles.list, self.roles.retrieve, self.roles.update, self.roles.remove]
    }

    /// The route of an operation that is judged.
    ///
    /// # Panics
    ///
    /// Where the document lacks it; a test holds that none does.
    pub fn route(&self, operation: &str) -> &'static Route {
        self.api.route(operation).unwrap_or_else(|| {
            unreachable!("the document of `{}` has no operation `{operation}`", self.id)
        })
    }

    /// The form fields that set a flag which shows.
    pub fn flags(&self) -> Vec<&'static str> {
        let fields = self.shows.iter().map(|(field, _)| *field);
        fields.filter(|field| !self.names_participant.contains(field)).collect()
    }

    /// Those of the flags that go with no other field, so that any of them can be set beside any other.
    pub fn free_flags(&self) -> Vec<&'static str> {
        let bound = |flag: &&str| self.demands.iter().any(|(field, ..)| field == flag);
        self.flags().into_iter().filter(|flag| !bound(flag)).collect()
    }

    /// Whether an operation changes something by its own method.
    pub fn changes(&self, operation: &str) -> bool {
        operation == self.roles.update || operation == self.roles.remove
    }

    /// Whether a call could change something, be it by a method that is not the operation's own. The safe methods can't
    /// (RFC 9110, 9.2.1).
    pub fn could_change(&self, call: &Call) -> bool {
        match call.method.as_deref() {
            None => self.changes(&call.operation),
            Some(method) => !matches!(method, "GET" | "HEAD" | "OPTIONS"),
        }
    }

    /// Whether a step of a case could change something.
    pub fn case_could_change(&self, case: &Case) -> bool {
        case.steps.iter().any(|step| self.could_change(&step.call))
    }

    /// The ids of the requirements that a check judges.
    pub fn requirements_of(&self, check: &str) -> Vec<&'static str> {
        self.requirements
            .iter()
            .filter(|requirement| match &requirement.link {
                rollcall_spec::Link::Checks(checks) => checks.iter().any(|own| own == check),
                rollcall_spec::Link::Excluded(_) => false,
            })
            .map(|requirement| requirement.id.as_ref())
            .collect()
    }
}

/// Every api that can be judged, sorted by id.
pub const DIALECTS: &[&Dialect] = &[&signalwire::DIALECT];

/// The api of that id.
pub fn dialect(id: &str) -> Option<&'static Dialect> {
    DIALECTS.iter().copied().find(|dialect| dialect.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_and_every_name_stands_in_the_document() {
        for dialect in DIALECTS {
            for operation in dialect.operations() {
                let route = dialect.route(operation);
                assert!(route.template.contains(dialect.ids.account), "{operation}");
                assert!(route.template.contains(dialect.ids.conference), "{operation}");
            }
            let update = dialect.route(dialect.roles.update).request_body.as_ref();
            let form = update.and_then(|body| body.content[0].schema.as_ref()).unwrap();
            let form = dialect.api.schema_document(form);
            for (field, _) in dialect.shows {
                assert!(form.contains(&format!("\"{field}\"")), "{field}");
            }
            let list = dialect.route(dialect.roles.list);
            for (parameter, _) in dialect.filters {
                assert!(list.parameters.iter().any(|own| own.name == *parameter), "{parameter}");
            }
        }
    }
}
