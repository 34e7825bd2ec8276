//! Rows that cannot all be true, read as relations between sets of duties.
//!
//! First triangles: two rows that meet, and a third between their outer ends. Then pairs that have no such triangle and
//! are derived in ways that exclude each other: over different requirements, or by what suffices for one of them.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Span};
use crate::engine::derive::{self, PathKind, derive};
use crate::engine::relation::Possibilities;
use crate::engine::{Graph, Link, RowId};
use crate::model::vocabulary::Relation;
use crate::model::{Library, Node};

/// Reports every contradiction between mapping rows.
pub fn lint(library: &Library, found: &mut Vec<Diagnostic>) {
    let graph = Graph::new(library);
    let rows = Rows::new(library, &graph);
    let nodes: Vec<Node> = (0..).map(Node).take(graph.node_count()).filter(|&node| rows.at(node).len() > 1).collect();
    let start = || Search::new(&rows);
    let searched = nodes.par_iter().map_init(start, |search, &node| search.around(node));
    let (triangles, pairs): (Vec<_>, Vec<_>) = searched.unzip();
    found.extend(triangles.iter().flatten().map(|triangle| triangle.diagnostic(&rows)));
    let pairs: BTreeSet<(Node, Node)> = pairs.into_iter().flatten().collect();
    // Four rows in a ring contradict each other from two ends: each set of rows is told once.
    let mut told = BTreeSet::new();
    for (first, second) in pairs {
        let Some(links) = contradictory(&rows, first, second) else { continue };
        let mut set: Vec<RowId> = links.iter().map(|link| link.row).collect();
        set.sort_unstable();
        if told.insert(set) {
            found.extend(diagnostic(&rows, first, second, &links));
        }
    }
}

/// All rows, those that say `no-relationship` too, with what each allows.
struct Rows<'a> {
    library: &'a Library,
    graph: &'a Graph,
    sides: Vec<Side>,
    /// Where the rows of each node start.
    starts: Vec<usize>,
}

/// A row as it is read from one of its ends.
#[derive(Clone, Copy)]
struct Side {
    link: Link,
    /// What it leaves possible between its two ends, "from RELATION to".
    allows: Possibilities,
}

impl<'a> Rows<'a> {
    fn new(library: &'a Library, graph: &'a Graph) -> Self {
        let side = |link: Link| {
            let (_, entry, row) = graph.row(library, link.row);
            let allows = derive::reading(entry, row);
            Side { link, allows: if link.from == entry.source { allows } else { allows.converse() } }
        };
        let (mut sides, mut starts) = (Vec::with_capacity(2 * graph.row_count()), vec![0]);
        for node in (0..).map(Node).take(graph.node_count()) {
            let start = sides.len();
            sides.extend(graph.links(node).map(|(_, link)| side(link)));
            sides.extend(graph.apart(node).map(side));
            sides[start..].sort_by_key(|side: &Side| side.link.to);
            starts.push(sides.len());
        }
        Self { library, graph, sides, starts }
    }

    /// The rows at a node by their other ends.
    fn at(&self, node: Node) -> &[Side] {
        &self.sides[self.starts[node.index()]..self.starts[node.index() + 1]]
    }

    /// The rows between two nodes.
    fn between(&self, from: Node, to: Node) -> impl Iterator<Item = &Side> {
        let sides = self.at(from);
        let start = sides.partition_point(|side| side.link.to < to);
        sides[start..].iter().take_while(move |side| side.link.to == to)
    }

    fn span(&self, link: Link) -> Span {
        self.graph.row(self.library, link.row).2.span
    }

    fn sentence(&self, link: Link) -> String {
        format!("{} {} {}", self.library.name(link.from), link.relation, self.library.name(link.to))
    }
}

/// Three rows of which the first two lead to where the third leads.
struct Triangle {
    two: [Link; 2],
    third: Link,
}

impl Triangle {
    fn diagnostic(&self, rows: &Rows<'_>) -> Diagnostic {
        let Link { from, to, relation, .. } = self.third;
        let (from, to) = (rows.library.name(from), rows.library.name(to));
        let message = format!("`{from}` {relation} `{to}` contradicts two other rows");
        let mut told = Diagnostic::new(Code::Contradiction, message, rows.span(self.third));
        told = told.label(rows.sentence(self.third));
        for link in self.two {
            told = told.also(rows.span(link), rows.sentence(link));
        }
        told.help("read as sets of duties these three rows exclude each other: change the one that is wrong")
    }
}

/// Looks around one node after the other.
struct Search<'a> {
    rows: &'a Rows<'a>,
    /// What the paths over at most one other leave possible between the node and each other; all in between searches.
    left: Vec<Possibilities>,
    /// The nodes of which they leave less than all.
    touched: Vec<Node>,
}

impl<'a> Search<'a> {
    fn new(rows: &'a Rows<'a>) -> Self {
        Self { rows, left: vec![Possibilities::ALL; rows.graph.node_count()], touched: Vec::new() }
    }

    /// The triangles that have this node as their first, and pairs with it that seem to be contradictory.
    fn around(&mut self, a: Node) -> (Vec<Triangle>, Vec<(Node, Node)>) {
        let rows = self.rows;
        let mut triangles = Vec::new();
        for ab in rows.at(a) {
            self.leave(ab.link.to, ab.allows);
        }
        for ab in rows.at(a) {
            for bc in rows.at(ab.link.to) {
                let possible = ab.allows.compose(bc.allows);
                if possible == Possibilities::ALL || bc.link.to == a {
                    continue;
                }
                self.leave(bc.link.to, possible);
                // Each triangle once: a before b before c.
                if a < ab.link.to && ab.link.to < bc.link.to && self.left[bc.link.to.index()] == Possibilities::NONE {
                    let thirds = rows.between(a, bc.link.to);
                    let thirds = thirds.filter(|ac| possible.meet(ac.allows) == Possibilities::NONE);
                    triangles.extend(thirds.map(|ac| Triangle { two: [ab.link, bc.link], third: ac.link }));
                }
            }
        }
        let mut pairs = Vec::new();
        for node in std::mem::take(&mut self.touched) {
            let possible = std::mem::replace(&mut self.left[node.index()], Possibilities::ALL);
            let inside = Possibilities::of(Relation::EqualTo).join(Possibilities::of(Relation::SubsetOf));
            let contradictory = possible == Possibilities::NONE
                || possible.meet(inside) == Possibilities::NONE && self.is_within(a, node);
            if contradictory {
                pairs.push((a.min(node), a.max(node)));
            }
        }
        (triangles, pairs)
    }

    fn leave(&mut self, node: Node, possible: Possibilities) {
        let left = &mut self.left[node.index()];
        if *left == Possibilities::ALL && possible != Possibilities::ALL {
            self.touched.push(node);
        }
        *left = left.meet(possible);
    }

    /// Whether, as it seems, one node holds every target of a sufficient entry of another.
    fn is_within(&self, inner: Node, outer: Node) -> bool {
        let Rows { library, graph, .. } = *self.rows;
        let whole = |side: &Side| {
            matches!(side.link.relation, Relation::EqualTo | Relation::EquivalentTo | Relation::SupersetOf)
        };
        graph.entries_of(inner).any(|entry| {
            let targets = graph.targets_of(entry);
            let holds = |target: Node| target == outer || self.rows.between(outer, target).any(whole);
            graph.entry(library, entry).sufficient && targets.iter().all(|target| holds(target.target))
        })
    }
}

/// The rows of paths between two nodes that contradict each other, unless they are a triangle.
fn contradictory(rows: &Rows<'_>, first: Node, second: Node) -> Option<Vec<Link>> {
    let derived = derive(rows.library, rows.graph, first, second);
    let paths: Vec<_> = derived.reasons.iter().filter_map(|&at| derived.paths.get(at)).collect();
    let triangle = match paths.as_slice() {
        [one, other] => one.kind == PathKind::Direct && matches!(other.kind, PathKind::Through(_)),
        _ => false,
    };
    let contradictory = derived.possible == Possibilities::NONE && !triangle;
    contradictory.then(|| paths.iter().flat_map(|path| &path.links).copied().collect())
}

fn diagnostic(rows: &Rows<'_>, first: Node, second: Node, links: &[Link]) -> Option<Diagnostic> {
    let (start, rest) = links.split_first()?;
    let (first, second) = (rows.library.name(first), rows.library.name(second));
    let message = format!("what the rows say of `{first}` and `{second}` contradicts itself");
    let mut told = Diagnostic::new(Code::Contradiction, message, rows.span(*start)).label(rows.sentence(*start));
    for &link in rest {
        told = told.also(rows.span(link), rows.sentence(link));
    }
    Some(told.help(format!("`ccf why {first} {second}` shows the paths: change the row that is wrong")))
}
