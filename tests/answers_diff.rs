//! `ccf diff` of two companies: counts, labels and rows agree in every format, in the standard's own words.

use std::path::{Path, PathBuf};

use crate::cli::{ccf, folder, stdout};

fn company(here: &Path, name: &str, controls: &[(&str, &str)], more: &str, found: &str) {
    let folder = here.join(name);
    std::fs::create_dir_all(&folder).expect("made");
    let scope = format!("[company]\nname = \"Small\"\n\n[scope]\nframeworks = [\"pci-dss-4.0.1\"]\n{more}");
    std::fs::write(folder.join("ccf.toml"), scope).expect("written");
    let each = controls.iter().enumerate().map(|(at, (requirement, fields))| {
        format!("[controls.K-{at}]\nimplements = [\"pci-dss-4.0.1:{requirement}\"]\nhow = \"done\"\n{fields}\n")
    });
    let finding =
        format!("[findings.\"pci-dss-4.0.1:1.1.2\"]\nverdict = \"{found}\"\nby = \"assessor\"\ndate = 2026-05-01\n");
    std::fs::write(folder.join("findings.toml"), finding).expect("written");
    std::fs::write(folder.join("controls.toml"), each.collect::<String>()).expect("written");
}

/// One answer gets better, one worse under the same word, and one keeps its verdict on firmer ground.
fn two(name: &str) -> PathBuf {
    let here = folder(name);
    let status = |status: &str| format!("status = \"{status}\"");
    let (done, none) = (status("implemented"), status("none"));
    let evidence = format!("{done}\nevidence = [{{ id = \"E-1\", date = 2026-05-01 }}]");
    company(&here, "old", &[("1.1.1", &none), ("2.1.1", &done)], "", "partial");
    company(&here, "new", &[("1.1.1", &done), ("2.1.1", &evidence)], "", "unmet");
    here
}

fn told(here: &Path, format: &str) -> String {
    let output = ccf(here, &["diff", "old", "new", "--format", format]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    stdout(&output)
}

#[test]
fn counts_labels_and_rows_agree_in_every_format() {
    let here = two("answers-agree");
    let json: serde_json::Value = serde_json::from_str(&told(&here, "json")).expect("JSON");
    let framework = &json["frameworks"][0];
    let courses: Vec<(String, usize)> = framework["courses"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|course| {
            let count = course["count"].as_u64().and_then(|count| count.try_into().ok());
            (course["label"].as_str().expect("text").to_owned(), count.expect("a number"))
        })
        .collect();
    let expected =
        [("Worse", 1), ("Better", 1), ("Same verdict, on firmer ground", 1)].map(|(label, n)| (label.to_owned(), n));
    assert_eq!(courses, expected);
    assert_eq!(framework["changes"].as_array().map(Vec::len), Some(3));
    let (table, markdown, csv) = (told(&here, "table"), told(&here, "md"), told(&here, "csv"));
    for (label, count) in courses {
        assert!(table.contains(&format!("\n{label} ({count})\n")), "{table}");
        assert!(markdown.contains(&format!("\n### {label} ({count})\n")), "{markdown}");
        let label = label.to_lowercase();
        let cell = if label.contains(',') { format!("\"{label}\"") } else { label };
        let is_so = |line: &&str| ["better", "worse"].iter().any(|way| line.contains(&format!(",{cell},{way},")));
        assert_eq!(csv.lines().filter(is_so).count(), count, "{csv}");
    }
    let rows = markdown.lines().filter(|line| line.starts_with("| **")).count();
    assert_eq!((rows, csv.lines().count()), (3, 1 + 3), "{markdown}");
}

#[test]
fn the_summary_is_in_the_words_of_the_rows_and_one_word_is_one_row() {
    let here = two("answers-words");
    let (table, markdown) = (told(&here, "table"), told(&here, "md"));
    for text in [&table, &markdown] {
        assert!(!text.contains("Partly met") && !text.contains("| Met"), "{text}");
    }
    let of_word = |text: &str, start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((of_word(&table, "  Not in Place "), of_word(&markdown, "| Not in Place ")), (1, 1), "{markdown}");
    assert!(table.contains("1.1.2 Not in Place (partial -> unmet): "), "{table}");
    assert!(markdown.contains("| Not in Place (partial) | Not in Place (unmet) |"), "{markdown}");
    assert!(told(&here, "csv").contains(",partial,unmet,Not in Place,Not in Place,"));
    // Both columns of numbers stand flush: each row has its second number where the heading of the column begins.
    let lines: Vec<&str> = table.lines().skip_while(|line| !line.ends_with("  after")).take(5).collect();
    let at = lines[0].find("after").expect("a heading");
    assert!(lines.iter().skip(1).all(|line| line[..at].ends_with("  ")), "{table}");
}

/// What certificates alone say is counted apart, so losing one's own facts is no "same verdict".
#[test]
fn from_met_to_inferred_is_worse() {
    let here = folder("answers-inferred");
    let hold = "\n[[holds]]\nframework = \"pci-dss-4.0.1\"\nfrom = 2026-01-01\n";
    company(&here, "old", &[("1.1.1", "status = \"implemented\"")], hold, "met");
    company(&here, "new", &[("1.1.1", "status = \"planned\"")], hold, "met");
    let table = told(&here, "table");
    assert!(table.contains("\nWorse (1)\n") && table.contains("1.1.1 In Place -> Inferred: "), "{table}");
}
