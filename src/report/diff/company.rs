//! What changed between two states of a company.

use serde::Serialize;

use super::summary::{Summary, share};
use super::{BOLD, DIM, GREEN, RED, from_to, heading, some};
use crate::engine::diff::{
    CompanyDiff, Course, Coverage, Direction, FactChange, FactKind, FrameworkVerdicts, Standing, VerdictChange,
};
use crate::model::VerdictWords;
use crate::model::vocabulary::{Basis, Verdict};
use crate::report::table::Column;
use crate::report::terminal::{line, printable, style, wrap, wrap_after};
use crate::report::to_json;
use crate::standard::Gap;

/// How many reasons, and how many gaps of either kind, are shown of one answer.
const MOST: usize = 5;
/// How many facts that are no reason are shown.
const MOST_FACTS: usize = 20;
/// Values of more characters are cut, and not shown beside each other.
const LONG: usize = 60;

/// What changed between two states of a company, and how both were named.
#[derive(Debug, Serialize)]
pub struct CompanyDiffReport {
    compares: &'static str,
    from: String,
    to: String,
    differs: bool,
    frameworks: Vec<FrameworkPart>,
    facts: Vec<FactPart>,
}

#[derive(Debug, Serialize)]
struct FrameworkPart {
    id: String,
    name: String,
    before: Option<Coverage>,
    after: Option<Coverage>,
    /// How many requirements have each of the standard's words.
    summary: Summary,
    /// How many answers went each way, without the ways that none went; together all that changed.
    courses: Vec<CourseCount>,
    changes: Vec<AnswerPart>,
    #[serde(skip)]
    words: VerdictWords,
}

#[derive(Debug, Serialize)]
struct CourseCount {
    course: Course,
    label: &'static str,
    count: usize,
}

#[derive(Debug, Serialize)]
struct AnswerPart {
    id: String,
    title: String,
    course: Course,
    direction: Direction,
    /// Whether the verdict is another one, not only what it rests on or its gaps.
    verdict_changed: bool,
    /// Whether the standard has one word for both verdicts, so that only these tell them apart.
    same_word: bool,
    before: Option<StandingPart>,
    after: Option<StandingPart>,
    reasons: Vec<String>,
    gaps_gone: Vec<Gap>,
    gaps_come: Vec<Gap>,
}

#[derive(Debug, Serialize)]
struct StandingPart {
    verdict: Verdict,
    word: String,
    basis: Option<Basis>,
}

#[derive(Debug, Serialize)]
struct FactPart {
    /// The change in words.
    text: String,
    #[serde(flatten)]
    fact: FactChange,
}

impl CompanyDiffReport {
    /// The report on a difference; `from` and `to` are how the two were named.
    #[must_use]
    pub fn new(from: &str, to: &str, diff: CompanyDiff) -> Self {
        let differs = !diff.is_empty();
        let facts: Vec<FactPart> =
            diff.facts.into_iter().map(|fact| FactPart { text: sentence(&fact), fact }).collect();
        let frameworks = diff.frameworks.iter().map(|framework| FrameworkPart::new(framework, &facts)).collect();
        Self { compares: "companies", from: from.to_owned(), to: to.to_owned(), differs, frameworks, facts }
    }

    /// The report as JSON, with a newline at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }

    /// The report for the terminal, with ANSI styles.
    #[must_use]
    pub fn to_terminal(&self) -> String {
        let mut page = String::new();
        wrap(&mut page, &format!("{} -> {}", self.from, self.to), 0, 0);
        for framework in &self.frameworks {
            line(&mut page, "");
            framework.show(&mut page);
        }
        // That a framework came into scope or left it has been told.
        let is_told = |fact: &FactChange| fact.kind == FactKind::Scope && fact.field.is_empty();
        let idle = |part: &&FactPart| part.fact.explains.is_empty() && !is_told(&part.fact);
        let texts: Vec<String> = self.facts.iter().filter(idle).map(|fact| fact.text.clone()).collect();
        if !texts.is_empty() {
            line(&mut page, "");
            heading(&mut page, "Other changes, which change no answer", texts.len());
            some(&mut page, &texts, MOST_FACTS, 2, 4);
        }
        if !self.differs {
            line(&mut page, "");
            line(&mut page, "Nothing changed.");
        }
        page
    }
}

impl FrameworkPart {
    fn new(framework: &FrameworkVerdicts, facts: &[FactPart]) -> Self {
        let words = &framework.words;
        Self {
            id: framework.id.clone(),
            name: framework.name.clone(),
            before: framework.before,
            after: framework.after,
            summary: Summary::new(framework.before.as_ref(), framework.after.as_ref(), words),
            courses: courses(framework),
            changes: framework.changes.iter().map(|change| AnswerPart::new(change, facts, words)).collect(),
            words: words.clone(),
        }
    }

    fn show(&self, page: &mut String) {
        line(page, &format!("{BOLD}{}{BOLD:#} {DIM}({}){DIM:#}", printable(&self.name), self.id));
        match (&self.before, &self.after) {
            (None, Some(after)) => line(page, &format!("  came into scope: {}", share(after, &self.words))),
            (Some(before), None) => line(page, &format!("  left the scope: {} before", share(before, &self.words))),
            (Some(_), Some(_)) => self.summary.show(page),
            (None, None) => {}
        }
        for group in &self.courses {
            line(page, "");
            heading(page, group.label, group.count);
            for answer in self.changes.iter().filter(|change| change.course == group.course) {
                answer.show(page);
            }
        }
    }
}

impl AnswerPart {
    fn new(change: &VerdictChange, facts: &[FactPart], words: &VerdictWords) -> Self {
        let part = |standing: &Standing| StandingPart::new(standing, words);
        let (before, after) = (change.before.as_ref().map(part), change.after.as_ref().map(part));
        let reason = |at: &usize| facts.get(*at).map(|fact| fact.text.clone());
        Self {
            id: change.id.clone(),
            title: change.title.clone(),
            course: change.course(),
            direction: change.direction,
            verdict_changed: change.has_another_verdict(),
            same_word: has_same_word(before.as_ref(), after.as_ref()),
            before,
            after,
            reasons: change.reasons.iter().filter_map(reason).collect(),
            gaps_gone: change.gone.clone(),
            gaps_come: change.come.clone(),
        }
    }

    fn show(&self, page: &mut String) {
        let colour = self.after.as_ref().or(self.before.as_ref()).map(|part| style(part.verdict)).unwrap_or_default();
        let moved = printable(&self.moved());
        let head = format!("{BOLD}{}{BOLD:#} {colour}{moved}{colour:#}: ", self.id);
        let plain = format!("{} {moved}: ", self.id).chars().count();
        wrap_after(page, &head, plain, &self.title, 4);
        let texts = |gaps: &[Gap]| gaps.iter().map(|gap| format!("{}: {}", gap.kind, gap.message)).collect::<Vec<_>>();
        let mut list = |label: &str, style: anstyle::Style, texts: &[String]| {
            for (at, text) in texts.iter().take(MOST).enumerate() {
                let label = if at == 0 { label } else { "" };
                wrap_after(page, &format!("  {style}{label:<9}{style:#}"), 11, text, 13);
            }
            if texts.len() > MOST {
                wrap(page, &format!("and {} more", texts.len() - MOST), 11, 11);
            }
        };
        list("because", BOLD, &self.reasons);
        list("closed", GREEN, &texts(&self.gaps_gone));
        list("new gap", RED, &texts(&self.gaps_come));
    }

    /// `Ready -> Partially ready`, `Ready, declared -> tested`, `now Ready`
    fn moved(&self) -> String {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) if before.word != after.word => format!("{} -> {}", before.word, after.word),
            (Some(before), Some(after)) if self.same_word => {
                format!("{} ({} -> {})", after.word, before.verdict, after.verdict)
            }
            (Some(before), Some(after)) => match (before.basis, after.basis) {
                (Some(old), Some(new)) if old != new => format!("{}, {old} -> {new}", after.word),
                _ => after.word.clone(),
            },
            (None, Some(after)) => format!("new: {}", after.word),
            (Some(before), None) => format!("no longer listed, was {}", before.word),
            (None, None) => String::new(),
        }
    }
}

/// How many answers went each way.
fn courses(framework: &FrameworkVerdicts) -> Vec<CourseCount> {
    let count =
        |course: Course| CourseCount { course, label: course.label(), count: framework.that_went(course).count() };
    Course::ALL.into_iter().map(count).filter(|group| group.count > 0).collect()
}

fn has_same_word(before: Option<&StandingPart>, after: Option<&StandingPart>) -> bool {
    let both = before.zip(after);
    both.is_some_and(|(before, after)| before.word == after.word && before.verdict != after.verdict)
}

impl StandingPart {
    fn new(standing: &Standing, words: &VerdictWords) -> Self {
        let word = match (standing.inferred, standing.verdict) {
            (true, Verdict::Met) => "Inferred",
            (true, Verdict::Partial) => "Inferred in part",
            (_, verdict) => words.of(verdict),
        };
        Self { verdict: standing.verdict, word: word.to_owned(), basis: standing.basis }
    }
}

/// A changed fact in words: `IAM-08 params.review-interval: 90 -> 365`.
fn sentence(fact: &FactChange) -> String {
    let prefix = match fact.kind {
        FactKind::Control | FactKind::Requirement => "",
        FactKind::Exception => "exception ",
        FactKind::Finding => "finding on ",
        FactKind::Exclusion => "exclusion of ",
        FactKind::Scope => "scope: ",
        FactKind::System => "system ",
        FactKind::Certificate => "certificate of ",
        FactKind::Mapping => "mapping ",
    };
    let blank = if fact.field.is_empty() { "" } else { " " };
    let what = format!("{prefix}{}{blank}{}", fact.subject, fact.field);
    let is_long = |value: &Option<String>| value.as_ref().is_some_and(|value| value.chars().count() > LONG);
    match (&fact.before, &fact.after) {
        (Some(_), Some(_)) if is_long(&fact.before) || is_long(&fact.after) => format!("{what}: reworded"),
        (None, Some(after)) if fact.field.is_empty() => format!("{what} is new: {}", short(after)),
        (Some(before), None) if fact.field.is_empty() => format!("{what} is gone: it was {}", short(before)),
        (Some(before), Some(after)) => format!("{what}: {}", from_to(Some(before), Some(after))),
        (before, after) => {
            let [before, after] = [before, after].map(|value| value.as_deref().map(short));
            format!("{what} {}", from_to(before.as_deref(), after.as_deref()))
        }
    }
}

/// A value up to the word that would make it too long.
fn short(value: &str) -> String {
    let mut text = String::new();
    for word in value.split_whitespace() {
        if text.chars().count() + word.chars().count() > LONG {
            return text + " …";
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text += word;
    }
    text
}

/// An answer that changed.
pub struct AnswerChangeRow<'a> {
    framework: &'a str,
    answer: &'a AnswerPart,
}

impl<'a> AnswerChangeRow<'a> {
    /// The columns of a difference between companies: a row an answer that changed.
    pub const COLUMNS: &'a [Column<Self>] = &[
        Column { name: "framework", cell: |row| row.framework.to_owned() },
        Column { name: "requirement_id", cell: |row| row.answer.id.clone() },
        Column { name: "title", cell: |row| row.answer.title.clone() },
        Column { name: "course", cell: |row| row.answer.course.label().to_lowercase() },
        Column { name: "direction", cell: |row| direction(row.answer.direction).to_owned() },
        Column { name: "before", cell: |row| verdict(row.answer.before.as_ref()) },
        Column { name: "after", cell: |row| verdict(row.answer.after.as_ref()) },
        Column { name: "word_before", cell: |row| word(row.answer.before.as_ref()) },
        Column { name: "word_after", cell: |row| word(row.answer.after.as_ref()) },
        Column { name: "basis_before", cell: |row| basis(row.answer.before.as_ref()) },
        Column { name: "basis_after", cell: |row| basis(row.answer.after.as_ref()) },
        Column { name: "reasons", cell: |row| row.answer.reasons.join("; ") },
        Column { name: "gaps_gone", cell: |row| gaps(&row.answer.gaps_gone) },
        Column { name: "gaps_come", cell: |row| gaps(&row.answer.gaps_come) },
    ];

    /// The rows of a report.
    #[must_use]
    pub fn rows(report: &'a CompanyDiffReport) -> Vec<Self> {
        let each =
            |part: &'a FrameworkPart| part.changes.iter().map(move |answer| Self { framework: &part.id, answer });
        report.frameworks.iter().flat_map(each).collect()
    }
}

const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Worse => "worse",
        Direction::Better => "better",
        Direction::Neither => "neither",
    }
}

fn verdict(standing: Option<&StandingPart>) -> String {
    standing.map_or(String::new(), |part| part.verdict.to_string())
}

fn word(standing: Option<&StandingPart>) -> String {
    standing.map_or(String::new(), |part| part.word.clone())
}

fn basis(standing: Option<&StandingPart>) -> String {
    standing.and_then(|part| part.basis).map_or(String::new(), |basis| basis.to_string())
}

fn gaps(gaps: &[Gap]) -> String {
    gaps.iter().map(|gap| format!("{}: {}", gap.kind, gap.message)).collect::<Vec<_>>().join("; ")
}
