//! What of one framework follows from others, from what, and what remains.

mod page;
mod words;

use std::collections::BTreeMap;

use serde::Serialize;

use super::to_json;
use crate::engine::coverage::Tally;
use crate::engine::crosswalk::Pair;
use crate::engine::relation::Value;
use crate::engine::{FrameworkMap, Question};
use crate::model::{Library, Node};
use words::Words;

/// A map from some frameworks to another. This is what templates see and what the JSON holds.
#[derive(Debug, Serialize)]
pub struct MapReport {
    /// The frameworks that are met.
    pub sources: Vec<End>,
    /// The framework that is asked about.
    pub target: End,
    /// How many of its requirements follow.
    pub counts: Counts,
    /// One part for each requirement, in natural order.
    pub requirements: Vec<MapLine>,
    /// The controls that remain, those that most requirements need first.
    pub work: Vec<WorkItem>,
    /// What of each outermost group follows from each outermost group.
    pub heat: Heat,
    /// Where nothing is related and nothing follows: how near each source comes, in words.
    pub bridges: Vec<String>,
}

/// A framework, or some profiles of it.
#[derive(Debug, Serialize)]
pub struct End {
    pub id: String,
    pub name: String,
    pub edition: String,
    /// The publisher's word for a requirement.
    pub item: String,
    /// The profiles chosen; empty: all of it.
    pub profiles: Vec<String>,
    /// How many requirements are meant.
    pub requirements: usize,
}

/// How many requirements follow; the percentages are of all, rounded down.
#[derive(Debug, Serialize)]
pub struct Counts {
    pub met: usize,
    pub partial: usize,
    pub possible: usize,
    pub nothing: usize,
    pub total: usize,
    pub met_percent: Option<usize>,
    pub partial_percent: Option<usize>,
    pub possible_percent: Option<usize>,
    pub nothing_percent: Option<usize>,
}

/// A requirement or control by name.
#[derive(Debug, Clone, Serialize)]
pub struct Named {
    /// The framework it belongs to.
    pub framework: String,
    /// Its id there.
    pub id: String,
    /// What it is called here: its id, with its framework before it where that would not be clear.
    pub name: String,
    /// A short heading.
    pub title: String,
}

/// What follows for one requirement.
#[derive(Debug, Serialize)]
pub struct MapLine {
    /// The publisher's id.
    pub id: String,
    /// A short heading.
    pub title: String,
    /// The heading of the group it belongs to, empty without one.
    pub group: String,
    /// The id of the outermost group it belongs to, empty without one.
    pub section: String,
    /// What follows: `met`, `partial`, `possible` or `nothing`.
    pub follows: &'static str,
    /// The same in a word for people.
    pub word: &'static str,
    /// The requirements it follows from, the nearest first.
    pub from: Vec<Named>,
    /// The controls through which it follows.
    pub through: Vec<Through>,
    /// What remains to be done; empty exactly when it is met.
    pub remaining: Vec<Remains>,
    /// What the mappings between the two say of the difference, where it is not met.
    pub notes: Vec<String>,
    /// All related requirements, the nearest first.
    pub related: Vec<Related>,
}

/// A control through which a requirement follows.
#[derive(Debug, Serialize)]
pub struct Through {
    /// The control.
    pub control: Named,
    /// What follows for it.
    pub follows: &'static str,
    /// The requirements it follows from.
    pub from: Vec<Named>,
    /// The requirements of further frameworks by way of which it does.
    pub over: Vec<Named>,
}

impl Through {
    /// `PHY-06`, or `PHY-06 (over iso27001-2013:A.11.2.1)` where it follows by way of a further framework.
    #[must_use]
    pub fn told(&self) -> String {
        let over: Vec<&str> = self.over.iter().map(|over| over.name.as_str()).collect();
        let name = &self.control.name;
        if over.is_empty() { name.clone() } else { format!("{name} (over {})", over.join(", ")) }
    }
}

/// Something that remains to be done.
#[derive(Debug, Serialize)]
pub struct Remains {
    /// `control`, `requirement`, `parameter`, `part` or `unmapped`.
    pub kind: &'static str,
    /// What is to be done; none where nothing is mapped.
    pub node: Option<Named>,
    /// What of it follows.
    pub follows: &'static str,
    /// The bounds of parameters that nothing assumed demands.
    pub bounds: Vec<BoundItem>,
    /// All of it in words.
    pub message: String,
}

/// A bound of a parameter.
#[derive(Debug, Serialize)]
pub struct BoundItem {
    /// The parameter.
    pub parameter: String,
    /// What is demanded, such as `at most 90 days`.
    pub demand: String,
    /// What follows of it, such as `at most 180 days`; none where nothing does.
    pub follows: Option<String>,
}

/// A related requirement.
#[derive(Debug, Serialize)]
pub struct Related {
    /// The requirement.
    pub requirement: Named,
    /// "it RELATIONSHIP this requirement"; none where the two need not relate.
    pub relationship: Option<&'static str>,
    /// How near they are, above 0 and at most 1.
    pub score: f64,
}

/// A control that remains.
#[derive(Debug, Serialize)]
pub struct WorkItem {
    /// The control.
    pub control: Named,
    /// What of it follows; `met` where only parameters remain.
    pub follows: &'static str,
    /// The requirements it remains for.
    pub requirements: Vec<String>,
    /// How many of these need nothing else.
    pub completes: usize,
}

/// Groups against groups.
#[derive(Debug, Serialize)]
pub struct Heat {
    /// The groups something follows from.
    pub columns: Vec<HeatGroup>,
    /// The groups nothing follows from.
    pub silent: Vec<HeatGroup>,
    /// The groups asked about.
    pub rows: Vec<HeatRow>,
}

/// An outermost group.
#[derive(Debug, Serialize)]
pub struct HeatGroup {
    /// Its id, empty for what has no group.
    pub id: String,
    /// What it is called here.
    pub name: String,
    /// Its heading.
    pub title: String,
}

/// A row of groups against groups.
#[derive(Debug, Serialize)]
pub struct HeatRow {
    /// The group.
    pub group: HeatGroup,
    /// What follows from all columns together.
    pub all: HeatCell,
    /// A cell a column.
    pub cells: Vec<HeatCell>,
}

/// How many requirements of a row follow from a column.
#[derive(Debug, Serialize)]
pub struct HeatCell {
    /// As met.
    pub met: usize,
    /// In part.
    pub partial: usize,
    /// Requirements of the row.
    pub total: usize,
    /// How dark it is shown, 0 to 4: met counts whole, a part half.
    pub level: usize,
}

impl MapReport {
    /// Puts a map into words.
    #[must_use]
    pub fn new(library: &Library, question: &Question, map: &FrameworkMap) -> Self {
        let words = Words { library, several: question.sources.len() > 1, question };
        let mut by_target: BTreeMap<Node, Vec<&Pair>> = BTreeMap::new();
        for pair in &map.pairs {
            by_target.entry(pair.target).or_default().push(pair);
        }
        for pairs in by_target.values_mut() {
            pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.source.cmp(&b.source)));
        }
        let pairs_of = |node: Node| by_target.get(&node).map_or(&[][..], Vec::as_slice);
        let item = |work: &crate::engine::follow::Work| WorkItem {
            control: words.name(work.node),
            follows: plain(work.value),
            requirements: work.requirements.iter().map(|node| library.requirement(*node).id.clone()).collect(),
            completes: work.completes,
        };
        Self {
            sources: question.sources.iter().map(|source| words.end(source)).collect(),
            target: words.end(&question.target),
            counts: counts(map.tally),
            requirements: map.consequences.iter().map(|found| words.follows(found, pairs_of(found.node))).collect(),
            work: map.work.iter().map(item).collect(),
            heat: words.heat(map),
            bridges: map
                .bridges
                .iter()
                .zip(&question.sources)
                .map(|(bridge, source)| words.bridge(bridge, source))
                .collect(),
        }
    }

    /// The map as JSON, with a newline at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }

    /// Which source no path leads from; empty where something is related or follows.
    #[must_use]
    pub fn no_path(&self) -> Vec<String> {
        let said = |source: &End| format!("no path leads from `{}` to `{}`", source.id, self.target.id);
        self.sources.iter().take(self.bridges.len()).map(said).collect()
    }

    /// The map for the terminal, with ANSI styles. `command` is how the map was asked for, for the next command to type.
    #[must_use]
    pub fn to_terminal(&self, command: &str) -> String {
        page::page(self, command)
    }
}

fn counts(tally: Tally) -> Counts {
    Counts {
        met: tally.met,
        partial: tally.partial,
        possible: tally.possible,
        nothing: tally.nothing,
        total: tally.total(),
        met_percent: tally.percent(tally.met),
        partial_percent: tally.percent(tally.partial),
        possible_percent: tally.percent(tally.possible),
        nothing_percent: tally.percent(tally.nothing),
    }
}

/// What follows, as files spell it.
const fn plain(value: Value) -> &'static str {
    match value {
        Value::Met => "met",
        Value::Partial => "partial",
        Value::Possible => "possible",
        Value::Nothing => "nothing",
    }
}

/// What follows, for people.
const fn word(value: Value) -> &'static str {
    match value {
        Value::Partial => "in part",
        value => plain(value),
    }
}
