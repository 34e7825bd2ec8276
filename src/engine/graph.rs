//! All mapping rows as a compact adjacency, built once a run.
//!
//! Links and entries are in an order that depends on names alone, so their positions break ties the same way whatever
//! order files and rows were written in.

use crate::engine::relation::converse;
use crate::model::vocabulary::Relation;
use crate::model::{Entry, Library, Mapping, Node, Row};

/// Position of a row in the [`Graph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub u32);

/// Position of an entry in the [`Graph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u32);

/// Where a row stands in the library.
#[derive(Debug, Clone, Copy)]
pub struct RowPlace {
    mapping: u32,
    entry: u32,
    row: u32,
}

/// A row seen from one of its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// This end.
    pub from: Node,
    /// The other end.
    pub to: Node,
    /// "from RELATION to".
    pub relation: Relation,
    /// The row.
    pub row: RowId,
}

/// A row seen as one of the targets of its entry.
#[derive(Debug, Clone, Copy)]
pub struct TargetOf {
    /// The target.
    pub target: Node,
    /// The entry that has it as a target.
    pub entry: EntryId,
    /// The row.
    pub row: RowId,
}

/// What the fixpoint needs of an entry, without a look at the library.
#[derive(Debug, Clone, Copy)]
pub struct EntryHead {
    /// The requirement it satisfies.
    pub source: Node,
    /// Whether all its targets together satisfy it.
    pub sufficient: bool,
    /// The first target it is related to; itself where there is none.
    pub first: Node,
}

/// Rows and entries, addressed by node.
#[derive(Debug, Default)]
pub struct Graph {
    rows: Vec<RowPlace>,
    /// The rows with parameter bounds, in order.
    bounded: Vec<RowId>,
    heads: Vec<EntryHead>,
    links: Vec<Link>,
    link_start: Vec<u32>,
    /// Rows that say `no-relationship`, from both ends; inference never follows them.
    apart: Vec<Link>,
    entries: Vec<(u32, u32)>,
    entry_rows: Vec<u32>,
    entries_by_source: Vec<(Node, EntryId)>,
    targets: Vec<TargetOf>,
    /// The same, by entry.
    targets_by_entry: Vec<TargetOf>,
    entry_targets: Vec<u32>,
    children: Vec<(Node, Node)>,
    parents: Vec<Option<Node>>,
    nodes: usize,
}

impl Graph {
    /// Lays out the rows and the `part-of` links of a library.
    #[must_use]
    pub fn new(library: &Library) -> Self {
        Self::of(library, |_| true)
    }

    /// The same with the rows of mappings with the common controls alone.
    #[must_use]
    pub fn over_hub(library: &Library) -> Self {
        let hub = library.hub();
        Self::of(library, |mapping| [mapping.source, mapping.target].iter().any(|end| Some(*end) == hub))
    }

    fn of(library: &Library, chosen: impl Fn(&Mapping) -> bool) -> Self {
        let mut graph = Self { nodes: library.node_count(), ..Self::default() };
        graph.add_entries(library, chosen);
        graph.sort();
        graph.parents = vec![None; graph.nodes];
        for (id, framework) in library.numbered() {
            for (position, requirement) in framework.requirements.values().enumerate() {
                if let Some(parent) = requirement.part_of {
                    let (parent, child) = (library.node_at(id, parent), library.node_at(id, position));
                    graph.children.push((parent, child));
                    graph.parents[child.index()] = Some(parent);
                }
            }
        }
        graph.children.sort_unstable();
        graph
    }

    fn add_entries(&mut self, library: &Library, chosen: impl Fn(&Mapping) -> bool) {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        // Entries in the order of their targets, so that an entry's position compares its premises.
        let mut order: Vec<(u32, u32)> = Vec::new();
        for (mapping, file) in library.mappings.iter().enumerate().filter(|(_, file)| chosen(file)) {
            order.extend((0..file.entries.len()).map(|entry| (number(mapping), number(entry))));
        }
        let entry_at = |&(mapping, entry): &(u32, u32)| &library.mappings[mapping as usize].entries[entry as usize];
        order.sort_by(|a, b| {
            let targets = |place| entry_at(place).rows.iter().map(|row| row.target);
            targets(a).cmp(targets(b)).then_with(|| entry_at(a).source.cmp(&entry_at(b).source)).then(a.cmp(b))
        });
        for (position, &(mapping, entry)) in order.iter().enumerate() {
            let id = EntryId(number(position));
            let written = entry_at(&(mapping, entry));
            self.entry_rows.push(number(self.rows.len()));
            self.entry_targets.push(number(self.targets.len()));
            self.entries_by_source.push((written.source, id));
            let related = written.rows.iter().find(|row| row.relation != Relation::NoRelationship);
            let first = related.map_or(written.source, |row| row.target);
            self.heads.push(EntryHead { source: written.source, sufficient: written.sufficient, first });
            for (at, row) in written.rows.iter().enumerate() {
                let row_id = RowId(number(self.rows.len()));
                self.rows.push(RowPlace { mapping, entry, row: number(at) });
                let there = Link { from: written.source, to: row.target, relation: row.relation, row: row_id };
                let back = Link { from: row.target, to: written.source, relation: converse(row.relation), row: row_id };
                if !row.bounds.is_empty() {
                    self.bounded.push(row_id);
                }
                if row.relation == Relation::NoRelationship {
                    self.apart.extend([there, back]);
                    continue;
                }
                self.links.extend([there, back]);
                self.targets.push(TargetOf { target: row.target, entry: id, row: row_id });
            }
        }
        self.entry_rows.push(number(self.rows.len()));
        self.entry_targets.push(number(self.targets.len()));
        self.entries = order;
    }

    fn sort(&mut self) {
        self.links.sort_by_key(|link| (link.from, link.to, link.relation, link.row));
        self.apart.sort_by_key(|link| (link.from, link.to, link.row));
        self.targets_by_entry.clone_from(&self.targets);
        self.targets.sort_by_key(|target| (target.target, target.entry));
        self.entries_by_source.sort_unstable();
        self.link_start = vec![0; self.nodes + 1];
        for link in &self.links {
            self.link_start[link.from.index() + 1] += 1;
        }
        for node in 0..self.nodes {
            self.link_start[node + 1] += self.link_start[node];
        }
    }

    /// How many nodes there are.
    #[must_use]
    pub const fn node_count(&self) -> usize {
        self.nodes
    }

    /// How many rows there are.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The rows at a node, read from it, with their positions among all links.
    pub fn links(&self, node: Node) -> impl Iterator<Item = (u32, Link)> {
        let (start, end) = (self.link_start[node.index()], self.link_start[node.index() + 1]);
        (start..end).zip(self.links[start as usize..end as usize].iter().copied())
    }

    /// The rows between two nodes, read from the first; none of them says `no-relationship`.
    pub fn between(&self, from: Node, to: Node) -> impl Iterator<Item = Link> {
        let (start, end) = (self.link_start[from.index()] as usize, self.link_start[from.index() + 1] as usize);
        let links = &self.links[start..end];
        let first = links.partition_point(|link| link.to < to);
        links[first..].iter().take_while(move |link| link.to == to).copied()
    }

    /// The rows at a node that say `no-relationship`, read from it.
    pub fn apart(&self, node: Node) -> impl Iterator<Item = Link> {
        let start = self.apart.partition_point(|link| link.from < node);
        self.apart[start..].iter().take_while(move |link| link.from == node).copied()
    }

    /// A link by its position.
    #[must_use]
    pub fn link(&self, position: u32) -> Link {
        self.links[position as usize]
    }

    /// The heads of all entries, by their position.
    #[must_use]
    pub fn heads(&self) -> &[EntryHead] {
        &self.heads
    }

    /// All rows as targets of their entries.
    #[must_use]
    pub fn targets(&self) -> &[TargetOf] {
        &self.targets
    }

    /// The rows whose entries demand something of a parameter of the target.
    #[must_use]
    pub fn bounded_rows(&self) -> &[RowId] {
        &self.bounded
    }

    /// The entries that satisfy a node.
    pub fn entries_of(&self, source: Node) -> impl Iterator<Item = EntryId> {
        let start = self.entries_by_source.partition_point(|(node, _)| *node < source);
        self.entries_by_source[start..].iter().take_while(move |(node, _)| *node == source).map(|(_, entry)| *entry)
    }

    /// The rows that have a node as their target.
    pub fn targets_at(&self, target: Node) -> impl Iterator<Item = &TargetOf> {
        let start = self.targets.partition_point(|found| found.target < target);
        self.targets[start..].iter().take_while(move |found| found.target == target)
    }

    /// The rows of an entry, but for those that say `no-relationship`.
    #[must_use]
    pub fn targets_of(&self, entry: EntryId) -> &[TargetOf] {
        let at = entry.0 as usize;
        &self.targets_by_entry[self.entry_targets[at] as usize..self.entry_targets[at + 1] as usize]
    }

    /// The rows of an entry.
    pub fn rows_of(&self, entry: EntryId) -> impl Iterator<Item = RowId> + use<> {
        let at = entry.0 as usize;
        (self.entry_rows[at]..self.entry_rows[at + 1]).map(RowId)
    }

    /// All parents with one of their parts each.
    #[must_use]
    pub fn parts(&self) -> &[(Node, Node)] {
        &self.children
    }

    /// The node that a node is a part of.
    #[must_use]
    pub fn parent_of(&self, part: Node) -> Option<Node> {
        self.parents[part.index()]
    }

    /// The parts of a node.
    pub fn parts_of(&self, parent: Node) -> impl Iterator<Item = Node> {
        let start = self.children.partition_point(|(found, _)| *found < parent);
        self.children[start..].iter().take_while(move |(found, _)| *found == parent).map(|(_, child)| *child)
    }

    /// The entry as written.
    #[must_use]
    pub fn entry<'l>(&self, library: &'l Library, entry: EntryId) -> &'l Entry {
        let (mapping, entry) = self.entries[entry.0 as usize];
        &library.mappings[mapping as usize].entries[entry as usize]
    }

    /// The row as written, with its mapping and entry.
    #[must_use]
    pub fn row<'l>(&self, library: &'l Library, row: RowId) -> (&'l Mapping, &'l Entry, &'l Row) {
        let place = self.rows[row.0 as usize];
        let mapping = &library.mappings[place.mapping as usize];
        let entry = &mapping.entries[place.entry as usize];
        (mapping, entry, &entry.rows[place.row as usize])
    }
}
