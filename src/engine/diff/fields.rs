//! What a framework's file says besides texts, as named values: the head, and the fields of a requirement.

use crate::model::vocabulary::{Class, Frequency, Nature, Per};
use crate::model::{Framework, Requirement};

/// The fields of a requirement that are no running text; positions are given as ids.
pub fn requirement_fields(requirement: &Requirement, framework: &Framework) -> Vec<(String, String)> {
    let id = |at: Option<usize>| at.and_then(|at| framework.requirements.get_index(at)).map(|(id, _)| id.clone());
    let word = |word: Option<&'static str>| word.map(str::to_owned);
    let list = |items: Vec<&str>| (!items.is_empty()).then(|| items.join(", "));
    let fields = [
        ("group", requirement.group.clone()),
        ("effective", requirement.effective.map(|day| day.to_string())),
        ("applies-to", list(requirement.applies_to.iter().map(String::as_str).collect())),
        ("excludable", (!requirement.excludable).then(|| "false".to_owned())),
        ("part-of", id(requirement.part_of)),
        ("superseded-by", id(requirement.superseded_by)),
        ("type", list(requirement.control_type.iter().map(|kind| kind.as_str()).collect())),
        ("class", word(requirement.class.map(Class::as_str))),
        ("nature", word(requirement.nature.map(Nature::as_str))),
        ("per", word(requirement.per.map(Per::as_str))),
        ("key", requirement.key.then(|| "true".to_owned())),
        ("frequency", word(requirement.frequency.map(Frequency::as_str))),
        ("policy", requirement.policy.clone()),
        ("evidence", list(requirement.evidence.iter().map(String::as_str).collect())),
    ];
    let mut named: Vec<(String, String)> =
        fields.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?))).collect();
    named.extend(requirement.tags.iter().map(|(tag, values)| (format!("tags.{tag}"), values.join(", "))));
    named.extend(requirement.solutions.iter().map(|(on, what)| (format!("solutions.{on}"), what.join("; "))));
    for (name, param) in &requirement.params {
        named.push((format!("params.{name}.default"), format!("{} {}", param.default, param.unit)));
        named.push((format!("params.{name}.strictest"), param.strictest.to_string()));
        named.push((format!("params.{name}.label"), param.label.clone()));
    }
    named
}

/// What a framework says of itself, and its profiles, groups, documents, policies and evidence items.
pub fn head(framework: &Framework) -> Vec<(String, String)> {
    let mut named: Vec<(String, String)> = [
        ("name", Some(framework.name.clone())),
        ("edition", Some(framework.edition.clone())),
        ("publisher", Some(framework.publisher.clone())),
        ("aliases", Some(framework.aliases.join(", "))),
        ("interface", framework.interface.clone()),
        ("item", Some(framework.item.clone())),
        ("status", Some(framework.status.to_string())),
        ("wording", Some(framework.wording.to_string())),
        ("source", framework.source.clone()),
        ("verdicts", Some(framework.words.words.join(", "))),
    ]
    .into_iter()
    .filter_map(|(field, value)| Some((field.to_owned(), value.filter(|value| !value.is_empty())?)))
    .collect();
    let described = |title: &str, text: &Option<String>| match text {
        Some(text) => format!("{title}: {text}"),
        None => title.to_owned(),
    };
    for (id, profile) in &framework.profiles {
        named.push((format!("profiles.{id}"), format!("{}: {}", profile.title, profile.include.join(", "))));
    }
    for (id, group) in &framework.groups {
        named.push((format!("groups.{id}"), described(&group.title, &group.text)));
    }
    for (id, document) in &framework.documents {
        let demanded = framework.requirements.get_index(document.requirement).map_or("", |(id, _)| id);
        named.push((format!("documents.{id}"), format!("{} ({}, {demanded})", document.title, document.kind)));
    }
    for (table, items) in [("policies", &framework.policies), ("evidence", &framework.evidence)] {
        named.extend(items.iter().map(|(id, item)| (format!("{table}.{id}"), described(&item.title, &item.text))));
    }
    named
}
