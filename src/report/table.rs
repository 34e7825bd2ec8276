//! The lists of columns. Every table-like format is made from these: a column is one line here.

use crate::engine::coverage::{Coverage, Tally};
use crate::engine::crosswalk::Pair;
use crate::engine::merge::{ControlSet, MergedControl, Service};
use crate::engine::{ControlView, Posture};
use crate::model::vocabulary::Status;
use crate::model::{Company, Control, Library, Node};

use super::transition::{TransitionLine, TransitionReport};
use super::{AnswerReport, FrameworkReport};

/// One column of a table with rows of type `R`.
pub struct Column<R> {
    /// What it is called in files.
    pub name: &'static str,
    /// The text of a cell; empty where there is nothing to say.
    pub cell: fn(&R) -> String,
}

/// The rows as CSV with a header line. Cells that a spreadsheet would take for a formula are guarded.
#[must_use]
pub fn csv<R>(columns: &[Column<R>], rows: impl IntoIterator<Item = R>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(columns.iter().map(|column| column.name));
    for row in rows {
        let _ = writer.write_record(columns.iter().map(|column| guard((column.cell)(&row))));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A cell that begins like a formula, also after blanks, gets an apostrophe, which spreadsheets do not show (OWASP, CSV
/// injection).
fn guard(cell: String) -> String {
    if cell.starts_with(['\t', '\r']) {
        return format!("'{cell}");
    }
    match cell.trim_start().chars().next() {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') => format!("'{cell}"),
        _ => cell,
    }
}

/// A row of the control set: a merged control, or a control of the company that is in no merged one.
pub struct ControlRow<'a> {
    library: &'a Library,
    company: &'a Company,
    /// The merged control.
    merged: Option<&'a MergedControl>,
    /// The company's controls that carry it out.
    own: Vec<(&'a Control, Option<Status>)>,
}

impl<'a> ControlRow<'a> {
    /// The columns of `controls.csv`: a row a control.
    pub const COLUMNS: &'a [Column<Self>] = &[
        Column { name: "control_id", cell: |row| row.id() },
        Column { name: "title", cell: ControlRow::title },
        Column { name: "control", cell: |row| row.common(|requirement| requirement.text.clone()) },
        Column { name: "domain", cell: ControlRow::domain },
        Column { name: "type", cell: |row| row.common(|r| words(&r.control_type)) },
        Column { name: "class", cell: |row| row.common(|r| word(r.class)) },
        Column { name: "nature", cell: |row| row.common(|r| word(r.nature)) },
        Column { name: "per", cell: |row| row.common(|r| word(r.per)) },
        Column { name: "key", cell: |row| row.common(|r| if r.key { "yes".to_owned() } else { String::new() }) },
        Column { name: "frequency", cell: |row| row.common(|r| word(r.frequency)) },
        Column { name: "risk", cell: |row| row.common(|r| r.risk.clone().unwrap_or_default()) },
        Column { name: "policy", cell: ControlRow::policy },
        Column { name: "parameters", cell: ControlRow::parameters },
        Column { name: "requirements", cell: ControlRow::requirements },
        Column { name: "implemented_by", cell: |row| row.each(|control, _| control.id.clone()) },
        Column {
            name: "status",
            cell: |row| row.each(|_, status| status.map_or("not assessed", Status::as_str).to_owned()),
        },
        Column { name: "owner", cell: |row| row.each(|control, _| control.owner.clone().unwrap_or_default()) },
        Column { name: "how", cell: |row| row.each(|control, _| control.how.clone().unwrap_or_default()) },
        Column {
            name: "due",
            cell: |row| row.each(|control, _| control.due.map_or(String::new(), |due| due.to_string())),
        },
        Column { name: "effort", cell: |row| row.each(|control, _| control.effort.clone().unwrap_or_default()) },
        Column { name: "evidence", cell: |row| row.each(|control, _| evidence(control)) },
    ];
}

/// The rows of the control set: the merged controls, then the company's controls that are in none of them.
#[must_use]
pub fn control_rows<'a>(posture: &'a Posture<'a>, set: &'a ControlSet) -> Vec<ControlRow<'a>> {
    let (library, company) = (posture.library, posture.company);
    let with_status = |(control, at): (&'a Control, usize)| {
        let view = posture.frameworks().first().map(|framework| &framework.view.controls[at]);
        (control, view.and_then(ControlView::summary))
    };
    let mut rows: Vec<ControlRow<'a>> = Vec::new();
    let mut placed = vec![false; company.controls.len()];
    for merged in &set.controls {
        let mut own = Vec::new();
        for (at, control) in company.controls.iter().enumerate() {
            if control.implements.iter().any(|node| merged.implements.contains(node)) {
                placed[at] = true;
                own.push(with_status((control, at)));
            }
        }
        rows.push(ControlRow { library, company, merged: Some(merged), own });
    }
    for (at, control) in company.controls.iter().enumerate().filter(|(at, _)| !placed[*at]) {
        rows.push(ControlRow { library, company, merged: None, own: vec![with_status((control, at))] });
    }
    rows
}

impl ControlRow<'_> {
    pub(super) fn id(&self) -> String {
        self.merged.map_or_else(|| self.each(|control, _| control.id.clone()), |merged| merged.id.clone())
    }

    fn title(&self) -> String {
        match self.merged {
            Some(merged) => self.library.requirement(merged.node).title.clone(),
            None => self.each(|control, _| control.title.clone().unwrap_or_default()),
        }
    }

    /// A text of the common control, or of the requirement the control stands for.
    fn common(&self, text: impl Fn(&crate::model::Requirement) -> String) -> String {
        self.merged.map_or_else(String::new, |merged| text(self.library.requirement(merged.node)))
    }

    fn domain(&self) -> String {
        let Some(merged) = self.merged else { return String::new() };
        let framework = self.library.framework(self.library.framework_of(merged.node));
        let group = self.library.requirement(merged.node).group.as_deref();
        group.and_then(|group| framework.groups.get(group)).map_or_else(String::new, |group| group.title.clone())
    }

    fn policy(&self) -> String {
        let Some(merged) = self.merged else { return String::new() };
        let framework = self.library.framework(self.library.framework_of(merged.node));
        let policy = self.library.requirement(merged.node).policy.as_deref();
        policy.and_then(|policy| framework.policies.get(policy)).map_or_else(String::new, |policy| policy.title.clone())
    }

    fn parameters(&self) -> String {
        let Some(merged) = self.merged else { return String::new() };
        let each = merged.params.iter().map(|(name, param)| {
            let source = param.imposed_by.map_or("default".to_owned(), |node| self.library.name(node));
            format!("{name} = {} {} ({source})", param.value, param.unit)
        });
        each.collect::<Vec<_>>().join("; ")
    }

    fn requirements(&self) -> String {
        let served: Vec<Node> = match self.merged {
            Some(merged) => merged.serves.iter().map(|service| service.requirement).collect(),
            None => self
                .own
                .iter()
                .flat_map(|(control, _)| control.implements.iter().chain(&control.contributes))
                .copied()
                .collect(),
        };
        served.into_iter().map(|node| self.library.name(node)).collect::<Vec<_>>().join("; ")
    }

    /// A text of each of the company's controls; empty ones are left out unless several carry the control.
    fn each(&self, text: impl Fn(&Control, Option<Status>) -> String) -> String {
        debug_assert!(self.own.len() <= self.company.controls.len(), "each is a control of the company");
        let texts: Vec<String> = self.own.iter().map(|(control, status)| text(control, *status)).collect();
        if texts.iter().all(String::is_empty) { String::new() } else { texts.join("; ") }
    }
}

fn evidence(control: &Control) -> String {
    let all = control.evidence.iter().filter_map(|item| item.id.as_deref().or(item.file.as_deref()));
    let mut names: Vec<&str> = all.collect();
    names.dedup();
    names.join(", ")
}

fn word<W: std::fmt::Display>(word: Option<W>) -> String {
    word.map_or_else(String::new, |word| word.to_string())
}

fn words<W: std::fmt::Display>(words: &[W]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A row of the crosswalk between controls and requirements.
pub struct CrosswalkRow<'a> {
    library: &'a Library,
    control: &'a str,
    service: Service,
}

impl<'a> CrosswalkRow<'a> {
    /// The columns of `crosswalk.csv`: a row a control and requirement it serves; "requirement RELATION control".
    pub const COLUMNS: &'a [Column<Self>] = &[
        Column { name: "control_id", cell: |row| row.control.to_owned() },
        Column { name: "framework", cell: |row| framework_id(row.library, row.service.requirement) },
        Column { name: "requirement_id", cell: |row| row.library.requirement(row.service.requirement).id.clone() },
        Column { name: "relation", cell: |row| row.service.relation.to_string() },
        Column { name: "strength", cell: |row| row.service.strength.to_string() },
    ];
}

/// The rows of the crosswalk, by control.
#[must_use]
pub fn crosswalk_rows<'a>(library: &'a Library, set: &'a ControlSet) -> Vec<CrosswalkRow<'a>> {
    let each = |control: &'a MergedControl| {
        control.serves.iter().map(move |&service| CrosswalkRow { library, control: &control.id, service })
    };
    set.controls.iter().flat_map(each).collect()
}

/// A pair of requirements of two frameworks.
pub struct PairRow<'a> {
    library: &'a Library,
    pair: &'a Pair,
}

impl<'a> PairRow<'a> {
    /// The columns of a map between two frameworks; "source RELATIONSHIP target".
    pub const COLUMNS: &'a [Column<Self>] = &[
        Column { name: "source_framework", cell: |row| framework_id(row.library, row.pair.source) },
        Column { name: "source_id", cell: |row| row.library.requirement(row.pair.source).id.clone() },
        Column { name: "target_framework", cell: |row| framework_id(row.library, row.pair.target) },
        Column { name: "target_id", cell: |row| row.library.requirement(row.pair.target).id.clone() },
        Column { name: "relationship", cell: |row| word(row.pair.relation) },
        Column { name: "score", cell: |row| format!("{:.3}", row.pair.score) },
    ];
}

/// The rows of a map between two frameworks.
#[must_use]
pub fn pair_rows<'a>(library: &'a Library, pairs: &'a [Pair]) -> Vec<PairRow<'a>> {
    pairs.iter().map(|pair| PairRow { library, pair }).collect()
}

/// What of one framework follows from another.
pub struct CoverageRow<'a> {
    source: &'a str,
    target: &'a str,
    tally: Tally,
}

impl<'a> CoverageRow<'a> {
    /// The columns of the matrix of all frameworks: a row a pair; the percentage is of all requirements, rounded down.
    pub const COLUMNS: &'a [Column<Self>] = &[
        Column { name: "source_framework", cell: |row| row.source.to_owned() },
        Column { name: "target_framework", cell: |row| row.target.to_owned() },
        Column { name: "requirements", cell: |row| row.tally.total().to_string() },
        Column { name: "met", cell: |row| row.tally.met.to_string() },
        Column { name: "partial", cell: |row| row.tally.partial.to_string() },
        Column { name: "possible", cell: |row| row.tally.possible.to_string() },
        Column { name: "nothing", cell: |row| row.tally.nothing.to_string() },
        Column {
            name: "met_percent",
            cell: |row| row.tally.percent(row.tally.met).map_or_else(String::new, |percent| percent.to_string()),
        },
    ];
}

/// The rows of the matrix of all frameworks: what is met in natural order, for each what follows.
#[must_use]
pub fn coverage_rows<'a>(library: &'a Library, coverage: &'a Coverage) -> Vec<CoverageRow<'a>> {
    let id = |at: usize| library.framework(coverage.frameworks[at]).id.as_str();
    let each = |(source, cells): (usize, &'a Vec<Tally>)| {
        let row = move |(target, tally): (usize, &Tally)| CoverageRow {
            source: id(source),
            target: id(target),
            tally: *tally,
        };
        cells.iter().enumerate().map(row).collect::<Vec<_>>()
    };
    coverage.cells.iter().enumerate().flat_map(each).collect()
}

fn framework_id(library: &Library, node: Node) -> String {
    library.framework(library.framework_of(node)).id.clone()
}

/// An answer within its framework.
pub struct GapRow<'a> {
    framework: &'a FrameworkReport,
    answer: &'a AnswerReport,
}

impl<'a> GapRow<'a> {
    /// The columns of a gap analysis: a row a requirement.
    pub const COLUMNS: &'a [Column<Self>] = &[
        Column { name: "framework", cell: |row| row.framework.id.clone() },
        Column { name: "requirement_id", cell: |row| row.answer.id.clone() },
        Column { name: "title", cell: |row| row.answer.title.clone() },
        Column { name: "verdict", cell: |row| row.answer.verdict.to_string() },
        Column { name: "word", cell: |row| row.answer.word.clone() },
        Column { name: "basis", cell: |row| word(row.answer.basis) },
        Column { name: "controls", cell: |row| row.controls() },
        Column {
            name: "gaps",
            cell: |row| join(row.answer.gaps.iter().map(|gap| format!("{}: {}", gap.kind, gap.message))),
        },
        Column {
            name: "notes",
            cell: |row| join(row.answer.notes.iter().map(|note| format!("{}: {}", note.kind, note.message))),
        },
    ];
}

impl GapRow<'_> {
    fn controls(&self) -> String {
        let status = |status: Option<Status>| status.map_or("not assessed", Status::as_str);
        join(self.answer.controls.iter().map(|control| format!("{} {}", control.id, status(control.status))))
    }
}

/// The rows of a gap analysis.
#[must_use]
pub fn gap_rows(report: &super::GapReport) -> Vec<GapRow<'_>> {
    let frameworks = report.frameworks.iter();
    frameworks.flat_map(|framework| framework.answers.iter().map(move |answer| GapRow { framework, answer })).collect()
}

/// A pair of requirements of two editions, a new requirement without an ancestor, or an old one without a successor.
pub struct TransitionRow<'a>(&'a TransitionLine);

impl<'a> TransitionRow<'a> {
    /// The columns of a transition; "from RELATIONSHIP to".
    pub const COLUMNS: &'a [Column<Self>] = &[
        Column { name: "from_id", cell: |row| row.0.from_id.clone() },
        Column { name: "from_title", cell: |row| row.0.from_title.clone() },
        Column { name: "from_change", cell: |row| row.0.from_change.to_owned() },
        Column { name: "from_verdict", cell: |row| row.0.from_verdict.clone() },
        Column { name: "relationship", cell: |row| row.0.relationship.to_owned() },
        Column { name: "strength", cell: |row| row.0.strength.clone() },
        Column { name: "to_id", cell: |row| row.0.to_id.clone() },
        Column { name: "to_title", cell: |row| row.0.to_title.clone() },
        Column { name: "to_change", cell: |row| row.0.to_change.to_owned() },
        Column { name: "to_verdict", cell: |row| row.0.to_verdict.clone() },
        Column { name: "why", cell: |row| row.0.why.clone() },
        Column { name: "gaps", cell: |row| row.0.gaps.clone() },
        Column { name: "decisions", cell: |row| row.0.decisions.clone() },
    ];
}

/// The rows of a transition, by new requirement; old ones without a successor come last.
#[must_use]
pub fn transition_rows(report: &TransitionReport) -> Vec<TransitionRow<'_>> {
    report.lines.iter().map(TransitionRow).collect()
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_look_like_formulas_are_guarded() {
        let columns = [Column { name: "text", cell: |row: &&str| (*row).to_owned() }];
        let text = csv(&columns, ["=1+1", "-x", "@now", "＝1", " =1", "plain", "a,\"b\""]);
        assert_eq!(text, "text\n'=1+1\n'-x\n'@now\n'＝1\n' =1\nplain\n\"a,\"\"b\"\"\"\n");
    }

    #[test]
    fn column_names_are_unique_and_plain() {
        let all: [Vec<&str>; 9] = [
            ControlRow::COLUMNS.iter().map(|c| c.name).collect(),
            CrosswalkRow::COLUMNS.iter().map(|c| c.name).collect(),
            PairRow::COLUMNS.iter().map(|c| c.name).collect(),
            GapRow::COLUMNS.iter().map(|c| c.name).collect(),
            CoverageRow::COLUMNS.iter().map(|c| c.name).collect(),
            TransitionRow::COLUMNS.iter().map(|c| c.name).collect(),
            crate::report::diff::FrameworkChangeRow::COLUMNS.iter().map(|c| c.name).collect(),
            crate::report::diff::AnswerChangeRow::COLUMNS.iter().map(|c| c.name).collect(),
            crate::report::diff::SetChangeRow::COLUMNS.iter().map(|c| c.name).collect(),
        ];
        for names in all {
            let unique: std::collections::BTreeSet<&&str> = names.iter().collect();
            assert_eq!(unique.len(), names.len(), "{names:?}");
            assert!(names.iter().all(|n| n.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')), "{names:?}");
        }
    }
}
