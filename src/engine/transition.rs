//! From one edition of a framework to another: which requirement becomes which, read from the rows between the two.
//!
//! The rows are those of the one mapping file between both, whichever of them it is written from. A row that says
//! `no-relationship` relates nothing. [`carry`] says what becomes of a company's own statements.

pub mod carry;
mod references;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;

use super::relation::converse;
use crate::model::vocabulary::Relation;
use crate::model::{Entry, FrameworkId, Library, Mapping, Node, Row};

/// An old requirement and a new one that a row relates.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The requirement of the edition that is left.
    pub old: Node,
    /// The requirement of the edition that is moved to.
    pub new: Node,
    /// "old RELATION new".
    pub relation: Relation,
    /// The row, as it is written.
    pub row: &'a Row,
}

impl Pair<'_> {
    /// Whether both ask for the same.
    #[must_use]
    pub const fn is_equal(&self) -> bool {
        matches!(self.relation, Relation::EqualTo | Relation::EquivalentTo)
    }

    /// Whether all that the new requirement asks for was in the old one.
    #[must_use]
    pub const fn holds_new(&self) -> bool {
        self.is_equal() || matches!(self.relation, Relation::SupersetOf)
    }

    /// Whether all that the old requirement asked for is in the new one.
    #[must_use]
    pub const fn holds_old(&self) -> bool {
        self.is_equal() || matches!(self.relation, Relation::SubsetOf)
    }
}

/// What becomes of an old requirement, or where a new one comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// One old requirement is equal to one new one.
    CarriesOver,
    /// One old requirement is in several new ones, and equal to none.
    Splits,
    /// Several old requirements are in one new one.
    Merges,
    /// One old requirement is one new one that asks for more, for less, or otherwise.
    Changes,
    /// A new requirement without an ancestor.
    New,
    /// An old requirement without a successor.
    FallsAway,
}

impl Change {
    /// What may become of an old requirement.
    pub const OLD: [Self; 5] = [Self::CarriesOver, Self::Splits, Self::Merges, Self::Changes, Self::FallsAway];
    /// Where a new requirement may come from.
    pub const NEW: [Self; 5] = [Self::CarriesOver, Self::Splits, Self::Merges, Self::Changes, Self::New];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CarriesOver => "carries-over",
            Self::Splits => "splits",
            Self::Merges => "merges",
            Self::Changes => "changes",
            Self::New => "new",
            Self::FallsAway => "falls-away",
        }
    }
}

/// How two editions relate.
#[derive(Debug)]
pub struct Transition<'a> {
    /// All frameworks and mappings.
    pub library: &'a Library,
    /// The edition that is left.
    pub from: FrameworkId,
    /// The edition that is moved to.
    pub to: FrameworkId,
    /// The mapping between them.
    pub mapping: &'a Mapping,
    /// Every pair, in natural order of old, then new requirement.
    pub pairs: Vec<Pair<'a>>,
    /// The positions in `pairs` of each new requirement's ancestors.
    by_new: BTreeMap<Node, Vec<usize>>,
    /// The entries of the mapping whose source is a new requirement.
    entries: BTreeMap<Node, &'a Entry>,
}

impl<'a> Transition<'a> {
    /// Reads the mapping between two frameworks; none where there is no mapping that relates anything.
    #[must_use]
    pub fn between(library: &'a Library, from: FrameworkId, to: FrameworkId) -> Option<Self> {
        let ends = [(from, to), (to, from)];
        let mapping = library.mappings.iter().find(|mapping| ends.contains(&(mapping.source, mapping.target)))?;
        let forward = mapping.source == from;
        let rows = mapping.entries.iter().flat_map(|entry| entry.rows.iter().map(move |row| (entry.source, row)));
        let related = rows.filter(|(_, row)| row.relation != Relation::NoRelationship);
        let mut pairs: Vec<Pair<'a>> = related
            .map(|(source, row)| {
                if forward {
                    Pair { old: source, new: row.target, relation: row.relation, row }
                } else {
                    Pair { old: row.target, new: source, relation: converse(row.relation), row }
                }
            })
            .collect();
        pairs.sort_by_key(|pair| (pair.old, pair.new));
        if pairs.is_empty() {
            return None;
        }
        let mut by_new: BTreeMap<Node, Vec<usize>> = BTreeMap::new();
        for (at, pair) in pairs.iter().enumerate() {
            by_new.entry(pair.new).or_default().push(at);
        }
        let of_new = mapping.entries.iter().filter(|_| !forward);
        let entries = of_new.map(|entry| (entry.source, entry)).collect();
        Some(Self { library, from, to, mapping, pairs, by_new, entries })
    }

    /// The old requirements that a new one comes from, in natural order.
    pub fn ancestors(&self, new: Node) -> impl Iterator<Item = &Pair<'a>> {
        self.by_new.get(&new).into_iter().flatten().filter_map(|&at| self.pairs.get(at))
    }

    /// The new requirements that an old one becomes, in natural order.
    pub fn successors(&self, old: Node) -> impl Iterator<Item = &Pair<'a>> {
        let start = self.pairs.partition_point(|pair| pair.old < old);
        self.pairs.iter().skip(start).take_while(move |pair| pair.old == old)
    }

    /// What becomes of an old requirement.
    #[must_use]
    pub fn change_of_old(&self, old: Node) -> Change {
        if self.successors(old).any(Pair::is_equal) {
            return Change::CarriesOver;
        }
        let mut successors = self.successors(old);
        match (successors.next(), successors.next()) {
            (None, _) => Change::FallsAway,
            (Some(_), Some(_)) => Change::Splits,
            (Some(only), None) if self.ancestors(only.new).count() > 1 => Change::Merges,
            (Some(_), None) => Change::Changes,
        }
    }

    /// Where a new requirement comes from.
    #[must_use]
    pub fn change_of_new(&self, new: Node) -> Change {
        if self.ancestors(new).any(Pair::is_equal) {
            return Change::CarriesOver;
        }
        let mut ancestors = self.ancestors(new);
        match (ancestors.next(), ancestors.next()) {
            (None, _) => Change::New,
            (Some(_), Some(_)) => Change::Merges,
            (Some(only), None) if self.successors(only.old).count() > 1 => Change::Splits,
            (Some(_), None) => Change::Changes,
        }
    }

    /// Whether whoever met all ancestors of a new requirement meets it.
    #[must_use]
    pub fn is_covered(&self, new: Node) -> bool {
        self.is_sufficient(new) || self.ancestors(new).any(Pair::holds_new)
    }

    /// Whether the mapping says that all ancestors of a new requirement together satisfy it.
    #[must_use]
    pub fn is_sufficient(&self, new: Node) -> bool {
        self.entries.get(&new).is_some_and(|entry| entry.sufficient)
    }

    /// Why the mapping leaves a new requirement without an ancestor, or what the requirement asks for that its ancestors
    /// did not.
    #[must_use]
    pub fn reason(&self, new: Node) -> Option<&'a str> {
        let left_out = self.mapping.unmapped.iter().find(|left_out| left_out.source == new);
        let entry = self.entries.get(&new).filter(|_| !self.is_covered(new));
        left_out.map(|left_out| left_out.why.as_str()).or_else(|| entry.and_then(|entry| entry.why.as_deref()))
    }
}

/// The frameworks between two that no mapping joins, on the shortest chain of mappings; none where no chain does. Of
/// equally short chains it is the first in natural order.
#[must_use]
pub fn bridge(library: &Library, from: FrameworkId, to: FrameworkId) -> Option<Vec<FrameworkId>> {
    let joined = library.mappings.iter().filter(|mapping| !mapping.entries.is_empty());
    let ends = joined.flat_map(|mapping| [(mapping.source, mapping.target), (mapping.target, mapping.source)]);
    let links: BTreeSet<(FrameworkId, FrameworkId)> = ends.collect();
    let mut before: BTreeMap<FrameworkId, FrameworkId> = BTreeMap::new();
    let mut open = VecDeque::from([from]);
    while let Some(here) = open.pop_front() {
        for &(_, next) in links.iter().filter(|(start, _)| *start == here) {
            if next != from && !before.contains_key(&next) {
                before.insert(next, here);
                open.push_back(next);
            }
        }
    }
    let mut chain = Vec::new();
    let mut at = *before.get(&to)?;
    while at != from {
        chain.push(at);
        at = *before.get(&at)?;
    }
    chain.reverse();
    Some(chain)
}
