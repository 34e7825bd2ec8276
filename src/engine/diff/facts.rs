//! The facts that verdicts are made from, as named values, so that two sets of them can be compared.
//!
//! A fact has a kind, a subject (a control, a requirement, a row …) and a field; together they name it. Whatever the
//! inference reads is here: when no fact differs, no verdict does.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{Company, Control, Evidence, Framework, Library, Mapping, Period, Requirement, Row, natural_cmp};

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// A control of the company.
    Control,
    /// An auditor's exception on a control.
    Exception,
    /// An assessor's finding.
    Finding,
    /// A requirement left out.
    Exclusion,
    /// A framework in scope: its profiles, roles and period.
    Scope,
    /// A system.
    System,
    /// A certificate the company holds.
    Certificate,
    /// A row of a mapping, or a whole mapping.
    Mapping,
    /// A requirement or common control, or a whole framework.
    Requirement,
}

impl FactKind {
    /// The kind as a word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Exception => "exception",
            Self::Finding => "finding",
            Self::Exclusion => "exclusion",
            Self::Scope => "scope",
            Self::System => "system",
            Self::Certificate => "certificate",
            Self::Mapping => "mapping",
            Self::Requirement => "requirement",
        }
    }
}

/// A fact that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactChange {
    /// What it is about.
    pub kind: FactKind,
    /// The control, requirement, row or framework.
    pub subject: String,
    /// The key as it stands in files; empty where the subject as a whole came or went.
    pub field: String,
    /// What it was; none: it was not there.
    pub before: Option<String>,
    /// What it is; none: it is not there any more.
    pub after: Option<String>,
    /// Whether inference reads it; what it does not read cannot change a verdict.
    pub counts: bool,
    /// The verdicts it is a reason for, as `framework:id`.
    pub explains: Vec<String>,
    /// The requirements (by full name) and controls (by id) it bears on.
    #[serde(skip)]
    pub(super) about: BTreeSet<String>,
}

/// Kind, subject, field, and which of several items under one field.
type Name = (FactKind, String, String, String);

#[derive(Debug)]
struct Fact {
    value: String,
    counts: bool,
    about: BTreeSet<String>,
}

/// All facts of one side.
#[derive(Debug, Default)]
pub struct Facts(BTreeMap<Name, Fact>);

/// The field of the fact that its subject is there at all.
const HEAD: &str = "";

impl Facts {
    /// The facts of a company, and of the frameworks and mappings it is judged by.
    pub fn of(library: &Library, company: &Company) -> Self {
        let mut facts = Self::default();
        for (at, control) in company.controls.iter().enumerate() {
            facts.control(library, company, control);
            for exception in company.exceptions.iter().filter(|exception| exception.control == at) {
                let mut add = facts.adder(FactKind::Exception, &exception.id, [control.id.clone()]);
                add(HEAD, Some(format!("{} from {}: {}", control.id, exception.from, exception.why)), true);
                add("from", Some(exception.from.to_string()), true);
                add("to", exception.to.map(|day| day.to_string()), true);
                add("why", Some(exception.why.clone()), false);
                add("control", Some(control.id.clone()), true);
            }
        }
        facts.company(library, company);
        for framework in library.frameworks() {
            facts.framework(framework);
        }
        for mapping in &library.mappings {
            facts.mapping(library, mapping);
        }
        facts
    }

    /// Adds facts about one subject; values that are not there are left out.
    fn adder<const N: usize>(
        &mut self,
        kind: FactKind,
        subject: &str,
        about: [String; N],
    ) -> impl FnMut(&str, Option<String>, bool) + use<'_, N> {
        let subject = subject.to_owned();
        let about = BTreeSet::from(about);
        move |field, value, counts| {
            let Some(value) = value else { return };
            // Of a list every item is a fact.
            let item = if field == "evidence" || kind == FactKind::Certificate { value.clone() } else { String::new() };
            let fact = Fact { value, counts, about: about.clone() };
            self.0.insert((kind, subject.clone(), field.to_owned(), item), fact);
        }
    }

    fn control(&mut self, library: &Library, company: &Company, control: &Control) {
        let names = |nodes: &[crate::model::Node]| {
            let names: Vec<String> = nodes.iter().map(|&node| library.name(node)).collect();
            (!names.is_empty()).then(|| names.join(", "))
        };
        let status = control.status.map_or("not assessed", |status| status.as_str());
        let implements = names(&control.implements).map_or(String::new(), |names| format!(", implements {names}"));
        let mut add = self.adder(FactKind::Control, &control.id, [control.id.clone()]);
        add(HEAD, Some(format!("{status}{implements}")), true);
        add("status", Some(status.to_owned()), true);
        add("implements", names(&control.implements), true);
        add("contributes", names(&control.contributes), true);
        add("alternative-for", names(&control.alternative_for), true);
        add("frequency", control.frequency.map(|frequency| frequency.to_string()), true);
        for (system, status) in &control.systems {
            let Some((id, _)) = company.systems.get_index(system.0) else { continue };
            add(&format!("systems.{id}"), Some(status.to_string()), true);
        }
        for (name, value) in &control.params {
            add(&format!("params.{name}"), Some(value.to_string()), true);
        }
        for item in &control.evidence {
            add("evidence", Some(describe_evidence(item)), true);
        }
        add("title", control.title.clone(), false);
        add("reason", control.reason.clone(), false);
        add("owner", control.owner.clone(), false);
        add("how", control.how.clone(), false);
        add("effort", control.effort.clone(), false);
        add("due", control.due.map(|day| day.to_string()), false);
    }

    fn company(&mut self, library: &Library, company: &Company) {
        let id = |framework| library.framework(framework).id.clone();
        self.adder(FactKind::Scope, "company", [])("name", Some(company.name.clone()), false);
        for scoped in &company.scope {
            let framework = id(scoped.framework);
            let list = |items: &[String]| (!items.is_empty()).then(|| items.join(", "));
            let mut add = self.adder(FactKind::Scope, &framework, [framework.clone()]);
            add(HEAD, Some("in scope".to_owned()), true);
            add("profiles", Some(list(&scoped.profiles).unwrap_or("all".to_owned())), true);
            add("roles", list(&scoped.roles), true);
            add("sufficient", scoped.sufficient.then(|| "true".to_owned()), true);
            add("period", scoped.period.map(describe_period), true);
        }
        for (&node, exclusion) in &company.excluded {
            let name = library.name(node);
            self.adder(FactKind::Exclusion, &name, [name.clone()])(HEAD, Some(exclusion.reason.clone()), true);
        }
        for (name, system) in &company.systems {
            let looked_at =
                |scope: &Vec<_>| scope.iter().map(|&framework| id(framework)).collect::<Vec<_>>().join(", ");
            let mut add = self.adder(FactKind::System, name, []);
            add(HEAD, Some(system.title.clone()), true);
            add("scope", Some(system.scope.as_ref().map_or("all".to_owned(), looked_at)), true);
            add("title", Some(system.title.clone()), false);
        }
        for hold in &company.holds {
            let framework = id(hold.framework);
            let until = hold.to.map_or(String::new(), |day| format!(" to {day}"));
            let but = hold.exceptions.iter().map(|&node| library.name(node)).collect::<Vec<_>>().join(", ");
            let profiles = hold.profiles.join(", ");
            let mut text = format!("from {}{until}", hold.from);
            text += &if profiles.is_empty() { String::new() } else { format!(", {profiles}") };
            text += &if but.is_empty() { String::new() } else { format!(", but for {but}") };
            self.adder(FactKind::Certificate, &framework, [framework.clone()])(HEAD, Some(text), true);
        }
        for (&node, finding) in &company.findings {
            let name = library.name(node);
            let mut add = self.adder(FactKind::Finding, &name, [name.clone()]);
            add(HEAD, Some(format!("{} by {} on {}", finding.verdict, finding.by, finding.date)), true);
            add("verdict", Some(finding.verdict.to_string()), true);
            add("date", Some(finding.date.to_string()), true);
            add("expires", finding.expires.map(|day| day.to_string()), true);
            add("approach", finding.approach.map(|approach| approach.to_string()), false);
            add("by", Some(finding.by.clone()), false);
            add("why", finding.why.clone(), false);
            add("recommendation", finding.recommendation.clone(), false);
            add("severity", finding.severity.map(|severity| severity.to_string()), false);
        }
    }

    fn framework(&mut self, framework: &Framework) {
        let add_whole = format!("{} requirements", framework.requirements.len());
        self.adder(FactKind::Requirement, &framework.id, [])(HEAD, Some(add_whole), true);
        let id = |at: Option<usize>| at.and_then(|at| framework.requirements.get_index(at)).map(|(id, _)| id.clone());
        for requirement in framework.requirements.values() {
            let Requirement { effective, applies_to, frequency, .. } = requirement;
            let name = format!("{}:{}", framework.id, requirement.id);
            let mut add = self.adder(FactKind::Requirement, &name, [name.clone()]);
            add(HEAD, Some(requirement.title.clone()), true);
            add("effective", effective.map(|day| day.to_string()), true);
            add("applies-to", (!applies_to.is_empty()).then(|| applies_to.join(", ")), true);
            add("part-of", id(requirement.part_of), true);
            add("superseded-by", id(requirement.superseded_by), true);
            add("frequency", frequency.map(|frequency| frequency.to_string()), true);
            add("title", Some(requirement.title.clone()), false);
            add("text", Some(requirement.text.clone()), false);
        }
        for (profile, selected) in &framework.profiles {
            let mut add = self.adder(FactKind::Requirement, &framework.id, [framework.id.clone()]);
            add(&format!("profiles.{profile}"), Some(selected.include.join(", ")), true);
        }
    }

    fn mapping(&mut self, library: &Library, mapping: &Mapping) {
        let (source, target) = (&library.framework(mapping.source).id, &library.framework(mapping.target).id);
        let whole = format!("{source}--{target}");
        let rows: usize = mapping.entries.iter().map(|entry| entry.rows.len()).sum();
        self.adder(FactKind::Mapping, &whole, [])(HEAD, Some(format!("{rows} rows")), true);
        for entry in &mapping.entries {
            let source = library.name(entry.source);
            let subject = format!("{source} to {target}");
            let sufficient = if entry.sufficient { "true" } else { "false" };
            self.adder(FactKind::Mapping, &subject, [source.clone()])("sufficient", Some(sufficient.to_owned()), true);
            for row in &entry.rows {
                let target = library.name(row.target);
                let mut add = self.adder(FactKind::Mapping, &format!("{source} to {target}"), [source.clone(), target]);
                add(row.relation.as_str(), Some(describe_row(row)), true);
            }
        }
    }

    /// The facts that differ, by kind, then in natural order. Where a subject as a whole came or went, that stands for all
    /// that is said of it.
    pub fn changes(before: &Self, after: &Self) -> Vec<FactChange> {
        let mut names: Vec<&Name> = before.0.keys().chain(after.0.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let mut changes: Vec<FactChange> = Vec::new();
        for name in names {
            let (old, new) = (before.0.get(name), after.0.get(name));
            let is_head = name.2 == HEAD && name.0 != FactKind::Exclusion;
            let both = old.is_some() && new.is_some();
            if (is_head && both) || old.map(|fact| &fact.value) == new.map(|fact| &fact.value) {
                continue;
            }
            let about = old.iter().chain(&new).flat_map(|fact| fact.about.iter().cloned()).collect();
            changes.push(FactChange {
                kind: name.0,
                subject: name.1.clone(),
                field: name.2.clone(),
                before: old.map(|fact| fact.value.clone()),
                after: new.map(|fact| fact.value.clone()),
                counts: old.into_iter().chain(new).any(|fact| fact.counts),
                explains: Vec::new(),
                about,
            });
        }
        fold(&mut changes);
        let order = |a: &FactChange, b: &FactChange| {
            let names = natural_cmp(&a.subject, &b.subject).then_with(|| natural_cmp(&a.field, &b.field));
            a.kind.cmp(&b.kind).then(names).then_with(|| (&a.before, &a.after).cmp(&(&b.before, &b.after)))
        };
        changes.sort_by(order);
        changes
    }
}

/// Leaves of a subject that came or went as a whole only that, and of a framework or mapping its name.
fn fold(changes: &mut Vec<FactChange>) {
    let whole = |change: &FactChange| change.field == HEAD && (change.before.is_none() || change.after.is_none());
    let gone: BTreeSet<(FactKind, String)> =
        changes.iter().filter(|change| whole(change)).map(|change| (change.kind, change.subject.clone())).collect();
    let holder = |change: &FactChange| -> Option<(FactKind, String)> {
        let part = match change.kind {
            FactKind::Requirement => change.subject.split_once(':')?.0.to_owned(),
            FactKind::Mapping => {
                let (source, target) = change.subject.split_once(" to ")?;
                let framework = |name: &str| name.split(':').next().unwrap_or_default().to_owned();
                format!("{}--{}", framework(source), framework(target))
            }
            _ => return None,
        };
        Some((change.kind, part))
    };
    let mut inherited: BTreeMap<(FactKind, String), BTreeSet<String>> = BTreeMap::new();
    changes.retain(|change| {
        let own = (change.kind, change.subject.clone());
        let into = match holder(change).filter(|holder| gone.contains(holder)) {
            Some(holder) => holder,
            None if change.field != HEAD && gone.contains(&own) => own,
            None => return true,
        };
        inherited.entry(into).or_default().extend(change.about.iter().cloned());
        false
    });
    for change in changes.iter_mut().filter(|change| whole(change)) {
        if let Some(about) = inherited.remove(&(change.kind, change.subject.clone())) {
            change.about.extend(about);
        }
    }
}

fn describe_evidence(item: &Evidence) -> String {
    let parts = [
        item.id.clone(),
        item.covers.map(|(from, to)| format!("covers {from}/{to}")),
        item.date.map(|day| format!("of {day}")),
        item.tested.map(|count| format!("{count} tested")),
        item.deviations.map(|count| format!("{count} deviations")),
        item.file.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn describe_period(period: Period) -> String {
    match period {
        Period::At(day) => format!("type 1 at {day}"),
        Period::Window { from, to } => format!("type 2 from {from} to {to}"),
    }
}

fn describe_row(row: &Row) -> String {
    let bounds = row.bounds.iter().map(|bound| format!(", {} {}", bound.param, bound.describe())).collect::<String>();
    format!("strength {}{bounds}", row.strength)
}
