//! The project's own form: directions between modules, sizes, what stands at the top.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).expect("below the root").display().to_string();
                found.push((name, std::fs::read_to_string(&path).expect("text")));
            }
        }
    }
    found.sort();
    found
}

/// What each part of the library may use of the others: data flows from load to report.
const MAY_USE: [(&str, &[&str]); 9] = [
    ("src/diag", &["diag", "model"]),
    ("src/model", &["diag", "model"]),
    ("src/standard", &["engine", "model", "standard"]),
    ("src/load", &["diag", "load", "model", "standard"]),
    ("src/fmt", &["diag", "fmt", "load", "model"]),
    ("src/edit", &["edit", "engine", "fmt", "model"]),
    ("src/engine", &["engine", "model", "standard"]),
    ("src/lint", &["diag", "engine", "fmt", "lint", "load", "model"]),
    ("src/report", &["diag", "engine", "model", "report", "standard"]),
];

#[test]
fn modules_use_each_other_in_one_direction() {
    for (name, text) in sources("src") {
        let Some((_, allowed)) = MAY_USE.iter().find(|(part, _)| name.starts_with(part)) else { continue };
        for (at, _) in text.match_indices("crate::") {
            let used: String =
                text[at + "crate::".len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            assert!(allowed.contains(&used.as_str()), "{name} uses crate::{used}");
        }
    }
}

#[test]
fn files_shared_with_the_build_script_name_nothing_of_the_crate() {
    for name in [
        "src/load/schema/framework.rs",
        "src/load/schema/value.rs",
        "src/model/vocabulary.rs",
        "src/model/natural.rs",
        "src/standard/codegen.rs",
    ] {
        let text = std::fs::read_to_string(root().join(name)).expect("text");
        assert!(!text.replace("{standard}", "").contains("use crate::"), "{name}");
    }
}

#[test]
fn files_stay_readable() {
    for (name, text) in sources("src").into_iter().chain(sources("tests")) {
        let lines = text.lines().count();
        assert!(lines <= 520, "{name} has {lines} lines");
        for mark in ["TODO", "FIXME", "XXX", "dbg!"].map(|mark| format!("{mark}{}", "")) {
            assert!(name == "tests/style.rs" || !text.contains(&mark), "{name} has {mark}");
        }
    }
}

#[test]
fn the_top_level_is_what_was_agreed() {
    let agreed = [
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-CC0",
        "LICENSE-MIT",
        "README.md",
        "frameworks",
        "mappings",
        "src",
        "templates",
        "tests",
    ];
    for entry in root().read_dir().expect("the root").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(name.starts_with('.') || name == "target" || agreed.contains(&name.as_str()), "{name}");
    }
}
