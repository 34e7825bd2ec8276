//! The control set: what becomes a control, what joins another, and which parameter wins.

use ccf::engine::Graph;
use ccf::engine::merge::ControlSet;
use ccf::load::Workspace;
use ccf::model::Node;

use crate::world::{World, render_all};

/// Merges all requirements of the frameworks named.
fn merge(workspace: &Workspace, frameworks: &[&str]) -> ControlSet {
    assert!(!workspace.has_errors(), "{}", render_all(workspace));
    let library = &workspace.library;
    let nodes: Vec<Node> =
        frameworks.iter().flat_map(|id| library.nodes(library.find(id).expect("a framework"))).collect();
    ControlSet::merge(library, &Graph::new(library), &nodes)
}

/// Each control with the requirements it serves.
fn shape(workspace: &Workspace, set: &ControlSet) -> Vec<(String, Vec<String>)> {
    let name = |node| workspace.library.name(node);
    let serves =
        |control: &ccf::engine::merge::MergedControl| control.serves.iter().map(|s| name(s.requirement)).collect();
    set.controls.iter().map(|control| (control.id.clone(), serves(control))).collect()
}

fn two() -> World {
    World::new().framework("alpha-1", &["R-1", "R-2", "R-3"]).framework("beta-1", &["S-1", "S-2"])
}

fn row(id: &str, serves: &[&str]) -> (String, Vec<String>) {
    (id.to_owned(), serves.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn every_common_control_that_is_mapped_to_becomes_a_control() {
    let workspace = two()
        .mapping("alpha-1--common", "[map.R-1]\nsuperset-of = [\"C-1\", \"C-2\"]\n[map.R-2]\nintersects-with = [\"C-2\"]\n[map.R-3]\nno-relationship = [\"C-3\"]\n")
        .mapping("beta-1--common", "[map.S-1]\nsubset-of = [\"C-2\"]\n")
        .load();
    let set = merge(&workspace, &["alpha-1", "beta-1"]);
    let expected = [
        row("C-1", &["alpha-1:R-1"]),
        row("C-2", &["alpha-1:R-1", "alpha-1:R-2", "beta-1:S-1"]),
        // What is mapped to nothing is a control of its own.
        row("alpha-1:R-3", &["alpha-1:R-3"]),
        row("beta-1:S-2", &["beta-1:S-2"]),
    ];
    assert_eq!(shape(&workspace, &set), expected);
    assert_eq!(set.links(), 6);
}

#[test]
fn what_the_hub_does_not_reach_joins_its_equal_and_never_what_it_overlaps() {
    let workspace = two()
        .mapping("beta-1--common", "[map.S-1]\nsuperset-of = [\"C-1\"]\n")
        .mapping(
            "alpha-1--beta-1",
            "[map.R-1]\nequal-to = [\"S-1\"]\n[map.R-2]\nequal-to = [\"S-2\"]\n[map.R-3]\nintersects-with = [\"S-2\"]\n",
        )
        .load();
    let set = merge(&workspace, &["alpha-1", "beta-1"]);
    let expected = [
        row("C-1", &["alpha-1:R-1", "beta-1:S-1"]),
        row("alpha-1:R-2", &["alpha-1:R-2", "beta-1:S-2"]),
        row("alpha-1:R-3", &["alpha-1:R-3"]),
    ];
    assert_eq!(shape(&workspace, &set), expected);
}

#[test]
fn the_strictest_bound_wins_and_names_its_source() {
    let bound = |days: u32| format!("[map.X.requires]\n\"C-1.interval\" = {{ at-most = {days}, unit = \"days\" }}\n");
    let entry = |id: &str, days: u32| {
        format!("[map.{id}]\nsuperset-of = [\"C-1\"]\n{}", bound(days)).replace("map.X", &format!("map.{id}"))
    };
    let with = |alpha: u32, beta: u32| {
        let workspace = two()
            .mapping("alpha-1--common", &entry("R-1", alpha))
            .mapping("beta-1--common", &entry("S-1", beta))
            .load();
        let set = merge(&workspace, &["alpha-1", "beta-1"]);
        let param = set.controls[0].params["interval"].clone();
        (param.value, param.imposed_by.map(|node| workspace.library.name(node)))
    };
    // The default of the control is 90 days.
    assert_eq!(with(60, 30), (30, Some("beta-1:S-1".to_owned())));
    assert_eq!(with(30, 60), (30, Some("alpha-1:R-1".to_owned())));
    assert_eq!(with(30, 30), (30, Some("alpha-1:R-1".to_owned())));
    assert_eq!(with(90, 365), (90, Some("alpha-1:R-1".to_owned())));
    assert_eq!(with(180, 365), (90, None));
}
