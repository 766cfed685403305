//! Exit codes: documented constants, part of the public face.

/// The target conforms; or a shard found no violation, and `rollcall merge` tells the verdict.
pub const CONFORMS: u8 = 0;
/// At least one violation; for a replay, the failure showed again.
pub const VIOLATIONS: u8 = 1;
/// Usage or configuration: nothing was sent.
pub const USAGE: u8 = 2;
/// Nothing was violated, but too little was seen to say that the target conforms.
pub const INCONCLUSIVE: u8 = 3;
/// The run could not be made: the target or the fixture provider can't be reached, or refuses.
pub const COULD_NOT_RUN: u8 = 4;
/// An entry of the baseline is stale or has expired.
pub const BASELINE_STALE: u8 = 5;
/// Of two runs, the second is worse than the first: something is newly broken, or is no longer judged or seen; or slower than
/// `rollcall diff --latency` allows.
pub const WORSE: u8 = 6;
