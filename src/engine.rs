//! The engine: from a library and a company to answers with reasons. Pure functions over the model; no files, no text.
//!
//! 1. [`relation`] says what a relation lets one conclude, and how relations compose.
//! 2. `graph` lays all mapping rows out as a compact adjacency.
//! 3. `claims` turns a company's statements into claims, one framework at a time, with that framework's systems and period.
//! 4. [`infer`] runs the least fixpoint over the rows and keeps the least derivation of every value.
//! 5. `candidate` and `gap` say which controls count for a requirement and why it is not met.
//! 6. [`Posture`] puts it together: an answer for every requirement in scope.

mod candidate;
mod claims;
mod evidence;
mod explain;
mod gap;
mod graph;
pub mod infer;
mod posture;
pub mod relation;

pub use claims::{ControlView, View};
pub use explain::{Derivation, Explanation, RowState};
pub use graph::{Graph, RowId, RowPlace};
pub use posture::{FrameworkPosture, Posture};
