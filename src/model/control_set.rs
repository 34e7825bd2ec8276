//! A control set by names alone, as `ccf build` writes it: what two of them are compared by.

use std::collections::BTreeMap;

use super::vocabulary::Relation;

/// A control set: its controls by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ControlList {
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
