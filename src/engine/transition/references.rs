//! What the references of controls become: only what follows from the relation.
//!
//! A control that is all of an old requirement is all of an equal new one and of one that asks for less, and a part of one
//! that asks for more or overlaps. A control that is a part of an old requirement is a part of an equal new one and of one
//! that asks for more; of the others it may be no part, so people decide.
//!
//! Where a new requirement is several old ones together, and different controls are all of these, no single reference
//! says so. Those references stay: they count through the mapping, by which the requirement is met once all of them are.

use std::collections::{BTreeMap, BTreeSet};

use super::carry::{Decision, DecisionKind, ids, listing};
use super::{Pair, Transition};
use crate::model::vocabulary::Verdict;
use crate::model::{Company, Control, Hold, Node};

/// One of a control's lists of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// What the control is all of.
    Implements,
    /// What the control is a part of.
    Contributes,
    /// What its alternative counts for.
    AlternativeFor,
}

impl List {
    /// Every list.
    pub const ALL: [Self; 3] = [Self::Implements, Self::Contributes, Self::AlternativeFor];

    /// Its key in `controls.toml`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Implements => "implements",
            Self::Contributes => "contributes",
            Self::AlternativeFor => "alternative-for",
        }
    }

    fn of(self, control: &Control) -> &[Node] {
        match self {
            Self::Implements => &control.implements,
            Self::Contributes => &control.contributes,
            Self::AlternativeFor => &control.alternative_for,
        }
    }
}

/// A reference to an old requirement that goes, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// Position of the control.
    pub control: usize,
    /// The list it stands in.
    pub list: List,
    /// The old requirement.
    pub old: Node,
    /// What takes its place, and in which list; nothing where the requirement falls away.
    pub new: Vec<(List, Node)>,
}

/// What becomes of every reference, and what is to be decided.
pub fn rewrite(transition: &Transition<'_>, company: &Company) -> (Vec<Rewrite>, Vec<Decision>) {
    let mut references = References::new(transition, company);
    let mut rewrites = Vec::new();
    for (at, control) in company.controls.iter().enumerate() {
        let mut own = references.of_control(at, control);
        references.keep_what_else_is_lost(control, &mut own);
        rewrites.extend(own);
    }
    (rewrites, references.decisions())
}

/// The old requirements that certificates held of the old edition cover and do not prove, beyond what they say already.
pub fn unproven(transition: &Transition<'_>, company: &Company) -> Vec<Node> {
    let library = transition.library;
    let negative = |found: Verdict| matches!(found, Verdict::Unmet | Verdict::Partial | Verdict::Excluded);
    let found = company.findings.iter().filter(|(_, finding)| negative(finding.verdict)).map(|(&node, _)| node);
    let open: BTreeSet<Node> = company.excluded.keys().copied().chain(found).collect();
    let framework = library.framework(transition.from);
    let missing = |node: &Node| {
        let covers = |hold: &&Hold| framework.selects(&hold.profiles, &library.requirement(*node).id);
        let holds = company.holds.iter().filter(|hold| hold.framework == transition.from);
        holds.filter(covers).any(|hold| !hold.exceptions.contains(node))
    };
    open.into_iter().filter(|&node| library.framework_of(node) == transition.from).filter(missing).collect()
}

struct References<'c, 'a> {
    transition: &'c Transition<'a>,
    company: &'c Company,
    /// The controls that implement each old requirement.
    implementers: BTreeMap<Node, BTreeSet<usize>>,
    /// Controls that are a part of an old requirement, and may be a part of the new ones.
    unsure: BTreeMap<(List, Node), (BTreeSet<Node>, Vec<String>)>,
    /// The new requirements that several controls are together.
    joint: BTreeSet<Node>,
    /// Controls whose reference stays because nothing else would be left of them.
    held: BTreeMap<Node, Vec<String>>,
}

impl<'c, 'a> References<'c, 'a> {
    fn new(transition: &'c Transition<'a>, company: &'c Company) -> Self {
        let mut implementers: BTreeMap<Node, BTreeSet<usize>> = BTreeMap::new();
        for (at, control) in company.controls.iter().enumerate() {
            for &node in &control.implements {
                implementers.entry(node).or_default().insert(at);
            }
        }
        let (unsure, held) = (BTreeMap::new(), BTreeMap::new());
        let mut references = Self { transition, company, implementers, unsure, joint: BTreeSet::new(), held };
        let new: BTreeSet<Node> = transition.pairs.iter().map(|pair| pair.new).collect();
        references.joint = new.into_iter().filter(|&new| references.is_joint(new)).collect();
        references
    }

    /// Whether different controls implement all of what a new requirement is together, and none of them is all of it.
    fn is_joint(&self, new: Node) -> bool {
        let none = BTreeSet::new();
        let sets: Vec<&BTreeSet<usize>> =
            self.transition.ancestors(new).map(|pair| self.implementers.get(&pair.old).unwrap_or(&none)).collect();
        let single = self.transition.ancestors(new).zip(&sets).any(|(pair, set)| pair.holds_new() && !set.is_empty());
        self.transition.is_sufficient(new)
            && !single
            && sets.iter().all(|set| !set.is_empty())
            && sets.windows(2).any(|pair| pair.first() != pair.last())
    }

    /// Whether the same controls implement all of what a new requirement is together.
    fn is_all(&self, new: Node) -> bool {
        let mut sets = self.transition.ancestors(new).map(|pair| self.implementers.get(&pair.old));
        let first = sets.next().flatten();
        self.transition.is_sufficient(new) && first.is_some() && sets.all(|set| set == first)
    }

    fn of_control(&mut self, at: usize, control: &Control) -> Vec<Rewrite> {
        let mut rewrites: Vec<Rewrite> = Vec::new();
        for list in List::ALL {
            let old: Vec<Node> = list.of(control).iter().copied().filter(|&old| self.is_old(old)).collect();
            for old in old {
                if let Some(new) = self.becomes(control, list, old) {
                    rewrites.push(Rewrite { control: at, list, old, new });
                }
            }
        }
        // What the control is all of by one reference, it is not also a part of by another. Parts that were named as such
        // stay: a list that is declared complete counts each of them.
        let given = rewrites.iter().flat_map(|rewrite| &rewrite.new).filter(|(list, _)| *list == List::Implements);
        let whole: BTreeSet<Node> = given.map(|(_, node)| *node).chain(control.implements.iter().copied()).collect();
        for rewrite in rewrites.iter_mut().filter(|rewrite| rewrite.list == List::Implements) {
            rewrite.new.retain(|(list, node)| *list == List::Implements || !whole.contains(node));
        }
        // What the control names already is not named again. Only now: what was left out just above names nothing.
        let mut named: BTreeSet<(List, Node)> = BTreeSet::new();
        for list in List::ALL {
            named.extend(list.of(control).iter().map(|&node| (list, node)));
        }
        for rewrite in &mut rewrites {
            rewrite.new.retain(|place| named.insert(*place));
        }
        rewrites
    }

    fn is_old(&self, node: Node) -> bool {
        self.transition.library.framework_of(node) == self.transition.from
    }

    /// What a reference becomes; none when it stays.
    fn becomes(&mut self, control: &Control, list: List, old: Node) -> Option<Vec<(List, Node)>> {
        let pairs: Vec<Pair<'_>> = self.transition.successors(old).copied().collect();
        let carries = pairs.iter().any(Pair::is_equal);
        if !carries && list != List::AlternativeFor && pairs.iter().any(|pair| self.joint.contains(&pair.new)) {
            return None;
        }
        let mut new = Vec::new();
        let mut unsure = Vec::new();
        for pair in &pairs {
            let place = match list {
                List::Implements if pair.holds_new() || self.is_all(pair.new) => Some(List::Implements),
                List::Implements => Some(List::Contributes),
                List::Contributes if pair.holds_old() => Some(List::Contributes),
                List::AlternativeFor if pair.holds_new() => Some(List::AlternativeFor),
                List::Contributes | List::AlternativeFor => None,
            };
            match place {
                Some(place) => new.push((place, pair.new)),
                None => unsure.push(pair.new),
            }
        }
        if !unsure.is_empty() {
            let entry = self.unsure.entry((list, old)).or_default();
            entry.0.extend(&unsure);
            entry.1.push(control.id.clone());
        }
        (!new.is_empty() || unsure.is_empty()).then_some(new)
    }

    /// Takes back rewrites without which the control would be linked to nothing, or have parameters of nothing.
    fn keep_what_else_is_lost(&mut self, control: &Control, rewrites: &mut Vec<Rewrite>) {
        let library = self.transition.library;
        let gone = |rewrites: &[Rewrite], list: List, node: Node| {
            rewrites.iter().any(|rewrite| rewrite.list == list && rewrite.old == node)
        };
        let after: Vec<Node> = control
            .implements
            .iter()
            .copied()
            .filter(|&node| !gone(rewrites, List::Implements, node))
            .chain(rewrites.iter().flat_map(|rewrite| &rewrite.new).map(|(_, node)| *node))
            .collect();
        let has = |nodes: &[Node], param: &String| {
            nodes.iter().any(|&node| library.requirement(node).params.contains_key(param))
        };
        let lost: Vec<&String> = control.params.keys().filter(|param| !has(&after, param)).collect();
        rewrites.retain(|rewrite| {
            let defines = |param: &&String| library.requirement(rewrite.old).params.contains_key(*param);
            rewrite.list != List::Implements || !lost.iter().any(defines)
        });
        let left = control.implements.iter().any(|&node| !gone(rewrites, List::Implements, node))
            || control.contributes.iter().any(|&node| !gone(rewrites, List::Contributes, node))
            || rewrites.iter().flat_map(|rewrite| &rewrite.new).any(|(list, _)| *list != List::AlternativeFor);
        if !left {
            for rewrite in rewrites.drain(..) {
                self.held.entry(rewrite.old).or_default().push(control.id.clone());
            }
        }
    }

    fn decisions(self) -> Vec<Decision> {
        let library = self.transition.library;
        let name = |node: &Node| library.requirement(*node).id.clone();
        let mut decisions = Vec::new();
        for &new in &self.joint {
            let old: Vec<Node> = self.transition.ancestors(new).map(|pair| pair.old).collect();
            let at: BTreeSet<usize> =
                old.iter().filter_map(|old| self.implementers.get(old)).flatten().copied().collect();
            let controls: Vec<String> =
                at.into_iter().filter_map(|at| Some(self.company.controls.get(at)?.id.clone())).collect();
            let old = ids(library, &old);
            let message = format!(
                "{} is {} together, which {} implement; the references stay and count through the mapping, until one \
                 control implements {0}",
                name(&new),
                listing(&old),
                listing(&controls),
            );
            decisions.push(decision(old, vec![name(&new)], controls, message));
        }
        for ((list, old), (new, controls)) in self.unsure {
            let new: Vec<String> = new.iter().map(name).collect();
            let (verb, what) = match (list, controls.len()) {
                (List::AlternativeFor, 1) => ("is an alternative for", "whether it is one for"),
                (List::AlternativeFor, _) => ("are alternatives for", "whether they are for"),
                (_, 1) => ("contributes to", "whether it does to"),
                _ => ("contribute to", "whether they do to"),
            };
            let message = format!("{} {verb} {}; decide {what} {}", listing(&controls), name(&old), listing(&new));
            decisions.push(decision(vec![name(&old)], new, controls, message));
        }
        for (old, controls) in self.held {
            let (verb, them) = if controls.len() == 1 { ("names", "it") } else { ("name", "them") };
            let message = format!(
                "{} {verb} {}, which falls away, and nothing else; say what {them} is for, or remove {them}",
                listing(&controls),
                name(&old)
            );
            decisions.push(decision(vec![name(&old)], Vec::new(), controls, message));
        }
        decisions
    }
}

fn decision(from: Vec<String>, to: Vec<String>, controls: Vec<String>, message: String) -> Decision {
    Decision { kind: DecisionKind::Reference, from, to, controls, message }
}
