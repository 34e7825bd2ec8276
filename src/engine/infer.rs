//! The least fixpoint over all mapping rows, with the least derivation of every value.
//!
//! A proposition says that a requirement has at least some [`Value`]. Claims are the axioms; rows are the rules:
//!
//! 1. a row passes on what its relation allows, from either end ([`transfer`]);
//! 2. an entry that is *sufficient* makes its source met once all its remaining targets are met.
//!
//! Rules only ever add, so the fixpoint does not depend on any order. Propositions are settled in the order of the cost
//! of their least derivation (Knuth 1977, a generalisation of Dijkstra's algorithm): the number of row applications,
//! counted as a tree. Ties go by the natural order of conclusion, then of premises. Each row is looked at a bounded number
//! of times, so the work grows with the rows.
//!
//! Three things limit what is derived. A common control never exceeds what its own claims allow; a rule that would is kept
//! as a [`Contradiction`]. A row whose parameter bound is not satisfied yields at most partial and never counts towards
//! sufficiency. A requirement with parts is at most partial while a part is not met or excluded.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::graph::{EntryId, Graph, RowId};
use super::relation::{Value, transfer};
use super::values::values;
use crate::model::Node;

/// What the fixpoint starts from.
#[derive(Debug, Clone)]
pub struct Premises {
    /// What is claimed of each node.
    pub claims: Vec<Value>,
    /// The most each node may be; met where nothing limits it.
    pub caps: Vec<Value>,
    /// Nodes that do not count: excluded, or a common control that is nowhere applicable.
    pub out: Vec<bool>,
    /// Rows whose parameter bounds are not satisfied.
    pub weak: Vec<bool>,
    /// Parts that count as met whatever their value.
    pub settled_parts: Vec<bool>,
    /// Parts that do not count as met whatever their value.
    pub blocked_parts: Vec<bool>,
}

impl Premises {
    /// Premises that claim and limit nothing.
    #[must_use]
    pub fn new(graph: &Graph) -> Self {
        let nodes = graph.node_count();
        Self {
            claims: vec![Value::Nothing; nodes],
            caps: vec![Value::Met; nodes],
            out: vec![false; nodes],
            weak: vec![false; graph.row_count()],
            settled_parts: vec![false; nodes],
            blocked_parts: vec![false; nodes],
        }
    }
}

/// The last step of a derivation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The company says so.
    Claim,
    /// A row, read from `from`, which has at least the value `held`.
    Row {
        /// The row.
        row: RowId,
        /// The end it is read from.
        from: Node,
        /// What holds at that end.
        held: Value,
    },
    /// All remaining targets of a sufficient entry are met.
    Sufficient(EntryId),
}

/// A rule that would give a common control more than its claims allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// The common control.
    pub node: Node,
    /// What the rule would give it.
    pub value: Value,
    /// What its claims allow.
    pub allowed: Value,
    /// The rule.
    pub step: Step,
}

/// The fixpoint.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The value of each node.
    values: Vec<Value>,
    /// The last step of the least derivation of each proposition.
    steps: Vec<[Option<Step>; 3]>,
    /// Nodes that do not count.
    out: Vec<bool>,
    /// Where rules and claims disagree, in natural order.
    pub contradictions: Vec<Contradiction>,
}

impl Outcome {
    /// The value of a node.
    #[must_use]
    pub fn value(&self, node: Node) -> Value {
        self.values[node.index()]
    }

    /// Whether a node counts as a target: it is not excluded and applies somewhere.
    #[must_use]
    pub fn counts(&self, node: Node) -> bool {
        !self.out[node.index()]
    }

    /// The last step of the least derivation of "`node` has at least `value`".
    #[must_use]
    pub fn step(&self, node: Node, value: Value) -> Option<Step> {
        self.steps[node.index()][level(value)?]
    }
}

/// Position of a value among those that say something.
const fn level(value: Value) -> Option<usize> {
    match value {
        Value::Nothing => None,
        Value::Possible => Some(0),
        Value::Partial => Some(1),
        Value::Met => Some(2),
    }
}

/// What a derivation is compared by after its cost and conclusion: its premises. Claims have none; the position of a link
/// compares its one premise, the position of an entry its list of premises.
type Rank = (u32, u32, u32);

/// A derivation that waits to be settled, cheapest first; at equal cost and node the greater value comes first.
type Waiting = Reverse<(u32, Node, Reverse<Value>, Rank, Step)>;

/// Runs the fixpoint.
#[must_use]
pub fn infer(graph: &Graph, premises: &Premises) -> Outcome {
    if graph.parts().is_empty() {
        return least(graph, premises);
    }
    // A parent waits for its parts, so it might be settled late, after dearer derivations of what it serves. Once it is
    // known which parts are met, nothing waits; the values are the same.
    let values = values(graph, [premises]).pop().unwrap_or_default();
    let mut known = premises.clone();
    for &(_, part) in graph.parts() {
        let met = values[part.index()] == Value::Met && !premises.blocked_parts[part.index()];
        known.settled_parts[part.index()] |= met;
        known.blocked_parts[part.index()] = !known.settled_parts[part.index()];
    }
    least(graph, &known)
}

/// The fixpoint, where nothing waits for parts.
fn least(graph: &Graph, premises: &Premises) -> Outcome {
    let mut run = Run::new(graph, premises);
    run.finish();
    run.contradictions.sort_unstable();
    run.contradictions.dedup();
    Outcome { values: run.values, steps: run.steps, out: premises.out.clone(), contradictions: run.contradictions }
}

struct Run<'a> {
    graph: &'a Graph,
    premises: &'a Premises,
    values: Vec<Value>,
    steps: Vec<[Option<Step>; 3]>,
    waiting: BinaryHeap<Waiting>,
    /// How many targets of each entry still have to be met, and what the met ones cost; none: the entry gives nothing.
    open: Vec<Option<(u32, u32)>>,
    /// Nodes with a part that is not met.
    lacking: Vec<bool>,
    contradictions: Vec<Contradiction>,
}

impl<'a> Run<'a> {
    fn new(graph: &'a Graph, premises: &'a Premises) -> Self {
        let nodes = graph.node_count();
        let mut run = Self {
            graph,
            premises,
            values: vec![Value::Nothing; nodes],
            steps: vec![[None; 3]; nodes],
            waiting: BinaryHeap::new(),
            open: graph.heads().iter().map(|head| head.sufficient.then_some((0, 0))).collect(),
            lacking: vec![false; nodes],
            contradictions: Vec::new(),
        };
        // An entry without a target that counts never gets to its last one.
        for target in graph.targets().iter().filter(|target| !premises.out[target.target.index()]) {
            if let Some((open, _)) = &mut run.open[target.entry.0 as usize] {
                *open += 1;
            }
        }
        for &(parent, part) in graph.parts() {
            run.lacking[parent.index()] |= !premises.settled_parts[part.index()];
        }
        run
    }

    /// Runs until nothing waits.
    fn finish(&mut self) {
        for node in (0..).map(Node).take(self.graph.node_count()) {
            self.conclude(node, self.premises.claims[node.index()], 0, (0, 0, 0), Step::Claim);
        }
        while let Some(Reverse((cost, node, Reverse(value), _, step))) = self.waiting.pop() {
            self.settle(node, value, cost, step);
        }
    }

    /// Takes a derivation of "`node` has at least `value`" for later, within the limits of the node.
    fn conclude(&mut self, node: Node, value: Value, cost: u32, rank: Rank, step: Step) {
        let allowed = self.premises.caps[node.index()];
        if value > allowed && value >= Value::Partial && !self.premises.out[node.index()] {
            self.contradictions.push(Contradiction { node, value, allowed, step });
        }
        let mut value = value.min(allowed);
        if self.lacking[node.index()] {
            value = value.min(Value::Partial);
        }
        if value > self.values[node.index()] {
            self.waiting.push(Reverse((cost, node, Reverse(value), rank, step)));
        }
    }

    /// Makes a derivation final: nothing cheaper can come any more.
    fn settle(&mut self, node: Node, value: Value, cost: u32, step: Step) {
        let before = self.values[node.index()];
        if value <= before {
            return;
        }
        self.values[node.index()] = value;
        for held in Value::SAYING.into_iter().filter(|held| (before..=value).contains(held) && *held > before) {
            if let Some(at) = level(held) {
                self.steps[node.index()][at] = Some(step);
            }
        }
        for (position, link) in self.graph.links(node) {
            let mut passed = transfer(link.relation, value);
            if self.premises.weak[link.row.0 as usize] {
                passed = passed.min(Value::Partial);
            }
            let next = Step::Row { row: link.row, from: node, held: value };
            self.conclude(link.to, passed, cost.saturating_add(1), (node.0, 0, position), next);
        }
        if value == Value::Met {
            self.count_targets(node, cost);
        }
    }

    /// A met node counts towards every sufficient entry that has it as a target.
    fn count_targets(&mut self, node: Node, cost: u32) {
        if self.premises.out[node.index()] {
            return;
        }
        let graph = self.graph;
        for target in graph.targets_at(node).filter(|target| !self.premises.weak[target.row.0 as usize]) {
            let at = target.entry.0 as usize;
            let Some((open, spent)) = &mut self.open[at] else { continue };
            *open -= 1;
            *spent = spent.saturating_add(cost);
            if *open == 0 {
                let total = spent.saturating_add(1);
                let head = graph.heads()[at];
                let rank = (head.first.0, 1, target.entry.0);
                self.conclude(head.source, Value::Met, total, rank, Step::Sufficient(target.entry));
            }
        }
    }
}
