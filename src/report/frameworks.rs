//! The frameworks themselves: as a list, and one as a tree.

use serde::Serialize;

use super::terminal::{line, wrap};
use super::to_json;
use crate::model::vocabulary::FrameworkStatus;
use crate::model::{Framework, FrameworkId, HUB, Library};
use anstyle::Style;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// A framework in the list.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    aliases: &'a [String],
    name: &'a str,
    edition: &'a str,
    publisher: &'a str,
    status: FrameworkStatus,
    item: &'a str,
    requirements: usize,
    groups: usize,
    profiles: Vec<&'a str>,
    mapped_to: Vec<&'a str>,
}

/// Every framework in a line or two each.
#[must_use]
pub fn frameworks_list(library: &Library) -> String {
    let mut page = String::new();
    let width = library.frameworks().iter().map(|framework| framework.id.len()).max().unwrap_or(0);
    for (id, framework) in library.numbered() {
        let count = framework.requirements.len();
        let names = if framework.aliases.is_empty() {
            String::new()
        } else {
            format!(", also {}", framework.aliases.join(", "))
        };
        let withdrawn = if framework.status == FrameworkStatus::Withdrawn { ", withdrawn" } else { "" };
        line(&mut page, &format!("{BOLD}{:width$}{BOLD:#}  {}", framework.id, framework.name));
        let mapped = mapped_to(library, id);
        let mapped = if mapped.is_empty() { String::new() } else { format!("; mapped to {}", mapped.join(", ")) };
        let text = format!("{count} requirements{withdrawn}{names}{mapped}");
        wrap(&mut page, &text, width + 2, width + 2);
    }
    page
}

/// One framework with its groups, requirements and profiles.
#[must_use]
pub fn framework_tree(library: &Library, id: FrameworkId) -> String {
    let framework = library.framework(id);
    let mut page = String::new();
    line(&mut page, &format!("{BOLD}{}{BOLD:#} {}", framework.id, framework.name));
    wrap(&mut page, &format!("{}, {}", framework.publisher, framework.edition), 0, 0);
    line(&mut page, &format!("{} requirements in {} groups", framework.requirements.len(), framework.groups.len()));
    if !framework.profiles.is_empty() {
        line(&mut page, "");
        line(&mut page, &format!("{BOLD}Profiles{BOLD:#}"));
    }
    for (name, profile) in &framework.profiles {
        let count = framework.requirements.keys().filter(|id| profile.includes(id)).count();
        wrap(&mut page, &format!("{name}: {} ({count})", profile.title), 2, 4);
    }
    line(&mut page, "");
    branches(&mut page, framework, None, 0);
    page
}

/// The groups inside a group, and its own requirements.
fn branches(page: &mut String, framework: &Framework, inside: Option<&str>, depth: usize) {
    let parent = |group: &str| {
        let around = framework.groups.keys().filter(|other| crate::model::group_prefix_matches(other, group));
        around.max_by_key(|other| other.len()).map(String::as_str)
    };
    for (id, group) in framework.groups.iter().filter(|(id, _)| parent(id) == inside) {
        let count = framework.requirements.values().filter(|r| r.group.as_deref() == Some(id)).count();
        let count = if count > 0 { format!(" {DIM}({count}){DIM:#}") } else { String::new() };
        line(page, &format!("{}{BOLD}{id}{BOLD:#} {}{count}", " ".repeat(depth * 2), group.title));
        branches(page, framework, Some(id), depth + 1);
    }
    for requirement in framework.requirements.values().filter(|r| r.group.as_deref() == inside) {
        wrap(page, &format!("{} {}", requirement.id, requirement.title), depth * 2, depth * 2 + 4);
    }
}

/// The list, or one framework of it, as JSON.
#[must_use]
pub fn frameworks_json(library: &Library, only: Option<FrameworkId>) -> String {
    let listed: Vec<Listed<'_>> = library
        .numbered()
        .filter(|(id, _)| only.is_none_or(|only| only == *id))
        .map(|(id, framework)| Listed {
            id: &framework.id,
            aliases: &framework.aliases,
            name: &framework.name,
            edition: &framework.edition,
            publisher: &framework.publisher,
            status: framework.status,
            item: &framework.item,
            requirements: framework.requirements.len(),
            groups: framework.groups.len(),
            profiles: framework.profiles.keys().map(String::as_str).collect(),
            mapped_to: mapped_to(library, id),
        })
        .collect();
    to_json(&listed)
}

/// The frameworks at the other end of a framework's mappings, the hub first.
fn mapped_to(library: &Library, id: FrameworkId) -> Vec<&str> {
    let ends = library.mappings.iter().filter_map(|mapping| match (mapping.source == id, mapping.target == id) {
        (true, _) => Some(mapping.target),
        (_, true) => Some(mapping.source),
        _ => None,
    });
    let mut names: Vec<&str> = ends.map(|end| library.framework(end).id.as_str()).collect();
    names.sort_by_key(|name| *name != HUB);
    names
}
