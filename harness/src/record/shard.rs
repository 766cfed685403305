//! A part of a plan that is run by itself, on another machine perhaps.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// One of several parts of a plan: it takes every n-th case, wherever that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which part, from 1.
    pub index: usize,
    /// How many parts there are.
    pub of: usize,
    /// How many cases the whole plan has at most, by which parts of different plans are told apart; 0 until it is made.
    pub cases: usize,
}

/// Why a text names no shard.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{text}` is no shard: {reason}\n  help: write K/N for the K-th of N parts, such as 2/5, with K from 1 to N; it comes from --shard, ROLLCALL_SHARD or `shard` in the settings file"
)]
pub struct ShardError {
    text: String,
    reason: String,
}

impl Shard {
    /// Reads `2/5`.
    ///
    /// # Errors
    ///
    /// Where it is no such thing, or there is no such part.
    pub fn parse(text: &str) -> Result<Self, ShardError> {
        let wrong = |reason: String| ShardError { text: text.to_owned(), reason };
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|own| own.is_ascii_digit());
            digits.parse::<usize>().ok().filter(|_| plain)
        };
        let pair = text.trim().split_once('/');
        let pair = pair.and_then(|(index, of)| Some((number(index)?, number(of)?)));
        match pair {
            None => Err(wrong("it is not two numbers with a slash between them".to_owned())),
            Some((_, 0)) => Err(wrong("a plan has at least one part".to_owned())),
            Some((0, _)) => Err(wrong("parts are counted from 1".to_owned())),
            Some((index, of)) if index > of => Err(wrong(format!("there are only {of} parts"))),
            Some((index, of)) => Ok(Self { index, of, cases: 0 }),
        }
    }

    /// Whether the case at a place of the plan is this part's.
    pub const fn takes(&self, place: usize) -> bool {
        place % self.of == self.index - 1
    }

    /// How many of so many places are this part's.
    pub fn count(&self, places: usize) -> usize {
        (0..places).filter(|place| self.takes(*place)).count()
    }

    /// Whether it is less than the whole plan.
    pub const fn is_part(&self) -> bool {
        self.of > 1
    }

    /// What a reader of its report should know.
    pub fn note(&self) -> String {
        format!(
            "shard {self} sent its part of the plan alone and cannot say the whole: `rollcall merge` tells the verdict from the JSON reports of all {} shards",
            self.of
        )
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_belongs_to_one_part() {
        for of in 1..7 {
            let parts: Vec<Shard> =
                (1..=of).map(|index| Shard::parse(&format!("{index}/{of}")).unwrap()).collect();
            assert_eq!(parts.iter().map(|own| own.count(100)).sum::<usize>(), 100);
            for place in 0..100 {
                assert_eq!(parts.iter().filter(|own| own.takes(place)).count(), 1, "{place}/{of}");
            }
        }
    }

    #[test]
    fn what_is_no_part_is_told_with_the_reason() {
        for (text, reason) in [
            ("0/5", "counted from 1"),
            ("6/5", "only 5 parts"),
            ("a/b", "not two numbers"),
            ("1/0", "at least one part"),
            ("3", "not two numbers"),
            ("+1/2", "not two numbers"),
            ("-1/2", "not two numbers"),
            ("1/2/3", "not two numbers"),
            ("1/99999999999999999999999", "not two numbers"),
        ] {
            let message = Shard::parse(text).unwrap_err().to_string();
            assert!(message.contains(reason) && message.contains("help: "), "{message}");
        }
    }
}
