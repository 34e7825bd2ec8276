//! The catalogues of the standards by their counts, and the mappings to the common controls by what they say together.

use std::collections::{BTreeMap, BTreeSet};

use ccf::engine::Graph;
use ccf::engine::infer::{Premises, infer};
use ccf::engine::relation::Value;
use ccf::load::{Workspace, load_builtin};
use ccf::model::vocabulary::{Class, Relation, Verdict};
use ccf::model::{Entry, Framework, FrameworkId, HUB, Library, Mapping, Node, Requirement};

fn shipped() -> Workspace {
    load_builtin()
}

fn framework<'a>(workspace: &'a Workspace, id: &str) -> &'a Framework {
    workspace.library.framework(workspace.library.find(id).expect("built in"))
}

fn count(framework: &Framework, wanted: impl Fn(&Requirement) -> bool) -> usize {
    framework.requirements.values().filter(|requirement| wanted(requirement)).count()
}

#[test]
fn pci_dss_has_its_requirements_roles_dates_and_questionnaires() {
    let workspace = shipped();
    let pci = framework(&workspace, "pci-dss-4.0.1");
    assert_eq!((pci.requirements.len(), pci.groups.len()), (280, 86));
    assert_eq!(count(pci, |requirement| !requirement.id.starts_with('A')), 250);
    let of = |group: &str| count(pci, |requirement| requirement.id.starts_with(&format!("{group}.")));
    assert_eq!(["A1", "A2", "A3"].map(of), [7, 3, 20]);
    let role = |role: &str| count(pci, |requirement| requirement.applies_to.iter().any(|found| found == role));
    assert_eq!(["service-provider", "multi-tenant", "designated-entity", "issuer"].map(role), [17, 8, 20, 1]);
    // 51 are future-dated: 45 as a whole, of the others a part, which their text says.
    let dated = count(pci, |requirement| requirement.effective.is_some());
    let in_part =
        count(pci, |r| r.effective.is_none() && r.superseded_by.is_none() && r.text.contains("31 March 2025"));
    assert_eq!((dated, in_part), (45, 6));
    let replaced = |id: &str| pci.requirements[id].superseded_by.and_then(|at| pci.requirements.get_index(at));
    for (old, new) in [("6.4.1", "6.4.2"), ("8.3.10", "8.3.10.1"), ("10.7.1", "10.7.2")] {
        assert_eq!(replaced(old).map(|(id, _)| id.as_str()), Some(new));
    }
    assert_eq!(pci.words.of(Verdict::Partial), pci.words.of(Verdict::Unmet), "PCI knows no partial");
    assert_eq!(count(pci, |requirement| requirement.tags.contains_key("goal")), 250);
    let selected = |profile: &str| pci.requirements.keys().filter(|id| pci.profiles[profile].includes(id)).count();
    let questionnaires = ["a", "a-ep", "b", "b-ip", "c-vt", "c", "p2pe", "d-merchant", "d-service-provider"];
    assert_eq!(questionnaires.map(|name| selected(&format!("saq-{name}"))), [27, 139, 27, 50, 54, 123, 21, 233, 259]);
}

#[test]
fn the_smaller_standards_have_their_parts() {
    let workspace = shipped();
    let sizes = |id: &str| {
        let framework = framework(&workspace, id);
        (framework.requirements.len(), framework.groups.len())
    };
    assert_eq!(sizes("sox-itgc"), (34, 4));
    assert_eq!(sizes("coso-2013"), (17, 5));
    assert_eq!(sizes("nist-csf-2.0"), (106, 28));
    assert_eq!(sizes("hipaa-security-rule"), (68, 5));
    let sox = framework(&workspace, "sox-itgc");
    assert_eq!(count(sox, |r| r.frequency.is_some() && r.nature.is_some() && !r.control_type.is_empty()), 34);
    assert_eq!(count(sox, |requirement| requirement.key), 19);
    let hipaa = framework(&workspace, "hipaa-security-rule");
    let tagged = |value: &str| count(hipaa, |r| r.tags.values().flatten().any(|found| found == value));
    assert_eq!(["standard", "required", "addressable"].map(tagged), [22, 24, 22]);
    assert!(hipaa.requirements["164.308(a)(1)(ii)(A)"].part_of.is_some());
}

#[test]
fn every_common_control_says_how_it_is_done_tested_and_shown() {
    let workspace = shipped();
    let hub = framework(&workspace, HUB);
    assert_eq!(hub.requirements.len(), 265);
    for (id, control) in &hub.requirements {
        assert!((3..=6).contains(&control.guidance.len()), "{id}: {} points of guidance", control.guidance.len());
        let (first, last) = (control.test.first(), control.test.last());
        assert!(first.is_some_and(|test| test.starts_with("Design: ")), "{id}: {first:?}");
        assert!(last.is_some_and(|test| test.starts_with("Operation: ")), "{id}: {last:?}");
        assert!((1..=3).contains(&control.evidence.len()), "{id}: {} evidence items", control.evidence.len());
    }
    let technical = |control: &Requirement| control.class == Some(Class::Technical);
    let with_solutions = count(hub, |control| technical(control) && !control.solutions.is_empty());
    assert!(with_solutions * 10 >= count(hub, technical) * 9, "{with_solutions} of {}", count(hub, technical));
}

/// The mappings to the common controls.
fn to_hub(library: &Library) -> Vec<&Mapping> {
    let hub = library.hub().expect("built in");
    library.mappings.iter().filter(|mapping| mapping.target == hub).collect()
}

/// The controls that an entry names, but those it says are none of its.
fn targets(entry: &Entry) -> BTreeSet<Node> {
    let related = entry.rows.iter().filter(|row| row.relation != Relation::NoRelationship);
    related.map(|row| row.target).collect()
}

#[test]
fn one_control_set_serves_three_standards_and_no_control_is_a_catch_all() {
    let workspace = shipped();
    let library = &workspace.library;
    let three = ["soc2-2017", "iso27001-2022", "pci-dss-4.0.1"].map(|id| library.find(id).expect("built in"));
    let mut served: BTreeMap<Node, usize> = BTreeMap::new();
    for mapping in to_hub(library).into_iter().filter(|mapping| three.contains(&mapping.source)) {
        for target in mapping.entries.iter().flat_map(targets) {
            *served.entry(target).or_default() += 1;
        }
    }
    assert!((150..=260).contains(&served.len()), "{} controls for the three", served.len());
    for (control, requirements) in served {
        assert!(requirements <= 45, "{} serves {requirements}", library.name(control));
    }
}

#[test]
fn no_mapping_leans_on_one_relation() {
    let workspace = shipped();
    let library = &workspace.library;
    println!("{:<22} equal subset superset intersects  sufficient  controls mean max  bounds", "mapping to common");
    for mapping in to_hub(library) {
        let rows = || mapping.entries.iter().flat_map(|entry| &entry.rows);
        let all = rows().count();
        let share = |wanted: &[Relation]| 100 * rows().filter(|row| wanted.contains(&row.relation)).count() / all;
        let shares = [
            share(&[Relation::EqualTo, Relation::EquivalentTo]),
            share(&[Relation::SubsetOf]),
            share(&[Relation::SupersetOf]),
            share(&[Relation::IntersectsWith]),
        ];
        let sufficient = mapping.entries.iter().filter(|entry| entry.sufficient).count();
        let bounds: usize = rows().map(|row| row.bounds.len()).sum();
        let sizes = || mapping.entries.iter().map(|entry| targets(entry).len());
        let id = &library.framework(mapping.source).id;
        let [equal, subset, superset, intersects] = shares;
        let mean = sizes().sum::<usize>() * 100 / mapping.entries.len();
        println!(
            "{id:<22} {equal:>4}% {subset:>5}% {superset:>7}% {intersects:>9}%  {sufficient:>4} of {:<3} {:>9}.{:02} {:>3}  {bounds:>6}",
            mapping.entries.len(),
            mean / 100,
            mean % 100,
            sizes().max().unwrap_or(0),
        );
        assert!(shares.iter().all(|share| *share <= 70), "{id}: {shares:?}");
    }
}

/// A row says too much where the controls that satisfy one requirement would prove another control by way of a third.
#[test]
fn the_controls_of_a_requirement_prove_no_other_control() {
    let workspace = shipped();
    let library = &workspace.library;
    let graph = Graph::new(library);
    let hub = library.hub().expect("built in");
    let mut proved = BTreeSet::new();
    for entry in to_hub(library).into_iter().flat_map(|mapping| &mapping.entries).filter(|entry| entry.sufficient) {
        let own = targets(entry);
        let mut premises = Premises::new(&graph);
        for target in &own {
            premises.claims[target.index()] = Value::Met;
        }
        let outcome = infer(&graph, &premises);
        let others = library.nodes(hub).filter(|node| outcome.value(*node) == Value::Met && !own.contains(node));
        proved.extend(others.map(|node| format!("{} by those of {}", library.name(node), library.name(entry.source))));
    }
    assert!(proved.is_empty(), "{proved:#?}");
}

/// COSO's principles and the first criteria of SOC 2 are equal, so that what satisfies one must satisfy the other.
#[test]
fn the_principles_of_coso_have_the_controls_of_their_criteria() {
    let workspace = shipped();
    let library = &workspace.library;
    let find = |id: &str| library.find(id).expect("built in");
    let (soc2, coso) = (find("soc2-2017"), find("coso-2013"));
    let mapping = |source: FrameworkId, target: FrameworkId| {
        let found = library.mappings.iter().find(|mapping| mapping.source == source && mapping.target == target);
        found.expect("mapped")
    };
    let hub = library.hub().expect("built in");
    let rows = |source: FrameworkId, node: Node| {
        let entry = mapping(source, hub).entries.iter().find(|entry| entry.source == node).expect("mapped");
        let rows: Vec<_> = entry.rows.iter().map(|row| (row.target, row.relation, row.strength)).collect();
        (rows, entry.sufficient)
    };
    let equal = mapping(soc2, coso).entries.iter().flat_map(|entry| entry.rows.iter().map(move |row| (entry, row)));
    let mut pairs = 0;
    for (entry, row) in equal.filter(|(_, row)| row.relation == Relation::EqualTo) {
        assert_eq!(rows(soc2, entry.source), rows(coso, row.target), "{}", library.name(entry.source));
        pairs += 1;
    }
    assert_eq!(pairs, 17);
}

/// A hash that spreads short ids evenly (FNV-1a with the finaliser of MurmurHash3), so that a sample drawn by it changes
/// little when a framework is added.
fn rank(text: &str) -> u64 {
    let mut hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    for factor in [0xff51_afd7_ed55_8ccd_u64, 0xc4ce_b9fe_1a85_ec53] {
        hash = (hash ^ (hash >> 33)).wrapping_mul(factor);
    }
    hash ^ (hash >> 33)
}

/// Of 60 sufficient requirements, drawn by seed, each required control was argued: without it, an assessor could not sign.
#[test]
fn the_sampled_rows_were_argued_one_by_one() {
    let workspace = shipped();
    let library = &workspace.library;
    let required = |entry: &Entry| {
        let rows = entry.rows.iter().filter(|row| row.relation == Relation::SupersetOf);
        rows.map(|row| library.requirement(row.target).id.clone()).collect::<Vec<_>>()
    };
    let mut drawn: Vec<(String, Vec<String>)> = to_hub(library)
        .into_iter()
        .flat_map(|mapping| &mapping.entries)
        .filter(|entry| entry.sufficient && !required(entry).is_empty())
        .map(|entry| (library.name(entry.source), required(entry)))
        .collect();
    drawn.sort_by_key(|(name, _)| rank(&format!("2026 {name}")));
    drawn.truncate(60);
    let pairs: BTreeSet<(String, String)> = drawn
        .into_iter()
        .flat_map(|(name, controls)| controls.into_iter().map(move |control| (name.clone(), control)))
        .collect();
    let record = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/mappings/reviewed.csv")).expect("text");
    let mut reviewed = BTreeSet::new();
    for row in csv::Reader::from_reader(record.as_bytes()).records() {
        let row = row.expect("a row of three cells");
        assert!(row[2].split_whitespace().count() >= 8 && row[2].ends_with('.'), "{row:?}");
        assert!(reviewed.insert((row[0].to_owned(), row[1].to_owned())), "{row:?} stands twice");
    }
    let missing: Vec<_> = pairs.difference(&reviewed).collect();
    let stale: Vec<_> = reviewed.difference(&pairs).collect();
    assert!(missing.is_empty() && stale.is_empty(), "argue {missing:#?}; take out {stale:#?}");
}
