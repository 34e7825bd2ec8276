//! What becomes of a company's own statements when it moves to another edition.
//!
//! Only what is certain is carried. An assessor's verdict moves to an equal requirement alone; an exclusion moves when
//! nothing that a new requirement comes from is left in scope; references are in `references`. What is left is listed as
//! a [`Decision`].

use std::collections::BTreeMap;

use serde::Serialize;

pub use super::references::{List, Rewrite};
use super::{Pair, Transition, references};
use crate::model::vocabulary::Verdict;
use crate::model::{Company, Library, Node, ScopedFramework};

/// What a company's statements about the old edition become.
#[derive(Debug, Default)]
pub struct Carried {
    /// The chosen profiles that the new edition has too.
    pub profiles: Vec<String>,
    /// The company's roles that the new edition knows too.
    pub roles: Vec<String>,
    /// Whether the controls' own lists of the new edition are declared complete.
    pub sufficient: bool,
    /// The new requirements that are excluded.
    pub exclusions: BTreeMap<Node, CarriedExclusion>,
    /// The equal new requirement that the verdict on an old one moves to.
    pub findings: BTreeMap<Node, Node>,
    /// What the references of controls become, in the order of controls, lists and old requirements; a reference that is
    /// not here stays.
    pub references: Vec<Rewrite>,
    /// The old requirements that were excluded, or found not met or only partly: no certificate of the old edition proves
    /// them, and nothing else says so once that is out of scope. Empty where the company holds none.
    pub unproven: Vec<Node>,
    /// What only people can decide.
    pub decisions: Vec<Decision>,
}

/// An exclusion that is carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedExclusion {
    /// The reason, with a note that names the old requirements.
    pub reason: String,
    /// The old requirements, in natural order.
    pub from: Vec<Node>,
}

/// Something that is not carried over, or not without being looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What it is about.
    pub kind: DecisionKind,
    /// The old requirements concerned, without their framework.
    pub from: Vec<String>,
    /// The new requirements concerned, without their framework.
    pub to: Vec<String>,
    /// The controls concerned.
    pub controls: Vec<String>,
    /// What is to be decided, in words.
    pub message: String,
}

/// What a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the parts of a company's files")]
pub enum DecisionKind {
    Profile,
    Role,
    Sufficient,
    Exclusion,
    Finding,
    Reference,
}

impl DecisionKind {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Role => "role",
            Self::Sufficient => "sufficient",
            Self::Exclusion => "exclusion",
            Self::Finding => "finding",
            Self::Reference => "reference",
        }
    }
}

impl Carried {
    /// Carries a company's statements over. The old edition is in its scope and the new one is not.
    #[must_use]
    pub fn new(transition: &Transition<'_>, company: &Company) -> Self {
        let mut carry = Carry { transition, company, carried: Self::default() };
        if let Some(scoped) = company.scoped(transition.from) {
            carry.profiles(scoped);
            carry.roles(scoped);
            carry.exclusions(scoped);
            carry.findings();
            carry.carried.unproven = super::references::unproven(transition, company);
            let (rewrites, open) = references::rewrite(transition, company);
            carry.carried.references = rewrites;
            carry.sufficient(scoped);
            carry.carried.decisions.extend(open);
        }
        carry.carried
    }
}

struct Carry<'c, 'a> {
    transition: &'c Transition<'a>,
    company: &'c Company,
    carried: Carried,
}

impl Carry<'_, '_> {
    fn decide(&mut self, kind: DecisionKind, from: &[Node], to: &[Node], message: String) {
        let library = self.transition.library;
        let (from, to) = (ids(library, from), ids(library, to));
        self.carried.decisions.push(Decision { kind, from, to, controls: Vec::new(), message });
    }

    fn profiles(&mut self, scoped: &ScopedFramework) {
        let new = self.transition.library.framework(self.transition.to);
        let (kept, lost): (Vec<_>, Vec<_>) =
            scoped.profiles.iter().cloned().partition(|name| new.profiles.contains_key(name));
        let left = if kept.is_empty() { "without a profile every requirement counts" } else { "the others are kept" };
        for name in lost {
            let message = format!("`{}` has no profile `{name}`; {left}", new.id);
            self.decide(DecisionKind::Profile, &[], &[], message);
        }
        self.carried.profiles = kept;
    }

    fn roles(&mut self, scoped: &ScopedFramework) {
        let new = self.transition.library.framework(self.transition.to);
        let known = |role: &String| new.requirements.values().any(|requirement| requirement.applies_to.contains(role));
        let (kept, lost): (Vec<_>, Vec<_>) = scoped.roles.iter().cloned().partition(known);
        for role in lost {
            let message = format!("no requirement of `{}` applies to the role `{role}`, which is left out", new.id);
            self.decide(DecisionKind::Role, &[], &[], message);
        }
        self.carried.roles = kept;
    }

    fn exclusions(&mut self, scoped: &ScopedFramework) {
        let library = self.transition.library;
        let profiles = self.carried.profiles.clone();
        let in_scope = |pair: &&Pair<'_>| is_in_scope(library, scoped, pair.old);
        for new in super::super::merge::listed(library, self.transition.to, &profiles, |_| false) {
            let ancestors: Vec<Node> = self.transition.ancestors(new).filter(in_scope).map(|pair| pair.old).collect();
            let (excluded, others): (Vec<Node>, Vec<Node>) =
                ancestors.into_iter().partition(|old| self.company.excluded.contains_key(old));
            if !excluded.is_empty() {
                self.exclude(new, excluded, &others);
            }
        }
    }

    /// Excludes a new requirement when all its ancestors in scope are excluded.
    fn exclude(&mut self, new: Node, excluded: Vec<Node>, others: &[Node]) {
        let library = self.transition.library;
        let names = |nodes: &[Node]| listing(&ids(library, nodes));
        let was = if excluded.len() == 1 { "was" } else { "were" };
        let reasons: Vec<&str> =
            excluded.iter().filter_map(|old| Some(self.company.excluded.get(old)?.reason.trim())).collect();
        if !others.is_empty() {
            let were = if others.len() == 1 { "was" } else { "were" };
            let message = format!(
                "{} comes from {}, which {was} excluded (\"{}\"), and from {}, which {were} not",
                library.requirement(new).id,
                names(&excluded),
                reasons.join("\"; \""),
                names(others),
            );
            return self.decide(DecisionKind::Exclusion, &excluded, &[new], message);
        }
        if !library.requirement(new).excludable {
            let message = format!(
                "{} cannot be excluded, and {}, which it comes from, {was} (\"{}\")",
                library.requirement(new).id,
                names(&excluded),
                reasons.join("\"; \"")
            );
            return self.decide(DecisionKind::Exclusion, &excluded, &[new], message);
        }
        if !self.transition.is_covered(new) {
            let more = self.transition.reason(new).map_or(String::new(), |why| format!(": {why}"));
            let message = format!(
                "{} is excluded as {} {was}, and asks for more{more}; confirm that the reason still holds",
                library.requirement(new).id,
                names(&excluded)
            );
            self.decide(DecisionKind::Exclusion, &excluded, &[new], message);
        }
        let mut reason = String::new();
        for (at, text) in reasons.iter().enumerate().filter(|(at, text)| !reasons.iter().take(*at).any(|r| r == *text))
        {
            reason = if at == 0 { (*text).to_owned() } else { format!("{reason} {text}") };
        }
        let old: Vec<String> = excluded.iter().map(|&node| library.name(node)).collect();
        let reason = format!("{reason} (carried over from {})", listing(&old));
        self.carried.exclusions.insert(new, CarriedExclusion { reason, from: excluded });
    }

    fn findings(&mut self) {
        let library = self.transition.library;
        let of_old = |(node, _): &(&Node, _)| library.framework_of(**node) == self.transition.from;
        for (&old, finding) in self.company.findings.iter().filter(of_old) {
            let id = &library.requirement(old).id;
            let equal = self.transition.successors(old).find(|pair| pair.is_equal()).map(|pair| pair.new);
            let stays = "it stays in findings.toml as a record and no longer counts";
            let said = format!("the finding \"{}\" on {id}", finding.verdict);
            let message = match equal {
                Some(new) if self.company.findings.contains_key(&new) => {
                    format!("{} has a finding of its own, so {said} is not moved to it; {stays}", library.name(new))
                }
                Some(new) if finding.verdict == Verdict::Excluded && !library.requirement(new).excludable => {
                    format!("{} cannot be excluded, so {said} is not moved to it; {stays}", library.name(new))
                }
                Some(new) => {
                    self.carried.findings.insert(old, new);
                    continue;
                }
                None => {
                    let near: Vec<Node> = self.transition.successors(old).map(|pair| pair.new).collect();
                    let why = match near.as_slice() {
                        [] => "nothing in the new edition comes from it".to_owned(),
                        near => {
                            let are = if near.len() == 1 { "is" } else { "are" };
                            format!("{} {are} not equal to it: ask the assessor", listing(&ids(library, near)))
                        }
                    };
                    format!("{said} is not moved, since {why}; {stays}")
                }
            };
            let near: Vec<Node> = self.transition.successors(old).map(|pair| pair.new).collect();
            self.decide(DecisionKind::Finding, &[old], &near, message);
        }
    }

    /// Lists that were declared complete stay so where they are complete for the new requirement too. What would only be
    /// a part of one is not named by it: those references stay, and count through the mapping.
    fn sufficient(&mut self, scoped: &ScopedFramework) {
        if !scoped.sufficient {
            return;
        }
        let library = self.transition.library;
        let id = &library.framework(self.transition.to).id;
        let is_new = |node: &Node| library.framework_of(*node) == self.transition.to;
        if self.company.controls.iter().flat_map(|control| &control.contributes).any(is_new) {
            let message = format!(
                "controls contribute to `{id}` already, and nobody said that these lists are complete; add `{id}` to \
                 `sufficient` under `[scope]` once they are"
            );
            return self.decide(DecisionKind::Sufficient, &[], &[], message);
        }
        self.carried.sufficient = true;
        let given = self.carried.references.iter().flat_map(|rewrite| &rewrite.new);
        let mut reached: Vec<Node> =
            given.filter(|(list, _)| *list == List::Contributes).map(|(_, node)| *node).collect();
        reached.sort_unstable();
        reached.dedup();
        let open: Vec<Node> = reached.into_iter().filter(|&new| !self.has_complete_lists(new)).collect();
        if open.is_empty() {
            return;
        }
        self.carried.references.retain_mut(|rewrite| {
            let falls_away = rewrite.new.is_empty();
            rewrite.new.retain(|(list, new)| *list != List::Contributes || open.binary_search(new).is_err());
            falls_away || !rewrite.new.is_empty()
        });
        let message = format!(
            "the controls' lists were declared complete, and are not for {}: their references stay and count through \
             the mapping, at most in part. Name the new requirement in each control once they are all of it",
            listing(&ids(library, &open))
        );
        self.decide(DecisionKind::Sufficient, &[], &open, message);
    }

    /// Whether the controls that now contribute to a new requirement are all of it, when the old lists were complete.
    fn has_complete_lists(&self, new: Node) -> bool {
        let gives = |rewrite: &&Rewrite| rewrite.new.contains(&(List::Contributes, new));
        let is_same = |rewrite: &Rewrite| {
            let mut ancestors = self.transition.ancestors(new);
            rewrite.list == List::Contributes && ancestors.any(|pair| pair.old == rewrite.old && pair.is_equal())
        };
        if self.carried.references.iter().filter(gives).all(is_same) {
            return true;
        }
        let is_named = |old: Node| self.carried.references.iter().filter(gives).any(|rewrite| rewrite.old == old);
        let complete = |pair: &Pair<'_>| pair.holds_old() && is_named(pair.old);
        self.transition.is_sufficient(new) && self.transition.ancestors(new).all(complete)
    }
}

/// Whether a requirement counted for the company: in its profiles, and for its roles.
fn is_in_scope(library: &Library, scoped: &ScopedFramework, node: Node) -> bool {
    let requirement = library.requirement(node);
    library.framework(scoped.framework).selects(&scoped.profiles, &requirement.id)
        && (requirement.applies_to.is_empty() || requirement.applies_to.iter().any(|role| scoped.roles.contains(role)))
}

/// The ids of requirements, without their framework.
pub(super) fn ids(library: &Library, nodes: &[Node]) -> Vec<String> {
    nodes.iter().map(|&node| library.requirement(node).id.clone()).collect()
}

/// `a`, `a and b`, `a, b and c`
pub(super) fn listing(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
