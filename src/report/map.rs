//! How two frameworks relate, and how much of the second follows from the first.

use std::collections::HashMap;

use serde::Serialize;

use super::terminal::{line, wrap};
use super::to_json;
use crate::engine::crosswalk::Pair;
use crate::engine::relation::Value;
use crate::model::{FrameworkId, Library, Node};
use anstyle::Style;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// How many related requirements are named in the table.
const NAMED: usize = 3;

/// A map between two frameworks.
#[derive(Debug, Serialize)]
pub struct MapReport {
    source: End,
    target: End,
    counts: Counts,
    requirements: Vec<Follows>,
    #[serde(skip)]
    related: usize,
}

/// One of the two frameworks.
#[derive(Debug, Serialize)]
struct End {
    id: String,
    name: String,
    requirements: usize,
}

/// How many requirements of the second framework follow, in whole or in part.
#[derive(Debug, Default, Serialize)]
struct Counts {
    met: usize,
    partial: usize,
    possible: usize,
    nothing: usize,
}

/// What follows for one requirement, and the requirements nearest to it.
#[derive(Debug, Serialize)]
struct Follows {
    id: String,
    title: String,
    #[serde(rename = "follows")]
    value: &'static str,
    related: Vec<Related>,
}

#[derive(Debug, Serialize)]
struct Related {
    id: String,
    relationship: Option<&'static str>,
    score: f64,
}

impl MapReport {
    /// Puts pairs and consequences together.
    #[must_use]
    pub fn new(
        library: &Library,
        source: FrameworkId,
        target: FrameworkId,
        pairs: &[Pair],
        follows: &[(Node, Value)],
    ) -> Self {
        let end = |id| {
            let framework = library.framework(id);
            End { id: framework.id.clone(), name: framework.name.clone(), requirements: framework.requirements.len() }
        };
        let mut by_target: HashMap<Node, Vec<&Pair>> = HashMap::new();
        for pair in pairs {
            by_target.entry(pair.target).or_default().push(pair);
        }
        let mut counts = Counts::default();
        let mut requirements = Vec::new();
        for &(node, value) in follows {
            *match value {
                Value::Met => &mut counts.met,
                Value::Partial => &mut counts.partial,
                Value::Possible => &mut counts.possible,
                Value::Nothing => &mut counts.nothing,
            } += 1;
            let mut related = by_target.remove(&node).unwrap_or_default();
            related.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.source.cmp(&b.source)));
            requirements.push(Follows {
                id: library.requirement(node).id.clone(),
                title: library.requirement(node).title.clone(),
                value: word(value),
                related: related
                    .into_iter()
                    .map(|pair| Related {
                        id: library.requirement(pair.source).id.clone(),
                        relationship: pair.relation.map(crate::model::vocabulary::Relation::as_str),
                        score: (pair.score * 1000.0).round() / 1000.0,
                    })
                    .collect(),
            });
        }
        Self { source: end(source), target: end(target), counts, requirements, related: pairs.len() }
    }

    /// The map as JSON, with a newline at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }

    /// The map for the terminal, with ANSI styles.
    #[must_use]
    pub fn to_terminal(&self) -> String {
        let mut page = String::new();
        let Self { source, target, counts, .. } = self;
        line(&mut page, &format!("{BOLD}{} to {}{BOLD:#}", source.name, target.name));
        line(&mut page, "");
        let text = format!(
            "When all {} requirements of {} are met, of the {} of {}:",
            source.requirements, source.id, target.requirements, target.id
        );
        wrap(&mut page, &text, 0, 0);
        let share = |count: usize| format!("{count:>4} ({} %)", count * 100 / target.requirements.max(1));
        line(&mut page, &format!("  follow as met      {}", share(counts.met)));
        line(&mut page, &format!("  follow in part     {}", share(counts.partial)));
        line(&mut page, &format!("  are possible       {}", share(counts.possible)));
        line(&mut page, &format!("  do not follow      {}", share(counts.nothing)));
        if self.related == 0 {
            line(&mut page, "");
            let text = format!("No row and no shared common control leads from {} to {}.", source.id, target.id);
            wrap(&mut page, &text, 0, 0);
            return page;
        }
        line(&mut page, "");
        let width = self.requirements.iter().map(|row| row.id.len()).max().unwrap_or(0);
        line(&mut page, &format!("{DIM}{:width$}  {:<10}  nearest in {}, by score{DIM:#}", "", "follows", source.id));
        for row in &self.requirements {
            let near: Vec<String> =
                row.related.iter().take(NAMED).map(|near| format!("{} {:.2}", near.id, near.score)).collect();
            let near = if near.is_empty() { "none".to_owned() } else { near.join(", ") };
            wrap(&mut page, &format!("{:width$}  {:<10}  {near}", row.id, row.value), 0, width + 14);
        }
        page
    }
}

/// What follows, in a word.
const fn word(value: Value) -> &'static str {
    match value {
        Value::Met => "met",
        Value::Partial => "in part",
        Value::Possible => "possible",
        Value::Nothing => "nothing",
    }
}
