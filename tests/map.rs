//! What of one framework follows from others, what remains, and the matrix of all frameworks.

use std::collections::BTreeSet;

use ccf::engine::coverage::{Bridge, Coverage, Tally};
use ccf::engine::follow::{Consequence, Remaining};
use ccf::engine::relation::Value;
use ccf::engine::{Assumption, FrameworkMap, Graph, Question};
use ccf::load::load_builtin;
use ccf::model::{Library, Node};
use ccf::report::MapReport;
use proptest::prelude::*;

use crate::cli::{assert_refused, ccf, folder, root, stdout};
use crate::laws::{FRAMEWORKS, loaded, rows, world as random_world};
use crate::world::World;

/// The map from some frameworks to another, each in whole.
fn map(library: &Library, sources: &[&str], target: &str) -> FrameworkMap {
    let all = |id: &&str| Assumption::all(library.find(id).expect("known"));
    asked(library, sources.iter().map(all).collect(), all(&target))
}

fn asked(library: &Library, sources: Vec<Assumption>, target: Assumption) -> FrameworkMap {
    let question = Question { sources, target };
    FrameworkMap::new(library, &Graph::new(library), &question)
}

/// The consequence for the requirement with this id.
fn of<'m>(library: &Library, map: &'m FrameworkMap, id: &str) -> &'m Consequence {
    map.consequences.iter().find(|found| library.requirement(found.node).id == id).expect("asked about")
}

fn names(library: &Library, nodes: &[Node]) -> Vec<String> {
    nodes.iter().map(|node| library.name(*node)).collect()
}

/// What remains, a word or two each.
fn remaining(library: &Library, found: &Consequence) -> Vec<String> {
    let say = |remaining: &Remaining| match remaining {
        Remaining::Control { node, bounds, .. } => {
            let bounds: Vec<String> =
                bounds.iter().map(|open| format!(" {} of {:?}", open.bound.describe(), open.imposed)).collect();
            format!("{}{}", library.name(*node), bounds.concat())
        }
        Remaining::Part(node) => format!("part {}", library.name(*node)),
        Remaining::Unmapped { mapped } => format!("unmapped {mapped}"),
    };
    found.remaining.iter().map(say).collect()
}

/// `alpha-1:R-1` asks for `C-1` within 180 days and `alpha-1:R-2` for `C-2`; `beta-1` asks for this and that.
fn world() -> World {
    let entry = |id: &str, targets: &str| format!("[map.{id}]\nsuperset-of = [{targets}]\nsufficient = true\n");
    let bound = |id: &str, days: u32| {
        format!("[map.{id}.requires]\n\"C-1.interval\" = {{ at-most = {days}, unit = \"days\" }}\n")
    };
    World::new()
        .framework("alpha-1", &["R-1", "R-2"])
        .framework("beta-1", &["S-1", "S-2", "S-3", "S-4", "S-5"])
        .mapping("alpha-1--common", &[entry("R-1", "\"C-1\""), bound("R-1", 180), entry("R-2", "\"C-2\"")].concat())
        .mapping(
            "beta-1--common",
            &[
                entry("S-1", "\"C-1\", \"C-2\""),
                bound("S-1", 365),
                entry("S-2", "\"C-1\""),
                bound("S-2", 90),
                entry("S-3", "\"C-2\", \"C-3\""),
                "[map.S-4]\nsuperset-of = [\"C-2\"]\n".to_owned(),
            ]
            .concat(),
        )
}

#[test]
fn a_requirement_follows_from_some_through_controls_and_the_rest_remains() {
    let workspace = loaded(&world());
    let library = &workspace.library;
    let map = map(library, &["alpha-1"], "beta-1");
    let said = |id: &str| {
        let found = of(library, &map, id);
        let through: Vec<Node> = found.through.iter().map(|support| support.node).collect();
        (found.value, names(library, &found.from()), names(library, &through), remaining(library, found))
    };
    let own = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let both = own(&["alpha-1:R-1", "alpha-1:R-2"]);
    assert_eq!(said("S-1"), (Value::Met, both, own(&["common:C-1", "common:C-2"]), own(&[])));
    // The control follows, and half as often as it has to run.
    let (from, through) = (own(&["alpha-1:R-1"]), own(&["common:C-1"]));
    assert_eq!(said("S-2"), (Value::Partial, from, through, own(&["common:C-1 at most 90 days of Some(180)"])));
    let (from, through) = (own(&["alpha-1:R-2"]), own(&["common:C-2"]));
    assert_eq!(said("S-3"), (Value::Partial, from.clone(), through.clone(), own(&["common:C-3"])));
    // What is mapped follows; it is not sufficient.
    assert_eq!(said("S-4"), (Value::Partial, from, through, own(&["unmapped true"])));
    assert_eq!(said("S-5"), (Value::Nothing, own(&[]), own(&[]), own(&["unmapped false"])));
    let work: Vec<(String, usize, usize)> =
        map.work.iter().map(|work| (library.name(work.node), work.requirements.len(), work.completes)).collect();
    assert_eq!(work, [("common:C-1".to_owned(), 1, 1), ("common:C-3".to_owned(), 1, 1)]);
}

/// `gamma-1:T-1` is what `alpha-1:R-1` is, and stands for more than `C-1`, which `beta-1:S-1` needs.
fn detour() -> World {
    World::new()
        .framework("alpha-1", &["R-1", "R-2"])
        .framework("beta-1", &["S-1", "S-2", "S-3"])
        .framework("gamma-1", &["T-1"])
        .mapping("gamma-1--alpha-1", "[map.T-1]\nequal-to = [\"R-1\"]\n")
        .mapping("gamma-1--common", "[map.T-1]\nsuperset-of = [\"C-1\"]\n")
        .mapping("beta-1--common", "[map.S-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n")
        .mapping(
            "beta-1--alpha-1",
            "[map.S-2]\nintersects-with = [{ id = \"R-1\", why = \"asks for a plan too\" }]\n\
             [map.S-3]\nsuperset-of = [\"R-1\", \"R-2\"]\nsufficient = true\n[unmapped]\nS-1 = \"new this time\"\n",
        )
}

#[test]
fn what_follows_by_way_of_a_further_framework_names_it() {
    let workspace = loaded(&detour());
    let library = &workspace.library;
    let found = map(library, &["alpha-1"], "beta-1");
    let far = of(library, &found, "S-1");
    assert_eq!((far.value, names(library, &far.from())), (Value::Met, vec!["alpha-1:R-1".to_owned()]));
    assert_eq!(far.through.len(), 1);
    assert_eq!(names(library, &far.through[0].over), ["gamma-1:T-1"]);
    // What is taken as met is where it comes from, not what it goes through.
    let near = of(library, &found, "S-3");
    assert_eq!(
        (names(library, &near.direct), near.through.len()),
        (["alpha-1:R-1", "alpha-1:R-2"].map(String::from).to_vec(), 0)
    );
}

#[test]
fn over_the_hub_alone_nothing_else_counts() {
    let workspace = loaded(&detour());
    let library = &workspace.library;
    let all = |id: &str| Assumption::all(library.find(id).expect("known"));
    let question = Question { sources: vec![all("alpha-1")], target: all("beta-1") };
    let hub = FrameworkMap::new(library, &Graph::over_hub(library), &question);
    assert!(hub.consequences.iter().all(|found| found.value == Value::Nothing), "{:?}", hub.tally);
    assert!(hub.pairs.is_empty());
}

#[test]
fn what_the_mapping_says_of_the_difference_is_told_where_something_remains() {
    let workspace = loaded(&detour().mapping("gamma-1--alpha-1", ""));
    let library = &workspace.library;
    let all = |id: &str| Assumption::all(library.find(id).expect("known"));
    let question = Question { sources: vec![all("alpha-1")], target: all("beta-1") };
    let map = FrameworkMap::new(library, &Graph::new(library), &question);
    let json: serde_json::Value =
        serde_json::from_str(&MapReport::new(library, &question, &map).to_json()).expect("JSON");
    let notes: Vec<&serde_json::Value> =
        json["requirements"].as_array().expect("a list").iter().map(|line| &line["notes"]).collect();
    let none: [&str; 0] = [];
    assert_eq!(*notes[0], serde_json::json!(["new this time"]));
    assert_eq!(*notes[1], serde_json::json!(["intersects-with R-1: asks for a plan too"]));
    assert_eq!(*notes[2], serde_json::json!(none));
}

#[test]
fn a_common_control_follows_from_requirements_and_not_through_itself() {
    let workspace = loaded(&world());
    let library = &workspace.library;
    let map = map(library, &["alpha-1"], "common");
    let met = of(library, &map, "C-1");
    assert_eq!((met.value, names(library, &met.from())), (Value::Met, vec!["alpha-1:R-1".to_owned()]));
    assert_eq!(met.through, []);
    assert_eq!(remaining(library, of(library, &map, "C-3")), ["common:C-3"]);
}

#[test]
fn a_part_that_does_not_follow_remains_unless_nobody_asks_for_it() {
    let text = "[framework]\nname = \"Gamma\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"rule\"\nstatus = \"current\"\n\
                wording = \"headings\"\n[profiles.small]\ntitle = \"Small\"\ninclude = [\"G-1\"]\n\
                [requirements.G-1]\ntitle = \"Whole\"\n[requirements.\"G-1.1\"]\ntitle = \"Part\"\npart-of = \"G-1\"\n";
    let workspace = loaded(
        &world()
            .with("frameworks/gamma-1.toml", text)
            .mapping("gamma-1--common", "[map.G-1]\nequal-to = [\"C-2\"]\n[map.\"G-1.1\"]\nsubset-of = [\"C-3\"]\n"),
    );
    let library = &workspace.library;
    let all = map(library, &["alpha-1"], "gamma-1");
    assert_eq!(of(library, &all, "G-1").value, Value::Partial);
    assert_eq!(remaining(library, of(library, &all, "G-1")), ["part gamma-1:G-1.1"]);
    let source = Assumption::all(library.find("alpha-1").expect("known"));
    let small =
        Assumption { profiles: vec!["small".to_owned()], ..Assumption::all(library.find("gamma-1").expect("known")) };
    let map = asked(library, vec![source.clone()], small.clone());
    assert_eq!((map.consequences.len(), map.consequences[0].value), (1, Value::Met));
    // The same on the other side: who meets the profile meets the whole of what it names.
    let back = asked(library, vec![small], source);
    assert_eq!(of(library, &back, "R-2").value, Value::Met);
    assert_eq!(of(library, &back, "R-1").value, Value::Possible);
}

#[test]
fn a_group_counts_what_follows_from_each_group() {
    let text = |name: &str, groups: &str, ids: &[&str]| {
        let rows: String = ids.iter().map(|id| format!("[requirements.{id:?}]\ntitle = \"Title {id}\"\n")).collect();
        format!(
            "[framework]\nname = \"{name}\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"rule\"\n\
             status = \"current\"\nwording = \"headings\"\n{groups}{rows}"
        )
    };
    let nested = "[groups.A]\ntitle = \"Outer\"\n[groups.\"A.1\"]\ntitle = \"Inner\"\n[groups.B]\ntitle = \"Other\"\n";
    let both = "[groups.X]\ntitle = \"Ex\"\n[groups.Y]\ntitle = \"Why\"\n";
    let workspace = loaded(
        &World::new()
            .with("frameworks/alpha-1.toml", &text("Alpha", nested, &["A.1.1", "A.2", "B.1"]))
            .with("frameworks/beta-1.toml", &text("Beta", both, &["X-1", "X-2", "Y-1"]))
            .mapping("alpha-1--common", "[map.\"A.1.1\"]\nequal-to = [\"C-1\"]\n[map.\"B.1\"]\nequal-to = [\"C-2\"]\n")
            .mapping(
                "beta-1--common",
                "[map.X-1]\nsuperset-of = [\"C-1\", \"C-2\"]\nsufficient = true\n[map.X-2]\nsuperset-of = [\"C-2\", \"C-3\"]\n",
            ),
    );
    let map = map(&workspace.library, &["alpha-1"], "beta-1");
    // Columns: A with A.1 in it, B. Rows: X, where X-1 is met from both and X-2 in part from B; Y, where nothing follows.
    assert_eq!(map.heat.columns.len(), 2, "{:?}", map.heat.columns);
    let counts = |tally: &Tally| (tally.met, tally.partial, tally.total());
    let rows: Vec<_> =
        map.heat.rows.iter().map(|row| (counts(&row.all), row.cells.iter().map(counts).collect::<Vec<_>>())).collect();
    assert_eq!(rows, [((1, 1, 2), vec![(1, 0, 2), (1, 1, 2)]), ((0, 0, 1), vec![(0, 0, 1), (0, 0, 1)])]);
}

#[test]
fn two_frameworks_together_give_what_neither_gives_alone() {
    let workspace = loaded(
        &world()
            .framework("gamma-1", &["G-1"])
            .mapping("gamma-1--common", "[map.G-1]\nsuperset-of = [\"C-3\"]\nsufficient = true\n"),
    );
    let library = &workspace.library;
    for alone in ["alpha-1", "gamma-1"] {
        assert_eq!(of(library, &map(library, &[alone], "beta-1"), "S-3").value, Value::Partial, "{alone}");
    }
    let both = map(library, &["alpha-1", "gamma-1"], "beta-1");
    assert_eq!(of(library, &both, "S-3").value, Value::Met);
    assert_eq!(names(library, &of(library, &both, "S-3").from()), ["alpha-1:R-2", "gamma-1:G-1"]);
}

#[test]
fn what_lies_between_need_not_be_the_hub() {
    let worlds = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1", "S-2"])
        .framework("gamma-1", &["G-1", "G-2"])
        .mapping("alpha-1--gamma-1", "[map.R-1]\nequal-to = [\"G-1\"]\n")
        .mapping("beta-1--gamma-1", "[map.S-1]\nequal-to = [\"G-1\"]\n[map.S-2]\nsubset-of = [\"G-2\"]\n");
    let workspace = loaded(&worlds);
    let library = &workspace.library;
    let map = map(library, &["alpha-1"], "beta-1");
    let met = of(library, &map, "S-1");
    assert_eq!((met.value, names(library, &met.from())), (Value::Met, vec!["alpha-1:R-1".to_owned()]));
    assert_eq!(library.name(met.through[0].node), "gamma-1:G-1");
    assert_eq!(remaining(library, of(library, &map, "S-2")), ["gamma-1:G-2"]);
    assert_eq!(map.pairs.len(), 1, "{:?}", map.pairs);
    assert!(map.bridges.is_empty(), "{:?}", map.bridges);
}

#[test]
fn where_no_path_leads_the_nearest_bridge_is_named() {
    let apart = world().framework("lonely-1", &["L-1"]).framework("far-1", &["F-1"]).framework("off-1", &["O-1"]);
    let apart = apart
        .mapping("far-1--common", "[map.F-1]\nintersects-with = [\"C-4\"]\n")
        .mapping("off-1--lonely-1", "[map.O-1]\nequal-to = [\"L-1\"]\n");
    let workspace = loaded(&apart.framework("alone-1", &["A-1"]));
    let library = &workspace.library;
    let id = |id: &str| library.find(id).expect("known");
    let bridges = |source: &str, target: &str| map(library, &[source], target).bridges;
    assert_eq!(bridges("alpha-1", "beta-1"), []);
    assert_eq!(bridges("alpha-1", "alone-1"), [Bridge::Unmapped(id("alone-1"))]);
    assert_eq!(bridges("alone-1", "alpha-1"), [Bridge::Unmapped(id("alone-1"))]);
    assert_eq!(bridges("alpha-1", "far-1"), [Bridge::Chain(vec![id("alpha-1"), id("common"), id("far-1")])]);
    assert_eq!(bridges("alpha-1", "off-1"), [Bridge::Apart]);
}

/// All of a framework but for the requirements at these positions.
fn without(library: &Library, id: &str, positions: &BTreeSet<usize>) -> Assumption {
    let framework = library.find(id).expect("known");
    let exceptions = positions.iter().map(|at| library.node_at(framework, *at)).collect();
    Assumption { exceptions, ..Assumption::all(framework) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn more_of_a_met_never_gives_less_of_b(
        rows in rows(),
        left_out in proptest::collection::btree_set(0..3usize, 0..4),
        done in proptest::collection::btree_set(0..3usize, 0..4),
    ) {
        let workspace = loaded(&random_world(&rows, &[], 0));
        let library = &workspace.library;
        let still: BTreeSet<usize> = left_out.difference(&done).copied().collect();
        for target in ["beta-1", "common"] {
            let to = Assumption::all(library.find(target).expect("known"));
            let less = asked(library, vec![without(library, "alpha-1", &left_out)], to.clone());
            let more = asked(library, vec![without(library, "alpha-1", &still)], to.clone());
            let gamma = Assumption::all(library.find("gamma-1").expect("known"));
            let most = asked(library, vec![without(library, "alpha-1", &still), gamma], to);
            for ((less, more), most) in less.consequences.iter().zip(&more.consequences).zip(&most.consequences) {
                prop_assert!(less.value <= more.value && more.value <= most.value, "{}", library.name(less.node));
            }
        }
    }

    #[test]
    fn what_follows_and_what_remains_is_all_there_is(rows in rows()) {
        let workspace = loaded(&random_world(&rows, &[], 0));
        let library = &workspace.library;
        let graph = Graph::new(library);
        for (source, target) in [("alpha-1", "beta-1"), ("alpha-1", "gamma-1"), ("beta-1", "alpha-1"), ("gamma-1", "beta-1")] {
            let map = map(library, &[source], target);
            prop_assert_eq!(map.tally.total(), 3);
            for found in &map.consequences {
                let name = library.name(found.node);
                prop_assert_eq!(found.value == Value::Met, found.remaining.is_empty(), "{}: {:?}", name, found);
                prop_assert_eq!(found.value == Value::Nothing, found.from().is_empty(), "{}: {:?}", name, found);
                let assumed = library.find(source).expect("known");
                prop_assert!(found.from().iter().all(|node| library.framework_of(*node) == assumed), "{}", name);
                // Each common control that the requirement's own entry names is done, or is among what remains.
                let controls: BTreeSet<Node> = graph.entries_of(found.node)
                    .flat_map(|entry| &graph.entry(library, entry).rows)
                    .filter(|row| row.relation != ccf::model::vocabulary::Relation::NoRelationship)
                    .map(|row| row.target)
                    .filter(|node| library.is_common(*node))
                    .collect();
                let open: BTreeSet<Node> = found.remaining.iter().filter_map(|remaining| match remaining {
                    Remaining::Control { node, .. } => Some(*node),
                    _ => None,
                }).collect();
                let through: BTreeSet<Node> =
                    found.through.iter().filter(|support| support.value == Value::Met).map(|support| support.node).collect();
                if found.value == Value::Partial {
                    prop_assert!(open.is_disjoint(&through), "{}: {:?}", name, found);
                    prop_assert!(controls.iter().all(|node| open.contains(node) || through.contains(node)), "{}: {:?}", name, found);
                }
            }
        }
    }

    #[test]
    fn the_matrix_says_what_the_maps_say(rows in rows()) {
        let workspace = loaded(&random_world(&rows, &[], 0));
        let library = &workspace.library;
        let coverage = Coverage::new(library, &Graph::new(library));
        for (a, source) in FRAMEWORKS.iter().enumerate() {
            for (b, target) in FRAMEWORKS.iter().enumerate() {
                let tally = coverage.cells[a][b];
                if a == b {
                    prop_assert_eq!((tally.met, tally.percent(tally.met)), (tally.total(), Some(100)));
                } else {
                    prop_assert_eq!(tally, map(library, &[source], target).tally, "{} to {}", source, target);
                }
            }
        }
    }
}

#[test]
fn the_matrix_is_the_same_whatever_the_thread_count() {
    let workspace = load_builtin();
    let graph = Graph::new(&workspace.library);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| Coverage::new(&workspace.library, &graph))
    };
    let one = with(1);
    assert_eq!(one, with(4));
    for (at, row) in one.cells.iter().enumerate() {
        assert_eq!(row[at].met, row[at].total(), "{}", workspace.library.frameworks()[at].id);
    }
}

#[test]
fn a_page_is_one_file_that_asks_for_nothing_else_and_holds_every_requirement() {
    let here = folder("map-html");
    let page = stdout(&ccf(&here, &["map", "soc2", "iso27001-2022", "--format", "html"]));
    for outside in ["<script", "src=", "http:", "https:", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert_eq!(page.matches("<details class=\"one\">").count(), 123);
    assert_eq!(page.matches("<details").count(), page.matches("</details>").count());
    let groups = page.matches("<details class=\"group\">").count();
    for at in 1..=groups {
        assert!(page.contains(&format!("<div id=\"g{at}\">")) && page.contains(&format!("href=\"#g{at}\"")), "{at}");
    }
}

#[test]
fn names_cannot_break_out_of_a_page_and_own_templates_take_its_place() {
    let company = folder("map-own");
    crate::cli::copy(&root().join("tests/cmd/map.in"), &company);
    let page = stdout(&ccf(&company, &["map", "marina", "harbour", "--format", "html"]));
    assert!(page.contains("Membership &lt;number&gt; | sign") && !page.contains("<number>"), "{page}");
    std::fs::create_dir(company.join("templates")).expect("made");
    let own = "{{ target.name }}: {{ counts.partial }} of {{ counts.total }}\n";
    std::fs::write(company.join("templates/map.md"), own).expect("written");
    let said = stdout(&ccf(&company, &["map", "marina", "harbour", "--format", "md"]));
    assert_eq!(said, "Harbour Data Rules: 3 of 5\n");
    std::fs::write(company.join("templates/map.md"), "{{ nothing }}").expect("written");
    assert_refused(&ccf(&company, &["map", "marina", "harbour", "--format", "md"]), 2, &["map.md", "nothing"]);
}

#[test]
fn the_matrix_fits_the_page_however_many_frameworks_there_are() {
    let company = folder("map-many");
    crate::cli::copy(&root().join("tests/cmd/map.in"), &company);
    for at in 0..20 {
        let text = std::fs::read_to_string(company.join("frameworks/lonely-1.toml")).expect("text");
        std::fs::write(company.join(format!("frameworks/lonely-with-a-long-name-{at}.toml")), text).expect("written");
    }
    let said = stdout(&ccf(&company, &["map", "--all"]));
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    let csv = stdout(&ccf(&company, &["map", "--all", "--format", "csv"]));
    let head = "source_framework,target_framework,requirements,met,partial,possible,nothing,met_percent\n";
    assert!(csv.starts_with(head) && csv.contains("\nmarina-2,harbour-1,5,0,3,0,2,0\n"), "{csv}");
    let frameworks = csv.lines().skip(1).filter(|line| line.starts_with("marina-2,")).count();
    assert_eq!(csv.lines().count(), frameworks * frameworks + 1);
}
