//! Laws of derived relations over random small universes of sets, and how much the rules find of what is true there.

use std::collections::BTreeMap;

use ccf::engine::derive::{Derived, derive};
use ccf::engine::infer::{Premises, infer};
use ccf::engine::relation::{Possibilities, Value};
use ccf::engine::{Explanation, Graph, Posture, RowId};
use ccf::load::Workspace;
use ccf::model::vocabulary::Relation;
use ccf::model::{Bound, Library, Node};
use ccf::report::GapReport;
use ccf::standard::Standard;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::why::loaded;
use crate::world::World;

const FRAMEWORKS: [&str; 4] = ["alpha-1", "beta-1", "common", "gamma-1"];
const PAIRS: [(usize, usize); 6] = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (3, 2)];
const HUB: usize = 2;
const EACH: usize = 3;
/// No bound, 180 days, 90 days: each asks for all that the one before does.
const DAYS: [Option<i64>; 3] = [None, Some(180), Some(90)];

fn id(framework: usize, number: usize) -> String {
    format!("{}-{}", if framework == HUB { "C" } else { "R" }, number + 1)
}

/// Sets of duties, and which pairs have a row, at which bound.
#[derive(Debug, Clone)]
struct Universe {
    /// The duties of each requirement, by framework and number.
    duties: Vec<u16>,
    /// What a bound of 180 days, and of 90, adds to each control.
    stricter: Vec<(u16, u16)>,
    /// Pair of frameworks, source, target, bound.
    rows: Vec<(usize, usize, usize, usize)>,
    /// Whether the third requirement of alpha is a part of the first.
    part: bool,
}

fn universe() -> impl Strategy<Value = Universe> {
    let row = (0..PAIRS.len(), 0..EACH, 0..EACH, 0..DAYS.len());
    // Few duties make equal and contained sets common.
    let duties = (2..=8u32).prop_flat_map(|size| proptest::collection::vec(1..1u16 << size, 4 * EACH));
    let stricter = proptest::collection::vec((0..256u16, 0..256u16), EACH);
    (duties, stricter, proptest::collection::vec(row, 0..16), any::<bool>()).prop_map(
        |(duties, stricter, rows, part)| {
            let mut universe = Universe { duties, stricter, rows, part };
            if part {
                universe.duties[0] |= universe.duties[2];
            }
            universe
        },
    )
}

impl Universe {
    /// The duties of a requirement at a bound.
    fn set(&self, framework: usize, number: usize, bound: usize) -> u16 {
        let base = self.duties[framework * EACH + number];
        let (month, quarter) = if framework == HUB { self.stricter[number] } else { (0, 0) };
        [base, base | month, base | month | quarter][bound]
    }

    /// The entries by pair and source, each with its targets and their bounds.
    fn entries(&self) -> BTreeMap<(usize, usize), BTreeMap<usize, usize>> {
        let mut entries: BTreeMap<(usize, usize), BTreeMap<usize, usize>> = BTreeMap::new();
        for &(pair, source, target, bound) in &self.rows {
            let bound = if PAIRS[pair].1 == HUB { bound } else { 0 };
            entries.entry((pair, source)).or_default().entry(target).or_insert(bound);
        }
        entries
    }

    /// The rows as they are true, sufficient where the targets and the parts cover the source.
    fn world(&self, order: &mut dyn FnMut(&mut Vec<String>)) -> World {
        let mut files: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for ((pair, source), targets) in self.entries() {
            let (from, to) = PAIRS[pair];
            let mine = self.set(from, source, 0);
            let mut text = format!("[map.{}]\n", id(from, source));
            for relation in Relation::ALL {
                let rows = targets
                    .iter()
                    .filter(|(target, bound)| between(mine, self.set(to, **target, **bound)) == *relation);
                let mut ids: Vec<String> = rows.map(|(target, _)| id(to, *target)).collect();
                order(&mut ids);
                if !ids.is_empty() {
                    text += &format!("{relation} = {ids:?}\n");
                }
            }
            let part = if self.part && (from, source) == (0, 0) { self.duties[2] } else { 0 };
            let related =
                targets.iter().map(|(&target, &bound)| self.set(to, target, bound)).filter(|set| set & mine != 0);
            let covered = related.clone().fold(part, |all, set| all | set);
            text += &format!("sufficient = {}\n", related.count() > 0 && covered & mine == mine);
            let bounds: Vec<String> = targets
                .iter()
                .filter(|(target, bound)| self.set(to, **target, **bound) & mine != 0)
                .filter_map(|(target, bound)| {
                    DAYS[*bound].map(|days| {
                        format!("\"{}.interval\" = {{ at-most = {days}, unit = \"days\" }}\n", id(to, *target))
                    })
                })
                .collect();
            if !bounds.is_empty() {
                text += &format!("[map.{}.requires]\n{}", id(from, source), bounds.concat());
            }
            files.entry(pair).or_default().push(text);
        }
        let mut world = World::new();
        for framework in ["alpha-1", "beta-1", "gamma-1"] {
            let part = |number: usize| {
                if self.part && framework == "alpha-1" && number == 3 { "part-of = \"R-1\"\n" } else { "" }
            };
            let mut texts: Vec<String> =
                (1..=EACH).map(|n| format!("[requirements.R-{n}]\ntitle = \"Title {n}\"\n{}", part(n))).collect();
            order(&mut texts);
            let head = "[framework]\nname = \"F\"\nedition = \"1\"\npublisher = \"t\"\nitem = \"rule\"\nstatus = \"current\"\nwording = \"ours\"\n";
            world = world.with(&format!("frameworks/{framework}.toml"), &format!("{head}{}", texts.concat()));
        }
        for (pair, mut texts) in files {
            order(&mut texts);
            let (from, to) = PAIRS[pair];
            world = world.mapping(&format!("{}--{}", FRAMEWORKS[from], FRAMEWORKS[to]), &texts.concat());
        }
        world
    }

    /// Every requirement with its framework and number.
    fn nodes(library: &Library) -> Vec<(Node, usize, usize)> {
        let all = (0..FRAMEWORKS.len()).flat_map(|framework| (0..EACH).map(move |number| (framework, number)));
        let node =
            |framework: usize, number| library.node(library.find(FRAMEWORKS[framework])?, &id(framework, number));
        all.filter_map(|(framework, number)| Some((node(framework, number)?, framework, number))).collect()
    }
}

/// The relation between two sets of duties, neither of them empty.
const fn between(a: u16, b: u16) -> Relation {
    match a & b {
        0 => Relation::NoRelationship,
        _ if a == b => Relation::EqualTo,
        common if common == a => Relation::SubsetOf,
        common if common == b => Relation::SupersetOf,
        _ => Relation::IntersectsWith,
    }
}

/// The position in [`DAYS`] of what a derived relation takes an end at.
fn bound(given: &[Bound]) -> usize {
    given.first().map_or(0, |bound| DAYS.iter().position(|days| *days == Some(bound.value)).expect("a bound of ours"))
}

#[derive(Debug, Default)]
struct Tally {
    pairs: usize,
    certain: usize,
    possibilities: usize,
    met: usize,
    met_found: usize,
    partial: usize,
    partial_found: usize,
}

/// What is derived always leaves the truth possible; the tally counts how often it leaves nothing else.
fn check(universe: &Universe, tally: &mut Tally) {
    let workspace = loaded(&universe.world(&mut |_| {}));
    let library = &workspace.library;
    let graph = Graph::new(library);
    let nodes = Universe::nodes(library);
    for &(a, left, m) in &nodes {
        for &(b, right, n) in nodes.iter().filter(|(b, ..)| *b != a) {
            let derived = derive(library, &graph, a, b);
            let set_a = universe.set(left, m, bound(&derived.given.0));
            let set_b = universe.set(right, n, bound(&derived.given.1));
            let truth = between(set_a, set_b);
            assert!(
                derived.possible.holds(Possibilities::of(truth)),
                "{} {truth} {} is true, and {:?} is derived in {universe:?}",
                library.name(a),
                library.name(b),
                derived
            );
            let kept = derived.reasons.iter().map(|&at| derived.paths[at].possible);
            assert_eq!(kept.fold(Possibilities::ALL, Possibilities::meet), derived.possible, "the reasons are enough");
            if !derived.paths.is_empty() {
                tally.pairs += 1;
                tally.certain += usize::from(derived.possible.certain().is_some());
                tally.possibilities += derived.possible.relations().count();
            }
        }
    }
    verdicts(universe, &workspace, tally);
}

/// How much of what is true follows for each requirement when the values of all others are told.
fn verdicts(universe: &Universe, workspace: &Workspace, tally: &mut Tally) {
    let graph = Graph::new(&workspace.library);
    let done = 0b0101_0111_u16;
    let value = |set: u16| match done & set {
        0 => Value::Nothing,
        common if common == set => Value::Met,
        _ => Value::Partial,
    };
    let nodes = Universe::nodes(&workspace.library);
    let mut told = Premises::new(&graph);
    for &(node, framework, number) in &nodes {
        told.claims[node.index()] = value(universe.set(framework, number, 0));
    }
    for row in (0..graph.row_count()).map(|row| RowId(u32::try_from(row).expect("few"))) {
        let written = graph.row(&workspace.library, row).2;
        let number = nodes.iter().find(|(node, ..)| *node == written.target).map_or(0, |(_, _, number)| *number);
        let at = bound(&written.bounds);
        // A bound is satisfied where all it adds to the control is done.
        told.weak[row.0 as usize] = at > 0 && value(universe.set(HUB, number, at)) != Value::Met;
    }
    for &(node, framework, number) in &nodes {
        let mut premises = told.clone();
        premises.claims[node.index()] = Value::Nothing;
        let (truth, found) = (value(universe.set(framework, number, 0)), infer(&graph, &premises).value(node));
        assert!(found < Value::Met || truth == Value::Met, "{} in {universe:?}", workspace.library.name(node));
        let linked = graph.links(node).next().is_some();
        tally.met += usize::from(linked && truth == Value::Met);
        tally.met_found += usize::from(linked && truth == Value::Met && found == Value::Met);
        tally.partial += usize::from(linked && truth == Value::Partial);
        tally.partial_found += usize::from(linked && truth == Value::Partial && found == Value::Partial);
    }
}

#[test]
fn what_is_true_always_stays_possible_and_is_often_found() {
    let mut runner = TestRunner::deterministic();
    let mut tally = Tally::default();
    for _ in 0..400 {
        let universe = universe().new_tree(&mut runner).expect("a universe").current();
        check(&universe, &mut tally);
    }
    let share = |part: usize, all: usize| format!("{part} of {all} ({} %)", part * 100 / all.max(1));
    println!("relations settled, of pairs with a path: {}", share(tally.certain, tally.pairs));
    println!("relations left possible, of five a pair: {}", share(tally.possibilities, tally.pairs * 5));
    println!("requirements met in truth and found met: {}", share(tally.met_found, tally.met));
    println!("requirements partly met in truth and found so: {}", share(tally.partial_found, tally.partial));
    // A rule that goes silent would be seen here.
    assert!(tally.certain * 100 > tally.pairs * 40 && tally.met_found * 100 > tally.met * 20, "{tally:?}");
}

/// Everything that is said of a world, without places.
fn said(world: &World) -> String {
    let workspace = loaded(&world.clone().company(
        &["alpha-1", "beta-1", "gamma-1"],
        "",
        "[controls.K-1]\nimplements = [\"common:C-1\"]\nstatus = \"implemented\"\neffort = \"2d\"\n\
         [controls.K-2]\nimplements = [\"common:C-2\"]\nstatus = \"partial\"\neffort = \"4h\"\n",
    ));
    let library = &workspace.library;
    let company = workspace.company.as_ref().expect("a company");
    let posture = Posture::new(library, company, None);
    let standards: Vec<&dyn Standard> = posture.frameworks().iter().map(|f| f as &dyn Standard).collect();
    let mut said = GapReport::new("X", None, &standards).planning(library, company).to_json();
    let names = |derived: &Derived| {
        let path = |path: &ccf::engine::derive::Path| {
            let links = path
                .links
                .iter()
                .map(|link| format!("{} {} {}", library.name(link.from), link.relation, library.name(link.to)));
            format!("{:?} {}", path.possible, links.collect::<Vec<_>>().join(", "))
        };
        format!(
            "{:?} {:?} {:?}\n",
            derived.possible,
            derived.reasons,
            derived.paths.iter().map(path).collect::<Vec<_>>()
        )
    };
    let nodes = Universe::nodes(library);
    for &(a, framework, _) in &nodes {
        for &(b, ..) in nodes.iter().filter(|(b, ..)| *b != a) {
            said += &names(&derive(library, &posture.graph, a, b));
        }
        if framework != HUB {
            let view = posture.framework(library.framework_of(a)).expect("in scope");
            let explanation = Explanation::of(&posture, view, a);
            let steps = explanation.derivation.iter().map(|step| (step.depth, library.name(step.node), step.value));
            said += &format!("{:?} {}\n", steps.collect::<Vec<_>>(), explanation.also.len());
        }
    }
    said
}

#[test]
fn a_hundred_shuffles_of_files_and_rows_say_the_same() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..10 {
        let universe = universe().new_tree(&mut runner).expect("a universe").current();
        let first = said(&universe.world(&mut |_| {}));
        for _ in 0..10 {
            let shuffled = universe.world(&mut |texts| {
                *texts = Just(std::mem::take(texts)).prop_shuffle().new_tree(&mut runner).expect("shuffled").current();
            });
            assert_eq!(said(&shuffled), first);
        }
    }
}
