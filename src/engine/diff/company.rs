//! Two states of a company, or two companies: which answers changed, for better or worse, and why.

use std::collections::BTreeSet;

use serde::Serialize;

use super::facts::{FactChange, Facts};
use super::reason::{Side, reasons};
use crate::engine::{FrameworkPosture, Posture};
use crate::model::vocabulary::{Basis, Verdict};
use crate::model::{VerdictWords, natural_cmp};
use crate::standard::{Answer, Gap, Standard};

/// What changed from one state of a company to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CompanyDiff {
    /// Every framework in scope of either, in natural order of id.
    pub frameworks: Vec<FrameworkVerdicts>,
    /// The facts that changed, by kind, with the verdicts that each is a reason for.
    pub facts: Vec<FactChange>,
}

/// What changed for one framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameworkVerdicts {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How many requirements were met; none: it was not in scope.
    pub before: Option<Coverage>,
    /// How many are; none: it is not in scope any more.
    pub after: Option<Coverage>,
    /// The answers that changed, in natural order. Empty where the framework is in scope on one side only.
    pub changes: Vec<VerdictChange>,
    /// The standard's own words for the verdicts.
    #[serde(skip)]
    pub words: VerdictWords,
}

/// How many requirements have each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Coverage {
    /// How many requirements are answered.
    pub requirements: usize,
    /// How many of them are not excluded.
    pub counted: usize,
    /// How many are met by the company's own facts.
    pub met: usize,
    /// The share of `met` in `counted`, in whole percent rounded down; none where all are excluded.
    pub percent: Option<usize>,
    /// How many are met by certificates only.
    pub inferred: usize,
    /// How many are partly met.
    pub partial: usize,
    /// How many are assessed and not met.
    pub unmet: usize,
    /// How many cannot be said.
    pub unknown: usize,
    /// How many do not count.
    pub excluded: usize,
}

/// Whether an answer says more or less than it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Less.
    Worse,
    /// More.
    Better,
    /// Neither, or it only came into the count or left it.
    Neither,
}

/// Which way an answer went: every changed answer went exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Course {
    /// Another verdict, which says less.
    Worse,
    /// Another verdict, which says more.
    Better,
    /// Another verdict, which says neither; or it came into the count or left it.
    Neither,
    /// The same verdict, with more gaps or resting on less.
    WeakerGround,
    /// The same verdict, with fewer gaps or resting on more.
    FirmerGround,
    /// The same verdict, with other gaps.
    OtherGaps,
}

impl Course {
    /// Every way, in the order they are told in.
    pub const ALL: [Self; 6] =
        [Self::Worse, Self::Better, Self::Neither, Self::WeakerGround, Self::FirmerGround, Self::OtherGaps];

    /// The way as words for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Worse => "Worse",
            Self::Better => "Better",
            Self::Neither => "Neither better nor worse",
            Self::WeakerGround => "Same verdict, on weaker ground",
            Self::FirmerGround => "Same verdict, on firmer ground",
            Self::OtherGaps => "Same verdict, other gaps",
        }
    }
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The verdict.
    pub verdict: Verdict,
    /// What a met rests on.
    pub basis: Option<Basis>,
    /// Whether it says more than the company's own facts do.
    pub inferred: bool,
}

/// An answer that changed: its verdict, what it rests on, or its gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerdictChange {
    /// The framework.
    #[serde(skip)]
    pub framework: String,
    /// The requirement.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What was said; none: it was not listed.
    pub before: Option<Standing>,
    /// What is said; none: it is not listed any more.
    pub after: Option<Standing>,
    /// Whether it says more or less.
    pub direction: Direction,
    /// The gaps it no longer has.
    pub gone: Vec<Gap>,
    /// The gaps it has now.
    pub come: Vec<Gap>,
    /// The facts that are its reason, as positions among the facts that changed.
    pub reasons: Vec<usize>,
}

impl CompanyDiff {
    /// Compares two states, each with the frameworks and mappings it is judged by.
    #[must_use]
    pub fn new(before: &Posture<'_>, after: &Posture<'_>) -> Self {
        let facts_of = |posture: &Posture<'_>| Facts::of(posture.library, posture.company);
        let mut facts = Facts::changes(&facts_of(before), &facts_of(after));
        let ids = |posture: &Posture<'_>| {
            posture.frameworks().iter().map(|found| found.framework().id.clone()).collect::<Vec<_>>()
        };
        let all: BTreeSet<String> = ids(before).into_iter().chain(ids(after)).collect();
        let mut frameworks: Vec<FrameworkVerdicts> =
            all.iter().filter_map(|id| FrameworkVerdicts::new(id, before, after, &facts)).collect();
        frameworks.sort_by(|a, b| natural_cmp(&a.id, &b.id));
        for change in frameworks.iter().flat_map(|framework| &framework.changes) {
            for fact in change.reasons.iter().copied() {
                if let Some(fact) = facts.get_mut(fact) {
                    fact.explains.push(format!("{}:{}", change.framework, change.id));
                }
            }
        }
        Self { frameworks, facts }
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.frameworks.iter().all(|framework| framework.changes.is_empty())
    }
}

impl FrameworkVerdicts {
    fn new(id: &str, before: &Posture<'_>, after: &Posture<'_>, facts: &[FactChange]) -> Option<Self> {
        let find = |posture: &Posture<'_>| posture.library.find(id);
        let old = find(before).and_then(|framework| before.framework(framework));
        let new = find(after).and_then(|framework| after.framework(framework));
        let known = new.or(old)?.framework();
        let mut changes = Vec::new();
        if let (Some(old), Some(new)) = (old, new) {
            let ids: BTreeSet<String> = old.answers().into_iter().chain(new.answers()).map(|(id, _)| id).collect();
            let sides = [(before, old), (after, new)];
            changes = ids.into_iter().filter_map(|id| VerdictChange::new(&id, &sides, facts)).collect();
            changes.sort_by(|a, b| natural_cmp(&a.id, &b.id));
        }
        Some(Self {
            id: id.to_owned(),
            name: known.name.clone(),
            before: old.map(Coverage::of),
            after: new.map(Coverage::of),
            words: known.words.clone(),
            changes,
        })
    }

    /// The answers that went one way.
    pub fn that_went(&self, course: Course) -> impl Iterator<Item = &VerdictChange> {
        self.changes.iter().filter(move |change| change.course() == course)
    }
}

impl Coverage {
    fn of(framework: &FrameworkPosture<'_>) -> Self {
        let mut coverage = Self::default();
        for (_, answer) in framework.answers() {
            coverage.requirements += 1;
            *match answer.verdict {
                Verdict::Met if answer.basis == Some(Basis::Inferred) => &mut coverage.inferred,
                Verdict::Met => &mut coverage.met,
                Verdict::Partial => &mut coverage.partial,
                Verdict::Unmet => &mut coverage.unmet,
                Verdict::Unknown => &mut coverage.unknown,
                Verdict::Excluded => &mut coverage.excluded,
            } += 1;
        }
        coverage.counted = coverage.requirements - coverage.excluded;
        coverage.percent = (coverage.met * 100).checked_div(coverage.counted);
        coverage
    }
}

impl Standing {
    fn of(answer: &Answer) -> Self {
        Self { verdict: answer.verdict, basis: answer.basis, inferred: answer.inferred }
    }

    /// The verdict, and whether it is met by certificates only: that is counted apart, and never by the standard's word.
    fn told(&self) -> (Verdict, bool) {
        (self.verdict, self.verdict == Verdict::Met && self.basis == Some(Basis::Inferred))
    }

    /// How much it says; none where it does not count.
    const fn rank(&self) -> Option<u8> {
        match self.verdict {
            Verdict::Met => Some(2),
            Verdict::Partial => Some(1),
            Verdict::Unmet | Verdict::Unknown => Some(0),
            Verdict::Excluded => None,
        }
    }
}

impl VerdictChange {
    /// The change of one requirement's answer, if there is one.
    fn new(
        id: &str,
        [before, after]: &[(&Posture<'_>, &FrameworkPosture<'_>); 2],
        facts: &[FactChange],
    ) -> Option<Self> {
        let (old, new) = (before.1.answer(id), after.1.answer(id));
        let none = Vec::new();
        let gaps = |answer: &Option<Answer>| answer.as_ref().map_or(none.clone(), |answer| answer.gaps.clone());
        let (had, has) = (gaps(&old), gaps(&new));
        let (listed_before, listed_after) = (old.as_ref().map(Standing::of), new.as_ref().map(Standing::of));
        let both = old.is_some() && new.is_some();
        let without = |gaps: &[Gap], others: &[Gap]| -> Vec<Gap> {
            gaps.iter().filter(|gap| both && !others.contains(gap)).cloned().collect()
        };
        let (gone, come) = (without(&had, &has), without(&has, &had));
        if listed_before == listed_after && gone.is_empty() && come.is_empty() {
            return None;
        }
        let requirement = after.1.framework().requirements.get(id).or(before.1.framework().requirements.get(id))?;
        let mut change = Self {
            framework: after.1.framework().id.clone(),
            id: id.to_owned(),
            title: requirement.title.clone(),
            direction: direction(listed_before.as_ref(), listed_after.as_ref(), gone.len(), come.len()),
            before: listed_before,
            after: listed_after,
            gone,
            come,
            reasons: Vec::new(),
        };
        let sides: Vec<Side<'_>> =
            [before, after].into_iter().filter_map(|(posture, framework)| Side::find(posture, framework, id)).collect();
        change.reasons = reasons(&sides, &change, facts);
        Some(change)
    }

    /// Whether the verdict changed, or whether it is met by more than certificates, or the requirement came or went.
    #[must_use]
    pub fn has_another_verdict(&self) -> bool {
        self.before.as_ref().map(Standing::told) != self.after.as_ref().map(Standing::told)
    }

    /// Which way the answer went.
    #[must_use]
    pub fn course(&self) -> Course {
        match (self.direction, self.has_another_verdict()) {
            (Direction::Worse, true) => Course::Worse,
            (Direction::Better, true) => Course::Better,
            (Direction::Neither, true) => Course::Neither,
            (Direction::Worse, false) => Course::WeakerGround,
            (Direction::Better, false) => Course::FirmerGround,
            (Direction::Neither, false) => Course::OtherGaps,
        }
    }

    /// Whether what a met rests on changed.
    #[must_use]
    pub fn basis_changed(&self) -> bool {
        let basis = |standing: &Option<Standing>| standing.as_ref().and_then(|standing| standing.basis);
        let both_met = basis(&self.before).is_some() && basis(&self.after).is_some();
        both_met && basis(&self.before) != basis(&self.after)
    }
}

/// By verdict; of equal verdicts by what they rest on, then by gaps that only came or only went.
fn direction(before: Option<&Standing>, after: Option<&Standing>, gone: usize, come: usize) -> Direction {
    let (Some(before), Some(after)) = (before, after) else { return Direction::Neither };
    let (Some(old), Some(new)) = (before.rank(), after.rank()) else { return Direction::Neither };
    let by_gaps = match (gone, come) {
        (_, 0) if before.verdict == after.verdict => gone.cmp(&0),
        (0, _) if before.verdict == after.verdict => 0.cmp(&come),
        _ => std::cmp::Ordering::Equal,
    };
    match new.cmp(&old).then_with(|| after.basis.cmp(&before.basis)).then(by_gaps) {
        std::cmp::Ordering::Less => Direction::Worse,
        std::cmp::Ordering::Equal => Direction::Neither,
        std::cmp::Ordering::Greater => Direction::Better,
    }
}
