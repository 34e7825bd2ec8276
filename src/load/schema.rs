//! The files as they are written: one type per table, strict about keys, spans kept where a message may point.
//!
//! Each entry (`[requirements.X]`, `[map.X]`, …) is deserialised alone, so one mistake never hides the next. Enums that
//! may be written in two ways have visitors of their own: `untagged` and `flatten` would lose the spans.
//!
//! The types and their comments are also what the JSON Schema of each file is made from. The build script compiles
//! `framework` and `value` too and has no use for that, so it sets `cfg(json_schema)` for the library alone.

mod company;
mod file;
mod framework;
mod mapping;
mod value;

pub use company::{Check, Company, Control, Evidence, Exception, Finding, Hold, Period, Scope, System};
pub use file::{
    CompanyFile, ControlsFile, ExceptionsFile, FindingsFile, FrameworkFile, GroupFile, MappingFile, OverlayFile,
};
pub use framework::{
    Document, EvidenceItem, Framework, Group, Param, Policy, Profile, Requirement, Solutions, TagSet, Verdicts,
};
pub use mapping::{Bound, LongTarget, MapEntry, Mapping};
pub use value::{Day, Spanned};

#[cfg(json_schema)]
use file::{Reason, Reference};

// The parts name it as their neighbour, as they do in the build script.
use super::vocabulary;
