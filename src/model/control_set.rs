//! A control set by names alone, as `ccf build` writes it: what two of them are compared by.

use std::collections::BTreeMap;

use super::vocabulary::Relation;

/// The columns of `controls.csv` that are read for what they say; all others are compared as texts.
pub const READ_COLUMNS: [&str; 4] = ["control_id", "title", "parameters", "requirements"];

/// A control set: its controls by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ControlList {
    /// The columns beside id, title, parameters and requirements, in their order.
    pub columns: Vec<String>,
    /// The controls.
    pub controls: BTreeMap<String, ListedControl>,
}

/// One control of a set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedControl {
    /// What it is called.
    pub title: String,
    /// The requirements it serves, as `framework:id`, with "requirement RELATION control" and the strength, 1 to 10; none
    /// where a control of the company's own names a requirement without a relation.
    pub serves: BTreeMap<String, Option<(Relation, u8)>>,
    /// Its parameters by name.
    pub params: BTreeMap<String, ListedParam>,
    /// The texts of the other columns, such as `status` and `owner`, by column.
    pub cells: BTreeMap<String, String>,
}

/// A parameter of a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedParam {
    /// Its value.
    pub value: i64,
    /// What it counts.
    pub unit: String,
    /// The requirement that imposes it, as `framework:id`; none: the default.
    pub imposed_by: Option<String>,
}
