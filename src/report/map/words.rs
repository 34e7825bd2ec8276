//! How frameworks, requirements and what remains are put into words in one map.

use super::{
    BoundItem, End, Heat, HeatCell, HeatGroup, HeatRow, MapLine, Named, Related, Remains, Through, plain, word,
};
use crate::engine::coverage::{Bridge, OuterGroup, Tally};
use crate::engine::crosswalk::Pair;
use crate::engine::follow::{Consequence, Demand, Remaining, Support};
use crate::engine::relation::{Value, converse};
use crate::engine::{Assumption, FrameworkMap, Question};
use crate::model::{Bound, Library, Node};
use crate::report::group_heading;

/// How requirements are named in one map.
pub struct Words<'a> {
    pub library: &'a Library,
    /// Whether several frameworks are met, so that ids alone would not be clear.
    pub several: bool,
    pub question: &'a Question,
}

impl Words<'_> {
    /// A requirement by name.
    pub fn name(&self, node: Node) -> Named {
        let framework = self.library.framework_of(node);
        let requirement = self.library.requirement(node);
        let source = self.question.sources.iter().any(|source| source.framework == framework);
        let clear =
            self.library.is_common(node) || framework == self.question.target.framework || (source && !self.several);
        let id = &requirement.id;
        let framework = &self.library.framework(framework).id;
        Named {
            framework: framework.clone(),
            id: id.clone(),
            name: if clear { id.clone() } else { format!("{framework}:{id}") },
            title: requirement.title.clone(),
        }
    }

    /// A framework, or what is chosen of it.
    pub fn end(&self, named: &Assumption) -> End {
        let framework = self.library.framework(named.framework);
        End {
            id: framework.id.clone(),
            name: framework.name.clone(),
            edition: framework.edition.clone(),
            item: framework.item.clone(),
            profiles: named.profiles.clone(),
            requirements: self.library.nodes(named.framework).filter(|node| named.selects(self.library, *node)).count(),
        }
    }

    /// What follows for one requirement; `pairs` are the nearest first.
    pub fn follows(&self, found: &Consequence, pairs: &[&Pair]) -> MapLine {
        let requirement = self.library.requirement(found.node);
        let framework = self.library.framework(self.library.framework_of(found.node));
        let rank = |node: &Node| pairs.iter().position(|pair| pair.source == *node).unwrap_or(pairs.len());
        let nearest = |mut nodes: Vec<Node>| -> Vec<Named> {
            nodes.sort_by_cached_key(|node| (rank(node), *node));
            nodes.into_iter().map(|node| self.name(node)).collect()
        };
        let through = |support: &Support| Through {
            control: self.name(support.node),
            follows: plain(support.value),
            from: nearest(support.from.clone()),
            over: support.over.iter().map(|node| self.name(*node)).collect(),
        };
        MapLine {
            id: requirement.id.clone(),
            title: requirement.title.clone(),
            group: group_heading(framework, &requirement.id),
            section: self.group(&OuterGroup::of(self.library, found.node)).id,
            follows: plain(found.value),
            word: word(found.value),
            from: nearest(found.from()),
            through: found.through.iter().map(through).collect(),
            remaining: found.remaining.iter().map(|remaining| self.remains(found.node, remaining)).collect(),
            notes: if found.value < Value::Met { self.notes(found.node) } else { Vec::new() },
            related: pairs.iter().map(|pair| self.related(pair)).collect(),
        }
    }

    /// What the mappings with the frameworks that are met say of a requirement: why it is left out of one, and in what it
    /// differs from a requirement there.
    fn notes(&self, node: Node) -> Vec<String> {
        let own = self.library.framework_of(node);
        let source = |framework| self.question.sources.iter().any(|source| source.framework == framework);
        let mut notes = Vec::new();
        for mapping in &self.library.mappings {
            if mapping.source == own && source(mapping.target) {
                let left_out = mapping.unmapped.iter().filter(|left_out| left_out.source == node);
                notes.extend(left_out.map(|left_out| left_out.why.clone()));
            } else if !(mapping.target == own && source(mapping.source)) {
                continue;
            }
            for entry in &mapping.entries {
                for row in entry.rows.iter().filter(|row| entry.source == node || row.target == node) {
                    let (other, relation) = if entry.source == node {
                        (row.target, row.relation)
                    } else {
                        (entry.source, converse(row.relation))
                    };
                    let why = row.why.as_ref().or_else(|| entry.why.as_ref().filter(|_| entry.rows.len() == 1));
                    notes.extend(why.map(|why| format!("{relation} {}: {why}", self.name(other).name)));
                }
            }
        }
        notes
    }

    fn related(&self, pair: &Pair) -> Related {
        Related {
            requirement: self.name(pair.source),
            relationship: pair.relation.map(crate::model::vocabulary::Relation::as_str),
            score: (pair.score * 1000.0).round() / 1000.0,
        }
    }

    fn remains(&self, of: Node, remaining: &Remaining) -> Remains {
        let id = &self.library.requirement(of).id;
        let titled = |named: &Named| format!("{} ({})", named.name, named.title);
        match remaining {
            Remaining::Control { node, value, bounds } => {
                let named = self.name(*node);
                let bounds: Vec<BoundItem> = bounds.iter().map(bound_item).collect();
                let kind = match value {
                    Value::Met => "parameter",
                    _ if self.library.is_common(*node) => "control",
                    _ => "requirement",
                };
                let given = match value {
                    Value::Partial => ", of which a part follows",
                    // That some of it could hold is shown, never counted: it saves no work one could rely on.
                    Value::Met | Value::Possible | Value::Nothing => "",
                };
                let message = format!("{}{given}{}", titled(&named), describe(&bounds, *value));
                Remains { kind, node: Some(named), follows: plain(*value), bounds, message }
            }
            Remaining::Part(part) => {
                let named = self.name(*part);
                let roles = &self.library.requirement(*part).applies_to;
                let roles = if roles.is_empty() { String::new() } else { format!(", for {} only", roles.join(", ")) };
                let message = format!("{}, a part of {id}{roles}", titled(&named));
                Remains { kind: "part", node: Some(named), follows: "nothing", bounds: Vec::new(), message }
            }
            Remaining::Unmapped { mapped } => {
                let message = if *mapped {
                    format!("part of what {id} asks is in nothing it is mapped to")
                } else {
                    format!("nothing is mapped to {id}")
                };
                Remains { kind: "unmapped", node: None, follows: "nothing", bounds: Vec::new(), message }
            }
        }
    }

    fn group(&self, group: &OuterGroup) -> HeatGroup {
        let framework = self.library.framework(group.framework);
        let found = group.group.and_then(|at| framework.groups.get_index(at));
        let (id, title) = found.map_or_else(Default::default, |(id, group)| (id.clone(), group.title.clone()));
        let several = self.several && group.framework != self.question.target.framework;
        let name = match (several, id.is_empty()) {
            (false, false) => id.clone(),
            (true, false) => format!("{}:{id}", framework.id),
            (_, true) => framework.id.clone(),
        };
        HeatGroup { id, name, title: if title.is_empty() { framework.name.clone() } else { title } }
    }

    /// Groups against groups.
    pub fn heat(&self, map: &FrameworkMap) -> Heat {
        let gives = |at: &usize| {
            let cells = map.heat.rows.iter().filter_map(|row| row.cells.get(*at));
            cells.map(|cell| cell.met + cell.partial).sum::<usize>() > 0
        };
        let (giving, silent): (Vec<usize>, Vec<usize>) = (0..map.heat.columns.len()).partition(gives);
        let named = |columns: &[usize]| -> Vec<HeatGroup> {
            columns.iter().filter_map(|at| map.heat.columns.get(*at)).map(|column| self.group(column)).collect()
        };
        let row = |row: &crate::engine::coverage::HeatRow| HeatRow {
            group: self.group(&row.group),
            all: cell(&row.all),
            cells: giving.iter().filter_map(|at| row.cells.get(*at)).map(cell).collect(),
        };
        Heat { columns: named(&giving), silent: named(&silent), rows: map.heat.rows.iter().map(row).collect() }
    }

    /// How near a source comes, and what to do.
    pub fn bridge(&self, bridge: &Bridge, source: &Assumption) -> String {
        let id = |framework| self.library.framework(framework).id.as_str();
        let (from, to) = (id(source.framework), id(self.question.target.framework));
        let hub = self.library.hub().map_or("another framework", id);
        match bridge {
            Bridge::Unmapped(alone) => {
                let alone = id(*alone);
                format!("No mapping touches {alone}: map it to {hub} in mappings/{alone}--{hub}.toml.")
            }
            Bridge::Chain(chain) => {
                let chain: Vec<&str> = chain.iter().map(|framework| id(*framework)).collect();
                format!("The nearest bridge is {}, and no requirement gets across it.", chain.join(" - "))
            }
            Bridge::Apart => {
                format!(
                    "No chain of mappings leads from {from} to {to}: map both to {hub}, or write mappings/{to}--{from}.toml."
                )
            }
        }
    }
}

fn cell(tally: &Tally) -> HeatCell {
    let total = tally.total();
    let halves = 2 * tally.met + tally.partial;
    let level = if halves == 0 { 0 } else { 1 + (halves * 2).checked_div(total.max(1)).unwrap_or(0).min(3) };
    HeatCell { met: tally.met, partial: tally.partial, total, level }
}

fn bound_item(demand: &Demand) -> BoundItem {
    let imposed = demand.imposed.map(|value| Bound { value, ..demand.bound.clone() }.describe());
    BoundItem { parameter: demand.bound.param.clone(), demand: demand.bound.describe(), follows: imposed }
}

/// `, with review-interval at most 90 days`; of a control that is met otherwise, what follows of it as well.
fn describe(bounds: &[BoundItem], value: Value) -> String {
    if bounds.is_empty() {
        return String::new();
    }
    let each = bounds.iter().map(|bound| match (&bound.follows, value) {
        (Some(follows), _) => format!("{} {} ({follows} follows)", bound.parameter, bound.demand),
        (None, Value::Met) => format!("{} {} (no value follows)", bound.parameter, bound.demand),
        (None, _) => format!("{} {}", bound.parameter, bound.demand),
    });
    format!(", with {}", each.collect::<Vec<_>>().join(" and "))
}
