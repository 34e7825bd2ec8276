//! Laws of inference, over random small worlds.

use std::collections::BTreeMap;

use ccf::engine::infer::{Premises, infer};
use ccf::engine::relation::Value;
use ccf::engine::{Graph, Posture};
use ccf::load::{Workspace, load_texts};
use ccf::model::Node;
use ccf::model::vocabulary::{NoteKind, Relation, Verdict};
use ccf::report::GapReport;
use ccf::standard::Standard;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use crate::world::{World, render_all};

pub const FRAMEWORKS: [&str; 4] = ["alpha-1", "beta-1", "common", "gamma-1"];
const PER_FRAMEWORK: usize = 3;
const STATUSES: [&str; 7] = ["implemented", "partial", "planned", "alternative", "not-applicable", "none", ""];

/// The id of a requirement by its framework and number; in the hub they are `C-1` to `C-3`.
fn id(framework: usize, number: usize) -> String {
    let prefix = if FRAMEWORKS[framework] == "common" { "C" } else { "R" };
    format!("{prefix}-{}", number + 1)
}

/// One row of a random mapping.
#[derive(Debug, Clone)]
pub struct RandomRow {
    pair: usize,
    source: usize,
    target: usize,
    relation: Relation,
    sufficient: bool,
}

const PAIRS: [(usize, usize); 6] = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (3, 2)];

pub fn rows() -> impl Strategy<Value = Vec<RandomRow>> {
    let row = (0..PAIRS.len(), 0..PER_FRAMEWORK, 0..PER_FRAMEWORK, any::<Index>(), any::<bool>()).prop_map(
        |(pair, source, target, relation, sufficient)| RandomRow {
            pair,
            source,
            target,
            relation: *relation.get(Relation::ALL),
            sufficient,
        },
    );
    proptest::collection::vec(row, 0..14)
}

/// The status of each control and the requirement each is all of.
fn controls() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    proptest::collection::vec((0..4usize, 0..PER_FRAMEWORK, 0..STATUSES.len()), 0..8)
}

/// A world of these rows and controls; `turn` gives the order in which entries and controls are written.
pub fn world(rows: &[RandomRow], controls: &[(usize, usize, usize)], turn: usize) -> World {
    let mut entries: BTreeMap<(usize, usize), BTreeMap<usize, &RandomRow>> = BTreeMap::new();
    for row in rows {
        entries.entry((row.pair, row.source)).or_default().entry(row.target).or_insert(row);
    }
    let mut files: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for ((pair, source), targets) in &entries {
        let (from, to) = PAIRS[*pair];
        let mut text = format!("[map.{}]\n", id(from, *source));
        for relation in Relation::ALL {
            let mut ids: Vec<String> =
                targets.values().filter(|row| row.relation == *relation).map(|row| id(to, row.target)).collect();
            rotate(&mut ids, turn);
            if !ids.is_empty() {
                text += &format!("{relation} = {ids:?}\n");
            }
        }
        let related = targets.values().any(|row| row.relation != Relation::NoRelationship);
        text += &format!("sufficient = {}\n", related && targets.values().all(|row| row.sufficient));
        files.entry(*pair).or_default().push(text);
    }
    let mut world = World::new();
    for framework in ["alpha-1", "beta-1", "gamma-1"] {
        let mut ids = ["R-1", "R-2", "R-3"];
        ids.rotate_left(turn % 3);
        world = world.framework(framework, &ids);
    }
    for (pair, mut texts) in files {
        rotate(&mut texts, turn);
        let (from, to) = PAIRS[pair];
        world = world.mapping(&format!("{}--{}", FRAMEWORKS[from], FRAMEWORKS[to]), &texts.concat());
    }
    let mut texts: Vec<String> = controls.iter().enumerate().map(|(at, control)| control_text(at, control)).collect();
    rotate(&mut texts, turn);
    world.company(&["gamma-1", "alpha-1", "beta-1"], "", &texts.concat())
}

fn control_text(at: usize, (framework, number, status): &(usize, usize, usize)) -> String {
    let reference = format!("{}:{}", FRAMEWORKS[*framework], id(*framework, *number));
    let status = match STATUSES[*status] {
        "" => String::new(),
        "not-applicable" => "status = \"not-applicable\"\nreason = \"none here\"\n".to_owned(),
        status => format!("status = \"{status}\"\n"),
    };
    format!("[controls.K-{at}]\nimplements = [{reference:?}]\n{status}")
}

fn rotate<T>(items: &mut [T], by: usize) {
    if !items.is_empty() {
        items.rotate_left(by % items.len());
    }
}

pub fn loaded(world: &World) -> Workspace {
    let workspace = world.load();
    assert!(!workspace.has_errors(), "{}", render_all(&workspace));
    workspace
}

fn report(workspace: &Workspace) -> String {
    let company = workspace.company.as_ref().expect("the world has a company");
    let posture = Posture::new(&workspace.library, company, None);
    let standards: Vec<&dyn Standard> = posture.frameworks().iter().map(|f| f as &dyn Standard).collect();
    GapReport::new(&company.name, None, &standards).to_json()
}

/// How much a verdict says, for comparing.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Unmet | Verdict::Unknown | Verdict::Excluded => 0,
        Verdict::Partial => 1,
        Verdict::Met => 2,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_order_of_writing_changes_an_answer(rows in rows(), controls in controls(), turn in 1..5usize) {
        // Controls keep their ids, so only the order of writing differs.
        let first = report(&loaded(&world(&rows, &controls, 0)));
        let turned = report(&loaded(&world(&rows, &controls, turn)));
        prop_assert_eq!(first, turned);
    }

    #[test]
    fn an_implemented_control_more_never_lowers_a_verdict(rows in rows(), controls in controls(), node in (0..4usize, 0..PER_FRAMEWORK)) {
        // The control is new: nothing else is claimed of what it implements.
        prop_assume!(controls.iter().all(|(f, n, _)| (*f, *n) != node));
        let mut more = controls.clone();
        more.push((node.0, node.1, 0));
        let (before, after) = (loaded(&world(&rows, &controls, 0)), loaded(&world(&rows, &more, 0)));
        let posture = |w: &Workspace| {
            let company = w.company.as_ref().expect("the world has a company");
            let posture = Posture::new(&w.library, company, None);
            posture.frameworks().iter().flat_map(ccf::standard::Standard::answers).map(|(_, a)| rank(a.verdict)).collect::<Vec<_>>()
        };
        for (before, after) in posture(&before).into_iter().zip(posture(&after)) {
            prop_assert!(before <= after);
        }
    }

    #[test]
    fn every_answer_below_met_says_why(rows in rows(), controls in controls()) {
        let workspace = loaded(&world(&rows, &controls, 0));
        let company = workspace.company.as_ref().expect("the world has a company");
        for framework in Posture::new(&workspace.library, company, None).frameworks() {
            for (id, answer) in framework.answers() {
                let below = matches!(answer.verdict, Verdict::Partial | Verdict::Unmet | Verdict::Unknown);
                let decide = answer.notes.iter().any(|note| note.kind == NoteKind::Decide);
                prop_assert!(!below || decide || !answer.gaps.is_empty(), "{id} {answer:#?}");
            }
        }
    }

    /// Requirements are sets of duties, relations are read off them, sufficiency is said where the targets cover the
    /// source, and claims are what is true of the duties done: then nothing is derived that is not true.
    #[test]
    fn nothing_is_claimed_that_is_not_so(
        duties in proptest::collection::vec(1..128u8, 12),
        done in 0..128u8,
        rows in rows(),
        told in subsequence((0..12usize).collect::<Vec<_>>(), 0..12),
    ) {
        let set = |framework: usize, number: usize| duties[framework * PER_FRAMEWORK + number];
        let mut rows = rows;
        for row in &mut rows {
            let (from, to) = PAIRS[row.pair];
            row.relation = between(set(from, row.source), set(to, row.target));
        }
        // Sufficient is what covers the source, over the rows that are written for it.
        let written = rows.clone();
        for row in &mut rows {
            let (from, to) = PAIRS[row.pair];
            let targets = written.iter().filter(|r| (r.pair, r.source) == (row.pair, row.source));
            let covered = targets.fold(0, |all, r| all | set(to, r.target));
            row.sufficient = covered & set(from, row.source) == set(from, row.source);
        }
        let workspace = loaded(&world(&rows, &[], 0));
        let library = &workspace.library;
        let graph = Graph::new(library);
        let value_of = |mine: u8| match done & mine {
            0 => Value::Nothing,
            common if common == mine => Value::Met,
            _ => Value::Partial,
        };
        let nodes: Vec<(Node, u8)> = (0..4)
            .flat_map(|framework| (0..PER_FRAMEWORK).map(move |number| (framework, number)))
            .filter_map(|(framework, number)| {
                let node = library.node(library.find(FRAMEWORKS[framework])?, &id(framework, number))?;
                Some((node, set(framework, number)))
            })
            .collect();
        let mut premises = Premises::new(&graph);
        for &at in &told {
            premises.claims[nodes[at].0.index()] = value_of(nodes[at].1);
            premises.caps[nodes[at].0.index()] = value_of(nodes[at].1);
        }
        let outcome = infer(&graph, &premises);
        for (node, mine) in nodes {
            let (value, truth) = (outcome.value(node), value_of(mine));
            prop_assert!(value <= Value::Possible || value <= truth, "{} is {value:?} and {truth:?} is true", library.name(node));
        }
        prop_assert!(outcome.contradictions.is_empty(), "true claims contradict nothing: {:?}", outcome.contradictions);
    }

    #[test]
    fn full_facts_give_full_coverage_where_rows_suffice(rows in rows()) {
        let controls: Vec<(usize, usize, usize)> = (0..PER_FRAMEWORK).map(|number| (2, number, 0)).collect();
        let workspace = loaded(&world(&rows, &controls, 0));
        let company = workspace.company.as_ref().expect("the world has a company");
        let posture = Posture::new(&workspace.library, company, None);
        for mapping in &workspace.library.mappings {
            let to_hub = workspace.library.framework(mapping.target).id == "common";
            for entry in mapping.entries.iter().filter(|entry| to_hub && entry.sufficient) {
                let framework = posture.framework(mapping.source).expect("in scope");
                let answer = framework.answer_to(entry.source).expect("listed");
                prop_assert_eq!(answer.verdict, Verdict::Met);
            }
        }
    }

    #[test]
    fn no_text_makes_loading_panic(text in ".{0,200}", which in 0..5usize) {
        let path = ["ccf.toml", "controls.toml", "findings.toml", "frameworks/x-1.toml", "mappings/x-1--common.toml"][which];
        let workspace = load_texts(true, [(path.to_owned(), text)]);
        render_all(&workspace);
    }

    #[test]
    fn no_damage_to_shipped_files_makes_loading_panic(file in any::<Index>(), from in any::<Index>(), length in 0..60usize, put in "[\\[\\]\"={}., a-z0-9\n\u{e9}]{0,6}") {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let files = [
            ("tests/acme/ccf.toml", "ccf.toml"), ("tests/acme/controls.toml", "controls.toml"),
            ("tests/acme/findings.toml", "findings.toml"), ("tests/acme/exceptions.toml", "exceptions.toml"),
            ("frameworks/soc2-2017.toml", "frameworks/soc2-2017.toml"),
            ("mappings/soc2-2017--common.toml", "mappings/soc2-2017--common.toml"),
        ];
        let (at, path) = *file.get(&files);
        let text = std::fs::read_to_string(root.join(at)).expect("shipped");
        let start = from.index(text.len());
        let end = (start + length).min(text.len());
        let damaged = [text.as_bytes().get(..start), Some(put.as_bytes()), text.as_bytes().get(end..)].into_iter().flatten().collect::<Vec<_>>().concat();
        let workspace = load_texts(true, [(path.to_owned(), String::from_utf8_lossy(&damaged).into_owned())]);
        render_all(&workspace);
        if let Some(company) = &workspace.company {
            let _ = Posture::new(&workspace.library, company, None);
        }
    }
}

/// The relation between two sets of duties.
fn between(a: u8, b: u8) -> Relation {
    match (a & b, a == b) {
        (_, true) => Relation::EqualTo,
        (0, _) => Relation::NoRelationship,
        (common, _) if common == a => Relation::SubsetOf,
        (common, _) if common == b => Relation::SupersetOf,
        _ => Relation::IntersectsWith,
    }
}
