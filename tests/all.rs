//! All integration tests, in one binary: linking once is what makes them quick.

mod ui;
mod verdicts;
mod world;
