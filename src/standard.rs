//! A standard as an interface: [`Standard`] for engine and reports, one generated trait per framework for companies
//! written in Rust.
//!
//! Every `frameworks/*.toml` with an `interface` becomes a trait with one **required** method per requirement, so a
//! company that forgets one does not compile:
//!
//! ```compile_fail
//! struct Forgetful;
//! impl ccf::standard::Soc2 for Forgetful {}   // error[E0046]: not all trait items implemented
//! ```
//!
//! [`Implementation`] makes any implementor of such a trait a [`Standard`]; the posture that the engine computes from a
//! company's TOML implements all of them, so both go through the same reports.

mod answer;
pub mod codegen;
mod implementation;

pub use answer::{Answer, ControlStatus, Gap, Note};
pub use implementation::{IdsDiffer, Implementation, Interface, Methods};

use crate::model::Framework;

/// What the engine and the reports know of "a company against one framework".
pub trait Standard {
    /// The framework that is answered.
    fn framework(&self) -> &Framework;

    /// The answer to one requirement; none when it is not one of the framework or outside the chosen profiles.
    fn answer(&self, id: &str) -> Option<Answer>;

    /// All answers in natural order of id.
    fn answers(&self) -> Vec<(String, Answer)>;
}

// The generated traits, their interfaces, and `BUILTIN: &[(&str, &[&str])]`, framework ids with requirement ids.
include!(concat!(env!("OUT_DIR"), "/interfaces.rs"));

/// The requirement ids of a built-in framework that has a trait.
#[must_use]
pub fn builtin_ids(framework: &str) -> Option<Vec<&'static str>> {
    BUILTIN.iter().find(|(id, _)| *id == framework).map(|(_, ids)| ids.to_vec())
}
