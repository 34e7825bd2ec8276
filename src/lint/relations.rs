//! Rows that say less than they seem to.

use crate::diag::{Code, Diagnostic};
use crate::model::vocabulary::Relation;
use crate::model::{Library, Mapping};

/// Lints one mapping.
pub fn lint(library: &Library, mapping: &Mapping, found: &mut Vec<Diagnostic>) {
    for entry in &mapping.entries {
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
}

fn is_equal(relation: Relation) -> bool {
    matches!(relation, Relation::EqualTo | Relation::EquivalentTo)
}
