//! What changed between two control sets.

use serde::Serialize;

use super::{from_to, heading};
use crate::engine::diff::{ControlChange, ControlSetDiff, ParamChange, ParamMove, SetControl};
use crate::report::table::Column;
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
    changes: ControlSetDiff,
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
            }
        }
        page
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
            parts(control).into_iter().map(row).collect::<Vec<_>>()
        };
        let changes = &report.changes;
        let added = changes.added.iter().map(|control| single("added", control));
        let removed = changes.removed.iter().map(|control| single("removed", control));
        added.chain(removed).chain(changes.changed.iter().flat_map(each)).collect()
    }
}
