//! Diagnostics as fixtures: `tests/ui/CODE-name.txt` holds files, `CODE-name.stderr` what is said of them.
//!
//! `SNAPSHOTS=overwrite cargo test ui` writes the expectations anew; read the difference.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ccf::diag::{Code, summary};
use ccf::lint::lint;
use ccf::load::{Workspace, load_texts};

use crate::world::render_all;

pub fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let entries = folder.read_dir().expect("tests/ui can be read").map(|entry| entry.expect("an entry").path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    cases.sort();
    cases
}

/// The files of a case: each begins with a line `==> path`.
fn files(case: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(case).expect("a case is text");
    let parts = text.split("==> ").skip(1);
    parts
        .map(|part| part.split_once('\n').map(|(path, text)| (path.to_owned(), text.to_owned())).expect("a path"))
        .collect()
}

/// What `ccf check` finds in a case.
pub fn checked(case: &Path) -> Workspace {
    let mut workspace = load_texts(false, files(case));
    let linted = lint(&workspace);
    // Only cases about lints are linted, so that the others need not be whole.
    if linted.iter().any(|found| found.code.id() == code_of(case)) {
        workspace.diagnostics.extend(linted);
    }
    workspace
}

fn code_of(case: &Path) -> String {
    case.file_stem()
        .and_then(|name| name.to_str())
        .map(|name| name[..5].to_owned())
        .expect("a case is named by its code")
}

#[test]
fn every_case_says_what_it_is_expected_to_say() {
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|wish| wish == "overwrite");
    let mut wrong = Vec::new();
    for case in cases() {
        let workspace = checked(&case);
        let severities = workspace.diagnostics.iter().map(ccf::diag::Diagnostic::severity);
        let said = format!("{}\n\n{}\n", render_all(&workspace), summary(severities));
        let expected = case.with_extension("stderr");
        if overwrite {
            std::fs::write(&expected, &said).expect("the expectation can be written");
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != said {
            wrong.push(format!("{} says:\n{said}", case.display()));
        }
        let code = code_of(&case);
        if !workspace.diagnostics.iter().any(|diagnostic| diagnostic.code.id() == code) {
            wrong.push(format!("{} does not raise {code}:\n{said}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Codes about files that cannot be texts; `tests/cli.rs` has their cases.
const ABOUT_FILES: [Code; 5] = [Code::Unreadable, Code::NotUtf8, Code::TooLarge, Code::NothingToRead, Code::UnreadFile];

#[test]
fn every_code_has_a_case() {
    let with_case: BTreeSet<String> = cases().iter().map(|case| code_of(case)).collect();
    for code in Code::ALL.iter().filter(|code| !ABOUT_FILES.contains(code)) {
        assert!(with_case.contains(code.id()), "{} ({}) has no case in tests/ui", code.id(), code.title());
    }
}

#[test]
fn every_error_says_what_to_do() {
    for case in cases() {
        for diagnostic in checked(&case).diagnostics {
            let advice = !diagnostic.help.is_empty() || diagnostic.fix.is_some();
            let syntax = diagnostic.code == Code::Syntax || diagnostic.code == Code::WrongValue;
            assert!(advice || syntax, "{}: {diagnostic:#?}", case.display());
            assert!(!diagnostic.message.ends_with('.'), "{}: {}", case.display(), diagnostic.message);
        }
    }
}

#[test]
fn every_code_is_explained_with_a_wrong_and_a_right_example() {
    for code in Code::ALL {
        let text = code.explanation();
        let (wrong, right) = (text.find("\nWrong:\n"), text.find("\nRight:\n"));
        assert!(wrong.is_some() && wrong < right, "{}: {text}", code.id());
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{}: {text}", code.id());
    }
}
