//! The posture: what a company's facts imply for every requirement in its scope.

use std::sync::Arc;

use rayon::prelude::*;

use super::assume::{Assumed, Assumption};
use super::claims::View;
use super::graph::Graph;
use super::infer::Outcome;
use super::verdict::Judge;
use crate::model::vocabulary::{Basis, Verdict};
use crate::model::{Company, Date, Framework, FrameworkId, Library, Node, ScopedFramework};
use crate::standard::{Answer, Standard};

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
        for assumption in &mut all {
            // Nobody has done what was left out.
            assumption.exceptions.extend(company.excluded.keys());
        }
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
    /// What follows for the requirements that an alternative control is named for.
    alternatives: Vec<(Node, Outcome)>,
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
            let answers = judge.answers();
            let Judge { outcome, alternatives, .. } = judge;
            Self { view, outcome, alternatives, answers }
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

    /// What a requirement's verdict was made from: the values of all requirements, or those that follow when the
    /// alternative named for it counts, where that gives it more.
    #[must_use]
    pub fn outcome_for(&self, node: Node) -> &Outcome {
        let named = self.alternatives.iter().find(|(found, _)| *found == node).map(|(_, outcome)| outcome);
        named.filter(|outcome| outcome.value(node) > self.outcome.value(node)).unwrap_or(&self.outcome)
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
