//! The values of many fixpoints at once, without derivations.
//!
//! The matrix of all frameworks asks what follows from each of them: the same rows, every time from other claims. Up to 64
//! such runs go together here, a bit each ([`LANES`]): a row is looked at once for all of them. The values are always
//! those of [`infer`](super::infer::infer()).

use std::borrow::Borrow;
use std::collections::VecDeque;

use super::graph::{EntryId, Graph};
use super::infer::Premises;
use super::relation::{Value, transfer};
use crate::model::Node;
use crate::model::vocabulary::Relation;

/// How many fixpoints run together; more go in several turns.
pub const LANES: usize = 64;

/// A bit for each run.
type Lanes = u64;

/// In which runs a node has at least each value of [`Value::SAYING`].
type Reached = [Lanes; 3];

/// The values of every node, once for each of the premises.
#[must_use]
pub fn values(graph: &Graph, premises: impl IntoIterator<Item = impl Borrow<Premises>>) -> Vec<Vec<Value>> {
    let mut premises = premises.into_iter().peekable();
    let mut all = Vec::new();
    while premises.peek().is_some() {
        let mut run = Run::new(graph);
        let mut lanes = 0;
        for own in premises.by_ref().take(LANES) {
            run.add(lanes, own.borrow());
            lanes += 1;
        }
        run.finish();
        all.extend((0..lanes).map(|lane| run.reached.iter().map(|reached| value(reached, lane)).collect()));
    }
    all
}

/// The value of a node in one run.
fn value(reached: &Reached, lane: usize) -> Value {
    let most = Value::SAYING.into_iter().zip(reached).find(|(_, lanes)| *lanes >> lane & 1 == 1);
    most.map_or(Value::Nothing, |(value, _)| value)
}

/// The position of met in [`Value::SAYING`].
const MET: usize = 0;

struct Run<'a> {
    graph: &'a Graph,
    claims: Vec<Reached>,
    caps: Vec<Reached>,
    out: Vec<Lanes>,
    weak: Vec<Lanes>,
    settled_parts: Vec<Lanes>,
    blocked_parts: Vec<Lanes>,
    reached: Vec<Reached>,
    /// What would be met if its parts were.
    held_back: Vec<Lanes>,
    /// In which runs all parts of a node are met or do not count.
    complete: Vec<Lanes>,
    /// What each relation passes on: for each value, the position of the least that gives as much.
    passes: Vec<[Option<usize>; 3]>,
    /// Nodes that have come to more since their rows were followed.
    waiting: VecDeque<Node>,
    waits: Vec<bool>,
}

impl<'a> Run<'a> {
    fn new(graph: &'a Graph) -> Self {
        let nodes = graph.node_count();
        let least = |relation, wanted| Value::SAYING.iter().rposition(|&held| transfer(relation, held) >= wanted);
        Self {
            graph,
            claims: vec![[0; 3]; nodes],
            caps: vec![[0; 3]; nodes],
            out: vec![0; nodes],
            weak: vec![0; graph.row_count()],
            settled_parts: vec![0; nodes],
            blocked_parts: vec![0; nodes],
            reached: vec![[0; 3]; nodes],
            held_back: vec![0; nodes],
            complete: vec![Lanes::MAX; nodes],
            passes: Relation::ALL.iter().map(|&relation| Value::SAYING.map(|wanted| least(relation, wanted))).collect(),
            waiting: VecDeque::new(),
            waits: vec![false; nodes],
        }
    }

    /// Takes premises for one of the runs.
    fn add(&mut self, lane: usize, premises: &Premises) {
        let values = |lanes: &mut [Reached], values: &[Value]| {
            for (reached, value) in lanes.iter_mut().zip(values) {
                for (lanes, least) in reached.iter_mut().zip(Value::SAYING) {
                    *lanes |= Lanes::from(*value >= least) << lane;
                }
            }
        };
        let flags = |lanes: &mut [Lanes], flags: &[bool]| {
            for (lanes, flag) in lanes.iter_mut().zip(flags) {
                *lanes |= Lanes::from(*flag) << lane;
            }
        };
        values(&mut self.claims, &premises.claims);
        values(&mut self.caps, &premises.caps);
        flags(&mut self.out, &premises.out);
        flags(&mut self.weak, &premises.weak);
        flags(&mut self.settled_parts, &premises.settled_parts);
        flags(&mut self.blocked_parts, &premises.blocked_parts);
    }

    /// Runs until nothing waits.
    fn finish(&mut self) {
        for &(parent, _) in self.graph.parts() {
            self.complete[parent.index()] = self.complete(parent);
        }
        for node in (0..).map(Node).take(self.graph.node_count()) {
            self.conclude(node, self.claims[node.index()]);
        }
        while let Some(node) = self.waiting.pop_front() {
            self.waits[node.index()] = false;
            self.follow(node);
        }
    }

    /// In which runs all parts of a node are met or do not count.
    fn complete(&self, parent: Node) -> Lanes {
        let met = |part: Node| self.reached[part.index()][MET] & !self.blocked_parts[part.index()];
        let counts = |part: Node| met(part) | self.settled_parts[part.index()];
        self.graph.parts_of(parent).fold(Lanes::MAX, |all, part| all & counts(part))
    }

    /// Takes what was derived of a node, within its limits.
    fn conclude(&mut self, node: Node, derived: Reached) {
        let at = node.index();
        let mut more = false;
        for (position, lanes) in derived.into_iter().enumerate() {
            let mut lanes = lanes & self.caps[at][position];
            if position == MET {
                self.held_back[at] |= lanes;
                lanes &= self.complete[at];
            }
            more |= lanes & !self.reached[at][position] != 0;
            self.reached[at][position] |= lanes;
        }
        if more && !std::mem::replace(&mut self.waits[at], true) {
            self.waiting.push_back(node);
        }
    }

    /// Passes on what a node has come to: over its rows, to entries it is a target of, and to what it is a part of.
    fn follow(&mut self, node: Node) {
        let graph = self.graph;
        let reached = self.reached[node.index()];
        for (_, link) in graph.links(node) {
            let mut passed = self.passes[link.relation as usize].map(|least| least.map_or(0, |least| reached[least]));
            passed[MET] &= !self.weak[link.row.0 as usize];
            self.conclude(link.to, passed);
        }
        if reached[MET] == 0 {
            return;
        }
        for target in graph.targets_at(node) {
            let head = graph.heads()[target.entry.0 as usize];
            if head.sufficient {
                self.conclude(head.source, [self.satisfied(target.entry); 3]);
            }
        }
        if let Some(parent) = graph.parent_of(node) {
            self.complete[parent.index()] = self.complete(parent);
            self.conclude(parent, [self.held_back[parent.index()], 0, 0]);
        }
    }

    /// In which runs some target of an entry remains and all that remain are met.
    fn satisfied(&self, entry: EntryId) -> Lanes {
        let (mut all, mut remain) = (Lanes::MAX, 0);
        for target in self.graph.targets_of(entry) {
            let out = self.out[target.target.index()];
            all &= out | self.reached[target.target.index()][MET] & !self.weak[target.row.0 as usize];
            remain |= !out;
        }
        all & remain
    }
}
