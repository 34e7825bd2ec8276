//! What changed between two control sets.

use serde::Serialize;

use super::{from_to, heading, marked, wrap_marked};
use crate::engine::Posture;
use crate::engine::diff::{
    CellChange, ControlChange, ControlSetDiff, ParamChange, ParamMove, SetControl, control_list,
};
use crate::engine::merge::ControlSet;
use crate::model::ControlList;
use crate::model::READ_COLUMNS;
use crate::report::table::{Column, ControlRow, control_rows};
use crate::report::terminal::{line, wrap};
use crate::report::to_json;

/// What changed between two control sets, and how both were named.
#[derive(Debug, Serialize)]
pub struct ControlSetDiffReport {
    compares: &'static str,
    from: String,
    to: String,
    differs: bool,
    stricter: usize,
    weaker: usize,
    /// In how many controls each column says something else.
    columns: Vec<ColumnCount>,
    changes: ControlSetDiff,
}

/// A column, and in how many controls it says something else.
#[derive(Debug, Serialize)]
struct ColumnCount {
    column: String,
    controls: usize,
}

impl ColumnCount {
    /// Of a difference, the most frequent first.
    fn of(changes: &ControlSetDiff) -> Vec<Self> {
        let mut counts: Vec<Self> = Vec::new();
        for cell in changes.changed.iter().flat_map(|control| &control.cells) {
            match counts.iter_mut().find(|count| count.column == cell.column) {
                Some(count) => count.controls += 1,
                None => counts.push(Self { column: cell.column.clone(), controls: 1 }),
            }
        }
        counts.sort_by(|a, b| b.controls.cmp(&a.controls).then_with(|| a.column.cmp(&b.column)));
        counts
    }
}

/// The control set of a company with every column that `ccf build` writes.
#[must_use]
pub fn listed_controls(posture: &Posture<'_>) -> ControlList {
    let set = ControlSet::merge(posture.library, &posture.graph, &posture.counted_requirements());
    let columns = || ControlRow::COLUMNS.iter().filter(|column| !READ_COLUMNS.contains(&column.name));
    let mut list = control_list(posture);
    list.columns = columns().map(|column| column.name.to_owned()).collect();
    for row in control_rows(posture, &set) {
        if let Some(control) = list.controls.get_mut(&row.id()) {
            control.cells = columns().map(|column| (column.name.to_owned(), (column.cell)(&row))).collect();
        }
    }
    list
}

impl ControlSetDiffReport {
    /// The report on a difference; `from` and `to` are how the two were named.
    #[must_use]
    pub fn new(from: &str, to: &str, changes: ControlSetDiff) -> Self {
        let params = || changes.changed.iter().flat_map(|control| &control.params);
        let count = |way| params().filter(|param| param.change == way).count();
        Self {
            compares: "control sets",
            from: from.to_owned(),
            to: to.to_owned(),
            differs: !changes.is_empty(),
            stricter: count(ParamMove::Stricter),
            weaker: count(ParamMove::Weaker),
            columns: ColumnCount::of(&changes),
            changes,
        }
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
        let changes = &self.changes;
        wrap(&mut page, &format!("{} -> {}", self.from, self.to), 0, 0);
        wrap(&mut page, &format!("{} controls -> {} controls", changes.before, changes.after), 0, 0);
        line(&mut page, "");
        if !self.differs {
            line(&mut page, "Nothing changed.");
            return page;
        }
        line(&mut page, &format!("  added      {:>4}", changes.added.len()));
        line(&mut page, &format!("  removed    {:>4}", changes.removed.len()));
        let ways = format!("parameters stricter {}, weaker {}", self.stricter, self.weaker);
        line(&mut page, &format!("  changed    {:>4}  {ways}", changes.changed.len()));
        let columns = self.columns.iter().map(|count| format!("{} {}", count.column, count.controls));
        let columns = columns.collect::<Vec<_>>().join(", ");
        if !columns.is_empty() {
            wrap(&mut page, &format!("columns that say something else: {columns}"), 19, 21);
        }
        columns_of_one(&mut page, &self.from, &changes.columns_removed);
        columns_of_one(&mut page, &self.to, &changes.columns_added);
        singles(&mut page, "Added", &changes.added);
        singles(&mut page, "Removed", &changes.removed);
        if !changes.changed.is_empty() {
            line(&mut page, "");
            heading(&mut page, "Changed", changes.changed.len());
            for control in &changes.changed {
                wrap(&mut page, &format!("{} {}", control.id, control.title), 2, 6);
                for part in parts(control) {
                    wrap(&mut page, &format!("{}: {}", part.field, part.text()), 6, 8);
                }
                for cell in &control.cells {
                    show_cell(&mut page, cell);
                }
            }
        }
        page
    }
}

/// Names the columns that are not compared, since the other control set does not have them.
fn columns_of_one(page: &mut String, name: &str, columns: &[String]) {
    if !columns.is_empty() {
        wrap(page, &format!("only {name} has the columns: {}", columns.join(", ")), 2, 4);
    }
}

/// A column that says something else: both texts, or the words that changed of a long one.
fn show_cell(page: &mut String, cell: &CellChange) {
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    if cell.pieces.is_empty() {
        let text = from_to(filled(&cell.before).as_deref(), filled(&cell.after).as_deref());
        wrap(page, &format!("{}: {text}", cell.column), 6, 8);
    } else {
        wrap_marked(page, &format!("{}: {}", cell.column, marked(&cell.pieces)), 6, 8);
    }
}

fn singles(page: &mut String, title: &str, controls: &[SetControl]) {
    if controls.is_empty() {
        return;
    }
    line(page, "");
    heading(page, title, controls.len());
    for control in controls {
        wrap(page, &format!("{} {}: serves {}", control.id, control.title, control.serves.join(", ")), 2, 6);
    }
}

/// One thing that changed of a control.
struct Part {
    field: String,
    before: Option<String>,
    after: Option<String>,
}

impl Part {
    fn text(&self) -> String {
        from_to(self.before.as_deref(), self.after.as_deref())
    }
}

fn parts(control: &ControlChange) -> Vec<Part> {
    let list = |names: &[String]| (!names.is_empty()).then(|| names.join(", "));
    let mut parts = Vec::new();
    let mut add = |field: &str, before: Option<String>, after: Option<String>| {
        if before.is_some() || after.is_some() {
            parts.push(Part { field: field.to_owned(), before, after });
        }
    };
    let title = control.title_before.as_ref().map(|_| control.title.clone());
    add("title", control.title_before.clone(), title);
    add("serves", list(&control.serves_removed), None);
    add("serves", None, list(&control.serves_added));
    for service in &control.serves_changed {
        let field = format!("serves {}", service.requirement);
        add(&field, Some(service.before.clone()), Some(service.after.clone()));
    }
    for param in &control.params {
        let (before, after) = sides(param);
        add(&format!("{} {}", param.name, param.change.as_str()), before, after);
    }
    parts
}

/// `180 days (soc2-2017:CC6.3)`
fn sides(param: &ParamChange) -> (Option<String>, Option<String>) {
    let side = |value: &Option<String>, imposed: &Option<String>| {
        let source = imposed.as_deref().unwrap_or("default");
        value.as_ref().map(|value| format!("{value} ({source})"))
    };
    (side(&param.before, &param.imposed_before), side(&param.after, &param.imposed_after))
}

/// A change of a control set.
pub struct SetChangeRow {
    change: &'static str,
    control: String,
    title: String,
    field: String,
    before: String,
    after: String,
}

impl SetChangeRow {
    /// The columns of a difference between control sets: a row a change.
    pub const COLUMNS: &'static [Column<Self>] = &[
        Column { name: "change", cell: |row| row.change.to_owned() },
        Column { name: "control_id", cell: |row| row.control.clone() },
        Column { name: "title", cell: |row| row.title.clone() },
        Column { name: "field", cell: |row| row.field.clone() },
        Column { name: "before", cell: |row| row.before.clone() },
        Column { name: "after", cell: |row| row.after.clone() },
    ];

    /// The rows of a report.
    #[must_use]
    pub fn rows(report: &ControlSetDiffReport) -> Vec<Self> {
        let single = |change: &'static str, control: &SetControl| {
            let serves = control.serves.join("; ");
            let (before, after) = if change == "added" { (String::new(), serves) } else { (serves, String::new()) };
            let (control, title) = (control.id.clone(), control.title.clone());
            Self { change, control, title, field: "serves".to_owned(), before, after }
        };
        let each = |control: &ControlChange| {
            let row = |part: Part| Self {
                change: "changed",
                control: control.id.clone(),
                title: control.title.clone(),
                field: part.field,
                before: part.before.unwrap_or_default(),
                after: part.after.unwrap_or_default(),
            };
            let cell = |cell: &CellChange| Part {
                field: cell.column.clone(),
                before: Some(cell.before.clone()),
                after: Some(cell.after.clone()),
            };
            parts(control).into_iter().chain(control.cells.iter().map(cell)).map(row).collect::<Vec<_>>()
        };
        let changes = &report.changes;
        let added = changes.added.iter().map(|control| single("added", control));
        let removed = changes.removed.iter().map(|control| single("removed", control));
        let column = |change: &'static str, name: &String| Self {
            change,
            control: String::new(),
            title: String::new(),
            field: name.clone(),
            before: String::new(),
            after: String::new(),
        };
        let columns_added = changes.columns_added.iter().map(|name| column("column added", name));
        let columns_removed = changes.columns_removed.iter().map(|name| column("column removed", name));
        let columns = columns_added.chain(columns_removed);
        added.chain(removed).chain(changes.changed.iter().flat_map(each)).chain(columns).collect()
    }
}
