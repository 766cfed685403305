//! What a check needs, looked at in order: the way there, HTTP, the base path, who asks, the clock, fixtures, notifications.
//!
//! Nothing is changed on the target: it is only looked at, and what the provider handed over is given back whatever happens.

mod fixtures;
mod way;

use std::net::IpAddr;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde_json::Value;

use super::preflight::{denies, meet_second};
use crate::api::Dialect;
use crate::generate;
use crate::record::{Answer, Call, Credentials, Exchange, Session, Step, World};
use crate::target::{Provider, Target, With};
use fixtures::Handed;

/// A clock may be so many seconds away from ours.
const APART: i64 = 60;

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// As it should.
    Well,
    /// A check can run, but less comes of it.
    Warn,
    /// A check can't run.
    Fail,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How it stands.
    pub word: Word,
    /// What was looked at.
    pub about: &'static str,
    /// What was seen.
    pub said: String,
    /// What to do.
    pub help: Option<String>,
}

/// Hears each line as soon as it is known.
pub type Tell<'a> = &'a mut (dyn FnMut(&Line) + Send + Sync);

/// Looks at everything that a check needs. Where a step fails that others stand on, those are not looked at.
pub async fn examine(
    dialect: &'static Dialect,
    target: &Target,
    provider: Option<&Provider>,
    tell: Tell<'_>,
) -> Vec<Line> {
    let mut doctor = Doctor { dialect, target, tell, lines: vec![] };
    let Some(first) = doctor.first_answer().await else {
        doctor.warn("the rest", "not looked at", "mend what fails, and look again");
        return doctor.lines;
    };
    // Whether a base path is right, and who is let in, shows best by something that is there.
    let handed = match provider.filter(|own| !own.places_calls()) {
        Some(provider) => Some(fixtures::hand_over(dialect, target, provider).await),
        None => None,
    };
    let seen = Seen::of(&doctor, first, handed.as_ref()).await;
    if doctor.base_path(&seen) {
        doctor.credentials(&seen);
        doctor.account(handed.as_ref());
        doctor.second_user().await;
    }
    doctor.clock(&seen.first);
    doctor.fixtures(provider, handed);
    doctor.notifications(&seen).await;
    doctor.lines
}

struct Doctor<'a> {
    dialect: &'static Dialect,
    target: &'a Target,
    tell: Tell<'a>,
    lines: Vec<Line>,
}

/// What was answered, to whom.
struct Seen {
    /// To the right credentials; where there are fixtures, about those.
    right: Exchange,
    /// To made-up ones, about the same.
    made_up: Option<Exchange>,
    /// Whether that is about fixtures.
    is_handed: bool,
    /// The very first answer.
    first: Answer,
}

impl Seen {
    async fn of(doctor: &Doctor<'_>, first: (Exchange, Answer), handed: Option<&Handed>) -> Self {
        let looked = handed.and_then(|own| Some((own.world.as_ref()?, own.seen.first()?)));
        let nobody = doctor.nobody();
        let (world, right, is_handed) = match looked {
            Some((world, seen)) => (world, seen.clone(), true),
            None => (&nobody, first.0, false),
        };
        let step = doctor.look(is_handed);
        let call =
            Call { credentials: Credentials::WrongPassword, session: Session::None, ..step.call };
        let step = Step { call, ..step };
        let made_up = doctor.target.send(&step, world, With::default()).await;
        Self { right, made_up, is_handed, first: first.1 }
    }

    fn all(&self) -> impl Iterator<Item = &Answer> {
        [Some(&self.right), self.made_up.as_ref()]
            .into_iter()
            .flatten()
            .filter_map(Exchange::answer)
    }

    /// Whether somebody asks here who is there, or shows something.
    fn is_at_home(&self) -> bool {
        self.all().any(|own| denies(own) || own.is_success())
    }
}

impl Doctor<'_> {
    fn say(&mut self, word: Word, about: &'static str, said: &str, help: Option<&str>) {
        let clean = |text: &str| self.target.without_secrets(text);
        let line = Line { word, about, said: clean(said), help: help.map(clean) };
        (self.tell)(&line);
        self.lines.push(line);
    }

    fn well(&mut self, about: &'static str, said: impl AsRef<str>) {
        self.say(Word::Well, about, said.as_ref(), None);
    }

    fn warn(&mut self, about: &'static str, said: impl AsRef<str>, help: &str) {
        self.say(Word::Warn, about, said.as_ref(), Some(help));
    }

    fn fail(&mut self, about: &'static str, said: impl AsRef<str>, help: &str) {
        self.say(Word::Fail, about, said.as_ref(), Some(help));
    }

    /// Tells an error that says itself what to do.
    fn fail_by(&mut self, about: &'static str, error: &str) {
        let (said, help) = error.split_once("\n  help: ").unwrap_or((error, "see above"));
        self.fail(about, said, help);
    }

    /// A world that nobody has.
    fn nobody(&self) -> World {
        generate::nobodys_world(self.dialect, self.target.account_id())
    }

    /// A look, byte by byte: at what was handed over, or at something that needs no fixtures.
    fn look(&self, is_handed: bool) -> Step {
        let mut looks = generate::first_looks(self.dialect);
        let by_code = self.dialect.calls().is_some() && !is_handed;
        let look = looks.swap_remove(if by_code { looks.len() - 1 } else { 0 });
        Step { alone: true, ..look }
    }

    /// Whether everything goes to the right place.
    fn base_path(&mut self, seen: &Seen) -> bool {
        const ABOUT: &str = "base path";
        let url = seen.right.request.url.clone();
        let server = self.dialect.api.servers.first().map(|own| own.url.to_string());
        let whole = format!(
            "--target stands for the document's own server URL, {}: give it with its base path",
            server.unwrap_or_default()
        );
        let Some(answer) = seen.right.answer() else {
            self.fail(ABOUT, format!("GET {url}: {}", seen.right.outcome_words()), "look again");
            return false;
        };
        let status = answer.status;
        if status == 404 && seen.is_handed && seen.is_at_home() {
            let said = format!("GET {url}, which was handed over, is answered with 404");
            self.warn(ABOUT, said, &whole);
            return true;
        }
        if seen.is_at_home() {
            self.well(ABOUT, format!("GET {url} is answered with {status}"));
            return true;
        }
        if (300..400).contains(&status) {
            let to = answer.header("location").unwrap_or("nowhere").to_owned();
            let said = format!("GET {url} leads elsewhere with {status}: to {to}");
            self.fail(ABOUT, said, "name that place by --target: no redirect is followed, since credentials would go along");
            return false;
        }
        if status >= 500 {
            let said = format!("GET {url} is answered with {status}");
            self.fail(ABOUT, said, "look into the server's own log");
            return false;
        }
        let of_api =
            status == 404 && seen.all().all(|own| own.json().is_some_and(Value::is_object));
        if of_api && !seen.is_handed {
            let said = format!("GET {url} is answered with 404, as an id of nothing may be");
            self.warn(ABOUT, said, "with --fixtures it shows whether the base path is right");
            return true;
        }
        let said = format!("GET {url} is answered with {status}, whoever asks");
        self.fail(ABOUT, said, &whole);
        false
    }

    /// Whether those are let in who should be, and no others.
    fn credentials(&mut self, seen: &Seen) {
        const ABOUT: &str = "credentials";
        let user = self.target.username().to_owned();
        let Some(right) = seen.right.answer() else { return };
        if denies(right) {
            let status = right.status;
            let said = format!("`{user}` is refused with {status}");
            let variables = "ROLLCALL_USERNAME or --username, and ROLLCALL_PASSWORD or --password-file; in rollcall.toml the target's username and password-env";
            let help = if status == 403 {
                format!(
                    "give this user the right to look at conferences and calls, check --account, or set another one by {variables}"
                )
            } else {
                format!("set {variables}")
            };
            return self.fail(ABOUT, said, &help);
        }
        let made_up = seen.made_up.as_ref();
        let words = made_up.map_or_else(String::new, Exchange::outcome_words);
        match made_up.and_then(Exchange::answer) {
            Some(answer) if denies(answer) => {
                let said =
                    format!("`{user}` is let in; made-up ones are refused with {}", answer.status);
                self.well(ABOUT, said);
            }
            Some(answer) if answer.is_success() => {
                let said = format!("`{user}` is let in, and so is whoever has a made-up password");
                self.warn(ABOUT, said, "a check will find that; look whether authentication is on");
            }
            _ => {
                let said =
                    format!("`{user}` is not refused; of made-up ones it can't be seen ({words})");
                self.warn(ABOUT, said, "with --fixtures it shows whether made-up ones are refused");
            }
        }
    }

    /// Whether the account's id is that of what is handed over.
    fn account(&mut self, handed: Option<&Handed>) {
        const ABOUT: &str = "account";
        let Some(words) = self.dialect.resources() else { return };
        let own = self.target.account_id().to_owned();
        let world = handed.and_then(|own| own.world.as_ref());
        let theirs =
            world.and_then(|own| own.conferences.first()?.parameters.get(words.ids.account));
        match theirs {
            Some(theirs) if *theirs == own => {
                self.well(ABOUT, format!("`{own}`, as in the fixtures"));
            }
            Some(theirs) => {
                let said = format!("`{own}`, but the fixtures are of `{theirs}`");
                let help =
                    format!("give the account's id by --account {theirs}, or correct the provider");
                self.warn(ABOUT, said, &help);
            }
            None => self.well(ABOUT, format!("`{own}`; whether it is right shows by fixtures")),
        }
    }

    /// Whether the second user is let in, where the api is judged by two.
    async fn second_user(&mut self) {
        const ABOUT: &str = "second user";
        if self.dialect.calls().is_none() {
            return;
        }
        let Some(user) = self.target.second_username().map(str::to_owned) else {
            let help = "set ROLLCALL_SECOND_USERNAME and ROLLCALL_SECOND_PASSWORD; without, a check is inconclusive";
            return self.warn(ABOUT, "none was given", help);
        };
        match meet_second(self.dialect, self.target).await {
            Ok(()) => self.well(ABOUT, format!("`{user}` is let in")),
            Err(error) => self.fail_by(ABOUT, &error.to_string()),
        }
    }

    fn clock(&mut self, answer: &Answer) {
        const ABOUT: &str = "clock";
        let Some(date) = answer.header("date") else {
            return self.warn(
                ABOUT,
                "the answer has no Date",
                "a server with a clock sends one (RFC 9110, 6.6.1)",
            );
        };
        let Ok(theirs) = rfc2822::parse(date) else {
            return self.warn(ABOUT, format!("`{date}` is no date"), "see RFC 9110, 5.6.7");
        };
        let apart = theirs.timestamp().as_second() - Timestamp::now().as_second();
        if apart.abs() <= APART {
            return self.well(ABOUT, "the target's is ours, to the minute");
        }
        let way = if apart > 0 { "ahead of" } else { "behind" };
        let said = format!("the target's is {} {way} ours", span(apart.unsigned_abs()));
        self.warn(
            ABOUT,
            said,
            "set both by NTP: what is told of when, and credentials that expire, go by it",
        );
    }

    /// Whether somebody can listen, where the api tells anything.
    async fn notifications(&mut self, seen: &Seen) {
        const ABOUT: &str = "notifications";
        if self.dialect.calls().is_none() {
            return;
        }
        if seen.right.answer().is_none_or(denies) {
            let help = "mend the credentials first";
            return self.warn(ABOUT, "not looked at", help);
        }
        self.target.listen().await;
        let troubles = self.target.deafness();
        self.target.hang_up().await;
        match troubles.first() {
            Some(trouble) => self.fail_by(ABOUT, trouble),
            None => self.well(ABOUT, "handshake and subscription stand"),
        }
    }
}

/// Hours, minutes and seconds in words.
fn span(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60) {
        (0, minutes) => format!("{minutes} min {} s", seconds % 60),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|own| own.is_loopback())
}
