//! The one right form: what it looks like, that every file finds it again, and that it says what was said before.
//!
//! `SNAPSHOTS=overwrite cargo test fmt` writes the expectations of `tests/fmt` anew; read the difference.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ccf::fmt::{format, is_surely_formatted, same_meaning};
use proptest::prelude::*;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files with an extension below a folder.
fn below(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn shipped() -> Vec<(PathBuf, String)> {
    let paths = ["frameworks", "mappings", "tests/acme"].map(|folder| below(folder, "toml")).concat();
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(&path).expect("text"))).collect()
}

#[test]
fn directives_to_editors_stay_first() {
    let right = "#:schema a.json\n\n[company]\nname = \"C\"\n\n[scope]\nframeworks = []\n";
    assert_eq!(formatted(right), right);
    let bound_to_a_table = "#:schema a.json\n[scope]\nframeworks = []\n[company]\nname = \"C\"\n";
    assert_eq!(formatted(bound_to_a_table), right);
    let with_more = "\n#:schema a.json\r\n#:tombi format.disabled = true\n# Ours.\n[company]\nname = \"C\"\n";
    let formatted_more = "#:schema a.json\n#:tombi format.disabled = true\n\n# Ours.\n[company]\nname = \"C\"\n";
    assert_eq!(formatted(with_more), formatted_more);
    assert_eq!(formatted("#:schema a.json"), "#:schema a.json\n");
}

#[track_caller]
fn formatted(text: &str) -> String {
    format(text).unwrap_or_else(|refused| panic!("{refused}:\n{text}"))
}

/// A shipped file without its comments and without the values that have escapes, and lines of it that were moved, doubled
/// or changed.
fn disturbed() -> impl Strategy<Value = String> {
    let files: Vec<String> = shipped().into_iter().map(|(_, text)| text).filter(|text| text.len() < 20_000).collect();
    let change = (any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), 0..9usize);
    (proptest::sample::select(files), proptest::collection::vec(change, 0..3)).prop_map(|(text, changes)| {
        let plain = |line: &&str| !line.contains(['#', '\\']);
        let mut lines: Vec<String> = text.lines().filter(plain).map(str::to_owned).collect();
        for (at, to, change) in changes {
            let (at, to) = (at.index(lines.len()), to.index(lines.len()));
            match change {
                0 => lines.swap(at, to),
                1 => drop(lines.remove(at)),
                2 => lines.insert(to, String::new()),
                3 => lines[at].insert(0, ' '),
                4 => lines[at] = lines[at].replacen("= \"", "= \"\\u0041", 1),
                5 => lines[at] += " # why",
                6 => lines[at] = lines[at].replace('"', "'"),
                7 => lines[at] = lines[at].replace(", ", ","),
                _ => lines[at] = lines[at].replace("= \"", "= \"\u{85}\u{e4}"),
            }
        }
        lines.join("\n") + "\n"
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn the_quick_look_says_yes_exactly_to_plain_texts_in_the_right_form(text in disturbed()) {
        let plain = |text: &str| !text.contains(['#', '\\']);
        if let Ok(right) = format(&text) {
            prop_assert_eq!(is_surely_formatted(&text), right == text && plain(&text), "{}", text);
            prop_assert_eq!(is_surely_formatted(&right), plain(&right), "{}", right);
        }
    }
}

#[test]
fn every_shipped_file_has_the_one_right_form() {
    for (path, text) in shipped() {
        assert_eq!(formatted(&text), text, "{}", path.display());
    }
}

#[test]
fn the_cases_of_tests_fmt() {
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|wish| wish == "overwrite");
    for path in below("tests/fmt", "toml") {
        let text = std::fs::read_to_string(&path).expect("text");
        let found = formatted(&text);
        let expected = path.with_extension("formatted");
        if overwrite {
            std::fs::write(&expected, &found).expect("written");
        }
        assert_eq!(found, std::fs::read_to_string(&expected).unwrap_or_default(), "{}", path.display());
        assert_eq!(formatted(&found), found, "{}", path.display());
        assert!(same_meaning(&text, &found));
    }
}

#[test]
fn the_smallest_texts_have_a_form_too() {
    let cases = [
        ("", ""),
        ("\n\n", ""),
        ("# only this", "# only this\n"),
        ("\u{feff}[controls]\r\n# no end", "[controls]\n# no end\n"),
        ("[controls]\n\n\n# bottom", "[controls]\n\n# bottom\n"),
        ("# of all\n[controls]\n[controls.A]", "# of all\n\n[controls.A]\n"),
        ("[controls.\"\"]\nhow=\"\"\"a\\\n  b\"\"\"", "[controls.\"\"]\nhow = \"ab\"\n"),
        ("[controls.'a b']\nhow='\\\"'\n", "[controls.\"a b\"]\nhow = \"\\\\\\\"\"\n"),
    ];
    for (text, expected) in cases {
        assert_eq!(formatted(text), expected, "{text:?}");
        assert_eq!(formatted(expected), expected, "{text:?}");
    }
}

/// Numbers that only look random.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.roll(choices.len())]
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.roll(at + 1));
        }
    }
}

/// Lists whose order says nothing.
const RELATIONS: [&str; 5] = ["equal-to", "subset-of", "superset-of", "intersects-with", "implements"];

/// One pair of a table's body, with the comments before it, written differently.
fn damaged_pair(lines: &[&str], dice: &mut Dice) -> String {
    let at = lines.iter().position(|line| !line.starts_with('#')).expect("a pair");
    let (comments, pair) = lines.split_at(at);
    let (key, value) = pair[0].split_once(" = ").expect("a pair");
    let mut items = pair[1..].to_vec();
    let close = items.pop();
    if RELATIONS.contains(&key) {
        dice.shuffle(&mut items);
    }
    let plain = value.starts_with('"') && value.ends_with('"') && !value.contains(['\\', '\'']);
    let literal = plain && value.matches('"').count() == 2 && dice.roll(2) == 0;
    let value = if literal { value.replace('"', "'") } else { value.to_owned() };
    let key = if key.starts_with('"') || dice.roll(2) == 0 { key.to_owned() } else { format!("'{key}'") };
    let mut text: String = comments.iter().map(|line| format!("  {line}  \n")).collect();
    text +=
        &format!("{}{key}{}={}{value}", dice.one_of(&["", "   "]), dice.one_of(&["", "\t"]), dice.one_of(&["", "  "]));
    let separate = dice.one_of(&["\n", " ", "\n\n\n"]);
    // A comment ends its line.
    let separate = if items.iter().any(|item| item.contains('#')) { "\n" } else { separate };
    items.iter().chain(&close).for_each(|item| text += &format!("{separate}{}", item.trim()));
    text
}

/// A table written differently.
fn damaged_table(chunk: &str, dice: &mut Dice) -> String {
    let lines: Vec<&str> = chunk.lines().collect();
    let header = lines.iter().position(|line| line.starts_with('[')).expect("a header");
    let mut pairs: Vec<Vec<&str>> = Vec::new();
    let mut begins = true;
    for line in &lines[header + 1..] {
        match pairs.last_mut().filter(|_| !begins) {
            Some(pair) => pair.push(line),
            None => pairs.push(vec![line]),
        }
        begins = !line.starts_with(['#', ' ']) && !line.ends_with('[');
    }
    dice.shuffle(&mut pairs);
    let mut text: String = lines[..header].iter().map(|line| format!("\t{line}\n")).collect();
    text += &lines[header].replace('[', "[ ").replace("[ [ ", "[[ ");
    for pair in pairs {
        text += dice.one_of(&["\n", "\n\n", "\n \n\n"]);
        text += &damaged_pair(&pair, dice);
    }
    text
}

/// A formatted file with its tables, keys and ids in another order and its layout spoilt.
fn damaged(text: &str, dice: &mut Dice) -> String {
    let chunks: Vec<&str> = text.trim_end().split("\n\n").collect();
    let is_table = |chunk: &&str| chunk.lines().any(|line| line.starts_with('['));
    let (tables, top): (Vec<&str>, Vec<&str>) = chunks.into_iter().partition(is_table);
    let mut tables: Vec<String> = tables.into_iter().map(|chunk| damaged_table(chunk, dice)).collect();
    dice.shuffle(&mut tables);
    let mut text: String = top.iter().map(|chunk| format!("\n{chunk}\n\n\n")).collect();
    for table in tables {
        text += &format!("{table}\n{}", dice.one_of(&["\n", "\n\n\n", "  \n"]));
    }
    if dice.roll(2) == 0 { text.replace('\n', "\r\n") } else { text }
}

/// A text with comments where none were, each with a name of its own.
fn commented(text: &str, dice: &mut Dice) -> (String, usize) {
    let mut count = 0;
    let mut found = String::new();
    for line in text.lines() {
        if dice.roll(12) == 0 {
            count += 1;
            found += &format!("{}# <{count}>\n{}", dice.one_of(&["", "\n"]), dice.one_of(&["", "\n", "\n\n"]));
        }
        found += line;
        if dice.roll(12) == 0 {
            count += 1;
            found += &format!(" # <{count}>");
        }
        found += dice.one_of(&["\n", "\n", "\n", "\n\n"]);
    }
    (found, count)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    #[test]
    fn a_damaged_layout_finds_its_form_again(file in any::<proptest::sample::Index>(), seed in any::<u64>()) {
        let files = shipped();
        let (path, text) = file.get(&files);
        let damaged = damaged(text, &mut Dice(seed));
        let found = format(&damaged).expect("formatted");
        prop_assert!(same_meaning(text, &found), "{}", path.display());
        prop_assert_eq!(&found, text, "{}:\n{}", path.display(), damaged);
    }

    #[test]
    fn no_comment_is_lost_and_twice_is_as_good_as_once(file in any::<proptest::sample::Index>(), seed in any::<u64>()) {
        let mut files = shipped();
        files.extend(below("tests/fmt", "toml").into_iter().map(|path| {
            let text = std::fs::read_to_string(&path).expect("text");
            (path, text)
        }));
        let (path, text) = file.get(&files);
        let mut dice = Dice(seed);
        // The strings of several lines in a case are no place for comments.
        let text = if text.contains("'''") { format(text).expect("formatted") } else { text.clone() };
        let (text, count) = commented(&text, &mut dice);
        let once = format(&text).expect("formatted");
        prop_assert_eq!(&format(&once).expect("formatted"), &once, "{}:\n{}", path.display(), text);
        prop_assert!(same_meaning(&text, &once));
        for number in 1..=count {
            prop_assert_eq!(once.matches(&format!("<{number}>")).count(), 1, "{} in {}", number, path.display());
        }
        prop_assert!(!once.contains("\n\n\n") && !once.starts_with('\n') && once.ends_with('\n'));
    }
}

/// Runs `ccf fmt` in a folder.
fn ccf_fmt(folder: &Path, args: &[&str], input: &str) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ccf"))
        .current_dir(folder)
        .arg("fmt")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("ccf runs");
    child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("written");
    let Output { status, stdout, stderr } = child.wait_with_output().expect("ended");
    (status.code(), String::from_utf8(stdout).expect("text"), String::from_utf8(stderr).expect("text"))
}

const COMPANY: &str = "[company]\nname = \"Small\"\n\n[scope]\nframeworks = [\"soc2\"]\n";

/// A company of two files, one of which is not formatted.
fn company(name: &str, controls: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    std::fs::write(folder.join("ccf.toml"), COMPANY).expect("written");
    std::fs::write(folder.join("controls.toml"), controls).expect("written");
    folder
}

#[test]
fn check_prints_the_difference_and_writes_nothing() {
    let written = "[controls.A]\nstatus='none'\n";
    let folder = company("fmt-check", written);
    let (status, out, err) = ccf_fmt(&folder, &["--check"], "");
    assert_eq!((status, err.as_str()), (Some(1), "would format 1 of 2 files\n"));
    let expected =
        "--- controls.toml\n+++ controls.toml\n@@ -1,2 +1,2 @@\n [controls.A]\n-status='none'\n+status = \"none\"\n";
    assert_eq!(out, expected);
    assert_eq!(std::fs::read_to_string(folder.join("controls.toml")).expect("text"), written);

    let (status, out, err) = ccf_fmt(&folder, &[], "");
    assert_eq!((status, out.as_str(), err.as_str()), (Some(0), "", "formatted 1 of 2 files\n"));
    let (status, out, err) = ccf_fmt(&folder, &["--check", "--quiet"], "");
    assert_eq!((status, out.as_str(), err.as_str()), (Some(0), "", ""));
}

#[test]
fn a_named_file_is_formatted_alone() {
    let folder = company("fmt-alone", "[controls.A]\nstatus='none'\n");
    let (status, _, err) = ccf_fmt(&folder, &["ccf.toml", "./ccf.toml"], "");
    assert_eq!((status, err.as_str()), (Some(0), "formatted 0 of 1 files\n"));
    let (status, _, err) = ccf_fmt(&folder, &["missing.toml"], "");
    assert_eq!(status, Some(2));
    assert!(err.contains("missing.toml"), "{err}");
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = company("fmt-input", "");
    let (status, out, err) = ccf_fmt(&folder, &["-"], "[controls.A]\nstatus='none'");
    assert_eq!((status, out.as_str(), err.as_str()), (Some(0), "[controls.A]\nstatus = \"none\"\n", ""));
    let (status, out, _) = ccf_fmt(&folder, &["-"], COMPANY);
    assert_eq!((status, out.as_str()), (Some(0), COMPANY));
    let (status, out, _) = ccf_fmt(&folder, &["-", "--check"], "[controls.A]\nstatus='none'");
    assert_eq!(status, Some(1));
    assert!(out.starts_with("--- <stdin>\n+++ <stdin>\n"), "{out}");
}

#[test]
fn a_file_with_errors_is_left_alone() {
    let broken = "[controls.A\nstatus='none'\n";
    let folder = company("fmt-broken", broken);
    std::fs::write(folder.join("ccf.toml"), "[company]\nname='Small'\n").expect("written");
    let (status, out, err) = ccf_fmt(&folder, &[], "");
    assert_eq!((status, out.as_str()), (Some(1), ""));
    assert!(err.contains("E0104") && err.contains("controls.toml:1:") && err.contains("formatted 1 of 2"), "{err}");
    assert_eq!(std::fs::read_to_string(folder.join("controls.toml")).expect("text"), broken);
    assert_eq!(std::fs::read_to_string(folder.join("ccf.toml")).expect("text"), "[company]\nname = \"Small\"\n");
    let (status, _, err) = ccf_fmt(&folder, &["-"], "[package]\nname='x'\n");
    assert_eq!(status, Some(1));
    assert!(err.contains("unknown key `package`"), "{err}");
}
