//! How a verdict comes about: the least derivation of a value as a tree, and the rows a requirement has.

use std::collections::BTreeSet;

use super::graph::RowId;
use super::infer::{Outcome, Step};
use super::posture::{FrameworkPosture, Posture};
use super::relation::{Value, converse};
use crate::model::Node;
use crate::model::vocabulary::Relation;

/// Why a requirement has its value, and what its rows say.
#[derive(Debug)]
pub struct Explanation {
    /// The requirement.
    pub node: Node,
    /// What follows for it.
    pub value: Value,
    /// How it follows; none where nothing does.
    pub derivation: Option<Derivation>,
    /// Its own rows, with what holds at their other ends.
    pub rows: Vec<RowState>,
}

/// A value with the last step of its least derivation, and the derivations of what the step rests on.
#[derive(Debug)]
pub struct Derivation {
    /// The requirement.
    pub node: Node,
    /// What is derived of it.
    pub value: Value,
    /// The relation by which it serves the conclusion above it, read from there; none at the root.
    pub link: Option<RowState>,
    /// Positions of the controls whose claims it is, for a claim.
    pub controls: Vec<usize>,
    /// What the step rests on.
    pub premises: Vec<Derivation>,
    /// Whether it was shown before and is not shown again.
    pub repeated: bool,
}

/// One row of a requirement.
#[derive(Debug, Clone, Copy)]
pub struct RowState {
    /// The row.
    pub row: RowId,
    /// The relation, read from the requirement.
    pub relation: Relation,
    /// The other end.
    pub other: Node,
    /// What holds there.
    pub value: Value,
    /// Whether a parameter bound limits the row.
    pub weak: bool,
}

impl Explanation {
    /// Explains a requirement as one framework of a posture sees it.
    #[must_use]
    pub fn of(posture: &Posture<'_>, framework: &FrameworkPosture<'_>, node: Node) -> Self {
        let outcome = framework.outcome_for(node);
        let value = outcome.value(node);
        let explain = Explain { posture, framework, outcome };
        let mut seen = BTreeSet::new();
        let derivation = (value > Value::Nothing).then(|| explain.derive(node, value, None, &mut seen));
        Self { node, value, derivation, rows: explain.rows(node) }
    }
}

struct Explain<'a> {
    posture: &'a Posture<'a>,
    framework: &'a FrameworkPosture<'a>,
    outcome: &'a Outcome,
}

impl Explain<'_> {
    fn derive(
        &self,
        node: Node,
        value: Value,
        link: Option<RowState>,
        seen: &mut BTreeSet<(Node, Value)>,
    ) -> Derivation {
        let mut derivation = Derivation {
            node,
            value,
            link,
            controls: Vec::new(),
            premises: Vec::new(),
            repeated: !seen.insert((node, value)),
        };
        if derivation.repeated {
            return derivation;
        }
        let library = self.posture.library;
        match self.outcome.step(node, value) {
            None => {}
            Some(Step::Claim) => {
                let view = &self.framework.view;
                let mut controls: Vec<usize> = view.implementers(node).chain(view.contributors(node)).collect();
                controls.sort_unstable();
                controls.dedup();
                derivation.controls = controls;
            }
            Some(Step::Row { row, from, held }) => {
                let state = self.state(row, node);
                derivation.premises.push(self.derive(from, held, Some(state), seen));
            }
            Some(Step::Sufficient(entry)) => {
                for row in self.posture.graph.rows_of(entry) {
                    let (_, _, written) = self.posture.graph.row(library, row);
                    let counts = self.outcome.counts(written.target);
                    if written.relation != Relation::NoRelationship && counts {
                        let state = self.state(row, node);
                        derivation.premises.push(self.derive(written.target, Value::Met, Some(state), seen));
                    }
                }
            }
        }
        derivation
    }

    /// A row as it reads from one of its ends.
    fn state(&self, id: RowId, from: Node) -> RowState {
        let (_, entry, row) = self.posture.graph.row(self.posture.library, id);
        let forward = entry.source == from;
        let other = if forward { row.target } else { entry.source };
        RowState {
            row: id,
            relation: if forward { row.relation } else { converse(row.relation) },
            other,
            value: self.outcome.value(other),
            weak: self.framework.view.weak_bounds(&self.posture.graph, id).next().is_some(),
        }
    }

    fn rows(&self, node: Node) -> Vec<RowState> {
        let graph = &self.posture.graph;
        let own = graph.entries_of(node).flat_map(|entry| graph.rows_of(entry)).map(|row| self.state(row, node));
        own.filter(|state| state.relation != Relation::NoRelationship).collect()
    }
}
