//! What changed between two frameworks, two companies, two control sets: cases and laws.

use ccf::engine::Posture;
use ccf::engine::diff::{
    CompanyDiff, ControlSetDiff, Direction, FactKind, Found, FrameworkDiff, ParamMove, Standing, VerdictChange,
    control_list,
};
use ccf::load::{Workspace, load_builtin};
use ccf::model::vocabulary::{Relation, Verdict};
use proptest::prelude::*;

use crate::world::{World, render_all};

fn loaded(world: &World) -> Workspace {
    let workspace = world.load();
    assert!(!workspace.has_errors(), "{}", render_all(&workspace));
    workspace
}

/// A framework `x-1` with requirements of an id, a title, a text and further fields.
fn house(requirements: &[(&str, &str, &str, &str)]) -> World {
    let mut text = "[framework]\nname = \"House\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"rule\"\n\
                    status = \"current\"\nwording = \"ours\"\n"
        .to_owned();
    for (id, title, words, fields) in requirements {
        text += &format!("[requirements.{id:?}]\ntitle = {title:?}\ntext = {words:?}\n{fields}\n");
    }
    World::default().with("frameworks/x-1.toml", &text)
}

fn frameworks(before: &World, after: &World) -> FrameworkDiff {
    let (old, new) = (loaded(before), loaded(after));
    let find = |workspace: &Workspace| workspace.library.find("x-1").expect("x-1");
    FrameworkDiff::new(&new.library, old.library.framework(find(&old)), new.library.framework(find(&new)))
}

#[test]
fn added_removed_reworded_and_changed_requirements_are_told_apart() {
    let before = house(&[
        ("R-1", "Approval", "Every account is approved.", ""),
        ("R-2", "Review", "Accounts are compared with need each year.", ""),
        ("R-3", "Gone", "Something else entirely.", ""),
        ("R-4", "Same", "Nothing happens here.", ""),
        ("R-5", "Dated", "It counts from a day.", ""),
    ]);
    let after = house(&[
        ("R-1", "Approval", "Every  account\nis approved.", ""),
        ("R-2", "Review", "Accounts are compared with need each quarter.", ""),
        ("R-4", "Same", "Nothing happens here.", ""),
        ("R-5", "Dated", "It counts from a day.", "effective = 2027-01-01\npart-of = \"R-4\""),
        ("R-6", "New", "What nobody asked before.", ""),
    ]);
    let diff = frameworks(&before, &after);
    let ids = |singles: &[ccf::engine::diff::Single]| singles.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
    assert_eq!((ids(&diff.added), ids(&diff.removed)), (vec!["R-6".to_owned()], vec!["R-3".to_owned()]));
    assert_eq!((diff.unchanged, diff.moved.len()), (2, 0), "blanks are no difference: {diff:#?}");
    let [review, dated] = diff.changed.as_slice() else { panic!("{:#?}", diff.changed) };
    assert_eq!(review.texts.len(), 1);
    let shown: Vec<String> = review.texts[0].pieces.iter().map(|p| format!("{:?} {}", p.change, p.text)).collect();
    assert_eq!(shown, ["Kept Accounts are compared with need each", "Removed year.", "Added quarter."]);
    let fields: Vec<&str> = dated.fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!((dated.after.as_str(), fields), ("R-5", vec!["effective", "part-of"]));
}

#[test]
fn what_was_renumbered_is_found_again_even_under_a_number_that_is_taken() {
    let before = house(&[("5.1", "One", "First text.", ""), ("5.2", "Two", "Second text.", "")]);
    let after = house(&[
        ("5.1", "Nought", "Put in front of all.", ""),
        ("5.2", "One", "First text.", ""),
        ("5.3", "Two", "Second text, mended.", ""),
    ]);
    let diff = frameworks(&before, &after);
    let moved: Vec<_> = diff.moved.iter().map(|p| (p.before.as_str(), p.after.as_str(), p.found)).collect();
    assert_eq!(moved, [("5.1", "5.2", Found::Text), ("5.2", "5.3", Found::Title)]);
    assert_eq!(diff.moved[1].texts.len(), 1, "moved and reworded");
    assert_eq!(diff.added.len(), 1);
    assert!(diff.removed.is_empty() && diff.changed.is_empty(), "{diff:#?}");
}

#[test]
fn a_title_that_two_requirements_share_moves_nothing() {
    let before = house(&[("A-1", "General", "One.", ""), ("A-2", "General", "Two.", "")]);
    let after = house(&[("B-1", "General", "Three.", ""), ("B-2", "General", "Four.", "")]);
    let diff = frameworks(&before, &after);
    assert_eq!((diff.moved.len(), diff.added.len(), diff.removed.len()), (0, 2, 2));
}

#[test]
fn head_profiles_and_groups_are_compared_too() {
    let before = house(&[("R-1", "One", "Text.", "")]);
    let text = "[framework]\nname = \"House\"\nedition = \"2\"\npublisher = \"test\"\nitem = \"rule\"\n\
                status = \"current\"\nwording = \"ours\"\n[profiles.small]\ntitle = \"Small\"\ninclude = [\"R-1\"]\n\
                [groups.R]\ntitle = \"Rules\"\n[requirements.R-1]\ntitle = \"One\"\ntext = \"Text.\"\n";
    let diff = frameworks(&before, &before.clone().with("frameworks/x-1.toml", text));
    let changed: Vec<&str> = diff.framework.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(changed, ["edition", "groups.R", "profiles.small"]);
    assert_eq!(diff.changed[0].fields[0].field, "group");
}

#[test]
fn the_two_editions_of_iso_27001_differ_as_their_publisher_says() {
    let workspace = load_builtin();
    let library = &workspace.library;
    let find = |id: &str| library.framework(library.find(id).expect("built in"));
    let diff = FrameworkDiff::new(library, find("iso27001-2013"), find("iso27001-2022"));
    let added: Vec<&str> = diff.added.iter().map(|single| single.id.as_str()).collect();
    // ISO/IEC 27002:2022, annex B: eleven controls are new and none was dropped; clause 6.3 is new as well.
    let new = "6.3 A.5.7 A.5.23 A.5.30 A.7.4 A.8.9 A.8.10 A.8.11 A.8.12 A.8.16 A.8.23 A.8.28";
    assert_eq!(added.join(" "), new);
    assert!(diff.removed.is_empty(), "{:?}", diff.removed);
    let from = |id: &str| {
        let pairs = diff.moved.iter().filter(|pair| pair.after == id);
        pairs.map(|pair| (pair.before.as_str(), pair.relation.expect("by mapping"))).collect::<Vec<_>>()
    };
    assert_eq!(from("10.1"), [("10.2", Relation::EqualTo)], "the same id stands for something else");
    assert_eq!(from("A.5.1"), [("A.5.1.1", Relation::SupersetOf), ("A.5.1.2", Relation::SupersetOf)]);
    // Turned round, each row reads the other way.
    let back = FrameworkDiff::new(library, find("iso27001-2022"), find("iso27001-2013"));
    assert_eq!((back.added.len(), back.removed.len()), (0, 12));
    assert_eq!(back.moved.len(), diff.moved.len());
    assert!(back.moved.iter().any(|pair| pair.before == "A.5.1" && pair.relation == Some(Relation::SubsetOf)));
}

/// A company with a few dozen facts, each of which can be one of several: by the digits of `facts`.
fn company(facts: &[usize]) -> World {
    let pick = |at: usize, from: &[&str]| from[facts[at] % from.len()].to_owned();
    let statuses = [
        "",
        "status = \"implemented\"\n",
        "status = \"partial\"\n",
        "status = \"planned\"\n",
        "status = \"not-applicable\"\nreason = \"none\"\n",
        "status = \"alternative\"\nalternative-for = [\"alpha-1:R-1\"]\n",
    ];
    let rows = format!(
        "[map.R-1]\nsuperset-of = [\"C-1\", \"C-2\"]\n{}{}[map.R-2]\n{} = [\"C-2\"]\n[map.R-3]\n{}",
        pick(0, &["sufficient = true\n", "sufficient = false\n"]),
        pick(1, &["", "[map.R-1.requires]\n\"C-1.interval\" = { at-most = 60, unit = \"days\" }\n"]),
        pick(2, &["equal-to", "intersects-with", "subset-of"]),
        pick(3, &["superset-of = [\"C-3\"]\nsufficient = true\n", "no-relationship = [\"C-3\"]\n"]),
    );
    let requirements = format!(
        "[framework]\nname = \"Alpha\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"rule\"\nstatus = \"current\"\n\
         wording = \"ours\"\n[profiles.small]\ntitle = \"Small\"\ninclude = [\"R-1\", \"R-2\"]\n\
         [requirements.R-1]\ntitle = \"One\"\n[requirements.R-2]\ntitle = \"Two\"\n{}[requirements.R-3]\ntitle = \"Three\"\n{}",
        pick(4, &["", "part-of = \"R-1\"\n", "effective = 2027-01-01\n"]),
        pick(5, &["", "applies-to = [\"host\"]\n", "superseded-by = \"R-2\"\n"]),
    );
    let scope = format!(
        "{}{}{}{}{}{}[systems.a]\ntitle = \"A\"\n{}[systems.b]\ntitle = \"B\"\n",
        pick(6, &["", "sufficient = [\"alpha-1\"]\n"]),
        pick(7, &["", "[scope.profiles]\nalpha-1 = [\"small\"]\n"]),
        pick(8, &["", "[scope.roles]\nalpha-1 = [\"host\"]\n"]),
        pick(9, &["", "[scope.excluded]\n\"alpha-1:R-2\" = \"not ours\"\n"]),
        pick(10, &["", "[period.alpha-1]\ntype = 2\nfrom = 2026-01-01\nto = 2026-06-30\n"]),
        pick(11, &["", "[[holds]]\nframework = \"beta-1\"\nfrom = 2026-01-01\n"]),
        pick(12, &["", "scope = [\"beta-1\"]\n"]),
    );
    let controls = format!(
        "[controls.K-1]\nimplements = [\"common:C-1\"]\n{}{}{}{}[controls.K-2]\nimplements = [\"common:C-{}\"]\n{}\
         [controls.K-3]\ncontributes = [\"alpha-1:R-3\"]\n{}",
        pick(13, &statuses),
        pick(14, &["", "systems = { a = \"implemented\", b = \"none\" }\n"]),
        pick(15, &["", "params = { interval = 30 }\n", "params = { interval = 90 }\n"]),
        pick(
            16,
            &[
                "",
                "evidence = [{ covers = \"2026-01-01/2026-03-31\" }, { covers = \"2026-04-01/2026-06-30\", tested = 3, deviations = 0 }]\n"
            ]
        ),
        pick(17, &["2", "3"]),
        pick(18, &statuses),
        pick(19, &statuses),
    );
    let finding = "[findings.\"alpha-1:R-1\"]\nverdict = \"VERDICT\"\nby = \"assessor\"\ndate = 2026-05-01\n";
    let findings = match facts[20] % 3 {
        0 => String::new(),
        1 => finding.replace("VERDICT", "met"),
        _ => finding.replace("VERDICT", "unmet"),
    };
    let exceptions = pick(21, &["", "[exceptions.EX-1]\ncontrol = \"K-1\"\nfrom = 2026-02-01\nwhy = \"late\"\n"]);
    World::new()
        .framework("beta-1", &["R-1"])
        .with("frameworks/alpha-1.toml", &requirements)
        .mapping("alpha-1--common", &rows)
        .mapping("alpha-1--beta-1", "[map.R-3]\nequal-to = [\"R-1\"]\n")
        .company(if facts[22].is_multiple_of(2) { &["alpha-1", "beta-1"] } else { &["alpha-1"] }, &scope, &controls)
        .with("findings.toml", &findings)
        .with("exceptions.toml", &exceptions)
}

const FACTS: usize = 23;

fn facts() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(0..6usize, FACTS)
}

fn companies(before: &World, after: &World) -> CompanyDiff {
    let (old, new) = (loaded(before), loaded(after));
    let (Some(old_company), Some(new_company)) = (&old.company, &new.company) else { panic!("companies") };
    let day = Some("2026-06-30".parse().expect("a day"));
    let (old, new) = (Posture::new(&old.library, old_company, day), Posture::new(&new.library, new_company, day));
    CompanyDiff::new(&old, &new)
}

/// Framework, requirement and direction of an answer that changed, its verdicts, and how many gaps went and came.
type Outline = (String, String, Direction, [Option<Verdict>; 2], [usize; 2]);

fn outline(diff: &CompanyDiff) -> Vec<Outline> {
    let verdict = |standing: &Option<Standing>| standing.as_ref().map(|standing| standing.verdict);
    let one = |framework: &str, c: &VerdictChange| {
        let (verdicts, gaps) = ([verdict(&c.before), verdict(&c.after)], [c.gone.len(), c.come.len()]);
        (framework.to_owned(), c.id.clone(), c.direction, verdicts, gaps)
    };
    diff.frameworks.iter().flat_map(|f| f.changes.iter().map(move |c| one(&f.id, c))).collect()
}

const fn turned(direction: Direction) -> Direction {
    match direction {
        Direction::Worse => Direction::Better,
        Direction::Better => Direction::Worse,
        Direction::Neither => Direction::Neither,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_company_has_no_difference_to_itself(facts in facts()) {
        let diff = companies(&company(&facts), &company(&facts));
        prop_assert!(diff.is_empty(), "{diff:#?}");
    }

    #[test]
    fn turned_round_better_and_worse_change_places(before in facts(), after in facts()) {
        let (old, new) = (company(&before), company(&after));
        let (diff, back) = (companies(&old, &new), companies(&new, &old));
        let expected: Vec<_> = outline(&diff)
            .into_iter()
            .map(|(framework, id, direction, [old, new], [gone, come])| {
                (framework, id, turned(direction), [new, old], [come, gone])
            })
            .collect();
        prop_assert_eq!(outline(&back), expected);
        prop_assert_eq!(diff.facts.len(), back.facts.len());
        for (there, back) in diff.frameworks.iter().zip(&back.frameworks) {
            prop_assert_eq!((there.before, there.after), (back.after, back.before));
            for (there, back) in there.changes.iter().zip(&back.changes) {
                prop_assert_eq!(there.reasons.len(), back.reasons.len());
            }
        }
    }

    /// With one to three facts that differ: were one of them not read, its verdict would have no reason.
    #[test]
    fn every_verdict_that_changed_has_a_reason(
        before in facts(),
        turned in proptest::collection::btree_map(0..FACTS, 0..6usize, 1..4),
    ) {
        let after: Vec<usize> = (0..FACTS).map(|at| turned.get(&at).copied().unwrap_or(before[at])).collect();
        let diff = companies(&company(&before), &company(&after));
        for framework in &diff.frameworks {
            for change in &framework.changes {
                prop_assert!(!change.reasons.is_empty(), "{} {change:#?}", framework.id);
                if change.has_another_verdict() {
                    let counts = change.reasons.iter().any(|at| diff.facts[*at].counts);
                    prop_assert!(counts, "{change:#?} {:#?}", diff.facts);
                }
            }
        }
    }

    #[test]
    fn frameworks_differ_in_what_the_other_lacks(
        before in proptest::collection::btree_map(0..9usize, (0..6usize, 0..6usize), 1..7),
        after in proptest::collection::btree_map(0..9usize, (0..6usize, 0..6usize), 1..7),
    ) {
        let world = |requirements: &std::collections::BTreeMap<usize, (usize, usize)>| {
            let rows: Vec<(String, String, String)> = requirements
                .iter()
                .map(|(id, (title, text))| (format!("R-{id}"), format!("Title {title}"), format!("Text number {text}.")))
                .collect();
            house(&rows.iter().map(|(id, title, text)| (id.as_str(), title.as_str(), text.as_str(), "")).collect::<Vec<_>>())
        };
        let (old, new) = (world(&before), world(&after));
        prop_assert!(frameworks(&old, &old).is_empty());
        let (diff, back) = (frameworks(&old, &new), frameworks(&new, &old));
        prop_assert_eq!(&diff.added, &back.removed);
        prop_assert_eq!(&diff.removed, &back.added);
        prop_assert_eq!(diff.unchanged, back.unchanged);
        let ids = |diff: &FrameworkDiff, turn: bool| {
            let pairs = diff.moved.iter().chain(&diff.changed);
            let mut ids: Vec<_> = pairs.map(|p| if turn { (p.after.clone(), p.before.clone()) } else { (p.before.clone(), p.after.clone()) }).collect();
            ids.sort();
            ids
        };
        prop_assert_eq!(ids(&diff, false), ids(&back, true));
        // Everything is somewhere, once.
        prop_assert_eq!(before.len(), diff.removed.len() + diff.unchanged + diff.changed.len() + diff.moved.len());
        prop_assert_eq!(after.len(), diff.added.len() + diff.unchanged + diff.changed.len() + diff.moved.len());
    }

    #[test]
    fn control_sets_differ_in_what_the_other_lacks(before in facts(), after in facts()) {
        let (old, new) = (loaded(&company(&before)), loaded(&company(&after)));
        let list = |w: &Workspace| control_list(&Posture::new(&w.library, w.company.as_ref().expect("a company"), None));
        let (one, two) = (list(&old), list(&new));
        prop_assert!(ControlSetDiff::new(&one, &one, &old.library).is_empty());
        let (diff, back) = (ControlSetDiff::new(&one, &two, &new.library), ControlSetDiff::new(&two, &one, &new.library));
        prop_assert_eq!(&diff.added, &back.removed);
        prop_assert_eq!(&diff.removed, &back.added);
        for (there, back) in diff.changed.iter().zip(&back.changed) {
            prop_assert_eq!(&there.serves_added, &back.serves_removed);
            for (there, back) in there.params.iter().zip(&back.params) {
                let expected = match there.change {
                    ParamMove::Stricter => ParamMove::Weaker,
                    ParamMove::Weaker => ParamMove::Stricter,
                    ParamMove::Added => ParamMove::Removed,
                    ParamMove::Removed => ParamMove::Added,
                    ParamMove::Changed => ParamMove::Changed,
                };
                prop_assert_eq!(back.change, expected);
            }
        }
    }
}

/// A small company, met in all, whose parts the cases below change one at a time.
fn good() -> World {
    World::new()
        .framework("alpha-1", &["R-1", "R-2"])
        .mapping(
            "alpha-1--common",
            "[map.R-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n[map.R-1.requires]\n\
             \"C-1.interval\" = { at-most = 60, unit = \"days\" }\n[map.R-2]\nsuperset-of = [\"C-2\"]\nsufficient = true\n",
        )
        .company(&["alpha-1"], "", GOOD)
}

const GOOD: &str = "[controls.K-1]\nimplements = [\"common:C-1\"]\nstatus = \"implemented\"\nparams = { interval = 30 }\n\
                    [controls.K-2]\nimplements = [\"common:C-2\"]\nstatus = \"implemented\"\n";

/// The reasons of the answers that changed: requirement, direction, and `subject field` of each reason.
fn told(before: &World, after: &World) -> Vec<(String, Direction, Vec<String>)> {
    let diff = companies(before, after);
    let changes = diff.frameworks.iter().flat_map(|framework| &framework.changes);
    let reason = |at: &usize| format!("{} {}", diff.facts[*at].subject, diff.facts[*at].field);
    changes.map(|c| (c.id.clone(), c.direction, c.reasons.iter().map(reason).collect())).collect()
}

#[track_caller]
fn assert_told(after: &World, id: &str, direction: Direction, reasons: &[&str]) {
    let reasons: Vec<String> = reasons.iter().map(|&reason| reason.to_owned()).collect();
    assert_eq!(told(&good(), after), [(id.to_owned(), direction, reasons)]);
}

#[test]
fn each_kind_of_fact_is_named_as_the_reason() {
    let controls = |from: &str, to: &str| good().with("controls.toml", &GOOD.replacen(from, to, 1));
    let (neither, worse) = (Direction::Neither, Direction::Worse);
    assert_told(&controls("implemented", "planned"), "R-1", worse, &["K-1 status"]);
    assert_told(&controls("interval = 30", "interval = 90"), "R-1", worse, &["K-1 params.interval"]);
    assert_told(&controls("common:C-2", "common:C-3"), "R-2", worse, &["K-2 implements"]);
    let exception = "[exceptions.EX-1]\ncontrol = \"K-2\"\nfrom = 2026-02-01\nwhy = \"late\"\n";
    assert_told(&good().with("exceptions.toml", exception), "R-2", worse, &["EX-1 "]);
    let finding = "[findings.\"alpha-1:R-2\"]\nverdict = \"unmet\"\nby = \"assessor\"\ndate = 2026-05-01\n";
    assert_told(&good().with("findings.toml", finding), "R-2", worse, &["alpha-1:R-2 "]);
    let scoped = |more: &str| good().company(&["alpha-1"], more, GOOD);
    let excluded = scoped("[scope.excluded]\n\"alpha-1:R-1\" = \"not ours\"\n");
    assert_told(&excluded, "R-1", neither, &["alpha-1:R-1 "]);
    let mapping = "[map.R-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n[map.R-2]\nsuperset-of = [\"C-2\"]\n";
    assert_told(
        &good().mapping(
            "alpha-1--common",
            &format!("{mapping}[map.R-1.requires]\n\"C-1.interval\" = {{ at-most = 60, unit = \"days\" }}\n"),
        ),
        "R-2",
        worse,
        &["alpha-1:R-2 to common sufficient"],
    );
    let evidence = controls(
        "status = \"implemented\"\nparams",
        "status = \"implemented\"\nevidence = [{ id = \"E-1\", date = 2026-06-01 }]\nparams",
    );
    assert_told(&evidence, "R-1", Direction::Better, &["K-1 evidence"]);
    let period = scoped("[period.alpha-1]\ntype = 2\nfrom = 2026-01-01\nto = 2026-03-31\n");
    let both = told(&good(), &period);
    assert!(
        both.iter().all(|(_, direction, reasons)| *direction == worse && reasons == &["alpha-1 period"]),
        "{both:?}"
    );
    assert_eq!(both.len(), 2);
}

#[test]
fn only_what_fits_is_told_as_a_reason() {
    // The weaker parameter holds R-1 back; neither the evidence of the same control nor the other control has a part in it.
    let both = GOOD
        .replacen("interval = 30 }", "interval = 90 }\nevidence = [{ id = \"E-1\", date = 2026-06-01 }]", 1)
        .replacen(
            "[controls.K-2]",
            "[controls.K-3]\nimplements = [\"common:C-4\"]\nstatus = \"none\"\n[controls.K-2]",
            1,
        );
    assert_told(&good().with("controls.toml", &both), "R-1", Direction::Worse, &["K-1 params.interval"]);
}

#[test]
fn a_fact_that_inference_does_not_read_changes_no_answer() {
    let after = good().with("controls.toml", &GOOD.replacen("[controls.K-2]", "owner = \"ann\"\n[controls.K-2]", 1));
    let diff = companies(&good(), &after);
    assert_eq!(diff.frameworks[0].changes, []);
    let [fact] = diff.facts.as_slice() else { panic!("{:#?}", diff.facts) };
    assert_eq!((fact.kind, fact.field.as_str(), fact.counts), (FactKind::Control, "owner", false));
}

#[test]
fn what_came_or_went_as_a_whole_is_told_once() {
    let diff =
        companies(&good(), &good().with("controls.toml", GOOD.split("[controls.K-2]").next().unwrap_or_default()));
    let subjects: Vec<(&str, &str)> = diff.facts.iter().map(|f| (f.subject.as_str(), f.field.as_str())).collect();
    assert_eq!(subjects, [("K-2", "")]);
    let more =
        good().framework("beta-1", &["R-1", "R-2"]).mapping("beta-1--common", "[map.R-1]\nsuperset-of = [\"C-1\"]\n");
    let diff = companies(&good(), &more);
    let subjects: Vec<(&str, &str)> = diff.facts.iter().map(|f| (f.subject.as_str(), f.field.as_str())).collect();
    assert_eq!(subjects, [("beta-1--common", ""), ("beta-1", "")]);
}

#[test]
fn a_parameter_of_a_control_set_is_stricter_or_weaker() {
    let list = |world: &World| {
        let workspace = loaded(world);
        control_list(&Posture::new(&workspace.library, workspace.company.as_ref().expect("a company"), None))
    };
    let mapped = |most: u32| {
        let rows = format!(
            "[map.R-1]\nsuperset-of = [\"C-1\"]\n[map.R-1.requires]\n\"C-1.interval\" = {{ at-most = {most}, unit = \"days\" }}\n"
        );
        good().mapping("alpha-1--common", &rows)
    };
    let library = loaded(&good()).library;
    let change = |before: u32, after: u32| {
        let diff = ControlSetDiff::new(&list(&mapped(before)), &list(&mapped(after)), &library);
        let control = diff.changed.first().expect("a control changed");
        control.params[0].change
    };
    assert_eq!((change(60, 30), change(30, 60)), (ParamMove::Stricter, ParamMove::Weaker));
    // 90 is the default: from now on the requirement imposes what was only usual.
    assert_eq!(change(120, 90), ParamMove::Changed);
}
