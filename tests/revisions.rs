//! `ccf diff` as a user runs it: git revisions, folders, files, control sets, and names that mean nothing or too much.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::cli::{assert_refused, ccf, folder, root, stdout};

fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"])
        .args(args)
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const SCOPE: &str = "[company]\nname = \"Small\"\n\n[scope]\nframeworks = [\"soc2\"]\n";

fn controls(status: &str, interval: u32) -> String {
    format!(
        "[controls.IAM-08]\nimplements = [\"common:IAM-08\"]\nstatus = \"{status}\"\nhow = \"Lists are compared.\"\n\
         params = {{ review-interval = {interval}, service-review-interval = 90 }}\n"
    )
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

/// A repository with a company in `acme`: three commits, and an edit after them.
fn repository(name: &str) -> PathBuf {
    let top = folder(name);
    git(&top, &["init", "-q", "-b", "main", "."]);
    write(&top.join("readme.md"), "none of ours");
    write(&top.join("acme/notes/x.toml"), "not = read");
    for (at, (status, interval)) in [("planned", 365), ("partial", 365), ("implemented", 365)].into_iter().enumerate() {
        write(&top.join("acme/ccf.toml"), SCOPE);
        write(&top.join("acme/controls.toml"), &controls(status, interval));
        git(&top, &["add", "."]);
        git(&top, &["commit", "-q", "-m", &format!("state {at}")]);
    }
    write(&top.join("acme/controls.toml"), &controls("implemented", 90));
    top
}

fn shown(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    stdout(output)
}

#[test]
fn a_revision_is_compared_with_the_working_tree_and_leaves_it_alone() {
    let top = repository("diff-tree");
    let before = git(&top, &["status", "--porcelain"]);
    let text = shown(&ccf(&top, &["diff", "HEAD", "-C", "acme"]));
    assert!(text.starts_with("HEAD ("), "{text}");
    assert!(text.contains("-> working tree"), "{text}");
    assert!(text.contains("because  IAM-08 params.review-interval: 365 -> 90"), "{text}");
    // The same from inside the company's folder, and by the folder's own name for the revision.
    assert_eq!(shown(&ccf(&top.join("acme"), &["diff", "HEAD"])), text);
    assert_eq!(git(&top, &["status", "--porcelain"]), before);
}

#[test]
fn ranges_two_names_and_their_ends_are_the_same_revisions() {
    let top = repository("diff-range");
    let two = shown(&ccf(&top, &["diff", "HEAD~2", "HEAD", "-C", "acme"]));
    assert!(two.contains("IAM-08 status: planned -> implemented"), "{two}");
    assert_eq!(shown(&ccf(&top, &["diff", "HEAD~2..HEAD", "-C", "acme"])), two);
    assert_eq!(shown(&ccf(&top, &["diff", "HEAD~2..", "-C", "acme"])), two);
    git(&top, &["stash", "-q"]);
    git(&top, &["checkout", "-q", "-b", "side/one", "HEAD~1"]);
    write(&top.join("acme/controls.toml"), &controls("none", 365));
    git(&top, &["commit", "-q", "-a", "-m", "side"]);
    // Since they parted only the side went on: main's own change is no difference.
    let parted = shown(&ccf(&top, &["diff", "main...side/one", "-C", "acme"]));
    assert!(parted.contains("IAM-08 status: partial -> none"), "{parted}");
    let direct = shown(&ccf(&top, &["diff", "main..side/one", "-C", "acme"]));
    assert!(direct.contains("IAM-08 status: implemented -> none"), "{direct}");
}

#[test]
fn the_exit_status_tells_differences_only_on_request() {
    let top = repository("diff-exit");
    let status = |args: &[&str]| ccf(&top, args).status.code();
    assert_eq!(status(&["diff", "HEAD~1", "HEAD", "-C", "acme"]), Some(0));
    assert_eq!(status(&["diff", "HEAD~1", "HEAD", "-C", "acme", "--exit-code"]), Some(1));
    let same = ccf(&top, &["diff", "HEAD", "main", "-C", "acme", "--exit-code"]);
    assert_refused(&same, 0, &["both are the commit"]);
    assert!(stdout(&same).contains("Nothing changed."));
}

#[test]
fn revisions_that_are_none_are_refused_with_what_to_do() {
    let top = repository("diff-unknown");
    assert_refused(&ccf(&top, &["diff", "HEAD~9", "-C", "acme"]), 2, &["`HEAD~9` is no", "log --oneline"]);
    assert_refused(&ccf(&top, &["diff", "HEAD~9..HEAD", "-C", "acme"]), 2, &["no git revision `HEAD~9`"]);
    assert_refused(&ccf(&top, &["diff", "HEAD..--all", "-C", "acme"]), 2, &["no git revision `--all`"]);
    assert_refused(&ccf(&top, &["diff", "HEAD:acme/ccf.toml", "-C", "acme"]), 2, &["is no framework"]);
    assert_refused(&ccf(&top, &["diff", "HEAD"]), 2, &["`HEAD` is no", "`-C DIR`"]);
    let elsewhere = top.join("other");
    write(&elsewhere.join("ccf.toml"), SCOPE);
    assert_refused(&ccf(&elsewhere, &["diff", "HEAD"]), 2, &["has no company: no `other/ccf.toml`"]);
}

#[test]
fn without_a_repository_or_git_it_says_so() {
    // Below the system's own folder for such things, where no repository is above.
    let outside = std::env::temp_dir().join(format!("ccf-diff-{}", std::process::id()));
    write(&outside.join("ccf.toml"), SCOPE);
    let refused = ccf(&outside, &["diff", "HEAD~1..HEAD"]);
    let no_git = Command::new(env!("CARGO_BIN_EXE_ccf"))
        .current_dir(&outside)
        .args(["diff", "HEAD~1..HEAD"])
        .env("PATH", "")
        .output()
        .expect("ccf runs");
    std::fs::remove_dir_all(&outside).expect("removed");
    assert_refused(&refused, 2, &["is in no git repository", "compare two folders"]);
    assert_refused(&no_git, 2, &["no program `git`", "install git"]);
}

#[test]
fn errors_in_the_data_of_a_revision_are_shown_at_their_place_in_it() {
    let top = repository("diff-errors");
    write(&top.join("acme/controls.toml"), "[controls.K-1]\nimplements = [\"common:IAM-8\"]\n");
    git(&top, &["commit", "-q", "-a", "-m", "broken"]);
    write(&top.join("acme/controls.toml"), &controls("planned", 90));
    let refused = ccf(&top, &["diff", "HEAD", "-C", "acme"]);
    assert_refused(&refused, 2, &["E0202", "--> HEAD:acme/controls.toml:2:15", "nothing is compared"]);
    assert!(refused.stdout.is_empty());
    // A revision without those errors can still be compared with another.
    assert_eq!(ccf(&top, &["diff", "HEAD~2..HEAD~1", "-C", "acme"]).status.code(), Some(0));
}

#[test]
fn own_frameworks_and_mappings_of_a_revision_are_read_from_it() {
    let top = repository("diff-own");
    let head = "[framework]\nname = \"House\"\nedition = \"1\"\npublisher = \"us\"\nitem = \"rule\"\nstatus = \"current\"\n\
                wording = \"ours\"\n";
    let rule = "[requirements.R-1]\ntitle = \"Review\"\ntext = \"Accounts are reviewed.\"\n";
    let mapping = "[mapping]\nmethod = \"human\"\nrationale = \"functional\"\nstatus = \"draft\"\n[map.R-1]\n\
                   superset-of = [\"IAM-08\"]\nsufficient = SUFFICIENT\n";
    write(&top.join("acme/frameworks/house-1/framework.toml"), head);
    write(&top.join("acme/frameworks/house-1/R.toml"), rule);
    write(&top.join("acme/mappings/house-1--common.toml"), &mapping.replace("SUFFICIENT", "true"));
    write(&top.join("acme/ccf.toml"), &SCOPE.replace("\"soc2\"", "\"house-1\""));
    git(&top, &["add", "."]);
    git(&top, &["commit", "-q", "-m", "own"]);
    write(&top.join("acme/mappings/house-1--common.toml"), &mapping.replace("SUFFICIENT", "false"));
    let text = shown(&ccf(&top, &["diff", "HEAD", "-C", "acme"]));
    assert!(text.contains("because  mapping house-1:R-1 to common sufficient: true -> false"), "{text}");
    let scope = shown(&ccf(&top, &["diff", "HEAD~1", "-C", "acme"]));
    assert!(scope.contains("came into scope: ") && scope.contains("left the scope: "), "{scope}");
}

#[test]
fn other_words_for_a_requirement_are_read_from_a_revision_too() {
    let top = repository("diff-overlay");
    write(&top.join("acme/overlays/soc2-2017.toml"), "[overlay]\n\"CC6.3\" = \"The old words of somebody.\"\n");
    git(&top, &["add", "."]);
    git(&top, &["commit", "-q", "-m", "words"]);
    write(&top.join("acme/overlays/soc2-2017.toml"), "[overlay]\n\"CC6.3\" = \"The new words of somebody.\"\n");
    let text = shown(&ccf(&top, &["diff", "HEAD", "-C", "acme"]));
    assert!(text.contains("soc2-2017:CC6.3 text: The old words of somebody. -> The new words"), "{text}");
}

#[test]
fn names_that_mean_several_things_are_refused_until_one_is_said() {
    let top = repository("diff-ambiguous");
    git(&top, &["branch", "soc2"]);
    git(&top, &["branch", "iso27001"]);
    let refused = ccf(&top, &["diff", "soc2", "iso27001", "-C", "acme"]);
    assert_refused(&refused, 2, &["`soc2` could be the framework `soc2-2017` or the git revision `soc2`", "--as"]);
    let revisions = ccf(&top, &["diff", "soc2", "iso27001", "-C", "acme", "--as", "revision"]);
    assert!(shown(&revisions).contains("Nothing changed."));
    let frameworks = ccf(&top, &["diff", "soc2", "iso27001", "-C", "acme", "--as", "framework"]);
    assert!(shown(&frameworks).starts_with("SOC 2 Trust Services Criteria"));
    // What the other one is leaves no choice.
    assert!(shown(&ccf(&top, &["diff", "soc2", "HEAD~1", "-C", "acme"])).starts_with("soc2 ("));
    assert!(shown(&ccf(&top, &["diff", "soc2", "pci-dss-4.0.1", "-C", "acme"])).starts_with("SOC 2"));
}

#[test]
fn a_name_given_twice_and_two_of_different_kinds_are_refused() {
    let top = repository("diff-same");
    assert_refused(&ccf(&top, &["diff", "soc2", "soc2-2017"]), 2, &["are both the framework `soc2-2017`"]);
    assert_refused(&ccf(&top, &["diff", "acme", "acme/../acme"]), 2, &["are both the company in `acme`"]);
    assert_refused(&ccf(&top, &["diff", "acme", "soc2"]), 2, &["not of one kind", "two companies"]);
    assert_refused(&ccf(&top, &["diff", "soc2"]), 2, &["with what is it compared?"]);
    assert_refused(&ccf(&top, &["diff", "socc2", "soc2"]), 2, &["did you mean the framework `soc2`?"]);
    assert_refused(&ccf(&top, &["diff", "acme/controls.toml", "soc2"]), 2, &["is no framework", "name the folder"]);
    assert_refused(
        &ccf(&top, &["diff", "acme/notes", "acme"]),
        2,
        &["neither a company, a framework nor a control set"],
    );
}

#[test]
fn two_states_of_a_file_are_compared_even_of_a_built_in_framework() {
    let here = folder("diff-files");
    let text = std::fs::read_to_string(root().join("frameworks/sox-itgc.toml")).expect("read");
    let reworded = text.replacen("title = \"", "title = \"Sound ", 1);
    let cut = reworded.rfind("\n[requirements").map_or("", |at| &reworded[..=at]);
    write(&here.join("old/sox-itgc.toml"), &text);
    write(&here.join("sox-itgc.toml"), cut);
    let output = ccf(&here, &["diff", "old/sox-itgc.toml", "sox-itgc.toml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&shown(&output)).expect("json");
    assert_eq!((&json["counts"]["removed"], &json["counts"]["moved"]), (&1.into(), &0.into()), "{json:#}");
    // By id and by file, side by side.
    let mixed = shown(&ccf(&here, &["diff", "sox-itgc", "./sox-itgc.toml", "--format", "csv"]));
    assert!(mixed.starts_with("change,before_id,after_id,title,relation,field,before,after\n"), "{mixed}");
    write(&here.join("sox-itgc.toml"), &text.replace("[framework]", "[framwork]"));
    assert_refused(&ccf(&here, &["diff", "sox-itgc", "sox-itgc.toml", "--as", "framework"]), 2, &["error["]);
}

#[test]
fn a_built_control_set_is_the_set_of_its_company() {
    let here = folder("diff-controls");
    let acme = root().join("tests/acme").display().to_string();
    assert_eq!(ccf(&here, &["build", &acme, "-o", "out"]).status.code(), Some(0));
    let same = shown(&ccf(&here, &["diff", "out", &acme]));
    assert!(same.contains("Nothing changed."), "{same}");
    write(&here.join("small/ccf.toml"), SCOPE);
    let less = shown(&ccf(&here, &["diff", "out", "small", "--format", "csv"]));
    assert!(less.lines().any(|line| line.starts_with("removed,ACME-") || line.starts_with("removed,")), "{less}");
    let by_flag = shown(&ccf(&here, &["diff", &acme, "small", "--controls", "--format", "csv"]));
    assert_eq!(by_flag, less);
    write(&here.join("out/crosswalk.csv"), "control_id,framework\n");
    assert_refused(&ccf(&here, &["diff", "out", "small"]), 2, &["has no column `requirement_id`", "ccf build"]);
}

#[test]
fn every_format_is_written_whole_to_a_file() {
    let top = repository("diff-formats");
    for format in ["table", "md", "csv", "json"] {
        let args = ["diff", "HEAD~2", "-C", "acme", "--format", format];
        let printed = shown(&ccf(&top, &args));
        let output = ccf(&top, &[&args[..], &["-o", "out.txt"]].concat());
        assert_eq!(output.status.code(), Some(0));
        assert!(output.stdout.is_empty());
        assert_eq!(std::fs::read_to_string(top.join("out.txt")).expect("written"), printed);
        assert!(format != "table" || printed.lines().all(|line| line.chars().count() <= 80), "{printed}");
    }
}
