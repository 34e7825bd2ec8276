//! The matrix of all frameworks: how much of each follows from each other.

use anstyle::Style;
use serde::Serialize;

use super::terminal::{WIDTH, line, printable, wrap};
use super::to_json;
use crate::engine::coverage::{Coverage, Tally};
use crate::model::vocabulary::FrameworkStatus;
use crate::model::{Framework, Library};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// Columns of a framework's short name before its row.
const NAME: usize = 16;

/// The matrix. This is what templates see and what the JSON holds.
#[derive(Debug, Serialize)]
pub struct CoverageReport {
    /// The frameworks, in natural order of id: the columns, and those that are met in each row.
    pub frameworks: Vec<Listed>,
    /// A row a framework that is met.
    pub rows: Vec<CoverageLine>,
}

/// A framework in the matrix.
#[derive(Debug, Serialize)]
pub struct Listed {
    pub id: String,
    /// Its first alias, else its id.
    pub short: String,
    pub name: String,
    pub requirements: usize,
    pub withdrawn: bool,
}

/// What follows when one framework is met.
#[derive(Debug, Serialize)]
pub struct CoverageLine {
    /// The framework that is met.
    pub source: String,
    /// A cell a framework, in the same order.
    pub cells: Vec<CoverageCell>,
}

/// How much of one framework follows; the percentages are of all its requirements, rounded down.
#[derive(Debug, Serialize)]
pub struct CoverageCell {
    pub target: String,
    pub met: usize,
    pub partial: usize,
    pub possible: usize,
    pub nothing: usize,
    pub total: usize,
    pub met_percent: Option<usize>,
    pub partial_percent: Option<usize>,
}

impl CoverageReport {
    /// Puts the matrix into words.
    #[must_use]
    pub fn new(library: &Library, coverage: &Coverage) -> Self {
        let frameworks: Vec<Listed> =
            coverage.frameworks.iter().map(|framework| listed(library.framework(*framework))).collect();
        let ids: Vec<&str> = frameworks.iter().map(|listed| listed.id.as_str()).collect();
        let row = |(source, cells): (&&str, &Vec<Tally>)| CoverageLine {
            source: (*source).to_owned(),
            cells: ids.iter().zip(cells).map(|(target, tally)| cell(target, tally)).collect(),
        };
        let rows = ids.iter().zip(&coverage.cells).map(row).collect();
        Self { frameworks, rows }
    }

    /// The matrix as JSON, with a newline at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }

    /// The matrix for the terminal, with ANSI styles: numbered columns, as many side by side as the page holds.
    #[must_use]
    pub fn to_terminal(&self) -> String {
        let mut page = String::new();
        line(&mut page, &format!("{BOLD}What follows from what{BOLD:#}"));
        line(&mut page, "");
        let text = "A row is met; of each column this share of the requirements follows as met, and below it this many as \
                    met + in part.";
        wrap(&mut page, text, 0, 0);
        line(&mut page, "");
        let digits = self.frameworks.len().to_string().len();
        self.legend(&mut page, digits);
        let below = |cell: &CoverageCell| format!("{}+{}", cell.met, cell.partial);
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        let width = cells.map(|cell| below(cell).len().max(6)).max().unwrap_or(6) + 1;
        let names = self.frameworks.iter().map(|listed| listed.short.chars().count()).max().unwrap_or(0).min(NAME);
        let label = digits + 1 + names;
        let side_by_side = (WIDTH.saturating_sub(label) / width).max(1);
        for first in (0..self.frameworks.len()).step_by(side_by_side) {
            line(&mut page, "");
            let shown = first..self.frameworks.len().min(first + side_by_side);
            let numbers: String = shown.clone().map(|at| format!("{:>width$}", at + 1)).collect();
            line(&mut page, &format!("{DIM}{:label$}{numbers}{DIM:#}", ""));
            for (at, (row, listed)) in self.rows.iter().zip(&self.frameworks).enumerate() {
                let name: String = printable(&listed.short).chars().take(names).collect();
                let cells = || row.cells.iter().skip(shown.start).take(shown.len());
                let percent = |cell: &CoverageCell| {
                    cell.met_percent.map_or_else(
                        || format!("{:>width$}", "-"),
                        |percent| format!("{:>width$}", format!("{percent} %")),
                    )
                };
                let above: String = cells().map(percent).collect();
                let under: String = cells().map(|cell| format!("{:>width$}", below(cell))).collect();
                line(&mut page, &format!("{:>digits$} {name:names$}{above}", at + 1));
                line(&mut page, &format!("{DIM}{:label$}{under}{DIM:#}", ""));
            }
        }
        line(&mut page, "");
        line(
            &mut page,
            &format!("{DIM}Next: `ccf map A B` says which requirements, and what remains of the others.{DIM:#}"),
        );
        page
    }

    fn legend(&self, page: &mut String, digits: usize) {
        for (at, listed) in self.frameworks.iter().enumerate() {
            let withdrawn = if listed.withdrawn { ", withdrawn" } else { "" };
            let text = format!(
                "{:>digits$} {}: {}, {} requirements{withdrawn}",
                at + 1,
                listed.id,
                listed.name,
                listed.requirements
            );
            wrap(page, &text, 0, digits + 1);
        }
    }
}

fn listed(framework: &Framework) -> Listed {
    Listed {
        id: framework.id.clone(),
        short: framework.aliases.first().unwrap_or(&framework.id).clone(),
        name: framework.name.clone(),
        requirements: framework.requirements.len(),
        withdrawn: framework.status == FrameworkStatus::Withdrawn,
    }
}

fn cell(target: &str, tally: &Tally) -> CoverageCell {
    CoverageCell {
        target: target.to_owned(),
        met: tally.met,
        partial: tally.partial,
        possible: tally.possible,
        nothing: tally.nothing,
        total: tally.total(),
        met_percent: tally.percent(tally.met),
        partial_percent: tally.percent(tally.partial),
    }
}
