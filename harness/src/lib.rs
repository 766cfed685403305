//! h
pub mod mock;
