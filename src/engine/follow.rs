//! What of one framework follows when others are met: from what, through what, and what remains to be done.
//!
//! The fixpoint of [`infer`](infer()) says what follows. What remains is told by the requirement's own entry: the controls
//! it maps to that do not follow, the parameters whose bounds nothing assumed demands, its parts, and whatever no mapping
//! reaches. A requirement is met exactly when nothing remains of it.

use std::collections::{BTreeMap, BTreeSet};

use super::assume::Assumed;
use super::graph::{Graph, RowId};
use super::infer::{Outcome, Premises, Step, infer};
use super::relation::{Value, converse, transfer};
use super::values::values;
use crate::model::vocabulary::Relation;
use crate::model::{Bound, FrameworkId, Library, Node};

/// What follows for one requirement, and what remains of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    /// The requirement.
    pub node: Node,
    /// What follows for it.
    pub value: Value,
    /// The assumed requirements from which it follows by a row between the two, in natural order.
    pub direct: Vec<Node>,
    /// What else it follows from, in natural order: the controls it is mapped to, as far as they follow.
    pub through: Vec<Support>,
    /// What remains to be done until it is met; empty exactly when it is.
    pub remaining: Vec<Remaining>,
}

impl Consequence {
    /// The assumed requirements that it follows from, in natural order.
    #[must_use]
    pub fn from(&self) -> Vec<Node> {
        let through = self.through.iter().flat_map(|support| &support.from);
        let from: BTreeSet<Node> = self.direct.iter().chain(through).copied().collect();
        from.into_iter().collect()
    }
}

/// Something between the assumed requirements and what follows from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// A common control, or a requirement where no common control is between.
    pub node: Node,
    /// What follows for it.
    pub value: Value,
    /// The assumed requirements from which it follows, in natural order.
    pub from: Vec<Node>,
    /// The requirements of further frameworks by way of which it does, in natural order.
    pub over: Vec<Node>,
}

/// Something that is still to be done for a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remaining {
    /// A control, or a requirement where no common control is mapped.
    Control {
        /// The control.
        node: Node,
        /// What of it follows; met where only parameters remain.
        value: Value,
        /// The bounds of its parameters that nothing assumed satisfies.
        bounds: Vec<Demand>,
    },
    /// A part of the requirement.
    Part(Node),
    /// What no mapping reaches.
    Unmapped {
        /// Whether the requirement is mapped to anything at all.
        mapped: bool,
    },
}

/// A bound with what the assumed requirements demand of the same parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// What is demanded.
    pub bound: Bound,
    /// What the assumed requirements demand, if they do.
    pub imposed: Option<i64>,
}

/// A control that remains, with the requirements that need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// The control.
    pub node: Node,
    /// What of it follows; met where only parameters remain.
    pub value: Value,
    /// The requirements it remains for, in natural order.
    pub requirements: Vec<Node>,
    /// How many of these need nothing else.
    pub completes: usize,
}

/// What follows for all requirements of a library when some are assumed.
#[derive(Debug)]
pub struct Following<'a> {
    library: &'a Library,
    graph: &'a Graph,
    assumed: &'a Assumed,
    outcome: Outcome,
    /// What would follow if all that requirements are mapped to in the end were met as well, with every parameter as
    /// demanded.
    best: Vec<Value>,
    /// Parts that are asked of nobody.
    settled: Vec<bool>,
}

impl<'a> Following<'a> {
    /// Runs the inference. `settled` says which parts are asked of nobody, so that their parents do not wait for them.
    #[must_use]
    pub fn new(library: &'a Library, graph: &'a Graph, assumed: &'a Assumed, settled: impl Fn(Node) -> bool) -> Self {
        let mut premises = premises(library, graph, assumed);
        for &(_, part) in graph.parts() {
            premises.settled_parts[part.index()] = settled(part);
        }
        let outcome = infer(graph, &premises);
        let parts = premises.settled_parts.len();
        let settled = std::mem::replace(&mut premises.settled_parts, vec![true; parts]);
        let ends = |node: &Node| graph.entries_of(*node).next().is_none() && graph.targets_at(*node).next().is_some();
        for node in (0..).map(Node).take(graph.node_count()).filter(ends) {
            premises.claims[node.index()] = Value::Met;
        }
        premises.weak.fill(false);
        let best = values(graph, [&premises]).pop().unwrap_or_default();
        Self { library, graph, assumed, outcome, best, settled }
    }

    /// What follows for a requirement.
    #[must_use]
    pub fn value(&self, node: Node) -> Value {
        self.outcome.value(node)
    }

    /// What follows for a requirement, with its reasons and what remains.
    #[must_use]
    pub fn consequence(&self, node: Node) -> Consequence {
        let value = self.value(node);
        let leaves = self.leaves(node, false);
        let mut direct = if value == Value::Nothing { Vec::new() } else { self.givers(node, value) };
        // A common control is its own leaf: work that remains, and no reason for itself.
        let others = leaves.iter().filter(|leaf| leaf.node != node);
        let mut through: Vec<Support> = others.filter_map(|leaf| self.support(leaf, value)).collect();
        if through.is_empty() && direct.is_empty() {
            through = self.premises_of(node, value);
            direct.extend(through.iter().map(|support| support.node).filter(|&found| self.assumed.holds(found)));
            through.retain(|support| !self.assumed.holds(support.node));
        }
        let remaining = if value == Value::Met { Vec::new() } else { self.remaining(node, leaves) };
        Consequence { node, value, direct, through, remaining }
    }

    /// What a requirement is mapped to by its own entries: common controls where it reaches them, else requirements, each
    /// followed to what it is mapped to while it does not follow itself. `all` also follows the entries that lead past the
    /// common controls, which otherwise would name the same work twice.
    fn leaves(&self, node: Node, all: bool) -> Vec<Leaf> {
        if self.library.is_common(node) {
            return vec![Leaf { node, relation: Relation::EqualTo, row: None, near: true }];
        }
        let mut found = BTreeMap::new();
        let mut seen = BTreeSet::from([node]);
        let mut open = vec![node];
        while let Some(source) = open.pop() {
            let targets: Vec<(RowId, Node, Relation)> = self.targets(source).collect();
            let reaches_hub = !all && targets.iter().any(|(_, target, _)| self.library.is_common(*target));
            for (row, target, relation) in targets {
                let common = self.library.is_common(target);
                let ends = common || self.value(target) == Value::Met || self.targets(target).next().is_none();
                if reaches_hub && !common {
                    continue;
                }
                if ends {
                    let near = source == node;
                    found.insert((target, row), Leaf { node: target, relation, row: Some(row), near });
                } else if seen.insert(target) {
                    open.push(target);
                }
            }
        }
        found.into_values().collect()
    }

    /// The related targets of a requirement's own entries.
    fn targets(&self, node: Node) -> impl Iterator<Item = (RowId, Node, Relation)> {
        let rows = self.graph.entries_of(node).flat_map(|entry| self.graph.rows_of(entry));
        rows.filter_map(|id| {
            let row = self.graph.row(self.library, id).2;
            (row.relation != Relation::NoRelationship).then_some((id, row.target, row.relation))
        })
    }

    /// The bounds of a row that nothing assumed satisfies.
    fn open_bounds(&self, row: Option<RowId>) -> Vec<Demand> {
        let Some(row) = row.map(|row| self.graph.row(self.library, row).2) else { return Vec::new() };
        let open = row.bounds.iter().filter(|bound| !self.assumed.satisfies(row.target, bound));
        open.map(|bound| Demand { bound: bound.clone(), imposed: self.assumed.imposed(row.target, &bound.param) })
            .collect()
    }

    /// A leaf as a reason for what follows, if it is one: a met requirement rests on what is met, any other on what gives
    /// it that much.
    fn support(&self, leaf: &Leaf, wanted: Value) -> Option<Support> {
        let value = self.value(leaf.node);
        if wanted == Value::Nothing || self.assumed.holds(leaf.node) {
            return None;
        }
        let counts = if wanted == Value::Met {
            value == Value::Met && self.open_bounds(leaf.row).is_empty()
        } else {
            !leaf.near || transfer(converse(leaf.relation), value).min(Value::Partial) >= wanted
        };
        (counts && value > Value::Nothing).then(|| self.supported(leaf.node, value))
    }

    /// The premises of the last step of a requirement's least derivation.
    fn premises_of(&self, node: Node, value: Value) -> Vec<Support> {
        let support = |node: Node, value: Value| self.supported(node, value);
        match self.outcome.step(node, value) {
            None | Some(Step::Claim) => Vec::new(),
            Some(Step::Row { from, held, .. }) => vec![support(from, held)],
            Some(Step::Sufficient(entry)) => {
                let rows = &self.graph.entry(self.library, entry).rows;
                let related = rows.iter().filter(|row| row.relation != Relation::NoRelationship);
                related.map(|row| support(row.target, Value::Met)).collect()
            }
        }
    }

    /// What gives a requirement this much: assumed requirements by a row between the two, else those its least derivation
    /// starts from.
    fn supported(&self, node: Node, value: Value) -> Support {
        let from = self.givers(node, value);
        if !from.is_empty() {
            return Support { node, value, from, over: Vec::new() };
        }
        let (mut from, mut over) = (BTreeSet::new(), BTreeSet::new());
        for below in self.derivation(node, value) {
            if self.assumed.holds(below) {
                from.insert(below);
            } else if below != node && !self.library.is_common(below) {
                over.insert(below);
            }
        }
        Support { node, value, from: from.into_iter().collect(), over: over.into_iter().collect() }
    }

    /// The assumed requirements that a row connects with a requirement and that give it this much.
    fn givers(&self, node: Node, value: Value) -> Vec<Node> {
        let mut givers: Vec<Node> = self
            .graph
            .links(node)
            .filter(|(_, link)| self.assumed.holds(link.to))
            .filter(|(_, link)| {
                let most = if self.open_bounds(Some(link.row)).is_empty() { Value::Met } else { Value::Partial };
                transfer(converse(link.relation), self.value(link.to)).min(most) >= value
            })
            .map(|(_, link)| link.to)
            .collect();
        givers.dedup();
        givers
    }

    /// Everything in a least derivation.
    fn derivation(&self, node: Node, value: Value) -> BTreeSet<Node> {
        let mut open = vec![(node, value)];
        let mut seen = BTreeSet::new();
        while let Some((node, value)) = open.pop() {
            if !seen.insert((node, value)) {
                continue;
            }
            match self.outcome.step(node, value) {
                None | Some(Step::Claim) => {}
                Some(Step::Row { from, held, .. }) => open.push((from, held)),
                Some(Step::Sufficient(entry)) => {
                    open.extend(self.graph.targets_of(entry).iter().map(|target| (target.target, Value::Met)));
                }
            }
        }
        seen.into_iter().map(|(node, _)| node).collect()
    }

    /// What is still to be done for a requirement that is not met; never empty.
    fn remaining(&self, node: Node, leaves: Vec<Leaf>) -> Vec<Remaining> {
        let mut remaining = self.open_controls(leaves);
        let parts =
            self.graph.parts_of(node).filter(|part| self.value(*part) < Value::Met && !self.settled[part.index()]);
        remaining.extend(parts.map(Remaining::Part));
        if self.best[node.index()] < Value::Met {
            remaining.push(Remaining::Unmapped { mapped: self.graph.links(node).next().is_some() });
        }
        if remaining.is_empty() {
            // What it reaches over common controls is done; what it is mapped to beside them is not.
            remaining = self.open_controls(self.leaves(node, true));
        }
        if remaining.is_empty() {
            remaining.push(Remaining::Unmapped { mapped: self.graph.links(node).next().is_some() });
        }
        remaining
    }

    fn open_controls(&self, leaves: Vec<Leaf>) -> Vec<Remaining> {
        let mut open: BTreeMap<Node, (Value, Vec<Demand>)> = BTreeMap::new();
        for leaf in leaves {
            let (value, bounds) = (self.value(leaf.node), self.open_bounds(leaf.row));
            if value < Value::Met || !bounds.is_empty() {
                open.entry(leaf.node).or_insert((value, Vec::new())).1.extend(bounds);
            }
        }
        open.into_iter().map(|(node, (value, bounds))| Remaining::Control { node, value, bounds }).collect()
    }
}

/// Something that a requirement is mapped to.
struct Leaf {
    node: Node,
    /// "requirement RELATION node", of the last row that leads to it.
    relation: Relation,
    row: Option<RowId>,
    /// Whether that row is the requirement's own.
    near: bool,
}

/// What the fixpoint starts from when nothing but the assumed requirements is known.
#[must_use]
pub fn premises(library: &Library, graph: &Graph, assumed: &Assumed) -> Premises {
    let mut premises = Premises::new(graph);
    for node in assumed.nodes() {
        premises.claims[node.index()] = Value::Met;
    }
    for &row in graph.bounded_rows() {
        let row_written = graph.row(library, row).2;
        premises.weak[row.0 as usize] =
            row_written.bounds.iter().any(|bound| !assumed.satisfies(row_written.target, bound));
    }
    premises
}

/// The controls that remain, those that most requirements need first; of these the ones that complete most, then in
/// natural order.
#[must_use]
pub fn work(consequences: &[Consequence]) -> Vec<Work> {
    let mut found: BTreeMap<Node, Work> = BTreeMap::new();
    for consequence in consequences {
        for remaining in &consequence.remaining {
            let Remaining::Control { node, value, .. } = remaining else { continue };
            let work = found.entry(*node).or_insert_with(|| Work {
                node: *node,
                value: *value,
                requirements: Vec::new(),
                completes: 0,
            });
            work.requirements.push(consequence.node);
            work.completes += usize::from(consequence.remaining.len() == 1);
        }
    }
    let mut found: Vec<Work> = found.into_values().collect();
    found.sort_by_key(|work| (std::cmp::Reverse((work.requirements.len(), work.completes)), work.node));
    found
}

/// What follows for the requirements of a framework that `selected` picks, in natural order.
#[must_use]
pub fn consequences(
    following: &Following<'_>,
    target: FrameworkId,
    selected: impl Fn(Node) -> bool,
) -> Vec<Consequence> {
    let nodes = following.library.nodes(target).filter(|node| selected(*node));
    nodes.map(|node| following.consequence(node)).collect()
}
