//! `ccf migrate` as a user runs it: in place, into a copy, dry, and with what it refuses.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::{assert_refused, ccf, folder, root, stdout};

const MOVE: [&str; 4] = ["--from", "iso27001-2013", "--to", "iso27001-2022"];

/// The example company on ISO 27001:2013.
fn acme(name: &str) -> PathBuf {
    let folder = folder(name);
    for file in ["ccf.toml", "controls.toml", "exceptions.toml", "findings.toml"] {
        let text = std::fs::read_to_string(root().join("tests/acme").join(file)).expect("shipped");
        let mut text = text.replace("iso27001-2022", "iso27001-2013");
        for (new, old) in [("A.7.11", "A.11.2.2"), ("A.7.12", "A.11.2.3"), ("A.8.30", "A.14.2.7")] {
            text = text.replace(&format!(":{new}\""), &format!(":{old}\""));
        }
        std::fs::create_dir_all(folder.join("acme")).expect("made");
        std::fs::write(folder.join("acme").join(file), text).expect("written");
    }
    folder
}

fn texts(folder: &Path) -> BTreeMap<String, String> {
    let entries = folder.read_dir().expect("a folder").flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).expect("text");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect()
}

#[test]
fn a_dry_run_shows_the_difference_and_writes_nothing() {
    let here = acme("migrate-dry");
    let before = texts(&here.join("acme"));
    let mut args = vec!["migrate", "acme", "--dry-run"];
    args.extend(MOVE);
    let ran = ccf(&here, &args);
    assert_refused(&ran, 0, &["nothing was written; without --dry-run: acme/ccf.toml"]);
    let said = stdout(&ran);
    assert!(said.starts_with("--- acme/ccf.toml\n+++ acme/ccf.toml\n"), "{said}");
    assert!(
        said.contains("\n+frameworks = [\"iso27001-2022\", \"pci-dss-4.0.1\", \"soc2-2017\", \"sox-itgc\"]\n"),
        "{said}"
    );
    assert_eq!(texts(&here.join("acme")), before);
    args.extend(["--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&ccf(&here, &args).stdout).expect("JSON");
    assert_eq!(json["differences"][0]["file"], "ccf.toml");
    assert_eq!(json["pairs"], serde_json::json!({ "all": 144, "excludable": 115 }));
}

#[test]
fn in_place_the_result_is_clean_and_cannot_be_moved_again() {
    let here = acme("migrate-in-place");
    let mut args = vec!["migrate", "acme"];
    args.extend(MOVE);
    let ran = ccf(&here, &args);
    assert_refused(&ran, 0, &["wrote acme/ccf.toml\n", "`ccf gap acme --framework iso27001-2022`"]);
    let said = stdout(&ran);
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    assert_refused(&ccf(&here, &["check", "--deny", "warnings", "acme"]), 0, &["no errors"]);
    assert_refused(&ccf(&here, &["fmt", "--check", "acme"]), 0, &["would format 0 of 4 files"]);
    assert_refused(&ccf(&here, &args), 2, &["`iso27001-2013` is not in the scope of Acme Pay, Inc.", "soc2-2017"]);
}

#[test]
fn a_copy_holds_all_of_the_folder_and_the_original_stays() {
    let here = acme("migrate-copy");
    std::fs::create_dir_all(here.join("acme/evidence")).expect("made");
    std::fs::write(here.join("acme/evidence/q1.pdf"), b"\xff\x00").expect("written");
    std::fs::create_dir_all(here.join("acme/.git")).expect("made");
    let before = texts(&here.join("acme"));
    let mut args = vec!["migrate", "acme", "-o", "deep/new"];
    args.extend(MOVE);
    assert_refused(&ccf(&here, &args), 0, &["wrote deep/new/ccf.toml"]);
    assert_eq!(texts(&here.join("acme")), before);
    let copied = texts(&here.join("deep/new"));
    assert_eq!(copied.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert_eq!(copied["controls.toml"], before["controls.toml"]);
    assert_ne!(copied["ccf.toml"], before["ccf.toml"]);
    assert_eq!(std::fs::read(here.join("deep/new/evidence/q1.pdf")).expect("copied"), b"\xff\x00");
    assert!(!here.join("deep/new/.git").exists());
    assert_eq!(here.join("deep").read_dir().expect("made").count(), 1, "nothing is left beside it");
    // What holds something, and what lies inside, is no place for a copy.
    assert_refused(&ccf(&here, &args), 2, &["`deep/new` is not empty"]);
    args[3] = "acme/new";
    assert_refused(&ccf(&here, &args), 2, &["`acme/new` lies in the company's own folder"]);
    assert!(!here.join("acme/new").exists());
}

#[test]
fn what_cannot_be_moved_is_refused() {
    let here = acme("migrate-refused");
    let ran = |from: &str, to: &str| ccf(&here, &["migrate", "acme", "--from", from, "--to", to]);
    let before = texts(&here.join("acme"));
    assert_refused(
        &ran("iso27001-2012", "soc2"),
        2,
        &["there is no framework `iso27001-2012`", "did you mean `iso27001-2"],
    );
    assert_refused(&ran("iso27001-2013", "iso2700-2022"), 2, &["there is no framework `iso2700-2022`"]);
    assert_refused(&ran("soc2", "soc2-2017"), 2, &["`soc2` and `soc2-2017` are both `soc2-2017`"]);
    assert_refused(&ran("iso27001-2022", "iso27001-2013"), 2, &["`iso27001-2022` is not in the scope of Acme"]);
    assert_refused(&ran("iso27001-2013", "soc2"), 2, &["`soc2-2017` is in the scope of Acme Pay, Inc. already"]);
    assert_refused(&ran("iso27001-2013", "common"), 2, &["`common` is the catalogue of controls"]);
    let unmapped = ran("soc2", "hipaa-security-rule");
    assert_refused(
        &unmapped,
        2,
        &["no mapping relates", "the nearest bridge is `common`", "ccf map soc2-2017 hipaa-security-rule"],
    );
    std::fs::create_dir_all(here.join("acme/frameworks")).expect("made");
    let alone = "[framework]\nname = \"Alone\"\nedition = \"1\"\npublisher = \"p\"\nitem = \"rule\"\nstatus = \"current\"\n\
                 wording = \"ours\"\n\n[requirements.R-1]\ntitle = \"Rule\"\ntext = \"Do.\"\n";
    std::fs::write(here.join("acme/frameworks/alone-1.toml"), alone).expect("written");
    assert_refused(&ran("soc2", "alone-1"), 2, &["no chain of mappings leads", "mappings/alone-1--soc2-2017.toml"]);
    assert_eq!(texts(&here.join("acme")), before);
}

#[test]
fn data_with_errors_or_loose_settings_is_left_alone() {
    let here = acme("migrate-errors");
    let mut args = vec!["migrate", "acme"];
    args.extend(MOVE);
    let path = here.join("acme/ccf.toml");
    let text = std::fs::read_to_string(&path).expect("there");
    let loose = text.replace("[scope.profiles]\n", "[scope.profiles]\niso27001-2022 = [\"clauses\"]\n");
    std::fs::write(&path, &loose).expect("written");
    assert_refused(&ccf(&here, &args), 2, &["W0405", "settings about frameworks that are not in scope"]);
    assert_eq!(std::fs::read_to_string(&path).expect("there"), loose);
    let broken = text.replace("A.14.2.7", "A.14.2.77");
    std::fs::write(&path, &broken).expect("written");
    assert_refused(&ccf(&here, &args), 1, &["E0202", "nothing is migrated from data with errors"]);
    assert_eq!(std::fs::read_to_string(&path).expect("there"), broken);
}

#[test]
fn all_files_are_written_or_none() {
    let here = acme("migrate-atomic");
    let acme = here.join("acme");
    let findings = acme.join("findings.toml");
    let text = std::fs::read_to_string(&findings).expect("there").replace(":6.1.3\"", ":6.1.2\"");
    std::fs::write(&findings, text).expect("written");
    let before = texts(&acme);
    let mut locked = std::fs::metadata(&findings).expect("there").permissions();
    locked.set_readonly(true);
    std::fs::set_permissions(&findings, locked).expect("set");
    let mut args = vec!["migrate", "acme"];
    args.extend(MOVE);
    assert_refused(&ccf(&here, &args), 2, &["findings.toml`: it is read-only"]);
    assert_eq!(texts(&acme), before);
}

#[test]
fn the_report_in_every_format() {
    let here = acme("migrate-formats");
    let ran = |format: &str| {
        let mut args = vec!["migrate", "acme", "--dry-run", "--format", format];
        args.extend(MOVE);
        stdout(&ccf(&here, &args))
    };
    let csv = ran("csv");
    // 144 pairs, 12 new requirements, and the header.
    assert_eq!(csv.lines().count(), 1 + 144 + 12, "{csv}");
    assert!(csv.starts_with("from_id,from_title,from_change,from_verdict,relationship,strength,to_id,"), "{csv}");
    assert!(csv.contains("\nA.9.4.5,"), "{csv}");
    let markdown = ran("md");
    for part in [
        "| Pairs | 144 | 115 |",
        "| falls away | 0 | 0 |",
        "## To be decided",
        "| finding | 6.1.3 |",
        "````diff\n--- acme/ccf.toml",
    ] {
        assert!(markdown.contains(part), "`{part}` is missing in:\n{markdown}");
    }
    let json: serde_json::Value = serde_json::from_str(&ran("json")).expect("JSON");
    let of = |list: &str, change: &str| {
        let tallies = json[list].as_array().expect("a list").iter();
        tallies
            .filter(|tally| tally["change"] == change)
            .map(|tally| tally["excludable"].clone())
            .next()
            .expect("there")
    };
    assert_eq!(
        (of("comes", "new"), of("comes", "carries-over"), of("becomes", "carries-over")),
        (11.into(), 40.into(), 40.into())
    );
    let fresh = json["requirements"].as_array().expect("a list").iter().filter(|found| found["change"] == "new");
    assert_eq!(fresh.count(), 12);
}
