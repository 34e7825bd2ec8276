//! How much of each framework follows from each other: the matrix of all frameworks, the heat map of two, and the nearest
//! bridge where nothing follows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rayon::prelude::*;

use super::assume::{Assumed, Assumption};
use super::follow::{Consequence, premises};
use super::graph::Graph;
use super::relation::Value;
use super::values::{LANES, values};
use crate::model::{FrameworkId, Library, Node, group_prefix_matches};

/// How many requirements have each value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that follow as met.
    pub met: usize,
    /// Those that follow in part.
    pub partial: usize,
    /// Those that could hold in part.
    pub possible: usize,
    /// Those of which nothing follows.
    pub nothing: usize,
}

impl Tally {
    /// Counts values.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = Value>) -> Self {
        values.into_iter().fold(Self::default(), Self::with)
    }

    const fn with(mut self, value: Value) -> Self {
        match value {
            Value::Met => self.met += 1,
            Value::Partial => self.partial += 1,
            Value::Possible => self.possible += 1,
            Value::Nothing => self.nothing += 1,
        }
        self
    }

    /// All of them.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.met + self.partial + self.possible + self.nothing
    }

    /// A share of all in whole percent, rounded down; none of nothing.
    #[must_use]
    pub const fn percent(&self, count: usize) -> Option<usize> {
        (count * 100).checked_div(self.total())
    }
}

/// How much of every framework follows from every one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The frameworks of rows and columns, in natural order of id.
    pub frameworks: Vec<FrameworkId>,
    /// `cells[a][b]`: what of framework `b` follows when all of framework `a` is met and nothing else is known.
    pub cells: Vec<Vec<Tally>>,
}

impl Coverage {
    /// Runs the inference once a framework, on all cores; every run is its own, so the number of cores changes nothing.
    #[must_use]
    pub fn new(library: &Library, graph: &Graph) -> Self {
        let frameworks: Vec<FrameworkId> = library.numbered().map(|(id, _)| id).collect();
        let assuming =
            |source: &FrameworkId| premises(library, graph, &Assumed::new(library, graph, &[Assumption::all(*source)]));
        let row = |values: Vec<Value>| {
            let tally = |target: &FrameworkId| Tally::of(library.nodes(*target).map(|node| values[node.index()]));
            frameworks.iter().map(tally).collect()
        };
        let rows = |sources: &[FrameworkId]| -> Vec<Vec<Tally>> {
            values(graph, sources.iter().map(assuming)).into_iter().map(row).collect()
        };
        let cells = frameworks.par_chunks(LANES).flat_map_iter(rows).collect();
        Self { frameworks, cells }
    }
}

/// An outermost group of a framework; without an id, what belongs to none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OuterGroup {
    /// The framework.
    pub framework: FrameworkId,
    /// The group's position in it; none: requirements without a group.
    pub group: Option<usize>,
}

impl OuterGroup {
    /// The outermost group that holds a requirement: of the groups whose ids begin that of its own, the shortest.
    #[must_use]
    pub fn of(library: &Library, node: Node) -> Self {
        let framework = library.framework_of(node);
        let groups = &library.framework(framework).groups;
        let own = library.requirement(node).group.as_deref();
        let holds = |group: &str| own.is_some_and(|own| group == own || group_prefix_matches(group, own));
        let outer = groups.keys().enumerate().filter(|(_, id)| holds(id)).min_by_key(|(_, id)| id.len());
        Self { framework, group: outer.map(|(at, _)| at) }
    }
}

/// What of each group of the one framework follows from each group of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatMap {
    /// The groups something follows from, in natural order.
    pub columns: Vec<OuterGroup>,
    /// The groups of the framework that is asked about, in natural order.
    pub rows: Vec<HeatRow>,
}

/// A row of a heat map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatRow {
    /// The group.
    pub group: OuterGroup,
    /// What follows for its requirements from all assumed ones together.
    pub all: Tally,
    /// A cell a column: the requirements of the row that follow, among others, from the column; `nothing` are the others.
    pub cells: Vec<Tally>,
    /// The positions of its requirements in the list the map was made of.
    pub members: Vec<usize>,
}

impl HeatMap {
    /// Groups what follows. `sources` are the assumed requirements, each of which is in some column.
    #[must_use]
    pub fn new(library: &Library, sources: impl IntoIterator<Item = Node>, consequences: &[Consequence]) -> Self {
        let columns: BTreeSet<OuterGroup> = sources.into_iter().map(|node| OuterGroup::of(library, node)).collect();
        let columns: Vec<OuterGroup> = columns.into_iter().collect();
        let mut rows: BTreeMap<OuterGroup, Vec<usize>> = BTreeMap::new();
        for (at, consequence) in consequences.iter().enumerate() {
            rows.entry(OuterGroup::of(library, consequence.node)).or_default().push(at);
        }
        let row = |(group, members): (OuterGroup, Vec<usize>)| {
            let mut cells = vec![Tally::default(); columns.len()];
            for consequence in members.iter().filter_map(|at| consequences.get(*at)) {
                let from: BTreeSet<OuterGroup> =
                    consequence.from().into_iter().map(|node| OuterGroup::of(library, node)).collect();
                for (cell, column) in cells.iter_mut().zip(&columns) {
                    *cell = cell.with(if from.contains(column) { consequence.value } else { Value::Nothing });
                }
            }
            let all = Tally::of(members.iter().filter_map(|at| consequences.get(*at)).map(|found| found.value));
            HeatRow { group, all, cells, members }
        };
        let rows = rows.into_iter().map(row).collect();
        Self { columns, rows }
    }
}

/// How near two frameworks come to each other where nothing follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bridge {
    /// No row touches this framework.
    Unmapped(FrameworkId),
    /// The shortest chain of frameworks that rows connect, both ends included; of equally short ones the first in natural
    /// order.
    Chain(Vec<FrameworkId>),
    /// Both are mapped, and rows connect neither with the other.
    Apart,
}

impl Bridge {
    /// Looks for the shortest chain from one framework to another.
    #[must_use]
    pub fn between(library: &Library, graph: &Graph, source: FrameworkId, target: FrameworkId) -> Self {
        let near = neighbours(library, graph);
        let is_mapped = |framework: &FrameworkId| near.contains_key(framework);
        if let Some(alone) = [source, target].into_iter().find(|framework| !is_mapped(framework)) {
            return Self::Unmapped(alone);
        }
        let mut before: BTreeMap<FrameworkId, FrameworkId> = BTreeMap::new();
        let mut open = VecDeque::from([source]);
        while let Some(at) = open.pop_front() {
            for &next in near.get(&at).into_iter().flatten() {
                if next != source && !before.contains_key(&next) {
                    before.insert(next, at);
                    open.push_back(next);
                }
            }
        }
        if !before.contains_key(&target) {
            return Self::Apart;
        }
        let mut chain = vec![target];
        while let Some(&previous) = chain.last().and_then(|last| before.get(last)) {
            chain.push(previous);
        }
        chain.reverse();
        Self::Chain(chain)
    }
}

/// Which frameworks rows connect directly.
#[must_use]
pub fn neighbours(library: &Library, graph: &Graph) -> BTreeMap<FrameworkId, BTreeSet<FrameworkId>> {
    let mut near: BTreeMap<FrameworkId, BTreeSet<FrameworkId>> = BTreeMap::new();
    for node in (0..).map(Node).take(graph.node_count()) {
        for (_, link) in graph.links(node) {
            near.entry(library.framework_of(node)).or_default().insert(library.framework_of(link.to));
        }
    }
    near
}
