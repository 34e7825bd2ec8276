//! `ccf check --format sarif` against the schema of SARIF 2.1.0.
//!
//! `sarif-2.1.0.schema.json` is the JSON Schema of the OASIS Standard "Static Analysis Results Interchange Format (SARIF)
//! Version 2.1.0", unchanged, as the crate serde-sarif 0.8.0 (MIT) carries it; the schema's `$id` says where OASIS has it.
//! Copyright © OASIS Open 2020. All Rights Reserved. OASIS lets its documents be copied and furnished to others, provided
//! that this notice is kept. It is used by this test alone and is no part of the program.

use std::collections::BTreeSet;
use std::path::Path;

use ccf::diag::{Diagnostic, to_sarif};
use ccf::load::Workspace;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::cli::{ccf, folder, root};
use crate::ui::{cases, checked};

fn validator() -> Validator {
    let schema = include_str!("sarif-2.1.0.schema.json");
    let mut schema: Value = serde_json::from_str(schema).expect("JSON");
    for owner in ["run", "toolComponent"] {
        // Its bracket that nothing opens is no regular expression to strict readers; ccf says nothing of languages.
        let language = schema["definitions"][owner]["properties"]["language"].as_object_mut().expect("a property");
        language.remove("pattern");
    }
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema")
}

#[track_caller]
fn assert_valid(validator: &Validator, log: &Value, of: &Path) {
    let mistakes: Vec<String> =
        validator.iter_errors(log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(mistakes.is_empty(), "{}:\n{}", of.display(), mistakes.join("\n"));
}

fn sarif(workspace: &Workspace) -> Value {
    let told: Vec<_> = workspace.diagnostics.iter().map(|found| (Diagnostic::severity(found), found)).collect();
    serde_json::from_str(&to_sarif(&told, &workspace.sources)).expect("JSON")
}

/// The files of a result's locations: its own first, then the related ones.
fn files(result: &Value) -> Vec<&str> {
    let all = ["locations", "relatedLocations"].into_iter().filter_map(|key| result[key].as_array()).flatten();
    all.filter_map(|place| place["physicalLocation"]["artifactLocation"]["uri"].as_str()).collect()
}

#[test]
fn every_diagnostic_is_valid_sarif() {
    let validator = validator();
    let mut kinds: BTreeSet<&str> = BTreeSet::new();
    for case in cases() {
        let log = sarif(&checked(&case));
        assert_valid(&validator, &log, &case);
        for result in log["runs"][0]["results"].as_array().expect("results") {
            kinds.insert(if result["level"] == "error" { "error" } else { "warning" });
            if result.get("fixes").is_some() {
                kinds.insert("fix");
            }
            let files = files(result);
            if files.first().is_some_and(|first| files.iter().any(|file| file != first)) {
                kinds.insert("two files");
            }
        }
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["error", "fix", "two files", "warning"]);
}

#[test]
fn what_the_program_prints_is_valid_sarif() {
    let validator = validator();
    let log = |folder: &Path, args: &[&str], status: i32| -> Value {
        let output = ccf(folder, &[&["check", "--format", "sarif"], args].concat());
        assert_eq!(output.status.code(), Some(status), "{args:?}");
        let log = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_valid(&validator, &log, folder);
        log
    };
    let clean = log(root(), &["tests/acme"], 0);
    assert_eq!(clean["runs"][0]["results"], json!([]));

    // A name with blanks and letters beyond ASCII, a place in a built-in file, and one that cannot be read.
    let here = folder("sarif").join("Käufer & Co");
    std::fs::create_dir_all(&here).expect("made");
    let company = "[company]\nname = \"C\"\n[scope]\nframeworks = [\"soc2\", \"soc2-2017\"]\n";
    std::fs::write(here.join("ccf.toml"), company).expect("written");
    let controls = "[controls.K-1]\nimplments = [\"common:IAM-08\"]\n[controls.K-2]\nstatus = \"implemented\"\n";
    std::fs::write(here.join("controls.toml"), controls).expect("written");
    std::fs::create_dir_all(here.join("frameworks")).expect("made");
    let taken = "[framework]\nname = \"N\"\nedition = \"1\"\npublisher = \"P\"\naliases = [\"soc2\"]\nitem = \"rule\"\n\
                 status = \"current\"\nwording = \"ours\"\n[requirements.R-1]\ntitle = \"R\"\n";
    std::fs::write(here.join("frameworks/taken-1.toml"), taken).expect("written");
    let wrong = log(here.parent().expect("above"), &["Käufer & Co"], 1);
    let results = wrong["runs"][0]["results"].as_array().expect("results");
    let levels: BTreeSet<_> = results.iter().filter_map(|result| result["level"].as_str()).collect();
    assert_eq!(levels.into_iter().collect::<Vec<_>>(), ["error", "warning"]);
    assert!(results.iter().any(|result| result.get("fixes").is_some()), "{wrong:#}");
    let uris: BTreeSet<&str> = results.iter().flat_map(files).collect();
    assert!(uris.contains("K%C3%A4ufer%20%26%20Co/controls.toml"), "{uris:?}");

    let gone = log(&here, &["gone.toml"], 2);
    assert_eq!(gone["runs"][0]["results"][0]["ruleId"], "E0101");
}

#[test]
fn the_schema_refuses_what_is_no_sarif() {
    let validator = validator();
    let case = cases().into_iter().find(|case| case.ends_with("E0304-bad-strength.txt")).expect("a case");
    let right = sarif(&checked(&case));
    let broken = |pointer: &str, value: Value| {
        let mut log = right.clone();
        *log.pointer_mut(pointer).expect(pointer) = value;
        assert!(!validator.is_valid(&log), "{pointer}");
    };
    broken("/version", json!("2.0.0"));
    broken("/runs/0/results/0/level", json!("fatal"));
    broken("/runs/0/results/0/message", json!("text"));
    broken("/runs/0/results/0/locations/0/physicalLocation/region/startLine", json!(0));
    broken("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri", json!("a b.toml"));
    broken("/runs/0/tool/driver", json!({}));
}
