//! What was carried over: how much, and by name what went or became weaker.

use serde::Serialize;

use crate::engine::transition::Transition;
use crate::engine::transition::carry::{Carried, List, Rewrite};
use crate::model::{Company, Node};

/// What was carried over, in numbers.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    pub(super) exclusions: Vec<Moved>,
    pub(super) findings: Vec<Moved>,
    /// How many references of controls were replaced, and how many fell away.
    pub(super) references_replaced: usize,
    pub(super) references_dropped: usize,
    pub(super) controls_changed: usize,
    /// The references that fell away; what they would have become is named already.
    pub(super) dropped: Vec<Link>,
    /// What a control implemented, and now only contributes to something that asks for more or for something else.
    pub(super) weakened: Vec<Link>,
    /// The old requirements that were added to the exceptions of certificates held.
    pub(super) unproven: Vec<String>,
}

/// A reference of a control, and what took its place.
#[derive(Debug, Serialize)]
pub(super) struct Link {
    pub(super) control: String,
    pub(super) list: &'static str,
    pub(super) from: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) to: Vec<String>,
}

/// A statement that was moved to a new requirement.
#[derive(Debug, Serialize)]
pub(super) struct Moved {
    pub(super) from: Vec<String>,
    pub(super) to: String,
}

impl Summary {
    pub(super) fn new(transition: &Transition<'_>, company: &Company, carried: &Carried) -> Self {
        let id = |node: Node| transition.library.requirement(node).id.clone();
        let exclusions = carried
            .exclusions
            .iter()
            .map(|(&new, exclusion)| Moved { from: exclusion.from.iter().map(|&old| id(old)).collect(), to: id(new) });
        let findings = carried.findings.iter().map(|(&old, &new)| Moved { from: vec![id(old)], to: id(new) });
        let (dropped, replaced): (Vec<&Rewrite>, Vec<&Rewrite>) =
            carried.references.iter().partition(|rewrite| rewrite.new.is_empty());
        let mut controls: Vec<usize> = carried.references.iter().map(|rewrite| rewrite.control).collect();
        controls.dedup();
        let link = |rewrite: &Rewrite, to: Vec<String>| Link {
            control: company.controls.get(rewrite.control).map_or_else(String::new, |control| control.id.clone()),
            list: rewrite.list.as_str(),
            from: id(rewrite.old),
            to,
        };
        let gone =
            |rewrite: &&Rewrite| link(rewrite, transition.successors(rewrite.old).map(|pair| id(pair.new)).collect());
        let weaker = |rewrite: &&Rewrite| {
            let parts = rewrite.new.iter().filter(|(list, _)| *list == List::Contributes);
            let parts: Vec<String> = parts.map(|(_, new)| id(*new)).collect();
            (rewrite.list == List::Implements && !parts.is_empty()).then(|| link(rewrite, parts))
        };
        Self {
            exclusions: exclusions.collect(),
            findings: findings.collect(),
            references_replaced: replaced.len(),
            references_dropped: dropped.len(),
            controls_changed: controls.len(),
            dropped: dropped.iter().map(gone).collect(),
            weakened: replaced.iter().filter_map(weaker).collect(),
            unproven: carried.unproven.iter().map(|&node| id(node)).collect(),
        }
    }
}

impl Link {
    /// Why nothing stands in its place.
    pub(super) fn why_gone(&self) -> String {
        match self.to.as_slice() {
            [] => "nothing comes from it".to_owned(),
            to => format!("it becomes {}, which the control names already", to.join(", ")),
        }
    }
}
