//! The relation of two requirements, as far as the mappings settle it.
//!
//! Three things say something of a pair: the rows between the two; two rows that meet in a third requirement of any
//! framework, composed (RCC5); and sufficiency. Where an entry of the first is sufficient, nothing of the first lies
//! outside what the entry maps to; when the second holds each of these targets, the first lies within the second. What all
//! of them leave possible together is the derived relation: one relation, several, or none, which is a contradiction.
//!
//! Two readings keep this sound. A row with parameter bounds speaks of its target *at these bounds*, which asks at least
//! as much as the target alone; two rows meet in the same thing only where their bounds are the same. And a sufficient entry
//! with one target says that its source has nothing beyond it: as `superset-of` the two may be equal, as `intersects-with`
//! the source may lie within.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::graph::{EntryId, Graph, Link, RowId};
use super::relation::Possibilities;
use crate::model::vocabulary::Relation;
use crate::model::{Bound, Direction, Entry, Library, Mapping, Node, Row, Unmapped};

/// What the mappings say of two requirements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// What may hold, read "first RELATION second": everything where nothing is known, nothing where paths contradict
    /// each other.
    pub possible: Possibilities,
    /// The parameter bounds that the first requirement, then the second, is taken at: those of the row between the two.
    pub given: (Vec<Bound>, Vec<Bound>),
    /// Every path, the least first: fewest rows, then strongest, then by the natural order of what it leads over.
    pub paths: Vec<Path>,
    /// Positions of paths that leave no more than `possible` together, and more when any of them is left out.
    pub reasons: Vec<usize>,
}

/// One way in which two requirements are related.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// What kind of way.
    pub kind: PathKind,
    /// The rows followed. For [`PathKind::Direct`] and [`PathKind::Through`] they lead from the first requirement to the
    /// second; otherwise they go target by target, from the requirement that lies within to the target and on to the
    /// other.
    pub links: Vec<Link>,
    /// What it leaves possible, read "first RELATION second".
    pub possible: Possibilities,
    /// The strength of its weakest row, 1 to 10.
    pub strength: u8,
}

/// Kinds of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathKind {
    /// A row between the two.
    Direct,
    /// Two rows that meet in a third requirement.
    Through(Node),
    /// All targets of a sufficient entry of the first are parts of the second.
    Within(EntryId),
    /// All targets of a sufficient entry of the second are parts of the first.
    Around(EntryId),
}

/// The derived relation of two different requirements. The work grows with the rows at the two, the rows of their entries,
/// and their parts.
#[must_use]
pub fn derive(library: &Library, graph: &Graph, first: Node, second: Node) -> Derived {
    let mut reader = Reader { library, graph, given: (&[], &[]), first };
    if let Some(link) = graph.between(first, second).next() {
        reader.given = (reader.bounds(link.row, first), reader.bounds(link.row, second));
    }
    let (mine, theirs) = (reader.around(first), reader.around(second));
    let mut paths = Vec::new();
    for (&other, links) in &mine {
        if other == second {
            paths.extend(links.iter().map(|&link| reader.direct(link)));
            continue;
        }
        for &last in theirs.get(&other).into_iter().flatten() {
            paths.extend(links.iter().map(|&link| reader.through(link, reversed(last))));
        }
    }
    let inside = reader.within(first, second);
    paths.extend(inside.into_iter().map(|(entry, links)| reader.held(PathKind::Within(entry), links)));
    let outside = reader.within(second, first);
    paths.extend(outside.into_iter().map(|(entry, links)| reader.held(PathKind::Around(entry), links)));
    paths.sort_by_cached_key(|path| {
        let rows: Vec<RowId> = path.links.iter().map(|link| link.row).collect();
        (path.links.len(), 10 - path.strength.min(10), path.kind, rows)
    });
    let possible = paths.iter().fold(Possibilities::ALL, |left, path| left.meet(path.possible));
    let reasons = reasons(&paths, possible);
    let given = (reader.given.0.to_vec(), reader.given.1.to_vec());
    Derived { possible, given, paths, reasons }
}

/// Why nothing leads from a requirement anywhere.
#[derive(Debug, Clone, Copy)]
pub enum Silence<'l> {
    /// No mapping file has anything of its framework.
    NoMapping,
    /// It is left out of a mapping on purpose.
    Unmapped(&'l Unmapped),
    /// No row names it.
    NoRow,
}

/// Why a requirement has no row; none where it has one.
#[must_use]
pub fn silence<'l>(library: &'l Library, graph: &Graph, node: Node) -> Option<Silence<'l>> {
    if graph.links(node).next().is_some() {
        return None;
    }
    let framework = library.framework_of(node);
    let about = |mapping: &Mapping| mapping.source == framework || mapping.target == framework;
    if !library.mappings.iter().any(about) {
        return Some(Silence::NoMapping);
    }
    let left_out = library.mappings.iter().flat_map(|mapping| &mapping.unmapped).find(|left| left.source == node);
    Some(left_out.map_or(Silence::NoRow, Silence::Unmapped))
}

/// A shortest chain of rows that relate two requirements, over however many others; of several, the first in natural
/// order. None where nothing leads from one to the other.
#[must_use]
pub fn bridge(graph: &Graph, first: Node, second: Node) -> Option<Vec<Link>> {
    let mut came: HashMap<Node, Link> = HashMap::new();
    let mut open = VecDeque::from([first]);
    while let Some(node) = open.pop_front() {
        if node == second {
            break;
        }
        for (_, link) in graph.links(node) {
            if link.to != first && !came.contains_key(&link.to) {
                came.insert(link.to, link);
                open.push_back(link.to);
            }
        }
    }
    let mut chain = vec![*came.get(&second)?];
    while let Some(link) = chain.last().and_then(|last| came.get(&last.from)) {
        chain.push(*link);
    }
    chain.reverse();
    Some(chain)
}

/// Paths that are enough for the result, least first, none of which can be left out.
fn reasons(paths: &[Path], possible: Possibilities) -> Vec<usize> {
    let mut left = Possibilities::ALL;
    let mut kept = Vec::new();
    for (at, path) in paths.iter().enumerate() {
        if left.meet(path.possible) != left {
            left = left.meet(path.possible);
            kept.push(at);
        }
    }
    // A later path may make an earlier one needless; the dearest go first.
    for at in kept.clone().into_iter().rev() {
        let rest = kept.iter().filter(|&&other| other != at);
        if rest.fold(Possibilities::ALL, |left, &other| left.meet(paths[other].possible)) == possible {
            kept.retain(|&other| other != at);
        }
    }
    kept
}

const fn reversed(link: Link) -> Link {
    Link { from: link.to, to: link.from, relation: super::relation::converse(link.relation), row: link.row }
}

struct Reader<'a> {
    library: &'a Library,
    graph: &'a Graph,
    /// The bounds that the two requirements are taken at.
    given: (&'a [Bound], &'a [Bound]),
    first: Node,
}

impl<'a> Reader<'a> {
    /// The rows at one requirement by their other ends.
    fn around(&self, node: Node) -> BTreeMap<Node, Vec<Link>> {
        let mut around: BTreeMap<Node, Vec<Link>> = BTreeMap::new();
        for link in self.graph.links(node).map(|(_, link)| link).chain(self.graph.apart(node)) {
            around.entry(link.to).or_default().push(link);
        }
        around
    }

    fn strength(&self, row: RowId) -> u8 {
        self.graph.row(self.library, row).2.strength
    }

    /// The bounds a row sets at one of its ends: only its target has any.
    fn bounds(&self, row: RowId, end: Node) -> &'a [Bound] {
        let written = self.graph.row(self.library, row).2;
        if written.target == end { &written.bounds } else { &[] }
    }

    /// The bounds that one of the two requirements is taken at.
    fn given(&self, end: Node) -> &'a [Bound] {
        if end == self.first { self.given.0 } else { self.given.1 }
    }

    /// What a row states of its two ends as it is read, the target taken at the row's bounds.
    fn stated(&self, link: Link) -> Possibilities {
        let (_, entry, row) = self.graph.row(self.library, link.row);
        let stated = stated(entry, row);
        if link.from == entry.source { stated } else { stated.converse() }
    }

    fn direct(&self, link: Link) -> Path {
        let possible = self.leaving(link.from, link.row).compose(self.stated(link)).compose(self.arriving(link));
        Path { kind: PathKind::Direct, links: vec![link], possible, strength: self.strength(link.row) }
    }

    fn through(&self, link: Link, last: Link) -> Path {
        let middle = at_bounds(self.bounds(link.row, link.to), self.bounds(last.row, link.to));
        let possible = self
            .leaving(link.from, link.row)
            .compose(self.stated(link))
            .compose(middle)
            .compose(self.stated(last))
            .compose(self.arriving(last));
        let strength = self.strength(link.row).min(self.strength(last.row));
        Path { kind: PathKind::Through(link.to), links: vec![link, last], possible, strength }
    }

    /// From the requirement asked about to what a row takes it at.
    fn leaving(&self, end: Node, row: RowId) -> Possibilities {
        at_bounds(self.given(end), self.bounds(row, end))
    }

    /// From what a row takes its far end at to the requirement asked about.
    fn arriving(&self, link: Link) -> Possibilities {
        at_bounds(self.bounds(link.row, link.to), self.given(link.to))
    }

    fn held(&self, kind: PathKind, links: Vec<Link>) -> Path {
        let side = if matches!(kind, PathKind::Within(_)) { Relation::SubsetOf } else { Relation::SupersetOf };
        let possible = Possibilities::of(Relation::EqualTo).join(Possibilities::of(side));
        let strength = links.iter().map(|link| self.strength(link.row)).min().unwrap_or(10);
        Path { kind, links, possible, strength }
    }

    /// The sufficient entries of `inner` by which it lies within `outer`, with the rows that show it.
    fn within(&self, inner: Node, outer: Node) -> Vec<(EntryId, Vec<Link>)> {
        // At bounds it asks for more than its entries know of.
        if !self.given(inner).is_empty() {
            return Vec::new();
        }
        let held = Held { reader: self, outer };
        let mut parts: Option<Option<Vec<Link>>> = None;
        let mut found = Vec::new();
        for entry in self.graph.entries_of(inner) {
            let Some(mut links) = held.targets(entry) else { continue };
            // A requirement with parts is not met by its targets alone.
            let Some(more) = parts.get_or_insert_with(|| held.parts(inner)) else { break };
            links.extend(more.iter().copied());
            found.push((entry, links));
        }
        found
    }
}

/// What one requirement holds, by the rows at it.
struct Held<'a> {
    reader: &'a Reader<'a>,
    outer: Node,
}

impl Held<'_> {
    /// The rows that show that all targets of a sufficient entry are held; none where one is not.
    fn targets(&self, entry: EntryId) -> Option<Vec<Link>> {
        let Reader { library, graph, .. } = self.reader;
        let source = graph.entry(library, entry);
        if !source.sufficient {
            return None;
        }
        let mut links = Vec::new();
        for id in graph.rows_of(entry) {
            let row = graph.row(library, id).2;
            if row.relation == Relation::NoRelationship {
                continue;
            }
            links.push(Link { from: source.source, to: row.target, relation: row.relation, row: id });
            if row.target != self.outer {
                links.push(reversed(self.holds(row.target, &row.bounds)?));
            } else if !covers(self.reader.given(self.outer), &row.bounds) {
                return None;
            }
        }
        (!links.is_empty()).then_some(links)
    }

    /// The strongest row by which all of `inner` at these bounds is held.
    fn holds(&self, inner: Node, bounds: &[Bound]) -> Option<Link> {
        let whole = |link: &Link| {
            let relation = matches!(link.relation, Relation::EqualTo | Relation::EquivalentTo | Relation::SupersetOf);
            relation
                && covers(self.reader.bounds(link.row, inner), bounds)
                && covers(self.reader.given(self.outer), self.reader.bounds(link.row, self.outer))
        };
        let rows = self.reader.graph.between(self.outer, inner).filter(whole);
        rows.min_by_key(|link| (10 - self.reader.strength(link.row).min(10), link.row))
    }

    /// The rows that show that all parts of a requirement are held, each as a whole or by a sufficient entry of its own.
    fn parts(&self, parent: Node) -> Option<Vec<Link>> {
        let graph = self.reader.graph;
        let mut links = Vec::new();
        let mut open: Vec<Node> = graph.parts_of(parent).collect();
        let mut seen: BTreeSet<Node> = open.iter().copied().collect();
        while let Some(part) = open.pop() {
            if part == self.outer {
                continue;
            }
            if let Some(link) = self.holds(part, &[]) {
                links.push(reversed(link));
                continue;
            }
            links.extend(graph.entries_of(part).find_map(|entry| self.targets(entry))?);
            open.extend(graph.parts_of(part).filter(|part| seen.insert(*part)));
        }
        Some(links)
    }
}

/// What a row allows of its source and its target, read "source RELATION target" whatever the target's parameters are.
#[must_use]
pub fn reading(entry: &Entry, row: &Row) -> Possibilities {
    stated(entry, row).compose(at_bounds(&row.bounds, &[]))
}

/// What a row states of its source and its target at the row's bounds. Of a sole target that suffices the source has
/// nothing more, whatever the relation says of strictness.
fn stated(entry: &Entry, row: &Row) -> Possibilities {
    let stated = Possibilities::of(row.relation);
    let related = || entry.rows.iter().filter(|row| row.relation != Relation::NoRelationship);
    let sole = || related().nth(1).is_none();
    match row.relation {
        Relation::SupersetOf if entry.sufficient && sole() => stated.join(Possibilities::of(Relation::EqualTo)),
        Relation::IntersectsWith if entry.sufficient && sole() => stated.join(Possibilities::of(Relation::SubsetOf)),
        _ => stated,
    }
}

/// How one requirement at some bounds relates to itself at others: stricter bounds ask for more.
fn at_bounds(left: &[Bound], right: &[Bound]) -> Possibilities {
    let equal = Possibilities::of(Relation::EqualTo);
    match (covers(left, right), covers(right, left)) {
        (true, true) => equal,
        (true, false) => equal.join(Possibilities::of(Relation::SupersetOf)),
        (false, true) => equal.join(Possibilities::of(Relation::SubsetOf)),
        (false, false) => Possibilities::OVERLAPPING,
    }
}

/// Whether all of `asked` follow from `given`.
fn covers(given: &[Bound], asked: &[Bound]) -> bool {
    asked.iter().all(|asked| {
        given.iter().any(|given| {
            let stricter = match asked.direction {
                Direction::AtMost => given.value <= asked.value,
                Direction::AtLeast => given.value >= asked.value,
            };
            given.param == asked.param && given.direction == asked.direction && stricter
        })
    })
}
