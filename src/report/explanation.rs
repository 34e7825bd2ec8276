//! The explanation of a verdict: as an indented list for people, and as JSON.

use serde::Serialize;

use super::terminal::{line, printable, style, wrap, wrap_after};
use super::{to_json, word_of};
use crate::diag::Sources;
use crate::engine::relation::Value;
use crate::engine::{Conclusion, Explanation, FrameworkPosture, Posture, RowState, Support};
use crate::model::Node;
use crate::model::vocabulary::{Basis, NoteKind, Relation, Status, Verdict};
use crate::standard::{Gap, Note, Standard};
use anstyle::Style;

/// How many items of a list are shown unless all are asked for, and how many steps deep.
pub(super) const SHOWN: usize = 10;
/// How many steps deep lines are indented; what lies deeper would leave no room.
const INDENTED: usize = 12;

/// An explanation with names and places instead of numbers.
#[derive(Serialize)]
struct Told {
    id: String,
    title: String,
    verdict: Verdict,
    word: String,
    basis: Option<Basis>,
    value: &'static str,
    derivation: Vec<Branch>,
    also: Vec<Also>,
    rows: Vec<Row>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
    gaps: Vec<Gap>,
    notes: Vec<Note>,
}

/// One conclusion of a derivation. What it rests on follows it, one deeper.
#[derive(Serialize)]
struct Branch {
    depth: usize,
    id: String,
    title: String,
    value: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<By>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    controls: Vec<Claim>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    assumed: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    repeated: bool,
}

/// Another step that gives the value: one row, or the targets of a sufficient entry.
#[derive(Serialize)]
struct Also {
    sufficient: bool,
    rows: Vec<Row>,
}

/// A part of the requirement.
#[derive(Serialize)]
struct Part {
    id: String,
    title: String,
    verdict: Verdict,
    word: String,
    place: String,
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
    #[serde(skip)]
    common: bool,
    title: String,
    value: &'static str,
    by: By,
    controls: Vec<Claim>,
}

/// An explanation as JSON, with everything in it.
#[must_use]
pub fn explanation_json(
    posture: &Posture<'_>,
    framework: &FrameworkPosture<'_>,
    explanation: &Explanation,
    sources: &Sources,
) -> String {
    to_json(&Teller { posture, framework, sources }.tell(explanation))
}

/// An explanation as text with ANSI styles. Without `all`, long lists are cut and only the least derivation is shown.
#[must_use]
pub fn explanation_text(
    posture: &Posture<'_>,
    framework: &FrameworkPosture<'_>,
    explanation: &Explanation,
    sources: &Sources,
    all: bool,
) -> String {
    let told = Teller { posture, framework, sources }.tell(explanation);
    let mut page = Page { text: String::new(), all };
    page.heading(&told);
    let found = told.notes.iter().any(|note| note.kind == NoteKind::Finding);
    page.derivation(&told.derivation, found);
    page.also(&told.also);
    if told.verdict != Verdict::Met {
        page.rows(&told.rows);
        page.parts(&told.parts);
        page.gaps(&told.gaps);
    }
    page.text
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The text so far, and whether everything is wanted.
struct Page {
    text: String,
    all: bool,
}

impl Page {
    fn line(&mut self, text: &str) {
        line(&mut self.text, text);
    }

    /// A heading with an empty line above it.
    fn section(&mut self, heading: &str) {
        self.line(&format!("\n{BOLD}{heading}{BOLD:#}"));
    }

    /// How many of so many items are shown; what is one more takes no more room than saying so.
    const fn shown(&self, items: usize) -> usize {
        if self.all || items <= SHOWN + 1 { items } else { SHOWN }
    }

    /// Says what is left out of a list of `items`, and what it is, such as `3 met, 40 not met`.
    fn rest(&mut self, items: usize, noun: &str, words: impl Iterator<Item = String>, indent: usize) {
        let left = items - self.shown(items);
        if left == 0 {
            return;
        }
        let mut counts: indexmap::IndexMap<String, usize> = indexmap::IndexMap::new();
        for word in words.skip(self.shown(items)) {
            *counts.entry(word).or_default() += 1;
        }
        let named: Vec<String> = counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
        wrap(&mut self.text, &format!("and {left} more {noun}: {} (`--all`)", named.join(", ")), indent, indent + 2);
    }

    fn heading(&mut self, told: &Told) {
        let style = style(told.verdict);
        let head = format!("{BOLD}{}{BOLD:#} ", told.id);
        wrap_after(&mut self.text, &head, told.id.chars().count() + 1, &told.title, 2);
        let basis = told.basis.map_or(String::new(), |basis| format!(", {basis}"));
        self.line(&format!("{style}{}{style:#} ({}{basis})", printable(&told.word), told.verdict));
        for note in &told.notes {
            wrap(&mut self.text, &format!("{}: {}", note.kind, note.message), 0, 2);
        }
    }

    /// The least derivation: of each conclusion the first premises, and not too deep, unless all are wanted.
    fn derivation(&mut self, steps: &[Branch], found: bool) {
        if steps.is_empty() {
            self.line("\nNothing follows for it from what the company states.");
            return;
        }
        self.section(if found { "What would follow without the finding" } else { "How it follows" });
        // How many were met so far below the conclusion above, at each depth.
        let mut siblings: Vec<usize> = Vec::new();
        let mut hidden_below = usize::MAX;
        let mut hidden: Vec<&Branch> = Vec::new();
        for step in steps {
            siblings.resize(step.depth + 1, 0);
            siblings[step.depth] += 1;
            if step.depth <= hidden_below {
                let cut = !self.all && (siblings[step.depth] > SHOWN || step.depth > SHOWN);
                hidden_below = if cut { step.depth } else { usize::MAX };
            }
            if hidden_below == usize::MAX { self.step(step) } else { hidden.push(step) }
        }
        if let Some(first) = hidden.first() {
            let mut claims: Vec<&str> =
                hidden.iter().flat_map(|step| &step.controls).map(|claim| claim.control.as_str()).collect();
            claims.sort_by(|a, b| crate::model::natural_cmp(a, b));
            claims.dedup();
            let named = claims.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
            let more = if claims.len() > SHOWN { format!(" and {} more", claims.len() - SHOWN) } else { String::new() };
            let rest = if claims.is_empty() { String::new() } else { format!(", resting on {named}{more}") };
            let indent = first.depth.min(SHOWN) * 2 + 2;
            wrap(&mut self.text, &format!("and {} more steps{rest} (`--all`)", hidden.len()), indent, indent + 2);
        }
    }

    fn step(&mut self, step: &Branch) {
        let indent = (step.depth.min(INDENTED) + 1) * 2;
        if let Some(by) = &step.by {
            self.row(by, &step.id, step.value, indent);
        } else {
            wrap(&mut self.text, &format!("{} is {}", step.id, step.value), indent, indent + 2);
        }
        if step.repeated {
            self.line(&format!("{}{DIM}(shown above){DIM:#}", " ".repeat(indent + 2)));
        }
        if step.assumed {
            wrap(
                &mut self.text,
                "taken as met: assumed, or covered by a certificate in `[[holds]]`",
                indent + 2,
                indent + 4,
            );
        }
        self.claims(&step.controls, indent + 2, true);
    }

    fn also(&mut self, also: &[Also]) {
        if also.is_empty() {
            return;
        }
        if !self.all {
            let told = if also.len() == 1 {
                "1 more step gives".to_owned()
            } else {
                format!("{} more steps give", also.len())
            };
            self.line(&format!("  {DIM}{told} it as well (`--all`){DIM:#}"));
            return;
        }
        self.section("It also follows from");
        for way in also {
            let mut indent = 2;
            if way.sufficient {
                wrap(&mut self.text, "all that suffices for it:", 2, 4);
                indent = 4;
            }
            for row in &way.rows {
                self.row(&row.by, &row.id, row.value, indent);
                self.claims(&row.controls, indent + 2, false);
            }
        }
    }

    /// `superset-of common:IAM-02, which is met (strength 8)`, and the place of the row below it.
    fn row(&mut self, by: &By, id: &str, value: &str, indent: usize) {
        let limited = if by.limited { ", limited by a parameter" } else { "" };
        let text = format!("{} {id}, which is {value} (strength {}){limited}", by.relation, by.strength);
        wrap(&mut self.text, &text, indent, indent + 2);
        if let Some(why) = &by.why {
            wrap(&mut self.text, &format!("because {why}"), indent + 2, indent + 2);
        }
        self.line(&format!("{}{DIM}at {}{DIM:#}", " ".repeat(indent + 2), by.place));
    }

    fn claims(&mut self, claims: &[Claim], indent: usize, with_how: bool) {
        for claim in &claims[..self.shown(claims.len())] {
            let status = claim.status.map_or("not assessed", Status::as_str);
            self.line(&format!("{}{} {status} {DIM}at {}{DIM:#}", " ".repeat(indent), claim.control, claim.place));
            if let Some(how) = claim.how.as_ref().filter(|_| with_how) {
                wrap(&mut self.text, how, indent + 2, indent + 2);
            }
        }
        let words = claims.iter().map(|claim| claim.status.map_or("not assessed", Status::as_str).to_owned());
        self.rest(claims.len(), "controls", words, indent);
    }

    fn rows(&mut self, rows: &[Row]) {
        if rows.is_empty() {
            return;
        }
        self.section("What it is mapped to");
        for row in &rows[..self.shown(rows.len())] {
            self.row(&row.by, &row.id, row.value, 2);
            if row.controls.is_empty() && row.common {
                wrap(&mut self.text, "no control implements it", 4, 4);
            }
            self.claims(&row.controls, 4, false);
        }
        self.rest(rows.len(), "rows", rows.iter().map(|row| row.value.to_owned()), 2);
    }

    fn parts(&mut self, parts: &[Part]) {
        if parts.is_empty() {
            return;
        }
        self.section("Its parts");
        for part in &parts[..self.shown(parts.len())] {
            let style = style(part.verdict);
            let plain = part.id.chars().count() + part.word.chars().count() + 6;
            let head = format!("  {} {style}{}{style:#}: ", part.id, part.word);
            wrap_after(&mut self.text, &head, plain - 1, &part.title, 4);
            self.line(&format!("    {DIM}at {}{DIM:#}", part.place));
        }
        self.rest(parts.len(), "parts", parts.iter().map(|part| part.word.clone()), 2);
    }

    fn gaps(&mut self, gaps: &[Gap]) {
        if gaps.is_empty() {
            return;
        }
        self.section("What is missing");
        for gap in &gaps[..self.shown(gaps.len())] {
            wrap(&mut self.text, &format!("{:<11}{}", gap.kind, gap.message), 2, 13);
        }
        self.rest(gaps.len(), "gaps", gaps.iter().map(|gap| gap.kind.to_string()), 2);
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
            word: answer.map_or("", |answer| word_of(self.framework.framework(), answer)).to_owned(),
            basis: answer.and_then(|answer| answer.basis),
            value: word(explanation.value),
            derivation: explanation.derivation.iter().map(|step| self.branch(step)).collect(),
            also: explanation.also.iter().map(|support| self.also(support)).collect(),
            parts: explanation.parts.iter().filter_map(|&part| self.part(part)).collect(),
            rows: explanation.rows.iter().map(|state| self.row(state)).collect(),
            gaps: answer.map(|answer| answer.gaps.clone()).unwrap_or_default(),
            notes: answer.map(|answer| answer.notes.clone()).unwrap_or_default(),
        }
    }

    fn branch(&self, step: &Conclusion) -> Branch {
        Branch {
            depth: step.depth,
            id: self.posture.library.name(step.node),
            title: self.posture.library.requirement(step.node).title.clone(),
            value: word(step.value),
            by: step.link.as_ref().map(|state| self.by(state)),
            controls: self.claims(step.controls.iter().copied()),
            assumed: step.assumed,
            repeated: step.repeated,
        }
    }

    fn also(&self, support: &Support) -> Also {
        match support {
            Support::Row(state) => Also { sufficient: false, rows: vec![self.row(state)] },
            Support::Entry(states) => {
                Also { sufficient: true, rows: states.iter().map(|state| self.row(state)).collect() }
            }
        }
    }

    fn part(&self, part: Node) -> Option<Part> {
        let requirement = self.posture.library.requirement(part);
        let verdict = self.framework.answer_to(part)?.verdict;
        Some(Part {
            id: requirement.id.clone(),
            title: requirement.title.clone(),
            verdict,
            word: self.framework.framework().words.of(verdict).to_owned(),
            place: self.sources.place(requirement.span),
        })
    }

    fn row(&self, state: &RowState) -> Row {
        Row {
            id: self.posture.library.name(state.other),
            common: self.posture.library.is_common(state.other),
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
        Value::Nothing => "not known to be met",
    }
}
