//! The engine: from a library and a company to answers with reasons. Pure functions over the model; no files, no text.
//!
//! 1. [`relation`] says what a relation lets one conclude, and how relations compose.
//! 2. `graph` lays all mapping rows out as a compact adjacency.
//! 3. [`Assumed`] is what is taken for granted: frameworks assumed to be met, certificates held.
//! 4. `claims` turns a company's statements into claims, one framework at a time, with that framework's systems and period.
//! 5. [`infer`] runs the least fixpoint over the rows and keeps the least derivation of every value.
//! 6. `candidate` and `gap` say which controls count for a requirement and why it is not met; `verdict` judges.
//! 7. [`Posture`] puts it together: an answer for every requirement in scope.
//! 8. [`work`] lists what remains to be done.
//!
//! Beside it, [`merge`] makes one control set for all frameworks in scope, [`crosswalk`] relates the requirements of two
//! frameworks, [`follow`] says what of one follows from others and what remains, [`FrameworkMap`] puts both together, and
//! [`coverage`] does so for all frameworks at once; [`transition`] carries a company from one edition to another,
//! and [`diff`] says what changed between two of anything. [`mod@derive`] relates two requirements by all that is said of
//! them.

mod assume;
mod candidate;
mod claims;
pub mod coverage;
pub mod crosswalk;
pub mod derive;
pub mod diff;
mod evidence;
mod explain;
pub mod follow;
mod gap;
mod graph;
pub mod infer;
mod map;
pub mod merge;
mod posture;
pub mod relation;
pub mod transition;
pub mod values;
mod verdict;
pub mod work;

pub use assume::{Assumed, Assumption};
pub use claims::{ControlView, View};
pub use explain::{Conclusion, Explanation, RowState, Support};
pub use graph::{EntryId, Graph, Link, RowId, RowPlace};
pub use map::{FrameworkMap, Question};
pub use posture::{FrameworkPosture, Posture};
