//! Reports: answers → text. Every format is made from the same [`GapReport`]; nothing is inferred here.

mod coverage;
pub mod diff;
mod explanation;
pub mod frameworks;
mod map;
mod relation;
pub mod scaffold;
pub mod table;
mod template;
mod terminal;
mod transition;

use serde::Serialize;

use crate::engine::work::Work;
use crate::model::vocabulary::{Basis, Verdict};
use crate::model::{Company, Date, Framework, Library};
use crate::standard::{Answer, ControlStatus, Gap, Note, Standard};

pub use crate::engine::work::{DocumentItem, WorkItem};
pub use coverage::CoverageReport;
pub use explanation::{explanation_json, explanation_text};
pub use map::MapReport;
pub use relation::RelationReport;
pub use template::{TemplateError, Templates};
pub use terminal::terminal;
pub use transition::{Difference, TransitionReport};

/// A gap analysis: one company against its frameworks. This is what templates see and what the JSON holds.
#[derive(Debug, Serialize)]
pub struct GapReport {
    /// The company's name.
    pub company: String,
    /// The day everything is looked at from, if one was given.
    pub as_of: Option<String>,
    /// The frameworks that were taken as met, as they were named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumed: Vec<String>,
    /// One part for each framework, in natural order of id.
    pub frameworks: Vec<FrameworkReport>,
}

/// One framework's part of a gap analysis.
#[derive(Debug, Serialize)]
pub struct FrameworkReport {
    /// The framework's id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Which edition.
    pub edition: String,
    /// The publisher's word for a requirement.
    pub item: String,
    /// The standard's own words for the verdicts.
    pub words: Words,
    /// How many requirements are answered.
    pub requirements: usize,
    /// How many of them have each verdict.
    pub counts: Counts,
    /// What the met ones rest on.
    pub bases: Bases,
    /// How many are met by the company's own facts, not by assumption.
    pub own: usize,
    /// How many are met in part by assumption alone; they are among `counts.partial`.
    pub partly_inferred: usize,
    /// How many are not excluded.
    pub counted: usize,
    /// The share of `own` in `counted`, in whole percent rounded down; none where all are excluded.
    pub percent: Option<usize>,
    /// One answer for each requirement, in natural order.
    pub answers: Vec<AnswerReport>,
    /// The controls with gaps, in the order of effort; then those that hold back most requirements first.
    pub work: Vec<WorkItem>,
    /// The documents to write, keep or review.
    pub documents: Vec<DocumentItem>,
}

/// A standard's words for the verdicts, by verdict.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "one field a verdict")]
pub struct Words {
    pub met: String,
    pub partial: String,
    pub unmet: String,
    pub excluded: String,
    pub unknown: String,
}

/// How many requirements have each verdict.
#[derive(Debug, Default, Clone, Copy, Serialize, PartialEq, Eq)]
#[expect(missing_docs, reason = "one field a verdict")]
pub struct Counts {
    pub met: usize,
    pub partial: usize,
    pub unmet: usize,
    pub excluded: usize,
    pub unknown: usize,
}

/// What met requirements rest on.
#[derive(Debug, Default, Serialize, PartialEq, Eq)]
#[expect(missing_docs, reason = "one field a basis")]
pub struct Bases {
    pub inferred: usize,
    pub declared: usize,
    pub evidenced: usize,
    pub tested: usize,
    pub assessed: usize,
}

/// The answer to one requirement.
#[derive(Debug, Serialize)]
pub struct AnswerReport {
    /// The publisher's id.
    pub id: String,
    /// A short heading.
    pub title: String,
    /// What must be true: our own words, or those of an overlay; empty where the framework has headings alone.
    pub text: String,
    /// The heading of the group it belongs to, empty without one.
    pub group: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The standard's word for it; what only follows from assumptions is never called by the standard's word.
    pub word: String,
    /// Whether the company's own facts alone give it less.
    pub inferred: bool,
    /// What a met rests on.
    pub basis: Option<Basis>,
    /// The controls that count.
    pub controls: Vec<ControlStatus>,
    /// Why it is not met.
    pub gaps: Vec<Gap>,
    /// What else a reader must know.
    pub notes: Vec<Note>,
}

impl GapReport {
    /// Puts the answers of a company together.
    #[must_use]
    pub fn new(company: &str, as_of: Option<Date>, standards: &[&dyn Standard]) -> Self {
        Self {
            company: company.to_owned(),
            as_of: as_of.map(|day| day.to_string()),
            assumed: Vec::new(),
            frameworks: standards.iter().map(|standard| FrameworkReport::new(*standard)).collect(),
        }
    }

    /// Says what was taken as met, in words.
    #[must_use]
    pub fn assuming(mut self, names: Vec<String>) -> Self {
        self.assumed = names;
        self
    }

    /// Adds what the company's data knows of the work: titles, efforts, policies. Answers alone do not tell them.
    #[must_use]
    pub fn planning(mut self, library: &Library, company: &Company) -> Self {
        for framework in &mut self.frameworks {
            let (controls, documents) = (std::mem::take(&mut framework.work), std::mem::take(&mut framework.documents));
            let mut work = Work { controls, documents };
            work.complete(library, company);
            (framework.work, framework.documents) = (work.controls, work.documents);
        }
        self
    }

    /// The report as JSON, with a newline at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

impl FrameworkReport {
    fn new(standard: &dyn Standard) -> Self {
        let framework = standard.framework();
        let word = |verdict| framework.words.of(verdict).to_owned();
        let answers = standard.answers();
        let remaining = Work::remaining(framework, answers.iter().map(|(id, answer)| (id.as_str(), answer)));
        let answers: Vec<AnswerReport> = answers
            .into_iter()
            .map(|(id, answer)| AnswerReport {
                title: framework.requirements.get(&id).map_or_else(String::new, |found| found.title.clone()),
                text: framework.requirements.get(&id).map_or_else(String::new, |found| found.text.clone()),
                group: group_heading(framework, &id),
                id,
                verdict: answer.verdict,
                word: word_of(framework, &answer).to_owned(),
                inferred: answer.inferred,
                basis: answer.basis,
                controls: answer.controls,
                gaps: answer.gaps,
                notes: answer.notes,
            })
            .collect();
        let count = |verdict| answers.iter().filter(|answer| answer.verdict == verdict).count();
        let rest = |basis| answers.iter().filter(|answer| answer.basis == Some(basis)).count();
        let counts = Counts {
            met: count(Verdict::Met),
            partial: count(Verdict::Partial),
            unmet: count(Verdict::Unmet),
            excluded: count(Verdict::Excluded),
            unknown: count(Verdict::Unknown),
        };
        let counted = answers.len() - counts.excluded;
        let own = counts.met - rest(Basis::Inferred);
        let partly = |answer: &&AnswerReport| answer.inferred && answer.verdict == Verdict::Partial;
        Self {
            id: framework.id.clone(),
            name: framework.name.clone(),
            edition: framework.edition.clone(),
            item: framework.item.clone(),
            words: Words {
                met: word(Verdict::Met),
                partial: word(Verdict::Partial),
                unmet: word(Verdict::Unmet),
                excluded: word(Verdict::Excluded),
                unknown: word(Verdict::Unknown),
            },
            requirements: answers.len(),
            percent: (own * 100).checked_div(counted),
            own,
            partly_inferred: answers.iter().filter(partly).count(),
            counted,
            counts,
            bases: Bases {
                inferred: rest(Basis::Inferred),
                declared: rest(Basis::Declared),
                evidenced: rest(Basis::Evidenced),
                tested: rest(Basis::Tested),
                assessed: rest(Basis::Assessed),
            },
            work: remaining.controls,
            documents: remaining.documents,
            answers,
        }
    }
}

/// The standard's word for a verdict; what only follows from assumptions is never called by it.
fn word_of<'f>(framework: &'f Framework, answer: &Answer) -> &'f str {
    match (answer.inferred, answer.verdict) {
        (true, Verdict::Met) => "Inferred",
        (true, Verdict::Partial) => "Inferred in part",
        (_, verdict) => framework.words.of(verdict),
    }
}

/// `CC6 Logical and physical access controls`
fn group_heading(framework: &Framework, id: &str) -> String {
    let group = framework.requirements.get(id).and_then(|requirement| requirement.group.as_ref());
    let found = group.and_then(|group| framework.groups.get_key_value(group));
    found.map_or_else(String::new, |(id, group)| format!("{id} {}", group.title))
}

/// Any part of a report as indented JSON with a newline at its end.
fn to_json(value: &impl Serialize) -> String {
    // Serialising plain structs to a string cannot fail.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
