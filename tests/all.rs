//! All integration tests, in one binary: linking once is what makes them quick.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on must say so")]

mod assume;
mod catalogue;
mod cli;
mod codegen;
mod effects;
mod inference;
mod judgement;
mod laws;
mod merge;
mod reasons;
mod style;
mod ui;
mod verdicts;
mod world;
