//! The posture: what a company's facts imply for every requirement in its scope.

use std::sync::Arc;

use rayon::prelude::*;

use super::assume::{Assumed, Assumption};
use super::candidate::{Candidates, is_target_assessed, targets};
use super::claims::View;
use super::gap;
use super::graph::Graph;
use super::infer::{Outcome, Premises, Step, infer};
use super::relation::Value;
use crate::model::vocabulary::{Approach, Basis, NoteKind, Relation, Status, Verdict};
use crate::model::{Company, Date, Finding, Framework, FrameworkId, Library, Node, ScopedFramework};
use crate::standard::{Answer, ControlStatus, Note, Standard};

/// What a company's facts imply, framework by framework.
#[derive(Debug)]
pub struct Posture<'a> {
    /// All frameworks and mappings.
    pub library: &'a Library,
    /// The company.
    pub company: &'a Company,
    /// The rows behind every conclusion.
    pub graph: Graph,
    frameworks: Vec<FrameworkPosture<'a>>,
}

impl<'a> Posture<'a> {
    /// Runs the inference once for each framework in scope. `as_of` is the day everything is looked at from; without it
    /// no date has any effect.
    #[must_use]
    pub fn new(library: &'a Library, company: &'a Company, as_of: Option<Date>) -> Self {
        Self::assuming(library, company, as_of, &[])
    }

    /// The same, taking frameworks for granted besides the certificates the company holds.
    #[must_use]
    pub fn assuming(
        library: &'a Library,
        company: &'a Company,
        as_of: Option<Date>,
        assumptions: &[Assumption],
    ) -> Self {
        let graph = Graph::new(library);
        let mut all = Assumption::held(company, as_of);
        all.extend_from_slice(assumptions);
        let assumed = Arc::new(Assumed::new(library, &graph, &all));
        let frameworks = company
            .scope
            .par_iter()
            .map(|scoped| FrameworkPosture::new(library, company, scoped, as_of, &graph, &assumed))
            .collect();
        Self { library, company, graph, frameworks }
    }

    /// The frameworks in scope, in natural order of id.
    #[must_use]
    pub fn frameworks(&self) -> &[FrameworkPosture<'a>] {
        &self.frameworks
    }

    /// The requirements in scope that are not excluded, in natural order.
    #[must_use]
    pub fn counted_requirements(&self) -> Vec<Node> {
        let answers = self.frameworks.iter().flat_map(|framework| &framework.answers);
        answers.filter(|(_, answer)| answer.verdict != Verdict::Excluded).map(|(node, _)| *node).collect()
    }

    /// The answers for one framework, if it is in scope.
    #[must_use]
    pub fn framework(&self, framework: FrameworkId) -> Option<&FrameworkPosture<'a>> {
        self.frameworks.iter().find(|found| found.view.framework() == framework)
    }

    /// The answer to a requirement; unknown where it is not in scope.
    #[must_use]
    pub fn answer_or_unknown(&self, framework: &str, id: &str) -> Answer {
        let found = self.library.find(framework).and_then(|framework| self.framework(framework));
        found.and_then(|posture| posture.answer(id)).unwrap_or(const { Answer::new(Verdict::Unknown) })
    }
}

/// What a company's facts imply for one framework.
#[derive(Debug)]
pub struct FrameworkPosture<'a> {
    /// The company as this framework sees it.
    pub view: View<'a>,
    /// The values of all requirements, with their derivations.
    pub outcome: Outcome,
    /// Answers to the requirements in the chosen profiles, in natural order.
    answers: Vec<(Node, Answer)>,
}

impl Standard for FrameworkPosture<'_> {
    fn framework(&self) -> &Framework {
        self.view.library.framework(self.view.framework())
    }

    fn answer(&self, id: &str) -> Option<Answer> {
        let node = self.view.library.node(self.view.framework(), id)?;
        self.answer_to(node).cloned()
    }

    fn answers(&self) -> Vec<(String, Answer)> {
        self.answers
            .iter()
            .map(|(node, answer)| (self.view.library.requirement(*node).id.clone(), answer.clone()))
            .collect()
    }
}

impl<'a> FrameworkPosture<'a> {
    fn new(
        library: &'a Library,
        company: &'a Company,
        scoped: &'a ScopedFramework,
        as_of: Option<Date>,
        graph: &Graph,
        assumed: &Arc<Assumed>,
    ) -> Self {
        let judged = |assumed| {
            let view = View::new(library, company, scoped, as_of, assumed);
            let judge = Judge::new(&view, graph);
            let (answers, outcome) = (judge.answers(), judge.outcome);
            Self { view, outcome, answers }
        };
        let plain = judged(Arc::default());
        if assumed.is_empty() {
            return plain;
        }
        let mut posture = judged(Arc::clone(assumed));
        for ((_, answer), (_, without)) in posture.answers.iter_mut().zip(plain.answers) {
            mark_inferred(answer, &without);
        }
        posture
    }

    /// The answer to a requirement in the chosen profiles.
    #[must_use]
    pub fn answer_to(&self, node: Node) -> Option<&Answer> {
        let at = self.answers.binary_search_by_key(&node, |(found, _)| *found).ok()?;
        Some(&self.answers[at].1)
    }
}

/// Marks an answer that says more than the company's own facts do.
fn mark_inferred(answer: &mut Answer, without: &Answer) {
    let rank = |answer: &Answer| match answer.verdict {
        Verdict::Met => 2,
        Verdict::Partial => 1,
        Verdict::Unmet | Verdict::Excluded | Verdict::Unknown => 0,
    };
    if rank(answer) > rank(without) {
        answer.inferred = true;
        if answer.verdict == Verdict::Met {
            answer.basis = Some(Basis::Inferred);
        }
    } else {
        answer.basis = without.basis;
    }
}

/// Turns values into verdicts for one framework.
struct Judge<'v> {
    view: &'v View<'v>,
    graph: &'v Graph,
    /// Why a requirement of any framework does not count.
    exclusions: Vec<Option<String>>,
    /// Parts outside the chosen profiles, which nobody looks at.
    unlisted: Vec<bool>,
    outcome: Outcome,
    /// What could be reached at most, as mapped.
    best: Outcome,
    /// Requirements for which an alternative control counts, with what follows then.
    alternatives: Vec<(Node, Outcome)>,
}

impl<'v> Judge<'v> {
    fn new(view: &'v View<'v>, graph: &'v Graph) -> Self {
        let exclusions: Vec<Option<String>> =
            (0..).map(Node).take(graph.node_count()).map(|node| exclusion(view, node)).collect();
        let mut unlisted = vec![false; graph.node_count()];
        for &(_, part) in graph.parts() {
            unlisted[part.index()] = !is_listed(view, part);
        }
        let best = infer(view.library, graph, &view.best_premises(graph));
        let mut judge =
            Self { view, graph, exclusions, unlisted, outcome: best.clone(), best, alternatives: Vec::new() };
        judge.outcome = infer(view.library, graph, &judge.premises(None));
        judge.count_alternatives();
        judge
    }

    /// Premises with the parts that findings, exclusions and alternatives have settled.
    fn premises(&self, alternative_for: Option<Node>) -> Premises {
        let excluded: Vec<bool> = self.exclusions.iter().map(Option::is_some).collect();
        let mut premises = self.view.premises(self.graph, &excluded, alternative_for);
        for &(_, part) in self.graph.parts() {
            let finding = self.finding(part).map(|finding| finding.verdict);
            let at = part.index();
            premises.settled_parts[at] = excluded[at]
                || self.unlisted[at]
                || matches!(finding, Some(Verdict::Met | Verdict::Excluded))
                || (finding.is_none() && self.alternative_value(part) == Some(Value::Met));
            premises.blocked_parts[at] = matches!(finding, Some(Verdict::Partial | Verdict::Unmet | Verdict::Unknown));
        }
        premises
    }

    /// An assessor's finding that counts on the day one looks from.
    fn finding(&self, node: Node) -> Option<&'v Finding> {
        let finding = self.view.company.findings.get(&node)?;
        let counts = |as_of: Date| finding.date <= as_of && finding.expires.is_none_or(|expires| as_of <= expires);
        self.view.as_of.is_none_or(counts).then_some(finding)
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
            self.alternatives = named
                .iter()
                .map(|&node| (node, infer(self.view.library, self.graph, &self.premises(Some(node)))))
                .collect();
            if values(self) == before {
                break;
            }
        }
        if !named.is_empty() {
            self.outcome = infer(self.view.library, self.graph, &self.premises(None));
        }
    }

    fn answers(&self) -> Vec<(Node, Answer)> {
        let view = self.view;
        let listed = view.library.nodes(view.framework()).filter(|&node| is_listed(view, node));
        let mut answers: Vec<(Node, Answer)> = listed.map(|node| (node, self.answer(node))).collect();
        self.inherit_gaps(&mut answers);
        answers
    }

    fn answer(&self, node: Node) -> Answer {
        if let Some(reason) = &self.exclusions[node.index()] {
            return Answer::new(Verdict::Excluded).note(NoteKind::Excluded, reason);
        }
        let candidates = Candidates::of(self.view, self.graph, node);
        let value = self.outcome.value(node);
        let alternative = self.alternative_value(node).filter(|&raised| raised > value);
        let finding = self.finding(node);
        let verdict = match finding {
            Some(finding) => finding.verdict,
            None => self.verdict(node, alternative.unwrap_or(value), &candidates),
        };
        let mut answer = Answer::new(verdict);
        answer.controls = self.control_statuses(&candidates);
        if verdict == Verdict::Met {
            answer.basis = if finding.is_some() { Some(Basis::Assessed) } else { self.basis(node) };
        } else if verdict != Verdict::Excluded {
            let reachable = self.best.value(node) == Value::Met;
            answer.gaps = gap::gaps(self.view, self.graph, &self.outcome, node, &candidates, reachable);
        }
        answer.notes = self.notes(node, finding, value, alternative, &candidates);
        answer
    }

    /// The verdict that follows from a value.
    fn verdict(&self, node: Node, value: Value, candidates: &Candidates) -> Verdict {
        match value {
            Value::Met => Verdict::Met,
            Value::Partial => Verdict::Partial,
            _ if self.lacks_a_required_target(node) => Verdict::Unmet,
            Value::Nothing if candidates.are_assessed(self.view) => Verdict::Unmet,
            _ => Verdict::Unknown,
        }
    }

    /// Whether a target without which the requirement cannot be met was assessed and is below partial.
    fn lacks_a_required_target(&self, node: Node) -> bool {
        targets(self.view, self.graph, node).any(|(row, target)| {
            let relation = self.graph.row(self.view.library, row).2.relation;
            matches!(relation, Relation::SupersetOf | Relation::EqualTo | Relation::EquivalentTo)
                && self.outcome.value(target) < Value::Partial
                && self.exclusions[target.index()].is_none()
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
        let mut seen = std::collections::BTreeSet::new();
        let mut weakest = None;
        while let Some((node, value)) = open.pop() {
            if !seen.insert((node, value)) {
                continue;
            }
            match outcome.step(node, value)? {
                Step::Claim => {
                    let basis = self.view.claim_basis(node, alternative_for);
                    weakest = match (weakest, basis) {
                        (Some(held), Some(basis)) => Some(std::cmp::min::<Basis>(held, basis)),
                        (held, basis) => held.or(basis),
                    };
                }
                Step::Row { from, held, .. } => open.push((from, held)),
                Step::Sufficient(entry) => {
                    let counted = self.graph.rows_of(entry).map(|row| self.graph.row(self.view.library, row).2);
                    let met = counted.filter(|row| {
                        row.relation != Relation::NoRelationship && outcome.value(row.target) == Value::Met
                    });
                    open.extend(met.map(|row| (row.target, Value::Met)));
                }
            }
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
        let premises = self.premises(None);
        self.graph.parts_of(node).any(|part| {
            let met = self.outcome.value(part) == Value::Met && !premises.blocked_parts[part.index()];
            !met && !premises.settled_parts[part.index()]
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
        let mut found = Vec::new();
        let word = |value: Value| match value {
            Value::Met => "met",
            Value::Partial => "partly met",
            Value::Possible | Value::Nothing => "not met",
        };
        for contradiction in &self.outcome.contradictions {
            let because = match contradiction.step {
                Step::Row { from, .. } => from == node,
                Step::Sufficient(entry) => self.graph.entry(self.view.library, entry).source == node,
                Step::Claim => false,
            };
            if because {
                let name = self.view.library.name(contradiction.node);
                let (would, is) = (word(contradiction.value), word(contradiction.allowed));
                found.push(format!("{name} would have to be {would} and is assessed as {is}"));
            }
        }
        let value = self.outcome.value(node);
        if let Some(own) = self.view.own_claim(node)
            && !self.view.library.is_common(node)
            && own < value
        {
            found.push(format!("it follows as {} and its own controls come to {}", word(value), word(own)));
        }
        found
    }

    /// A requirement with a part that is not met has that part's gaps too.
    fn inherit_gaps(&self, answers: &mut [(Node, Answer)]) {
        // Children before parents: a part of a part passes its gaps on twice.
        let mut parts = self.graph.parts().to_vec();
        parts.sort_by_key(|(parent, _)| std::cmp::Reverse(self.depth(*parent)));
        for (parent, part) in parts {
            let at = |node: Node| answers.binary_search_by_key(&node, |(found, _)| *found).ok();
            let (Some(parent), Some(part)) = (at(parent), at(part)) else { continue };
            if matches!(answers[part].1.verdict, Verdict::Met | Verdict::Excluded)
                || matches!(answers[parent].1.verdict, Verdict::Met | Verdict::Excluded)
            {
                continue;
            }
            let inherited = answers[part].1.gaps.clone();
            let gaps = &mut answers[parent].1.gaps;
            for gap in inherited {
                if !gaps.contains(&gap) {
                    gaps.push(gap);
                }
            }
            gaps.sort_by_key(|gap| gap.kind);
        }
    }

    fn depth(&self, node: Node) -> usize {
        std::iter::successors(self.graph.parent_of(node), |&parent| self.graph.parent_of(parent))
            .take(self.graph.parts().len())
            .count()
    }
}

/// Whether the company's profiles of a requirement's framework select it.
fn is_listed(view: &View<'_>, node: Node) -> bool {
    let framework = view.library.framework_of(node);
    let id = &view.library.requirement(node).id;
    view.company.scoped(framework).is_none_or(|scoped| view.library.framework(framework).selects(&scoped.profiles, id))
}

/// Why a requirement does not count: excluded with a reason, for other roles, replaced, or not in force yet.
fn exclusion(view: &View<'_>, node: Node) -> Option<String> {
    if let Some(exclusion) = view.company.excluded.get(&node) {
        return Some(exclusion.reason.clone());
    }
    let framework = view.library.framework_of(node);
    let requirement = view.library.requirement(node);
    let roles = view.company.scoped(framework).map_or(&[][..], |scoped| &scoped.roles);
    if !requirement.applies_to.is_empty() && !requirement.applies_to.iter().any(|role| roles.contains(role)) {
        return Some(format!("applies to {} only", requirement.applies_to.join(", ")));
    }
    let as_of = view.as_of?;
    if let Some(effective) = requirement.effective.filter(|&effective| as_of < effective) {
        return Some(format!("in force from {effective}"));
    }
    let successor = view.library.requirement(view.library.node_at(framework, requirement.superseded_by?));
    let effective = successor.effective.filter(|&effective| effective <= as_of)?;
    Some(format!("replaced by {} on {effective}", successor.id))
}

fn describe_finding(finding: &Finding) -> String {
    let approach = match finding.approach {
        Some(Approach::Compensating) => " with a compensating control",
        Some(Approach::Customized) => " by the customized approach",
        None => "",
    };
    let why = finding.why.as_deref().map_or(String::new(), |why| format!(": {why}"));
    let advice = finding.recommendation.as_deref().map_or(String::new(), |advice| format!("; recommended: {advice}"));
    format!("{} found it {}{approach} on {}{why}{advice}", finding.by, finding.verdict, finding.date)
}
