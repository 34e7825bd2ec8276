//! `ccf diff` of two editions whose texts are ccf's own words: what asks for the same is told apart from what changed.

use std::path::Path;

use crate::cli::{ccf, root, stdout};

fn told(more: &[&str]) -> String {
    let output = ccf(Path::new(&root()), &[&["diff", "iso27001-2013", "iso27001-2022"], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    stdout(&output)
}

#[test]
fn the_same_duties_in_other_words_are_counted_and_listed_apart() {
    let json: serde_json::Value = serde_json::from_str(&told(&["--format", "json"])).expect("JSON");
    let ids = |list: &str| -> Vec<String> {
        let pairs = json["changes"][list].as_array().expect("a list").iter();
        pairs.map(|pair| pair["after"].as_str().expect("an id").to_owned()).collect()
    };
    let (restated, changed) = (ids("restated"), ids("changed"));
    assert!(restated.contains(&"4.3".to_owned()) && changed.contains(&"4.1".to_owned()), "{restated:?} {changed:?}");
    assert_eq!(json["counts"]["restated"], restated.len());
    assert_eq!(json["counts"]["changed"], changed.len());
    let relations = json["changes"]["restated"].as_array().expect("a list").iter().map(|pair| &pair["relation"]);
    assert!(relations.into_iter().all(|relation| relation == "equal-to" || relation == "equivalent-to"));
    let (table, markdown, csv) = (told(&[]), told(&["--format", "md"]), told(&["--format", "csv"]));
    assert!(table.contains(&format!("\nThe same duties in other words ({})\n", restated.len())), "{table}");
    assert!(table.contains(&format!("\nChanged under the same id ({})\n", changed.len())), "{table}");
    assert!(markdown.contains(&format!("| The same duties in other words | {} |", restated.len())), "{markdown}");
    assert_eq!(csv.lines().filter(|line| line.starts_with("restated,")).count(), restated.len(), "{csv}");
    // What asks for the same under another id is no change of substance either.
    let same = json["counts"]["moved_same"].as_u64().expect("a number");
    assert!(table.contains(&format!("\nMoved to another id, the same duties ({same})\n")), "{table}");
    assert!(same > 0 && table.contains("\nMoved to another id, and changed ("), "{table}");
}

#[test]
fn words_of_the_same_duties_are_shown_on_request_only() {
    let own = "The words compared are ccf's own, not the publisher's";
    for format in ["table", "md"] {
        let (short, all) = (told(&["--format", format]), told(&["--all", "--format", format]));
        assert_eq!((short.matches(own).count(), all.matches(own).count()), (1, 1), "{short}");
        assert!(short.find(own) < short.find("Added"), "{short}");
        assert!(!short.contains("compared with sites, services"), "{short}");
        assert!(all.replace("\n      ", " ").contains("compared with sites, services"), "{all}");
        assert!(!short.contains("Statement of applicability (document"), "{short}");
        assert!(all.replace("\n      ", " ").contains("Statement of applicability (document"), "{all}");
        assert!(short.contains("statement-of-applicability"), "{short}");
    }
}
