//! How a verdict comes about: the least derivation of a value, what else gives it, and the rows a requirement has.

use std::collections::{BTreeSet, HashMap};

use super::graph::{EntryId, RowId};
use super::infer::{Outcome, Step};
use super::posture::{FrameworkPosture, Posture};
use super::relation::{Value, converse, transfer};
use crate::model::Node;
use crate::model::vocabulary::Relation;

/// Why a requirement has its value, and what its rows say.
#[derive(Debug)]
pub struct Explanation {
    /// The requirement.
    pub node: Node,
    /// What follows for it.
    pub value: Value,
    /// How it follows, the least derivation: each conclusion before what it rests on. Empty where nothing follows.
    pub derivation: Vec<Conclusion>,
    /// Other steps that give it as much by themselves and do not rest on it: rows, then entries. A claim is always the least.
    pub also: Vec<Support>,
    /// Its own rows, with what holds at their other ends.
    pub rows: Vec<RowState>,
    /// Its parts, in natural order.
    pub parts: Vec<Node>,
}

/// A conclusion of a derivation with its last step. A list and no tree, since chains of rows can be thousands long.
#[derive(Debug)]
pub struct Conclusion {
    /// The requirement.
    pub node: Node,
    /// What is derived of it.
    pub value: Value,
    /// How many steps lie between it and the root; what it rests on follows it, one deeper.
    pub depth: usize,
    /// The relation by which it serves the conclusion above it, read from there; none at the root.
    pub link: Option<RowState>,
    /// Positions of the controls whose claims it is, for a claim.
    pub controls: Vec<usize>,
    /// Whether it is taken as met: by a certificate held, or by assumption.
    pub assumed: bool,
    /// Whether it was shown before and what it rests on is not shown again.
    pub repeated: bool,
}

/// A step that gives a requirement its value.
#[derive(Debug, PartialEq, Eq)]
pub enum Support {
    /// A row.
    Row(RowState),
    /// The targets of a sufficient entry.
    Entry(Vec<RowState>),
}

/// One row of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
        let (derivation, also) = if value > Value::Nothing {
            (explain.derive(node, value), explain.also(node, value))
        } else {
            Default::default()
        };
        let parts = posture.graph.parts_of(node).filter(|&part| framework.answer_to(part).is_some()).collect();
        Self { node, value, derivation, also, rows: explain.rows(node), parts }
    }
}

struct Explain<'a> {
    posture: &'a Posture<'a>,
    framework: &'a FrameworkPosture<'a>,
    outcome: &'a Outcome,
}

impl Explain<'_> {
    fn derive(&self, node: Node, value: Value) -> Vec<Conclusion> {
        let mut seen = BTreeSet::new();
        let mut open = vec![Conclusion {
            node,
            value,
            depth: 0,
            link: None,
            controls: Vec::new(),
            assumed: false,
            repeated: false,
        }];
        let mut done = Vec::new();
        while let Some(mut conclusion) = open.pop() {
            let Conclusion { node, value, depth, .. } = conclusion;
            conclusion.repeated = !seen.insert((node, value));
            let step = self.outcome.step(node, value).filter(|_| !conclusion.repeated);
            if step == Some(Step::Claim) {
                conclusion.controls = self.claimants(node);
                conclusion.assumed = self.framework.view.assumed.holds(node);
            }
            let rests = step.map_or_else(Vec::new, |step| self.rests_on(node, step));
            // The last one put on the pile is the first to be taken.
            open.extend(rests.into_iter().rev().map(|(link, value)| Conclusion {
                node: link.other,
                value,
                depth: depth + 1,
                link: Some(link),
                controls: Vec::new(),
                assumed: false,
                repeated: false,
            }));
            done.push(conclusion);
        }
        done
    }

    /// The controls that claim something of a requirement.
    fn claimants(&self, node: Node) -> Vec<usize> {
        let view = &self.framework.view;
        let mut controls: Vec<usize> = view.implementers(node).chain(view.contributors(node)).collect();
        controls.sort_unstable();
        controls.dedup();
        controls
    }

    /// The rows a step follows, with what it needs at their other ends.
    fn rests_on(&self, node: Node, step: Step) -> Vec<(RowState, Value)> {
        match step {
            Step::Claim => Vec::new(),
            Step::Row { row, held, .. } => vec![(self.state(row, node), held)],
            Step::Sufficient(entry) => self.remaining(node, entry).map(|state| (state, Value::Met)).collect(),
        }
    }

    /// The rows of an entry whose targets count.
    fn remaining(&self, node: Node, entry: EntryId) -> impl Iterator<Item = RowState> {
        let states = self.posture.graph.rows_of(entry).map(move |row| self.state(row, node));
        states.filter(|state| state.relation != Relation::NoRelationship && self.outcome.counts(state.other))
    }

    /// The other steps that give a requirement a value.
    fn also(&self, node: Node, value: Value) -> Vec<Support> {
        let graph = &self.posture.graph;
        let least = self.outcome.step(node, value);
        let mut circular = Circular { explain: self, node, known: HashMap::new() };
        let mut found = Vec::new();
        for (_, link) in graph.links(node) {
            let state = self.state(link.row, node);
            let passed = transfer(converse(link.relation), state.value);
            let passed = if state.weak { passed.min(Value::Partial) } else { passed };
            let is_least = matches!(least, Some(Step::Row { row, .. }) if row == link.row);
            if passed >= value && !is_least && !circular.rests(link.to, state.value) {
                found.push(Support::Row(state));
            }
        }
        let library = self.posture.library;
        for entry in graph.entries_of(node).filter(|&entry| graph.entry(library, entry).sufficient) {
            let rows: Vec<RowState> = self.remaining(node, entry).collect();
            let all = !rows.is_empty() && rows.iter().all(|state| state.value == Value::Met && !state.weak);
            let is_least = least == Some(Step::Sufficient(entry));
            if all && !is_least && !rows.iter().any(|state| circular.rests(state.other, Value::Met)) {
                found.push(Support::Entry(rows));
            }
        }
        found
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

/// Which conclusions rest on a requirement by their least derivations.
struct Circular<'a> {
    explain: &'a Explain<'a>,
    node: Node,
    known: HashMap<(Node, Value), bool>,
}

impl Circular<'_> {
    fn rests(&mut self, node: Node, value: Value) -> bool {
        let mut open = vec![(node, value, false)];
        while let Some((node, value, visited)) = open.pop() {
            if !visited && self.known.contains_key(&(node, value)) {
                continue;
            }
            let premises = self.premises(node, value);
            let rests = node == self.node || premises.iter().any(|premise| self.known.get(premise) == Some(&true));
            self.known.insert((node, value), rests);
            if !visited && !rests {
                // Again once it is known of what it rests on.
                open.push((node, value, true));
                open.extend(premises.into_iter().map(|(node, value)| (node, value, false)));
            }
        }
        self.known.get(&(node, value)) == Some(&true)
    }

    fn premises(&self, node: Node, value: Value) -> Vec<(Node, Value)> {
        let explain = self.explain;
        let Some(step) = explain.outcome.step(node, value) else { return Vec::new() };
        explain.rests_on(node, step).into_iter().map(|(state, value)| (state.other, value)).collect()
    }
}
