//! Why a requirement is not met, in words a reader can act on.

use super::candidate::{Candidates, targets};
use super::claims::{View, describe_weak};
use super::graph::Graph;
use super::infer::Outcome;
use super::relation::Value;
use crate::model::vocabulary::{GapKind, Status};
use crate::model::{Bound, Node, SystemId};
use crate::standard::Gap;

/// The gaps of one requirement, by kind and then by control. What follows from assumptions leaves no gap.
pub fn gaps(
    view: &View<'_>,
    graph: &Graph,
    outcome: &Outcome,
    node: Node,
    candidates: &Candidates,
    reachable: bool,
) -> Vec<Gap> {
    let mut list = List { view, gaps: Vec::new() };
    let follows = |node: &Node| !view.assumed.is_empty() && outcome.value(*node) == Value::Met;
    for &control in &candidates.controls {
        let all_follow = view.company.controls[control].implements.iter().all(follows);
        if !view.controls[control].is_assessed_anywhere() && all_follow {
            continue;
        }
        list.statuses(control);
        list.limits(control);
    }
    list.parameters(graph, node);
    for &missing in candidates.missing.iter().filter(|missing| !follows(missing)) {
        let name = view.library.name(missing);
        let title = &view.library.requirement(missing).title;
        list.add(GapKind::Unassessed, &name, format!("no control implements {name} ({title})"));
    }
    if !reachable {
        let id = &view.library.requirement(node).id;
        let message = if targets(view, graph, node).next().is_some() || !candidates.is_empty() {
            format!("part of what {id} asks is in nothing it is mapped to")
        } else {
            format!("nothing is mapped to {id}")
        };
        list.gaps.push(Gap { kind: GapKind::Unmapped, control: None, message });
    }
    list.gaps.sort_by_key(|gap| gap.kind);
    list.gaps.dedup();
    list.gaps
}

struct List<'a> {
    view: &'a View<'a>,
    gaps: Vec<Gap>,
}

impl List<'_> {
    fn add(&mut self, kind: GapKind, control: &str, message: String) {
        self.gaps.push(Gap { kind, control: Some(control.to_owned()), message });
    }

    /// `IAM-08 (Periodic access review)`
    fn name(&self, control: usize) -> String {
        let control = &self.view.company.controls[control];
        let common = control.implements.iter().find(|&&node| self.view.library.is_common(node));
        let title =
            control.title.as_deref().or_else(|| common.map(|&node| self.view.library.requirement(node).title.as_str()));
        title.map_or_else(|| control.id.clone(), |title| format!("{} ({title})", control.id))
    }

    /// `` on okta, erp``, or nothing where systems do not matter.
    fn on(&self, systems: &[Option<SystemId>]) -> String {
        let all = &self.view.company.systems;
        let names: Vec<&str> =
            systems.iter().flatten().filter_map(|system| all.get_index(system.0)).map(|(id, _)| id.as_str()).collect();
        if names.is_empty() { String::new() } else { format!(" on {}", names.join(", ")) }
    }

    /// What the statuses of a control leave open.
    fn statuses(&mut self, control: usize) {
        let view = &self.view.controls[control];
        let better = view.best() >= Value::Partial;
        let due = self.view.company.controls[control].due.map_or(String::new(), |due| format!(", due {due}"));
        let id = self.view.company.controls[control].id.clone();
        let name = self.name(control);
        for wanted in
            [Some(Status::None), Some(Status::Planned), Some(Status::Partial), Some(Status::Alternative), None]
        {
            let systems: Vec<Option<SystemId>> =
                view.remaining().filter(|(_, status)| *status == wanted).map(|(system, _)| system).collect();
            if systems.is_empty() {
                continue;
            }
            let on = self.on(&systems);
            let (kind, message) = match wanted {
                Some(Status::None) if better => {
                    (GapKind::Scope, format!("{name} is not carried out{on}, and is elsewhere"))
                }
                Some(Status::None) => (GapKind::Design, format!("{name} is not carried out{on}")),
                Some(Status::Planned) if better => {
                    (GapKind::Scope, format!("{name} is only planned{on}{due}, and is in operation elsewhere"))
                }
                Some(Status::Planned) => (GapKind::Design, format!("{name} is only planned{on}{due}")),
                Some(Status::Partial) => (GapKind::Operation, format!("{name} is only partly in operation{on}")),
                Some(Status::Alternative) => (
                    GapKind::Design,
                    format!("{name} is replaced by an alternative{on} that is not shown to do the same"),
                ),
                _ => (GapKind::Unassessed, format!("{name} has not been assessed{on}")),
            };
            self.add(kind, &id, message);
        }
    }

    /// What evidence and exceptions leave open, where something is claimed at all.
    fn limits(&mut self, control: usize) {
        let view = &self.view.controls[control];
        if view.best() < Value::Partial {
            return;
        }
        let id = self.view.company.controls[control].id.clone();
        let name = self.name(control);
        if let (Some(&(first, last)), count) = (view.missing_evidence.first(), view.missing_evidence.len()) {
            let more = if count > 1 { format!(" and for {} more intervals", count - 1) } else { String::new() };
            self.add(GapKind::Evidence, &id, format!("{name} has no evidence for {first} to {last}{more}"));
        }
        for &at in &view.exceptions {
            let exception = &self.view.company.exceptions[at];
            let until = exception.to.map_or("still open".to_owned(), |to| format!("open until {to}"));
            let message =
                format!("{name}: exception {} since {}, {until}: {}", exception.id, exception.from, exception.why);
            self.add(GapKind::Exception, &id, message);
        }
    }

    /// Parameters that are weaker than the requirement asks, where the control is at least partly there.
    fn parameters(&mut self, graph: &Graph, node: Node) {
        let rows: Vec<(Node, Vec<&Bound>)> = targets(self.view, graph, node)
            .map(|(row, target)| (target, self.view.weak_bounds(graph, row).collect()))
            .collect();
        for (target, bounds) in rows {
            let controls: Vec<usize> = self.view.implementers(target).collect();
            for control in controls {
                if self.view.controls[control].best() < Value::Partial {
                    continue;
                }
                for &bound in bounds.iter().filter(|bound| !self.view.allows(control, bound)) {
                    let stated = self.view.company.controls[control].params.get(&bound.param).copied();
                    let id = self.view.company.controls[control].id.clone();
                    let message = format!("{}: {}", self.name(control), describe_weak(bound, stated));
                    self.add(GapKind::Parameter, &id, message);
                }
            }
        }
    }
}
