//! The rules of inference as named situations: what a reader of the design expects, row by row.

use ccf::model::vocabulary::{Basis, GapKind, NoteKind, Verdict};

use crate::world::{World, assert_answer, notes};

/// One requirement `R-1` of one framework, satisfied by the first `targets` controls of the hub together.
pub fn sufficient(targets: usize) -> World {
    let list: Vec<String> = (1..=targets).map(|number| format!("C-{number}")).collect();
    World::new()
        .framework("alpha-1", &["R-1"])
        .mapping("alpha-1--common", &format!("[map.R-1]\nsuperset-of = {list:?}\nsufficient = true\n"))
}

pub fn control(number: usize, rest: &str) -> String {
    format!("[controls.K-{number}]\nimplements = [\"common:C-{number}\"]\n{rest}\n")
}

pub fn status(number: usize, status: &str) -> String {
    let reason = if status == "not-applicable" { "reason = \"none here\"\n" } else { "" };
    control(number, &format!("status = \"{status}\"\n{reason}"))
}

// The table of situations.

#[test]
fn not_applicable_planned_and_implemented_targets_are_partial() {
    let controls = status(1, "not-applicable") + &status(2, "planned") + &status(3, "implemented");
    let answer = sufficient(3).company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Design]);
}

#[test]
fn a_required_target_with_none_is_unmet_though_the_rest_is_not_assessed() {
    let controls = status(1, "none") + &control(2, "") + &control(3, "");
    let answer = sufficient(3).company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Unmet, &[GapKind::Design, GapKind::Unassessed]);
}

#[test]
fn all_targets_not_applicable_ask_for_a_decision() {
    let controls = status(1, "not-applicable") + &status(2, "not-applicable");
    let answer = sufficient(2).company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Unknown, &[]);
    assert_eq!(notes(&answer), [NoteKind::Decide]);
}

#[test]
fn a_system_that_nobody_assessed_keeps_a_control_partial() {
    let systems = "[systems.one]\ntitle = \"One\"\n[systems.two]\ntitle = \"Two\"\n";
    let controls = control(1, "systems = { one = \"implemented\" }");
    let answer = sufficient(1).company(&["alpha-1"], systems, &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Unassessed]);
}

#[test]
fn a_met_claim_above_a_target_with_none_is_a_contradiction() {
    let controls = status(1, "none") + "[controls.DIRECT]\nimplements = [\"alpha-1:R-1\"]\nstatus = \"implemented\"\n";
    let world = sufficient(1).company(&["alpha-1"], "", &controls);
    let answer = world.answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Met, &[]);
    assert_eq!(notes(&answer), [NoteKind::Contradiction]);
    // The target stays `none`: another requirement on it is not met.
    let other = world
        .framework("beta-1", &["S-1"])
        .mapping("beta-1--common", "[map.S-1]\nequal-to = [\"C-1\"]\n")
        .company(&["alpha-1", "beta-1"], "", &controls)
        .answer("beta-1", "S-1");
    assert_answer(&other, Verdict::Unmet, &[GapKind::Design]);
}

#[test]
fn a_parameter_too_weak_for_one_framework_limits_only_that_one() {
    let strict = "[map.P-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n\
                  [map.P-1.requires]\n\"C-1.interval\" = { at-most = 90, unit = \"days\" }\n";
    let controls = control(1, "status = \"implemented\"\nparams = { interval = 180 }");
    let world = sufficient(1).framework("pci-1", &["P-1"]).mapping("pci-1--common", strict);
    let world = world.company(&["alpha-1", "pci-1"], "", &controls);
    assert_answer(&world.answer("pci-1", "P-1"), Verdict::Partial, &[GapKind::Parameter]);
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Met, &[]);
}

#[test]
fn an_alternative_counts_for_the_requirement_it_names_and_no_other() {
    let controls = control(1, "status = \"alternative\"\nalternative-for = [\"alpha-1:R-1\"]");
    let world = sufficient(1)
        .framework("beta-1", &["S-1"])
        .mapping("beta-1--common", "[map.S-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n")
        .company(&["alpha-1", "beta-1"], "", &controls);
    let named = world.answer("alpha-1", "R-1");
    assert_answer(&named, Verdict::Met, &[]);
    assert_eq!(notes(&named), [NoteKind::Alternative]);
    assert_answer(&world.answer("beta-1", "S-1"), Verdict::Partial, &[GapKind::Design]);
}

#[test]
fn contributions_are_partial_until_the_lists_are_declared_complete() {
    let controls: String = (1..=3)
        .map(|n| format!("[controls.K-{n}]\ncontributes = [\"alpha-1:R-1\"]\nstatus = \"implemented\"\n"))
        .collect();
    let world = World::new().framework("alpha-1", &["R-1"]);
    let partial = world.clone().company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_answer(&partial, Verdict::Partial, &[GapKind::Unmapped]);
    let met = world.company(&["alpha-1"], "sufficient = [\"alpha-1\"]\n", &controls).answer("alpha-1", "R-1");
    assert_answer(&met, Verdict::Met, &[]);
}

#[test]
fn an_implemented_and_an_unassessed_target_are_partial() {
    let controls = status(1, "implemented") + &control(2, "");
    let answer = sufficient(2).company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Unassessed]);
}

#[test]
fn nothing_assessed_is_unknown() {
    let answer = sufficient(2).company(&["alpha-1"], "", &control(1, "")).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Unknown, &[GapKind::Unassessed]);
}

#[test]
fn nothing_mapped_is_unknown() {
    let answer = World::new().framework("alpha-1", &["R-1"]).company(&["alpha-1"], "", "").answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Unknown, &[GapKind::Unmapped]);
}

#[test]
fn every_target_implemented_and_not_sufficient_is_partial() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .mapping("alpha-1--common", "[map.R-1]\nsuperset-of = [\"C-1\", \"C-2\"]\nsufficient = false\n");
    let controls = status(1, "implemented") + &status(2, "implemented");
    let answer = world.company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Unmapped]);
}

#[test]
fn a_quarter_without_evidence_limits_the_framework_with_the_period_only() {
    let period = "[period.alpha-1]\ntype = 2\nfrom = 2026-01-01\nto = 2026-06-30\n";
    let controls = control(1, "status = \"implemented\"\nevidence = [{ covers = \"2026-01-01/2026-03-31\" }]");
    let world = sufficient(1)
        .framework("iso-1", &["S-1"])
        .mapping("iso-1--common", "[map.S-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n")
        .company(&["alpha-1", "iso-1"], period, &controls);
    let answer = world.answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Evidence]);
    assert!(answer.gaps[0].message.contains("2026-04-01 to 2026-06-30"), "{answer:#?}");
    assert_answer(&world.answer("iso-1", "S-1"), Verdict::Met, &[]);
}

#[test]
fn two_intersections_in_a_row_are_only_possible() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1"])
        .mapping("beta-1--common", "[map.S-1]\nintersects-with = [\"C-1\"]\n")
        .mapping("alpha-1--beta-1", "[map.R-1]\nintersects-with = [\"S-1\"]\n");
    let answer = world.company(&["alpha-1"], "", &status(1, "implemented")).answer("alpha-1", "R-1");
    assert_eq!((answer.verdict, notes(&answer)), (Verdict::Unknown, vec![NoteKind::Possible]), "{answer:#?}");
}

// What the table leaves to its rules.

#[test]
fn what_lies_within_a_control_that_falls_short_is_unmet_once_all_is_assessed() {
    let world =
        World::new().framework("alpha-1", &["R-1"]).mapping("alpha-1--common", "[map.R-1]\nsubset-of = [\"C-1\"]\n");
    let partial = world.clone().company(&["alpha-1"], "", &status(1, "partial")).answer("alpha-1", "R-1");
    assert_answer(&partial, Verdict::Unmet, &[GapKind::Operation]);
    assert_eq!(notes(&partial), [NoteKind::Possible]);
    // Not assessed is not unmet.
    let open = world.company(&["alpha-1"], "", &control(1, "")).answer("alpha-1", "R-1");
    assert_answer(&open, Verdict::Unknown, &[GapKind::Unassessed]);
}

#[test]
fn all_assessed_and_nothing_there_is_unmet() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .mapping("alpha-1--common", "[map.R-1]\nintersects-with = [\"C-1\", \"C-2\"]\nsufficient = true\n");
    let controls = status(1, "none") + &status(2, "planned");
    let answer = world.clone().company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Unmet, &[GapKind::Design]);
    // With one of them not assessed it cannot be said.
    let controls = status(1, "none") + &control(2, "");
    let answer = world.company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Unknown, &[GapKind::Design, GapKind::Unassessed]);
}

#[test]
fn a_finding_comes_before_inference_and_feeds_no_rule() {
    let findings = "[findings.\"alpha-1:R-1\"]\nverdict = \"met\"\napproach = \"compensating\"\nby = \"Assessor\"\n\
                    date = 2026-05-11\nexpires = 2027-05-11\nwhy = \"a guard\"\n";
    let world = sufficient(1)
        .framework("beta-1", &["S-1"])
        .mapping("beta-1--alpha-1", "[map.S-1]\nequal-to = [\"R-1\"]\nsufficient = true\n")
        .company(&["alpha-1", "beta-1"], "", &status(1, "none"))
        .with("findings.toml", findings);
    let answer = world.answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Met, &[]);
    assert_eq!((answer.basis, notes(&answer)), (Some(Basis::Assessed), vec![NoteKind::Finding]));
    assert_eq!(world.answer("beta-1", "S-1").verdict, Verdict::Unmet);
    // It counts from its day until it expires.
    let on = |day: &str| world.answer_as_of("alpha-1", "R-1", day.parse().ok()).verdict;
    assert_eq!(
        [on("2026-05-10"), on("2026-05-11"), on("2027-05-11"), on("2027-05-12")].map(|v| v == Verdict::Met),
        [false, true, true, false]
    );
}

#[test]
fn an_excluded_requirement_is_excluded_whatever_else_holds() {
    let excluded = "[scope.excluded]\n\"alpha-1:R-1\" = \"not our business\"\n";
    let answer = sufficient(1).company(&["alpha-1"], excluded, &status(1, "implemented")).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Excluded, &[]);
    assert_eq!(answer.notes[0].message, "not our business");
}

/// A framework whose requirement `R-1` has the part `R-1.1`, each equal to a control of its own.
pub fn with_part() -> World {
    let text = "[framework]\nname = \"P\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"requirement\"\n\
                status = \"current\"\nwording = \"ours\"\n[requirements.R-1]\ntitle = \"Whole\"\n\
                [requirements.\"R-1.1\"]\ntitle = \"Part\"\npart-of = \"R-1\"\n";
    World::new()
        .with("frameworks/alpha-1.toml", text)
        .mapping("alpha-1--common", "[map.R-1]\nequal-to = [\"C-1\"]\nsufficient = true\n[map.\"R-1.1\"]\nequal-to = [\"C-2\"]\nsufficient = true\n")
}

#[test]
fn a_requirement_is_at_most_partial_while_a_part_is_not_met() {
    let controls = status(1, "implemented") + &status(2, "planned");
    let world = with_part().company(&["alpha-1"], "", &controls);
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Partial, &[GapKind::Design]);
    assert_answer(&world.answer("alpha-1", "R-1.1"), Verdict::Unmet, &[GapKind::Design]);
    let both = status(1, "implemented") + &status(2, "implemented");
    assert_answer(&with_part().company(&["alpha-1"], "", &both).answer("alpha-1", "R-1"), Verdict::Met, &[]);
}

#[test]
fn a_part_that_is_excluded_found_met_or_met_by_an_alternative_holds_nothing_back() {
    let controls = status(1, "implemented") + &status(2, "planned");
    let excluded = "[scope.excluded]\n\"alpha-1:R-1.1\" = \"no such thing\"\n";
    assert_answer(&with_part().company(&["alpha-1"], excluded, &controls).answer("alpha-1", "R-1"), Verdict::Met, &[]);
    let finding = "[findings.\"alpha-1:R-1.1\"]\nverdict = \"met\"\nby = \"A\"\ndate = 2026-01-01\n";
    let found = with_part().company(&["alpha-1"], "", &controls).with("findings.toml", finding);
    assert_answer(&found.answer("alpha-1", "R-1"), Verdict::Met, &[]);
    let alternative =
        status(1, "implemented") + &control(2, "status = \"alternative\"\nalternative-for = [\"alpha-1:R-1.1\"]");
    let world = with_part().company(&["alpha-1"], "", &alternative);
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Met, &[]);
}

#[test]
fn a_part_found_unmet_holds_back_though_its_controls_are_there() {
    let controls = status(1, "implemented") + &status(2, "implemented");
    let finding = "[findings.\"alpha-1:R-1.1\"]\nverdict = \"unmet\"\nby = \"A\"\ndate = 2026-01-01\n";
    let world = with_part().company(&["alpha-1"], "", &controls).with("findings.toml", finding);
    assert_eq!(world.answer("alpha-1", "R-1").verdict, Verdict::Partial);
}

/// A framework with a requirement for one role, one that is replaced, and its successor.
fn dated() -> World {
    let text = "[framework]\nname = \"D\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"requirement\"\n\
                status = \"current\"\nwording = \"ours\"\n[requirements.ROLE]\ntitle = \"Role\"\napplies-to = [\"issuer\"]\n\
                [requirements.OLD]\ntitle = \"Old\"\nsuperseded-by = \"NEW\"\n\
                [requirements.NEW]\ntitle = \"New\"\neffective = 2025-03-31\n";
    World::new().with("frameworks/alpha-1.toml", text)
}

#[test]
fn roles_and_dates_exclude() {
    let world = dated().company(&["alpha-1"], "", "");
    let on = |id: &str, day: Option<&str>| {
        world.answer_as_of("alpha-1", id, day.and_then(|day| day.parse().ok())).verdict == Verdict::Excluded
    };
    assert!(on("ROLE", None));
    assert_eq!([on("OLD", None), on("OLD", Some("2025-03-30")), on("OLD", Some("2025-03-31"))], [false, false, true]);
    assert_eq!([on("NEW", None), on("NEW", Some("2025-03-30")), on("NEW", Some("2025-03-31"))], [false, true, false]);
    let issuer = dated().company(&["alpha-1"], "[scope.roles]\nalpha-1 = [\"issuer\"]\n", "");
    assert_eq!(issuer.answer("alpha-1", "ROLE").verdict, Verdict::Unknown);
}

#[test]
fn a_system_outside_a_frameworks_scope_does_not_count_for_it() {
    let systems = "[systems.one]\ntitle = \"One\"\n[systems.two]\ntitle = \"Two\"\nscope = [\"beta-1\"]\n";
    let controls = control(1, "status = \"implemented\"\nsystems = { two = \"planned\" }");
    let world = sufficient(1)
        .framework("beta-1", &["S-1"])
        .mapping("beta-1--common", "[map.S-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n")
        .company(&["alpha-1", "beta-1"], systems, &controls);
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Met, &[]);
    assert_answer(&world.answer("beta-1", "S-1"), Verdict::Partial, &[GapKind::Scope]);
}

#[test]
fn an_open_exception_limits_and_one_before_the_window_does_not() {
    let period = "[period.alpha-1]\ntype = 2\nfrom = 2026-01-01\nto = 2026-03-31\n";
    let controls = control(1, "status = \"implemented\"\nevidence = [{ covers = \"2026-01-01/2026-03-31\" }]");
    let world = sufficient(1).company(&["alpha-1"], period, &controls);
    let with = |from: &str, to: &str| {
        let text = format!("[exceptions.EX-1]\ncontrol = \"K-1\"\nfrom = {from}\n{to}why = \"late\"\n");
        world.clone().with("exceptions.toml", &text).answer("alpha-1", "R-1")
    };
    assert_answer(&with("2025-10-01", "to = 2025-12-31\n"), Verdict::Met, &[]);
    assert_answer(&with("2026-04-01", ""), Verdict::Met, &[]);
    assert_answer(&with("2026-03-31", ""), Verdict::Partial, &[GapKind::Exception]);
    assert_answer(&with("2025-10-01", "to = 2026-01-01\n"), Verdict::Partial, &[GapKind::Exception]);
}

#[test]
fn a_parameter_that_is_not_stated_does_not_satisfy_and_the_weakest_counts() {
    let strict = "[map.R-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n\
                  [map.R-1.requires]\n\"C-1.interval\" = { at-most = 90, unit = \"days\" }\n";
    let world = World::new().framework("alpha-1", &["R-1"]).mapping("alpha-1--common", strict);
    let with = |first: &str, second: &str| {
        let other = format!("[controls.OTHER]\nimplements = [\"common:C-1\"]\nstatus = \"implemented\"\n{second}\n");
        let controls = control(1, &format!("status = \"implemented\"\n{first}")) + &other;
        world.clone().company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1")
    };
    let (ninety, more) = ("params = { interval = 90 }", "params = { interval = 91 }");
    assert_answer(&with(ninety, ninety), Verdict::Met, &[]);
    assert_answer(&with(ninety, more), Verdict::Partial, &[GapKind::Parameter]);
    assert_answer(&with(ninety, ""), Verdict::Partial, &[GapKind::Parameter]);
}

#[test]
fn what_a_met_rests_on_is_the_weakest_claim_of_its_derivation() {
    let basis = |first: &str, second: &str, as_of: Option<&str>| {
        let controls = control(1, &format!("status = \"implemented\"\nevidence = [{first}]"))
            + &control(2, &format!("status = \"implemented\"\nevidence = [{second}]"));
        let world = sufficient(2).company(&["alpha-1"], "", &controls);
        world.answer_as_of("alpha-1", "R-1", as_of.and_then(|day| day.parse().ok())).basis
    };
    let tested = "{ covers = \"2026-01-01/2026-03-31\", tested = 5, deviations = 0 }";
    let attached = "{ covers = \"2026-01-01/2026-03-31\" }";
    let failed = "{ covers = \"2026-01-01/2026-03-31\", tested = 5, deviations = 1 }";
    assert_eq!(basis(tested, tested, None), Some(Basis::Tested));
    assert_eq!(basis(tested, attached, None), Some(Basis::Evidenced));
    assert_eq!(basis(tested, failed, None), Some(Basis::Evidenced));
    assert_eq!(basis(tested, "", None), Some(Basis::Declared));
    // Current until one quarter after the last day covered.
    assert_eq!(basis(tested, tested, Some("2026-06-30")), Some(Basis::Tested));
    assert_eq!(basis(tested, tested, Some("2026-07-01")), Some(Basis::Declared));
}

#[test]
fn an_equality_cycle_is_harmless() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1"])
        .framework("gamma-1", &["T-1"])
        .mapping("alpha-1--beta-1", "[map.R-1]\nequal-to = [\"S-1\"]\n")
        .mapping("beta-1--gamma-1", "[map.S-1]\nequal-to = [\"T-1\"]\n")
        .mapping("gamma-1--alpha-1", "[map.T-1]\nequal-to = [\"R-1\"]\n")
        .mapping("alpha-1--common", "[map.R-1]\nequal-to = [\"C-1\"]\n");
    let all = ["alpha-1", "beta-1", "gamma-1"];
    let met = world.clone().company(&all, "", &status(1, "implemented"));
    assert_eq!(met.answer("gamma-1", "T-1").verdict, Verdict::Met);
    let nothing = world.company(&all, "", "");
    assert_eq!(nothing.answer("gamma-1", "T-1").verdict, Verdict::Unknown);
}
