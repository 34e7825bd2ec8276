//! Controls that say too little, and exclusions that change nothing.

use crate::diag::{Code, Diagnostic};
use crate::model::vocabulary::Status;
use crate::model::{Company, Control, Library};

/// Lints a company.
pub fn lint(library: &Library, company: &Company, found: &mut Vec<Diagnostic>) {
    for control in &company.controls {
        let said = |wanted: Status| control.status == Some(wanted) || control.systems.values().any(|s| *s == wanted);
        if said(Status::Implemented) && is_blank(control.how.as_ref()) {
            let message = format!("`{}` is implemented and does not say how", control.id);
            let silent = Diagnostic::new(Code::NoHow, message, control.span);
            found.push(silent.help("add `how = \"…\"`: who does what with which tool, and what shows it"));
        }
        if said(Status::Planned) {
            lint_plan(control, found);
        }
    }
    for (&node, exclusion) in &company.excluded {
        let framework = library.framework_of(node);
        let id = &library.requirement(node).id;
        let Some(scoped) = company.scoped(framework) else { continue };
        if !library.framework(framework).selects(&scoped.profiles, id) {
            let message = format!("`{}` is excluded and outside the chosen profiles", library.name(node));
            let unused = Diagnostic::new(Code::UnusedExclusion, message, exclusion.span);
            found.push(unused.help("remove the exclusion: the requirement is not looked at anyway"));
        }
    }
}

/// A plan names who does it, and until when.
fn lint_plan(control: &Control, found: &mut Vec<Diagnostic>) {
    let missing = match (is_blank(control.owner.as_ref()), control.due.is_none()) {
        (true, true) => "neither an owner nor a date",
        (true, false) => "no owner",
        (false, true) => "no date",
        (false, false) => return,
    };
    let message = format!("`{}` is planned and has {missing}", control.id);
    let vague = Diagnostic::new(Code::VaguePlan, message, control.span);
    found.push(vague.help("add `owner = \"…\"` and `due = 2026-12-31`"));
}

fn is_blank(text: Option<&String>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}
