//! Two control sets: which controls came and went, what each serves, and which parameters became stricter or weaker.

use std::collections::BTreeSet;

use serde::Serialize;

use super::cells::{CellChange, changed_cells};
use crate::engine::Posture;
use crate::engine::merge::ControlSet;
use crate::model::vocabulary::{Relation, Strictest};
use crate::model::{Control, ControlList, Library, ListedControl, ListedParam, Node, natural_cmp};

/// What changed from one control set to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ControlSetDiff {
    /// How many controls the first has.
    pub before: usize,
    /// How many the second has.
    pub after: usize,
    /// Controls that only the second has, in natural order.
    pub added: Vec<SetControl>,
    /// Controls that only the first has.
    pub removed: Vec<SetControl>,
    /// Controls that changed.
    pub changed: Vec<ControlChange>,
    /// Columns that only the second has: they are not compared.
    pub columns_added: Vec<String>,
    /// Columns that only the first has.
    pub columns_removed: Vec<String>,
}

/// A control of one set only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetControl {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The requirements it serves, in natural order.
    pub serves: Vec<String>,
}

/// A control that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ControlChange {
    /// Its id.
    pub id: String,
    /// What it is called now.
    pub title: String,
    /// What it was called, where that changed.
    pub title_before: Option<String>,
    /// Requirements it serves now and did not.
    pub serves_added: Vec<String>,
    /// Requirements it no longer serves.
    pub serves_removed: Vec<String>,
    /// Requirements it serves by another relation or strength.
    pub serves_changed: Vec<ServiceChange>,
    /// Parameters that changed.
    pub params: Vec<ParamChange>,
    /// Other columns whose text changed, such as the status or the owner.
    pub cells: Vec<CellChange>,
}

/// A requirement that is served by another relation or strength.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceChange {
    /// The requirement.
    pub requirement: String,
    /// The relation and strength it was served by.
    pub before: String,
    /// The relation and strength it is served by.
    pub after: String,
}

/// A parameter that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParamChange {
    /// Its name.
    pub name: String,
    /// Which way it went.
    pub change: ParamMove,
    /// Value and unit it had.
    pub before: Option<String>,
    /// The requirement that imposed it; none: the default.
    pub imposed_before: Option<String>,
    /// Value and unit it has.
    pub after: Option<String>,
    /// The requirement that imposes it.
    pub imposed_after: Option<String>,
}

/// Which way a parameter went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ParamMove {
    /// More is demanded.
    Stricter,
    /// Less is demanded.
    Weaker,
    /// It is new.
    Added,
    /// It is no longer there.
    Removed,
    /// Another unit, another source, or nobody knows which way is stricter.
    Changed,
}

impl ParamMove {
    /// The way as a word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stricter => "stricter",
            Self::Weaker => "weaker",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

impl ControlSetDiff {
    /// Compares two control sets; the hub of `library` says which way its parameters are stricter.
    #[must_use]
    pub fn new(before: &ControlList, after: &ControlList, library: &Library) -> Self {
        let only = |list: &ControlList, other: &ControlList| {
            let alone = list.controls.iter().filter(|(id, _)| !other.controls.contains_key(*id));
            let mut alone: Vec<SetControl> = alone
                .map(|(id, control)| SetControl {
                    id: id.clone(),
                    title: control.title.clone(),
                    serves: in_order(control.serves.keys()),
                })
                .collect();
            alone.sort_by(|a, b| natural_cmp(&a.id, &b.id));
            alone
        };
        let (columns, columns_added): (Vec<String>, Vec<String>) =
            after.columns.iter().cloned().partition(|column| before.columns.contains(column));
        let columns_removed = before.columns.iter().filter(|column| !after.columns.contains(column)).cloned().collect();
        let both = before.controls.iter().filter_map(|(id, old)| Some((id, old, after.controls.get(id)?)));
        let mut changed: Vec<ControlChange> =
            both.filter_map(|(id, old, new)| ControlChange::new(id, old, new, &columns, library)).collect();
        changed.sort_by(|a, b| natural_cmp(&a.id, &b.id));
        Self {
            before: before.controls.len(),
            after: after.controls.len(),
            added: only(after, before),
            removed: only(before, after),
            changed,
            columns_added,
            columns_removed,
        }
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let same_columns = self.columns_added.is_empty() && self.columns_removed.is_empty();
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty() && same_columns
    }
}

impl ControlChange {
    fn new(id: &str, old: &ListedControl, new: &ListedControl, columns: &[String], library: &Library) -> Option<Self> {
        let cells = changed_cells(columns, &old.cells, &new.cells);
        let same = (&old.title, &old.serves, &old.params) == (&new.title, &new.serves, &new.params);
        if same && cells.is_empty() {
            return None;
        }
        let only = |control: &ListedControl, other: &ListedControl| {
            in_order(control.serves.keys().filter(|name| !other.serves.contains_key(*name)))
        };
        let both = old.serves.iter().filter_map(|(name, service)| Some((name, service, new.serves.get(name)?)));
        let mut serves_changed: Vec<ServiceChange> = both
            .filter(|(_, before, after)| before != after)
            .map(|(name, before, after)| ServiceChange {
                requirement: name.clone(),
                before: describe(*before),
                after: describe(*after),
            })
            .collect();
        serves_changed.sort_by(|a, b| natural_cmp(&a.requirement, &b.requirement));
        Some(Self {
            id: id.to_owned(),
            title: new.title.clone(),
            title_before: (old.title != new.title).then(|| old.title.clone()),
            serves_added: only(new, old),
            serves_removed: only(old, new),
            serves_changed,
            params: params(id, old, new, library),
            cells,
        })
    }
}

fn params(id: &str, old: &ListedControl, new: &ListedControl, library: &Library) -> Vec<ParamChange> {
    let names: BTreeSet<&String> = old.params.keys().chain(new.params.keys()).collect();
    let hub = library.hub().map(|hub| library.framework(hub));
    let control = hub.and_then(|hub| hub.requirements.get(id));
    let changed = names.into_iter().filter(|name| old.params.get(*name) != new.params.get(*name));
    let mut params: Vec<ParamChange> = changed
        .map(|name| {
            let (before, after) = (old.params.get(name), new.params.get(name));
            let strictest = control.and_then(|control| control.params.get(name)).map(|param| param.strictest);
            let value = |param: &ListedParam| format!("{} {}", param.value, param.unit);
            ParamChange {
                name: name.clone(),
                change: which_way(before, after, strictest),
                before: before.map(value),
                imposed_before: before.and_then(|param| param.imposed_by.clone()),
                after: after.map(value),
                imposed_after: after.and_then(|param| param.imposed_by.clone()),
            }
        })
        .collect();
    params.sort_by(|a, b| natural_cmp(&a.name, &b.name));
    params
}

fn which_way(before: Option<&ListedParam>, after: Option<&ListedParam>, strictest: Option<Strictest>) -> ParamMove {
    let (before, after) = match (before, after) {
        (Some(before), Some(after)) => (before, after),
        (None, _) => return ParamMove::Added,
        (_, None) => return ParamMove::Removed,
    };
    let Some(strictest) = strictest.filter(|_| before.unit == after.unit && before.value != after.value) else {
        return ParamMove::Changed;
    };
    let is_less = after.value < before.value;
    if is_less == (strictest == Strictest::Min) { ParamMove::Stricter } else { ParamMove::Weaker }
}

fn describe(service: Option<(Relation, u8)>) -> String {
    service.map_or("named".to_owned(), |(relation, strength)| format!("{relation} {strength}"))
}

fn in_order<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut names: Vec<String> = names.cloned().collect();
    names.sort_by(|a, b| natural_cmp(a, b));
    names
}

/// The control set of a company as names: merged controls, and the company's controls that are in none of them. The cells
/// of its other columns are the report's.
#[must_use]
pub fn control_list(posture: &Posture<'_>) -> ControlList {
    let library = posture.library;
    let set = ControlSet::merge(library, &posture.graph, &posture.counted_requirements());
    let mut list = ControlList::default();
    for merged in &set.controls {
        let serves = merged
            .serves
            .iter()
            .map(|service| (library.name(service.requirement), Some((service.relation, service.strength))));
        let params = merged.params.iter().map(|(name, param)| {
            let imposed_by = param.imposed_by.map(|node| library.name(node));
            (name.clone(), ListedParam { value: param.value, unit: param.unit.to_string(), imposed_by })
        });
        let title = library.requirement(merged.node).title.clone();
        let control = ListedControl { title, serves: serves.collect(), params: params.collect(), ..Default::default() };
        list.controls.insert(merged.id.clone(), control);
    }
    let in_set = |node: &Node| set.controls.iter().any(|merged| merged.implements.contains(node));
    for control in posture.company.controls.iter().filter(|control| !control.implements.iter().any(in_set)) {
        list.controls.entry(control.id.clone()).or_insert_with(|| own(library, control));
    }
    list
}

fn own(library: &Library, control: &Control) -> ListedControl {
    let named = control.implements.iter().chain(&control.contributes).map(|&node| (library.name(node), None));
    let title = control.title.clone().unwrap_or_default();
    ListedControl { title, serves: named.collect(), ..Default::default() }
}
