//! The program as a user runs it: verbs, exit status, and what happens with input that cannot be read.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs `ccf` in a folder.
fn ccf(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ccf")).current_dir(folder).args(args).output().expect("ccf runs")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// A new empty folder below the build folder.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// A company that is free of errors.
fn company(name: &str) -> PathBuf {
    let folder = folder(name);
    let text = "[company]\nname = \"Small\"\n[scope]\nframeworks = [\"soc2\"]\n";
    std::fs::write(folder.join("ccf.toml"), text).expect("written");
    folder
}

#[track_caller]
fn assert_refused(output: &Output, status: i32, says: &[&str]) {
    let said = stderr(output);
    assert_eq!(output.status.code(), Some(status), "{said}");
    for part in says {
        assert!(said.contains(part), "`{part}` is missing in:\n{said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn the_cases_of_tests_cmd() {
    trycmd::TestCases::new().case("tests/cmd/*.toml").case("tests/cmd/*.md");
}

#[test]
fn the_console_blocks_of_the_readme() {
    let cargo = Path::new(env!("CARGO")).to_path_buf();
    trycmd::TestCases::new().register_bin("cargo", cargo).case("README.md");
}

#[test]
fn a_folder_above_is_found_and_a_missing_company_is_said() {
    let folder = company("nested");
    let inner = folder.join("a/b");
    std::fs::create_dir_all(&inner).expect("made");
    assert!(stdout(&ccf(&inner, &["gap"])).starts_with("Small against SOC 2"));
    assert_refused(&ccf(&self::folder("nothing"), &["gap", "."]), 2, &["is not a company folder", "ccf.toml"]);
}

#[test]
fn an_empty_folder_and_a_missing_file_could_not_run() {
    let empty = folder("empty");
    assert_refused(&ccf(&empty, &["check", "."]), 2, &["E0112", "holds nothing to read"]);
    assert_refused(
        &ccf(&empty, &["check", "nowhere.toml"]),
        2,
        &["E0101", "there is no file or folder `nowhere.toml`"],
    );
}

#[test]
fn text_that_is_not_utf8_is_located() {
    let folder = company("latin1");
    std::fs::write(folder.join("controls.toml"), b"[controls.K-1]\nhow = \"caf\xe9\"\n").expect("written");
    assert_refused(&ccf(&folder, &["gap"]), 1, &["E0102", "controls.toml:2:11"]);
}

#[test]
fn a_file_of_fifty_megabytes_is_refused_before_it_is_read() {
    let folder = company("large");
    let file = std::fs::File::create(folder.join("controls.toml")).expect("created");
    file.set_len(50 * 1024 * 1024).expect("sparse");
    assert_refused(&ccf(&folder, &["gap"]), 1, &["E0103", "50 MiB"]);
}

#[test]
fn a_folder_in_the_place_of_a_file_cannot_be_read() {
    let folder = company("directory");
    std::fs::create_dir(folder.join("controls.toml")).expect("made");
    assert_refused(&ccf(&folder, &["gap"]), 2, &["E0101", "cannot read `controls.toml`"]);
}

#[test]
fn a_file_that_nobody_reads_is_pointed_out() {
    let folder = company("unread");
    std::fs::write(folder.join("control.toml"), "").expect("written");
    let output = ccf(&folder, &["check"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).contains("W0114"), "{}", stderr(&output));
    assert_eq!(ccf(&folder, &["check", "--deny", "warnings"]).status.code(), Some(1));
}

#[test]
fn errors_in_the_data_leave_no_report_and_no_file() {
    let folder = company("errors");
    std::fs::write(folder.join("controls.toml"), "[controls.K-1]\nstatus = \"done\"\n").expect("written");
    let output = ccf(&folder, &["gap", "-o", "gap.json", "--format", "json"]);
    assert_refused(&output, 1, &["E0106", "controls.toml:2:10", "no report is made"]);
    assert!(output.stdout.is_empty() && !folder.join("gap.json").exists());
}

#[test]
fn a_report_is_written_whole_or_not_at_all() {
    let folder = company("whole");
    assert_eq!(ccf(&folder, &["gap", "-o", "gap.md", "--format", "md"]).status.code(), Some(0));
    assert!(std::fs::read_to_string(folder.join("gap.md")).expect("written").starts_with("# Gap analysis: Small"));
    assert_refused(&ccf(&folder, &["gap", "-o", "none/gap.md"]), 2, &["cannot write `none/gap.md`"]);
    let left: Vec<_> =
        folder.read_dir().expect("read").filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    assert!(left.iter().all(|name| name == "ccf.toml" || name == "gap.md"), "{left:?}");
}

#[test]
fn thresholds_set_the_exit_status() {
    let acme = root().join("tests/acme");
    assert_eq!(ccf(&acme, &["gap", "--fail-under", "soc2=10"]).status.code(), Some(0));
    let below = ccf(&acme, &["gap", "--fail-under", "soc2=99"]);
    assert_refused(&below, 1, &["less than 99 %"]);
    assert_refused(&ccf(&acme, &["gap", "--fail-under", "soc2=101"]), 2, &["not a percentage"]);
    assert_refused(
        &ccf(&acme, &["gap", "--framework", "soc"]),
        2,
        &["there is no framework `soc`", "did you mean `soc2`?"],
    );
}

#[test]
fn a_broken_template_is_named() {
    let folder = company("template");
    std::fs::create_dir(folder.join("templates")).expect("made");
    std::fs::write(folder.join("templates/gap.md"), "{{ compny }}").expect("written");
    assert_refused(&ccf(&folder, &["gap", "--format", "md"]), 2, &["compny"]);
    std::fs::write(folder.join("templates/gap.md"), "Only {{ company }}").expect("written");
    assert_eq!(stdout(&ccf(&folder, &["gap", "--format", "md"])), "Only Small");
}

#[test]
fn output_has_no_colours_when_it_is_no_terminal() {
    let acme = root().join("tests/acme");
    assert!(!stdout(&ccf(&acme, &["gap"])).contains('\u{1b}'));
    assert!(!stdout(&ccf(&acme, &["why", "CC6.1"])).contains('\u{1b}'));
}

#[test]
fn why_names_relation_control_status_and_place_of_each_step() {
    let said = stdout(&ccf(root(), &["why", "soc2:CC7.3", "-C", "tests/acme"]));
    for part in [
        "superset-of common:IRM-05",
        "strength",
        "ccf:mappings/soc2-2017--common.toml:",
        "implemented at tests/acme/controls.toml:",
    ] {
        assert!(said.contains(part), "`{part}` is missing in:\n{said}");
    }
    let acme = root().join("tests/acme");
    assert_refused(&ccf(&acme, &["why", "CC6.99"]), 2, &["no framework in scope has a requirement `CC6.99`"]);
    assert_refused(&ccf(&acme, &["why", "soc2:cc6.1"]), 2, &["did you mean `soc2-2017:CC6.1`?"]);
    assert_refused(&ccf(&acme, &["why", "soc2:P1.1"]), 2, &["outside the chosen profiles"]);
}
