//! `ccf diff` of two control sets: what the columns beside parameters and requirements say.

use std::path::{Path, PathBuf};

use crate::cli::{ccf, folder, stdout};

const SCOPE: &str = "[company]\nname = \"Small\"\n\n[scope]\nframeworks = [\"soc2\"]\n";

/// A company with one control in a folder, and its control set beside it.
fn company(here: &Path, name: &str, fields: &str) {
    let folder = here.join(name);
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join("ccf.toml"), SCOPE).expect("written");
    let control = format!("[controls.IAM-08]\nimplements = [\"common:IAM-08\"]\n{fields}");
    std::fs::write(folder.join("controls.toml"), control).expect("written");
    assert_eq!(ccf(here, &["build", name, "-o", &format!("{name}-set")]).status.code(), Some(0));
}

const HOW: &str = "Each quarter the owner of every system compares the list of accounts with the list of staff";

/// Two companies that differ in what stands beside the requirements of a control, and their control sets.
fn two(name: &str) -> PathBuf {
    let here = folder(name);
    company(&here, "old", &format!("status = \"planned\"\nowner = \"ann\"\nhow = \"{HOW} and signs it.\"\n"));
    let evidence = "evidence = [{ id = \"E-1\", date = 2026-05-01 }]";
    company(&here, "new", &format!("status = \"implemented\"\nhow = \"{HOW} and keeps it.\"\n{evidence}\n"));
    here
}

fn told(here: &Path, args: &[&str]) -> String {
    let output = ccf(here, args);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    stdout(&output)
}

#[test]
fn every_column_that_says_something_else_is_told_in_every_format() {
    let here = two("sets-columns");
    let text = told(&here, &["diff", "old-set", "new-set"]);
    for part in [
        "columns that say something else: evidence 1, how 1, owner 1,",
        "      status: planned -> implemented\n",
        "      owner: removed: ann\n",
        "      evidence: added: E-1\n",
        "[-signs-] {+keeps+} it.\n",
    ] {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
    let markdown = told(&here, &["diff", "old-set", "new-set", "--format", "md"]);
    for part in
        ["evidence in 1, how in 1, owner in 1, status in 1.", "status: planned to implemented", "~~signs~~ **keeps**"]
    {
        assert!(markdown.contains(part), "`{part}` is missing in:\n{markdown}");
    }
    let csv = told(&here, &["diff", "old-set", "new-set", "--format", "csv"]);
    assert!(csv.lines().any(|line| line.contains(",status,planned,implemented")), "{csv}");
    assert!(csv.contains(&format!(",how,{HOW} and signs it.,{HOW} and keeps it.\n")), "{csv}");
    let json: serde_json::Value =
        serde_json::from_str(&told(&here, &["diff", "old-set", "new-set", "--format", "json"])).expect("JSON");
    assert_eq!(json["columns"].as_array().map(Vec::len), Some(4), "{json:#}");
    let status = serde_json::json!({ "column": "status", "before": "planned", "after": "implemented" });
    let cells = json["changes"]["changed"][0]["cells"].as_array().expect("a list");
    assert!(cells.contains(&status), "{json:#}");
    assert_eq!(ccf(&here, &["diff", "old-set", "new-set", "--exit-code"]).status.code(), Some(1));
    // The companies themselves have the same columns.
    let of_companies = told(&here, &["diff", "old", "new", "--controls"]);
    let rest = |text: &str| text.split_once('\n').map(|(_, rest)| rest.to_owned());
    assert_eq!(rest(&of_companies), rest(&text));
    assert!(told(&here, &["diff", "old-set", "old"]).contains("Nothing changed."));
}

#[test]
fn a_column_that_only_one_of_them_has_is_named_once() {
    let here = two("sets-one-sided");
    let path = here.join("old-set/controls.csv");
    let text = std::fs::read_to_string(&path).expect("built");
    let wider = text.lines().enumerate().map(|(at, line)| format!("{line},{}", if at == 0 { "notes" } else { "some" }));
    std::fs::write(&path, wider.collect::<Vec<_>>().join("\n") + "\n").expect("written");
    let there = told(&here, &["diff", "old-set", "old"]);
    assert_eq!(there.matches("notes").count(), 1, "{there}");
    assert!(there.contains("only old-set has the columns: notes"), "{there}");
    let csv = told(&here, &["diff", "old", "old-set", "--format", "csv"]);
    assert_eq!(csv, "change,control_id,title,field,before,after\ncolumn added,,,notes,,\n");
    let markdown = told(&here, &["diff", "old", "old-set", "--format", "md"]);
    assert!(markdown.contains("Only old-set has the columns notes."), "{markdown}");
}
