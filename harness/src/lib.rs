//! rollcall judges any live server against a conference-participant API.
//!
//! A run goes through the modules in this order: [`select`] and [`plan`] say what is sent, [`generate`] makes the cases
//! from the document's schemas, [`target`] sends them, [`api`] translates what came, [`check`] judges it, [`run`] drives all
//! of that, and [`report`] tells it. [`mock`] is the reference server, which knows nothing of the rest. [`bayeux`] is a
//! protocol, which knows nothing of us.

pub mod api;
pub mod baseline;
pub mod bayeux;
pub mod check;
pub mod cli;
pub mod compare;
pub mod conclude;
pub mod config;
pub mod document;
pub mod evidence;
pub mod exit;
pub mod generate;
pub mod journal;
pub mod lifecycle;
pub mod merge;
pub mod mock;
pub mod plan;
pub mod record;
pub mod report;
pub mod run;
pub mod select;
pub mod selftest;
pub mod suggest;
pub mod target;
