//! Size and threads: the same bytes for any number of threads, and worlds of thousands that no depth or square defeats.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use ccf::engine::infer::{Premises, infer};
use ccf::engine::relation::Value;
use ccf::engine::values::{LANES, values};
use ccf::engine::{Graph, Posture};
use ccf::lint::lint;
use ccf::model::Node;
use ccf::model::vocabulary::{Basis, Verdict};
use ccf::standard::Answer;

use crate::set::{Size, generate};
use crate::world::{World, render_all};

/// A folder of the generated set, small enough to be read often.
fn small_set(name: &str) -> (PathBuf, BTreeMap<String, String>) {
    let builtin = ccf::load::load_builtin().library;
    let rows = builtin.mappings.iter().flat_map(|m| &m.entries).map(|e| e.rows.len()).sum::<usize>();
    let size = Size {
        frameworks: builtin.frameworks().len() + 8,
        requirements: builtin.node_count() + 800,
        rows: rows + 1_200,
        pairs: 12,
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // What an earlier run wrote must not stay.
    let _ = std::fs::remove_dir_all(&folder);
    (folder, generate(size, 7))
}

fn write(folder: &Path, texts: &BTreeMap<String, String>) {
    for (path, text) in texts {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder to write to");
        std::fs::write(path, text).expect("a file to write to");
    }
}

/// What `ccf` prints, results and diagnostics, with so many threads.
fn printed(threads: &str, arguments: &[&str]) -> (Option<i32>, Vec<u8>, Vec<u8>) {
    let mut ccf = Command::new(env!("CARGO_BIN_EXE_ccf"));
    let output = ccf.args(arguments).env("RAYON_NUM_THREADS", threads).output().expect("ccf was built");
    (output.status.code(), output.stdout, output.stderr)
}

#[test]
fn no_number_of_threads_changes_a_byte() {
    let (folder, mut texts) = small_set("threads");
    // Something to find in every file: no file has its one right form, and some refer to what is not there.
    for (path, text) in &mut texts {
        *text = text.replace("title = ", "title  = ").replace("superset-of = [\"IAM-01\"", "superset-of = [\"IAM-99\"");
        if path.starts_with("mappings") {
            *text = text.replace("strength = 7", "strength = 70");
        }
    }
    write(&folder, &texts);
    let broken = folder.display().to_string();
    let (sound, texts) = small_set("threads-sound");
    write(&sound, &texts);
    let sound = sound.display().to_string();
    let acme = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/acme").display().to_string();
    for (arguments, exit) in [
        (vec!["check", "--format", "json", &broken], 1),
        (vec!["check", "--limit", "0", &broken], 1),
        (vec!["check", &sound], 0),
        (vec!["gap", "--format", "json", &acme], 0),
        (vec!["gap", &sound], 0),
        (vec!["map", "soc2", "iso27001-2022", "--format", "json"], 0),
        (vec!["map", "generated-0-2026", "generated-1-2026", "-C", &sound, "--format", "csv"], 0),
    ] {
        let one = printed("1", &arguments);
        assert_eq!(one.0, Some(exit), "{arguments:?}\n{}", String::from_utf8_lossy(&one.2));
        for threads in ["2", "8"] {
            assert_eq!(one, printed(threads, &arguments), "{threads} threads change {arguments:?}");
        }
    }
}

#[test]
fn the_generated_set_is_clean_and_the_same_for_the_same_seed() {
    let (_, texts) = small_set("same");
    let (_, again) = small_set("same");
    assert_eq!(texts, again);
    let workspace = ccf::load::load_texts(true, texts);
    let found: Vec<_> = workspace.diagnostics.iter().chain(&lint(&workspace)).map(|d| d.message.clone()).collect();
    assert!(found.is_empty(), "{found:#?}");
    let builtin = ccf::load::load_builtin().library;
    assert_eq!(workspace.library.frameworks().len(), builtin.frameworks().len() + 8);
    assert_eq!(workspace.library.node_count(), builtin.node_count() + 800);
    let rows = |library: &ccf::model::Library| {
        library.mappings.iter().flat_map(|mapping| &mapping.entries).map(|entry| entry.rows.len()).sum::<usize>()
    };
    assert_eq!(rows(&workspace.library), rows(&builtin) + 1_200);
}

/// What one framework would give, with limits of every kind spread over the nodes and rows in a way of its own.
fn premises_of(graph: &Graph, nodes: impl Iterator<Item = Node>, turn: usize) -> Premises {
    let mut premises = Premises::new(graph);
    nodes.for_each(|node| premises.claims[node.index()] = Value::Met);
    let every = |step: usize, at: usize| (at * 7 + turn).is_multiple_of(step);
    for node in 0..graph.node_count() {
        premises.out[node] = every(23, node);
        premises.settled_parts[node] = every(5, node);
        premises.blocked_parts[node] = every(4, node);
        if every(19, node) {
            premises.caps[node] = Value::SAYING[(node + turn) % 3];
        }
    }
    for row in 0..graph.row_count() {
        premises.weak[row] = every(6, row);
    }
    premises
}

#[test]
fn values_alone_are_those_with_derivations() {
    let (_, texts) = small_set("values");
    let workspace = ccf::load::load_texts(true, texts);
    let graph = Graph::new(&workspace.library);
    let frameworks: Vec<_> = workspace.library.numbered().map(|(id, _)| id).collect();
    let mut seen = BTreeSet::new();
    // More than go together in one turn.
    let all: Vec<Premises> = (0..LANES + 7)
        .map(|turn| premises_of(&graph, workspace.library.nodes(frameworks[turn % frameworks.len()]), turn))
        .collect();
    let together = values(&graph, &all);
    assert_eq!(together.len(), all.len());
    for (premises, values) in all.iter().zip(together) {
        let outcome = infer(&graph, premises);
        let with: Vec<Value> = (0..).map(Node).take(graph.node_count()).map(|node| outcome.value(node)).collect();
        assert_eq!(values, with);
        seen.extend(with);
    }
    assert_eq!(seen.len(), 4, "every value follows somewhere");
}

/// How many of a thing is a matter of thousands.
const MANY: usize = 3_000;

fn loaded(world: &World) -> ccf::load::Workspace {
    let workspace = world.load();
    assert!(!workspace.has_errors(), "{}", render_all(&workspace));
    workspace
}

/// The answer to a requirement, and its derivation with the places of everything in it.
fn why(world: &World, framework: &str, requirement: &str) -> Answer {
    let workspace = loaded(world);
    let company = workspace.company.as_ref().expect("the world has a company");
    let posture = Posture::new(&workspace.library, company, None);
    let node = workspace.library.find(framework).and_then(|id| workspace.library.node(id, requirement));
    let node = node.expect("a requirement of the world");
    let framework = posture.framework(workspace.library.framework_of(node)).expect("in scope");
    let places: BTreeSet<String> =
        company.controls.iter().map(|control| workspace.sources.place(control.span)).collect();
    assert_eq!(places.len(), company.controls.len(), "each control has a place of its own");
    framework.answer_to(node).expect("an answer").clone()
}

#[test]
fn thousands_of_controls_on_one_requirement_are_counted() {
    let controls: String = (0..MANY)
        .map(|n| {
            format!("[controls.K-{n}]\nimplements = [\"alpha-1:R-1\", \"common:C-1\"]\nstatus = \"implemented\"\n")
        })
        .collect();
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .mapping("alpha-1--common", "[map.R-1]\nsuperset-of = [\"C-1\"]\n")
        .company(&["alpha-1"], "", &controls);
    let answer = why(&world, "alpha-1", "R-1");
    assert_eq!((answer.verdict, answer.controls.len()), (Verdict::Met, MANY));
}

/// A framework in which each requirement is a part of the one before.
fn chain_of_parts() -> String {
    let head = "[framework]\nname = \"Chain\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"requirement\"\n\
                status = \"current\"\nwording = \"ours\"\n";
    let part = |n: usize| if n == 0 { String::new() } else { format!("part-of = \"R-{}\"\n", n - 1) };
    let requirements = (0..MANY).map(|n| format!("[requirements.R-{n}]\ntitle = \"Link {n}\"\n{}", part(n)));
    head.to_owned() + &requirements.collect::<String>()
}

#[test]
fn a_chain_of_thousands_of_parts_is_judged() {
    let implemented = |last: &str| {
        let status = |n| if n == MANY - 1 { last } else { "implemented" };
        let control = |n| format!("[controls.K-{n}]\nimplements = [\"chain-1:R-{n}\"]\nstatus = \"{}\"\n", status(n));
        (0..MANY).map(control).collect::<String>()
    };
    let world = World::new().with("frameworks/chain-1.toml", &chain_of_parts());
    let met = why(&world.clone().company(&["chain-1"], "", &implemented("implemented")), "chain-1", "R-0");
    assert_eq!(met.verdict, Verdict::Met);
    // What is missing in the last part of all is missing in the first requirement.
    let partial = why(&world.company(&["chain-1"], "", &implemented("none")), "chain-1", "R-0");
    let last = format!("K-{} is not carried out", MANY - 1);
    assert_eq!((partial.verdict, partial.gaps.len()), (Verdict::Partial, 1));
    assert_eq!(partial.gaps[0].message, last);
}

#[test]
fn a_cycle_of_thousands_of_equalities_is_followed_round() {
    let mut world = World::new();
    for n in 0..MANY {
        world = world
            .framework(&format!("f{n}"), &["R-1"])
            .mapping(&format!("f{n}--f{}", (n + 1) % MANY), "[map.R-1]\nequal-to = [\"R-1\"]\n");
    }
    let control = "[controls.K-1]\nimplements = [\"f0:R-1\"]\nstatus = \"implemented\"\n";
    // As far away as one can be.
    let last = format!("f{}", MANY / 2);
    let answer = why(&world.company(&[&last], "", control), &last, "R-1");
    assert_eq!((answer.verdict, answer.basis), (Verdict::Met, Some(Basis::Declared)), "{answer:?}");
}

/// Why every framework is read even where few are in scope: one that is mapped to the common controls alone may carry
/// facts from one of them to another, and so to a framework in scope.
#[test]
fn a_framework_out_of_scope_may_change_a_verdict() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .mapping("alpha-1--common", "[map.R-1]\nsuperset-of = [\"C-2\"]\nsufficient = true\n")
        .company(&["alpha-1"], "", "[controls.K-1]\nimplements = [\"common:C-1\"]\nstatus = \"implemented\"\n");
    assert_eq!(world.answer("alpha-1", "R-1").verdict, Verdict::Unknown);
    let bridged = world
        .framework("other-1", &["X-1"])
        .mapping("other-1--common", "[map.X-1]\nequal-to = [\"C-1\"]\nsuperset-of = [\"C-2\"]\n");
    assert_eq!(bridged.answer("alpha-1", "R-1").verdict, Verdict::Met);
}
