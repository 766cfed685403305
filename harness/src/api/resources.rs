//! What an api calls its parts where participants are resources, each with a URL of its own.

use rollcall_spec::{Api, Route};

use super::words::{ConferenceWords, Creation, Envelope, Ids, LabelWords, Roles};
use crate::record::{Call, Place, Step};

/// What an api calls its parts where participants are resources.
#[derive(Debug, Clone)]
pub struct Resources {
    /// The folder under `spec/`.
    pub id: &'static str,
    /// The route table.
    pub api: &'static Api,
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
    /// By so many bytes the content of one participant may differ from look to look by itself: its state comes and goes.
    pub moves_by: u64,
    /// The member that dates the last change.
    pub changed: &'static str,
    /// The members that are dates, where they are to be written in universal time.
    pub dates: &'static [&'static str],
    /// The member that says whether a participant's leaving ends the conference.
    pub ends_conference: &'static str,
    /// Fields that demand another one: field, its value, the field that must then be there.
    pub demands: &'static [(&'static str, &'static str, &'static str)],
    /// Form fields that must name a participant of the same conference.
    pub names_participant: &'static [&'static str],
    /// Form fields whose participant must not have a flag set: field, the flag's field, its member.
    pub names_one_without: &'static [(&'static str, &'static str, &'static str)],
    /// Form fields of which every value is lawful: what is not true counts as false.
    pub any_value: &'static [&'static str],
    /// Whether a flag that is neither true nor false is refused at best, so that a server which takes it is only warned of.
    pub loose_flags: bool,
    /// Whether a form field that the document does not have breaks a constraint.
    pub closed_form: bool,
    /// The statuses that refuse bad input.
    pub bad_input: &'static [u16],
    /// The statuses that refuse a malformed id.
    pub malformed: &'static [u16],
    /// Form fields which an update combines at most one group of; prose does not say what else would mean.
    pub exclusive: &'static [&'static [&'static str]],
    /// Query parameters whose good values only a server can hand out.
    pub opaque: &'static [&'static str],
    /// Query parameters of which a value above the minimum needs an opaque one besides.
    pub needs_token: &'static [&'static str],
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
    /// What is around the participants of a page, where a document says that besides its schema.
    pub envelope: Option<Envelope>,
    /// The member whose date is the order of the list.
    pub ordered_by: Option<&'static str>,
    /// How a conference itself is looked at and ended.
    pub conference: Option<ConferenceWords>,
    /// How a participant is created: it places a call, so that no case does it.
    pub creation: Option<Creation>,
    /// What may stand in the place of a participant's id.
    pub label: Option<LabelWords>,
    /// Whether two ids that differ in the case of their letters are the same.
    pub ids_ignore_case: bool,
    /// Malformed spellings of a well-formed id.
    pub malformed_ids: fn(&str) -> Vec<String>,
    /// A well-formed id from 16 random bytes, for a path parameter of that name.
    pub fresh_id: fn(&str, [u8; 16]) -> String,
}

impl Resources {
    /// The operations that are judged, in the order of a life.
    pub fn operations(&self) -> Vec<&'static str> {
        let roles = &self.roles;
        let mut all = vec![roles.list, roles.retrieve, roles.update, roles.remove];
        all.extend(self.conference.iter().flat_map(|own| [own.fetch, own.update]));
        all
    }

    /// Whether an operation is about one participant.
    pub fn is_of_participant(&self, operation: &str) -> bool {
        [self.roles.retrieve, self.roles.update, self.roles.remove].contains(&operation)
    }

    /// The words for a conference, where an operation is about the conference itself.
    pub fn of_conference(&self, operation: &str) -> Option<&ConferenceWords> {
        let own = self.conference.as_ref();
        own.filter(|own| own.fetch == operation || own.update == operation)
    }

    /// The path parameters of an operation, outermost first.
    pub fn ids_of(&self, operation: &str) -> Vec<&'static str> {
        let conference = self.of_conference(operation).map_or(self.ids.conference, |own| own.id);
        let mut all = vec![self.ids.account, conference];
        if self.is_of_participant(operation) {
            all.push(self.ids.participant);
        }
        all
    }

    /// The name by which a provider hands over what stands in a path parameter.
    pub fn handed_as(&self, parameter: &'static str) -> &'static str {
        let conference = self.conference.as_ref().is_some_and(|own| own.id == parameter);
        if conference { self.ids.conference } else { parameter }
    }

    /// The handed-over conference that a call is about, or seems to be.
    pub fn conference_of(&self, call: &Call) -> Option<usize> {
        let own = self.of_conference(&call.operation);
        match call.path.get(own.map_or(self.ids.conference, |own| own.id)) {
            Some(
                Place::Handed { conference, participant: None, .. }
                | Place::SmallPrefix { conference, participant: None, .. },
            ) => Some(*conference),
            _ => None,
        }
    }

    /// Whether a call asks for the end of its conference.
    pub fn asks_to_end(&self, call: &Call) -> bool {
        let own = self.conference.as_ref().filter(|own| own.update == call.operation);
        own.is_some_and(|own| {
            let end = (own.end.0.to_owned(), Place::text(own.end.1));
            call.form().contains(&end)
        })
    }

    /// Whether a step names its participant by a label, or by what could be one.
    pub fn is_by_label(&self, step: &Step) -> bool {
        let Some(label) = &self.label else { return false };
        let named = step.call.path.get(self.ids.participant);
        let handed = matches!(named, Some(Place::Handed { name, .. }) if name == label.handed);
        handed || step.breaks.as_ref().is_some_and(|own| own.name == label.handed)
    }

    /// Whether two ids are the same.
    pub fn same_id(&self, one: &str, other: &str) -> bool {
        if self.ids_ignore_case { one.eq_ignore_ascii_case(other) } else { one == other }
    }

    /// An id, written as ids are compared.
    pub fn id_key(&self, id: &str) -> String {
        if self.ids_ignore_case { id.to_ascii_lowercase() } else { id.to_owned() }
    }

    /// The route of an operation that is judged.
    ///
    /// # Panics
    ///
    /// Where the document lacks it; a test holds that none does.
    pub fn route(&self, operation: &str) -> &'static Route {
        super::route(self.api, operation)
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

    /// The flag by which a participant's leaving ends the conference, where an update sets it.
    pub fn ends_flag(&self) -> Option<&'static str> {
        let mut shows = self.shows.iter();
        shows.find(|(_, member)| *member == self.ends_conference).map(|(field, _)| *field)
    }

    /// Whether an operation changes something by its own method.
    pub fn changes(&self, operation: &str) -> bool {
        let conference = self.conference.as_ref().is_some_and(|own| own.update == operation);
        conference || operation == self.roles.update || operation == self.roles.remove
    }

    /// Whether an operation takes a query or a content that can break a constraint.
    pub fn takes_input(&self, operation: &str) -> bool {
        operation == self.roles.list || self.changes(operation) && operation != self.roles.remove
    }

    /// Whether a call could change something, be it by a method that is not the operation's own. The safe methods can't
    /// (RFC 9110, 9.2.1).
    pub fn could_change(&self, call: &Call) -> bool {
        match call.method.as_deref() {
            None => self.changes(&call.operation),
            Some(method) => !matches!(method, "GET" | "HEAD" | "OPTIONS"),
        }
    }
}
