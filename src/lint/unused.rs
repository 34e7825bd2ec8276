//! What nothing refers to: policies, evidence items, and ids whose trailing zero a spreadsheet may have eaten.

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic};
use crate::model::{Framework, Library, Mapping, Node};

/// Lints what one framework declares and does not use.
pub fn lint_framework(framework: &Framework, found: &mut Vec<Diagnostic>) {
    let policies: BTreeSet<&str> = framework.requirements.values().filter_map(|r| r.policy.as_deref()).collect();
    let evidence: BTreeSet<&str> =
        framework.requirements.values().flat_map(|r| &r.evidence).map(String::as_str).collect();
    for (kind, catalogue, named) in
        [("policy", &framework.policies, policies), ("evidence item", &framework.evidence, evidence)]
    {
        for (id, entry) in catalogue.iter().filter(|(id, _)| !named.contains(id.as_str())) {
            let unused = Diagnostic::new(Code::Unused, format!("no requirement names the {kind} `{id}`"), entry.span);
            found.push(unused.help("name it where it belongs, or remove it"));
        }
    }
}

/// Lints a mapping for ids that have lost a trailing zero: `5.1` is used where `5.10` exists and is not.
pub fn lint_zeros(library: &Library, mapping: &Mapping, found: &mut Vec<Diagnostic>) {
    let entries = || mapping.entries.iter();
    let rows = || entries().flat_map(|entry| &entry.rows);
    let left_out = mapping.unmapped.iter().map(|left_out| left_out.source);
    let sources: BTreeSet<Node> = entries().map(|entry| entry.source).chain(left_out).collect();
    let targets: BTreeSet<Node> = rows().map(|row| row.target).collect();
    let places = entries().map(|entry| (entry.source, entry.span, &sources));
    for (node, span, used) in places.chain(rows().map(|row| (row.target, row.span, &targets))) {
        let id = &library.requirement(node).id;
        let longer = library.node(library.framework_of(node), &format!("{id}0"));
        if let Some(longer) = longer.filter(|longer| !used.contains(longer)) {
            let other = &library.requirement(longer).id;
            let message = format!("`{id}` is used and `{other}` never");
            let eaten = Diagnostic::new(Code::EatenZero, message, span).label("is this the one meant?");
            found.push(eaten.help(format!("spreadsheets turn {other} into {id}: check the source of this row")));
        }
    }
}
