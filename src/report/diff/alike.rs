//! Documents of two editions whose titles differ in letter case or spelling only: told together, not one by one.

use crate::engine::diff::FieldChange;

/// How alike two titles must be, from 0 to 1.
const ALIKE: f64 = 0.8;

/// Takes the documents of much the same title out of the changes of a framework, and gives their names: those that have
/// another title, and those that have another id as well.
pub fn take_alike(changes: &mut Vec<FieldChange>) -> Vec<String> {
    let mut taken: Vec<bool> = vec![false; changes.len()];
    let mut names = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let Some(name) = change.field.strip_prefix("documents.") else { continue };
        let Some(after) = change.after.as_deref() else { continue };
        if let Some(before) = change.before.as_deref() {
            if is_alike(before, after) {
                taken[at] = true;
                names.push(name.to_owned());
            }
            continue;
        }
        let gone = |(place, other): &(usize, &FieldChange)| {
            let before = other.before.as_deref().filter(|_| other.after.is_none());
            let is_document = other.field.starts_with("documents.");
            is_document && !taken[*place] && before.is_some_and(|before| is_alike(before, after))
        };
        if let Some((place, other)) = changes.iter().enumerate().find(gone) {
            names.push(format!("{} now {name}", other.field.trim_start_matches("documents.")));
            taken[at] = true;
            taken[place] = true;
        }
    }
    let mut taken = taken.into_iter();
    changes.retain(|_| !taken.next().unwrap_or_default());
    names
}

/// Whether two documents, written `TITLE (KIND, REQUIREMENT)`, have much the same title.
fn is_alike(before: &str, after: &str) -> bool {
    let title = |text: &str| text.rsplit_once(" (").map_or(text, |(title, _)| title).to_lowercase();
    strsim::normalized_levenshtein(&title(before), &title(after)) >= ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_of_much_the_same_title_are_taken_together() {
        let change = |field: &str, before: Option<&str>, after: Option<&str>| FieldChange {
            field: field.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        let mut changes = vec![
            change("documents.a", Some("Results of audits (record, 9)"), Some("results of audit (record, 9.1)")),
            change("documents.b", Some("Scope (document, 4)"), Some("Inventory of assets (document, 4)")),
            change("documents.program", Some("Audit program (record, 9)"), None),
            change("documents.programme", None, Some("Audit programme (record, 9)")),
            change("groups.a", Some("Access"), Some("access")),
        ];
        assert_eq!(take_alike(&mut changes), ["a", "program now programme"]);
        assert_eq!(changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["documents.b", "groups.a"]);
    }
}
