//! The program as a user runs it: verbs, exit status, and what happens with input that cannot be read.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs `ccf` in a folder.
pub fn ccf(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ccf")).current_dir(folder).args(args).output().expect("ccf runs")
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// A new empty folder below the build folder.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// A company that is free of errors.
fn company(name: &str) -> PathBuf {
    let folder = folder(name);
    let text = "[company]\nname = \"Small\"\n\n[scope]\nframeworks = [\"soc2\"]\n";
    std::fs::write(folder.join("ccf.toml"), text).expect("written");
    folder
}

#[track_caller]
pub fn assert_refused(output: &Output, status: i32, says: &[&str]) {
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

/// Copies a folder of plain files and folders.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in from.read_dir().expect("read").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

#[test]
fn the_console_blocks_of_the_readme() {
    // What calls cargo runs in the project; the tour makes a company, so it runs in a copy of what it reads.
    let readme = std::fs::read_to_string(root().join("README.md")).expect("a readme");
    let blocks = readme.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    let (building, touring): (Vec<&str>, Vec<&str>) = blocks.partition(|block| block.starts_with("$ cargo"));
    assert!(building.len() == 1 && touring.len() >= 6, "{} and {}", building.len(), touring.len());
    let here = folder("readme");
    let markdown =
        |blocks: Vec<&str>| blocks.iter().map(|block| format!("```console\n{block}```\n\n")).collect::<String>();
    std::fs::write(here.join("build.md"), markdown(building)).expect("written");
    std::fs::write(here.join("tour.md"), markdown(touring)).expect("written");
    for name in ["tests/acme", "frameworks", "mappings"] {
        copy(&root().join(name), &here.join("tour.in").join(name));
    }
    let cargo = Path::new(env!("CARGO")).to_path_buf();
    trycmd::TestCases::new().register_bin("cargo", cargo).case(here.join("*.md"));
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

#[test]
fn a_company_starts_from_nothing_and_has_its_control_set_and_report() {
    let empty = folder("start");
    let made =
        ccf(&empty, &["init", "new", "--framework", "soc2", "--framework", "iso27001-2022", "--name", "New & Co"]);
    assert_refused(&made, 0, &["new/controls.toml", "controls for 184 requirements"]);
    assert_refused(&ccf(&empty, &["check", "new", "--deny", "warnings"]), 0, &["New & Co with"]);
    assert_refused(
        &ccf(&empty, &["build", "new", "-o", "out"]),
        0,
        &["out/controls.csv", "controls for 184 requirements"],
    );
    let crosswalk = std::fs::read_to_string(empty.join("out/crosswalk.csv")).expect("written");
    assert!(crosswalk.starts_with("control_id,framework,requirement_id,relation,strength\n"), "{crosswalk}");
    let controls = std::fs::read_to_string(empty.join("out/controls.csv")).expect("written");
    let mut reader = csv::Reader::from_reader(controls.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("well-formed")).collect();
    assert!((150..=260).contains(&rows.len()), "{} controls", rows.len());
    assert!(stdout(&ccf(&empty, &["gap", "new"])).contains("New & Co against SOC 2"));
}

#[test]
fn every_example_starts_without_a_finding() {
    let empty = folder("examples");
    for example in ["saas", "shop", "fintech", "clinic"] {
        assert_refused(
            &ccf(&empty, &["init", example, "--example", example]),
            0,
            &["Next: give each control a status"],
        );
        assert_refused(&ccf(&empty, &["check", example, "--deny", "warnings"]), 0, &["no errors"]);
    }
}

#[test]
fn init_refuses_what_it_would_overwrite_and_what_it_does_not_know() {
    let occupied = company("occupied");
    assert_refused(&ccf(&occupied, &["init", ".", "--framework", "soc2"]), 2, &["`.` is not empty"]);
    let empty = folder("refused");
    assert_refused(&ccf(&empty, &["init", "x", "--framework", "iso27002"]), 2, &["did you mean `iso27001`?"]);
    assert_refused(&ccf(&empty, &["init", "x"]), 2, &["no framework is named", "`soc2-2017`"]);
    assert_refused(&ccf(&empty, &["init", "x", "--framework", "common"]), 2, &["there is no framework `common`"]);
    assert_refused(&ccf(&empty, &["init", "x", "--example", "bank"]), 2, &["possible values"]);
    assert!(!empty.join("x").exists());
}

#[test]
fn nothing_half_written_is_left_where_building_fails() {
    let company = company("unwritable");
    std::fs::write(company.join("out"), "a file in the way").expect("written");
    assert_refused(&ccf(&company, &["build", "-o", "out"]), 2, &["cannot make the folder `out`"]);
    std::fs::create_dir_all(company.join("taken/controls.csv")).expect("made");
    assert_refused(&ccf(&company, &["build", "-o", "taken"]), 2, &["cannot write"]);
    let left: Vec<_> = company.join("taken").read_dir().expect("read").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left, ["controls.csv"]);
}

#[test]
fn maps_say_what_follows_and_refuse_what_is_no_pair() {
    let here = folder("maps");
    let csv = stdout(&ccf(&here, &["map", "iso27001-2013", "iso27001-2022", "--format", "csv"]));
    assert!(csv.starts_with("source_framework,source_id,target_framework,target_id,relationship,score\n"), "{csv}");
    assert!(csv.contains("iso27001-2013,A.9.2.5,iso27001-2022,A.5.18,"), "{csv}");
    let table = stdout(&ccf(&here, &["map", "soc2", "iso27001"]));
    assert!(table.contains("When all 61 requirements of soc2-2017 are met, of the 123 of iso27001-2022:"), "{table}");
    assert_refused(&ccf(&here, &["map", "soc2", "soc2-2017"]), 2, &["are both `soc2-2017`"]);
    assert_refused(
        &ccf(&here, &["map", "soc2", "iso2701"]),
        2,
        &["there is no framework `iso2701`", "did you mean `iso27001`?"],
    );
    let company = company("lonely");
    std::fs::create_dir(company.join("frameworks")).expect("made");
    let lonely = "[framework]\nname = \"Lonely\"\nedition = \"1\"\npublisher = \"us\"\nitem = \"rule\"\nstatus = \"current\"\n\
                  wording = \"ours\"\n[requirements.R-1]\ntitle = \"One\"\n";
    std::fs::write(company.join("frameworks/lonely-1.toml"), lonely).expect("written");
    let none = ccf(&company, &["map", "soc2", "lonely-1", "-C", "."]);
    assert_refused(&none, 0, &["no path leads from `soc2-2017` to `lonely-1`"]);
    assert!(stdout(&none).contains("do not follow         1 (100 %)"), "{}", stdout(&none));
}

#[test]
fn assuming_a_framework_leaves_what_remains_of_the_others() {
    let acme = root().join("tests/acme");
    let said = stdout(&ccf(&acme, &["gap", "--assume", "soc2"]));
    let taken = "taking as met: soc2-2017 (security, availability, confidentiality)\n";
    assert!(said.starts_with(&format!("Acme Pay, Inc. against ISO/IEC 27001:2022\n{taken}")), "{said}");
    assert!(said.contains("Inferred from what was taken as met") && !said.contains("against SOC 2"), "{said}");
    assert_refused(&ccf(&acme, &["gap", "--assume", "soc2=privcy"]), 2, &["has no profile `privcy`", "`privacy`"]);
    assert_refused(&ccf(&acme, &["gap", "--assume", "soc2+pci"]), 2, &["`soc2+pci` names more than one framework"]);
    let why = stdout(&ccf(&acme, &["why", "iso27001-2022:7.4", "--assume", "soc2"]));
    assert!(why.contains("taken as met"), "{why}");
}

#[test]
fn frameworks_and_codes_are_listed_and_explained() {
    let here = folder("lists");
    let list = stdout(&ccf(&here, &["frameworks"]));
    assert!(list.contains("iso27001-2013") && list.contains("140 requirements, withdrawn"), "{list}");
    let tree = stdout(&ccf(&here, &["frameworks", "soc2"]));
    assert!(
        tree.contains("CC6.1 Logical access security") && tree.contains("availability: Availability (36)"),
        "{tree}"
    );
    assert!(stdout(&ccf(&here, &["explain", "e0108"])).contains("Right:"));
    assert_refused(&ccf(&here, &["explain", "E9999"]), 2, &["there is no code `E9999`"]);
}

#[test]
fn no_text_of_a_file_steers_the_terminal() {
    let folder = company("steer");
    std::fs::create_dir(folder.join("frameworks")).expect("made");
    let framework = "[framework]\nname = \"N\\u001b[31m\"\nedition = \"1\\u001b[2J\"\npublisher = \"p\"\nitem = \"rule\"\n\
                     status = \"current\"\nwording = \"ours\"\n[framework.verdicts]\nunknown = \"Open\\u001b[5m\"\n\
                     [requirements.R-1]\ntitle = \"One\\u001b[7m\\u200b\"\n";
    std::fs::write(folder.join("frameworks/house-1.toml"), framework).expect("written");
    std::fs::write(folder.join("ccf.toml"), "[company]\nname = \"C\\u009b1m\"\n[scope]\nframeworks = [\"house-1\"]\n")
        .expect("written");
    for args in [&["gap"][..], &["why", "R-1"], &["gap", "--framework", "house-1"]] {
        let said = stdout(&ccf(&folder, args));
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{200b}';
        assert!(!said.contains(steers) && said.contains("Open"), "{said:?}");
    }
}

#[test]
fn a_page_is_self_contained_and_escapes_what_is_said() {
    let folder = company("page");
    std::fs::write(folder.join("ccf.toml"), "[company]\nname = \"<b>A&B\"\n[scope]\nframeworks = [\"soc2\"]\n")
        .expect("written");
    let page = stdout(&ccf(&folder, &["gap", "--format", "html"]));
    assert!(page.contains("&lt;b&gt;A&amp;B") && !page.contains("<b>A"), "{page}");
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"), "nothing is fetched");
    let rows = stdout(&ccf(&folder, &["gap", "--format", "csv"]));
    assert!(rows.starts_with("framework,requirement_id,title,verdict,word,basis,controls,gaps,notes\n"), "{rows}");
}

#[test]
fn levels_are_set_by_flags_and_for_good_in_the_company() {
    let folder = company("levels");
    std::fs::write(
        folder.join("controls.toml"),
        "[controls.K-1]\nimplements = [\"common:IAM-08\"]\nstatus = \"implemented\"\n",
    )
    .expect("written");
    let check = |args: &[&str]| ccf(&folder, &[&["check"], args].concat());
    assert_refused(&check(&[]), 0, &["warning[W0413]", "1 warning"]);
    assert_refused(&check(&["--deny", "w0413"]), 1, &["error[W0413]"]);
    let allowed = check(&["--allow", "W0413", "--deny", "warnings"]);
    assert_eq!((allowed.status.code(), stderr(&allowed).contains("W0413")), (Some(0), false));
    assert_refused(&check(&["--allow", "E0105"]), 2, &["`E0105` is an error and stays one"]);
    let text = "[company]\nname = \"Small\"\n\n[scope]\nframeworks = [\"soc2\"]\n\n[check]\ndeny = [\"W0413\"]\n";
    std::fs::write(folder.join("ccf.toml"), text).expect("written");
    assert_refused(&check(&[]), 1, &["error[W0413]"]);
    assert_refused(&check(&["--warn", "W0413"]), 0, &["warning[W0413]"]);
}

#[test]
fn findings_are_told_to_programs_too() {
    let folder = company("machine");
    std::fs::write(
        folder.join("controls.toml"),
        "[controls.K-1]\nimplments = [\"common:IAM-08\"]\ncontributes = [\"common:IAM-08\"]\n",
    )
    .expect("written");
    let check = |format: &str| ccf(&folder, &["check", "--format", format]);
    let json: serde_json::Value = serde_json::from_slice(&check("json").stdout).expect("JSON");
    assert_eq!(json["summary"]["errors"], 1);
    let first = &json["diagnostics"][0];
    assert_eq!((first["code"].as_str(), first["primary"]["line"].as_u64()), (Some("E0105"), Some(2)));
    assert_eq!(first["fix"]["replacement"], "implements");
    let sarif: serde_json::Value = serde_json::from_slice(&check("sarif").stdout).expect("JSON");
    let result = &sarif["runs"][0]["results"][0];
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!((result["ruleId"].as_str(), region["startLine"].as_u64()), (Some("E0105"), Some(2)));
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().map_or(0, Vec::len);
    assert_eq!(rules, ccf::diag::Code::ALL.len());
    let line = stdout(&check("github"));
    assert!(
        line.starts_with("::error file=controls.toml,line=2,col=1,endLine=2,endColumn=10,title=E0105::unknown key"),
        "{line}"
    );
    assert_eq!(check("json").status.code(), Some(1));
}

#[test]
fn certain_replacements_are_written_and_all_else_is_kept() {
    let folder = company("fix");
    let text = "# kept\n[controls.A.1]   # an id\nimplements = [ \"common:iam-8\" ]\n";
    std::fs::write(folder.join("controls.toml"), text).expect("written");
    let fixed = ccf(&folder, &["check", "--fix"]);
    assert_refused(&fixed, 1, &["wrote 1 replacement"]);
    let again = ccf(&folder, &["check", "--fix", "--allow", "W0413"]);
    assert_refused(&again, 0, &["wrote 1 replacement", "no errors"]);
    let now = std::fs::read_to_string(folder.join("controls.toml")).expect("read");
    assert_eq!(now, "# kept\n[controls.\"A.1\"]   # an id\nimplements = [ \"common:IAM-08\" ]\n");
}

#[test]
fn a_catalogue_that_lost_controls_is_told_once() {
    let folder = company("lost");
    std::fs::create_dir_all(folder.join("frameworks")).expect("a folder");
    let head =
        "[framework]\nname = \"Ours\"\nedition = \"1\"\npublisher = \"us\"\nitem = \"control\"\nstatus = \"current\"\n";
    let text = format!("{head}wording = \"headings\"\n\n[requirements.IAM-08]\ntitle = \"Access review\"\n");
    std::fs::write(folder.join("frameworks/common.toml"), text).expect("written");
    let output = ccf(&folder, &["check"]);
    assert_refused(&output, 1, &["error[E0211]", "places in mappings do not fit it", "1 error"]);
    assert!(!stderr(&output).contains("ccf:"), "{}", stderr(&output));
}

#[test]
fn own_frameworks_count_where_one_stands_in_the_company() {
    let folder = company("stands");
    std::fs::create_dir_all(folder.join("frameworks")).expect("a folder");
    let text = "[framework]\nname = \"House\"\nedition = \"1\"\npublisher = \"us\"\nitem = \"rule\"\nstatus = \"current\"\nwording = \"headings\"\n\n[requirements.H1]\ntitle = \"Access\"\n";
    std::fs::write(folder.join("frameworks/house-1.toml"), text).expect("written");
    assert!(stdout(&ccf(&folder, &["frameworks"])).contains("house-1"));
    assert_refused(&ccf(&folder, &["map", "soc2", "house-1"]), 0, &["no path leads"]);
}

#[test]
fn ten_thousand_mistakes_stay_readable() {
    let folder = company("many");
    let rows: String = (0..10_000).map(|n| format!("[controls.K-{n}]\nimplements = [\"common:X-{n}\"]\n")).collect();
    std::fs::write(folder.join("controls.toml"), rows).expect("written");
    let output = ccf(&folder, &["check"]);
    assert_refused(&output, 1, &["and 9900 more", "E0202   9900", "10000 errors"]);
    assert!(stderr(&output).lines().count() < 2_000, "{} lines", stderr(&output).lines().count());
}

#[cfg(unix)]
#[test]
fn output_keeps_links_devices_and_permissions() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    let folder = company("kinds");
    std::fs::write(folder.join("private.md"), "old").expect("written");
    std::fs::set_permissions(folder.join("private.md"), std::fs::Permissions::from_mode(0o600)).expect("set");
    symlink("private.md", folder.join("link.md")).expect("linked");
    assert_eq!(ccf(&folder, &["gap", "--format", "md", "-o", "link.md"]).status.code(), Some(0));
    assert!(std::fs::symlink_metadata(folder.join("link.md")).expect("there").is_symlink());
    let private = std::fs::metadata(folder.join("private.md")).expect("there");
    assert_eq!(private.permissions().mode() & 0o777, 0o600);
    assert!(std::fs::read_to_string(folder.join("private.md")).expect("read").starts_with("# Gap analysis"));
    assert_eq!(ccf(&folder, &["gap", "-o", "/dev/null"]).status.code(), Some(0));
    assert!(std::fs::metadata("/dev/null").expect("there").file_type().is_char_device());
    // A read-only file stays as it is.
    std::fs::set_permissions(folder.join("private.md"), std::fs::Permissions::from_mode(0o400)).expect("set");
    assert_refused(&ccf(&folder, &["gap", "-o", "private.md"]), 2, &["it is read-only"]);
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_read() {
    let folder = company("special");
    std::fs::create_dir(folder.join("frameworks")).expect("made");
    std::os::unix::fs::symlink("/dev/zero", folder.join("frameworks/zero-1.toml")).expect("linked");
    assert_refused(&ccf(&folder, &["check"]), 2, &["E0101", "it is no regular file"]);
}

#[test]
fn nothing_that_belongs_to_a_company_is_passed_over() {
    let folder = company("passed");
    std::fs::create_dir_all(folder.join("frameworks/g-1")).expect("made");
    std::fs::write(folder.join("frameworks/g-1/A.toml"), "").expect("written");
    assert_refused(&ccf(&folder, &["check"]), 2, &["`frameworks/g-1` has no `framework.toml`"]);
    std::fs::write(folder.join("frameworks/g-1/framework.toml"), "").expect("written");
    std::fs::write(folder.join("frameworks/g-1.toml"), "").expect("written");
    assert_refused(&ccf(&folder, &["check"]), 1, &["are both the framework `g-1`"]);
    std::fs::write(folder.join("mappings"), "a file").expect("written");
    assert_refused(&ccf(&folder, &["check"]), 2, &["cannot read `mappings`: it is no folder"]);
    assert_refused(&ccf(&folder, &["check", ".", "ccf.toml"]), 2, &["it is no folder"]);
    let other = company("second");
    let two = ccf(&folder, &["check", ".", &other.display().to_string()]);
    assert_refused(&two, 2, &["is a second company"]);
}

#[test]
fn thresholds_of_what_is_not_shown_are_refused() {
    let acme = root().join("tests/acme");
    let hidden = ccf(&acme, &["gap", "--framework", "soc2", "--fail-under", "iso27001=99"]);
    assert_refused(&hidden, 2, &["--fail-under names `iso27001-2022`, which this report leaves out"]);
}

#[test]
fn a_name_of_any_characters_can_be_read_back() {
    let empty = folder("names");
    let name = "A\u{a0}\"B\" \\ \u{202e}\u{1b}[1m\tC";
    assert_eq!(ccf(&empty, &["init", "new", "--framework", "soc2", "--name", name]).status.code(), Some(0));
    assert_refused(&ccf(&empty, &["check", "new"]), 0, &["no errors"]);
    let said = stdout(&ccf(&empty, &["gap", "new"]));
    assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "{said}");
    let json: serde_json::Value =
        serde_json::from_slice(&ccf(&empty, &["gap", "new", "--format", "json"]).stdout).expect("JSON");
    assert_eq!(json["company"], name);
}
