//! The model: frameworks, mappings and a company as they are meant, free of files and text.
//!
//! Everything here has been checked while loading: references are resolved to [`Node`]s, ids are in natural order.

mod company;
mod control_set;
mod framework;
mod library;
mod mapping;
mod natural;
pub mod vocabulary;

pub use company::{
    Company, Control, Evidence, Exception, Exclusion, Finding, Hold, Period, ScopedFramework, System, SystemId,
};
pub use control_set::{ControlList, ListedControl, ListedParam, READ_COLUMNS};
pub use framework::{
    Document, Framework, Group, Param, Profile, Requirement, Titled, VerdictWords, glob_matches, group_prefix_matches,
};
pub use library::{FrameworkId, Library, Node};
pub use mapping::{Bound, Direction, Entry, Mapping, Row, Unmapped};
pub use natural::natural_cmp;

/// A calendar day.
pub type Date = jiff::civil::Date;

/// The id of the framework whose requirements are the common controls.
pub const HUB: &str = "common";
