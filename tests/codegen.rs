//! The generated traits: a company written in Rust and the same company in TOML are the same to every report, and a
//! company that forgets a criterion does not compile.

use ccf::engine::Posture;
use ccf::load::{load_builtin, load_texts};
use ccf::model::vocabulary::{Basis, GapKind, NoteKind, Status, Verdict};
use ccf::report::GapReport;
use ccf::standard::{Answer, Implementation, Soc2, Soc2Interface, Standard};

/// One control carries everything, but for three criteria.
struct RustCompany;

fn in_operation() -> Answer {
    Answer::met(Basis::Declared).control("ALL", Some(Status::Implemented))
}

impl Soc2 for RustCompany {
    fn cc6_4(&self) -> Answer {
        Answer::new(Verdict::Excluded).note(NoteKind::Excluded, "no site of our own")
    }
    fn c1_2(&self) -> Answer {
        Answer::met(Basis::Assessed)
            .control("ALL", Some(Status::Implemented))
            .note(NoteKind::Finding, "Auditor found it met on 2026-05-11: seen")
    }
    fn p6_7(&self) -> Answer {
        Answer::new(Verdict::Unknown)
            .control("ACCOUNT", Some(Status::Planned))
            .gap(GapKind::Design, Some("ACCOUNT"), "ACCOUNT is only planned, due 2026-12-15")
            .gap(
                GapKind::Unassessed,
                Some("common:PRV-17"),
                "no control implements common:PRV-17 (Account of data held and disclosed)",
            )
    }
    fn cc1_1(&self) -> Answer {
        in_operation()
    }
    fn cc1_2(&self) -> Answer {
        in_operation()
    }
    fn cc1_3(&self) -> Answer {
        in_operation()
    }
    fn cc1_4(&self) -> Answer {
        in_operation()
    }
    fn cc1_5(&self) -> Answer {
        in_operation()
    }
    fn cc2_1(&self) -> Answer {
        in_operation()
    }
    fn cc2_2(&self) -> Answer {
        in_operation()
    }
    fn cc2_3(&self) -> Answer {
        in_operation()
    }
    fn cc3_1(&self) -> Answer {
        in_operation()
    }
    fn cc3_2(&self) -> Answer {
        in_operation()
    }
    fn cc3_3(&self) -> Answer {
        in_operation()
    }
    fn cc3_4(&self) -> Answer {
        in_operation()
    }
    fn cc4_1(&self) -> Answer {
        in_operation()
    }
    fn cc4_2(&self) -> Answer {
        in_operation()
    }
    fn cc5_1(&self) -> Answer {
        in_operation()
    }
    fn cc5_2(&self) -> Answer {
        in_operation()
    }
    fn cc5_3(&self) -> Answer {
        in_operation()
    }
    fn cc6_1(&self) -> Answer {
        in_operation()
    }
    fn cc6_2(&self) -> Answer {
        in_operation()
    }
    fn cc6_3(&self) -> Answer {
        in_operation()
    }
    fn cc6_5(&self) -> Answer {
        in_operation()
    }
    fn cc6_6(&self) -> Answer {
        in_operation()
    }
    fn cc6_7(&self) -> Answer {
        in_operation()
    }
    fn cc6_8(&self) -> Answer {
        in_operation()
    }
    fn cc7_1(&self) -> Answer {
        in_operation()
    }
    fn cc7_2(&self) -> Answer {
        in_operation()
    }
    fn cc7_3(&self) -> Answer {
        in_operation()
    }
    fn cc7_4(&self) -> Answer {
        in_operation()
    }
    fn cc7_5(&self) -> Answer {
        in_operation()
    }
    fn cc8_1(&self) -> Answer {
        in_operation()
    }
    fn cc9_1(&self) -> Answer {
        in_operation()
    }
    fn cc9_2(&self) -> Answer {
        in_operation()
    }
    fn a1_1(&self) -> Answer {
        in_operation()
    }
    fn a1_2(&self) -> Answer {
        in_operation()
    }
    fn a1_3(&self) -> Answer {
        in_operation()
    }
    fn c1_1(&self) -> Answer {
        in_operation()
    }
    fn pi1_1(&self) -> Answer {
        in_operation()
    }
    fn pi1_2(&self) -> Answer {
        in_operation()
    }
    fn pi1_3(&self) -> Answer {
        in_operation()
    }
    fn pi1_4(&self) -> Answer {
        in_operation()
    }
    fn pi1_5(&self) -> Answer {
        in_operation()
    }
    fn p1_1(&self) -> Answer {
        in_operation()
    }
    fn p2_1(&self) -> Answer {
        in_operation()
    }
    fn p3_1(&self) -> Answer {
        in_operation()
    }
    fn p3_2(&self) -> Answer {
        in_operation()
    }
    fn p4_1(&self) -> Answer {
        in_operation()
    }
    fn p4_2(&self) -> Answer {
        in_operation()
    }
    fn p4_3(&self) -> Answer {
        in_operation()
    }
    fn p5_1(&self) -> Answer {
        in_operation()
    }
    fn p5_2(&self) -> Answer {
        in_operation()
    }
    fn p6_1(&self) -> Answer {
        in_operation()
    }
    fn p6_2(&self) -> Answer {
        in_operation()
    }
    fn p6_3(&self) -> Answer {
        in_operation()
    }
    fn p6_4(&self) -> Answer {
        in_operation()
    }
    fn p6_5(&self) -> Answer {
        in_operation()
    }
    fn p6_6(&self) -> Answer {
        in_operation()
    }
    fn p7_1(&self) -> Answer {
        in_operation()
    }
    fn p8_1(&self) -> Answer {
        in_operation()
    }
}

/// The same company in TOML.
fn toml_company() -> Vec<(String, String)> {
    let workspace = load_builtin();
    let soc2 = workspace.library.find("soc2").expect("SOC 2 is built in");
    let all: Vec<String> =
        workspace.library.framework(soc2).requirements.keys().map(|id| format!("soc2-2017:{id}")).collect();
    let carried: Vec<&String> = all.iter().filter(|id| !id.ends_with(":P6.7")).collect();
    let company = "[company]\nname = \"Twin\"\n[scope]\nframeworks = [\"soc2\"]\n[scope.excluded]\n\
                   \"soc2-2017:CC6.4\" = \"no site of our own\"\n";
    let controls = format!(
        "[controls.ALL]\nstatus = \"implemented\"\nimplements = {carried:?}\n\
         [controls.ACCOUNT]\nstatus = \"planned\"\ndue = 2026-12-15\nimplements = [\"soc2-2017:P6.7\"]\n"
    );
    let findings =
        "[findings.\"soc2-2017:C1.2\"]\nverdict = \"met\"\nby = \"Auditor\"\ndate = 2026-05-11\nwhy = \"seen\"\n";
    let files = [("ccf.toml", company), ("controls.toml", &controls), ("findings.toml", findings)];
    files.map(|(path, text)| (path.to_owned(), text.to_owned())).to_vec()
}

#[test]
fn a_company_in_rust_and_one_in_toml_give_the_same_bytes() {
    let workspace = load_texts(true, toml_company());
    assert!(!workspace.has_errors(), "{}", crate::world::render_all(&workspace));
    let company = workspace.company.as_ref().expect("the texts have a company");
    let posture = Posture::new(&workspace.library, company, None);
    let from_toml = GapReport::new("Twin", None, &[&posture.frameworks()[0] as &dyn Standard]).to_json();

    let framework = posture.frameworks()[0].framework();
    let rust = Implementation::<Soc2Interface, _>::new(framework, &[], &RustCompany).expect("the trait fits");
    let from_rust = GapReport::new("Twin", None, &[&rust]).to_json();
    assert_eq!(from_rust, from_toml);
}

#[test]
fn the_posture_itself_implements_the_trait() {
    let workspace = load_texts(true, toml_company());
    let company = workspace.company.as_ref().expect("the texts have a company");
    let posture = Posture::new(&workspace.library, company, None);
    assert_eq!(posture.cc6_4().verdict, Verdict::Excluded);
    assert_eq!(posture.p6_7(), RustCompany.p6_7());
    let framework = posture.frameworks()[0].framework();
    let by_trait = Implementation::<Soc2Interface, _>::new(framework, &[], &posture).expect("the trait fits");
    assert_eq!(by_trait.answers(), posture.frameworks()[0].answers());
}

#[test]
fn profiles_select_and_ids_must_fit() {
    let workspace = load_builtin();
    let find = |id| workspace.library.framework(workspace.library.find(id).expect("built in"));
    let security =
        Implementation::<Soc2Interface, _>::new(find("soc2"), &["security"], &RustCompany).expect("the trait fits");
    assert_eq!(security.answers().len(), 33);
    assert!(security.answer("P6.7").is_none() && security.answer("CC6.4").is_some());
    let refused = Implementation::<Soc2Interface, _>::new(find("common"), &[], &RustCompany).err().expect("other ids");
    assert_eq!(refused.to_string(), "the trait of `soc2-2017` does not fit the requirements of `common`");
}

#[test]
fn a_company_that_forgets_two_criteria_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/codegen/forgets_two.rs");
}
