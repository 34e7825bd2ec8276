//! The explanation of a verdict: as an indented tree for people, and as JSON.

use serde::Serialize;

use super::terminal::{line, style, wrap};
use super::to_json;
use crate::diag::Sources;
use crate::engine::relation::Value;
use crate::engine::{Derivation, Explanation, FrameworkPosture, Posture, RowState};
use crate::model::vocabulary::{Basis, Relation, Status, Verdict};
use crate::standard::{Gap, Note, Standard};
use anstyle::Style;

/// An explanation with names and places instead of numbers.
#[derive(Serialize)]
struct Told {
    id: String,
    title: String,
    verdict: Verdict,
    word: String,
    basis: Option<Basis>,
    value: &'static str,
    derivation: Option<Branch>,
    rows: Vec<Row>,
    gaps: Vec<Gap>,
    notes: Vec<Note>,
}

/// One conclusion of a derivation.
#[derive(Serialize)]
struct Branch {
    id: String,
    title: String,
    value: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<By>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    controls: Vec<Claim>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    premises: Vec<Branch>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    repeated: bool,
}

/// The row by which a premise serves the conclusion above it.
#[derive(Serialize)]
struct By {
    relation: Relation,
    strength: u8,
    limited: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    place: String,
}

/// A control behind a claim.
#[derive(Serialize)]
struct Claim {
    control: String,
    status: Option<Status>,
    how: Option<String>,
    place: String,
}

/// One row of the requirement.
#[derive(Serialize)]
struct Row {
    id: String,
    title: String,
    value: &'static str,
    by: By,
    controls: Vec<Claim>,
}

/// An explanation as JSON.
#[must_use]
pub fn explanation_json(
    posture: &Posture<'_>,
    framework: &FrameworkPosture<'_>,
    explanation: &Explanation,
    sources: &Sources,
) -> String {
    to_json(&Teller { posture, framework, sources }.tell(explanation))
}

/// An explanation as text with ANSI styles.
#[must_use]
pub fn explanation_text(
    posture: &Posture<'_>,
    framework: &FrameworkPosture<'_>,
    explanation: &Explanation,
    sources: &Sources,
) -> String {
    let told = Teller { posture, framework, sources }.tell(explanation);
    let mut page = String::new();
    heading(&mut page, &told);
    match &told.derivation {
        Some(root) => {
            line(&mut page, "");
            line(&mut page, &format!("{BOLD}How it follows{BOLD:#}"));
            branch(&mut page, root, 1);
        }
        None => line(&mut page, "\nNothing follows for it from what the company states."),
    }
    if told.verdict != Verdict::Met {
        rows(&mut page, &told.rows);
        if !told.gaps.is_empty() {
            line(&mut page, "");
            line(&mut page, &format!("{BOLD}What is missing{BOLD:#}"));
            for gap in &told.gaps {
                wrap(&mut page, &format!("{:<11}{}", gap.kind, gap.message), 2, 13);
            }
        }
    }
    page
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

fn heading(page: &mut String, told: &Told) {
    let style = style(told.verdict);
    line(page, &format!("{BOLD}{}{BOLD:#} {}", told.id, told.title));
    let basis = told.basis.map_or(String::new(), |basis| format!(", {basis}"));
    line(page, &format!("{style}{}{style:#} ({}{basis})", told.word, told.verdict));
    for note in &told.notes {
        wrap(page, &format!("{}: {}", note.kind, note.message), 0, 2);
    }
}

fn branch(page: &mut String, branch: &Branch, depth: usize) {
    let indent = depth * 2;
    if let Some(by) = &branch.by {
        row_line(page, by, &branch.id, branch.value, indent);
    } else {
        wrap(page, &format!("{} is {}", branch.id, branch.value), indent, indent + 2);
    }
    if branch.repeated {
        line(page, &format!("{}{DIM}(shown above){DIM:#}", " ".repeat(indent + 2)));
    }
    claims(page, &branch.controls, indent + 2);
    for premise in &branch.premises {
        self::branch(page, premise, depth + 1);
    }
}

/// `superset-of common:IAM-02, which is met (strength 8)`, and the place of the row below it.
fn row_line(page: &mut String, by: &By, id: &str, value: &str, indent: usize) {
    let limited = if by.limited { ", limited by a parameter" } else { "" };
    wrap(
        page,
        &format!("{} {id}, which is {value} (strength {}){limited}", by.relation, by.strength),
        indent,
        indent + 2,
    );
    if let Some(why) = &by.why {
        wrap(page, &format!("because {why}"), indent + 2, indent + 2);
    }
    line(page, &format!("{}{DIM}at {}{DIM:#}", " ".repeat(indent + 2), by.place));
}

fn claims(page: &mut String, claims: &[Claim], indent: usize) {
    for claim in claims {
        let status = claim.status.map_or("not assessed", Status::as_str);
        line(page, &format!("{}{} {status} {DIM}at {}{DIM:#}", " ".repeat(indent), claim.control, claim.place));
        if let Some(how) = &claim.how {
            wrap(page, how, indent + 2, indent + 2);
        }
    }
}

fn rows(page: &mut String, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    line(page, "");
    line(page, &format!("{BOLD}What it is mapped to{BOLD:#}"));
    for row in rows {
        row_line(page, &row.by, &row.id, row.value, 2);
        if row.controls.is_empty() {
            wrap(page, "no control implements it", 4, 4);
        }
        for claim in &row.controls {
            let status = claim.status.map_or("not assessed", Status::as_str);
            line(page, &format!("    {} {status} {DIM}at {}{DIM:#}", claim.control, claim.place));
        }
    }
}

/// Gives numbers their names and spans their places.
struct Teller<'a> {
    posture: &'a Posture<'a>,
    framework: &'a FrameworkPosture<'a>,
    sources: &'a Sources,
}

impl Teller<'_> {
    fn tell(&self, explanation: &Explanation) -> Told {
        let library = self.posture.library;
        let requirement = library.requirement(explanation.node);
        let answer = self.framework.answer_to(explanation.node);
        let verdict = answer.map_or(Verdict::Unknown, |answer| answer.verdict);
        Told {
            id: library.name(explanation.node),
            title: requirement.title.clone(),
            verdict,
            word: self.framework.framework().words.of(verdict).to_owned(),
            basis: answer.and_then(|answer| answer.basis),
            value: word(explanation.value),
            derivation: explanation.derivation.as_ref().map(|derivation| self.branch(derivation)),
            rows: explanation.rows.iter().map(|state| self.row(state)).collect(),
            gaps: answer.map(|answer| answer.gaps.clone()).unwrap_or_default(),
            notes: answer.map(|answer| answer.notes.clone()).unwrap_or_default(),
        }
    }

    fn branch(&self, derivation: &Derivation) -> Branch {
        Branch {
            id: self.posture.library.name(derivation.node),
            title: self.posture.library.requirement(derivation.node).title.clone(),
            value: word(derivation.value),
            by: derivation.link.as_ref().map(|state| self.by(state)),
            controls: self.claims(derivation.controls.iter().copied()),
            premises: derivation.premises.iter().map(|premise| self.branch(premise)).collect(),
            repeated: derivation.repeated,
        }
    }

    fn row(&self, state: &RowState) -> Row {
        Row {
            id: self.posture.library.name(state.other),
            title: self.posture.library.requirement(state.other).title.clone(),
            value: word(state.value),
            by: self.by(state),
            controls: self.claims(self.framework.view.implementers(state.other)),
        }
    }

    fn by(&self, state: &RowState) -> By {
        let (_, entry, row) = self.posture.graph.row(self.posture.library, state.row);
        By {
            relation: state.relation,
            strength: row.strength,
            limited: state.weak,
            why: row.why.clone().or_else(|| (entry.rows.len() == 1).then(|| entry.why.clone()).flatten()),
            place: self.sources.place(row.span),
        }
    }

    fn claims(&self, controls: impl Iterator<Item = usize>) -> Vec<Claim> {
        controls
            .map(|at| {
                let control = &self.posture.company.controls[at];
                Claim {
                    control: control.id.clone(),
                    status: self.framework.view.controls[at].summary(),
                    how: control.how.clone(),
                    place: self.sources.place(control.span),
                }
            })
            .collect()
    }
}

/// A value in words.
const fn word(value: Value) -> &'static str {
    match value {
        Value::Met => "met",
        Value::Partial => "partly met",
        Value::Possible => "possible",
        Value::Nothing => "not met",
    }
}
