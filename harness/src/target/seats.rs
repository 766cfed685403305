//! Raw connections that wait for their next request.
//!
//! A connection that has been shown to be in step is as good as a new one, and costs a server and us much less. Whether a
//! server has seats for as many as we would keep is found out beforehand; where it has not, none is kept.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::wire::Connection;

/// Raw connections that wait for their next request. None is kept until somebody says that they may be.
#[derive(Debug, Default)]
pub(super) struct Seats(Mutex<Option<Kept>>);

#[derive(Debug)]
struct Kept {
    idle: Vec<Connection>,
    most: usize,
}

impl Seats {
    /// Keeps connections from now on, as many as these at most.
    pub(super) fn keep_from_now_on(&self, idle: Vec<Connection>) {
        let most = idle.len();
        *self.kept() = Some(Kept { idle, most });
    }

    /// The connection that was used last and is still quiet; none where there is none.
    pub(super) fn take(&self) -> Option<Connection> {
        let mut kept = self.kept();
        let idle = &mut kept.as_mut()?.idle;
        loop {
            let mut connection = idle.pop()?;
            if connection.is_quiet() {
                return Some(connection);
            }
        }
    }

    /// Keeps a connection for the next request, where it may be kept.
    pub(super) fn give_back(&self, connection: Option<Connection>) {
        if let (Some(kept), Some(connection)) = (self.kept().as_mut(), connection)
            && kept.idle.len() < kept.most
        {
            kept.idle.push(connection);
        }
    }

    /// Closes all that wait.
    pub(super) fn clear(&self) {
        if let Some(kept) = self.kept().as_mut() {
            kept.idle.clear();
        }
    }

    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
