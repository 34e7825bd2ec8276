//! What a company's controls claim of each requirement, seen by one framework: with its systems, its period, and the
//! limits that parameters, evidence and exceptions set.

use std::sync::Arc;

use super::assume::Assumed;
use super::evidence;
use super::graph::{Graph, RowId};
use super::infer::Premises;
use super::relation::Value;
use crate::model::vocabulary::{Basis, Frequency, Status};
use crate::model::{
    Bound, Company, Control, Date, Direction, Finding, FrameworkId, Library, Node, Period, ScopedFramework, SystemId,
};

/// The company as one framework sees it.
#[derive(Debug)]
pub struct View<'a> {
    /// All frameworks and mappings.
    pub library: &'a Library,
    /// The company.
    pub company: &'a Company,
    /// The framework that looks.
    pub scoped: &'a ScopedFramework,
    /// The day it looks from.
    pub as_of: Option<Date>,
    /// What is taken for granted.
    pub assumed: Arc<Assumed>,
    /// Why a requirement of any framework does not count.
    pub exclusions: Vec<Option<String>>,
    /// The company's controls, in the same order.
    pub controls: Vec<ControlView>,
    /// The controls that implement each requirement they name, sorted.
    implementers: Vec<(Node, usize)>,
    /// The controls that contribute to each requirement they name, sorted.
    contributors: Vec<(Node, usize)>,
}

/// A control as one framework sees it.
#[derive(Debug, Clone)]
pub struct ControlView {
    /// Its status on each system the framework looks at; one claim without a system where systems do not matter.
    pub claims: Vec<(Option<SystemId>, Option<Status>)>,
    /// The full intervals of the period that no evidence covers.
    pub missing_evidence: Vec<(Date, Date)>,
    /// Positions of the auditor's exceptions that are open.
    pub exceptions: Vec<usize>,
    /// How often it runs.
    pub frequency: Option<Frequency>,
    /// What its evidence lets one say.
    pub basis: Basis,
}

impl ControlView {
    /// The claims that do not drop out as not applicable.
    pub fn remaining(&self) -> impl Iterator<Item = (Option<SystemId>, Option<Status>)> {
        self.claims.iter().copied().filter(|(_, status)| *status != Some(Status::NotApplicable))
    }

    /// Whether the control applies anywhere.
    #[must_use]
    pub fn remains(&self) -> bool {
        self.remaining().next().is_some()
    }

    /// Whether any remaining claim was assessed.
    #[must_use]
    pub fn is_assessed_anywhere(&self) -> bool {
        self.remaining().any(|(_, status)| status.is_some())
    }

    /// Whether every remaining claim was assessed.
    #[must_use]
    pub fn is_assessed(&self) -> bool {
        self.remaining().all(|(_, status)| status.is_some())
    }

    /// Whether evidence is missing or an exception open, so that nothing is claimed above partial.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        !self.missing_evidence.is_empty() || !self.exceptions.is_empty()
    }

    /// What a status claims under the control's limits; none for what was not assessed.
    #[must_use]
    pub fn value(&self, status: Option<Status>, alternative_counts: bool) -> Option<Value> {
        let most = if self.is_limited() { Value::Partial } else { Value::Met };
        let value = match status? {
            Status::Implemented => Value::Met,
            Status::Alternative if alternative_counts => Value::Met,
            Status::Partial | Status::Alternative => Value::Partial,
            Status::Planned | Status::None | Status::NotApplicable => Value::Nothing,
        };
        Some(value.min(most))
    }

    /// The greatest value any of its claims has.
    #[must_use]
    pub fn best(&self) -> Value {
        self.remaining().filter_map(|(_, status)| self.value(status, false)).max().unwrap_or_default()
    }

    /// The one status over all systems in scope: what all agree on, else partial when something is done anywhere, else
    /// the least that is said.
    #[must_use]
    pub fn summary(&self) -> Option<Status> {
        let mut statuses: Vec<Option<Status>> = self.remaining().map(|(_, status)| status).collect();
        if statuses.is_empty() {
            return Some(Status::NotApplicable);
        }
        statuses.dedup();
        if let [only] = statuses.as_slice() {
            return *only;
        }
        let done = |status: &Option<Status>| {
            matches!(status, Some(Status::Implemented | Status::Partial | Status::Alternative))
        };
        if statuses.iter().any(done) {
            return Some(Status::Partial);
        }
        statuses.into_iter().flatten().find(|status| *status == Status::Planned).or(Some(Status::None))
    }
}

/// What several claims on one thing come to.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    any: bool,
    all_met: bool,
    some: bool,
}

impl Total {
    fn over(claims: impl Iterator<Item = Value>) -> Self {
        claims.fold(Self { any: false, all_met: true, some: false }, |total, value| Self {
            any: true,
            all_met: total.all_met && value == Value::Met,
            some: total.some || value >= Value::Partial,
        })
    }

    const fn value(self) -> Value {
        match self {
            Self { any: true, all_met: true, .. } => Value::Met,
            Self { some: true, .. } => Value::Partial,
            _ => Value::Nothing,
        }
    }
}

impl<'a> View<'a> {
    /// The company as a framework in its scope sees it.
    #[must_use]
    pub fn new(
        library: &'a Library,
        company: &'a Company,
        scoped: &'a ScopedFramework,
        as_of: Option<Date>,
        assumed: Arc<Assumed>,
    ) -> Self {
        let mut view = Self {
            library,
            company,
            scoped,
            as_of,
            assumed,
            exclusions: Vec::new(),
            controls: Vec::with_capacity(company.controls.len()),
            implementers: Vec::new(),
            contributors: Vec::new(),
        };
        for (at, control) in company.controls.iter().enumerate() {
            view.controls.push(view.see(at, control));
            view.implementers.extend(control.implements.iter().map(|&node| (node, at)));
            view.contributors.extend(control.contributes.iter().map(|&node| (node, at)));
        }
        view.exclusions = (0..).map(Node).take(library.node_count()).map(|node| view.exclusion(node)).collect();
        view.implementers.sort_unstable();
        view.contributors.sort_unstable();
        view
    }

    /// Why a requirement does not count: excluded with a reason, for other roles, replaced, or not in force yet. Of a
    /// framework that is not in scope nobody has said which roles there are, so roles exclude nothing there.
    fn exclusion(&self, node: Node) -> Option<String> {
        if let Some(exclusion) = self.company.excluded.get(&node) {
            return Some(exclusion.reason.clone());
        }
        let framework = self.library.framework_of(node);
        let requirement = self.library.requirement(node);
        if let (Some(scoped), false) = (self.company.scoped(framework), requirement.applies_to.is_empty())
            && !requirement.applies_to.iter().any(|role| scoped.roles.contains(role))
        {
            return Some(format!("applies to {} only", requirement.applies_to.join(", ")));
        }
        let as_of = self.as_of?;
        if let Some(effective) = requirement.effective.filter(|&effective| as_of < effective) {
            return Some(format!("in force from {effective}"));
        }
        let successor = self.library.requirement(self.library.node_at(framework, requirement.superseded_by?));
        let effective = successor.effective.filter(|&effective| effective <= as_of)?;
        Some(format!("replaced by {} on {effective}", successor.id))
    }

    /// Whether a requirement does not count.
    #[must_use]
    pub fn is_excluded(&self, node: Node) -> bool {
        self.exclusions[node.index()].is_some()
    }

    /// Whether the company's profiles of a requirement's framework select it.
    #[must_use]
    pub fn is_listed(&self, node: Node) -> bool {
        let framework = self.library.framework_of(node);
        let id = &self.library.requirement(node).id;
        self.company
            .scoped(framework)
            .is_none_or(|scoped| self.library.framework(framework).selects(&scoped.profiles, id))
    }

    /// An assessor's finding that counts on the day one looks from.
    #[must_use]
    pub fn finding(&self, node: Node) -> Option<&'a Finding> {
        self.company.finding(node, self.as_of)
    }

    fn see(&self, at: usize, control: &Control) -> ControlView {
        let frequency = control.frequency.or_else(|| self.common_frequency(control));
        let missing_evidence = match self.scoped.period {
            Some(Period::Window { from, to }) => evidence::missing_intervals(control, frequency, from, to),
            _ => Vec::new(),
        };
        let open = self.company.exceptions.iter().enumerate();
        let exceptions =
            open.filter(|(_, e)| e.control == at && self.is_open(e.from, e.to)).map(|(at, _)| at).collect();
        ControlView {
            claims: self.claims_of(control),
            missing_evidence,
            exceptions,
            frequency,
            basis: evidence::basis(control, frequency, self.as_of),
        }
    }

    /// One claim a system that the framework looks at; one for all where the control does not tell systems apart.
    fn claims_of(&self, control: &Control) -> Vec<(Option<SystemId>, Option<Status>)> {
        let framework = self.scoped.framework;
        let in_scope: Vec<SystemId> = (0..self.company.systems.len())
            .filter(|&at| self.company.systems[at].in_scope_of(framework))
            .map(SystemId)
            .collect();
        if in_scope.iter().all(|system| !control.systems.contains_key(system)) {
            return vec![(None, control.status)];
        }
        in_scope
            .into_iter()
            .map(|system| (Some(system), control.systems.get(&system).copied().or(control.status)))
            .collect()
    }

    /// The most frequent of the frequencies of the common controls that a control implements.
    fn common_frequency(&self, control: &Control) -> Option<Frequency> {
        let all = control.implements.iter().filter(|&&node| self.library.is_common(node));
        let frequencies = all.filter_map(|&node| self.library.requirement(node).frequency);
        frequencies.min_by_key(|frequency| frequency.interval().map_or(i32::MAX, |(months, days)| months * 31 + days))
    }

    /// Whether an exception is open. In a window it is open when it was on any day of it (up to the day one looks from);
    /// otherwise on the day one looks from, or the day of a type 1 period; without a day, while it has no end.
    fn is_open(&self, from: Date, to: Option<Date>) -> bool {
        let not_over = |day: Date| to.is_none_or(|to| day <= to);
        let on = |day: Date| from <= day && not_over(day);
        match (self.scoped.period, self.as_of) {
            (Some(Period::Window { from: first, to: last }), as_of) => {
                from <= as_of.map_or(last, |as_of| as_of.min(last)) && not_over(first)
            }
            (Some(Period::At(day)), _) | (None, Some(day)) => on(day),
            (None, None) => to.is_none(),
        }
    }

    /// The controls that implement a requirement.
    pub fn implementers(&self, node: Node) -> impl Iterator<Item = usize> {
        at(&self.implementers, node)
    }

    /// The controls that contribute to a requirement.
    pub fn contributors(&self, node: Node) -> impl Iterator<Item = usize> {
        at(&self.contributors, node)
    }

    /// Whether a requirement is claimed at all, and every claim on it is not applicable.
    #[must_use]
    pub fn is_nowhere_applicable(&self, node: Node) -> bool {
        let mut claimed = self.implementers(node).chain(self.contributors(node)).peekable();
        claimed.peek().is_some() && claimed.all(|control| !self.controls[control].remains())
    }

    /// Whether the claims of contributing controls may come to met.
    fn contributions_suffice(&self, node: Node) -> bool {
        let framework = self.library.framework_of(node);
        self.company.scoped(framework).is_some_and(|scoped| scoped.sufficient)
    }

    /// What the claims on a requirement come to. `unassessed` is what a claim that was not assessed counts as;
    /// `alternative_for` names a requirement for which alternatives count.
    fn claimed(&self, node: Node, unassessed: Value, alternative_for: Option<Node>) -> (Value, Value) {
        let total = |controls: &mut dyn Iterator<Item = usize>| {
            Total::over(controls.flat_map(|at| {
                let view = &self.controls[at];
                let counts =
                    alternative_for.is_some_and(|node| self.company.controls[at].alternative_for.contains(&node));
                let most = if view.is_limited() { Value::Partial } else { Value::Met };
                view.remaining().map(move |(_, status)| view.value(status, counts).unwrap_or(unassessed.min(most)))
            }))
            .value()
        };
        let implementing = total(&mut self.implementers(node));
        let contributing = total(&mut self.contributors(node));
        let most = if self.contributions_suffice(node) { Value::Met } else { Value::Partial };
        (implementing, contributing.min(most))
    }

    /// Every requirement that some control names.
    fn claimed_nodes(&self) -> impl Iterator<Item = Node> {
        let mut nodes: Vec<Node> = self.implementers.iter().chain(&self.contributors).map(|(node, _)| *node).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes.into_iter()
    }

    /// What the fixpoint starts from. `alternative_for` names a requirement for which alternatives count as if met.
    #[must_use]
    pub fn premises(&self, graph: &Graph, alternative_for: Option<Node>) -> Premises {
        let out = self.exclusions.iter().map(Option::is_some).collect();
        let mut premises = Premises { out, ..Premises::new(graph) };
        for node in self.claimed_nodes() {
            let (implementing, contributing) = self.claimed(node, Value::Nothing, alternative_for);
            premises.claims[node.index()] = implementing.max(contributing);
            let nowhere = self.is_nowhere_applicable(node);
            premises.out[node.index()] |= nowhere;
            if self.library.is_common(node) {
                let (implementing, contributing) = self.claimed(node, Value::Met, alternative_for);
                premises.caps[node.index()] = if nowhere { Value::Nothing } else { implementing.max(contributing) };
            }
        }
        for node in self.assumed.nodes() {
            premises.claims[node.index()] = Value::Met;
        }
        for &row in graph.bounded_rows() {
            premises.weak[row.0 as usize] = self.weak_bounds(graph, row).next().is_some();
        }
        premises
    }

    /// Everything claimed and nothing limited: what could be reached at most, as mapped.
    #[must_use]
    pub fn best_premises(&self, graph: &Graph) -> Premises {
        let out = self.exclusions.iter().map(Option::is_some).collect();
        let mut premises = Premises { out, ..Premises::new(graph) };
        for &(_, part) in graph.parts() {
            premises.settled_parts[part.index()] = self.is_excluded(part) || !self.is_listed(part);
        }
        for (node, _) in &self.contributors {
            let suffices = self.contributions_suffice(*node);
            premises.claims[node.index()] = if suffices { Value::Met } else { Value::Partial };
        }
        for (node, _) in &self.implementers {
            premises.claims[node.index()] = Value::Met;
        }
        for node in self.library.hub().into_iter().flat_map(|hub| self.library.nodes(hub)) {
            premises.claims[node.index()] = Value::Met;
        }
        premises
    }

    /// What the claims of controls that are all of a requirement would come to if every unassessed one were met; none
    /// where nothing but parts is claimed.
    #[must_use]
    pub fn own_claim(&self, node: Node) -> Option<Value> {
        let claimed = self.implementers(node).any(|at| self.controls[at].remains());
        claimed.then(|| self.claimed(node, Value::Met, None).0)
    }

    /// The bounds of a row that the company's parameters do not satisfy.
    pub fn weak_bounds<'s>(&'s self, graph: &Graph, row: RowId) -> impl Iterator<Item = &'s Bound> + use<'s, 'a> {
        let (_, _, row) = graph.row(self.library, row);
        let satisfied =
            move |bound: &&Bound| self.satisfies(row.target, bound) || self.assumed.satisfies(row.target, bound);
        row.bounds.iter().filter(move |bound| !satisfied(bound))
    }

    /// Whether every control that implements a target states a value within a bound: the weakest counts, and what is not
    /// stated does not satisfy.
    fn satisfies(&self, target: Node, bound: &Bound) -> bool {
        let mut remaining = self.implementers(target).filter(|&at| self.controls[at].remains()).peekable();
        remaining.peek().is_some() && remaining.all(|at| self.allows(at, bound))
    }

    /// Whether a control states a value within a bound.
    #[must_use]
    pub fn allows(&self, control: usize, bound: &Bound) -> bool {
        self.company.controls[control].params.get(&bound.param).is_some_and(|&value| bound.allows(value))
    }

    /// The framework that looks.
    #[must_use]
    pub const fn framework(&self) -> FrameworkId {
        self.scoped.framework
    }

    /// What the claims behind a claimed value rest on: the weakest of the controls whose claims came to it.
    #[must_use]
    pub fn claim_basis(&self, node: Node, alternative_for: Option<Node>) -> Option<Basis> {
        let (implementing, contributing) = self.claimed(node, Value::Nothing, alternative_for);
        let controls: Vec<usize> = if implementing >= contributing {
            self.implementers(node).collect()
        } else {
            self.contributors(node).collect()
        };
        controls.into_iter().map(|at| &self.controls[at]).filter(|view| view.remains()).map(|view| view.basis).min()
    }
}

fn at(pairs: &[(Node, usize)], node: Node) -> impl Iterator<Item = usize> {
    let start = pairs.partition_point(|(found, _)| *found < node);
    pairs[start..].iter().take_while(move |(found, _)| *found == node).map(|(_, control)| *control)
}

/// How a bound reads when it is not satisfied by a stated value.
#[must_use]
pub fn describe_weak(bound: &Bound, stated: Option<i64>) -> String {
    let side = match bound.direction {
        Direction::AtMost => "at most",
        Direction::AtLeast => "at least",
    };
    match stated {
        Some(value) => format!("{} is {value} {}; {side} {} is required", bound.param, bound.unit, bound.value),
        None => format!("{} is not stated; {} is required", bound.param, bound.describe()),
    }
}
