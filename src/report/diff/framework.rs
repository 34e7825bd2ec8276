//! What changed between two frameworks.

use serde::Serialize;

use super::alike::take_alike;
use super::{from_to, heading, marked, wrap_marked};
use crate::engine::diff::{Change, Edition, FieldChange, Found, FrameworkDiff, Pair, Single, TextChange};
use crate::model::vocabulary::{Relation, Wording};
use crate::report::table::Column;
use crate::report::terminal::{line, wrap};
use crate::report::to_json;

/// What changed between two frameworks, and how both were named.
#[derive(Debug, Serialize)]
pub struct FrameworkDiffReport {
    compares: &'static str,
    from: String,
    to: String,
    differs: bool,
    /// Whose words are compared, where they are not the publisher's.
    remark: Option<String>,
    counts: Counts,
    /// The documents whose titles differ in case or spelling only; they are not among the changes of the framework.
    documents_alike: Vec<String>,
    changes: FrameworkDiff,
}

/// How many requirements of either side came to what.
#[derive(Debug, Serialize)]
struct Counts {
    added: usize,
    removed: usize,
    moved: usize,
    moved_from: usize,
    /// How many of the moved ones ask for the same.
    moved_same: usize,
    reworded: usize,
    changed: usize,
    restated: usize,
    unchanged: usize,
}

impl FrameworkDiffReport {
    /// The report on a difference; `from` and `to` are how the two were named. Unless `all` is wanted, the words of what asks
    /// for the same are left out.
    #[must_use]
    pub fn new(from: &str, to: &str, mut changes: FrameworkDiff, all: bool) -> Self {
        let differs = !changes.is_empty();
        let mut documents_alike = Vec::new();
        if !all {
            documents_alike = take_alike(&mut changes.framework);
            changes.restated.iter_mut().for_each(|pair| pair.texts.clear());
        }
        let distinct =
            |id: fn(&Pair) -> &String| changes.moved.iter().map(id).collect::<std::collections::BTreeSet<_>>().len();
        let same = |pairs: &&[Pair]| !pairs.iter().any(Pair::has_changed);
        Self {
            compares: "frameworks",
            from: from.to_owned(),
            to: to.to_owned(),
            differs,
            remark: remark(&changes),
            documents_alike,
            counts: Counts {
                added: changes.added.len(),
                removed: changes.removed.len(),
                moved: distinct(|pair| &pair.after),
                moved_from: distinct(|pair| &pair.before),
                moved_same: changes.moved.chunk_by(is_of_one).filter(same).count(),
                reworded: changes.changed.iter().filter(|pair| !pair.texts.is_empty()).count(),
                changed: changes.changed.len(),
                restated: changes.restated.len(),
                unchanged: changes.unchanged,
            },
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
        let (before, after) = (&changes.before, &changes.after);
        let shown = |edition: &Edition| format!("{} ({})", edition.name, edition.edition);
        wrap(&mut page, &format!("{} -> {}", shown(before), shown(after)), 0, 0);
        let by =
            changes.mapping.as_ref().map_or(String::new(), |mapping| format!(", related by the mapping {mapping}"));
        let text = format!(
            "{} has {} requirements, {} has {}{by}",
            self.from, before.requirements, self.to, after.requirements
        );
        wrap(&mut page, &text, 0, 0);
        if let Some(remark) = &self.remark {
            wrap(&mut page, remark, 0, 0);
        }
        line(&mut page, "");
        self.counts(&mut page);
        singles(&mut page, "Added", &changes.added);
        singles(&mut page, "Removed", &changes.removed);
        self.moved(&mut page, "Moved to another id, and changed", false);
        self.moved(&mut page, "Moved to another id, the same duties", true);
        if !changes.changed.is_empty() {
            line(&mut page, "");
            heading(&mut page, "Changed under the same id", changes.changed.len());
            for pair in &changes.changed {
                line(&mut page, "");
                wrap(&mut page, &format!("{} {}", pair.after, pair.title), 0, 4);
                details(&mut page, pair);
            }
        }
        self.restated(&mut page);
        if !changes.framework.is_empty() || !self.documents_alike.is_empty() {
            line(&mut page, "");
            heading(&mut page, "The framework itself", changes.framework.len() + self.documents_alike.len());
            fields(&mut page, &changes.framework);
        }
        if !self.documents_alike.is_empty() {
            let names = self.documents_alike.join(", ");
            wrap(&mut page, &format!("documents, another spelling of the title: {names}"), 4, 6);
        }
        page
    }

    fn counts(&self, page: &mut String) {
        let Counts { added, removed, moved, moved_from, moved_same, reworded, changed, restated, unchanged } =
            &self.counts;
        if !self.differs {
            return line(page, "Nothing changed.");
        }
        line(page, &format!("  added      {added:>4}"));
        line(page, &format!("  removed    {removed:>4}"));
        line(page, &format!("  moved      {moved:>4}  from {moved_from}; the same duties {moved_same}"));
        line(page, &format!("  changed    {changed:>4}  of them reworded {reworded}"));
        line(page, &format!("  restated   {restated:>4}  the same duties in other words"));
        line(page, &format!("  unchanged  {unchanged:>4}"));
    }

    /// What asks for the same in other words: the words only where they are wanted.
    fn restated(&self, page: &mut String) {
        let pairs = &self.changes.restated;
        if pairs.is_empty() {
            return;
        }
        line(page, "");
        heading(page, "The same duties in other words", pairs.len());
        if pairs.iter().all(|pair| pair.texts.is_empty()) {
            wrap(page, &pairs.iter().map(|pair| pair.after.as_str()).collect::<Vec<_>>().join(", "), 2, 2);
            return wrap(page, "--all shows the words of each.", 2, 2);
        }
        for pair in pairs {
            line(page, "");
            wrap(page, &format!("{} {}", pair.after, pair.title), 0, 4);
            details(page, pair);
        }
    }

    /// What stands under another id: what asks for the same, or the rest.
    fn moved(&self, page: &mut String, title: &str, same: bool) {
        let wanted = |pairs: &&[Pair]| pairs.iter().any(Pair::has_changed) != same;
        let groups: Vec<&[Pair]> = self.changes.moved.chunk_by(is_of_one).filter(wanted).collect();
        if groups.is_empty() {
            return;
        }
        line(page, "");
        heading(page, title, groups.len());
        for pairs in &groups {
            let Some(first) = pairs.first() else { continue };
            if first.found == Found::Mapping {
                let origin = |pair: &Pair| match pair.relation {
                    Some(Relation::EqualTo | Relation::EquivalentTo) | None => pair.before.clone(),
                    Some(relation) => format!("{} ({relation})", pair.before),
                };
                let from = pairs.iter().map(origin).collect::<Vec<_>>().join(", ");
                wrap(page, &format!("{} from {from}: {}", first.after, first.title), 2, 6);
            } else {
                wrap(page, &format!("{} from {}: {}", first.after, first.before, first.title), 2, 6);
                details(page, first);
            }
        }
        if !same && groups.iter().any(|pairs| pairs.iter().any(|pair| pair.relation.is_some())) {
            line(page, "");
            wrap(
                page,
                "The relation reads \"new RELATION old\": a superset-of asks for all of the old one and more.",
                2,
                2,
            );
        }
    }
}

/// Whether two pairs are of the same new requirement.
fn is_of_one(one: &Pair, other: &Pair) -> bool {
    one.after == other.after
}

/// Says whose words are compared, where they are not the publisher's.
fn remark(changes: &FrameworkDiff) -> Option<String> {
    let ours = [&changes.before, &changes.after].map(|edition| edition.wording == Wording::Ours);
    let whose = match ours {
        [true, true] => "The words compared are ccf's own, not the publisher's".to_owned(),
        [true, false] => format!("The words of {} are ccf's own, not the publisher's", changes.before.id),
        [false, true] => format!("The words of {} are ccf's own, not the publisher's", changes.after.id),
        [false, false] => return None,
    };
    Some(format!("{whose}: that they differ does not say that the standard does; relations do."))
}

fn singles(page: &mut String, title: &str, singles: &[Single]) {
    if singles.is_empty() {
        return;
    }
    line(page, "");
    heading(page, title, singles.len());
    let width = singles.iter().map(|single| single.id.chars().count()).max().unwrap_or(0);
    for single in singles {
        wrap(page, &format!("{:width$}  {}", single.id, single.title), 2, width + 4);
    }
}

/// What changed of one requirement.
fn details(page: &mut String, pair: &Pair) {
    if let Some(relation) = pair.relation {
        let same = matches!(relation, Relation::EqualTo | Relation::EquivalentTo);
        let asks = if same { ": it asks for the same" } else { "" };
        let why = pair.why.as_ref().map_or(asks.to_owned(), |why| format!(": {why}"));
        wrap(page, &format!("{relation} the old one{why}"), 4, 6);
    }
    for text in &pair.texts {
        wrap_marked(page, &format!("{}: {}", text.field, marked(&text.pieces)), 4, 6);
    }
    fields(page, &pair.fields);
}

fn fields(page: &mut String, fields: &[FieldChange]) {
    for change in fields {
        let values = from_to(change.before.as_deref(), change.after.as_deref());
        wrap(page, &format!("{}: {values}", change.field), 4, 6);
    }
}

/// A change of one requirement, or of the framework itself.
#[derive(Debug, Default)]
pub struct FrameworkChangeRow {
    change: &'static str,
    before_id: String,
    after_id: String,
    title: String,
    relation: String,
    field: String,
    before: String,
    after: String,
}

impl FrameworkChangeRow {
    /// The columns of a difference between frameworks: a row a change; the relation reads "after RELATION before".
    pub const COLUMNS: &'static [Column<Self>] = &[
        Column { name: "change", cell: |row| row.change.to_owned() },
        Column { name: "before_id", cell: |row| row.before_id.clone() },
        Column { name: "after_id", cell: |row| row.after_id.clone() },
        Column { name: "title", cell: |row| row.title.clone() },
        Column { name: "relation", cell: |row| row.relation.clone() },
        Column { name: "field", cell: |row| row.field.clone() },
        Column { name: "before", cell: |row| row.before.clone() },
        Column { name: "after", cell: |row| row.after.clone() },
    ];

    /// The rows of a report.
    #[must_use]
    pub fn rows(report: &FrameworkDiffReport) -> Vec<Self> {
        let changes = &report.changes;
        let mut rows = Vec::new();
        for single in &changes.added {
            rows.push(Self {
                change: "added",
                after_id: single.id.clone(),
                title: single.title.clone(),
                ..Self::default()
            });
        }
        for single in &changes.removed {
            let (before_id, title) = (single.id.clone(), single.title.clone());
            rows.push(Self { change: "removed", before_id, title, ..Self::default() });
        }
        for pair in &changes.moved {
            rows.push(Self { change: "moved", ..Self::of(pair) });
            rows.extend(Self::parts(pair));
        }
        for pair in &changes.changed {
            let parts = Self::parts(pair);
            if parts.is_empty() {
                rows.push(Self { change: "related", ..Self::of(pair) });
            }
            rows.extend(parts);
        }
        for pair in &changes.restated {
            rows.push(Self { change: "restated", ..Self::of(pair) });
            rows.extend(Self::parts(pair));
        }
        rows.extend(changes.framework.iter().map(|change| Self { change: "framework", ..Self::field(change) }));
        rows
    }

    fn of(pair: &Pair) -> Self {
        Self {
            before_id: pair.before.clone(),
            after_id: pair.after.clone(),
            title: pair.title.clone(),
            relation: pair.relation.map_or(String::new(), |relation| relation.to_string()),
            ..Self::default()
        }
    }

    fn field(change: &FieldChange) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let (before, after) = (text(&change.before), text(&change.after));
        Self { field: change.field.clone(), before, after, ..Self::default() }
    }

    fn parts(pair: &Pair) -> Vec<Self> {
        let side = |text: &TextChange, dropped: Change| {
            let kept = text.pieces.iter().filter(|piece| piece.change != dropped);
            kept.map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        let texts = pair.texts.iter().map(|text| Self {
            change: "reworded",
            field: text.field.to_owned(),
            before: side(text, Change::Added),
            after: side(text, Change::Removed),
            ..Self::of(pair)
        });
        let fields = pair.fields.iter().map(|change| {
            let Self { field, before, after, .. } = Self::field(change);
            Self { change: "changed", field, before, after, ..Self::of(pair) }
        });
        texts.chain(fields).collect()
    }
}
