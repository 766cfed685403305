//! What is told while a case is under way: waited for where that was asked for, and put beside the steps.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::events::{Heard, Mailbox};
use super::redact::Redactor;
use crate::api::Calls;
use crate::api::calls;
use crate::record::{Awaited, Notification, Told, User, World};

/// After so many silences, waiting is cut short: a server that tells nothing is believed not to. After many more, it is cut
/// shorter still.
const SILENCES: usize = 3;
const MANY_SILENCES: usize = 24;

/// How much longer than the slowest so far something may take then, and how long it may at least.
const SLOWER: u32 = 10;
const HARDLY_SLOWER: u32 = 4;
const LEAST: Duration = Duration::from_millis(250);
const LEAST_OF_ALL: Duration = Duration::from_millis(50);

/// How long is waited for what is to be told.
#[derive(Debug)]
pub(super) struct Silence {
    limit: Duration,
    slowest: Mutex<Duration>,
    silences: AtomicUsize,
}

impl Silence {
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit, slowest: Mutex::default(), silences: AtomicUsize::new(0) }
    }

    fn limit(&self) -> Duration {
        let silences = self.silences.load(Ordering::Relaxed);
        if silences < SILENCES {
            return self.limit;
        }
        let slowest = *self.slowest.lock().unwrap_or_else(PoisonError::into_inner);
        let many = silences >= MANY_SILENCES;
        let (slower, least) = if many { (HARDLY_SLOWER, LEAST_OF_ALL) } else { (SLOWER, LEAST) };
        (slowest * slower).max(least).min(self.limit)
    }

    fn learn(&self, took: Duration, came: bool) {
        if !came {
            self.silences.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let mut slowest = self.slowest.lock().unwrap_or_else(PoisonError::into_inner);
        *slowest = (*slowest).max(took);
    }
}

/// What is told about a world's calls while a case is under way.
#[derive(Debug)]
pub struct Hearing<'a> {
    pub(super) words: &'static Calls,
    pub(super) mailbox: Mailbox,
    pub(super) silence: &'a Silence,
    pub(super) redactor: &'a Redactor,
    pub(super) listening: [bool; 2],
    pub(super) began: Instant,
    pub(super) sent: Vec<Instant>,
    pub(super) answered: Vec<Instant>,
    pub(super) silent: Vec<usize>,
}

impl Hearing<'_> {
    /// The next step is sent.
    pub fn sent(&mut self) {
        self.sent.push(Instant::now());
    }

    /// The step that was sent last went out then: it may have had to wait.
    pub fn went(&mut self, at: Instant) {
        if let Some(sent) = self.sent.last_mut() {
            *sent = at;
        }
    }

    /// The next step was answered, so long after it was sent.
    pub fn answered(&mut self, took: Duration) {
        let now = Instant::now();
        self.answered.push(self.sent.last().map_or(now, |sent| (*sent + took).min(now)));
    }

    /// Waits for what the step that was sent last brings about.
    pub async fn wait(&mut self, world: &World, awaited: &Awaited) {
        let Some(sent) = self.sent.last().copied().filter(|_| self.listening[0]) else { return };
        let limit = self.silence.limit();
        let start = Instant::now();
        let words = self.words;
        let came = self.mailbox.until(limit, |all| {
            all.iter().any(|own| own.at >= sent && is_it(words, world, awaited, own))
        });
        let came = came.await;
        self.silence.learn(start.elapsed(), came);
        if !came {
            self.silent.push(self.answered.len().saturating_sub(1));
        }
    }

    /// What was told, each beside the steps.
    pub fn told(self) -> Told {
        let before = |moments: &[Instant], at| moments.iter().filter(|own| **own <= at).count();
        let notifications = self.mailbox.heard().into_iter().map(|own| Notification {
            to: own.to,
            sent: before(&self.sent, own.at),
            after: before(&self.answered, own.at),
            at: own.at.saturating_duration_since(self.began),
            renewed: own.renewed,
            channel: own.channel,
            data: self.redactor.value(own.data),
        });
        let since = |at: &Instant| at.saturating_duration_since(self.began);
        let moments = self.sent.iter().map(since).zip(self.answered.iter().map(since)).collect();
        // Whoever lost touch with the server meanwhile may have missed something.
        let listens = |user: User, did: bool| did && !self.mailbox.lost_touch(user);
        Told {
            first_listens: listens(User::First, self.listening[0]),
            second_listens: listens(User::Second, self.listening[1]),
            notifications: notifications.collect(),
            silent: self.silent,
            moments,
            limit: self.silence.limit,
        }
    }
}

/// Whether something that was heard is what is waited for.
fn is_it(words: &Calls, world: &World, awaited: &Awaited, heard: &Heard) -> bool {
    let (Awaited::Removal { conference, .. } | Awaited::State { conference, .. }) = awaited;
    let Some(own) = world.conferences.get(*conference) else { return false };
    let Some(call) = heard.data.get("call").filter(|_| heard.to == User::First) else {
        return false;
    };
    let id = own.parameters.get(words.call_id).map(String::as_str);
    if id.is_none() || calls::id(call) != id {
        return false;
    }
    match awaited {
        Awaited::State { state, .. } => calls::state(call) == Some(state),
        Awaited::Removal { participant, .. } => {
            let number =
                own.participants.get(*participant).and_then(|own| own.get(words.participant));
            let gone = number.and_then(|number| calls::lists(call, number));
            words.tells_participants(&heard.data) && gone == Some(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Account;
    use super::super::events::Office;
    use super::*;
    use crate::bayeux::Message;
    use crate::check::testing::genesys::{LEG, call_id, changed, left, numbers, words, world};

    const LIMIT: Duration = Duration::from_secs(5);

    /// A listener's office, and how patient it is.
    struct Room {
        office: Office,
        silence: Silence,
        redactor: Redactor,
    }

    impl Room {
        fn new() -> Self {
            let redactor = Redactor::new([&Account::new("agent", "hunter2")]);
            Self { office: Office::default(), silence: Silence::new(LIMIT), redactor }
        }

        fn hearing(&self, listening: [bool; 2]) -> Hearing<'_> {
            Hearing {
                words: words(),
                mailbox: self.office.expect(&[call_id(0), LEG.to_owned()]),
                silence: &self.silence,
                redactor: &self.redactor,
                listening,
                began: Instant::now(),
                sent: vec![],
                answered: vec![],
                silent: vec![],
            }
        }

        fn tell(&self, to: User, told: Notification) {
            self.office.take(to, Message::event(told.channel, told.data));
        }
    }

    fn held() -> Awaited {
        Awaited::State { conference: 0, state: "Held".to_owned() }
    }

    fn removed() -> Awaited {
        Awaited::Removal { conference: 0, participant: 0 }
    }

    fn step(hearing: &mut Hearing<'_>) {
        hearing.sent();
        hearing.answered(Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_cut_short_after_several() {
        let room = Room::new();
        let mut hearing = room.hearing([true, false]);
        for _ in 0..SILENCES {
            assert_eq!(room.silence.limit(), LIMIT);
            step(&mut hearing);
            hearing.wait(&world(), &held()).await;
        }
        assert_eq!(room.silence.limit(), LEAST);
        room.silence.learn(LEAST, true);
        assert_eq!(room.silence.limit(), (LEAST * SLOWER).min(LIMIT), "ten times the slowest");
        let room = Room::new();
        for _ in 0..MANY_SILENCES {
            room.silence.learn(LIMIT, false);
        }
        assert_eq!(room.silence.limit(), LEAST_OF_ALL);
        room.silence.learn(LEAST_OF_ALL, true);
        assert_eq!(room.silence.limit(), LEAST_OF_ALL * HARDLY_SLOWER);
        assert_eq!(hearing.told().silent, [0, 1, 2]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_waited_for_is_told_to_the_first_user_since_the_step() {
        let room = Room::new();
        let mut hearing = room.hearing([true, true]);
        room.tell(User::First, changed(0, "Held"));
        step(&mut hearing);
        hearing.wait(&world(), &held()).await;
        assert_eq!(hearing.silent, [0], "it came before");
        for told in [changed(0, "Established"), left(0, &[0, 1, 2])] {
            room.tell(User::First, told);
        }
        room.tell(User::Second, changed(0, "Held"));
        step(&mut hearing);
        room.tell(User::First, left(0, &[0, 1]));
        hearing.wait(&world(), &removed()).await;
        assert_eq!(hearing.silent, [0, 1], "the removed is listed");
        step(&mut hearing);
        let mut texts = left(0, &[]);
        texts.data["call"]["participants"] = numbers(&[1, 2]);
        room.tell(User::First, texts);
        hearing.wait(&world(), &removed()).await;
        step(&mut hearing);
        room.tell(User::First, changed(0, "Held"));
        hearing.wait(&world(), &held()).await;
        assert_eq!(hearing.silent, [0, 1], "both came");
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_listen_or_lost_touch_is_not_judged() {
        let room = Room::new();
        let mut hearing = room.hearing([false, true]);
        step(&mut hearing);
        hearing.wait(&world(), &held()).await;
        let told = hearing.told();
        assert_eq!((told.first_listens, told.second_listens), (false, true));
        assert_eq!((told.silent, told.limit), (vec![], LIMIT));
        assert_eq!(room.silence.limit(), LIMIT, "nobody waited");
        room.office.lose(User::First);
        let both = room.hearing([true, true]);
        room.office.lose(User::Second);
        let told = both.told();
        assert_eq!((told.first_listens, told.second_listens), (true, false));
        let both = room.hearing([true, true]);
        room.office.lose(User::First);
        room.tell(User::First, changed(0, "Held"));
        let told = both.told();
        assert!(!told.first_listens && told.notifications[0].renewed);
    }

    #[test]
    fn what_was_told_stands_beside_the_steps_without_secrets() {
        let room = Room::new();
        let mut hearing = room.hearing([true, true]);
        room.tell(User::First, changed(0, "Dialing"));
        hearing.sent();
        room.tell(User::First, changed(0, "Held"));
        hearing.answered(Duration::from_secs(1));
        let mut spoken = changed(0, "Established");
        spoken.data["call"]["userData"] = serde_json::Value::from("it is hunter2");
        room.tell(User::Second, spoken);
        let told = hearing.told();
        let places: Vec<_> =
            told.notifications.iter().map(|own| (own.to, own.sent, own.after)).collect();
        assert_eq!(places, [(User::First, 0, 0), (User::First, 1, 0), (User::Second, 1, 1)]);
        assert!(!told.notifications[2].data.to_string().contains("hunter2"));
        assert_eq!(told.moments.len(), 1);
    }
}
