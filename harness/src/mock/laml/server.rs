//! A server of a LaML dialect: two accounts, what lives, and how it is to be.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::dialect::{Dialect, Kind};
use super::store::Store;
use super::window::Window;
use crate::mock::auth::Login;
use crate::mock::clock::Clock;
use crate::mock::counts::Counts;
use crate::mock::fault::Active;
use crate::mock::ids::Ids;
use crate::mock::{Options, Variations};

/// All that the handlers of a LaML dialect share.
#[derive(Debug)]
pub(in crate::mock) struct Server {
    pub(in crate::mock) dialect: &'static Dialect,
    pub(in crate::mock) primary: Login,
    pub(in crate::mock) other: Login,
    pub(in crate::mock) faults: Active,
    pub(in crate::mock) variations: Variations,
    pub(in crate::mock) seed: u64,
    /// Whether it speaks TLS.
    pub(in crate::mock) tls: bool,
    /// What a faulty server counts.
    pub(in crate::mock) counts: Counts,
    /// Where those who lose races meet.
    pub(in crate::mock::laml) window: Window,
    store: Mutex<Store>,
}

impl Server {
    /// A server with two accounts and no conference.
    pub(in crate::mock) fn new(dialect: &'static Dialect, options: &Options) -> Self {
        let mut ids = Ids::new(options.seed);
        let forms = &dialect.ids;
        let mut login = || {
            let id = ids.uuid();
            Login::new(id, (forms.show)(Kind::Account, id), (forms.password)(&mut ids))
        };
        let (primary, other) = (login(), login());
        let clock = if options.fixed_clock { Clock::Fixed } else { Clock::Real };
        Self {
            dialect,
            primary,
            other,
            tls: options.tls.is_some(),
            counts: Counts::default(),
            window: Window::default(),
            faults: Active::new(&options.faults),
            variations: options.variations.clone(),
            seed: options.seed,
            store: Mutex::new(Store::new(ids, clock)),
        }
    }

    /// The status that answers input which breaks a constraint.
    pub(in crate::mock) fn bad_input(&self) -> u16 {
        self.variations.bad_input.unwrap_or(self.dialect.rules.bad_input)
    }

    /// What lives, for one caller at a time.
    pub(in crate::mock) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
