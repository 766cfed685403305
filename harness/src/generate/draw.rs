//! Random values by proptest, from a seed and a place in the plan.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A source of random values. Two of the same seed and stream draw the same values.
#[derive(Debug)]
pub struct Draw {
    runner: TestRunner,
}

impl Draw {
    /// The source for one place in the plan.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut bytes = [0_u8; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&stream.to_le_bytes());
        // A fixed text keeps seed 0 away from the all-zero key.
        bytes[16..].copy_from_slice(b"rollcall draws 1");
        let config = Config { failure_persistence: None, ..Config::default() };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        Self { runner: TestRunner::new_with_rng(config, rng) }
    }

    /// One value of a strategy.
    ///
    /// # Panics
    ///
    /// Where a strategy rejects a thousand values in a row; none of ours filters.
    pub fn one<S: Strategy>(&mut self, strategy: S) -> S::Value {
        match strategy.new_tree(&mut self.runner) {
            Ok(tree) => tree.current(),
            Err(reason) => unreachable!("a strategy that filters nothing has rejected: {reason}"),
        }
    }

    /// One element of a list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.one(0..list.len())]
    }

    /// Whether a chance of so many in a hundred comes up.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.one(0_u32..100) < percent
    }

    /// 16 random bytes.
    pub fn id_bytes(&mut self) -> [u8; 16] {
        self.one(proptest::array::uniform16(proptest::num::u8::ANY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_place_draws_the_same_and_another_draws_otherwise() {
        let bytes = |seed, stream| Draw::new(seed, stream).id_bytes();
        assert_eq!(bytes(7, 3), bytes(7, 3));
        assert_ne!(bytes(7, 3), bytes(7, 4));
        assert_ne!(bytes(7, 3), bytes(8, 3));
    }
}
