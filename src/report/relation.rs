//! How two requirements relate, with every path that says so: as text for people, and as JSON.

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::explanation::SHOWN;
use super::terminal::{line, wrap, wrap_after};
use super::to_json;
use crate::diag::Sources;
use crate::engine::derive::{Derived, Path, PathKind, Silence};
use crate::engine::relation::Possibilities;
use crate::engine::{Graph, Link};
use crate::model::vocabulary::Relation;
use crate::model::{Bound, Library, Node};

/// The derived relation of two requirements with names and places.
#[derive(Debug, Serialize)]
pub struct RelationReport {
    source: End,
    target: End,
    /// The relation, when only one is possible.
    relation: Option<Relation>,
    /// The parameters the two are taken at, in words: what the row between them requires.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    given: Vec<String>,
    /// Every relation that is possible, read "source RELATION target"; none where the paths contradict each other.
    possible: Vec<Relation>,
    /// Whether the paths contradict each other.
    contradiction: bool,
    /// Positions in `paths` of those that settle as much as all of them do.
    because: Vec<usize>,
    /// Every path over at most one other requirement, and those by sufficiency; the least first.
    paths: Vec<PathReport>,
    /// A shortest chain over several others, when there is no path.
    bridge: Vec<Step>,
    /// Why there is no path.
    notes: Vec<String>,
}

/// One of the two requirements.
#[derive(Debug, Serialize)]
struct End {
    id: String,
    title: String,
}

/// One path.
#[derive(Debug, Serialize)]
struct PathReport {
    /// `direct`, `through` another, or `within` and `around` by sufficiency.
    kind: &'static str,
    /// The requirement that two rows meet in.
    through: Option<End>,
    /// What it leaves possible.
    possible: Vec<Relation>,
    /// The strength of its weakest row.
    strength: u8,
    steps: Vec<Step>,
}

/// One row as it is followed.
#[derive(Debug, Serialize)]
struct Step {
    source: String,
    relation: Relation,
    target: String,
    strength: u8,
    /// What the row demands of parameters, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    requires: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    place: String,
}

/// What relations with something in common are called together.
const IN_COMMON: [&str; 4] = ["equal-to", "subset-of", "superset-of", "intersects-with"];

/// `equal-to, subset-of or intersects-with`
fn or(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const WRONG: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));

impl RelationReport {
    /// Gives the paths of two requirements their names and places. `bridge` is a chain of rows between them, `silent` says
    /// which of them has no row.
    #[must_use]
    pub fn new(
        library: &Library,
        graph: &Graph,
        sources: &Sources,
        ends: (Node, Node),
        derived: &Derived,
        (bridge, silent): (&[Link], &[(Node, Silence<'_>)]),
    ) -> Self {
        let teller = Teller { library, graph, sources };
        Self {
            source: teller.end(ends.0),
            target: teller.end(ends.1),
            relation: derived.possible.certain(),
            given: derived.given.0.iter().chain(&derived.given.1).map(describe).collect(),
            possible: derived.possible.relations().collect(),
            contradiction: derived.possible == Possibilities::NONE,
            because: derived.reasons.clone(),
            paths: derived.paths.iter().map(|path| teller.path(path)).collect(),
            bridge: bridge.iter().map(|&link| teller.step(link)).collect(),
            notes: silent.iter().map(|&(node, silence)| teller.silence(node, silence)).collect(),
        }
    }

    /// As JSON, with every path.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }

    /// As text with ANSI styles. Without `all`, those paths that settle the relation come first, and few others.
    #[must_use]
    pub fn to_terminal(&self, all: bool) -> String {
        let mut page = String::new();
        for end in [&self.source, &self.target] {
            let head = format!("{BOLD}{}{BOLD:#} ", end.id);
            wrap_after(&mut page, &head, end.id.chars().count() + 1, &end.title, 2);
        }
        line(&mut page, "");
        self.result(&mut page);
        for note in &self.notes {
            wrap(&mut page, note, 0, 2);
        }
        if !self.bridge.is_empty() {
            line(&mut page, &format!("\n{BOLD}The nearest bridge{BOLD:#}"));
            steps(&mut page, &self.bridge, 2, all);
        }
        let (because, others): (Vec<usize>, Vec<usize>) =
            (0..self.paths.len()).partition(|at| self.because.contains(at));
        self.list(&mut page, "Because", &because, because.len(), all);
        let room = if all { others.len() } else { SHOWN.saturating_sub(because.len()) };
        self.list(&mut page, if because.is_empty() { "Paths" } else { "Other paths" }, &others, room, all);
        page
    }

    /// What is known, in one line where it has room.
    fn result(&self, page: &mut String) {
        let (a, b) = (&self.source.id, &self.target.id);
        let names: Vec<&str> = self.possible.iter().map(|relation| relation.as_str()).collect();
        if let Some(relation) = self.relation {
            let head = format!("{BOLD}{a} {relation} {b}{BOLD:#}");
            line(page, &head);
        } else if self.contradiction {
            line(page, &format!("{WRONG}Contradiction{WRONG:#}"));
            let text = "Read as sets of duties, no relation fits everything the mappings say of the two. These paths exclude \
                        each other: change the row that is wrong.";
            wrap(page, text, 0, 0);
        } else if self.paths.is_empty() {
            let over = if self.bridge.is_empty() { "No row leads" } else { "No path over one other requirement leads" };
            wrap(page, &format!("{over} from {a} to {b}: nothing is known of the two."), 0, 2);
        } else if names.len() == 5 {
            wrap(page, &format!("Nothing is settled of {a} and {b}: the paths leave every relation possible."), 0, 2);
        } else if names == IN_COMMON {
            wrap(page, &format!("{a} and {b} have something in common"), 0, 2);
            line(page, &format!("{DIM}Whether either contains the other is not settled.{DIM:#}"));
        } else {
            wrap(page, &format!("{a} {} {b}", or(&names)), 0, 2);
            line(page, &format!("{DIM}It is not settled which.{DIM:#}"));
        }
        if !self.given.is_empty() {
            wrap(page, &format!("with {}", self.given.join(", ")), 2, 2);
        }
    }

    /// Paths at these positions, the first `room` of them.
    fn list(&self, page: &mut String, heading: &str, positions: &[usize], room: usize, all: bool) {
        let paths: Vec<&PathReport> = positions.iter().filter_map(|&at| self.paths.get(at)).collect();
        if paths.is_empty() {
            return;
        }
        let shown = paths.len().min(room);
        if shown > 0 {
            line(page, &format!("\n{BOLD}{heading}{BOLD:#}"));
        }
        for path in &paths[..shown] {
            let ends = (self.source.id.as_str(), self.target.id.as_str());
            wrap(page, &path.describe(ends), 2, 4);
            steps(page, &path.steps, 4, all);
        }
        if shown < paths.len() {
            let left = paths.len() - shown;
            let silent = paths[shown..].iter().filter(|path| path.possible.len() == 5).count();
            let settled = if silent == 0 { String::new() } else { format!(", {silent} of them without a result") };
            let noun = if left == 1 { "path" } else { "paths" };
            line(page, &format!("  and {left} more {noun}{settled} (`--all`)"));
        }
    }
}

impl PathReport {
    /// `through common:IAM-15 Multi-factor authentication: superset-of (strength 7)`
    fn describe(&self, (source, target): (&str, &str)) -> String {
        let names: Vec<&str> = self.possible.iter().map(|relation| relation.as_str()).collect();
        let leaves = match names.as_slice() {
            names if names.len() == 5 => "leaves every relation possible".to_owned(),
            names if *names == IN_COMMON => "something in common".to_owned(),
            names => or(names),
        };
        let way = match (self.kind, &self.through) {
            (_, Some(through)) => format!("through {} {}", through.id, through.title),
            ("within", _) => format!("all that suffices for {source} is held by {target}"),
            ("around", _) => format!("all that suffices for {target} is held by {source}"),
            _ => "a row between the two".to_owned(),
        };
        format!("{way}: {leaves} (strength {})", self.strength)
    }
}

/// Rows one by one, the first ones unless all are wanted.
fn steps(page: &mut String, steps: &[Step], indent: usize, all: bool) {
    let shown = if all || steps.len() <= 2 * SHOWN + 1 { steps.len() } else { 2 * SHOWN };
    for step in &steps[..shown] {
        let requires =
            if step.requires.is_empty() { String::new() } else { format!(", requires {}", step.requires.join(", ")) };
        let text = format!("{} {} {} (strength {}){requires}", step.source, step.relation, step.target, step.strength);
        wrap(page, &text, indent, indent + 2);
        if let Some(why) = &step.why {
            wrap(page, &format!("because {why}"), indent + 2, indent + 2);
        }
        line(page, &format!("{}{DIM}at {}{DIM:#}", " ".repeat(indent + 2), step.place));
    }
    if shown < steps.len() {
        line(page, &format!("{}and {} more rows (`--all`)", " ".repeat(indent), steps.len() - shown));
    }
}

/// `min-length at least 12 characters`
fn describe(bound: &Bound) -> String {
    format!("{} {}", bound.param, bound.describe())
}

/// Gives numbers their names and spans their places.
struct Teller<'a> {
    library: &'a Library,
    graph: &'a Graph,
    sources: &'a Sources,
}

impl Teller<'_> {
    fn end(&self, node: Node) -> End {
        End { id: self.library.name(node), title: self.library.requirement(node).title.clone() }
    }

    fn path(&self, path: &Path) -> PathReport {
        let (kind, through) = match path.kind {
            PathKind::Direct => ("direct", None),
            PathKind::Through(middle) => ("through", Some(self.end(middle))),
            PathKind::Within(_) => ("within", None),
            PathKind::Around(_) => ("around", None),
        };
        PathReport {
            kind,
            through,
            possible: path.possible.relations().collect(),
            strength: path.strength,
            steps: path.links.iter().map(|&link| self.step(link)).collect(),
        }
    }

    fn step(&self, link: Link) -> Step {
        let (_, entry, row) = self.graph.row(self.library, link.row);
        Step {
            source: self.library.name(link.from),
            relation: link.relation,
            target: self.library.name(link.to),
            strength: row.strength,
            requires: row.bounds.iter().map(describe).collect(),
            why: row.why.clone().or_else(|| (entry.rows.len() == 1).then(|| entry.why.clone()).flatten()),
            place: self.sources.place(row.span),
        }
    }

    fn silence(&self, node: Node, silence: Silence<'_>) -> String {
        let (name, id) = (self.library.name(node), &self.library.framework(self.library.framework_of(node)).id);
        match silence {
            Silence::NoMapping => {
                format!("No mapping has anything of {id}: `mappings/{id}--common.toml` would connect it to all others.")
            }
            Silence::Unmapped(left) => {
                format!("{name} is left out of its mapping ({}): {}", self.sources.place(left.span), left.why)
            }
            Silence::NoRow => format!("No row names {name}."),
        }
    }
}
