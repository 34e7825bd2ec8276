//! Every answer below met says why, contradictions are shown where they arise, and nothing is said that is not so.

use ccf::model::vocabulary::{Basis, GapKind, NoteKind, Verdict};

use crate::verdicts::{control, status, sufficient, with_part};
use crate::world::{World, assert_answer, notes};

// "A *possible* is shown, never counted": a rule that gives no more than possible is not "above" a claim of nothing.
// `Judge::contradictions` compares `own < value`, so a possible beside controls with `none` reads "it follows as not met
// and its own controls come to not met" and is a contradiction finding.
#[test]
fn a_possible_does_not_contradict_a_claim_of_nothing() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1"])
        .mapping("beta-1--common", "[map.S-1]\nintersects-with = [\"C-1\"]\n")
        .mapping("alpha-1--beta-1", "[map.R-1]\nintersects-with = [\"S-1\"]\n");
    let controls = status(1, "implemented") + "[controls.DIRECT]\nimplements = [\"alpha-1:R-1\"]\nstatus = \"none\"\n";
    let answer = world.company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_eq!(notes(&answer), [NoteKind::Possible], "{answer:#?}");
}

// "*unmapped* (not met even if every company control and every common control were)": the run that decides it
// (`best_premises`) knows no exclusions, profiles or findings, so what is excluded holds the requirement back there.
#[test]
fn an_excluded_part_that_is_not_mapped_makes_no_unmapped_gap() {
    let text = "[framework]\nname = \"P\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"requirement\"\n\
                status = \"current\"\nwording = \"ours\"\n[requirements.R-1]\ntitle = \"Whole\"\n\
                [requirements.\"R-1.1\"]\ntitle = \"Part\"\npart-of = \"R-1\"\n";
    let world = World::new()
        .with("frameworks/alpha-1.toml", text)
        .mapping("alpha-1--common", "[map.R-1]\nequal-to = [\"C-1\"]\nsufficient = true\n");
    let excluded = "[scope.excluded]\n\"alpha-1:R-1.1\" = \"no such thing\"\n";
    // Met once the control is, so nothing is unmapped.
    let met = world.clone().company(&["alpha-1"], excluded, &status(1, "implemented"));
    assert_answer(&met.answer("alpha-1", "R-1"), Verdict::Met, &[]);
    let answer = world.company(&["alpha-1"], excluded, &status(1, "partial")).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Operation]);
}

// The same for a part outside the chosen profiles.
#[test]
fn a_part_outside_the_profiles_makes_no_unmapped_gap() {
    let text = "[framework]\nname = \"P\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"requirement\"\n\
                status = \"current\"\nwording = \"ours\"\n[profiles.low]\ntitle = \"Low\"\ninclude = [\"R-1\"]\n\
                [requirements.R-1]\ntitle = \"Whole\"\n[requirements.\"R-1.1\"]\ntitle = \"Part\"\npart-of = \"R-1\"\n";
    let world = World::new()
        .with("frameworks/alpha-1.toml", text)
        .mapping("alpha-1--common", "[map.R-1]\nequal-to = [\"C-1\"]\nsufficient = true\n")
        .company(&["alpha-1"], "[scope.profiles]\nalpha-1 = [\"low\"]\n", &status(1, "partial"));
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Partial, &[GapKind::Operation]);
}

// The same for an excluded target: it does not remain, so rule 3 makes R-1 met once C-1 is.
#[test]
fn an_excluded_target_that_is_not_mapped_makes_no_unmapped_gap() {
    let world = sufficient(1)
        .mapping("alpha-1--beta-1", "[map.R-2]\nsuperset-of = [\"S-1\", \"S-2\"]\nsufficient = true\n")
        .framework("alpha-1", &["R-1", "R-2"])
        .framework("beta-1", &["S-1", "S-2"])
        .mapping("beta-1--common", "[map.S-2]\nequal-to = [\"C-1\"]\nsufficient = true\n");
    let excluded = "[scope.excluded]\n\"beta-1:S-1\" = \"no such thing\"\n";
    let met = world.clone().company(&["alpha-1", "beta-1"], excluded, &status(1, "implemented"));
    assert_answer(&met.answer("alpha-1", "R-2"), Verdict::Met, &[]);
    let answer = world.company(&["alpha-1", "beta-1"], excluded, &status(1, "partial")).answer("alpha-1", "R-2");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Operation]);
}

// "Gaps say why a requirement is not met", and "a target in another framework counts by its own candidates": the
// weak parameter of that target's row is the only reason here, and `List::parameters` looks at the own rows alone, so
// the answer is partial without any gap.
#[test]
fn a_weak_parameter_behind_a_target_in_another_framework_is_a_gap() {
    assert_weak_parameter_behind("alpha-1--beta-1", "[map.R-1]\nequal-to = [\"S-1\"]\nsufficient = true\n");
}

// The same where the requirement has no entry of its own and takes the candidates of what maps to it.
#[test]
fn a_weak_parameter_behind_a_requirement_mapped_to_it_is_a_gap() {
    assert_weak_parameter_behind("beta-1--alpha-1", "[map.S-1]\nequal-to = [\"R-1\"]\nsufficient = true\n");
}

/// R-1 and S-1 are made equal by one mapping; all that R-1 lacks is a parameter that S-1 requires of C-1.
#[track_caller]
fn assert_weak_parameter_behind(id: &str, equal: &str) {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1"])
        .mapping(id, equal)
        .mapping(
            "beta-1--common",
            "[map.S-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n[map.S-1.requires]\n\
             \"C-1.interval\" = { at-most = 90, unit = \"days\" }\n",
        )
        .company(&["alpha-1"], "", &control(1, "status = \"implemented\"\nparams = { interval = 91 }"));
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Partial, &[GapKind::Parameter]);
}

// The same with a part: S-1 is partial because its part is, R-1 equal to S-1 is partial, and no gap says why.
#[test]
fn a_part_of_a_target_in_another_framework_that_is_not_met_is_a_gap() {
    let world = with_part()
        .framework("beta-1", &["S-1"])
        .mapping("beta-1--alpha-1", "[map.S-1]\nequal-to = [\"R-1\"]\nsufficient = true\n")
        .company(&["beta-1"], "", &(status(1, "implemented") + &status(2, "planned")));
    let answer = world.answer("beta-1", "S-1");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Design]);
}

// "Each requirement in `alternative-for` gets its *verdict* as if that alternative were met": then the alternative is
// no reason why it is not met, and "an alternative that is not shown to do the same" is wrong of it.
#[test]
fn an_alternative_is_no_gap_of_the_requirement_it_is_named_for() {
    let controls = control(1, "status = \"alternative\"\nalternative-for = [\"alpha-1:R-1\"]") + &status(2, "partial");
    let answer = sufficient(2).company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Operation]);
}

// "Basis of a met: the weakest over the claims in its least derivation": an excluded target does not remain and is no
// premise of rule 3, and `derived_basis` (and `Explain::derive`) takes every target of the entry that is met.
#[test]
fn an_excluded_target_is_no_part_of_the_derivation() {
    let tested = "status = \"implemented\"\nevidence = [{ covers = \"2026-01-01\", tested = 5, deviations = 0 }]";
    let controls = control(1, tested) + "[controls.D]\nimplements = [\"beta-1:S-1\"]\nstatus = \"implemented\"\n";
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1", "S-2"])
        .mapping("alpha-1--beta-1", "[map.R-1]\nsuperset-of = [\"S-1\", \"S-2\"]\nsufficient = true\n")
        .mapping("beta-1--common", "[map.S-2]\nequal-to = [\"C-1\"]\nsufficient = true\n")
        .company(&["alpha-1", "beta-1"], "[scope.excluded]\n\"beta-1:S-1\" = \"no such thing\"\n", &controls);
    let answer = world.answer("alpha-1", "R-1");
    assert_eq!((answer.verdict, answer.basis), (Verdict::Met, Some(Basis::Tested)), "{answer:#?}");
}

// "nothing assessed, or nothing mapped | unknown, gap *unassessed* or *unmapped*": where the hub is the source of the
// mapping, nobody implementing the common control leaves R-1 unknown without any gap.
#[test]
fn a_common_control_mapped_to_it_that_nobody_implements_is_a_gap() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .mapping("common--alpha-1", "[map.C-1]\nequal-to = [\"R-1\"]\nsufficient = true\n")
        .company(&["alpha-1"], "", "");
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Unknown, &[GapKind::Unassessed]);
}

// "a rule that would give it partial or met beyond that is a contradiction finding": shown only in the answer of the
// node whose row it is; where that node is not in scope (or the common control is the conclusion of rule 3) nobody sees it.
#[test]
fn a_contradiction_through_a_framework_not_in_scope_is_shown() {
    let controls = status(1, "none") + "[controls.D]\nimplements = [\"alpha-1:R-1\"]\nstatus = \"implemented\"\n";
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1"])
        .mapping("alpha-1--beta-1", "[map.R-1]\nequal-to = [\"S-1\"]\nsufficient = true\n")
        .mapping("beta-1--common", "[map.S-1]\nequal-to = [\"C-1\"]\nsufficient = true\n")
        .company(&["alpha-1"], "", &controls);
    assert_eq!(notes(&world.answer("alpha-1", "R-1")), [NoteKind::Contradiction]);
}

// The same for rule 3 that concludes a common control.
#[test]
fn a_contradiction_by_rule_3_alone_is_shown() {
    let controls = status(1, "partial")
        + "[controls.D]\nimplements = [\"alpha-1:R-1\", \"alpha-1:R-2\"]\nstatus = \"implemented\"\n";
    let world = World::new()
        .framework("alpha-1", &["R-1", "R-2"])
        .mapping("common--alpha-1", "[map.C-1]\nintersects-with = [\"R-1\", \"R-2\"]\nsufficient = true\n")
        .company(&["alpha-1"], "", &controls);
    let all = [world.answer("alpha-1", "R-1"), world.answer("alpha-1", "R-2")];
    assert!(all.iter().any(|answer| notes(answer).contains(&NoteKind::Contradiction)), "{all:#?}");
}

// Rule 3: "when at least one of its targets remains (not `no-relationship`, not excluded, not `not-applicable`)": only
// common controls drop out; a target in another framework whose every claim is not applicable stays open for ever.
#[test]
fn a_target_in_another_framework_that_is_not_applicable_drops_out() {
    let controls = "[controls.A]\nimplements = [\"beta-1:S-1\"]\nstatus = \"not-applicable\"\nreason = \"none here\"\n\
                    [controls.B]\nimplements = [\"beta-1:S-2\"]\nstatus = \"implemented\"\n";
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1", "S-2"])
        .mapping("alpha-1--beta-1", "[map.R-1]\nsuperset-of = [\"S-1\", \"S-2\"]\nsufficient = true\n")
        .company(&["alpha-1"], "", controls);
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Met, &[]);
}

// "A common control's value never exceeds what its claims would give were every unassessed one met": a contributing
// claim is a claim, and where a common control has contributors only there is no cap and no contradiction.
#[test]
fn a_common_control_with_contributing_claims_only_is_capped_by_them() {
    let controls = "[controls.A]\ncontributes = [\"common:C-1\"]\nstatus = \"none\"\n\
                    [controls.D]\nimplements = [\"alpha-1:R-1\"]\nstatus = \"implemented\"\n";
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .mapping("alpha-1--common", "[map.R-1]\nequal-to = [\"C-1\"]\n")
        .company(&["alpha-1"], "", controls);
    assert_eq!(notes(&world.answer("alpha-1", "R-1")), [NoteKind::Contradiction]);
}

// One contradiction is told twice: once for the partial that settles first and once for the met that comes later.
#[test]
fn a_contradiction_is_told_once() {
    let controls = status(1, "none")
        + &status(2, "implemented")
        + "[controls.D]\nimplements = [\"beta-1:S-1\"]\nstatus = \"partial\"\n";
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1"])
        .mapping("alpha-1--common", "[map.R-1]\nequal-to = [\"C-1\", \"C-2\"]\n")
        .mapping("alpha-1--beta-1", "[map.R-1]\nequal-to = [\"S-1\"]\n")
        .mapping("beta-1--common", "[map.S-1]\nintersects-with = [\"C-3\"]\n");
    let controls = controls + "[controls.E]\ncontributes = [\"alpha-1:R-1\"]\nstatus = \"implemented\"\n";
    let answer = world.company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_eq!(notes(&answer), [NoteKind::Contradiction], "{answer:#?}");
}

// "the parent inherits its gaps": a part whose targets are all not applicable has none ("decide"), so the parent is
// partial and nothing says why.
#[test]
fn a_parent_held_back_by_a_part_to_be_decided_says_so() {
    let world = with_part().company(&["alpha-1"], "", &(status(1, "implemented") + &status(2, "not-applicable")));
    let answer = world.answer("alpha-1", "R-1");
    assert!(answer.verdict == Verdict::Met || !(answer.gaps.is_empty() && answer.notes.is_empty()), "{answer:#?}");
}

// "fewest row applications, counted as a tree": the gate of a part is no row application, and `count_part` gives the
// parent the part's cost (`own.max(cost)`), so X takes three rows where two do.
#[test]
fn a_parent_costs_what_its_own_derivation_costs() {
    let framework = |parts: &str| {
        format!(
            "[framework]\nname = \"P\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"requirement\"\n\
             status = \"current\"\nwording = \"ours\"\n{parts}"
        )
    };
    let parts =
        "[requirements.R-1]\ntitle = \"Whole\"\n[requirements.\"R-1.1\"]\ntitle = \"Part\"\npart-of = \"R-1\"\n";
    let world = World::new()
        .with("frameworks/alpha-1.toml", &framework(parts))
        .framework("beta-1", &["S-1", "S-2", "S-3", "S-4"])
        .framework("gamma-1", &["T-1", "T-2", "T-3", "T-4"])
        .framework("delta-1", &["X-1"])
        .mapping("alpha-1--common", "[map.R-1]\nequal-to = [\"C-1\"]\n")
        // The part takes four rows: C-2, S-1, T-1, S-2, R-1.1.
        .mapping("beta-1--common", "[map.S-1]\nequal-to = [\"C-2\"]\n[map.S-3]\nequal-to = [\"C-3\"]\n")
        .mapping(
            "beta-1--gamma-1",
            "[map.S-1]\nequal-to = [\"T-1\"]\n[map.S-2]\nequal-to = [\"T-1\"]\n[map.S-3]\nequal-to = [\"T-3\"]\n",
        )
        .mapping("alpha-1--beta-1", "[map.\"R-1.1\"]\nequal-to = [\"S-2\"]\n")
        // X-1 is two rows from C-1 through R-1, and three from C-3.
        .mapping("delta-1--alpha-1", "[map.X-1]\nequal-to = [\"R-1\"]\n")
        .mapping("delta-1--gamma-1", "[map.X-1]\nequal-to = [\"T-3\"]\n")
        .company(&["delta-1"], "", &(status(1, "implemented") + &status(2, "implemented") + &status(3, "implemented")));
    let workspace = world.load();
    assert!(!workspace.has_errors(), "{}", crate::world::render_all(&workspace));
    let company = workspace.company.as_ref().expect("a company");
    let posture = ccf::engine::Posture::new(&workspace.library, company, None);
    let framework = &posture.frameworks()[0];
    let node = workspace.library.node(workspace.library.find("delta-1").expect("x"), "X-1").expect("x");
    let explanation = ccf::engine::Explanation::of(&posture, framework, node);
    let premise = &explanation.derivation[1];
    assert_eq!(workspace.library.name(premise.node), "alpha-1:R-1");
}

// "an evidence item whose `covers` (a date or a range) lies in it": an item that has only `date`, the day it was
// taken, counts too. (Either the code or the design should say so.)
#[test]
fn an_evidence_item_without_covers_covers_nothing() {
    let period = "[period.alpha-1]\ntype = 2\nfrom = 2026-01-01\nto = 2026-03-31\n";
    let controls = control(1, "status = \"implemented\"\nevidence = [{ date = 2026-02-01 }]");
    let answer = sufficient(1).company(&["alpha-1"], period, &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Evidence]);
}

// "Gaps say why a requirement is not met": C-1 is met (by S-1, which is equal to it), so that no control of the
// company implements it is no reason.
#[test]
fn a_target_that_is_met_by_a_rule_is_no_gap() {
    let controls = status(2, "partial") + "[controls.D]\nimplements = [\"beta-1:S-1\"]\nstatus = \"implemented\"\n";
    let world = sufficient(2)
        .framework("beta-1", &["S-1"])
        .mapping("beta-1--common", "[map.S-1]\nequal-to = [\"C-1\"]\n")
        .company(&["alpha-1"], "", &controls);
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Partial, &[GapKind::Operation]);
}

// An excluded target does not remain for rule 3, and its controls are still named as reasons.
#[test]
fn controls_of_an_excluded_target_are_no_gap() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1", "S-2"])
        .mapping("alpha-1--beta-1", "[map.R-1]\nsuperset-of = [\"S-1\", \"S-2\"]\nsufficient = true\n")
        .mapping("beta-1--common", "[map.S-1]\nequal-to = [\"C-1\"]\n[map.S-2]\nequal-to = [\"C-2\"]\n")
        .company(
            &["alpha-1", "beta-1"],
            "[scope.excluded]\n\"beta-1:S-1\" = \"no such thing\"\n",
            &(status(1, "none") + &status(2, "partial")),
        );
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Partial, &[GapKind::Operation]);
}

// "*scope* (planned or none on one system where another is better)": planned is better than none.
#[test]
fn none_where_another_system_is_planned_is_a_scope_gap() {
    let systems = "[systems.one]\ntitle = \"One\"\n[systems.two]\ntitle = \"Two\"\n";
    let controls = control(1, "systems = { one = \"none\", two = \"planned\" }");
    let answer = sufficient(1).company(&["alpha-1"], systems, &controls).answer("alpha-1", "R-1");
    assert_answer(&answer, Verdict::Unmet, &[GapKind::Design, GapKind::Scope]);
}

// "Gaps say why a requirement is not met": R-1 and S-1 are both equal to T-1 and a control is partly all of S-1.
// R-1 is partial by two rows, its candidates are those of its target (none), so it has neither controls nor gaps.
#[test]
fn a_partial_that_comes_from_two_rows_away_has_a_gap() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1"])
        .framework("gamma-1", &["T-1"])
        .mapping("alpha-1--gamma-1", "[map.R-1]\nequal-to = [\"T-1\"]\n")
        .mapping("beta-1--gamma-1", "[map.S-1]\nequal-to = [\"T-1\"]\n")
        .company(&["alpha-1"], "", "[controls.D]\nimplements = [\"beta-1:S-1\"]\nstatus = \"partial\"\n");
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Partial, &[GapKind::Operation]);
}

// The same with a control that contributes to a target: it is no candidate, the control that implements the target
// does not apply, and R-1 is partial without a reason.
#[test]
fn a_partial_by_a_contribution_to_a_target_has_a_gap() {
    let controls =
        status(1, "not-applicable") + "[controls.P]\ncontributes = [\"common:C-1\"]\nstatus = \"implemented\"\n";
    let answer = sufficient(1).company(&["alpha-1"], "", &controls).answer("alpha-1", "R-1");
    assert_eq!(answer.verdict, Verdict::Partial);
    assert!(!answer.gaps.is_empty(), "{answer:#?}");
}

// "`ccf why` prints it down to file:line": the verdict of a requirement with an alternative is "as if that alternative
// were met", and its explanation derives the value without it (partial beside a verdict of met).
#[test]
fn the_explanation_of_a_met_by_an_alternative_derives_met() {
    let controls = control(1, "status = \"alternative\"\nalternative-for = [\"alpha-1:R-1\"]");
    let world = sufficient(1).company(&["alpha-1"], "", &controls);
    let workspace = world.load();
    let library = &workspace.library;
    let posture = ccf::engine::Posture::new(library, workspace.company.as_ref().expect("a company"), None);
    let node = library.node(library.find("alpha-1").expect("known"), "R-1").expect("known");
    let explanation = ccf::engine::Explanation::of(&posture, &posture.frameworks()[0], node);
    assert_eq!(explanation.value, ccf::engine::relation::Value::Met);
}

// "All targets not applicable: unknown, decide": where the only thing mapped to R-1 does not apply, `Candidates::join`
// forgets the dropped control, and R-1 is unknown with neither a gap nor a note.
#[test]
fn what_is_mapped_from_something_that_does_not_apply_says_so() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1"])
        .mapping("beta-1--alpha-1", "[map.S-1]\nequal-to = [\"R-1\"]\nsufficient = true\n")
        .company(
            &["alpha-1"],
            "",
            "[controls.N]\nimplements = [\"beta-1:S-1\"]\nstatus = \"not-applicable\"\nreason = \"none here\"\n",
        );
    let answer = world.answer("alpha-1", "R-1");
    assert_eq!(answer.verdict, Verdict::Unknown);
    assert!(!(answer.gaps.is_empty() && answer.notes.is_empty()), "{answer:#?}");
}

// Unassessed: "nothing assessed, or nothing mapped | unknown, gap *unassessed* or *unmapped*" (the table of §4), and
// R-1 would be met were C-1, so it is not unmapped; nothing is said at all.
#[test]
fn nothing_assessed_two_rows_away_has_a_gap() {
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1"])
        .framework("gamma-1", &["T-1"])
        .mapping("alpha-1--gamma-1", "[map.R-1]\nequal-to = [\"T-1\"]\n")
        .mapping("beta-1--gamma-1", "[map.S-1]\nequal-to = [\"T-1\"]\n")
        .mapping("beta-1--common", "[map.S-1]\nequal-to = [\"C-1\"]\n")
        .company(&["alpha-1"], "", "");
    assert_answer(&world.answer("alpha-1", "R-1"), Verdict::Unknown, &[GapKind::Unassessed]);
}

// *excluded* "by role" is a verdict of a requirement in scope: where beta-1 is not in scope nobody said which roles
// the company has under it, `exclusion` takes that for having none, and S-1 drops out of rule 3: R-1 is met without it.
#[test]
fn roles_under_a_framework_not_in_scope_exclude_nothing() {
    let text = "[framework]\nname = \"B\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"requirement\"\n\
                status = \"current\"\nwording = \"ours\"\n[requirements.S-1]\ntitle = \"A\"\napplies-to = [\"issuer\"]\n\
                [requirements.S-2]\ntitle = \"B\"\n";
    let world = World::new()
        .framework("alpha-1", &["R-1"])
        .with("frameworks/beta-1.toml", text)
        .mapping("alpha-1--beta-1", "[map.R-1]\nsuperset-of = [\"S-1\", \"S-2\"]\nsufficient = true\n")
        .company(&["alpha-1"], "", "[controls.D]\nimplements = [\"beta-1:S-2\"]\nstatus = \"implemented\"\n");
    assert_eq!(world.answer("alpha-1", "R-1").verdict, Verdict::Partial);
}
