//! The move of a company from one edition of a framework to another: what became of what, what is to be decided, and how
//! the verdicts stand before and after.

mod summary;
mod terminal;

use std::collections::BTreeMap;

use serde::Serialize;

use summary::Summary;

use super::{AnswerReport, Counts, FrameworkReport, GapReport, Words, to_json};
use crate::engine::transition::carry::{Carried, Decision};
use crate::engine::transition::{Change, Pair, Transition};
use crate::model::vocabulary::{Basis, Verdict};
use crate::model::{Company, FrameworkId, Library, Node};
use crate::standard::{ControlStatus, Gap};

/// A transition report. This is what its template sees and what the JSON holds.
#[derive(Debug, Serialize)]
pub struct TransitionReport {
    company: String,
    as_of: Option<String>,
    from: End,
    to: End,
    /// The mapping file that was read, without its extension.
    mapping: String,
    /// How many rows relate an old requirement to a new one.
    pairs: Number,
    /// What becomes of the old requirements.
    becomes: Vec<Tally>,
    /// Where the new requirements come from.
    comes: Vec<Tally>,
    carried: Summary,
    decisions: Vec<Decision>,
    /// One for each new requirement, in natural order.
    requirements: Vec<NewRequirement>,
    /// The old requirements without a successor, in natural order.
    falls_away: Vec<OldRequirement>,
    /// Verdicts on other frameworks that the move changes.
    others: Vec<Changed>,
    /// What a dry run would write.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<Difference>,
    #[serde(skip)]
    pub(super) lines: Vec<TransitionLine>,
}

/// What of a file a dry run would change.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// The file.
    pub file: String,
    /// The difference in the unified form.
    pub text: String,
}

/// One of the two editions.
#[derive(Debug, Serialize)]
struct End {
    id: String,
    name: String,
    edition: String,
    requirements: Number,
    /// How the verdicts stand; what only follows from certificates is not among the met.
    counts: Counts,
    /// How many only follow from certificates.
    inferred: usize,
    /// How many requirements count, and how many of them are met.
    counted: usize,
    met: usize,
    percent: Option<usize>,
    words: Words,
}

/// How many there are of all requirements, and of those that a company may exclude, such as the controls of an annex.
#[derive(Debug, Default, Clone, Copy, Serialize)]
struct Number {
    all: usize,
    excludable: usize,
}

/// How many requirements have a change.
#[derive(Debug, Serialize)]
struct Tally {
    change: Change,
    all: usize,
    excludable: usize,
}

/// A new requirement with what it comes from and how it stands.
#[derive(Debug, Serialize)]
struct NewRequirement {
    id: String,
    title: String,
    change: Change,
    from: Vec<Ancestor>,
    /// What it asks for that its ancestors did not, or why it has none.
    reason: Option<String>,
    /// The verdict, `inferred` for what only follows from certificates; none outside the chosen profiles.
    verdict: Option<String>,
    word: Option<String>,
    controls: Vec<ControlStatus>,
    gaps: Vec<Gap>,
}

/// An old requirement that a new one comes from; "from RELATIONSHIP to".
#[derive(Debug, Serialize)]
struct Ancestor {
    id: String,
    relationship: &'static str,
    strength: u8,
    why: Option<String>,
    verdict: Option<String>,
    word: Option<String>,
}

/// An old requirement that nothing comes from.
#[derive(Debug, Serialize)]
struct OldRequirement {
    id: String,
    title: String,
    verdict: Option<String>,
}

/// A verdict on another framework before and after.
#[derive(Debug, Serialize)]
struct Changed {
    requirement: String,
    before: String,
    after: String,
}

/// A line of the table form: a pair, a new requirement without an ancestor, or an old one without a successor.
#[derive(Debug, Default)]
pub(super) struct TransitionLine {
    pub from_id: String,
    pub from_title: String,
    pub from_change: &'static str,
    pub from_verdict: String,
    pub to_id: String,
    pub to_title: String,
    pub to_change: &'static str,
    pub to_verdict: String,
    pub relationship: &'static str,
    pub strength: String,
    pub why: String,
    pub gaps: String,
    pub decisions: String,
}

impl TransitionReport {
    /// Puts a transition together; `before` and `after` are the gap analyses of all frameworks in scope.
    #[must_use]
    pub fn new(
        transition: &Transition<'_>,
        company: &Company,
        carried: &Carried,
        before: &GapReport,
        after: &GapReport,
    ) -> Self {
        let library = transition.library;
        let old = Answers::new(before, library, transition.from);
        let new = Answers::new(after, library, transition.to);
        let requirements = library.nodes(transition.to).map(|node| requirement(transition, node, &old, &new));
        let ends = |node: &Node| transition.successors(*node).next().is_none();
        let falls_away = library.nodes(transition.from).filter(ends).map(|node| {
            let found = library.requirement(node);
            let verdict = old.of(&found.id).map(told);
            OldRequirement { id: found.id.clone(), title: found.title.clone(), verdict }
        });
        let mapping = transition.mapping;
        let file = [mapping.source, mapping.target].map(|end| library.framework(end).id.as_str()).join("--");
        Self {
            company: before.company.clone(),
            as_of: before.as_of.clone(),
            from: End::new(library, transition.from, &old),
            to: End::new(library, transition.to, &new),
            mapping: file,
            pairs: pairs(transition),
            becomes: tally(library, transition.from, &Change::OLD, |node| transition.change_of_old(node)),
            comes: tally(library, transition.to, &Change::NEW, |node| transition.change_of_new(node)),
            carried: Summary::new(transition, company, carried),
            decisions: carried.decisions.clone(),
            requirements: requirements.collect(),
            falls_away: falls_away.collect(),
            others: changed(before, after),
            differences: Vec::new(),
            lines: lines(transition, carried, &old, &new),
        }
    }

    /// Adds what a dry run would write.
    #[must_use]
    pub fn with_differences(mut self, differences: Vec<Difference>) -> Self {
        self.differences = differences;
        self
    }

    /// The report as JSON, with a newline at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }

    /// How many decisions there are.
    #[must_use]
    pub const fn decision_count(&self) -> usize {
        self.decisions.len()
    }
}

/// The answers for one framework, by requirement.
struct Answers<'a> {
    report: Option<&'a FrameworkReport>,
    by_id: BTreeMap<&'a str, &'a AnswerReport>,
}

impl<'a> Answers<'a> {
    fn new(report: &'a GapReport, library: &Library, framework: FrameworkId) -> Self {
        let id = &library.framework(framework).id;
        let report = report.frameworks.iter().find(|found| found.id == *id);
        let answers = report.into_iter().flat_map(|report| &report.answers);
        Self { report, by_id: answers.map(|answer| (answer.id.as_str(), answer)).collect() }
    }

    fn of(&self, id: &str) -> Option<&'a AnswerReport> {
        self.by_id.get(id).copied()
    }
}

impl End {
    fn new(library: &Library, id: FrameworkId, answers: &Answers<'_>) -> Self {
        let framework = library.framework(id);
        let word = |verdict| framework.words.of(verdict).to_owned();
        let excludable = framework.requirements.values().filter(|requirement| requirement.excludable).count();
        Self {
            id: framework.id.clone(),
            name: framework.name.clone(),
            edition: framework.edition.clone(),
            requirements: Number { all: framework.requirements.len(), excludable },
            counts: answers.report.map(|report| Counts { met: report.own, ..report.counts }).unwrap_or_default(),
            inferred: answers.report.map_or(0, |report| report.bases.inferred),
            counted: answers.report.map_or(0, |report| report.counted),
            met: answers.report.map_or(0, |report| report.own),
            percent: answers.report.and_then(|report| report.percent),
            words: Words {
                met: word(Verdict::Met),
                partial: word(Verdict::Partial),
                unmet: word(Verdict::Unmet),
                excluded: word(Verdict::Excluded),
                unknown: word(Verdict::Unknown),
            },
        }
    }
}

fn pairs(transition: &Transition<'_>) -> Number {
    let library = transition.library;
    let both = |pair: &&Pair<'_>| [pair.old, pair.new].iter().all(|&node| library.requirement(node).excludable);
    Number { all: transition.pairs.len(), excludable: transition.pairs.iter().filter(both).count() }
}

fn tally(
    library: &Library,
    framework: FrameworkId,
    changes: &[Change],
    change_of: impl Fn(Node) -> Change,
) -> Vec<Tally> {
    let all: Vec<(Change, bool)> =
        library.nodes(framework).map(|node| (change_of(node), library.requirement(node).excludable)).collect();
    let of = |&change: &Change| Tally {
        change,
        all: all.iter().filter(|(found, _)| *found == change).count(),
        excludable: all.iter().filter(|(found, excludable)| *found == change && *excludable).count(),
    };
    changes.iter().map(of).collect()
}

fn requirement(transition: &Transition<'_>, node: Node, old: &Answers<'_>, new: &Answers<'_>) -> NewRequirement {
    let library = transition.library;
    let found = library.requirement(node);
    let answer = new.of(&found.id);
    let ancestor = |pair: &Pair<'_>| {
        let id = library.requirement(pair.old).id.clone();
        let before = old.of(&id);
        Ancestor {
            relationship: pair.relation.as_str(),
            strength: pair.row.strength,
            why: pair.row.why.clone(),
            verdict: before.map(told),
            word: before.map(|answer| answer.word.clone()),
            id,
        }
    };
    NewRequirement {
        id: found.id.clone(),
        title: found.title.clone(),
        change: transition.change_of_new(node),
        from: transition.ancestors(node).map(ancestor).collect(),
        reason: transition.reason(node).map(str::to_owned),
        verdict: answer.map(told),
        word: answer.map(|answer| answer.word.clone()),
        controls: answer.map_or_else(Vec::new, |answer| answer.controls.clone()),
        gaps: answer.map_or_else(Vec::new, |answer| answer.gaps.clone()),
    }
}

/// The verdicts on frameworks in both analyses that differ.
fn changed(before: &GapReport, after: &GapReport) -> Vec<Changed> {
    let mut changed = Vec::new();
    for old in &before.frameworks {
        let Some(new) = after.frameworks.iter().find(|new| new.id == old.id) else { continue };
        for (was, is) in old.answers.iter().zip(&new.answers).filter(|(was, is)| told(was) != told(is)) {
            let requirement = format!("{}:{}", old.id, was.id);
            changed.push(Changed { requirement, before: was.word.clone(), after: is.word.clone() });
        }
    }
    changed
}

/// An answer's verdict as a machine reads it; what only follows from certificates is never called met.
fn told(answer: &AnswerReport) -> String {
    if answer.basis == Some(Basis::Inferred) { "inferred".to_owned() } else { answer.verdict.to_string() }
}

fn lines(transition: &Transition<'_>, carried: &Carried, old: &Answers<'_>, new: &Answers<'_>) -> Vec<TransitionLine> {
    let from = |node: Node, line: &mut TransitionLine| {
        let found = transition.library.requirement(node);
        line.from_id.clone_from(&found.id);
        line.from_title.clone_from(&found.title);
        line.from_change = transition.change_of_old(node).as_str();
        line.from_verdict = old.of(&found.id).map_or_else(String::new, told);
    };
    let to = |node: Node, line: &mut TransitionLine| {
        let found = transition.library.requirement(node);
        line.to_id.clone_from(&found.id);
        line.to_title.clone_from(&found.title);
        line.to_change = transition.change_of_new(node).as_str();
        if let Some(answer) = new.of(&found.id) {
            line.to_verdict = told(answer);
            line.gaps = join(answer.gaps.iter().map(|gap| format!("{}: {}", gap.kind, gap.message)));
        }
        let about = |decision: &&Decision| decision.to.contains(&found.id);
        line.decisions = join(carried.decisions.iter().filter(about).map(|decision| decision.message.clone()));
    };
    let mut lines = Vec::new();
    for node in transition.library.nodes(transition.to) {
        let before = lines.len();
        for pair in transition.ancestors(node) {
            let mut line = TransitionLine::default();
            from(pair.old, &mut line);
            to(node, &mut line);
            line.relationship = pair.relation.as_str();
            line.strength = pair.row.strength.to_string();
            let why = [pair.row.why.as_deref(), transition.reason(node)];
            line.why = join(why.into_iter().flatten().map(str::to_owned));
            lines.push(line);
        }
        if lines.len() == before {
            let mut line = TransitionLine::default();
            to(node, &mut line);
            transition.reason(node).unwrap_or_default().clone_into(&mut line.why);
            lines.push(line);
        }
    }
    for node in transition.library.nodes(transition.from) {
        if transition.successors(node).next().is_none() {
            let mut line = TransitionLine::default();
            from(node, &mut line);
            let id = &transition.library.requirement(node).id;
            let about = |decision: &&Decision| decision.from.contains(id);
            line.decisions = join(carried.decisions.iter().filter(about).map(|decision| decision.message.clone()));
            lines.push(line);
        }
    }
    lines
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}
