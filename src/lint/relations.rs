//! Rows that cannot all be true, and rows that say less than they seem to.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Span};
use crate::engine::derive;
use crate::engine::relation::{Possibilities, converse};
use crate::model::vocabulary::Relation;
use crate::model::{Library, Node};

/// Lints all mappings.
pub fn lint(library: &Library, found: &mut Vec<Diagnostic>) {
    for entry in library.mappings.iter().flat_map(|mapping| &mapping.entries) {
        let mut related = entry.rows.iter().filter(|row| row.relation != Relation::NoRelationship).peekable();
        if entry.sufficient && related.peek().is_some() && related.all(|row| row.relation == Relation::IntersectsWith) {
            let id = &library.requirement(entry.source).id;
            let message = format!("`{id}` is said to be satisfied by targets that only intersect with it");
            let weak = Diagnostic::new(Code::WeakSufficient, message, entry.span);
            found.push(weak.help("name what it cannot be met without as `superset-of`, or set `sufficient = false`"));
        }
        for row in entry.rows.iter().filter(|row| is_equal(row.relation) && row.strength < 10) {
            let message = format!("an equal relation has the strength {}", row.strength);
            let weak = Diagnostic::new(Code::WeakEqual, message, row.span);
            found.push(weak.help("what is equal has strength 10: remove the strength, or use a weaker relation"));
        }
    }
    triangles(library, found);
}

fn is_equal(relation: Relation) -> bool {
    matches!(relation, Relation::EqualTo | Relation::EquivalentTo)
}

/// Reports three rows around a triangle of requirements whose relations cannot all hold: two of them composed leave
/// nothing of what the third says.
fn triangles(library: &Library, found: &mut Vec<Diagnostic>) {
    let mut around: BTreeMap<Node, Vec<(Node, Possibilities, Relation, Span)>> = BTreeMap::new();
    for entry in library.mappings.iter().flat_map(|mapping| &mapping.entries) {
        for row in &entry.rows {
            // With parameter bounds a row says less of its target as such, and three rows may hold after all.
            let read = derive::reading(entry, row);
            around.entry(entry.source).or_default().push((row.target, read, row.relation, row.span));
            let back = (entry.source, read.converse(), converse(row.relation), row.span);
            around.entry(row.target).or_default().push(back);
        }
    }
    for neighbours in around.values_mut() {
        neighbours.sort_by_key(|(node, ..)| *node);
    }
    for (&a, from_a) in &around {
        // Each triangle once: a before b before c.
        for &(b, first_read, ab, first) in from_a.iter().filter(|(b, ..)| *b > a) {
            for &(c, second_read, bc, second) in around.get(&b).into_iter().flatten().filter(|(c, ..)| *c > b) {
                let start = from_a.partition_point(|(node, ..)| *node < c);
                for &(_, third_read, ac, third) in from_a[start..].iter().take_while(|(node, ..)| *node == c) {
                    if first_read.compose(second_read).meet(third_read) == Possibilities::NONE {
                        found.push(contradiction(library, [a, b, c], [ab, bc, ac], [first, second, third]));
                    }
                }
            }
        }
    }
}

fn contradiction(library: &Library, nodes: [Node; 3], relations: [Relation; 3], spans: [Span; 3]) -> Diagnostic {
    let [a, b, c] = nodes.map(|node| library.name(node));
    let [ab, bc, ac] = relations;
    let message = format!("`{a}` {ac} `{c}` contradicts two other rows");
    Diagnostic::new(Code::Contradiction, message, spans[2])
        .label(format!("{a} {ac} {c}"))
        .also(spans[0], format!("{a} {ab} {b}"))
        .also(spans[1], format!("{b} {bc} {c}"))
        .help("read as sets of duties these three rows exclude each other: change the one that is wrong")
}
