//! Which controls count for a requirement: those that name it, and those that implement what its own entry maps to.

use std::collections::BTreeSet;

use super::claims::View;
use super::graph::{Graph, RowId};
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
    /// Whether these only serve to name gaps.
    pub only_for_gaps: bool,
}

impl Candidates {
    /// The candidates of a requirement. Where it has none of its own, those of the requirements mapped to it are taken,
    /// to name gaps.
    #[must_use]
    pub fn of(view: &View<'_>, graph: &Graph, node: Node) -> Self {
        let mut own = Self::own(view, graph, node);
        if own.is_empty() && own.dropped.is_empty() {
            for target in graph.targets_at(node) {
                let source = graph.row(view.library, target.row).1.source;
                own.join(Self::own(view, graph, source));
            }
            own.only_for_gaps = true;
        }
        own
    }

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
        for control in view.implementers(node).chain(view.contributors(node)) {
            self.add(view, control);
        }
        let own: Vec<Node> = targets(view, graph, node).map(|(_, target)| target).collect();
        // Where the hub is reached, what else is mapped to (another edition, say) would only name the same gaps twice.
        let reaches_hub = own.iter().any(|&target| view.library.is_common(target));
        for target in own {
            if view.library.is_common(target) {
                let mut implementers = view.implementers(target).peekable();
                if implementers.peek().is_none() {
                    self.missing.insert(target);
                }
                for control in implementers {
                    self.add(view, control);
                }
            } else if !reaches_hub {
                self.collect(view, graph, target, seen);
            }
        }
    }

    fn add(&mut self, view: &View<'_>, control: usize) {
        let set = if view.controls[control].remains() { &mut self.controls } else { &mut self.dropped };
        set.insert(control);
    }

    fn join(&mut self, other: Self) {
        self.controls.extend(other.controls);
        self.missing.extend(other.missing);
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.controls.is_empty() && self.missing.is_empty()
    }

    /// Whether there is a candidate and all are assessed.
    #[must_use]
    pub fn are_assessed(&self, view: &View<'_>) -> bool {
        !self.only_for_gaps
            && self.missing.is_empty()
            && !self.controls.is_empty()
            && self.controls.iter().all(|&control| view.controls[control].is_assessed())
    }

    /// Whether all that would count does not apply.
    #[must_use]
    pub fn all_dropped(&self) -> bool {
        self.is_empty() && !self.dropped.is_empty()
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
