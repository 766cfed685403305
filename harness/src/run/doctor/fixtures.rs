//! What the provider hands over: asked for, looked at, and given back.

use super::{Doctor, Word};
use crate::api::{Dialect, calls};
use crate::generate::{self, build::NEEDS};
use crate::record::{Exchange, Step, World};
use crate::run::Unusable;
use crate::run::preflight::{judge, judge_calls};
use crate::target::{Provider, ProviderError, Target, With};

/// What was handed over, looked at and given back.
pub(super) struct Handed {
    /// What was handed over; none where nothing was.
    pub(super) world: Option<World>,
    /// What the target said of it.
    pub(super) seen: Vec<Exchange>,
    /// What went wrong first.
    trouble: Option<String>,
}

/// Asks for a set of fixtures, looks at it, and gives it back whatever came of that.
pub(super) async fn hand_over(
    dialect: &'static Dialect,
    target: &Target,
    provider: &Provider,
) -> Handed {
    let world = match provider.provision(NEEDS).await {
        Ok(world) => world,
        Err(ProviderError::UsedUp(_)) => {
            let little = Unusable::TooLittle { needs: NEEDS.to_vec(), got: vec![] };
            return Handed { world: None, seen: vec![], trouble: Some(little.to_string()) };
        }
        Err(error) => {
            return Handed { world: None, seen: vec![], trouble: Some(error.to_string()) };
        }
    };
    let mut seen = Vec::new();
    for step in generate::first_looks(dialect) {
        seen.extend(target.send(&Step { alone: true, ..step }, &world, With::default()).await);
    }
    let released = provider.release(&[&world]).await;
    let trouble = too_little(&world).or_else(|| strangers(dialect, target, &seen)).or_else(|| {
        released.err().map(|own| format!("it does not take back what it handed over: {own}"))
    });
    Handed { world: Some(world), seen, trouble }
}

fn too_little(world: &World) -> Option<String> {
    let got = world.conferences.iter().map(|own| own.participants.len()).collect();
    let little = Unusable::TooLittle { needs: NEEDS.to_vec(), got };
    (!world.satisfies(NEEDS)).then(|| little.to_string())
}

/// Why the target does not know what was handed over. Who is not let in, and who does not answer, is told elsewhere.
fn strangers(dialect: &Dialect, target: &Target, seen: &[Exchange]) -> Option<String> {
    let judged = judge(target, seen, true).and_then(|()| match dialect.calls() {
        Some(_) => judge_calls(target, seen),
        None => Ok(()),
    });
    match judged {
        Err(error @ Unusable::Strangers { .. }) => Some(error.to_string()),
        _ => None,
    }
}

impl Doctor<'_> {
    pub(super) fn fixtures(&mut self, provider: Option<&Provider>, handed: Option<Handed>) {
        const ABOUT: &str = "fixtures";
        let Some(provider) = provider else {
            let help = "name a provider by --fixtures; without, a check is inconclusive";
            return self.say(Word::Warn, ABOUT, "none", Some(help));
        };
        let name = provider.name();
        let Some(Handed { world, seen, trouble }) = handed else {
            let help = "a check places them, as many as --allow-calls allows";
            return self.warn(
                ABOUT,
                format!("{name} places calls, so that it was not tried"),
                help,
            );
        };
        if let Some(trouble) = trouble {
            return self.fail_by(ABOUT, &trouble);
        }
        let sizes = world.iter().flat_map(|own| &own.conferences);
        let sizes: Vec<String> = sizes.map(|own| own.participants.len().to_string()).collect();
        let said = format!("{name} handed over conferences of {}", sizes.join(" and "));
        let unknown = seen.iter().find(|own| {
            own.answer().is_none_or(|own| {
                !own.is_success() || self.dialect.calls().is_some() && calls::is_refused(own)
            })
        });
        match unknown {
            Some(own) => {
                let words = own.outcome_words();
                let said = format!("{said}, but GET {} is answered with {words}", own.request.url);
                self.warn(
                    ABOUT,
                    said,
                    "a check says more; let the provider wait until its conferences stand",
                );
            }
            None => {
                self.well(
                    ABOUT,
                    format!("{said}; the target knows them, and they were taken back"),
                );
            }
        }
    }
}
