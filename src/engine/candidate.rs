//! Which controls count for a requirement: those that name it, and those that implement what its own entry maps to.

use std::collections::BTreeSet;

use super::claims::View;
use super::graph::{Graph, RowId};
use super::infer::Outcome;
use super::relation::Value;
use crate::model::Node;
use crate::model::vocabulary::Relation;

/// What counts for a requirement.
#[derive(Debug, Default, Clone)]
pub struct Candidates {
    /// Positions of the company's controls, in natural order.
    pub controls: BTreeSet<usize>,
    /// Common controls among the targets that nobody implements.
    pub missing: BTreeSet<Node>,
    /// Controls that would count, did they apply anywhere.
    pub dropped: BTreeSet<usize>,
    /// The rows that were followed.
    pub rows: BTreeSet<RowId>,
}

impl Candidates {
    /// The candidates a requirement has by itself.
    #[must_use]
    pub fn own(view: &View<'_>, graph: &Graph, node: Node) -> Self {
        let mut found = Self::default();
        found.collect(view, graph, node, &mut BTreeSet::new());
        found
    }

    fn collect(&mut self, view: &View<'_>, graph: &Graph, node: Node, seen: &mut BTreeSet<Node>) {
        // Targets in other frameworks count by their own candidates, which may lead back here.
        if !seen.insert(node) {
            return;
        }
        self.add_all(view, view.implementers(node).chain(view.contributors(node)));
        let own: Vec<(RowId, Node)> =
            targets(view, graph, node).filter(|(_, target)| !view.is_excluded(*target)).collect();
        // Where the hub is reached, what else is mapped to (another edition, say) would only name the same gaps twice.
        let reaches_hub = own.iter().any(|(_, target)| view.library.is_common(*target));
        for (row, target) in own {
            if view.library.is_common(target) {
                self.rows.insert(row);
                self.add_common(view, target);
            } else if !reaches_hub {
                self.rows.insert(row);
                self.collect(view, graph, target, seen);
            }
        }
    }

    /// The controls that implement a common control, or that nobody does.
    fn add_common(&mut self, view: &View<'_>, common: Node) {
        if view.implementers(common).next().is_none() {
            self.missing.insert(common);
        }
        self.add_all(view, view.implementers(common));
    }

    fn add_all(&mut self, view: &View<'_>, controls: impl Iterator<Item = usize>) {
        for control in controls {
            let set = if view.controls[control].remains() { &mut self.controls } else { &mut self.dropped };
            set.insert(control);
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.controls.is_empty() && self.missing.is_empty()
    }

    /// Whether there is a candidate and all are assessed.
    #[must_use]
    pub fn are_assessed(&self, view: &View<'_>) -> bool {
        let assessed = |control: &usize| view.controls[*control].is_assessed();
        self.missing.is_empty() && !self.controls.is_empty() && self.controls.iter().all(assessed)
    }

    /// Whether all that would count does not apply.
    #[must_use]
    pub fn all_dropped(&self) -> bool {
        self.is_empty() && !self.dropped.is_empty()
    }
}

/// What lies around a requirement, ring by ring: everything a row or a part away, then what is two away, and so on. It
/// serves to name gaps where the requirement's own candidates explain nothing. Behind its parts it does not look: each part
/// does so for itself, and the requirement inherits what it finds.
pub struct Rings<'a> {
    view: &'a View<'a>,
    graph: &'a Graph,
    outcome: &'a Outcome,
    centre: Node,
    seen: BTreeSet<Node>,
    ring: Vec<Node>,
}

impl<'a> Rings<'a> {
    /// The rings around a requirement.
    #[must_use]
    pub fn around(view: &'a View<'a>, graph: &'a Graph, outcome: &'a Outcome, node: Node) -> Self {
        Self { view, graph, outcome, centre: node, seen: BTreeSet::from([node]), ring: vec![node] }
    }

    /// What is met holds nothing back, nor does anything behind it.
    fn neighbours(&self, node: Node) -> impl Iterator<Item = Node> {
        let linked = self.graph.links(node).map(|(_, link)| link.to);
        let open = |node: &Node| !self.view.is_excluded(*node) && self.outcome.value(*node) < Value::Met;
        linked.chain(self.graph.parts_of(node)).filter(open)
    }
}

impl Iterator for Rings<'_> {
    type Item = Candidates;

    fn next(&mut self) -> Option<Candidates> {
        let mut next: Vec<Node> = Vec::new();
        for &node in self.ring.iter().filter(|&&node| self.graph.parent_of(node) != Some(self.centre)) {
            next.extend(self.neighbours(node));
        }
        next.sort_unstable();
        next.dedup();
        next.retain(|node| self.seen.insert(*node));
        self.ring.clone_from(&next);
        (!next.is_empty()).then(|| {
            let mut found = Candidates::default();
            for node in next {
                found.collect(self.view, self.graph, node, &mut BTreeSet::new());
                if self.view.library.is_common(node) {
                    found.add_common(self.view, node);
                }
            }
            found
        })
    }
}

/// The related targets of a requirement's own entries.
pub fn targets<'a>(view: &'a View<'_>, graph: &'a Graph, node: Node) -> impl Iterator<Item = (RowId, Node)> + 'a {
    let rows = graph.entries_of(node).flat_map(|entry| graph.rows_of(entry));
    rows.filter_map(|id| {
        let row = graph.row(view.library, id).2;
        (row.relation != Relation::NoRelationship).then_some((id, row.target))
    })
}

/// Whether a control that implements a target was assessed; for a target in another framework, any of its candidates.
#[must_use]
pub fn is_target_assessed(view: &View<'_>, graph: &Graph, target: Node) -> bool {
    let assessed = |control: usize| view.controls[control].is_assessed_anywhere();
    if view.library.is_common(target) {
        view.implementers(target).any(assessed)
    } else {
        Candidates::own(view, graph, target).controls.into_iter().any(assessed)
    }
}
