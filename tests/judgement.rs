//! From values to answers: evidence and basis, parts, alternatives, findings, candidates and gaps; and what mapping rows
//! are read as.

use ccf::model::vocabulary::{Basis, GapKind, NoteKind, Verdict};

use crate::inference::{NOT_APPLICABLE, direct, premises, two};
use crate::verdicts::{control, status, sufficient, with_part};
use crate::world::{World, assert_answer, notes};

fn in_window(from: &str, to: &str, evidence: &str) -> ccf::standard::Answer {
    let period = format!("[period.alpha-1]\ntype = 2\nfrom = {from}\nto = {to}\n");
    let controls = control(1, &format!("status = \"implemented\"\nevidence = [{evidence}]"));
    sufficient(1).company(&["alpha-1"], &period, &controls).answer("alpha-1", "R-1")
}

#[test]
fn evidence_lies_in_its_interval() {
    let with = |covers: &str| in_window("2026-01-01", "2026-03-31", &format!("{{ covers = {covers:?} }}")).verdict;
    assert_eq!(with("2026-01-01/2026-03-31"), Verdict::Met);
    assert_eq!(with("2026-03-31"), Verdict::Met);
    assert_eq!(with("2026-01-01/2026-04-01"), Verdict::Partial);
    assert_eq!(with("2025-12-31/2026-03-31"), Verdict::Partial);
}

#[test]
fn intervals_are_counted_from_the_first_day_of_the_window() {
    let evidence = "{ covers = \"2025-11-30/2026-02-27\" }, { covers = \"2026-02-28/2026-05-29\" }";
    assert_answer(&in_window("2025-11-30", "2026-05-29", evidence), Verdict::Met, &[]);
}

fn basis_with(frequency: &str, evidence: &str, day: Option<&str>) -> Option<Basis> {
    let controls = control(1, &format!("status = \"implemented\"\n{frequency}\nevidence = [{evidence}]"));
    let world = sufficient(1).company(&["alpha-1"], "", &controls);
    world.answer_as_of("alpha-1", "R-1", day.map(|day| day.parse().expect("a day"))).basis
}

#[test]
fn evidence_is_current_from_its_first_day_for_one_interval_or_a_year() {
    let covers = "{ covers = \"2026-01-01/2026-03-31\" }";
    let (declared, evidenced) = (Some(Basis::Declared), Some(Basis::Evidenced));
    assert_eq!(basis_with("", covers, Some("2025-12-31")), declared);
    assert_eq!(basis_with("", covers, Some("2026-01-01")), evidenced);
    let continuous = "frequency = \"continuous\"";
    assert_eq!(basis_with(continuous, covers, Some("2027-03-31")), evidenced);
    assert_eq!(basis_with(continuous, covers, Some("2027-04-01")), declared);
    assert_eq!(basis_with("", "{ file = \"log.txt\" }", None), evidenced);
    assert_eq!(basis_with("", "{ file = \"log.txt\" }", Some("2026-01-01")), declared);
}

#[test]
fn tested_needs_tested_items_and_no_deviations_in_any_result() {
    let basis = |evidence: &str| basis_with("", evidence, None);
    assert_eq!(basis("{ covers = \"2026-01-01\", tested = 5, deviations = 0 }"), Some(Basis::Tested));
    assert_eq!(basis("{ covers = \"2026-01-01\", tested = 0, deviations = 0 }"), Some(Basis::Evidenced));
    assert_eq!(basis("{ covers = \"2026-01-01\", deviations = 0 }"), Some(Basis::Evidenced));
    assert_eq!(basis("{ covers = \"2026-01-01\", tested = 5 }"), Some(Basis::Evidenced));
    let both = "{ covers = \"2026-01-01\", tested = 5, deviations = 0 }, { covers = \"2026-02-01\", tested = 5, deviations = 1 }";
    assert_eq!(basis(both), Some(Basis::Evidenced));
}

#[test]
fn a_part_outside_the_chosen_profiles_holds_nothing_back() {
    let text = "[framework]\nname = \"P\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"requirement\"\n\
                status = \"current\"\nwording = \"ours\"\n[profiles.low]\ntitle = \"Low\"\ninclude = [\"R-1\"]\n\
                [requirements.R-1]\ntitle = \"Whole\"\n[requirements.\"R-1.1\"]\ntitle = \"Part\"\npart-of = \"R-1\"\n";
    let world = with_part().with("frameworks/alpha-1.toml", text);
    let controls = status(1, "implemented");
    let low = world.clone().company(&["alpha-1"], "[scope.profiles]\nalpha-1 = [\"low\"]\n", &controls);
    assert_answer(&low.answer("alpha-1", "R-1"), Verdict::Met, &[]);
    assert_eq!(world.company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1").verdict, Verdict::Partial);
}

fn part_found(verdict: &str, second: &str) -> Verdict {
    let finding =
        format!("[findings.\"alpha-1:R-1.1\"]\nverdict = {verdict:?}\nby = \"A\"\ndate = 2026-01-01\nwhy = \"seen\"\n");
    let controls = status(1, "implemented") + &control(2, second);
    with_part().company(&["alpha-1"], "", &controls).with("findings.toml", &finding).answer("alpha-1", "R-1").verdict
}

#[test]
fn what_an_assessor_found_of_a_part_decides() {
    let alternative = "status = \"alternative\"\nalternative-for = [\"alpha-1:R-1.1\"]";
    assert_eq!(part_found("unmet", alternative), Verdict::Partial);
    assert_eq!(part_found("partial", "status = \"implemented\""), Verdict::Partial);
    assert_eq!(part_found("excluded", "status = \"none\""), Verdict::Met);
}

#[test]
fn a_part_met_by_an_alternative_lets_its_parent_be_met_by_another() {
    let controls = control(1, "status = \"alternative\"\nalternative-for = [\"alpha-1:R-1\"]")
        + &control(2, "status = \"alternative\"\nalternative-for = [\"alpha-1:R-1.1\"]");
    let answer = with_part().company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Met, &[]);
    assert_eq!(notes(&answer), [NoteKind::Alternative]);
}

#[test]
fn an_alternative_that_raises_nothing_is_not_marked() {
    let controls = control(1, "status = \"alternative\"\nalternative-for = [\"alpha-1:R-1\"]")
        + &direct("D", "alpha-1:R-1", "status = \"implemented\"");
    let world = two("[map.R-1]\nintersects-with = [\"C-1\"]\n", "").company(&["alpha-1"], "", &controls);
    assert_eq!(notes(&world.answer("alpha-1", "R-1")), []);
}

#[test]
fn only_targets_that_are_part_of_it_are_required() {
    let verdict = |first: &str| {
        let entry = format!("[map.R-1]\n{first} = [\"C-1\"]\nintersects-with = [\"C-2\"]\n");
        let controls = status(1, "none") + &control(2, "");
        two(&entry, "").company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1").verdict
    };
    assert_eq!(verdict("superset-of"), Verdict::Unmet);
    assert_eq!(verdict("equal-to"), Verdict::Unmet);
    assert_eq!(verdict("equivalent-to"), Verdict::Unmet);
    assert_eq!(verdict("subset-of"), Verdict::Unknown);
}

#[test]
fn a_target_in_another_framework_that_does_not_apply_is_not_required() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1", "S-2"])
        .mapping("alpha-1--beta-1", "[map.R-1]\nsuperset-of = [\"S-1\", \"S-2\"]\nsufficient = true\n")
        .mapping("beta-1--common", "[map.S-1]\nintersects-with = [\"C-1\"]\n[map.S-2]\nequal-to = [\"C-2\"]\n")
        .company(&["alpha-1"], "", &(status(1, "none") + &control(2, "") + &direct("N", "beta-1:S-1", NOT_APPLICABLE)));
    assert_eq!(world.answer("alpha-1", "R-1").verdict, Verdict::Unknown);
}

#[test]
fn a_requirement_found_met_with_an_open_part_says_so_and_has_no_gaps() {
    let finding = "[findings.\"alpha-1:R-1\"]\nverdict = \"met\"\nby = \"A\"\ndate = 2026-01-01\n";
    let controls = status(1, "implemented") + &status(2, "planned");
    let world = with_part().company(&["alpha-1"], "", &controls).with("findings.toml", finding);
    let answer = world.answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Met, &[]);
    assert_eq!(notes(&answer), [NoteKind::Finding, NoteKind::Contradiction]);
}

#[test]
fn where_an_assessor_decided_nothing_is_left_to_decide() {
    let finding = "[findings.\"alpha-1:R-1\"]\nverdict = \"unmet\"\nby = \"A\"\ndate = 2026-01-01\n";
    let world = sufficient(1).company(&["alpha-1"], "", &status(1, "not-applicable")).with("findings.toml", finding);
    assert_eq!(notes(&world.answer("alpha-1", "R-1")), [NoteKind::Finding]);
}

#[test]
fn sufficient_targets_of_a_common_control_may_contradict_it() {
    let controls = status(1, "partial") + &direct("D", "alpha-1:R-1", "status = \"implemented\"");
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .mapping("common--alpha-1", "[map.C-1]\nintersects-with = [\"R-1\"]\nsufficient = true\n")
        .company(&["common"], "", &controls);
    assert_eq!(notes(&world.answer("common", "C-1")), [NoteKind::Contradiction]);
}

#[test]
fn a_part_of_a_part_passes_its_gaps_on_twice() {
    let text = "[framework]\nname = \"P\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"requirement\"\n\
                status = \"current\"\nwording = \"ours\"\n[requirements.R-1]\ntitle = \"Whole\"\n\
                [requirements.\"R-1.1\"]\ntitle = \"Part\"\npart-of = \"R-1\"\n\
                [requirements.\"R-1.1.1\"]\ntitle = \"Part of it\"\npart-of = \"R-1.1\"\n";
    let entries = "[map.R-1]\nequal-to = [\"C-1\"]\n[map.\"R-1.1\"]\nequal-to = [\"C-2\"]\n[map.\"R-1.1.1\"]\nequal-to = [\"C-3\"]\n";
    let controls = status(1, "implemented") + &status(2, "implemented") + &status(3, "planned");
    let world = World::new().with("frameworks/alpha-1.toml", text).mapping("alpha-1--common", entries);
    let answer = world.company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Design]);
}

const SYSTEMS: &str = "[systems.one]\ntitle = \"One\"\n[systems.two]\ntitle = \"Two\"\n";

#[test]
fn systems_are_named_where_they_differ() {
    let systems = |one: &str| {
        let controls = control(1, &format!("systems = {{ one = {one:?}, two = \"implemented\" }}"));
        let answer = sufficient(1).company(&["alpha-1"], SYSTEMS, &controls).answer("alpha-1", "R-1");
        answer.controls[0].systems.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(systems("implemented"), [] as [String; 0]);
    assert_eq!(systems("planned"), ["one", "two"]);
}

#[test]
fn a_met_by_an_alternative_rests_on_its_evidence() {
    let with = |evidence: &str| {
        let rest = format!("status = \"alternative\"\nalternative-for = [\"alpha-1:R-1\"]\nevidence = [{evidence}]");
        sufficient(1).company(&["alpha-1"], "", &control(1, &rest)).answer("alpha-1", "R-1").basis
    };
    assert_eq!((with(""), with("{ covers = \"2026-01-01\" }")), (Some(Basis::Declared), Some(Basis::Evidenced)));
}

/// `S-1` is mapped to `R-1`, and `DIRECT` is all of `S-1` and does nothing.
fn mapped_from(world: World, controls: &str) -> ccf::standard::Answer {
    let controls = direct("DIRECT", "beta-1:S-1", "status = \"none\"") + controls;
    world
        .framework("beta-1", &["S-1"])
        .mapping("beta-1--alpha-1", "[map.S-1]\nequal-to = [\"R-1\"]\nsufficient = true\n")
        .company(&["alpha-1"], "", &controls)
        .answer("alpha-1", "R-1")
}

#[test]
fn candidates_that_do_not_apply_leave_a_decision_and_no_gaps() {
    let answer = mapped_from(sufficient(1), &status(1, "not-applicable"));
    assert_answer(&answer, Verdict::Unknown, &[]);
    assert_eq!(notes(&answer), [NoteKind::Decide]);
}

#[test]
fn what_is_mapped_to_a_requirement_names_gaps_and_makes_nothing_unmet() {
    let answer = mapped_from(World::new().framework("alpha-1", &["R-1"]), "");
    assert_answer(&answer, Verdict::Unknown, &[GapKind::Design]);
}

#[test]
fn contributing_controls_are_candidates() {
    let controls = "[controls.P]\ncontributes = [\"alpha-1:R-1\"]\nstatus = \"none\"\n";
    let world = World::new().framework("alpha-1", &["R-1"]);
    let answer = world.company(&["alpha-1"], "sufficient = [\"alpha-1\"]\n", controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Unmet, &[GapKind::Design]);
}

#[test]
fn a_target_in_another_framework_counts_by_its_own_candidates() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1", "S-2"])
        .mapping("alpha-1--beta-1", "[map.R-1]\nsuperset-of = [\"S-1\", \"S-2\"]\nsufficient = true\n")
        .mapping("beta-1--common", "[map.S-1]\nequal-to = [\"C-1\"]\n[map.S-2]\nequal-to = [\"C-2\"]\n");
    let answer = world.company(&["alpha-1"], "", &(status(1, "planned") + &control(2, ""))).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Unmet, &[GapKind::Design, GapKind::Unassessed]);
}

#[test]
fn a_control_is_assessed_once_it_is_on_every_system() {
    let verdict = |systems: &str| {
        let controls = control(1, &format!("systems = {{ {systems} }}"));
        two("[map.R-1]\nintersects-with = [\"C-1\"]\n", "")
            .company(&["alpha-1"], SYSTEMS, &controls)
            .answer("alpha-1", "R-1")
            .verdict
    };
    assert_eq!(verdict("one = \"none\""), Verdict::Unknown);
    assert_eq!(verdict("one = \"none\", two = \"none\""), Verdict::Unmet);
}

#[test]
fn what_another_system_does_better_is_a_gap_of_scope() {
    let gaps = |systems: &str| {
        let controls = control(1, &format!("systems = {{ {systems} }}"));
        crate::world::kinds(&sufficient(1).company(&["alpha-1"], SYSTEMS, &controls).answer("alpha-1", "R-1"))
    };
    assert_eq!(gaps("one = \"none\", two = \"implemented\""), [GapKind::Scope]);
    let partial = gaps("one = \"planned\", two = \"partial\"");
    assert!(partial.contains(&GapKind::Scope) && !partial.contains(&GapKind::Design), "{partial:?}");
    assert_eq!(gaps("one = \"planned\", two = \"planned\""), [GapKind::Design]);
}

#[test]
fn a_parameter_is_a_gap_only_where_the_control_is_there() {
    let strict = "[map.R-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n\
                  [map.R-1.requires]\n\"C-1.interval\" = { at-most = 90, unit = \"days\" }\n";
    let gaps = |status: &str| {
        let controls = control(1, &format!("status = {status:?}\nparams = {{ interval = 91 }}"));
        crate::world::kinds(&two(strict, "").company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1"))
    };
    assert_eq!(gaps("planned"), [GapKind::Design]);
    assert!(gaps("partial").contains(&GapKind::Parameter));
}

#[test]
fn a_bound_names_its_parameter_after_the_last_dot() {
    let hub = "[framework]\nname = \"Common\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"control\"\n\
               status = \"current\"\nwording = \"ours\"\n[requirements.\"C-1.1\"]\ntitle = \"A\"\n\
               [requirements.\"C-1.1\".params.interval]\nlabel = \"T\"\nunit = \"days\"\nstrictest = \"min\"\ndefault = 90\n";
    let strict = "[map.R-1]\nsuperset-of = [\"C-1.1\"]\nsufficient = true\n\
                  [map.R-1.requires]\n\"C-1.1.interval\" = { at-most = 90, unit = \"days\" }\n";
    let world = World::new()
        .with("frameworks/common.toml", hub)
        .framework("alpha-1", &["R-1"])
        .mapping("alpha-1--common", strict)
        .company(
            &["alpha-1"],
            "",
            &direct("K", "common:C-1.1", "status = \"implemented\"\nparams = { interval = 91 }"),
        );
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Partial, &[GapKind::Parameter]);
}

#[test]
fn a_bound_on_what_is_not_related_is_an_error() {
    let entry = "[map.R-1]\nno-relationship = [\"C-1\"]\nintersects-with = [\"C-2\"]\n[map.R-1.requires]\n\
                 \"C-1.interval\" = { at-most = 90, unit = \"days\" }\n";
    let workspace = two(entry, "").load();
    let codes: Vec<&str> = workspace.diagnostics.iter().map(|diagnostic| diagnostic.code.id()).collect();
    assert_eq!(codes, ["E0305"]);
}

fn strengths(file: &str, entry: &str) -> Vec<u8> {
    let text = format!(
        "[mapping]\nmethod = \"human\"\nrationale = \"functional\"\nstatus = \"not-complete\"\n{file}\n[map.R-1]\n{entry}\n"
    );
    let workspace = World::new().framework("alpha-1", &["R-1"]).with("mappings/alpha-1--common.toml", &text).load();
    assert!(!workspace.has_errors(), "{}", crate::world::render_all(&workspace));
    workspace.library.mappings[0].entries[0].rows.iter().map(|row| row.strength).collect()
}

#[test]
fn a_row_has_its_own_strength_else_its_entrys_else_its_files_else_seven() {
    let rows =
        "superset-of = [\"C-1\", { id = \"C-2\", strength = 2 }]\nequal-to = [\"C-3\", { id = \"C-4\", strength = 8 }]";
    assert_eq!(strengths("", rows), [7, 2, 10, 8]);
    assert_eq!(strengths("strength = 4", rows), [4, 2, 10, 8]);
    assert_eq!(strengths("strength = 4", &format!("strength = 5\n{rows}")), [5, 2, 10, 8]);
}

#[test]
fn rows_are_in_natural_order_whatever_order_they_were_written_in() {
    let controls = status(1, "implemented") + &status(2, "implemented");
    let entry = "[map.R-1]\nsuperset-of = [\"C-2\", \"C-1\"]\nsufficient = true\n";
    let world = two(entry, "").company(&["alpha-1"], "", &controls);
    assert_eq!(premises(&world, "alpha-1", "R-1"), ["common:C-1", "common:C-2"]);
}

#[test]
fn an_entry_without_targets_is_not_sufficient_though_its_file_is() {
    let text = "[mapping]\nmethod = \"human\"\nrationale = \"functional\"\nstatus = \"not-complete\"\nsufficient = true\n\
                [map.R-1]\nno-relationship = [\"C-1\"]\n[map.R-2]\nintersects-with = [\"C-1\"]\n";
    let world = World::new().framework("alpha-1", &["R-1", "R-2"]).with("mappings/alpha-1--common.toml", text);
    let workspace = world.load();
    let sufficient: Vec<bool> = workspace.library.mappings[0].entries.iter().map(|entry| entry.sufficient).collect();
    assert_eq!(sufficient, [false, true]);
}

#[test]
fn a_bound_allows_its_own_value_on_both_sides() {
    let hub = "[framework]\nname = \"Common\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"control\"\n\
               status = \"current\"\nwording = \"ours\"\n[requirements.C-1]\ntitle = \"A\"\n\
               [requirements.C-1.params.length]\nlabel = \"L\"\nunit = \"characters\"\nstrictest = \"max\"\ndefault = 12\n";
    let strict = "[map.R-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n\
                  [map.R-1.requires]\n\"C-1.length\" = { at-least = 12, unit = \"characters\" }\n";
    let verdict = |length: u8| {
        let controls = control(1, &format!("status = \"implemented\"\nparams = {{ length = {length} }}"));
        two(strict, "")
            .with("frameworks/common.toml", hub)
            .company(&["alpha-1"], "", &controls)
            .answer("alpha-1", "R-1")
            .verdict
    };
    assert_eq!([11, 12, 13].map(verdict), [Verdict::Partial, Verdict::Met, Verdict::Met]);
}

#[test]
fn the_parts_of_a_pattern_do_not_overlap() {
    assert!(!ccf::model::glob_matches("a*bb*bbc", "abbbc"));
    assert!(ccf::model::glob_matches("a*bb*bbc", "abbbbc"));
}

#[test]
fn a_group_may_end_in_punctuation_and_where_a_digit_meets_a_letter() {
    assert!(ccf::model::group_prefix_matches("A.", "A.9"));
    assert!(ccf::model::group_prefix_matches("164.308(a)(", "164.308(a)(1)"));
    assert!(ccf::model::group_prefix_matches("1", "1A"));
    assert!(!ccf::model::group_prefix_matches("1", "10"));
}

#[test]
fn an_id_comes_before_the_longer_ids_that_begin_with_it() {
    assert_eq!(ccf::model::natural_cmp("CC6", "CC6.1"), std::cmp::Ordering::Less);
    assert_eq!(ccf::model::natural_cmp("R-1.1", "R-1"), std::cmp::Ordering::Greater);
}

struct OneMethod;

impl ccf::standard::Interface<()> for OneMethod {
    const FRAMEWORK: &'static str = "alpha-1";
    fn methods<'a>() -> ccf::standard::Methods<'a, ()> {
        &[("R-1", |(): &()| ccf::standard::Answer::new(Verdict::Met))]
    }
}

#[test]
fn a_trait_fits_a_framework_of_its_id_with_its_requirements_only() {
    let fits = |framework: &str, requirements: &[&str]| {
        let workspace = World::new().framework(framework, requirements).load();
        let found = workspace.library.framework(workspace.library.find(framework).expect("known"));
        ccf::standard::Implementation::<OneMethod, ()>::new(found, &[], &()).is_ok()
    };
    assert!(fits("alpha-1", &["R-1"]));
    assert!(!fits("beta-1", &["R-1"]));
    assert!(!fits("alpha-1", &["R-1", "R-2"]));
    assert!(!fits("alpha-1", &["R-2"]));
}
