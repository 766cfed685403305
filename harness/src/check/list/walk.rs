//! Walks: a list and the pages that were followed from it, read for the checks that judge them.

use serde_json::Value;

use super::super::{At, Context, Judged};
use super::listed;
use crate::api::{self, Resources};
use crate::lifecycle::Action;
use crate::record::verdict::Failing;
use crate::record::{Call, Place};

/// A list and the pages that were followed from it.
pub(super) struct Walk<'a> {
    /// The request that it began with.
    pub(super) call: &'a Call,
    /// The pages that came; the first of them is the list's own answer.
    pub(super) pages: Vec<Page<'a>>,
    /// Whether the last of them says that there is no other.
    pub(super) ended: bool,
    /// Where the last link led to nothing: the step and the status.
    pub(super) nowhere: Option<(usize, u16)>,
}

/// One page.
pub(super) struct Page<'a> {
    /// At which step it came, from 0.
    pub(super) step: usize,
    /// What it holds.
    pub(super) body: &'a Value,
    /// The participants on it, each by its id.
    pub(super) ids: Vec<String>,
}

/// Every walk of a case, those of a single page among them.
///
/// A page that did not come, or that shows no participants, breaks a walk off: other checks say what is wrong with it.
pub(super) fn walks<'a>(context: &Context, judged: &'a Judged<'a>) -> Vec<Walk<'a>> {
    let steps = &judged.trace.case.steps;
    let begins = steps.iter().enumerate().filter(|(_, step)| !step.call.next_page);
    let walk = |(first, step): (usize, &'a crate::record::Step)| {
        let followed = steps[first + 1..].iter().take_while(|step| step.call.next_page).count();
        let mut pages = vec![page(context, judged, first)?];
        let rest = first + 1..=first + followed;
        pages.extend(rest.map_while(|place| page(context, judged, place)));
        let last = pages.last()?;
        let ended = api::is_last_page(context.resources()?, last.body);
        let beyond = Some(last.step + 1).filter(|place| *place <= first + followed);
        let answer = beyond.and_then(|place| judged.trace.exchanges.get(place)?.answer());
        let nowhere = answer.filter(|answer| !answer.is_success() && answer.status < 500);
        let nowhere = nowhere.map(|answer| (first + pages.len(), answer.status));
        Some(Walk { call: &step.call, pages, ended, nowhere })
    };
    begins.filter_map(walk).collect()
}

fn page<'a>(context: &Context, judged: &'a Judged<'a>, index: usize) -> Option<Page<'a>> {
    let dialect = context.resources()?;
    let (_, step, exchange) = judged.trace.steps().nth(index)?;
    let body = listed(context, &At { judged, index, step, exchange })?;
    let (member, _) = dialect.names.iter().find(|(_, own)| *own == dialect.ids.participant)?;
    let id = |item: &Value| Some(dialect.id_key(item.get(member)?.as_str()?));
    let ids = body.get(dialect.items)?.as_array()?.iter().map(id).collect::<Option<Vec<_>>>()?;
    Some(Page { step: index, body, ids })
}

impl Walk<'_> {
    /// Where it began, from 0.
    pub(super) fn first(&self) -> usize {
        self.pages[0].step
    }

    /// The number that bounds each of its pages.
    pub(super) fn page_size(&self, dialect: &Resources) -> Option<u64> {
        let (parameter, _) = dialect.page_size;
        self.call.query.iter().find(|(own, _)| own == parameter).and_then(|(_, place)| {
            let Place::Text(text) = place else { return None };
            text.parse().ok()
        })
    }

    /// What it was asked for besides a page's size.
    pub(super) fn filters(&self, dialect: &Resources) -> Vec<&(String, Place)> {
        let (size, _) = dialect.page_size;
        self.call.query.iter().filter(|(name, _)| name != size).collect()
    }

    /// What its pages are parts of: the same list, asked for in one piece before, without a change since.
    pub(super) fn whole_lists<'b>(
        &self,
        dialect: &Resources,
        judged: &Judged<'_>,
        walks: &'b [Walk<'_>],
    ) -> Vec<&'b Page<'b>> {
        let still = |from: usize| {
            let between = &judged.moments[from..self.first()];
            between.iter().all(|moment| moment.action == Action::Look)
        };
        let alike = |own: &&Walk<'_>| {
            let before = own.first() < self.first() && still(own.first());
            let same =
                own.call.path == self.call.path && own.filters(dialect) == self.filters(dialect);
            before && same && own.page_size(dialect).is_none()
        };
        walks.iter().filter(alike).map(|own| &own.pages[0]).collect()
    }

    /// What of the walk's first request the page at that place does not keep.
    pub(super) fn forgets(&self, dialect: &Resources, place: usize) -> Option<Failing> {
        let page = &self.pages[place];
        let failing = |message: String, expected: String, actual: String| {
            Some(Failing { step: page.step, message, expected, actual })
        };
        for (parameter, member) in dialect.filters {
            let asked = self.call.query.iter().find(|(own, _)| own == parameter);
            let Some((_, Place::Text(value))) = asked else { continue };
            let wanted = value == "true";
            let items = page.body.get(dialect.items).and_then(Value::as_array);
            // What is no boolean breaks the schema, and says nothing about the filter.
            let other = |item: &Value| {
                item.get(member).and_then(Value::as_bool).is_some_and(|own| own != wanted)
            };
            if items.is_some_and(|items| items.iter().any(other)) {
                return failing(
                    format!("a followed page forgets the filter `{parameter}`"),
                    format!("`{member}` = {wanted} in every entry, as on the page before"),
                    format!("`{member}` = {}", !wanted),
                );
            }
        }
        let size = self.page_size(dialect)?;
        let (parameter, member) = dialect.page_size;
        if page.ids.len() as u64 > size {
            return failing(
                format!("a followed page forgets `{parameter}`"),
                format!("at most {size} participants"),
                format!("{} participants", page.ids.len()),
            );
        }
        let told = page.body.get(member).and_then(super::whole).filter(|told| *told != size)?;
        failing(
            format!("`{member}` of a followed page is not what was asked for"),
            size.to_string(),
            told.to_string(),
        )
    }

    /// Whether a page of it does not keep what its first request asked for.
    pub(super) fn is_forgetful(&self, dialect: &Resources) -> bool {
        (0..self.pages.len()).any(|place| self.forgets(dialect, place).is_some())
    }
}

#[cfg(test)]
pub(super) mod testing {
    //! Hand-made walks for the checks' own tests.

    use serde_json::{Value, json};

    use crate::check::Rule;
    use crate::check::testing::{answer, call, page, participant, says_of};
    use crate::generate::build;
    use crate::record::{Call, Place};

    /// A page of these participants of the first conference, with a link to another page or without.
    pub(in super::super) fn numbered(
        number: usize,
        size: usize,
        ordinals: &[usize],
        more: bool,
    ) -> Value {
        let items: Vec<Value> = ordinals.iter().map(|ordinal| participant(0, *ordinal)).collect();
        let mut body = page(&items);
        body["page"] = number.into();
        body["page_size"] = size.into();
        body["next_page_uri"] = if more { json!("/next") } else { Value::Null };
        body
    }

    /// What a check says of a list in one piece, looked at as often as it is given, and of the pages that come after.
    pub(in super::super) fn says_of_walk(
        rule: &'static Rule,
        query: &[(&str, &str)],
        whole: &[Value],
        pages: &[Value],
    ) -> Option<Result<(), String>> {
        let pairs = query.iter().map(|(name, value)| ((*name).to_owned(), Place::text(*value)));
        let pairs: Vec<_> = pairs.collect();
        let list = call("list_all_participants");
        let filters = pairs.iter().filter(|(name, _)| name != "PageSize").cloned().collect();
        let first = Call { query: pairs, ..list.clone() };
        let next = Call { next_page: true, ..list.clone() };
        let list = Call { query: filters, ..list };
        let calls = std::iter::repeat_n(list, whole.len()).chain([first]);
        let calls = calls.chain(std::iter::repeat(next));
        let bodies = whole.iter().chain(pages);
        let steps =
            calls.zip(bodies).map(|(call, body)| (build::valid("", call), Ok(answer(200, body))));
        says_of(rule, steps.collect())
    }
}
