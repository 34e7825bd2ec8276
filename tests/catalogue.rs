//! The shipped data by its invariants: counts, completeness, form.

use std::collections::BTreeSet;

use ccf::engine::Graph;
use ccf::engine::crosswalk::pairs;
use ccf::load::{Workspace, load_builtin};
use ccf::model::vocabulary::{Frequency, Nature, Relation};
use ccf::model::{Framework, HUB, Mapping, Node, Requirement, natural_cmp};
use ccf::report::scaffold::Example;

use crate::world::render_all;

fn shipped() -> Workspace {
    let workspace = load_builtin();
    assert!(workspace.diagnostics.is_empty(), "{}", render_all(&workspace));
    workspace
}

fn framework<'a>(workspace: &'a Workspace, id: &str) -> &'a Framework {
    workspace.library.framework(workspace.library.find(id).expect("built in"))
}

#[test]
fn soc2_has_its_sixty_one_criteria_in_twenty_groups() {
    let workspace = shipped();
    let soc2 = framework(&workspace, "soc2-2017");
    assert_eq!((soc2.requirements.len(), soc2.groups.len(), soc2.profiles.len()), (61, 20, 5));
    let count = |group: &str| soc2.requirements.values().filter(|r| r.group.as_deref() == Some(group)).count();
    let groups = ["CC1", "CC2", "CC3", "CC4", "CC5", "CC6", "CC7", "CC8", "CC9", "A1", "C1", "PI1"];
    assert_eq!(groups.map(count), [5, 3, 4, 2, 3, 8, 5, 1, 2, 3, 2, 5]);
    assert_eq!(["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"].map(count), [1, 1, 2, 3, 2, 7, 1, 1]);
    // Security is always in.
    let selected = |profile: &str| soc2.requirements.keys().filter(|id| soc2.profiles[profile].includes(id)).count();
    assert_eq!(
        ["security", "availability", "confidentiality", "processing-integrity", "privacy"].map(selected),
        [33, 36, 35, 38, 51]
    );
}

#[test]
fn the_two_editions_of_iso_27001_have_their_clauses_and_controls() {
    let workspace = shipped();
    let count = |id: &str| {
        let framework = framework(&workspace, id);
        let annex = framework.requirements.keys().filter(|id| id.starts_with("A.")).count();
        let clauses: Vec<&Requirement> = framework.requirements.values().filter(|r| !r.id.starts_with("A.")).collect();
        assert!(clauses.iter().all(|clause| !clause.excludable), "clauses cannot be excluded");
        assert!(!framework.documents.is_empty(), "{id} demands documented information");
        (annex, clauses.len(), framework.groups.len())
    };
    // 14 groups and 35 objectives in 2013, 4 themes in 2022, 7 clauses in both.
    assert_eq!(count("iso27001-2013"), (114, 26, 56));
    assert_eq!(count("iso27001-2022"), (93, 30, 11));
    let tagged = framework(&workspace, "iso27001-2022").requirements.values().filter(|r| r.tags.len() == 5).count();
    assert_eq!(tagged, 93);
}

/// The correspondence of the two editions: 115 pairs of 114 and 82 controls; 11 controls are new.
#[test]
fn the_editions_of_iso_27001_correspond_pair_by_pair() {
    let workspace = shipped();
    let pairs = official_pairs(&workspace);
    let ends = |end: fn(&(String, String)) -> &String| pairs.iter().map(end).collect::<BTreeSet<_>>().len();
    assert_eq!((pairs.len(), ends(|pair| &pair.0), ends(|pair| &pair.1)), (115, 114, 82));
    let new = correspondence(&workspace).unmapped.iter().filter(|left_out| annex(&workspace, left_out.source)).count();
    assert_eq!(new, 11);
}

#[test]
fn through_the_hub_alone_the_editions_find_each_other() {
    let workspace = shipped();
    let library = &workspace.library;
    let find = |id| library.find(id).expect("built in");
    let related = pairs(library, &Graph::over_hub(library), find("iso27001-2013"), find("iso27001-2022"));
    let official = official_pairs(&workspace);
    let id = |node: Node| library.requirement(node).id.clone();
    let sources: BTreeSet<&String> = official.iter().map(|(old, _)| old).collect();
    let first = |old: &String| related.iter().find(|pair| id(pair.source) == *old).map(|pair| id(pair.target));
    let hits =
        sources.iter().filter(|old| first(old).is_some_and(|new| official.contains(&((***old).clone(), new)))).count();
    assert!(hits * 100 >= 83 * sources.len(), "{hits} of {} find an official target first", sources.len());
    let shared = official
        .iter()
        .filter(|(old, new)| related.iter().any(|pair| id(pair.source) == *old && id(pair.target) == *new))
        .count();
    assert!(shared * 100 >= 95 * official.len(), "{shared} of {} pairs share a control", official.len());
}

fn correspondence(workspace: &Workspace) -> &Mapping {
    let find = |id| workspace.library.find(id).expect("built in");
    let (new, old) = (find("iso27001-2022"), find("iso27001-2013"));
    workspace.library.mappings.iter().find(|m| m.source == new && m.target == old).expect("the editions are mapped")
}

fn annex(workspace: &Workspace, node: Node) -> bool {
    workspace.library.requirement(node).id.starts_with("A.")
}

/// The Annex A pairs of the two editions, as (2013, 2022).
fn official_pairs(workspace: &Workspace) -> BTreeSet<(String, String)> {
    let id = |node: Node| workspace.library.requirement(node).id.clone();
    let entries = correspondence(workspace).entries.iter().filter(|entry| annex(workspace, entry.source));
    entries.flat_map(|entry| entry.rows.iter().map(move |row| (id(row.target), id(entry.source)))).collect()
}

#[test]
fn every_common_control_serves_a_requirement() {
    let workspace = shipped();
    let library = &workspace.library;
    let hub = library.hub().expect("built in");
    let targets = library.mappings.iter().filter(|mapping| mapping.target == hub).flat_map(|mapping| &mapping.entries);
    let rows = targets.flat_map(|entry| &entry.rows).filter(|row| row.relation != Relation::NoRelationship);
    let used: BTreeSet<Node> = rows.map(|row| row.target).collect();
    let unused: Vec<String> = library.nodes(hub).filter(|node| !used.contains(node)).map(|n| library.name(n)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn every_requirement_of_a_standard_has_a_text_of_its_own() {
    let workspace = shipped();
    for framework in workspace.library.frameworks() {
        let mut texts = BTreeSet::new();
        for Requirement { id, title, text, .. } in framework.requirements.values() {
            let name = format!("{}:{id}", framework.id);
            assert!(text.len() >= 60 && text.ends_with('.'), "{name}: {text}");
            assert!(!text.trim_end_matches('.').eq_ignore_ascii_case(title), "{name} repeats its title");
            assert!(texts.insert(text), "{name} has the text of another requirement");
            assert!(text.is_ascii() && title.is_ascii(), "{name} has a character outside ASCII");
        }
    }
}

#[test]
fn the_common_catalogue_has_its_domains_and_every_short_field() {
    let workspace = shipped();
    let hub = framework(&workspace, HUB);
    assert_eq!(hub.groups.len(), 24);
    let mut titles = BTreeSet::new();
    for (id, control) in &hub.requirements {
        assert!(titles.insert(control.title.to_lowercase()), "{id} has the title of another control");
        assert!(control.risk.as_deref().is_some_and(|risk| risk.ends_with('.')), "{id} has no risk");
        let complete = !control.control_type.is_empty() && control.class.is_some() && control.per.is_some();
        assert!(complete && control.policy.is_some() && control.frequency.is_some(), "{id} lacks a field");
        let words = control.text.split_whitespace().count();
        assert!((12..=52).contains(&words), "{id} has {words} words");
        let vague = [" and/or ", "appropriate", "adequate", "regularly", "as needed", " timely"];
        assert!(vague.iter().all(|word| !control.text.to_lowercase().contains(word)), "{id}: {}", control.text);
        // A review is done by people.
        let reviewed = control.text.contains(" reviews ");
        assert!(!(reviewed && control.nature == Some(Nature::Automated)), "{id} is reviewed and automated");
    }
}

#[test]
fn every_policy_is_demanded_by_a_control() {
    let workspace = shipped();
    let hub = framework(&workspace, HUB);
    let named: BTreeSet<&str> = hub.requirements.values().filter_map(|control| control.policy.as_deref()).collect();
    let unused: Vec<&String> = hub.policies.keys().filter(|id| !named.contains(id.as_str())).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn the_default_of_an_interval_agrees_with_the_frequency() {
    // Where a control has one interval, a year in days is its frequency in days.
    let workspace = shipped();
    for (id, control) in &framework(&workspace, HUB).requirements {
        let intervals: Vec<i64> = control
            .params
            .iter()
            .filter(|(name, _)| *name == "review-interval")
            .map(|(_, param)| param.default)
            .collect();
        let days = match control.frequency {
            Some(Frequency::Quarterly) => 90,
            Some(Frequency::Annual) => 365,
            Some(Frequency::Semiannual) => 180,
            Some(Frequency::Monthly) => 30,
            _ => continue,
        };
        assert!(intervals.iter().all(|&interval| interval == days), "{id}: {intervals:?} against {days}");
    }
}

#[test]
fn every_requirement_is_mapped_to_the_hub_or_left_out_with_a_reason() {
    let workspace = shipped();
    let library = &workspace.library;
    for (id, framework) in library.numbered().filter(|(_, framework)| framework.id != HUB) {
        let mapping = library.mappings.iter().find(|m| m.source == id && library.framework(m.target).id == HUB);
        let mapping = mapping.unwrap_or_else(|| panic!("{} has no mapping to the hub", framework.id));
        for node in library.nodes(id) {
            let mapped = mapping.entries.iter().any(|entry| entry.source == node && !entry.rows.is_empty());
            assert!(
                mapped || mapping.unmapped.iter().any(|left_out| left_out.source == node),
                "{}",
                library.name(node)
            );
        }
    }
}

#[test]
fn rows_that_a_reader_would_question_say_why() {
    let workspace = shipped();
    let library = &workspace.library;
    for mapping in &library.mappings {
        for entry in &mapping.entries {
            for row in &entry.rows {
                let name = format!("{} {} {}", library.name(entry.source), row.relation, library.name(row.target));
                let plain = matches!(row.relation, Relation::SupersetOf | Relation::EqualTo | Relation::SubsetOf);
                let explained = row.why.is_some() || entry.why.is_some();
                assert!(plain && row.strength >= 5 || explained, "{name} (strength {})", row.strength);
            }
            assert!(entry.rows.len() <= 13, "{} has {} targets", library.name(entry.source), entry.rows.len());
        }
    }
}

#[test]
fn everything_is_in_natural_order() {
    let workspace = shipped();
    for framework in workspace.library.frameworks() {
        let ids: Vec<&String> = framework.requirements.keys().collect();
        assert!(ids.is_sorted_by(|a, b| natural_cmp(a, b).is_lt()), "{}", framework.id);
    }
}

#[test]
fn every_example_names_what_exists() {
    let workspace = shipped();
    let library = &workspace.library;
    assert_eq!(Example::names(), ["clinic", "fintech", "saas", "shop"]);
    for name in Example::names() {
        let example = Example::find(name).expect("an example is valid TOML");
        for id in example.frameworks.iter().chain(example.profiles.keys()) {
            let known = framework(&workspace, id);
            let profiles = example.profiles.get(id).into_iter().flatten();
            assert!(profiles.clone().all(|profile| known.profiles.contains_key(profile)), "{name}: {id}");
        }
        for (reference, reason) in &example.excluded {
            let (framework, id) = reference.split_once(':').expect("framework:id");
            let node = library.node(library.find(framework).expect("built in"), id);
            assert!(node.is_some_and(|node| library.requirement(node).excludable), "{name}: {reference}");
            assert!(!reason.is_empty(), "{name}: {reference}");
        }
    }
}
