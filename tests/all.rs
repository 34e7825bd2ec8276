//! All integration tests, in one binary: linking once is what makes them quick.

mod verdicts;
mod world;
