//! What a change in the data does to verdicts, on copies of the example company and the shipped catalogues: each as a
//! reader of the rules would predict.

use std::collections::BTreeMap;
use std::path::Path;

use ccf::engine::Posture;
use ccf::load::{Workspace, load_texts};
use ccf::model::vocabulary::{GapKind, Verdict};
use ccf::standard::Answer;

use crate::world::{assert_answer, render_all};

/// The example company with its own copies of all it rests on.
#[derive(Clone)]
struct Copy(BTreeMap<String, String>);

const MAPPING: &str = "mappings/soc2-2017--common.toml";
const COSO: &str = "mappings/coso-2013--common.toml";
const SOC2: &str = "frameworks/soc2-2017.toml";

impl Copy {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("shipped");
        let mut texts: BTreeMap<String, String> =
            [MAPPING, COSO, SOC2].map(|path| (path.to_owned(), read(path))).into();
        for name in ["ccf.toml", "controls.toml", "findings.toml", "exceptions.toml"] {
            texts.insert(name.to_owned(), read(&format!("tests/acme/{name}")));
        }
        Self(texts)
    }

    /// Replaces the one place where a text stands.
    #[track_caller]
    fn replace(mut self, file: &str, from: &str, to: &str) -> Self {
        let text = self.0.get_mut(file).expect("a file of the copy");
        assert_eq!(text.matches(from).count(), 1, "`{from}` stands once in {file}");
        *text = text.replace(from, to);
        self
    }

    /// Replaces the text from `from` up to the next `until`.
    #[track_caller]
    fn cut(self, file: &str, from: &str, until: &str, to: &str) -> Self {
        let text = &self.0[file];
        let start = text.find(from).unwrap_or_else(|| panic!("`{from}` stands in {file}"));
        let length = text[start + 1..].find(until).map_or(text.len() - start, |at| at + 1);
        let part = text[start..start + length].to_owned();
        self.replace(file, &part, to)
    }

    fn load(&self) -> Workspace {
        load_texts(true, self.0.clone())
    }

    #[track_caller]
    fn answer(&self, id: &str) -> Answer {
        let workspace = self.load();
        assert!(!workspace.has_errors(), "{}", render_all(&workspace));
        let company = workspace.company.as_ref().expect("the example company");
        Posture::new(&workspace.library, company, None).answer_or_unknown("soc2-2017", id)
    }
}

#[test]
fn without_the_row_of_the_one_weak_control_the_criterion_is_met() {
    assert_answer(&Copy::new().answer("CC6.2"), Verdict::Partial, &[GapKind::Scope]);
    let without = Copy::new().cut(MAPPING, "  { id = \"IAM-13\", strength = 5, why = \"one place", "\n", "");
    assert_answer(&without.answer("CC6.2"), Verdict::Met, &[]);
}

#[test]
fn without_a_control_its_criteria_are_no_longer_met() {
    assert_answer(&Copy::new().answer("CC1.5"), Verdict::Met, &[]);
    let without = Copy::new().cut("controls.toml", "[controls.HRS-07]", "\n[", "");
    let answer = without.answer("CC1.5");
    assert_answer(&answer, Verdict::Partial, &[GapKind::Unassessed]);
    assert_eq!(answer.gaps[0].control.as_deref(), Some("common:HRS-07"));
}

#[test]
fn without_a_criterion_there_is_no_report() {
    let without = Copy::new().cut(SOC2, "[requirements.\"CC1.2\"]", "\n[", "");
    let workspace = without.load();
    let codes: Vec<&str> = workspace.diagnostics.iter().map(|diagnostic| diagnostic.code.id()).collect();
    // The trait lacks a method's requirement, and the mapping points at nothing.
    assert_eq!(codes, ["E0211", "E0202"], "{}", render_all(&workspace));
}

/// `GOV-01` in operation, with what else is said of it.
fn board_meets(more: &str) -> Copy {
    let control = format!("[controls.GOV-01]\nimplements = [\"common:GOV-01\"]\nstatus = \"implemented\"\n{more}\n");
    Copy::new().cut("controls.toml", "[controls.GOV-01]", "\n[", &control)
}

const BOTH_QUARTERS: &str =
    "evidence = [{ covers = \"2026-01-01/2026-03-31\" }, { covers = \"2026-04-01/2026-06-30\" }]";

#[test]
fn another_status_counts_once_there_is_evidence_for_the_window() {
    assert_answer(&Copy::new().answer("CC1.2"), Verdict::Unmet, &[GapKind::Design]);
    assert_answer(&board_meets("").answer("CC1.2"), Verdict::Partial, &[GapKind::Evidence]);
    assert_answer(&board_meets(BOTH_QUARTERS).answer("CC1.2"), Verdict::Met, &[]);
}

#[test]
fn a_weaker_relation_gives_less() {
    let equal = "[map.\"CC1.2\"]\nequal-to = [";
    let weaker = |relation: &str| {
        let to = format!("[map.\"CC1.2\"]\nsufficient = false\n{relation} = [");
        // The way over COSO, whose second principle the criterion is, says the same and is weakened with it.
        let copy = board_meets(BOTH_QUARTERS).replace(MAPPING, equal, &to);
        copy.replace(COSO, "[map.2]\nequal-to = [", &to.replace("\"CC1.2\"", "2")).answer("CC1.2")
    };
    assert_answer(&weaker("equal-to"), Verdict::Met, &[]);
    assert_answer(&weaker("subset-of"), Verdict::Met, &[]);
    assert_answer(&weaker("superset-of"), Verdict::Partial, &[GapKind::Unmapped]);
    assert_answer(&weaker("intersects-with"), Verdict::Partial, &[GapKind::Unmapped]);
    // What is no longer related says nothing; what is still related to it, elsewhere, does not make it met.
    assert_eq!(weaker("no-relationship").verdict, Verdict::Unknown);
}

#[test]
fn a_parameter_within_its_bound_closes_the_gap() {
    assert_answer(&Copy::new().answer("CC6.3"), Verdict::Partial, &[GapKind::Parameter]);
    let within = Copy::new().replace(
        "controls.toml",
        "params = { review-interval = 365, service-review-interval = 365 }\nfrequency = \"annual\"",
        "params = { review-interval = 180, service-review-interval = 365 }\nfrequency = \"annual\"",
    );
    assert_answer(&within.answer("CC6.3"), Verdict::Met, &[]);
    let beyond = Copy::new().replace(
        "controls.toml",
        "params = { review-interval = 365, service-review-interval = 365 }\nfrequency = \"annual\"",
        "params = { review-interval = 181, service-review-interval = 365 }\nfrequency = \"annual\"",
    );
    assert_answer(&beyond.answer("CC6.3"), Verdict::Partial, &[GapKind::Parameter]);
}

#[test]
fn the_same_company_on_the_2013_edition_keeps_what_the_editions_share() {
    let mut variant = Copy::new();
    for file in ["ccf.toml", "findings.toml"] {
        let text = variant.0.get_mut(file).expect("a file of the copy");
        *text = text.replace("iso27001-2022", "iso27001-2013");
        for (new, old) in [("A.7.11", "A.11.2.2"), ("A.7.12", "A.11.2.3"), ("A.8.30", "A.14.2.7")] {
            *text = text.replace(&format!(":{new}\""), &format!(":{old}\""));
        }
    }
    let (new, old) = (Copy::new().load(), variant.load());
    assert!(!old.has_errors(), "{}", render_all(&old));
    let met = |workspace: &Workspace, framework: &str, id: &str| {
        let company = workspace.company.as_ref().expect("the example company");
        Posture::new(&workspace.library, company, None).answer_or_unknown(framework, id).verdict
    };
    // Incident management, screening and awareness are the same duties in both editions.
    for (after, before) in [("A.5.26", "A.16.1.5"), ("A.6.4", "A.7.2.3"), ("7.3", "7.3"), ("5.3", "5.3")] {
        let (after, before) = (met(&new, "iso27001-2022", after), met(&old, "iso27001-2013", before));
        assert_eq!((after, before), (Verdict::Met, Verdict::Met));
    }
    assert_eq!(met(&old, "iso27001-2013", "A.14.2.7"), Verdict::Excluded);
}
