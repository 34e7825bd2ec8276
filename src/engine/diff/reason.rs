//! Which of the facts that changed are the reason for an answer that changed.
//!
//! Reasons are looked for from near to far, and the first circle that holds one is told:
//!
//! 1. facts of the requirement itself, of what either answer was derived from, and of the controls whose gaps came or went,
//!    as far as their kind fits (a parameter where a parameter gap came or went, evidence where that is missing or where
//!    what a met rests on changed);
//! 2. facts of all that counts for it;
//! 3. facts of whatever lies up to two rows away;
//! 4. any fact that inference reads.
//!
//! The same facts give the same answers, so an answer whose verdict changed always has a reason.

use std::collections::BTreeSet;

use super::company::VerdictChange;
use super::facts::{FactChange, FactKind};
use crate::engine::explain::Explanation;
use crate::engine::{FrameworkPosture, Posture};
use crate::model::vocabulary::{GapKind, Verdict};
use crate::model::{Library, Node};

/// A requirement on one side.
pub struct Side<'a> {
    pub posture: &'a Posture<'a>,
    pub framework: &'a FrameworkPosture<'a>,
    pub node: Node,
}

/// The positions of the facts that are reasons for a change. `sides` are those on which the requirement is listed.
pub fn reasons(sides: &[Side<'_>], change: &VerdictChange, facts: &[FactChange]) -> Vec<usize> {
    let name = format!("{}:{}", change.framework, change.id);
    let near = Circle::near(sides, change, &name);
    let found = positions(facts, |fact| fact.counts && near.holds(fact));
    if !found.is_empty() {
        return found;
    }
    if !change.has_another_verdict() {
        // The words of a gap also tell titles and dates.
        let told =
            positions(facts, |fact| fact.kind == FactKind::Control && near.controls_of_gaps.contains(&fact.subject));
        if !told.is_empty() {
            return told;
        }
    }
    let bearing = |names: &BTreeSet<String>| {
        positions(facts, |fact| fact.counts && fact.about.iter().any(|about| names.contains(about)))
    };
    let mut wide = near.names;
    wide.insert(change.framework.clone());
    for side in sides {
        side.add_counting(&mut wide);
    }
    let found = bearing(&wide);
    if !found.is_empty() {
        return found;
    }
    for side in sides {
        side.add_around(&mut wide);
    }
    let found = bearing(&wide);
    if found.is_empty() { positions(facts, |fact| fact.counts) } else { found }
}

fn positions(facts: &[FactChange], holds: impl Fn(&FactChange) -> bool) -> Vec<usize> {
    facts.iter().enumerate().filter(|(_, fact)| holds(fact)).map(|(at, _)| at).collect()
}

/// What lies nearest to a changed answer.
struct Circle<'c> {
    change: &'c VerdictChange,
    /// `framework:id` of the requirement.
    name: &'c str,
    /// Requirements by full name, controls by id.
    names: BTreeSet<String>,
    /// The gaps that came or went: kind and control.
    gaps: BTreeSet<(GapKind, String)>,
    controls_of_gaps: BTreeSet<String>,
    /// Whether a control in it tells systems apart.
    by_system: bool,
}

impl<'c> Circle<'c> {
    fn near(sides: &[Side<'_>], change: &'c VerdictChange, name: &'c str) -> Self {
        let gaps: BTreeSet<(GapKind, String)> =
            change.gone.iter().chain(&change.come).filter_map(|gap| Some((gap.kind, gap.control.clone()?))).collect();
        let controls_of_gaps: BTreeSet<String> = gaps.iter().map(|(_, control)| control.clone()).collect();
        let mut names = controls_of_gaps.clone();
        names.insert(name.to_owned());
        for side in sides {
            side.add_derivation(&mut names);
        }
        let mut controls = sides.iter().flat_map(|side| &side.posture.company.controls);
        let by_system = controls.any(|control| !control.systems.is_empty() && names.contains(&control.id));
        Self { change, name, names, gaps, controls_of_gaps, by_system }
    }

    /// Whether a fact lies in it and is of a kind that fits.
    fn holds(&self, fact: &FactChange) -> bool {
        let standings = || self.change.before.iter().chain(&self.change.after);
        let has_gap = |kind: GapKind| fact.about.iter().any(|about| self.gaps.contains(&(kind, about.clone())));
        let any_gap = |kind: GapKind| self.gaps.iter().any(|(found, _)| *found == kind);
        let near = || fact.about.iter().any(|about| self.names.contains(about));
        let all_near = || fact.about.iter().all(|about| self.names.contains(about));
        let own_scope = fact.subject == self.change.framework;
        match (fact.kind, fact.field.as_str()) {
            (FactKind::Control, field) if field.starts_with("params.") => has_gap(GapKind::Parameter),
            (FactKind::Control, "evidence" | "frequency") => {
                has_gap(GapKind::Evidence) || (self.change.basis_changed() && near())
            }
            (FactKind::Exception, _) => has_gap(GapKind::Exception),
            (FactKind::Requirement, "frequency") => any_gap(GapKind::Evidence) && near(),
            (FactKind::Requirement, field) if field.starts_with("profiles.") => own_scope && self.is_on_one_side(),
            (FactKind::Control | FactKind::Finding | FactKind::Exclusion | FactKind::Requirement, _) => near(),
            (FactKind::Mapping, _) => fact.about.contains(self.name) || (!fact.about.is_empty() && all_near()),
            (FactKind::System, _) => self.by_system,
            (FactKind::Certificate, _) => standings().any(|standing| standing.inferred),
            (FactKind::Scope, "profiles") => own_scope && self.is_on_one_side(),
            (FactKind::Scope, "roles") => {
                own_scope && standings().any(|standing| standing.verdict == Verdict::Excluded)
            }
            (FactKind::Scope, "period") => own_scope && (any_gap(GapKind::Evidence) || any_gap(GapKind::Exception)),
            (FactKind::Scope, "sufficient") => own_scope,
            (FactKind::Scope, _) => false,
        }
    }

    const fn is_on_one_side(&self) -> bool {
        self.change.before.is_none() != self.change.after.is_none()
    }
}

impl<'a> Side<'a> {
    /// A requirement where it is listed.
    pub fn find(posture: &'a Posture<'a>, framework: &'a FrameworkPosture<'a>, id: &str) -> Option<Self> {
        let node = framework.view.library.node(framework.view.framework(), id)?;
        framework.answer_to(node).map(|_| Self { posture, framework, node })
    }

    fn library(&self) -> &Library {
        self.posture.library
    }

    /// What the answer was derived from, and the parts that hold it back.
    fn add_derivation(&self, names: &mut BTreeSet<String>) {
        let explanation = Explanation::of(self.posture, self.framework, self.node);
        for step in &explanation.derivation {
            names.insert(self.library().name(step.node));
            names.extend(step.controls.iter().map(|&at| self.posture.company.controls[at].id.clone()));
        }
        let mut parts: Vec<Node> = self.posture.graph.parts_of(self.node).collect();
        while let Some(part) = parts.pop() {
            names.insert(self.library().name(part));
            parts.extend(self.posture.graph.parts_of(part));
        }
    }

    /// The controls and targets that count for it.
    fn add_counting(&self, names: &mut BTreeSet<String>) {
        if let Some(answer) = self.framework.answer_to(self.node) {
            names.extend(answer.controls.iter().map(|control| control.id.clone()));
            names.extend(answer.gaps.iter().filter_map(|gap| gap.control.clone()));
        }
        self.add_ring(&[self.node], names);
    }

    fn add_around(&self, names: &mut BTreeSet<String>) {
        let next = self.add_ring(&[self.node], names);
        self.add_ring(&next, names);
    }

    /// Adds what is one row or part away, with the controls there.
    fn add_ring(&self, nodes: &[Node], names: &mut BTreeSet<String>) -> Vec<Node> {
        let graph = &self.posture.graph;
        let mut ring: Vec<Node> = nodes
            .iter()
            .flat_map(|&node| graph.links(node).map(|(_, link)| link.to).chain(graph.parts_of(node)))
            .collect();
        ring.sort_unstable();
        ring.dedup();
        for &node in &ring {
            let view = &self.framework.view;
            names.insert(self.library().name(node));
            let controls = view.implementers(node).chain(view.contributors(node));
            names.extend(controls.map(|at| self.posture.company.controls[at].id.clone()));
        }
        ring
    }
}
