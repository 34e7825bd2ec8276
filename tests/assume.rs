//! What follows when frameworks are taken as met, or certificates are held.

use ccf::engine::{Assumption, Posture};
use ccf::model::vocabulary::{Basis, GapKind, Verdict};
use ccf::report::{GapReport, terminal};
use ccf::standard::{Answer, Standard};

use crate::world::{World, kinds, render_all};

/// `alpha-1:R-1` needs `C-1` within 90 days, `beta-1:S-1` needs `C-1` within 180 days, `beta-1:S-2` needs `C-1` and `C-2`.
fn world() -> World {
    let bound = |days: u32| format!("\"C-1.interval\" = {{ at-most = {days}, unit = \"days\" }}\n");
    World::new()
        .framework("alpha-1", &["R-1"])
        .framework("beta-1", &["S-1", "S-2"])
        .mapping(
            "alpha-1--common",
            &format!("[map.R-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n[map.R-1.requires]\n{}", bound(90)),
        )
        .mapping(
            "beta-1--common",
            &format!(
                "[map.S-1]\nsuperset-of = [\"C-1\"]\nsufficient = true\n[map.S-1.requires]\n{}\
                 [map.S-2]\nsuperset-of = [\"C-1\", \"C-2\"]\nsufficient = true\n",
                bound(180)
            ),
        )
}

fn assuming(world: &World, assumed: &[&str], id: &str, as_of: Option<&str>) -> Answer {
    let workspace = world.load();
    assert!(!workspace.has_errors(), "{}", render_all(&workspace));
    let company = workspace.company.as_ref().expect("a company");
    let library = &workspace.library;
    let all: Vec<Assumption> = assumed.iter().map(|id| Assumption::all(library.find(id).expect("known"))).collect();
    let day = as_of.map(|day| day.parse().expect("a day"));
    Posture::assuming(library, company, day, &all).answer_or_unknown("beta-1", id)
}

#[test]
fn what_follows_only_from_an_assumption_is_inferred() {
    let world = world().company(&["beta-1"], "", "");
    assert_eq!(assuming(&world, &[], "S-1", None).verdict, Verdict::Unknown);
    let met = assuming(&world, &["alpha-1"], "S-1", None);
    assert_eq!((met.verdict, met.basis, met.inferred), (Verdict::Met, Some(Basis::Inferred), true), "{met:#?}");
    // What remains is named, and only that.
    let partial = assuming(&world, &["alpha-1"], "S-2", None);
    assert_eq!(
        (partial.verdict, partial.inferred, kinds(&partial)),
        (Verdict::Partial, true, vec![GapKind::Unassessed])
    );
    assert_eq!(partial.gaps.iter().map(|gap| gap.control.as_deref()).collect::<Vec<_>>(), [Some("common:C-2")]);
}

#[test]
fn a_parameter_is_worth_what_the_assumed_framework_requires() {
    // Beta asks for 180 days, so assuming beta does not satisfy the 90 days of alpha.
    let workspace = world().company(&["alpha-1"], "", "").load();
    let company = workspace.company.as_ref().expect("a company");
    let beta = Assumption::all(workspace.library.find("beta-1").expect("known"));
    let posture = Posture::assuming(&workspace.library, company, None, &[beta]);
    assert_eq!(posture.answer_or_unknown("alpha-1", "R-1").verdict, Verdict::Partial);
}

#[test]
fn what_the_companys_own_facts_give_is_not_inferred() {
    let controls =
        "[controls.K-1]\nimplements = [\"common:C-1\"]\nstatus = \"implemented\"\nparams = { interval = 60 }\n";
    let own = assuming(&world().company(&["beta-1"], "", controls), &["alpha-1"], "S-1", None);
    assert_eq!((own.verdict, own.basis, own.inferred), (Verdict::Met, Some(Basis::Declared), false));
}

#[test]
fn a_certificate_counts_in_its_time_and_but_for_its_exceptions() {
    let holds = "[[holds]]\nframework = \"alpha-1\"\nfrom = 2026-01-01\nto = 2026-12-31\n";
    let world = world().company(&["beta-1"], holds, "");
    let on = |day| assuming(&world, &[], "S-1", day).verdict;
    assert_eq!([on(None), on(Some("2026-06-30"))], [Verdict::Met, Verdict::Met]);
    assert_eq!([on(Some("2025-12-31")), on(Some("2027-01-01"))], [Verdict::Unknown, Verdict::Unknown]);
    let excepted = world.clone().company(&["beta-1"], &format!("{holds}exceptions = [\"R-1\"]\n"), "");
    assert_eq!(assuming(&excepted, &[], "S-1", None).verdict, Verdict::Unknown);
}

#[test]
fn a_certificate_covers_nothing_that_was_excluded_or_found_not_met() {
    let holds = "[[holds]]\nframework = \"alpha-1\"\nfrom = 2026-01-01\n";
    let excluded = format!("[scope.excluded]\n\"alpha-1:R-1\" = \"not ours\"\n{holds}");
    let left_out = world().company(&["alpha-1", "beta-1"], &excluded, "");
    assert_eq!(assuming(&left_out, &[], "S-1", None).verdict, Verdict::Unknown);
    assert_eq!(assuming(&left_out, &["alpha-1"], "S-1", None).verdict, Verdict::Unknown);
    let found = |verdict: &str| {
        let finding = format!(
            "[findings.\"alpha-1:R-1\"]\nverdict = \"{verdict}\"\nby = \"assessor\"\ndate = 2026-03-01\n\
             expires = 2026-09-30\nwhy = \"seen\"\n"
        );
        world().company(&["alpha-1", "beta-1"], holds, "").with("findings.toml", &finding)
    };
    let on = |verdict, day| assuming(&found(verdict), &[], "S-1", day).verdict;
    assert_eq!(
        [on("met", None), on("unmet", None), on("partial", None)],
        [Verdict::Met, Verdict::Unknown, Verdict::Unknown]
    );
    assert_eq!(on("unmet", Some("2026-06-30")), Verdict::Unknown);
    assert_eq!([on("unmet", Some("2026-02-01")), on("unmet", Some("2026-10-01"))], [Verdict::Met, Verdict::Met]);
}

#[test]
fn a_certificate_that_the_companys_own_word_contradicts_is_told_where_it_matters() {
    let holds = "[[holds]]\nframework = \"alpha-1\"\nfrom = 2026-01-01\n";
    let none = "[controls.K-1]\nimplements = [\"common:C-1\"]\nstatus = \"none\"\n";
    let answer = assuming(&world().company(&["beta-1"], holds, none), &[], "S-1", None);
    assert_eq!(answer.verdict, Verdict::Unmet);
    let told: Vec<&str> = answer.notes.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(told, ["common:C-1 would have to be met and is assessed as not met"]);
}

#[test]
fn inferred_is_never_called_by_the_standards_word_nor_counted_in_the_percentage() {
    let workspace = world().company(&["beta-1"], "", "").load();
    let company = workspace.company.as_ref().expect("a company");
    let alpha = Assumption::all(workspace.library.find("alpha-1").expect("known"));
    let posture = Posture::assuming(&workspace.library, company, None, &[alpha]);
    let standards: Vec<&dyn Standard> = posture.frameworks().iter().map(|f| f as &dyn Standard).collect();
    let report = GapReport::new("Test", None, &standards);
    let framework = &report.frameworks[0];
    let words: Vec<&str> = framework.answers.iter().map(|answer| answer.word.as_str()).collect();
    assert_eq!(words, ["Inferred", "Inferred in part"]);
    assert_eq!((framework.own, framework.bases.inferred, framework.percent), (0, 1, Some(0)));
    assert_eq!((framework.counts.partial, framework.partly_inferred), (1, 1));
    let page = terminal(&report, None);
    let counted = |word: &str, count: usize| {
        page.lines().any(|line| line.contains(word) && line.contains(&format!(" {count}")) && line.starts_with("  "))
    };
    assert!(counted("Inferred in part", 1) && counted(&framework.words.partial, 0), "{page}");
}
