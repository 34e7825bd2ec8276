//! What remains to be done for a framework: controls to build or complete, and documents to write.
//!
//! Controls come in the order of effort, as far as it is stated, the least first; then those that hold back most
//! requirements. A policy is to be written while nothing it stands over is in operation, else it is to be reviewed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use indexmap::IndexMap;
use serde::Serialize;

use crate::model::vocabulary::{DocumentKind, GapKind, NoteKind, Status, Verdict};
use crate::model::{Company, Framework, Library, Node, natural_cmp};
use crate::standard::Answer;

/// What remains to be done.
#[derive(Debug, Default, Serialize)]
pub struct Work {
    /// The controls with gaps.
    pub controls: Vec<WorkItem>,
    /// The documents that open controls and requirements name.
    pub documents: Vec<DocumentItem>,
}

/// One control with the requirements it holds back.
#[derive(Debug, Serialize)]
pub struct WorkItem {
    /// The control; a common control that nobody implements has its full name, `common:ID`, and so has a requirement that
    /// is itself to be looked at.
    pub control: String,
    /// What it is called, where that is known.
    pub title: Option<String>,
    /// What to do: `build`, `complete`, `collect evidence`, `tighten`, `resolve`, `roll out` or `assess`; about a requirement
    /// `resolve` what was found, `decide` or `map`.
    pub action: &'static str,
    /// The work left, as the company states it: `4h`, `5d`, `2w`.
    pub effort: Option<String>,
    /// What is missing in it, in words.
    pub messages: Vec<String>,
    /// The requirements that name it among their gaps, in natural order.
    pub requirements: Vec<String>,
}

/// One document with the requirements it is for.
#[derive(Debug, Serialize)]
pub struct DocumentItem {
    /// Its id in the hub's policies or the framework's documents.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// `policy`, `document` or `record`.
    pub kind: &'static str,
    /// What to do: `write`, `keep` for a record, or `review` for a policy of which something is in operation.
    pub action: &'static str,
    /// The open controls that name it; none where the framework itself demands it.
    pub controls: Vec<String>,
    /// The requirements it is for, in natural order.
    pub requirements: Vec<String>,
}

impl Work {
    /// What remains according to the answers to a framework, in their order.
    pub fn remaining<'a>(framework: &Framework, answers: impl Iterator<Item = (&'a str, &'a Answer)>) -> Self {
        let mut items: IndexMap<&str, (WorkItem, GapKind)> = IndexMap::new();
        let mut open: BTreeSet<&str> = BTreeSet::new();
        let mut alone = Vec::new();
        for (id, answer) in answers {
            if !matches!(answer.verdict, Verdict::Met | Verdict::Excluded) {
                open.insert(id);
                alone.extend(WorkItem::of_requirement(framework, id, answer));
            }
            for gap in &answer.gaps {
                let Some(control) = &gap.control else { continue };
                let (item, kind) = items.entry(control).or_insert_with(|| (WorkItem::new(control), gap.kind));
                *kind = gap.kind.min(*kind);
                if !item.messages.contains(&gap.message) {
                    item.messages.push(gap.message.clone());
                }
                if item.requirements.last().is_none_or(|last| last != id) {
                    item.requirements.push(id.to_owned());
                }
            }
        }
        let controls = items.into_values().map(|(item, kind)| WorkItem { action: action(kind, &item.control), ..item });
        let mut work = Self { controls: controls.chain(alone).collect(), documents: demanded(framework, &open) };
        work.sort();
        work
    }

    /// Adds what a company's data knows of the controls: titles, efforts, and the policies they name.
    pub fn complete(&mut self, library: &Library, company: &Company) {
        let mut known: HashMap<&str, usize> = HashMap::new();
        known.extend(company.controls.iter().enumerate().map(|(at, control)| (control.id.as_str(), at)));
        let mut policies: BTreeMap<&str, DocumentItem> = BTreeMap::new();
        for item in &mut self.controls {
            let own = known.get(item.control.as_str()).and_then(|&at| company.controls.get(at));
            let mut common: Vec<Node> = own.map_or_else(Vec::new, |control| control.implements.clone());
            if own.is_none() {
                common.extend(named(library, &item.control));
            }
            common.retain(|&node| library.is_common(node));
            let title = common.first().map(|&node| library.requirement(node).title.clone());
            item.title = own.and_then(|control| control.title.clone()).or(title).or(item.title.take());
            item.effort = own.and_then(|control| control.effort.clone());
            let named = common.iter().filter_map(|&node| library.requirement(node).policy.as_deref());
            for policy in named.collect::<BTreeSet<_>>() {
                let document = policies.entry(policy).or_insert_with(|| self::policy(library, policy));
                document.controls.push(item.control.clone());
                document.requirements.extend(item.requirements.iter().cloned());
            }
        }
        let alive = in_operation(library, company);
        for (id, mut document) in policies {
            document.action = if alive.contains(id) { "review" } else { "write" };
            document.controls.sort_by(|a, b| natural_cmp(a, b));
            document.requirements.sort_by(|a, b| natural_cmp(a, b));
            document.requirements.dedup();
            self.documents.push(document);
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.controls.sort_by(|a, b| {
            let effort = |item: &WorkItem| item.effort.as_deref().and_then(hours).unwrap_or(u64::MAX);
            let by_effort = effort(a).cmp(&effort(b));
            let more = b.requirements.len().cmp(&a.requirements.len());
            by_effort.then(more).then_with(|| natural_cmp(&a.control, &b.control))
        });
        self.documents.sort_by(|a, b| {
            let reviewed = |item: &DocumentItem| item.action == "review";
            let more = b.requirements.len().cmp(&a.requirements.len());
            reviewed(a).cmp(&reviewed(b)).then(more).then_with(|| natural_cmp(&a.id, &b.id)).then(a.kind.cmp(b.kind))
        });
    }
}

impl WorkItem {
    /// What is to be done about a requirement itself: what an assessor found, or what no control is named for.
    fn of_requirement(framework: &Framework, id: &str, answer: &Answer) -> Option<Self> {
        let told = |kind| answer.notes.iter().filter(move |note| note.kind == kind).map(|note| note.message.clone());
        let found: Vec<String> = told(NoteKind::Finding).collect();
        let (action, messages) = if !found.is_empty() {
            ("resolve", found)
        } else if answer.gaps.iter().any(|gap| gap.control.is_some()) {
            return None;
        } else if answer.gaps.is_empty() {
            ("decide", told(NoteKind::Decide).collect())
        } else {
            ("map", answer.gaps.iter().map(|gap| gap.message.clone()).collect())
        };
        if messages.is_empty() {
            return None;
        }
        let title = framework.requirements.get(id).map(|requirement| requirement.title.clone());
        let requirements = vec![id.to_owned()];
        Some(Self { title, action, messages, requirements, ..Self::new(&format!("{}:{id}", framework.id)) })
    }

    fn new(control: &str) -> Self {
        Self {
            control: control.to_owned(),
            title: None,
            action: "",
            effort: None,
            messages: Vec::new(),
            requirements: Vec::new(),
        }
    }
}

/// What to do about a control, by the first kind of its gaps. A name with a framework is of something nobody implements.
fn action(kind: GapKind, control: &str) -> &'static str {
    match kind {
        GapKind::Design => "build",
        GapKind::Operation => "complete",
        GapKind::Evidence => "collect evidence",
        GapKind::Parameter => "tighten",
        GapKind::Exception => "resolve",
        GapKind::Scope => "roll out",
        GapKind::Unassessed | GapKind::Unmapped if control.contains(':') => "build",
        GapKind::Unassessed | GapKind::Unmapped => "assess",
    }
}

/// The documents that open requirements of a framework demand.
fn demanded(framework: &Framework, open: &BTreeSet<&str>) -> Vec<DocumentItem> {
    let demanded = framework.documents.iter().filter_map(|(id, document)| {
        let (requirement, _) = framework.requirements.get_index(document.requirement)?;
        let (kind, action) = match document.kind {
            DocumentKind::Document => ("document", "write"),
            DocumentKind::Record => ("record", "keep"),
        };
        open.contains(requirement.as_str()).then(|| DocumentItem {
            id: id.clone(),
            title: document.title.clone(),
            kind,
            action,
            controls: Vec::new(),
            requirements: vec![requirement.clone()],
        })
    });
    demanded.collect()
}

/// The requirement of a full name.
fn named(library: &Library, name: &str) -> Option<Node> {
    let (framework, id) = name.split_once(':')?;
    library.node(library.find(framework)?, id)
}

fn policy(library: &Library, id: &str) -> DocumentItem {
    let known = library.hub().and_then(|hub| library.framework(hub).policies.get(id));
    DocumentItem {
        id: id.to_owned(),
        title: known.map_or_else(|| id.to_owned(), |policy| policy.title.clone()),
        kind: "policy",
        action: "write",
        controls: Vec::new(),
        requirements: Vec::new(),
    }
}

/// The policies of which some control is carried out anywhere.
fn in_operation<'l>(library: &'l Library, company: &Company) -> BTreeSet<&'l str> {
    let runs = |status: &Status| matches!(status, Status::Implemented | Status::Partial | Status::Alternative);
    let running =
        company.controls.iter().filter(|control| control.status.iter().chain(control.systems.values()).any(runs));
    let common = running.flat_map(|control| &control.implements).filter(|&&node| library.is_common(node));
    common.filter_map(|&node| library.requirement(node).policy.as_deref()).collect()
}

/// An effort in hours of work: a day has 8, a week 40.
fn hours(effort: &str) -> Option<u64> {
    let (number, unit) = effort.split_at_checked(effort.len().checked_sub(1)?)?;
    let hours = match unit {
        "h" => 1,
        "d" => 8,
        "w" => 40,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(hours)
}
