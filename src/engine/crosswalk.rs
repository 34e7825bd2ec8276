//! How two frameworks relate: ranked pairs of requirements.
//!
//! The score of a pair is the weighted Jaccard similarity (Ruzicka) of what the two are mapped to: each requirement is a
//! vector over what lies between, the common controls and any other framework that both are mapped with, with the weight
//! `closeness × strength / 10 × specificity`. Closeness says how much of either side the relation makes the other: 1 for
//! equal and equivalent, 0.8 for a subset or superset, 0.5 for an intersection. Specificity is `ln(1 + N / n)` for a control
//! that `n` of the `N` mapped requirements of both frameworks map to, so that sharing a rare control counts for more than
//! sharing a common one. A row between the two themselves counts by its own closeness and strength, and the greater of both
//! is the score: above 0, at most 1, the same from either side. It ranks; it is no probability and no coverage.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::coverage::neighbours;
use super::derive::derive;
use super::graph::Graph;
use super::relation::Possibilities;
use crate::model::vocabulary::Relation;
use crate::model::{FrameworkId, Library, Node};

/// Two related requirements.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The requirement of the first framework.
    pub source: Node,
    /// The requirement of the second framework.
    pub target: Node,
    /// "source RELATION target": certain, or `intersects-with` where only an overlap is; none where they need not relate.
    pub relation: Option<Relation>,
    /// How near they are, above 0 and at most 1.
    pub score: f64,
}

/// All related pairs of two frameworks: sources in natural order, for each the nearest target first.
#[must_use]
pub fn pairs(library: &Library, graph: &Graph, source: FrameworkId, target: FrameworkId) -> Vec<Pair> {
    let between = between(library, graph, source, target);
    let left = vectors(library, graph, source, &between);
    let right = vectors(library, graph, target, &between);
    let specificity = specificity(&left, &right);
    let mut holders: HashMap<Node, Vec<Node>> = HashMap::new();
    for (&node, vector) in &right {
        for &common in vector.keys() {
            holders.entry(common).or_default().push(node);
        }
    }
    let weight = |own: f64, common: Node| own * specificity.get(&common).copied().unwrap_or_default();
    let total = |vector: &BTreeMap<Node, f64>| vector.iter().map(|(&common, &own)| weight(own, common)).sum::<f64>();
    // Each target is met by many sources.
    let totals: HashMap<Node, f64> = right.iter().map(|(&node, vector)| (node, total(vector))).collect();
    let none = BTreeMap::new();
    let mut found = Vec::new();
    for node in library.nodes(source) {
        let mut near: BTreeMap<Node, f64> = BTreeMap::new();
        let mine = left.get(&node).unwrap_or(&none);
        for (&common, &own) in mine {
            for &other in holders.get(&common).into_iter().flatten() {
                let theirs = right[&other][&common];
                *near.entry(other).or_default() += weight(own, common).min(weight(theirs, common));
            }
        }
        let all_mine = total(mine);
        for (other, shared) in &mut near {
            // Σ max = Σ a + Σ b − Σ min
            let all = all_mine + totals[other] - *shared;
            *shared = if all > 0.0 { *shared / all } else { 0.0 };
        }
        add_direct(library, graph, node, target, &mut near);
        let pair = |(target, score)| {
            let relation = certain(derive(library, graph, node, target).possible);
            Pair { source: node, target, relation, score }
        };
        let mut ranked: Vec<Pair> = near.into_iter().filter(|(_, score)| *score > 0.0).map(pair).collect();
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.target.cmp(&b.target)));
        found.extend(ranked);
    }
    found
}

/// The frameworks that both are mapped with.
fn between(library: &Library, graph: &Graph, source: FrameworkId, target: FrameworkId) -> BTreeSet<FrameworkId> {
    if library.hub().is_some_and(|hub| [source, target].contains(&hub)) {
        // Rows with the common controls are what everything else goes through: they say it themselves.
        return BTreeSet::new();
    }
    let near = neighbours(library, graph);
    let none = BTreeSet::new();
    let of = |framework| near.get(&framework).unwrap_or(&none);
    of(source).intersection(of(target)).copied().collect()
}

/// What each requirement is mapped to in the frameworks between, by closeness and strength.
fn vectors(
    library: &Library,
    graph: &Graph,
    framework: FrameworkId,
    between: &BTreeSet<FrameworkId>,
) -> BTreeMap<Node, BTreeMap<Node, f64>> {
    let mut vectors = BTreeMap::new();
    for node in library.nodes(framework) {
        let vector: BTreeMap<Node, f64> = graph
            .links(node)
            .map(|(_, link)| link)
            .filter(|link| between.contains(&library.framework_of(link.to)))
            .map(|link| {
                let strength = f64::from(graph.row(library, link.row).2.strength) / 10.0;
                (link.to, closeness(link.relation) * strength)
            })
            .collect();
        if !vector.is_empty() {
            vectors.insert(node, vector);
        }
    }
    vectors
}

/// How much of either side a relation makes the other.
const fn closeness(relation: Relation) -> f64 {
    match relation {
        Relation::EqualTo | Relation::EquivalentTo => 1.0,
        Relation::SubsetOf | Relation::SupersetOf => 0.8,
        Relation::IntersectsWith => 0.5,
        Relation::NoRelationship => 0.0,
    }
}

fn specificity(
    left: &BTreeMap<Node, BTreeMap<Node, f64>>,
    right: &BTreeMap<Node, BTreeMap<Node, f64>>,
) -> HashMap<Node, f64> {
    let mut count: HashMap<Node, u32> = HashMap::new();
    for common in left.values().chain(right.values()).flat_map(BTreeMap::keys) {
        *count.entry(*common).or_default() += 1;
    }
    let all = u32::try_from(left.len() + right.len()).unwrap_or(u32::MAX);
    count.into_iter().map(|(node, holders)| (node, (1.0 + f64::from(all) / f64::from(holders)).ln())).collect()
}

/// Counts the rows between the two frameworks themselves.
fn add_direct(library: &Library, graph: &Graph, node: Node, target: FrameworkId, near: &mut BTreeMap<Node, f64>) {
    for (_, link) in graph.links(node).filter(|(_, link)| library.framework_of(link.to) == target) {
        let strength = f64::from(graph.row(library, link.row).2.strength) / 10.0;
        let score = near.entry(link.to).or_default();
        *score = score.max(closeness(link.relation) * strength);
    }
}

/// The one relation that is possible; `intersects-with` where several are and none of them is apart.
fn certain(possible: Possibilities) -> Option<Relation> {
    let apart = Possibilities::of(Relation::NoRelationship);
    match possible.certain() {
        Some(relation) => Some(relation),
        None if possible == Possibilities::NONE || possible.holds(apart) => None,
        None => Some(Relation::IntersectsWith),
    }
}
