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
//!
//! # A trait for a framework of one's own
//!
//! A framework read at run time is a [`Standard`] without a trait. To have the compiler watch over it too, give its
//! `[framework]` table an `interface`, let `ccf export traits` write the trait, and take the text into a crate that
//! depends on `ccf`:
//!
//! ```sh
//! ccf export traits house-1.toml -o src/house_1.rs
//! ```
//!
//! Here is such a crate, with this framework:
//!
//! ```toml
#![doc = include_str!("../tests/codegen/house-1.toml")]
//! ```
//!
//! ```ignore
#![doc = include_str!("../tests/codegen/house.rs")]
//! ```
//!
//! A build script can write the text itself, with [`trait_of`]. When requirements come or go, write it anew: the
//! implementation that lacks one, or has one too many, no longer compiles.

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

/// The Rust text of a framework's trait and of its interface type, for a crate that depends on `ccf`; none when the
/// framework names no `interface`. `path` is where the framework is defined, for the header.
#[must_use]
pub fn trait_of(framework: &Framework, path: &str) -> Option<String> {
    let source = codegen::Source {
        id: &framework.id,
        name: &framework.name,
        interface: framework.interface.as_deref()?,
        path: &path.replace(char::is_control, " "),
        requirements: framework.requirements.values().map(|found| (found.id.as_str(), found.title.as_str())).collect(),
    };
    Some(codegen::trait_text(&source, "ccf::standard::Answer") + &codegen::interface_text(&source, "ccf::standard"))
}

/// The requirement ids of a built-in framework that has a trait.
#[must_use]
pub fn builtin_ids(framework: &str) -> Option<Vec<&'static str>> {
    BUILTIN.iter().find(|(id, _)| *id == framework).map(|(_, ids)| ids.to_vec())
}
