//! Why a requirement is not met, in words a reader can act on.

use super::candidate::{Candidates, Rings, targets};
use super::claims::{View, describe_weak};
use super::graph::Graph;
use super::infer::Outcome;
use super::relation::Value;
use crate::model::vocabulary::{GapKind, Status};
use crate::model::{Bound, Node, SystemId};
use crate::standard::Gap;

/// The gaps of one requirement, by kind and then by control: those of its own candidates, or else of what lies nearest to
/// it. Nothing is a gap that follows by other means. The gaps of an open part are inherited later.
pub fn gaps(
    view: &View<'_>,
    graph: &Graph,
    outcome: &Outcome,
    node: Node,
    own: &Candidates,
    reachable: bool,
    open_part: bool,
) -> (Candidates, Vec<Gap>) {
    let mut list = List { view, outcome, node, gaps: Vec::new() };
    list.candidates(graph, own);
    let mut shown = own.clone();
    // The own candidates explain nothing: look around.
    let mut rings = Rings::around(view, graph, outcome, node);
    let to_decide = |shown: &Candidates| shown.all_dropped() && outcome.value(node) == Value::Nothing;
    while list.gaps.is_empty() && !to_decide(&shown) {
        let Some(ring) = rings.next() else { break };
        list.candidates(graph, &ring);
        if shown.is_empty() && shown.dropped.is_empty() {
            shown = ring;
        }
    }
    if !reachable {
        let id = &view.library.requirement(node).id;
        let message = if targets(view, graph, node).next().is_some() || !own.is_empty() {
            format!("part of what {id} asks is in nothing it is mapped to")
        } else {
            format!("nothing is mapped to {id}")
        };
        list.gaps.push(Gap { kind: GapKind::Unmapped, control: None, message });
    } else if list.gaps.is_empty() && !open_part && !to_decide(&shown) && outcome.value(node) < Value::Met {
        list.parts_only(graph);
    }
    list.gaps.sort_by_key(|gap| gap.kind);
    list.gaps.dedup();
    (shown, list.gaps)
}

struct List<'a> {
    view: &'a View<'a>,
    outcome: &'a Outcome,
    node: Node,
    gaps: Vec<Gap>,
}

impl List<'_> {
    /// What candidates leave open.
    fn candidates(&mut self, graph: &Graph, candidates: &Candidates) {
        for &control in &candidates.controls {
            let implements = &self.view.company.controls[control].implements;
            let follows = |node: &Node| self.outcome.value(*node) == Value::Met;
            let unasked = !self.view.controls[control].is_assessed_anywhere();
            if unasked && !implements.is_empty() && implements.iter().all(follows) {
                continue;
            }
            self.statuses(control);
            self.limits(control);
        }
        self.parameters(graph, candidates);
        for &missing in candidates.missing.iter().filter(|missing| self.outcome.value(**missing) < Value::Met) {
            let name = self.view.library.name(missing);
            let title = &self.view.library.requirement(missing).title;
            let message = format!("no control implements {name} ({title})");
            self.gaps.push(Gap { kind: GapKind::Unassessed, control: Some(name), message });
        }
    }

    /// What to say where everything that is claimed holds and yet makes no more than a part.
    fn parts_only(&mut self, graph: &Graph) {
        let open = targets(self.view, graph, self.node).map(|(_, target)| target);
        let open = open.filter(|target| self.outcome.value(*target) < Value::Met && self.outcome.counts(*target));
        let names: Vec<String> = open.map(|target| self.view.library.name(target)).collect();
        let what = if names.is_empty() { self.view.library.name(self.node) } else { names.join(", ") };
        let message = format!("no control that is all of {what} has been assessed");
        self.gaps.push(Gap { kind: GapKind::Unassessed, control: None, message });
    }

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
    fn statuses(&mut self, at: usize) {
        let view = &self.view.controls[at];
        let control = &self.view.company.controls[at];
        let best = view.remaining().filter_map(|(_, status)| status).map(progress).max().unwrap_or(0);
        let due = control.due.map_or(String::new(), |due| format!(", due {due}"));
        let name = self.name(at);
        let elsewhere = if best > progress(Status::Planned) { "in operation" } else { "planned" };
        for wanted in
            [Some(Status::None), Some(Status::Planned), Some(Status::Partial), Some(Status::Alternative), None]
        {
            let systems: Vec<Option<SystemId>> =
                view.remaining().filter(|(_, status)| *status == wanted).map(|(system, _)| system).collect();
            let named_for_it = wanted == Some(Status::Alternative) && control.alternative_for.contains(&self.node);
            if systems.is_empty() || named_for_it {
                continue;
            }
            let on = self.on(&systems);
            let behind = wanted.is_some_and(|status| progress(status) < best);
            let (kind, message) = match wanted {
                Some(Status::None) if behind => {
                    (GapKind::Scope, format!("{name} is not carried out{on}, and is {elsewhere} elsewhere"))
                }
                Some(Status::None) => (GapKind::Design, format!("{name} is not carried out{on}")),
                Some(Status::Planned) if behind => {
                    (GapKind::Scope, format!("{name} is only planned{on}{due}, and is {elsewhere} elsewhere"))
                }
                Some(Status::Planned) => (GapKind::Design, format!("{name} is only planned{on}{due}")),
                Some(Status::Partial) => (GapKind::Operation, format!("{name} is only partly in operation{on}")),
                Some(Status::Alternative) => {
                    let message = format!("{name} is replaced by an alternative{on} that is not shown to do the same");
                    (GapKind::Design, message)
                }
                _ => (GapKind::Unassessed, format!("{name} has not been assessed{on}")),
            };
            self.gaps.push(Gap { kind, control: Some(control.id.clone()), message });
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

    /// Parameters that are weaker than the rows followed ask, where the control is at least partly there.
    fn parameters(&mut self, graph: &Graph, candidates: &Candidates) {
        for &row in &candidates.rows {
            let target = graph.row(self.view.library, row).2.target;
            let bounds: Vec<&Bound> = self.view.weak_bounds(graph, row).collect();
            let there = |control: &usize| self.view.controls[*control].best() >= Value::Partial;
            let controls: Vec<usize> = self.view.implementers(target).filter(there).collect();
            for control in controls {
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

/// How far a status is on the way to being implemented.
const fn progress(status: Status) -> u8 {
    match status {
        Status::None | Status::NotApplicable => 0,
        Status::Planned => 1,
        Status::Partial | Status::Alternative => 2,
        Status::Implemented => 3,
    }
}
