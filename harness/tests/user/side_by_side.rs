//! Several servers are judged at once: most of the time is spent waiting for a process to start.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many at once.
const WORKERS: usize = 4;

/// Does the same with each, a few at once, in no order; ends with the panic of one where there is one.
pub(crate) fn side_by_side<T: Sync>(all: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(one);
                }
            });
        }
    });
}
