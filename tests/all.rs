//! All integration tests, in one binary: linking once is what makes them quick.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on must say so")]
#![allow(clippy::print_stdout, reason = "tables that a test shows on demand")]

mod answers_diff;
mod assume;
mod catalogue;
mod cli;
mod codegen;
mod control_sets;
mod defects;
mod diff;
mod editions_diff;
mod effects;
mod export;
mod fmt;
mod inference;
mod judgement;
mod laws;
mod map;
mod merge;
mod migrate;
mod migrate_cli;
mod migrate_report;
mod mutations;
mod overlay;
mod reasons;
mod revisions;
mod sarif;
mod scale;
#[allow(dead_code, reason = "the benchmarks use all of it")]
#[path = "bench/set.rs"]
mod set;
mod standards;
mod style;
mod ui;
mod verdicts;
mod why;
mod why_laws;
mod work;
mod world;
