//! `ccf why`: the relation of two requirements and the derivation of a verdict, on hard input too.

use std::fmt::Write;
use std::path::PathBuf;

use ccf::engine::derive::{Derived, PathKind, derive};
use ccf::engine::relation::Possibilities;
use ccf::engine::{Explanation, Graph, Posture, Support};
use ccf::load::Workspace;
use ccf::model::vocabulary::Relation;

use crate::cli::{assert_refused, ccf, folder, stdout};
use crate::world::{World, render_all};

pub fn loaded(world: &World) -> Workspace {
    let workspace = world.load();
    assert!(!workspace.has_errors(), "{}", render_all(&workspace));
    workspace
}

fn related(world: &World, a: &str, b: &str) -> Derived {
    let workspace = loaded(world);
    let library = &workspace.library;
    let node = |name: &str| {
        let (framework, id) = name.split_once(':').expect("a full name");
        library.node(library.find(framework).expect("known"), id).expect("known")
    };
    derive(library, &Graph::new(library), node(a), node(b))
}

fn one_of(relations: &[Relation]) -> Possibilities {
    relations.iter().fold(Possibilities::NONE, |all, &relation| all.join(Possibilities::of(relation)))
}

/// `alpha-1:R-1` and `beta-1:S-1` with these entries of each to the hub.
fn two(alpha: &str, beta: &str) -> World {
    World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1"])
        .mapping("alpha-1--common", &format!("[map.R-1]\n{alpha}"))
        .mapping("beta-1--common", &format!("[map.S-1]\n{beta}"))
}

#[test]
fn two_rows_that_meet_are_composed_and_paths_are_met() {
    use Relation::{EqualTo, IntersectsWith, SubsetOf, SupersetOf};
    let ab = |world: &World| related(world, "alpha-1:R-1", "beta-1:S-1").possible;
    assert_eq!(ab(&two("superset-of = [\"C-1\"]\n", "equal-to = [\"C-1\"]\n")), one_of(&[SupersetOf]));
    let common = [EqualTo, SubsetOf, SupersetOf, IntersectsWith];
    assert_eq!(ab(&two("superset-of = [\"C-1\"]\n", "superset-of = [\"C-1\"]\n")), one_of(&common));
    assert_eq!(ab(&two("intersects-with = [\"C-1\"]\n", "intersects-with = [\"C-1\"]\n")), Possibilities::ALL);
    // One path says "superset-of or intersects-with", the other "subset-of or intersects-with".
    let met = two(
        "superset-of = [\"C-1\"]\nintersects-with = [\"C-2\"]\n",
        "superset-of = [\"C-2\"]\nintersects-with = [\"C-1\"]\n",
    );
    let derived = related(&met, "alpha-1:R-1", "beta-1:S-1");
    assert_eq!((derived.possible.certain(), derived.reasons), (Some(IntersectsWith), vec![0, 1]));
    // What is apart from something lies apart from all within it.
    assert_eq!(
        ab(&two("no-relationship = [\"C-1\"]\n", "subset-of = [\"C-1\"]\n")),
        one_of(&[Relation::NoRelationship])
    );
}

#[test]
fn what_suffices_for_one_and_is_held_by_the_other_lies_within_it() {
    let rows = "superset-of = [\"C-1\", \"C-2\"]\n";
    let sufficient = format!("{rows}sufficient = true\n");
    let ab = |world: &World| related(world, "alpha-1:R-1", "beta-1:S-1");
    let inside = ab(&two(&sufficient, rows));
    assert_eq!(inside.possible, one_of(&[Relation::EqualTo, Relation::SubsetOf]));
    assert!(inside.paths.iter().any(|path| matches!(path.kind, PathKind::Within(_)) && path.links.len() == 4));
    let back = related(&two(&sufficient, rows), "beta-1:S-1", "alpha-1:R-1");
    assert_eq!(back.possible, inside.possible.converse());
    // Both suffice: equal, though no single path says so.
    assert_eq!(ab(&two(&sufficient, &sufficient)).possible.certain(), Some(Relation::EqualTo));
    // One target that the other does not hold, and nothing follows.
    let more = "superset-of = [\"C-1\", \"C-2\", \"C-3\"]\nsufficient = true\n";
    assert!(ab(&two(more, rows)).possible.holds(one_of(&[Relation::SupersetOf])));
}

#[test]
fn stricter_bounds_ask_for_more() {
    let row = |relation: &str, days: u32| {
        format!(
            "{relation} = [\"C-1\"]\nsufficient = true\n[map.X.requires]\n\"C-1.interval\" = {{ at-most = {days}, unit = \"days\" }}\n"
        )
    };
    let world = |left: u32, right: u32| {
        two(&row("equal-to", left).replace(".X.", ".R-1."), &row("equal-to", right).replace(".X.", ".S-1."))
    };
    let ab = |left, right| related(&world(left, right), "alpha-1:R-1", "beta-1:S-1").possible;
    assert_eq!(ab(90, 90).certain(), Some(Relation::EqualTo));
    assert_eq!(ab(90, 180), one_of(&[Relation::EqualTo, Relation::SupersetOf]));
    assert_eq!(ab(180, 90), one_of(&[Relation::EqualTo, Relation::SubsetOf]));
    // Asked about the control itself, it is taken at what the row requires.
    let control = related(&world(90, 180), "alpha-1:R-1", "common:C-1");
    assert_eq!((control.possible.certain(), control.given.1.len()), (Some(Relation::EqualTo), 1));
}

#[test]
fn a_requirement_with_parts_is_not_within_what_lacks_a_part() {
    let parts = "[framework]\nname = \"A\"\nedition = \"1\"\npublisher = \"t\"\nitem = \"rule\"\nstatus = \"current\"\n\
                wording = \"ours\"\n[requirements.R-1]\ntitle = \"One\"\n[requirements.\"R-1.1\"]\ntitle = \"Part\"\npart-of = \"R-1\"\n";
    let world = two("subset-of = [\"C-1\"]\nsufficient = true\n", "equal-to = [\"C-1\"]\n");
    let parted = world.clone().with("frameworks/alpha-1.toml", parts);
    let within = |world: &World| {
        let derived = related(world, "alpha-1:R-1", "beta-1:S-1");
        derived.paths.iter().any(|path| matches!(path.kind, PathKind::Within(_)))
    };
    assert!(within(&world) && !within(&parted));
    let held = "[map.R-1]\nsubset-of = [\"C-1\"]\nsufficient = true\n[map.\"R-1.1\"]\nequal-to = [\"C-1\"]\nsufficient = true\n";
    assert!(within(&parted.mapping("alpha-1--common", held)));
}

#[test]
fn a_contradiction_names_its_paths_and_is_a_finding() {
    let here = company(
        "why-contradiction",
        &two("superset-of = [\"C-1\", \"C-2\"]\nsufficient = true\n", "superset-of = [\"C-1\", \"C-2\"]\n")
            .mapping("alpha-1--beta-1", "[map.R-1]\nsuperset-of = [\"S-1\"]\n"),
    );
    let output = ccf(&here, &["why", "alpha-1:R-1", "beta-1:S-1"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    for part in [
        "Contradiction",
        "a row between the two: superset-of",
        "all that suffices for alpha-1:R-1 is held by beta-1:S-1",
        "at mappings/alpha-1--beta-1.toml:6:16",
        "at mappings/beta-1--centre-1.toml:6:23",
    ] {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
    let told: serde_json::Value =
        serde_json::from_str(&stdout(&ccf(&here, &["why", "R-1", "S-1", "--format", "json"]))).expect("JSON");
    assert_eq!((&told["contradiction"], &told["relation"]), (&true.into(), &serde_json::Value::Null));
}

#[test]
fn references_that_lead_nowhere_are_refused() {
    let empty = folder("why-nowhere");
    let refused = |args: &[&str], says: &[&str]| assert_refused(&ccf(&empty, args), 2, says);
    refused(&["why", "soc2:CC6.1", "soc2-2017:CC6.1"], &["are both `soc2-2017:CC6.1`", "two different"]);
    refused(&["why", "soc2:CC6.1", "soc3:CC6.1"], &["there is no framework `soc3`", "did you mean"]);
    refused(
        &["why", "soc2:CC6.11", "common:IAM-08"],
        &["has no requirement `CC6.11`", "did you mean `soc2-2017:CC6.1`"],
    );
    refused(&["why", "soc2:CC6", "common:IAM-08"], &["`CC6` is a group", "`soc2-2017:CC6.1`"]);
    refused(&["why", "4.1", "common:IAM-08"], &["`4.1` could be `iso27001-2013:4.1` or `iso27001-2022:4.1`"]);
    refused(&["why", "A.0.0", "common:IAM-08"], &["no framework has a requirement `A.0.0`"]);
    refused(&["why", "soc2:CC6.1"], &["is not a company folder"]);
    refused(&["why", "soc2:CC6.1", "CC6.2", "--as-of", "2026-01-01"], &["--as-of"]);
}

#[test]
fn without_a_path_the_nearest_bridge_is_named() {
    let world = World::new()
        .framework("alpha-1", &["R-1", "R-2", "R-3"])
        .framework("beta-1", &["S-1"])
        .framework("lone-1", &["L-1"])
        .mapping("alpha-1--common", "[map.R-1]\nequal-to = [\"C-1\"]\n[unmapped]\nR-2 = \"it is about boards\"\n")
        .mapping("beta-1--common", "[map.S-1]\nsuperset-of = [\"C-1\", \"C-2\"]\n")
        .mapping("gamma-1--common", "[map.T-1]\nsuperset-of = [\"C-2\", \"C-3\"]\n")
        .framework("gamma-1", &["T-1"]);
    let here = company("why-bridge", &world);
    let why = |a: &str, b: &str| stdout(&ccf(&here, &["why", a, b]));
    let bridge = why("alpha-1:R-1", "gamma-1:T-1");
    for part in
        ["No path over one other", "The nearest bridge", "beta-1:S-1 superset-of centre-1:C-2", "gamma-1--centre-1"]
    {
        assert!(bridge.contains(part), "{bridge}");
    }
    let text = why("alpha-1:R-2", "lone-1:L-1");
    assert!(text.contains("No row leads from alpha-1:R-2 to lone-1:L-1: nothing is known"), "{text}");
    assert!(text.contains("alpha-1:R-2 is left out of its mapping (mappings/alpha-1--centre-1.toml:8:1"), "{text}");
    assert!(text.contains("No mapping has anything of lone-1: `mappings/lone-1--common.toml`"), "{text}");
    assert!(why("alpha-1:R-3", "beta-1:S-1").contains("No row names alpha-1:R-3."));
}

/// A world as a company's folder. The hub is the built-in one there, so its controls go under another name.
fn company(name: &str, world: &World) -> PathBuf {
    let here = folder(name);
    let world = world.clone().company(&["alpha-1"], "", "");
    for (path, text) in world.texts() {
        let target = here.join(path.replace("common", "centre-1"));
        std::fs::create_dir_all(target.parent().expect("a parent")).expect("made");
        std::fs::write(target, text.replace("common:", "centre-1:")).expect("written");
    }
    here
}

fn explained(world: &World, id: &str, check: impl Fn(&Workspace, &Explanation)) {
    let workspace = loaded(world);
    let library = &workspace.library;
    let posture = Posture::new(library, workspace.company.as_ref().expect("a company"), None);
    let framework = library.find("alpha-1").expect("known");
    let node = library.node(framework, id).expect("known");
    check(&workspace, &Explanation::of(&posture, posture.framework(framework).expect("in scope"), node));
}

#[test]
fn what_gives_it_as_well_is_told_and_nothing_that_rests_on_it() {
    let world = two("equal-to = [\"C-1\", \"C-2\"]\n", "equal-to = [\"C-3\"]\n")
        .mapping("alpha-1--beta-1", "[map.R-1]\nequal-to = [\"S-1\"]\n");
    let controls = |ids: &[u8]| -> String {
        let control =
            |id: &u8| format!("[controls.K-{id}]\nimplements = [\"common:C-{id}\"]\nstatus = \"implemented\"\n");
        ids.iter().map(control).collect()
    };
    let others = |ids: &[u8]| {
        let found = std::cell::RefCell::new(Vec::new());
        explained(&world.clone().company(&["alpha-1"], "", &controls(ids)), "R-1", |workspace, explanation| {
            assert_eq!(explanation.derivation.len(), 2);
            for way in &explanation.also {
                let Support::Row(state) = way else { panic!("no entry is sufficient") };
                found.borrow_mut().push(workspace.library.name(state.other));
            }
        });
        found.into_inner()
    };
    // S-1 is met only since R-1 is; C-3 would make it met by itself.
    assert_eq!(others(&[1]), [] as [&str; 0]);
    assert_eq!(others(&[1, 2]), ["common:C-2"]);
    assert_eq!(others(&[1, 2, 3]), ["beta-1:S-1", "common:C-2"]);
}

#[test]
fn chains_of_thousands_and_hundreds_of_controls_stay_readable() {
    const LONG: usize = 700;
    let here = folder("why-long");
    let write = |path: &str, text: &str| {
        std::fs::create_dir_all(here.join(path).parent().unwrap_or(&here)).expect("made");
        std::fs::write(here.join(path), text).expect("written");
    };
    let head = |name: &str| {
        format!(
            "[framework]\nname = {name:?}\nedition = \"1\"\npublisher = \"t\"\nitem = \"rule\"\nstatus = \"current\"\nwording = \"ours\"\n"
        )
    };
    let map = "[mapping]\nmethod = \"human\"\nrationale = \"functional\"\nstatus = \"not-complete\"\n";
    for (id, letter) in [("ring-a", 'A'), ("ring-b", 'B'), ("ring-c", 'C')] {
        let all =
            (0..LONG).fold(head(id), |text, n| text + &format!("[requirements.{letter}-{n}]\ntitle = \"No {n}\"\n"));
        write(&format!("frameworks/{id}.toml"), &all);
    }
    let ring = |source: char, target: char, turn: usize| {
        (0..LONG).fold(map.to_owned(), |mut text, n| {
            let _ = write!(text, "[map.{source}-{}]\nequal-to = [\"{target}-{n}\"]\n", (n + turn) % LONG);
            text
        })
    };
    write("mappings/ring-a--ring-b.toml", &ring('A', 'B', 0));
    write("mappings/ring-b--ring-c.toml", &ring('B', 'C', 0));
    write("mappings/ring-a--ring-c.toml", &ring('A', 'C', 1));
    let part = |n: usize| if n == 0 { String::new() } else { format!("part-of = \"P-{}\"\n", n - 1) };
    let parts = |text: String, n| text + &format!("[requirements.P-{n}]\ntitle = \"No {n}\"\n{}", part(n));
    write("frameworks/chain-1.toml", &(0..LONG).fold(head("chain"), parts));
    write(
        "ccf.toml",
        "[check]\nallow = [\"W0309\"]\n[company]\nname = \"Big\"\n[scope]\nframeworks = [\"chain-1\", \"ring-a\"]\n",
    );
    let control = |text: String, n: usize| {
        let own = format!("[controls.P-{n}]\nimplements = [\"chain-1:P-{n}\"]\nstatus = \"partial\"\n");
        let many = format!("[controls.M-{n}]\nimplements = [\"ring-a:A-0\"]\nstatus = \"implemented\"\n");
        text + &own + if n < 300 { &many } else { "" }
    };
    write("controls.toml", &(0..LONG).fold(String::new(), control));

    let why = |args: &[&str]| {
        let output = ccf(&here, &[&["why"], args].concat());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        stdout(&output)
    };
    let far = why(&["ring-a:A-350"]);
    assert!(far.lines().count() < 40 && far.lines().all(|line| line.chars().count() <= 80), "{far}");
    assert!(far.contains("more steps, resting on M-0, M-1,") && far.contains("and 290 more (`--all`)"), "{far}");
    assert!(why(&["ring-a:A-350", "--all"]).lines().count() > 2 * LONG);
    let many = why(&["ring-a:A-0"]);
    assert!(many.contains("and 290 more controls: 290 implemented (`--all`)"), "{many}");
    let parts = why(&["chain-1:P-0"]);
    assert!(parts.contains("Its parts") && parts.contains("its part P-1 has"), "{parts}");
    assert!(parts.lines().count() < 40, "{parts}");
    let between = why(&["ring-a:A-0", "ring-a:A-350"]);
    assert!(between.contains("The nearest bridge") && between.contains("more rows (`--all`)"), "{between}");
    assert!(why(&["ring-a:A-0", "ring-b:B-0"]).contains("ring-a:A-0 equal-to ring-b:B-0"));
}

/// Not a law: what the shipped mappings say of all pairs, for whoever reads it.
#[test]
fn the_shipped_pairs_in_numbers() {
    let workspace = ccf::load::load_builtin();
    let library = &workspace.library;
    let graph = Graph::new(library);
    let ids = ["soc2-2017", "iso27001-2013", "iso27001-2022"].map(|id| library.find(id).expect("built in"));
    let (mut related, mut certain, mut open, mut contradictions) = (0, 0, 0, 0);
    for (at, &first) in ids.iter().enumerate() {
        for (a, b) in ids[at + 1..]
            .iter()
            .flat_map(|&second| library.nodes(first).flat_map(move |a| library.nodes(second).map(move |b| (a, b))))
        {
            let derived = derive(library, &graph, a, b);
            if derived.paths.is_empty() {
                continue;
            }
            related += 1;
            certain += usize::from(derived.possible.certain().is_some());
            open += usize::from(derived.possible == Possibilities::ALL);
            contradictions += usize::from(derived.possible == Possibilities::NONE);
        }
    }
    println!("{related} pairs with paths: {certain} certain, {open} open, {contradictions} contradictions");
    assert!(related > 0 && certain > 0);
}
