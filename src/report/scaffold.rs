//! The files of a new company: its scope, and its merged control set with nothing assessed yet.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

use super::template::builtin;
use crate::diag::{key_text, string_text};
use crate::engine::merge::{ControlSet, MergedControl};
use crate::model::{FrameworkId, Library, Node, natural_cmp};

/// A believable starting point: typical scope, systems and exclusions.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What kind of company it is.
    pub title: String,
    /// The frameworks such a company usually needs.
    pub frameworks: Vec<String>,
    /// The usual profiles of each framework.
    #[serde(default)]
    pub profiles: BTreeMap<String, Vec<String>>,
    /// The usual systems, by id.
    #[serde(default)]
    pub systems: IndexMap<String, String>,
    /// The usual exclusions, by `framework:id`, with the reason.
    #[serde(default)]
    pub excluded: IndexMap<String, String>,
}

impl Example {
    /// The names of all examples, sorted.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        let mut names: Vec<&str> = builtin::FILES.iter().filter_map(|(path, _)| name_of(path)).collect();
        names.sort_unstable();
        names
    }

    /// An example by name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        let (_, text) = builtin::FILES.iter().find(|(path, _)| name_of(path) == Some(name))?;
        let mut example: Self = toml::from_str(text).ok()?;
        example.systems.sort_by(|a, _, b, _| natural_cmp(a, b));
        example.excluded.sort_by(|a, _, b, _| natural_cmp(a, b));
        Some(example)
    }
}

fn name_of(path: &str) -> Option<&str> {
    path.strip_prefix("templates/company/")?.strip_suffix(".toml")
}

/// The text of `ccf.toml` for a company with these frameworks in scope.
#[must_use]
pub fn company_text(name: &str, library: &Library, frameworks: &[FrameworkId], example: &Example) -> String {
    let ids: Vec<&str> = frameworks.iter().map(|&id| library.framework(id).id.as_str()).collect();
    let mut text = String::from("# Who we are and what we must satisfy.\n\n");
    text += &format!("[company]\nname = {}\n\n[scope]\nframeworks = {ids:?}\n", string_text(name));
    let with_profiles = frameworks.iter().map(|&id| library.framework(id)).filter(|found| !found.profiles.is_empty());
    let mut profiles = String::new();
    for framework in with_profiles {
        let all = framework.profiles.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        match example.profiles.get(&framework.id) {
            Some(chosen) => profiles += &format!("# profiles: {all}\n{} = {chosen:?}\n", key_text(&framework.id)),
            None => profiles += &format!("# profiles: {all}; without a choice every requirement counts\n"),
        }
    }
    if !profiles.is_empty() {
        text += &format!("\n[scope.profiles]\n{profiles}");
    }
    let in_scope =
        |id: &str| ids.iter().any(|framework| id.split_once(':').is_some_and(|(found, _)| found == *framework));
    let excluded: Vec<String> = example
        .excluded
        .iter()
        .filter(|(id, _)| in_scope(id))
        .map(|(id, reason)| format!("{} = {}\n", key_text(id), string_text(reason)))
        .collect();
    text += "\n# Requirements that do not apply, each with the reason.\n[scope.excluded]\n";
    text += &excluded.concat();
    if example.systems.is_empty() {
        text += "\n# What you run. A control may differ from system to system.\n# [systems.identity]\n# title = \"Identity provider\"\n";
    }
    for (id, title) in &example.systems {
        text += &format!("\n[systems.{}]\ntitle = {}\n", key_text(id), string_text(title));
    }
    text
}

/// The text of `controls.toml`: every control of a set, not assessed yet.
#[must_use]
pub fn controls_text(library: &Library, set: &ControlSet) -> String {
    let mut text = String::from(
        "# Our controls: one table each. Say how far it is carried out with\n\
         #   status = \"implemented\"   # partial, planned, alternative, none, not-applicable (with `reason`)\n\
         #   owner = \"…\"\n\
         #   how = \"…\"\n\
         # A control without a status is not assessed. Parameters stand at the strictest value that is required.\n",
    );
    for control in &set.controls {
        text += &control_text(library, control);
    }
    text
}

fn control_text(library: &Library, control: &MergedControl) -> String {
    let requirement = library.requirement(control.node);
    let mut text = format!("\n# {}\n", requirement.title);
    comment(&mut text, &requirement.text);
    comment(&mut text, &format!("serves {}", served(library, control)));
    text += &format!("[controls.{}]\n", key_text(&control.id));
    let implements: Vec<String> = control.implements.iter().map(|&node| library.name(node)).collect();
    text += &format!("implements = {implements:?}\n");
    if !control.params.is_empty() {
        let each = control.params.iter().map(|(name, param)| format!("{} = {}", key_text(name), param.value));
        text += &format!("params = {{ {} }}\n", each.collect::<Vec<_>>().join(", "));
    }
    text
}

/// `soc2-2017 CC6.2 CC6.3, iso27001-2022 A.5.18`
fn served(library: &Library, control: &MergedControl) -> String {
    let mut by_framework: BTreeMap<FrameworkId, Vec<Node>> = BTreeMap::new();
    for service in &control.serves {
        by_framework.entry(library.framework_of(service.requirement)).or_default().push(service.requirement);
    }
    let each = by_framework.into_iter().map(|(framework, nodes)| {
        let ids: Vec<&str> = nodes.iter().map(|&node| library.requirement(node).id.as_str()).collect();
        format!("{} {}", library.framework(framework).id, ids.join(" "))
    });
    each.collect::<Vec<_>>().join(", ")
}

/// Adds a text as comment lines of at most 100 columns.
fn comment(text: &mut String, content: &str) {
    let mut row = String::from("#");
    for word in content.split_whitespace() {
        if row.len() + 1 + word.len() > 100 && row.len() > 1 {
            *text += &format!("{row}\n");
            row = String::from("#");
        }
        row += " ";
        row += word;
    }
    *text += &format!("{row}\n");
}
