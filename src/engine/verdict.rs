//! From values to verdicts: one framework's answers, each with its basis, gaps and notes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::candidate::{Candidates, is_target_assessed, targets};
use super::claims::View;
use super::gap;
use super::graph::Graph;
use super::infer::{Contradiction, Outcome, Premises, Step, infer};
use super::relation::Value;
use super::values::values;
use crate::model::vocabulary::{Approach, Basis, NoteKind, Relation, Status, Verdict};
use crate::model::{Finding, Node};
use crate::standard::{Answer, ControlStatus, Gap, Note};

/// Turns values into verdicts for one framework.
pub struct Judge<'v> {
    view: &'v View<'v>,
    graph: &'v Graph,
    pub outcome: Outcome,
    /// What could be reached at most, as mapped.
    best: Vec<Value>,
    /// Requirements for which an alternative control counts, with what follows then.
    pub alternatives: Vec<(Node, Outcome)>,
    /// Positions of the outcome's contradictions, by each requirement they come from.
    contradictions: BTreeMap<Node, Vec<usize>>,
}

impl<'v> Judge<'v> {
    pub fn new(view: &'v View<'v>, graph: &'v Graph) -> Self {
        let best = values(graph, [view.best_premises(graph)]).pop().unwrap_or_default();
        let (outcome, alternatives) = (Outcome::default(), Vec::new());
        let mut judge = Self { view, graph, outcome, best, alternatives, contradictions: BTreeMap::new() };
        judge.count_alternatives();
        judge.outcome = infer(graph, &judge.premises(None));
        for (at, contradiction) in judge.outcome.contradictions.iter().enumerate() {
            let mut causes = judge.causes(contradiction);
            if causes.len() == 1 {
                // It comes from what is not answered here, such as a certificate: those who need the control must know.
                causes.extend(judge.needing(contradiction.node));
            }
            for node in causes {
                judge.contradictions.entry(node).or_default().push(at);
            }
        }
        judge
    }

    /// Premises with the parts that findings, exclusions and alternatives have settled.
    fn premises(&self, alternative_for: Option<Node>) -> Premises {
        let mut premises = self.view.premises(self.graph, alternative_for);
        for &(_, part) in self.graph.parts() {
            premises.settled_parts[part.index()] = self.is_settled(part);
            premises.blocked_parts[part.index()] = self.is_blocked(part);
        }
        premises
    }

    /// Whether a part counts as met whatever follows for it.
    fn is_settled(&self, part: Node) -> bool {
        let finding = self.view.finding(part).map(|finding| finding.verdict);
        self.view.is_excluded(part)
            || !self.view.is_listed(part)
            || matches!(finding, Some(Verdict::Met | Verdict::Excluded))
            || (finding.is_none() && self.alternative_value(part) == Some(Value::Met))
    }

    /// Whether a part does not count as met whatever follows for it.
    fn is_blocked(&self, part: Node) -> bool {
        let finding = self.view.finding(part).map(|finding| finding.verdict);
        matches!(finding, Some(Verdict::Partial | Verdict::Unmet | Verdict::Unknown))
    }

    /// The value a requirement has when the alternatives named for it count as met.
    fn alternative_value(&self, node: Node) -> Option<Value> {
        self.alternatives.iter().find(|(found, _)| *found == node).map(|(_, outcome)| outcome.value(node))
    }

    /// Runs the fixpoint again for every requirement that an alternative is named for. A part that is met this way may
    /// let another be met, so this goes on until nothing changes; it only ever adds.
    fn count_alternatives(&mut self) {
        let mut named: Vec<Node> =
            self.view.company.controls.iter().flat_map(|control| control.alternative_for.iter().copied()).collect();
        named.sort_unstable();
        named.dedup();
        loop {
            let values = |judge: &Self| named.iter().map(|&node| judge.alternative_value(node)).collect::<Vec<_>>();
            let before = values(self);
            self.alternatives =
                named.iter().map(|&node| (node, infer(self.graph, &self.premises(Some(node))))).collect();
            if values(self) == before {
                break;
            }
        }
    }

    pub fn answers(&self) -> Vec<(Node, Answer)> {
        let view = self.view;
        let listed = view.library.nodes(view.framework()).filter(|&node| view.is_listed(node));
        let mut answers: Vec<(Node, Answer)> = listed.map(|node| (node, self.answer(node))).collect();
        self.inherit_gaps(&mut answers);
        answers
    }

    fn answer(&self, node: Node) -> Answer {
        if let Some(reason) = &self.view.exclusions[node.index()] {
            return Answer::new(Verdict::Excluded).note(NoteKind::Excluded, reason);
        }
        let candidates = Candidates::own(self.view, self.graph, node);
        let value = self.outcome.value(node);
        let alternative = self.alternative_value(node).filter(|&raised| raised > value);
        let finding = self.view.finding(node);
        let verdict = match finding {
            Some(finding) => finding.verdict,
            None => self.verdict(node, alternative.unwrap_or(value), &candidates),
        };
        let mut answer = Answer::new(verdict);
        let mut shown = candidates;
        if verdict == Verdict::Met {
            answer.basis = if finding.is_some() { Some(Basis::Assessed) } else { self.basis(node) };
        } else if verdict != Verdict::Excluded {
            let reachable = self.best[node.index()] == Value::Met;
            let open_part = self.has_open_part(node);
            (shown, answer.gaps) = gap::gaps(self.view, self.graph, &self.outcome, node, &shown, reachable, open_part);
        }
        answer.controls = self.control_statuses(&shown);
        answer.notes = self.notes(node, finding, value, alternative, &shown);
        answer
    }

    /// The verdict that follows from a value.
    fn verdict(&self, node: Node, value: Value, candidates: &Candidates) -> Verdict {
        match value {
            Value::Met => Verdict::Met,
            Value::Partial => Verdict::Partial,
            _ if self.lacks_a_required_target(node) => Verdict::Unmet,
            _ if !candidates.are_assessed(self.view) => Verdict::Unknown,
            Value::Nothing => Verdict::Unmet,
            // All is assessed, and the control it rests on falls short: that it may hold all the same shows nobody.
            Value::Possible if self.rests_on_a_control_that_is_not_met(node) => Verdict::Unmet,
            Value::Possible => Verdict::Unknown,
        }
    }

    fn rests_on_a_control_that_is_not_met(&self, node: Node) -> bool {
        targets(self.view, self.graph, node)
            .any(|(_, target)| self.view.library.is_common(target) && self.outcome.value(target) < Value::Met)
    }

    /// Whether a target without which the requirement cannot be met was assessed and is below partial.
    fn lacks_a_required_target(&self, node: Node) -> bool {
        targets(self.view, self.graph, node).any(|(row, target)| {
            let relation = self.graph.row(self.view.library, row).2.relation;
            matches!(relation, Relation::SupersetOf | Relation::EqualTo | Relation::EquivalentTo)
                && self.outcome.value(target) < Value::Partial
                && !self.view.is_excluded(target)
                && is_target_assessed(self.view, self.graph, target)
                && !self.view.is_nowhere_applicable(target)
        })
    }

    fn control_statuses(&self, candidates: &Candidates) -> Vec<ControlStatus> {
        let all = candidates.controls.union(&candidates.dropped);
        all.map(|&at| {
            let view = &self.view.controls[at];
            let differ = view.claims.windows(2).any(|pair| pair[0].1 != pair[1].1);
            let named = view.claims.iter().filter_map(|(system, status)| {
                let (id, _) = self.view.company.systems.get_index((*system)?.0)?;
                Some((id.clone(), *status))
            });
            let systems = if differ { named.collect() } else { Vec::new() };
            ControlStatus { id: self.view.company.controls[at].id.clone(), status: view.summary(), systems }
        })
        .collect()
    }

    /// What a met rests on: the weakest claim in its least derivation.
    fn basis(&self, node: Node) -> Option<Basis> {
        if self.outcome.value(node) == Value::Met {
            return self.derived_basis(&self.outcome, node, Value::Met, None);
        }
        let (_, outcome) = self.alternatives.iter().find(|(found, _)| *found == node)?;
        self.derived_basis(outcome, node, Value::Met, Some(node))
    }

    fn derived_basis(
        &self,
        outcome: &Outcome,
        node: Node,
        value: Value,
        alternative_for: Option<Node>,
    ) -> Option<Basis> {
        let mut open = vec![(node, value)];
        let mut seen = BTreeSet::new();
        let mut weakest = None;
        while let Some((node, value)) = open.pop() {
            if !seen.insert((node, value)) {
                continue;
            }
            let step = outcome.step(node, value)?;
            if step == Step::Claim {
                let basis = self.view.claim_basis(node, alternative_for);
                weakest = match (weakest, basis) {
                    (Some(held), Some(basis)) => Some(std::cmp::min::<Basis>(held, basis)),
                    (held, basis) => held.or(basis),
                };
            }
            open.extend(self.premises_of(outcome, node, step));
        }
        weakest
    }

    fn notes(
        &self,
        node: Node,
        finding: Option<&Finding>,
        value: Value,
        alternative: Option<Value>,
        candidates: &Candidates,
    ) -> Vec<Note> {
        let mut notes = Vec::new();
        let mut add = |kind, message| notes.push(Note { kind, message });
        if let Some(finding) = finding {
            add(NoteKind::Finding, describe_finding(finding));
            let open_part = self.outcome.value(node) < Value::Met && self.has_open_part(node);
            if finding.verdict == Verdict::Met && open_part {
                add(NoteKind::Contradiction, "found met while a part of it is not met".to_owned());
            }
        } else if alternative.is_some() {
            let names = self.alternative_controls(node).join(", ");
            add(NoteKind::Alternative, format!("rests on an alternative control: {names}"));
        } else if value == Value::Possible {
            add(NoteKind::Possible, "could hold in part, but does not follow".to_owned());
        }
        if value < Value::Possible && finding.is_none() && candidates.all_dropped() {
            add(NoteKind::Decide, "nothing it is mapped to applies: exclude the requirement, with a reason".to_owned());
        }
        for contradiction in self.contradictions(node) {
            add(NoteKind::Contradiction, contradiction);
        }
        notes
    }

    fn has_open_part(&self, node: Node) -> bool {
        self.graph.parts_of(node).any(|part| {
            let met = self.outcome.value(part) == Value::Met && !self.is_blocked(part);
            !met && !self.is_settled(part)
        })
    }

    fn alternative_controls(&self, node: Node) -> Vec<&str> {
        let named = self.view.company.controls.iter().zip(&self.view.controls).filter(|(control, view)| {
            control.alternative_for.contains(&node) && view.claims.iter().any(|(_, s)| *s == Some(Status::Alternative))
        });
        named.map(|(control, _)| control.id.as_str()).collect()
    }

    /// Where rules and claims disagree about a requirement, or about a common control because of it.
    fn contradictions(&self, node: Node) -> Vec<String> {
        let word = |value: Value| match value {
            Value::Met => "met",
            Value::Partial => "partly met",
            Value::Possible | Value::Nothing => "not met",
        };
        // Of several rules about one common control the one that would give it most is told.
        let mut told: BTreeMap<Node, &Contradiction> = BTreeMap::new();
        let because = self.contradictions.get(&node).into_iter().flatten();
        for contradiction in because.map(|&at| &self.outcome.contradictions[at]) {
            let held = told.entry(contradiction.node).or_insert(contradiction);
            if contradiction.value > held.value {
                *held = contradiction;
            }
        }
        let mut found: Vec<String> = told
            .into_values()
            .map(|contradiction| {
                let name = self.view.library.name(contradiction.node);
                let (would, is) = (word(contradiction.value), word(contradiction.allowed));
                format!("{name} would have to be {would} and is assessed as {is}")
            })
            .collect();
        let value = self.outcome.value(node);
        if let Some(own) = self.view.own_claim(node)
            && !self.view.library.is_common(node)
            && own < value
            && value >= Value::Partial
        {
            found.push(format!("it follows as {} and its own controls come to {}", word(value), word(own)));
        }
        found
    }

    /// The answered requirements that have a node among their targets.
    fn needing(&self, target: Node) -> impl Iterator<Item = Node> {
        let heads = self.graph.heads();
        let sources = self.graph.targets_at(target).map(|found| heads[found.entry.0 as usize].source);
        sources.filter(|&source| self.is_answered(source))
    }

    fn is_answered(&self, node: Node) -> bool {
        self.view.library.framework_of(node) == self.view.framework() && self.view.is_listed(node)
    }

    /// The requirements a contradiction comes from: its own, and the nearest answered ones that the rule rests on.
    fn causes(&self, contradiction: &Contradiction) -> BTreeSet<Node> {
        let mut causes = BTreeSet::from([contradiction.node]);
        let mut open = self.premises_of(&self.outcome, contradiction.node, contradiction.step);
        let mut seen = BTreeSet::new();
        while let Some((premise, value)) = open.pop() {
            if self.is_answered(premise) {
                causes.insert(premise);
            } else if seen.insert((premise, value))
                && let Some(step) = self.outcome.step(premise, value)
            {
                open.extend(self.premises_of(&self.outcome, premise, step));
            }
        }
        causes
    }

    /// What a step rests on.
    fn premises_of(&self, outcome: &Outcome, node: Node, step: Step) -> Vec<(Node, Value)> {
        step_premises(self.view, self.graph, outcome, node, step)
    }

    /// A requirement with a part that is not met has that part's gaps too, as far as they are few enough to read.
    fn inherit_gaps(&self, answers: &mut [(Node, Answer)]) {
        // Children before parents: a part of a part passes its gaps on twice.
        let depths = self.depths();
        let mut parts = self.graph.parts().to_vec();
        parts.sort_by_key(|(parent, _)| std::cmp::Reverse(depths.get(parent).copied().unwrap_or_default()));
        for (parent, part) in parts {
            let at = |node: Node| answers.binary_search_by_key(&node, |(found, _)| *found).ok();
            let (Some(parent), Some(part)) = (at(parent), at(part)) else { continue };
            if matches!(answers[part].1.verdict, Verdict::Met | Verdict::Excluded)
                || matches!(answers[parent].1.verdict, Verdict::Met | Verdict::Excluded)
            {
                continue;
            }
            let id = &self.view.library.requirement(answers[part].0).id;
            let known: BTreeSet<&Gap> = answers[parent].1.gaps.iter().collect();
            let new: Vec<&Gap> = answers[part].1.gaps.iter().filter(|gap| !known.contains(gap)).collect();
            let more = new.len().saturating_sub(INHERITED);
            let inherited: Vec<Gap> = new.into_iter().take(INHERITED).cloned().collect();
            let message = match more {
                0 if answers[part].1.gaps.is_empty() => Some(format!("its part {id} is open")),
                0 => None,
                _ => Some(format!("its part {id} has {more} more gaps, which are told there")),
            };
            answers[parent].1.notes.extend(message.map(|message| Note { kind: NoteKind::Decide, message }));
            let gaps = &mut answers[parent].1.gaps;
            gaps.extend(inherited);
            gaps.sort_by_key(|gap| gap.kind);
        }
    }

    /// How many requirements each parent is below.
    fn depths(&self) -> HashMap<Node, usize> {
        let mut depths: HashMap<Node, usize> = HashMap::new();
        for &(parent, _) in self.graph.parts() {
            let known = |node: &Node| !depths.contains_key(node);
            // Parts in a circle are refused when data is loaded; the limit is for data that was made otherwise.
            let above: Vec<Node> = std::iter::successors(Some(parent), |&node| self.graph.parent_of(node))
                .take(self.graph.parts().len() + 1)
                .take_while(known)
                .collect();
            let top = above.last().and_then(|&last| self.graph.parent_of(last));
            let first = top.and_then(|node| depths.get(&node)).map_or(0, |depth| depth + 1);
            depths.extend(above.into_iter().rev().zip(first..));
        }
        depths
    }
}

/// How many gaps a requirement takes over from one part.
const INHERITED: usize = 100;

fn describe_finding(finding: &Finding) -> String {
    let approach = match finding.approach {
        Some(Approach::Compensating) => " with a compensating control",
        Some(Approach::Customized) => " by the customized approach",
        None => "",
    };
    let why = finding.why.as_deref().map_or(String::new(), |why| format!(": {why}"));
    let advice = finding.recommendation.as_deref().map_or(String::new(), |advice| format!(" Recommended: {advice}"));
    format!("{} found it {}{approach} on {}{why}{advice}", finding.by, finding.verdict, finding.date)
}

/// What a step of a derivation rests on: the other end of a row, or all targets that count of a sufficient entry.
pub fn step_premises(view: &View<'_>, graph: &Graph, outcome: &Outcome, node: Node, step: Step) -> Vec<(Node, Value)> {
    match step {
        Step::Claim => Vec::new(),
        Step::Row { from, held, .. } => vec![(from, held)],
        Step::Sufficient(entry) => {
            let rows = graph.rows_of(entry).map(|row| graph.row(view.library, row).2);
            let related = rows.filter(|row| row.relation != Relation::NoRelationship && row.target != node);
            related
                .map(|row| row.target)
                .filter(|&target| outcome.counts(target))
                .map(|target| (target, Value::Met))
                .collect()
        }
    }
}
