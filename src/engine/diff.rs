//! What changed: between two editions of a framework, two states of a company, or two control sets.
//!
//! Both sides may come from different libraries, so everything is compared by name, never by number. All three compare
//! sets of named things, so a thing has no difference to itself, and turned round, added and removed change places, as do
//! better and worse. What tells two texts apart is their words: blanks and line breaks are no difference.

mod cells;
mod company;
mod controls;
mod facts;
mod fields;
mod framework;
mod reason;
mod words;

use serde::Serialize;

pub use cells::CellChange;
pub use company::{CompanyDiff, Course, Coverage, Direction, FrameworkVerdicts, Standing, VerdictChange};
pub use controls::{ControlChange, ControlSetDiff, ParamChange, ParamMove, SetControl, control_list};
pub use facts::{FactChange, FactKind};
pub use framework::{Edition, Found, FrameworkDiff, Pair, Single, TextChange};
pub use words::{Change, Piece, compare_items, compare_words};

/// A value that is not the same on both sides; none: it is not there on that side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The key as it stands in files, such as `effective` or `params.review-interval`.
    pub field: String,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// The keys of two lists of named values, in natural order, whose values differ.
fn changed_fields(before: Vec<(String, String)>, after: Vec<(String, String)>) -> Vec<FieldChange> {
    let mut all: std::collections::BTreeMap<String, FieldChange> = std::collections::BTreeMap::new();
    for (field, value) in before {
        all.insert(field.clone(), FieldChange { field, before: Some(value), after: None });
    }
    for (field, value) in after {
        let change = all.entry(field.clone()).or_insert(FieldChange { field, before: None, after: None });
        change.after = Some(value);
    }
    let mut changed: Vec<FieldChange> = all.into_values().filter(|change| change.before != change.after).collect();
    changed.sort_by(|a, b| crate::model::natural_cmp(&a.field, &b.field));
    changed
}
