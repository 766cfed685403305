//! Where what is told is kept, by the calls that it names.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::Notify;

use crate::bayeux::Message;
use crate::record::User;

/// So much is kept for one mailbox, in messages and in bytes or so; a server that tells more tells nothing new.
const MOST: usize = 10_000;
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What somebody was told.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// Who was told.
    pub to: User,
    /// The channel that it came on.
    pub channel: String,
    /// What was told.
    pub data: Value,
    /// When it came.
    pub at: Instant,
    /// Whether the ear had lost touch with the server since the one before, or since the mailbox was made: its session was made
    /// anew, or a request failed. From here on, what was told before may come again, and something may be missing.
    pub renewed: bool,
}

/// Where what is told is kept, for every user. Clones are the same office.
#[derive(Debug, Clone, Default)]
pub struct Office {
    desk: Arc<Mutex<Desk>>,
}

#[derive(Debug, Default)]
struct Desk {
    slots: BTreeMap<u64, Slot>,
    /// Counts mailboxes.
    next: u64,
    /// How often each user's ear has lost touch.
    losses: BTreeMap<User, u64>,
}

#[derive(Debug)]
struct Slot {
    /// The calls; none stands for whatever is told.
    ids: Option<Vec<String>>,
    heard: VecDeque<Heard>,
    /// What was put into it, in bytes or so.
    weight: usize,
    /// How often each user's ear had lost touch when the mailbox was made, and at the last message to that user.
    at_first: BTreeMap<User, u64>,
    at_last: BTreeMap<User, u64>,
    news: Arc<Notify>,
}

/// What is told of some calls; dropping it forgets it.
#[derive(Debug)]
pub struct Mailbox {
    office: Office,
    number: u64,
    news: Arc<Notify>,
}

impl Office {
    /// From now on what names one of these calls is kept.
    pub fn expect(&self, ids: &[String]) -> Mailbox {
        self.open(Some(ids.to_vec()))
    }

    /// From now on all that is told is kept.
    pub fn everything(&self) -> Mailbox {
        self.open(None)
    }

    fn open(&self, ids: Option<Vec<String>>) -> Mailbox {
        let mut desk = self.desk();
        desk.next += 1;
        let (number, news) = (desk.next, Arc::new(Notify::new()));
        let slot = Slot {
            ids,
            heard: VecDeque::new(),
            weight: 0,
            at_first: desk.losses.clone(),
            at_last: desk.losses.clone(),
            news: Arc::clone(&news),
        };
        desk.slots.insert(number, slot);
        Mailbox { office: self.clone(), number, news }
    }

    /// Takes in what a user was told.
    pub(in crate::target) fn take(&self, to: User, message: Message) {
        let (channel, data) = (message.channel, message.data.unwrap_or_default());
        let mut named = BTreeSet::new();
        names(&data, &mut named);
        let (at, weight) = (Instant::now(), weight(&data));
        let mut desk = self.desk();
        let losses = desk.losses.get(&to).copied().unwrap_or_default();
        let is_meant = |slot: &&mut Slot| {
            let ids = slot.ids.as_ref();
            ids.is_none_or(|ids| ids.iter().any(|id| named.contains(id.as_str())))
        };
        for slot in desk.slots.values_mut().filter(is_meant) {
            // Whoever takes messages out has room for others.
            slot.weight = if slot.heard.is_empty() { 0 } else { slot.weight };
            if slot.heard.len() >= MOST || slot.weight + weight > MOST_BYTES {
                continue;
            }
            slot.weight += weight;
            let renewed = slot.at_last.insert(to, losses).unwrap_or_default() != losses;
            let (channel, data) = (channel.clone(), data.clone());
            slot.heard.push_back(Heard { to, channel, data, at, renewed });
            slot.news.notify_waiters();
        }
    }

    /// A user's ear has lost touch with the server.
    pub(in crate::target) fn lose(&self, user: User) {
        *self.desk().losses.entry(user).or_default() += 1;
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mailbox {
    /// What has come since the mailbox was made, in order of arrival.
    pub fn heard(&self) -> Vec<Heard> {
        let desk = self.office.desk();
        let slot = desk.slots.get(&self.number);
        slot.map(|slot| slot.heard.iter().cloned().collect()).unwrap_or_default()
    }

    /// Waits for what comes next, and takes it out; whoever counts what has come must not.
    pub async fn next(&self) -> Heard {
        loop {
            let news = self.news.notified();
            tokio::pin!(news);
            // From here on nothing is missed.
            news.as_mut().enable();
            if let Some(heard) = self.pop() {
                return heard;
            }
            news.await;
        }
    }

    fn pop(&self) -> Option<Heard> {
        let mut desk = self.office.desk();
        desk.slots.get_mut(&self.number)?.heard.pop_front()
    }

    /// Waits until what has come is enough; false where it is not within the limit.
    pub async fn until(&self, limit: Duration, enough: impl Fn(&[Heard]) -> bool) -> bool {
        let waiting = async {
            loop {
                let news = self.news.notified();
                tokio::pin!(news);
                // From here on nothing is missed.
                news.as_mut().enable();
                if enough(&self.heard()) {
                    return;
                }
                news.await;
            }
        };
        tokio::time::timeout(limit, waiting).await.is_ok() || enough(&self.heard())
    }

    /// Whether that user's ear has lost touch with the server since the mailbox was made, so that something that was told may
    /// never have come.
    pub fn lost_touch(&self, user: User) -> bool {
        let desk = self.office.desk();
        let before = desk.slots.get(&self.number).and_then(|slot| slot.at_first.get(&user));
        desk.losses.get(&user) != before
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.office.desk().slots.remove(&self.number);
    }
}

/// How much memory a value takes, roughly.
fn weight(value: &Value) -> usize {
    const EACH: usize = 64;
    EACH + match value {
        Value::String(text) => text.len(),
        Value::Array(elements) => elements.iter().map(weight).sum(),
        Value::Object(members) => {
            members.iter().map(|(name, own)| EACH + name.len() + weight(own)).sum()
        }
        _ => 0,
    }
}

/// The ids that something names: members called `id`, and the last segments of what is called a URI or a path.
fn names<'a>(value: &'a Value, into: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str() {
                    Some(text) if name == "id" => {
                        into.insert(text);
                    }
                    Some(text) if is_place(name) => {
                        into.extend(text.trim_end_matches('/').rsplit('/').next());
                    }
                    Some(_) => {}
                    None => names(member, into),
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| names(element, into)),
        _ => {}
    }
}

/// Whether a member of that name says where something is: `uri`, `path`, `parentCallUri`, `parentCallPath`.
fn is_place(name: &str) -> bool {
    ["uri", "path", "Uri", "Path"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(call: &str, number: u64) -> Message {
        Message::event("/v2/me/calls", json!({"call": {"id": call, "duration": "1"}, "n": number}))
    }

    fn ids(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn numbers(mailbox: &Mailbox) -> Vec<(u64, bool)> {
        let number = |heard: &Heard| (heard.data["n"].as_u64().unwrap(), heard.renewed);
        mailbox.heard().iter().map(number).collect()
    }

    #[test]
    fn each_mailbox_has_what_names_its_calls_and_forgets_it_with_itself() {
        let office = Office::default();
        office.take(User::First, told("A", 0));
        let (one, two) = (office.expect(&ids(&["A", "B"])), office.expect(&ids(&["B"])));
        let digit = office.expect(&ids(&["1"]));
        for (number, call) in ["A", "B", "C"].into_iter().enumerate() {
            office.take(User::First, told(call, number as u64 + 1));
        }
        let other = json!({"n": 4, "call": {"id": 3, "parentCallUri": "http://a/me/calls/B"}});
        office.take(User::Second, Message::event("/x", other));
        assert_eq!(numbers(&one), [(1, false), (2, false), (4, false)]);
        assert_eq!(numbers(&two), [(2, false), (4, false)]);
        assert_eq!(numbers(&digit), [], "a duration names no call");
        let last = two.heard().pop().unwrap();
        assert_eq!((last.to, last.channel.as_str()), (User::Second, "/x"));
        drop(one);
        assert_eq!(office.desk().slots.len(), 2);
    }

    #[test]
    fn a_flood_is_kept_up_to_its_bound() {
        let office = Office::default();
        let mailbox = office.expect(&ids(&["A"]));
        let large = "x".repeat(MOST_BYTES / 8);
        for number in 0..100 {
            let data = json!({"call": {"id": "A"}, "n": number, "large": large});
            office.take(User::First, Message::event("/v2/me/calls", data));
        }
        assert_eq!(mailbox.heard().len(), 7);
        for number in 0..2 * MOST as u64 {
            office.take(User::First, told("A", number));
        }
        assert!(mailbox.heard().len() <= MOST);
    }

    #[test]
    fn lost_touch_is_marked_once_for_each_mailbox_and_user() {
        let office = Office::default();
        office.lose(User::First);
        let (one, two) = (office.expect(&ids(&["A"])), office.expect(&ids(&["B"])));
        office.take(User::First, told("A", 1));
        assert!(!one.lost_touch(User::First));
        office.lose(User::First);
        assert!(one.lost_touch(User::First) && !one.lost_touch(User::Second));
        office.take(User::Second, told("A", 2));
        for number in [3, 4] {
            office.take(User::First, told("A", number));
            office.take(User::First, told("B", number));
        }
        assert_eq!(numbers(&one), [(1, false), (2, false), (3, true), (4, false)]);
        assert_eq!(numbers(&two), [(3, true), (4, false)]);
        assert!(!office.expect(&ids(&["A"])).lost_touch(User::First), "only what came since");
    }

    #[tokio::test]
    async fn all_that_is_told_can_be_taken_out_one_by_one() {
        let office = Office::default();
        let mailbox = office.everything();
        office.take(User::First, told("A", 1));
        office.take(User::Second, Message::event("/x", json!({"n": 2})));
        for number in [1, 2] {
            assert_eq!(mailbox.next().await.data["n"], json!(number));
        }
        let (heard, ()) =
            tokio::join!(mailbox.next(), async { office.take(User::First, told("B", 3)) });
        assert_eq!((heard.data["n"].clone(), mailbox.heard()), (json!(3), vec![]));
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_ends_with_what_is_enough_or_with_the_limit() {
        let office = Office::default();
        let mailbox = office.expect(&ids(&["A"]));
        let two = |heard: &[Heard]| heard.len() == 2;
        assert!(!mailbox.until(Duration::from_secs(1), two).await);
        let telling = async {
            office.take(User::First, told("A", 1));
            tokio::task::yield_now().await;
            office.take(User::First, told("A", 2));
        };
        let (enough, ()) = tokio::join!(mailbox.until(Duration::from_secs(1), two), telling);
        assert!(enough);
        assert!(mailbox.until(Duration::ZERO, two).await, "it is there already");
    }
}
