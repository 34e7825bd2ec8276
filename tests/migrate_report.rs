//! What `ccf migrate` says and writes of what it cannot carry over: by name, and never as more than it is.

use std::path::PathBuf;

use crate::cli::{ccf, folder, stdout};

const SCOPE: &str = "[company]\nname = \"Small\"\n\n[scope]\nframeworks = [\"iso27001-2013\"]\n\n[scope.excluded]\n\
                     \"iso27001-2013:A.5.1.1\" = \"no policies\" # asked in May\n\
                     \"iso27001-2013:A.14.2.7\" = \"no outsourcing\"\n\n[[holds]]\nframework = \"iso27001-2013\"\n\
                     from = 2024-01-01\nexceptions = [\"4.1\"] # as printed\n";

const CONTROLS: &str = "[controls.K-1]\nimplements = [\"iso27001-2013:A.6.2.2\", \"iso27001-2013:4.1\"]\n\
                        status = \"implemented\"\nhow = \"done\"\n\n[controls.K-2]\n\
                        implements = [\"iso27001-2013:A.12.4.1\", \"iso27001-2013:A.12.4.2\", \"iso27001-2013:A.12.4.3\"]\n\
                        status = \"implemented\"\nhow = \"done\"\n";

const FINDINGS: &str = "[findings.\"iso27001-2013:9.3\"]\nverdict = \"partial\"\nby = \"assessor\"\ndate = 2026-01-01\n\n\
                        [findings.\"iso27001-2013:5.1\"]\nverdict = \"met\"\nby = \"assessor\"\ndate = 2026-01-01\n";

/// A company on the old edition, with a certificate of it.
fn company(name: &str) -> PathBuf {
    let here = folder(name);
    std::fs::create_dir_all(here.join("small")).expect("made");
    for (file, text) in [("ccf.toml", SCOPE), ("controls.toml", CONTROLS), ("findings.toml", FINDINGS)] {
        std::fs::write(here.join("small").join(file), text).expect("written");
    }
    here
}

fn migrated(here: &std::path::Path, more: &[&str]) -> String {
    let fixed = ["migrate", "small", "--from", "iso27001-2013", "--to", "iso27001-2022"];
    let output = ccf(here, &[&fixed[..], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    stdout(&output)
}

/// Text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_certificate_excepts_what_was_excluded_or_found_partial_and_comments_name_what_is_gone() {
    let here = company("migrate-holds");
    let said = flat(&migrated(&here, &[]));
    let scope = std::fs::read_to_string(here.join("small/ccf.toml")).expect("there");
    assert!(scope.contains("exceptions = [\"4.1\", \"9.3\", \"A.5.1.1\", \"A.14.2.7\"] # as printed\n"), "{scope}");
    assert!(scope.contains("# removed iso27001-2013:A.5.1.1: asked in May\n"), "{scope}");
    assert!(said.contains("exceptions of the certificate held: 9.3, A.5.1.1, A.14.2.7, which were excluded"), "{said}");
    assert!(said.contains("9.3.1, 9.3.2 and 9.3.3 are not equal to it: ask the assessor"), "{said}");
    // Nothing of it is inferred from the certificate any more.
    let gap = stdout(&ccf(&here, &["gap", "small", "--format", "csv"]));
    let line = gap.lines().find(|line| line.starts_with("iso27001-2022,A.5.1,")).expect("an answer");
    assert!(!line.contains("inferred"), "{line}");
}

#[test]
fn links_that_fell_away_or_became_weaker_are_named() {
    let here = company("migrate-links");
    let json: serde_json::Value =
        serde_json::from_str(&migrated(&here, &["--dry-run", "--format", "json"])).expect("JSON");
    let carried = &json["carried"];
    let dropped = carried["dropped"].as_array().expect("a list");
    assert_eq!(carried["references_dropped"], dropped.len());
    assert!(!dropped.is_empty() && dropped.iter().all(|link| link["control"] == "K-2"), "{carried:#}");
    let weakened = carried["weakened"].as_array().expect("a list");
    let of_context = serde_json::json!({ "control": "K-1", "list": "implements", "from": "4.1", "to": ["4.1"] });
    assert!(weakened.contains(&of_context), "{carried:#}");
    for format in ["text", "md"] {
        let said = flat(&migrated(&here, &["--dry-run", "--format", format]));
        assert!(said.contains("K-1: implements 4.1, now contributes to 4.1"), "{said}");
        assert!(said.contains("fell away; it becomes A.8.15, which the control names already"), "{said}");
    }
}

#[test]
fn what_only_follows_from_a_certificate_is_never_called_conforming() {
    let here = company("migrate-inferred");
    let json: serde_json::Value =
        serde_json::from_str(&migrated(&here, &["--dry-run", "--format", "json"])).expect("JSON");
    for end in ["from", "to"] {
        assert_eq!(json[end]["counts"]["met"], json[end]["met"], "{end}");
        assert!(json[end]["inferred"].as_u64().is_some_and(|count| count > 0), "{end}");
    }
    let requirements = json["requirements"].as_array().expect("a list");
    let inferred = requirements.iter().filter(|found| found["word"] == "Inferred");
    assert!(inferred.clone().count() > 0 && inferred.into_iter().all(|found| found["verdict"] == "inferred"));
    let (met, inferred) = (&json["to"]["counts"]["met"], &json["to"]["inferred"]);
    let (text, markdown) = (migrated(&here, &["--dry-run"]), migrated(&here, &["--dry-run", "--format", "md"]));
    let row = |word: &str, page: &str, count: &serde_json::Value| {
        let line = page.lines().find(|line| line.trim_start_matches(['|', ' ']).starts_with(word)).expect("a row");
        let last = line.trim_end_matches(['|', ' ']).rsplit(' ').next().map(str::to_owned);
        assert_eq!(last, Some(count.to_string()), "{line}");
    };
    for page in [&text, &markdown] {
        row("Conforms ", page, met);
        row("Inferred ", page, inferred);
    }
    let csv = migrated(&here, &["--dry-run", "--format", "csv"]);
    assert!(csv.contains(",inferred,"), "{csv}");
}
