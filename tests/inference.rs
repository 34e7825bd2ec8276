//! The rules of inference one by one: claims, rows, sufficiency, least derivations, exceptions.

use ccf::model::vocabulary::{Basis, GapKind, NoteKind, Verdict};

use crate::verdicts::{control, status, sufficient};
use crate::world::{World, assert_answer, notes};

/// `R-1` of `alpha-1` and `S-1` of `beta-1`, with these entries onto the hub.
pub fn two(alpha: &str, beta: &str) -> World {
    let world = World::new().framework("alpha-1", &["R-1"]).framework("beta-1", &["S-1", "S-2"]);
    world.mapping("alpha-1--common", alpha).mapping("beta-1--common", beta)
}

/// A control that is all of a requirement itself.
pub fn direct(id: &str, of: &str, rest: &str) -> String {
    format!("[controls.{id}]\nimplements = [{of:?}]\n{rest}\n")
}

pub const NOT_APPLICABLE: &str = "status = \"not-applicable\"\nreason = \"none here\"";
pub const EQUAL_TO_ONE: &str = "[map.R-1]\nequal-to = [\"C-1\"]\n";

/// What the last step of the least derivation of a requirement rests on.
pub fn premises(world: &World, framework: &str, id: &str) -> Vec<String> {
    let workspace = world.load();
    assert!(!workspace.has_errors(), "{}", crate::world::render_all(&workspace));
    let library = &workspace.library;
    let posture = ccf::engine::Posture::new(library, workspace.company.as_ref().expect("a company"), None);
    let found = library.find(framework).expect("known");
    let node = library.node(found, id).expect("known");
    let explanation = ccf::engine::Explanation::of(&posture, posture.framework(found).expect("in scope"), node);
    assert!(!explanation.derivation.is_empty(), "derived");
    explanation.derivation.iter().filter(|step| step.depth == 1).map(|step| library.name(step.node)).collect()
}

pub fn on(world: &World, day: &str) -> ccf::standard::Answer {
    world.answer_as_of("alpha-1", "R-1", Some(day.parse().expect("a day")))
}

#[test]
fn a_weak_parameter_limits_its_row_in_both_directions() {
    let strict = "[map.R-1]\nequal-to = [\"C-1\"]\n[map.R-1.requires]\n\
                  \"C-1.interval\" = { at-most = 90, unit = \"days\" }\n";
    let world = two(strict, "[map.S-1]\nequal-to = [\"C-1\"]\n");
    let forward = world.clone().company(&["alpha-1"], "", &status(1, "implemented"));
    assert_answer(&forward.answer("alpha-1", "R-1"), Verdict::Partial, &[GapKind::Parameter]);
    // Nobody implements the control, so nobody states the value.
    let back = world.company(&["beta-1"], "", &direct("D", "alpha-1:R-1", "status = \"implemented\""));
    assert_eq!(back.answer("beta-1", "S-1").verdict, Verdict::Partial);
}

#[test]
fn a_partial_beyond_what_is_assessed_is_a_contradiction() {
    let controls = status(1, "none") + &direct("D", "alpha-1:R-1", "status = \"partial\"");
    let answer = two(EQUAL_TO_ONE, "").company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_eq!((answer.verdict, notes(&answer)), (Verdict::Partial, vec![NoteKind::Contradiction]));
}

#[test]
fn what_does_not_apply_contradicts_nothing() {
    let controls = status(1, "not-applicable") + &direct("D", "alpha-1:R-1", "status = \"implemented\"");
    let answer = two(EQUAL_TO_ONE, "").company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_eq!((answer.verdict, notes(&answer)), (Verdict::Met, vec![]));
}

#[test]
fn a_part_adds_no_rows_to_what_its_parent_costs() {
    let parts = "[framework]\nname = \"P\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"requirement\"\n\
                 status = \"current\"\nwording = \"ours\"\n[requirements.R-1]\ntitle = \"Whole\"\n\
                 [requirements.\"R-1.1\"]\ntitle = \"Part\"\npart-of = \"R-1\"\n";
    let controls: String = (1..=3).map(|number| status(number, "implemented")).collect();
    let world =
        two("[map.R-1]\nequal-to = [\"C-1\"]\n", "[map.S-1]\nequal-to = [\"C-2\"]\n[map.S-2]\nequal-to = [\"C-3\"]\n")
            .with("frameworks/alpha-1.toml", parts)
            .framework("gamma-1", &["T-1"])
            .framework("zeta-1", &["Z-1"])
            // The part takes two rows, `Z-1` two through `R-1` and three from `C-3`.
            .mapping("alpha-1--beta-1", "[map.\"R-1.1\"]\nequal-to = [\"S-1\"]\n")
            .mapping("beta-1--gamma-1", "[map.S-2]\nequal-to = [\"T-1\"]\n")
            .mapping("zeta-1--alpha-1", "[map.Z-1]\nequal-to = [\"R-1\"]\n")
            .mapping("zeta-1--gamma-1", "[map.Z-1]\nequal-to = [\"T-1\"]\n")
            .company(&["zeta-1"], "", &controls);
    assert_eq!(premises(&world, "zeta-1", "Z-1"), ["alpha-1:R-1"]);
}

#[test]
fn a_target_that_does_not_apply_drops_out() {
    let controls = status(1, "not-applicable") + &status(2, "implemented");
    assert_answer(&sufficient(2).company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1"), Verdict::Met, &[]);
}

/// `R-1` satisfied by `S-1` and `S-2`, with `S-1` excluded.
pub fn one_excluded(controls: &str) -> World {
    World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1", "S-2"])
        .mapping("alpha-1--beta-1", "[map.R-1]\nsuperset-of = [\"S-1\", \"S-2\"]\nsufficient = true\n")
        .company(&["alpha-1", "beta-1"], "[scope.excluded]\n\"beta-1:S-1\" = \"no such thing\"\n", controls)
}

#[test]
fn an_excluded_target_drops_out() {
    let controls = direct("D", "beta-1:S-2", "status = \"implemented\"");
    assert_answer(&one_excluded(&controls).answer("alpha-1", "R-1"), Verdict::Met, &[]);
}

#[test]
fn an_excluded_target_that_is_met_counts_for_nothing() {
    let controls =
        direct("D", "beta-1:S-1", "status = \"implemented\"") + &direct("E", "beta-1:S-2", "status = \"planned\"");
    assert_eq!(one_excluded(&controls).answer("alpha-1", "R-1").verdict, Verdict::Partial);
}

#[test]
fn an_excluded_target_is_not_required() {
    let controls = direct("D", "beta-1:S-1", "status = \"none\"") + &direct("E", "beta-1:S-2", "");
    assert_eq!(one_excluded(&controls).answer("alpha-1", "R-1").verdict, Verdict::Unknown);
}

#[test]
fn at_equal_cost_the_first_premise_wins_whatever_the_rule() {
    let controls =
        direct("A", "aaa-1:A-1", "status = \"implemented\"") + &direct("B", "beta-1:S-1", "status = \"implemented\"");
    let world = World::new()
        .framework("aaa-1", &["A-0", "A-1"])
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1"])
        .mapping("alpha-1--aaa-1", "[map.R-1]\nequal-to = [\"A-1\"]\n")
        .mapping("alpha-1--beta-1", "[map.R-1]\nsuperset-of = [\"S-1\"]\nsufficient = true\n")
        .company(&["alpha-1"], "", &controls);
    assert_eq!(premises(&world, "alpha-1", "R-1"), ["aaa-1:A-1"]);
}

#[test]
fn of_two_rows_the_one_from_the_first_premise_is_kept() {
    let controls = status(1, "implemented") + &status(2, "implemented");
    let world = two("[map.R-1]\nequal-to = [\"C-1\", \"C-2\"]\n", "").company(&["alpha-1"], "", &controls);
    assert_eq!(premises(&world, "alpha-1", "R-1"), ["common:C-1"]);
}

#[test]
fn a_derivation_costs_what_its_tree_costs() {
    let controls: String = (1..=3).map(|number| status(number, "implemented")).collect();
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1", "S-2"])
        .framework("gamma-1", &["T-1"])
        .mapping("beta-1--common", "[map.S-1]\nequal-to = [\"C-1\"]\n[map.S-2]\nequal-to = [\"C-2\"]\n")
        .mapping("gamma-1--common", "[map.T-1]\nequal-to = [\"C-3\"]\n")
        .mapping("alpha-1--beta-1", "[map.R-1]\nsuperset-of = [\"S-1\", \"S-2\"]\nsufficient = true\n")
        .mapping("alpha-1--gamma-1", "[map.R-1]\nequal-to = [\"T-1\"]\n")
        .company(&["alpha-1"], "", &controls);
    // Three row applications through the two targets, two through `T-1`.
    assert_eq!(premises(&world, "alpha-1", "R-1"), ["gamma-1:T-1"]);
}

#[test]
fn the_derivation_with_fewer_rows_wins() {
    let controls = status(1, "implemented") + &status(2, "implemented");
    let world = two("[map.R-1]\nequal-to = [\"C-2\"]\n", "")
        .framework("aaa-1", &["A-1"])
        .mapping("alpha-1--aaa-1", "[map.R-1]\nequal-to = [\"A-1\"]\n")
        .mapping("aaa-1--common", "[map.A-1]\nequal-to = [\"C-1\"]\n")
        .company(&["alpha-1"], "", &controls);
    assert_eq!(premises(&world, "alpha-1", "R-1"), ["common:C-2"]);
}

#[test]
fn a_met_has_a_last_step_for_every_lesser_value_too() {
    let workspace = two(EQUAL_TO_ONE, "").company(&["alpha-1"], "", &status(1, "implemented")).load();
    let library = &workspace.library;
    let posture = ccf::engine::Posture::new(library, workspace.company.as_ref().expect("a company"), None);
    let node = library.node(library.find("alpha-1").expect("known"), "R-1").expect("known");
    let outcome = &posture.frameworks()[0].outcome;
    for value in ccf::engine::relation::Value::SAYING {
        assert!(outcome.step(node, value).is_some(), "{value:?}");
    }
}

#[test]
fn a_possible_goes_on_where_it_says_something_and_no_further() {
    let possible = |relation: &str| {
        // `T-1` is partial, `S-1` possible; `R-1 RELATION S-1`.
        let world = World::new()
            .framework("alpha-1", &["R-1"])
            .framework("beta-1", &["S-1"])
            .framework("gamma-1", &["T-1"])
            .mapping("gamma-1--common", "[map.T-1]\nintersects-with = [\"C-1\"]\n")
            .mapping("beta-1--gamma-1", "[map.S-1]\nintersects-with = [\"T-1\"]\n")
            .mapping("alpha-1--beta-1", &format!("[map.R-1]\n{relation} = [\"S-1\"]\n"));
        let answer = world.company(&["alpha-1"], "", &status(1, "implemented")).answer("alpha-1", "R-1");
        notes(&answer) == [NoteKind::Possible]
    };
    assert!(possible("equal-to"));
    assert!(possible("superset-of"));
    assert!(!possible("subset-of"));
    assert!(!possible("intersects-with"));
}

#[test]
fn a_control_runs_as_often_as_the_most_frequent_control_it_implements() {
    let hub = "[framework]\nname = \"Common\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"control\"\n\
               status = \"current\"\nwording = \"ours\"\n[requirements.C-1]\ntitle = \"A\"\nfrequency = \"monthly\"\n\
               [requirements.C-2]\ntitle = \"B\"\nfrequency = \"annual\"\n";
    let period = "[period.alpha-1]\ntype = 2\nfrom = 2026-01-01\nto = 2026-12-31\n";
    let controls = "[controls.K]\nimplements = [\"common:C-1\", \"common:C-2\"]\nstatus = \"implemented\"\n\
                    evidence = [{ covers = \"2026-01-01/2026-12-31\" }]\n";
    let world = sufficient(2).with("frameworks/common.toml", hub).company(&["alpha-1"], period, controls);
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Partial, &[GapKind::Evidence]);
}

pub fn with_exception(period: &str, from: &str, to: &str) -> World {
    let controls = control(1, "status = \"implemented\"\nevidence = [{ covers = \"2026-01-01/2026-03-31\" }]");
    let to = if to.is_empty() { String::new() } else { format!("to = {to}\n") };
    let text = format!("[exceptions.EX-1]\ncontrol = \"K-1\"\nfrom = {from}\n{to}why = \"late\"\n");
    sufficient(1).company(&["alpha-1"], period, &controls).with("exceptions.toml", &text)
}

#[test]
fn an_exception_limits_from_its_first_day_through_its_last() {
    let met = |answer: ccf::standard::Answer| answer.verdict == Verdict::Met;
    let world = with_exception("", "2026-04-01", "2026-05-15");
    assert_eq!(
        ["2026-03-31", "2026-04-01", "2026-05-15", "2026-05-16"].map(|day| met(on(&world, day))),
        [true, false, false, true]
    );
    let at = |day: &str| {
        met(with_exception(&format!("[period.alpha-1]\ntype = 1\nat = {day}\n"), "2026-04-01", "2026-05-15")
            .answer("alpha-1", "R-1"))
    };
    assert_eq!(["2026-03-31", "2026-04-01", "2026-05-15", "2026-05-16"].map(at), [true, false, false, true]);
}

#[test]
fn without_a_day_an_exception_limits_while_it_has_no_end() {
    assert_eq!(with_exception("", "2026-04-01", "2026-05-15").answer("alpha-1", "R-1").verdict, Verdict::Met);
    assert_eq!(with_exception("", "2026-04-01", "").answer("alpha-1", "R-1").verdict, Verdict::Partial);
}

#[test]
fn in_a_window_an_exception_after_the_day_one_looks_from_is_not_open() {
    let world = with_exception("[period.alpha-1]\ntype = 2\nfrom = 2026-01-01\nto = 2026-03-31\n", "2026-03-01", "");
    assert_eq!(on(&world, "2026-02-28").verdict, Verdict::Met);
    assert_eq!(on(&world, "2026-03-01").verdict, Verdict::Partial);
}

#[test]
fn a_control_that_is_contributed_to_applies() {
    let controls =
        status(1, "not-applicable") + "[controls.P]\ncontributes = [\"common:C-1\"]\nstatus = \"implemented\"\n";
    assert_eq!(sufficient(1).company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1").verdict, Verdict::Partial);
}

#[test]
fn complete_lists_count_for_their_own_framework_whoever_looks() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1"])
        .mapping("alpha-1--beta-1", "[map.R-1]\nequal-to = [\"S-1\"]\n");
    let controls = "[controls.P]\ncontributes = [\"beta-1:S-1\"]\nstatus = \"implemented\"\n";
    let verdict = |complete: &str| {
        let more = format!("sufficient = [{complete:?}]\n");
        world.clone().company(&["alpha-1", "beta-1"], &more, controls).answer("alpha-1", "R-1").verdict
    };
    assert_eq!((verdict("beta-1"), verdict("alpha-1")), (Verdict::Met, Verdict::Partial));
}

#[test]
fn an_open_exception_limits_a_control_that_was_not_assessed() {
    let controls = control(1, "") + &direct("D", "alpha-1:R-1", "status = \"implemented\"");
    let exception = "[exceptions.EX-1]\ncontrol = \"K-1\"\nfrom = 2026-01-01\nwhy = \"late\"\n";
    let world = two(EQUAL_TO_ONE, "").company(&["alpha-1"], "", &controls).with("exceptions.toml", exception);
    assert_eq!(notes(&world.answer("alpha-1", "R-1")), [NoteKind::Contradiction]);
}

#[test]
fn a_control_that_was_not_assessed_may_be_met_by_a_rule() {
    let controls = control(1, "") + &direct("D", "alpha-1:R-1", "status = \"implemented\"");
    let world = two(EQUAL_TO_ONE, "[map.S-1]\nequal-to = [\"C-1\"]\n").company(&["alpha-1", "beta-1"], "", &controls);
    assert_eq!(notes(&world.answer("alpha-1", "R-1")), []);
    assert_eq!(world.answer("beta-1", "S-1").verdict, Verdict::Met);
}

#[test]
fn the_parameter_of_a_control_that_does_not_apply_does_not_count() {
    let strict = "[map.R-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n\
                  [map.R-1.requires]\n\"C-1.interval\" = { at-most = 90, unit = \"days\" }\n";
    let controls =
        control(1, "status = \"implemented\"\nparams = { interval = 90 }") + &direct("N", "common:C-1", NOT_APPLICABLE);
    assert_answer(&two(strict, "").company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1"), Verdict::Met, &[]);
}

pub const TESTED: &str =
    "status = \"implemented\"\nevidence = [{ covers = \"2026-01-01\", tested = 5, deviations = 0 }]";

#[test]
fn a_control_that_does_not_apply_weakens_no_basis() {
    let controls = control(1, TESTED) + &direct("N", "common:C-1", NOT_APPLICABLE);
    let answer = sufficient(1).company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_eq!(answer.basis, Some(Basis::Tested));
}

#[test]
fn a_met_by_contributions_rests_on_them() {
    let controls = direct("D", "alpha-1:R-1", "status = \"partial\"")
        + &format!("[controls.P]\ncontributes = [\"alpha-1:R-1\"]\n{TESTED}\n");
    let world = World::new().framework("alpha-1", &["R-1"]);
    let answer = world.company(&["alpha-1"], "sufficient = [\"alpha-1\"]\n", &controls).answer("alpha-1", "R-1");
    assert_eq!((answer.verdict, answer.basis), (Verdict::Met, Some(Basis::Tested)));
}

#[test]
fn what_a_control_is_all_of_is_not_unmapped() {
    let controls = direct("D", "alpha-1:R-1", "status = \"partial\"");
    let answer =
        World::new().framework("alpha-1", &["R-1"]).company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Operation]);
}

#[test]
fn a_rule_above_what_its_own_controls_come_to_is_a_contradiction() {
    let found = |own: &str| {
        let controls = status(1, "implemented") + &direct("D", "alpha-1:R-1", own);
        let answer = two(EQUAL_TO_ONE, "").company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
        assert_eq!(answer.verdict, Verdict::Met);
        notes(&answer)
    };
    assert_eq!(found("status = \"none\""), [NoteKind::Contradiction]);
    assert_eq!(found("status = \"partial\""), [NoteKind::Contradiction]);
    assert_eq!(found("status = \"implemented\""), []);
    assert_eq!(found(""), []);
    assert_eq!(found(NOT_APPLICABLE), []);
}
