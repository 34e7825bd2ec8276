//! What remains: the work list of a gap report.

use ccf::engine::{Assumption, Posture};
use ccf::report::{FrameworkReport, GapReport};
use ccf::standard::Standard;

use crate::why::loaded;
use crate::world::World;

/// `alpha-1:R-1` needs `C-1` and `C-2`, `R-2` needs `C-2` and `C-3`; `beta-1:S-1` needs `C-1`, `S-2` needs `C-4`.
fn world() -> World {
    let entry = |id: &str, controls: &[&str]| format!("[map.{id}]\nsuperset-of = {controls:?}\nsufficient = true\n");
    let hub: String = [("C-1", "access"), ("C-2", "access"), ("C-3", "backup"), ("C-4", "backup")]
        .map(|(id, policy)| format!("[requirements.{id}]\ntitle = \"Control {id}\"\npolicy = {policy:?}\n"))
        .concat();
    let head = "[framework]\nname = \"F\"\nedition = \"1\"\npublisher = \"t\"\nitem = \"rule\"\nstatus = \"current\"\nwording = \"ours\"\n";
    let policies = "[policies.access]\ntitle = \"Access policy\"\n[policies.backup]\ntitle = \"Backup policy\"\n";
    let rules = "[requirements.R-1]\ntitle = \"One\"\n[requirements.R-2]\ntitle = \"Two\"\n";
    let documents = "[documents.plan]\ntitle = \"The plan\"\nrequirement = \"R-2\"\nkind = \"document\"\n\
                     [documents.results]\ntitle = \"The results\"\nrequirement = \"R-1\"\nkind = \"record\"\n";
    World::new()
        .with("frameworks/common.toml", &format!("{head}{policies}{hub}"))
        .with("frameworks/alpha-1.toml", &format!("{head}{rules}{documents}"))
        .framework("beta-1", &["S-1", "S-2"])
        .mapping("alpha-1--common", &(entry("R-1", &["C-1", "C-2"]) + &entry("R-2", &["C-2", "C-3"])))
        .mapping("beta-1--common", &(entry("S-1", &["C-1"]) + &entry("S-2", &["C-4"])))
}

fn control(id: &str, common: &str, more: &str) -> String {
    format!("[controls.{id}]\nimplements = [\"common:{common}\"]\n{more}\n")
}

/// The work for alpha, as of a day, taking frameworks as met.
fn remaining<T>(world: &World, assumed: &[&str], as_of: Option<&str>, look: impl Fn(&FrameworkReport) -> T) -> T {
    let workspace = loaded(world);
    let (library, company) = (&workspace.library, workspace.company.as_ref().expect("a company"));
    let all: Vec<Assumption> = assumed.iter().map(|id| Assumption::all(library.find(id).expect("known"))).collect();
    let posture = Posture::assuming(library, company, as_of.map(|day| day.parse().expect("a day")), &all);
    let standards: Vec<&dyn Standard> = posture.frameworks().iter().map(|f| f as &dyn Standard).collect();
    let report = GapReport::new("X", None, &standards).planning(library, company);
    look(report.frameworks.iter().find(|framework| framework.id == "alpha-1").expect("in scope"))
}

fn controls(report: &FrameworkReport) -> Vec<String> {
    let item = |item: &ccf::report::WorkItem| {
        format!(
            "{} {} {} {}",
            item.control,
            item.effort.as_deref().unwrap_or("-"),
            item.action,
            item.requirements.join("+")
        )
    };
    report.work.iter().map(item).collect()
}

fn documents(report: &FrameworkReport) -> Vec<String> {
    report
        .documents
        .iter()
        .map(|item| format!("{} {} {}", item.action, item.title, item.requirements.join("+")))
        .collect()
}

#[test]
fn stated_effort_comes_first_then_what_opens_most() {
    let all = [
        control("K-1", "C-1", "status = \"planned\"\neffort = \"1w\""),
        control("K-2", "C-2", "status = \"partial\""),
        control("K-3", "C-3", "status = \"none\"\neffort = \"9h\""),
    ];
    let world = world().company(&["alpha-1"], "", &all.concat());
    assert_eq!(
        remaining(&world, &[], None, controls),
        ["K-3 9h build R-2", "K-1 1w build R-1", "K-2 - complete R-1+R-2"]
    );
}

#[test]
fn policies_and_demanded_documents_are_listed_until_they_are_there() {
    let planned = control("K-1", "C-1", "status = \"planned\"");
    let nothing = world().company(&["alpha-1"], "", &planned);
    assert_eq!(
        remaining(&nothing, &[], None, documents),
        ["write Access policy R-1+R-2", "write Backup policy R-2", "write The plan R-2", "keep The results R-1"]
    );
    // One control under the policy runs, so there is something to review.
    let runs = planned + &control("K-2", "C-2", "status = \"implemented\"");
    let some = world().company(&["alpha-1"], "", &runs);
    assert_eq!(
        remaining(&some, &[], None, documents),
        ["write Backup policy R-2", "write The plan R-2", "keep The results R-1", "review Access policy R-1"]
    );
    let all = ["1", "2", "3"].map(|n| control(&format!("K-{n}"), &format!("C-{n}"), "status = \"implemented\""));
    let done = world().company(&["alpha-1"], "", &all.concat());
    assert_eq!(remaining(&done, &[], None, documents), [] as [&str; 0]);
}

#[test]
fn what_is_assumed_or_held_is_no_work_in_its_time_and_but_for_its_exceptions() {
    let open = ["common:C-2 - build R-1+R-2", "common:C-1 - build R-1", "common:C-3 - build R-2"];
    let rest = [open[0], open[2]];
    let plain = world().company(&["alpha-1"], "", "");
    assert_eq!(remaining(&plain, &[], None, controls), open);
    assert_eq!(remaining(&plain, &["beta-1"], None, controls), rest);
    let holds = "[[holds]]\nframework = \"beta-1\"\nfrom = 2026-01-01\nto = 2026-12-31\n";
    let held = world().company(&["alpha-1"], holds, "");
    assert_eq!(remaining(&held, &[], Some("2026-06-30"), controls), rest);
    assert_eq!(remaining(&held, &[], Some("2027-01-01"), controls), open);
    let excepted = world().company(&["alpha-1"], &format!("{holds}exceptions = [\"S-1\"]\n"), "");
    assert_eq!(remaining(&excepted, &[], Some("2026-06-30"), controls), open);
}

#[test]
fn an_open_exception_is_work_while_it_is_open() {
    let controls_toml =
        ["1", "2", "3"].map(|n| control(&format!("K-{n}"), &format!("C-{n}"), "status = \"implemented\""));
    let exception = "[exceptions.X-1]\ncontrol = \"K-1\"\nfrom = 2026-04-01\nto = 2026-05-15\nwhy = \"late\"\n";
    let world = world().company(&["alpha-1"], "", &controls_toml.concat()).with("exceptions.toml", exception);
    assert_eq!(remaining(&world, &[], Some("2026-05-01"), controls), ["K-1 - resolve R-1"]);
    assert_eq!(remaining(&world, &[], Some("2026-06-01"), controls), [] as [&str; 0]);
}

#[test]
fn what_an_assessor_found_and_what_no_control_is_named_for_is_work_too() {
    let all = ["1", "2", "3"].map(|n| control(&format!("K-{n}"), &format!("C-{n}"), "status = \"implemented\""));
    let finding = "[findings.\"alpha-1:R-1\"]\nverdict = \"unmet\"\nby = \"assessor\"\ndate = 2026-03-01\n\
                   why = \"late\"\nrecommendation = \"Start earlier.\"\n";
    let found = world().company(&["alpha-1"], "", &all.concat()).with("findings.toml", finding);
    assert_eq!(remaining(&found, &[], None, controls), ["alpha-1:R-1 - resolve R-1"]);
    let told = remaining(&found, &[], None, |report| (report.work[0].title.clone(), report.work[0].messages.clone()));
    assert_eq!(told.0.as_deref(), Some("One"));
    assert!(told.1[0].ends_with("late Recommended: Start earlier."), "{told:?}");
    let dropped = ["1", "2", "3"].map(|n| {
        control(&format!("K-{n}"), &format!("C-{n}"), "status = \"not-applicable\"\nreason = \"no such thing\"")
    });
    let dropped = world().company(&["alpha-1"], "", &dropped.concat());
    assert_eq!(remaining(&dropped, &[], None, controls), ["alpha-1:R-1 - decide R-1", "alpha-1:R-2 - decide R-2"]);
    let unmapped = world().mapping("alpha-1--common", "").company(&["alpha-1"], "", "");
    assert_eq!(remaining(&unmapped, &[], None, controls), ["alpha-1:R-1 - map R-1", "alpha-1:R-2 - map R-2"]);
}
