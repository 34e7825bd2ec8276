//! The control set: one set of controls for all frameworks in scope.
//!
//! Every common control that a requirement maps to becomes a control. A requirement that the hub does not reach joins the
//! controls of one that is equal to it, or else becomes a control of its own together with those equal to it. Overlap
//! never groups: followed over several frameworks it would make hundreds of requirements one.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::graph::Graph;
use crate::model::vocabulary::{Relation, Strictest, Unit};
use crate::model::{Bound, FrameworkId, Library, Node, natural_cmp};

/// A merged set of controls, in natural order of id.
#[derive(Debug)]
pub struct ControlSet {
    /// The controls.
    pub controls: Vec<MergedControl>,
}

/// One control of a set.
#[derive(Debug)]
pub struct MergedControl {
    /// The common control's id; the full name of a requirement that nothing in the hub reaches.
    pub id: String,
    /// The common control, or the first of the requirements it stands for.
    pub node: Node,
    /// What it does: the common control, or all requirements it stands for.
    pub implements: Vec<Node>,
    /// The requirements it serves, in natural order.
    pub serves: Vec<Service>,
    /// Its parameters at their strictest, by name.
    pub params: IndexMap<String, MergedParam>,
}

/// A requirement that a control serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// The requirement.
    pub requirement: Node,
    /// "requirement RELATION control".
    pub relation: Relation,
    /// How strong the relation is, 1 to 10.
    pub strength: u8,
}

/// A parameter at its strictest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedParam {
    /// What the number says.
    pub label: String,
    /// What it counts.
    pub unit: Unit,
    /// The strictest of all bounds in scope and the default.
    pub value: i64,
    /// The requirement that imposes it; none: the default.
    pub imposed_by: Option<Node>,
}

impl ControlSet {
    /// Merges the requirements named, which must be of any frameworks but the hub.
    #[must_use]
    pub fn merge(library: &Library, graph: &Graph, requirements: &[Node]) -> Self {
        let mut merge = Merge { library, graph, by_common: BTreeMap::new(), own: BTreeMap::new() };
        let mut requirements = requirements.to_vec();
        requirements.sort_unstable();
        requirements.dedup();
        for &requirement in &requirements {
            merge.add(requirement, &requirements);
        }
        merge.finish()
    }

    /// How many services there are in all: requirements times the controls that serve them.
    #[must_use]
    pub fn links(&self) -> usize {
        self.controls.iter().map(|control| control.serves.len()).sum()
    }
}

/// The requirements of frameworks that a selection lists.
pub fn listed<'a>(
    library: &'a Library,
    framework: FrameworkId,
    profiles: &'a [String],
    excluded: impl Fn(Node) -> bool + 'a,
) -> impl Iterator<Item = Node> + 'a {
    let selects = move |node: &Node| library.framework(framework).selects(profiles, &library.requirement(*node).id);
    library.nodes(framework).filter(selects).filter(move |node| !excluded(*node))
}

struct Merge<'a> {
    library: &'a Library,
    graph: &'a Graph,
    by_common: BTreeMap<Node, Vec<Service>>,
    /// Requirements the hub does not reach, by the first of those equal to each other.
    own: BTreeMap<Node, Vec<Node>>,
}

impl Merge<'_> {
    /// Finds the controls of a requirement; `in_scope` is sorted.
    fn add(&mut self, requirement: Node, in_scope: &[Node]) {
        let mut reached = self.common_targets(requirement);
        if reached.is_empty() {
            let equal = self.equal_to(requirement);
            let mut through = equal.iter().map(|&other| self.common_targets(other));
            let Some(targets) = through.find(|targets| !targets.is_empty()) else {
                let first = equal.into_iter().find(|other| in_scope.binary_search(other).is_ok());
                let first = first.unwrap_or(requirement).min(requirement);
                return self.own.entry(first).or_default().push(requirement);
            };
            reached = targets;
        }
        for (common, relation, strength) in reached {
            self.by_common.entry(common).or_default().push(Service { requirement, relation, strength });
        }
    }

    /// The common controls at the other end of a requirement's rows, with the relation read from the requirement.
    fn common_targets(&self, requirement: Node) -> Vec<(Node, Relation, u8)> {
        let links = self.graph.links(requirement).map(|(_, link)| link);
        let to_hub = links.filter(|link| self.library.is_common(link.to));
        to_hub.map(|link| (link.to, link.relation, self.graph.row(self.library, link.row).2.strength)).collect()
    }

    /// The requirements that chains of equality make the same as this one, in natural order, without itself.
    fn equal_to(&self, requirement: Node) -> Vec<Node> {
        let mut found = vec![requirement];
        let mut at = 0;
        while let Some(&node) = found.get(at) {
            at += 1;
            for (_, link) in self.graph.links(node) {
                let equal = matches!(link.relation, Relation::EqualTo | Relation::EquivalentTo);
                if equal && !self.library.is_common(link.to) && !found.contains(&link.to) {
                    found.push(link.to);
                }
            }
        }
        found.remove(0);
        found.sort_unstable();
        found
    }

    fn finish(self) -> ControlSet {
        let mut controls: Vec<MergedControl> = Vec::new();
        for (&common, serves) in &self.by_common {
            controls.push(MergedControl {
                id: self.library.requirement(common).id.clone(),
                node: common,
                implements: vec![common],
                serves: serves.clone(),
                params: self.params(common, serves),
            });
        }
        for (&first, requirements) in &self.own {
            let serves = requirements.iter().map(|&requirement| Service {
                requirement,
                relation: Relation::EqualTo,
                strength: 10,
            });
            controls.push(MergedControl {
                id: self.library.name(first),
                node: first,
                implements: requirements.clone(),
                serves: serves.collect(),
                params: IndexMap::new(),
            });
        }
        controls.sort_by(|a, b| natural_cmp(&a.id, &b.id));
        ControlSet { controls }
    }

    /// Each parameter at the strictest of its default and all bounds of the requirements served. The loader has checked
    /// that bounds have the parameter's unit and its stricter side.
    fn params(&self, common: Node, serves: &[Service]) -> IndexMap<String, MergedParam> {
        let defined = self.library.requirement(common).params.iter();
        let mut params: IndexMap<String, MergedParam> = defined
            .map(|(name, param)| {
                let merged = MergedParam {
                    label: param.label.clone(),
                    unit: param.unit,
                    value: param.default,
                    imposed_by: None,
                };
                (name.clone(), merged)
            })
            .collect();
        for service in serves {
            for bound in self.bounds(service.requirement, common) {
                let strictest = self.library.requirement(common).params.get(&bound.param).map(|param| param.strictest);
                let (Some(strictest), Some(param)) = (strictest, params.get_mut(&bound.param)) else { continue };
                let stricter = match strictest {
                    Strictest::Min => bound.value < param.value,
                    Strictest::Max => bound.value > param.value,
                };
                // Services are in natural order, so the first of equally strict ones is named.
                if stricter || (bound.value == param.value && param.imposed_by.is_none()) {
                    param.value = bound.value;
                    param.imposed_by = Some(service.requirement);
                }
            }
        }
        params
    }

    fn bounds(&self, requirement: Node, common: Node) -> impl Iterator<Item = &Bound> {
        let links = self.graph.links(requirement).map(|(_, link)| link).filter(move |link| link.to == common);
        links.flat_map(|link| &self.graph.row(self.library, link.row).2.bounds)
    }
}
