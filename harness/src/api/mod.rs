//! The translator, one file an api: what the operations are called, how an answer reads as an observation.

pub mod calls;
mod clients;
mod genesys;
mod links;
mod observe;
mod observe_calls;
mod resources;
mod signalwire;
mod twilio;
mod words;

use rollcall_spec::{Api, Requirement, Route};

pub use calls::Calls;
pub use clients::Clients;
pub use links::is_the_same_resource;
pub use observe::{is_last_page, next_link, observe};
pub use resources::Resources;
pub use words::{ConferenceWords, Creation, Envelope, Ids, LabelWords, Roles};

use crate::record::{Answer, Call, Case};

/// An api that can be judged.
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
    /// What kind of api it is, and what it calls its parts.
    pub style: Style,
    /// Checks for which a lawful server of this api may give no occasion, though those of others do.
    pub offered: &'static [&'static str],
    /// Checks that have nothing to say about this api, each with the reason.
    pub not_judged: &'static [(&'static str, &'static str)],
    /// What breaks real clients, in YAML; empty where nobody has measured it.
    pub clients: &'static str,
}

/// What kind of api it is, and what it calls its parts.
#[derive(Debug, Clone)]
pub enum Style {
    /// Participants are resources, each with a URL of its own.
    Resources(&'static Resources),
    /// A call takes operations by name, and what came of them is told as a notification.
    Calls(&'static Calls),
}

/// A decoder of answers by the generated types; none where it knows no such operation.
pub type Decode = fn(&str, u16, Option<&str>, &[u8]) -> Option<Result<(), String>>;

impl Dialect {
    /// What it calls its parts, where participants are resources.
    pub fn resources(&self) -> Option<&'static Resources> {
        match &self.style {
            Style::Resources(own) => Some(own),
            Style::Calls(_) => None,
        }
    }

    /// What it calls its parts, where a call takes operations by name.
    pub fn calls(&self) -> Option<&'static Calls> {
        match &self.style {
            Style::Resources(_) => None,
            Style::Calls(own) => Some(own),
        }
    }

    /// The operations that are judged, in the order of a life.
    pub fn operations(&self) -> Vec<&'static str> {
        match &self.style {
            Style::Resources(own) => own.operations(),
            Style::Calls(own) => own.operations(),
        }
    }

    /// Whether an operation changes something by its own method.
    pub fn changes(&self, operation: &str) -> bool {
        match &self.style {
            Style::Resources(own) => own.changes(operation),
            Style::Calls(own) => operation == own.operate,
        }
    }

    /// Whether a call could change something.
    pub fn could_change(&self, call: &Call) -> bool {
        match &self.style {
            Style::Resources(own) => own.could_change(call),
            Style::Calls(own) => own.could_change(call),
        }
    }

    /// Whether a step of a case could change something.
    pub fn case_could_change(&self, case: &Case) -> bool {
        case.steps.iter().any(|step| self.could_change(&step.call))
    }

    /// Whether an answer says that it removed a participant.
    pub fn has_removed(&self, call: &Call, answer: &Answer) -> bool {
        match &self.style {
            Style::Resources(own) => {
                call.operation == own.roles.remove && call.method.is_none() && answer.is_success()
            }
            Style::Calls(own) => own.asks_to_remove(call) && calls::is_accepted(answer),
        }
    }

    /// Whether an operation takes a query or a content that can break a constraint.
    pub fn takes_input(&self, operation: &str) -> bool {
        match &self.style {
            Style::Resources(own) => own.takes_input(operation),
            Style::Calls(own) => operation == own.operate,
        }
    }

    /// The names by which a provider hands over what names a conference, and what names a participant.
    pub fn handed_over(&self) -> (Vec<&'static str>, &'static str) {
        match &self.style {
            Style::Resources(own) => {
                (vec![own.ids.account, own.ids.conference], own.ids.participant)
            }
            Style::Calls(own) => (vec![own.call_id], own.participant),
        }
    }

    /// The route of an operation that is judged.
    ///
    /// # Panics
    ///
    /// Where the document lacks it; a test holds that none does.
    pub fn route(&self, operation: &str) -> &'static Route {
        route(self.api, operation)
    }

    /// Why a check has nothing to say about this api; none where it has.
    pub fn leaves_out(&self, check: &str) -> Option<&'static str> {
        self.not_judged.iter().find(|(own, _)| *own == check).map(|(_, reason)| *reason)
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

/// The route of an operation of a document that has it.
fn route(api: &'static Api, operation: &str) -> &'static Route {
    api.route(operation)
        .unwrap_or_else(|| unreachable!("the document has no operation `{operation}`"))
}

/// Every api that can be judged, sorted by id.
pub const DIALECTS: &[&Dialect] = &[&genesys::DIALECT, &signalwire::DIALECT, &twilio::DIALECT];

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
                let _ = dialect.route(operation);
            }
            match &dialect.style {
                Style::Resources(words) => resources_stand_in_the_document(words),
                Style::Calls(words) => {
                    let route = dialect.route(words.operate);
                    assert!(route.template.contains(&format!("{{{}}}", words.call_id)));
                    let body = route.request_body.as_ref().unwrap().content[0].schema.as_ref();
                    let schema = dialect.api.schema_document(body.unwrap());
                    let names = [words.remove, words.hold.0, words.unhold.0, words.participant];
                    for name in names.iter().chain(words.ends) {
                        assert!(schema.contains(&format!("\"{name}\"")), "{name}");
                    }
                    let event = dialect.api.events_on(words.channel).next().unwrap();
                    let schema = dialect.api.schema_document(event.schema().unwrap());
                    let (held, established) = (words.hold.1, words.unhold.1);
                    let told = [words.participants_told, words.state_told];
                    for name in [held, established, words.ended].iter().chain(&told) {
                        assert!(schema.contains(&format!("\"{name}\"")), "{name}");
                    }
                }
            }
        }
    }

    fn resources_stand_in_the_document(words: &Resources) {
        for operation in words.operations() {
            let route = words.route(operation);
            for id in words.ids_of(operation) {
                assert!(route.template.contains(&format!("{{{id}}}")), "{operation}: {id}");
            }
        }
        let update = words.route(words.roles.update).request_body.as_ref();
        let form = update.and_then(|body| body.content[0].schema.as_ref()).unwrap();
        let form = words.api.schema_document(form);
        for (field, _) in words.shows {
            assert!(form.contains(&format!("\"{field}\"")), "{field}");
        }
        let list = words.route(words.roles.list);
        for (parameter, _) in words.filters {
            assert!(list.parameters.iter().any(|own| own.name == *parameter), "{parameter}");
        }
    }
}
