//! Where cases come from: pure and seeded.
//!
//! The fixed cases visit every boundary, every constraint, every way to be unauthenticated and every method, so nothing
//! of that is left to luck; the random ones follow from a seed and their place in the plan alone.

pub mod build;
pub mod bytes;
pub mod coach;
pub mod conference;
pub mod contest;
pub mod draw;
pub mod fixed;
pub mod inputs;
pub mod label;
pub mod late;
pub mod life;
pub mod negative;
pub mod pages;
pub mod random;
pub mod random_life;
pub mod replay;
pub mod schema;
pub mod shrink;
pub mod unusual;

pub use fixed::fixed_cases;
pub use random::random_case;
