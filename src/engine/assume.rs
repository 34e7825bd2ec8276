//! What is taken for granted: frameworks assumed to be met, and certificates the company holds.

use std::collections::{BTreeSet, HashMap};

use super::graph::Graph;
use crate::model::vocabulary::{Relation, Verdict};
use crate::model::{Bound, Company, Date, Direction, FrameworkId, Library, Node};

/// A framework that is taken as met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// The framework.
    pub framework: FrameworkId,
    /// The profiles taken as met; empty: all of it.
    pub profiles: Vec<String>,
    /// Requirements that are not taken as met.
    pub exceptions: BTreeSet<Node>,
}

impl Assumption {
    /// All of a framework.
    #[must_use]
    pub const fn all(framework: FrameworkId) -> Self {
        Self { framework, profiles: Vec::new(), exceptions: BTreeSet::new() }
    }

    /// Whether it is about a requirement of its framework: its profiles select it.
    #[must_use]
    pub fn selects(&self, library: &Library, node: Node) -> bool {
        let framework = library.framework_of(node);
        framework == self.framework
            && library.framework(framework).selects(&self.profiles, &library.requirement(node).id)
    }

    /// The certificates a company holds on a day; without a day, every one of them. None covers what an assessor found
    /// not met, or not to apply.
    #[must_use]
    pub fn held(company: &Company, as_of: Option<Date>) -> Vec<Self> {
        let denied = |node: &Node| company.finding(*node, as_of).is_some_and(|found| found.verdict != Verdict::Met);
        let denied: BTreeSet<Node> = company.findings.keys().copied().filter(denied).collect();
        let held = company.holds.iter().filter(|hold| hold.counts(as_of));
        held.map(|hold| Self {
            framework: hold.framework,
            profiles: hold.profiles.clone(),
            exceptions: &hold.exceptions | &denied,
        })
        .collect()
    }
}

/// What several assumptions come to.
#[derive(Debug, Default)]
pub struct Assumed {
    /// The requirements taken as met, sorted.
    nodes: Vec<Node>,
    /// What the assumed requirements demand of each parameter of each target, at its strictest.
    bounds: HashMap<Node, Vec<(String, i64)>>,
}

impl Assumed {
    /// The requirements and parameter values that assumptions stand for.
    #[must_use]
    pub fn new(library: &Library, graph: &Graph, assumptions: &[Assumption]) -> Self {
        let mut assumed = Self::default();
        for assumption in assumptions {
            let framework = library.framework(assumption.framework);
            let listed = library.nodes(assumption.framework).filter(|node| {
                !assumption.exceptions.contains(node)
                    && framework.selects(&assumption.profiles, &library.requirement(*node).id)
            });
            assumed.nodes.extend(listed);
        }
        assumed.nodes.sort_unstable();
        assumed.nodes.dedup();
        for &row in graph.bounded_rows() {
            let (_, entry, row) = graph.row(library, row);
            if row.relation != Relation::NoRelationship && assumed.holds(entry.source) {
                for bound in &row.bounds {
                    assumed.demand(row.target, bound);
                }
            }
        }
        assumed
    }

    fn demand(&mut self, target: Node, bound: &Bound) {
        let demanded = self.bounds.entry(target).or_default();
        let Some((_, held)) = demanded.iter_mut().find(|(param, _)| *param == bound.param) else {
            return demanded.push((bound.param.clone(), bound.value));
        };
        *held = match bound.direction {
            Direction::AtMost => bound.value.min(*held),
            Direction::AtLeast => bound.value.max(*held),
        };
    }

    /// Whether a requirement is taken as met.
    #[must_use]
    pub fn holds(&self, node: Node) -> bool {
        self.nodes.binary_search(&node).is_ok()
    }

    /// Whether nothing is assumed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The requirements taken as met.
    pub fn nodes(&self) -> impl Iterator<Item = Node> {
        self.nodes.iter().copied()
    }

    /// Whether the assumed requirements demand enough of a parameter: it is worth what they require.
    #[must_use]
    pub fn satisfies(&self, target: Node, bound: &Bound) -> bool {
        self.imposed(target, &bound.param).is_some_and(|value| bound.allows(value))
    }

    /// What the assumed requirements demand of a parameter of a target, at its strictest.
    #[must_use]
    pub fn imposed(&self, target: Node, param: &str) -> Option<i64> {
        let demanded = self.bounds.get(&target)?;
        demanded.iter().find(|(known, _)| known == param).map(|(_, value)| *value)
    }
}
