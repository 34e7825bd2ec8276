//! Nothing is swallowed: a mutation of a shipped file either still means the same, or gives a diagnostic, or changes what
//! was loaded. A key that is read and then forgotten, and a token that is passed over, would fail here.

use std::collections::BTreeMap;

use ccf::fmt::same_meaning;
use ccf::load::Workspace;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::defects::{checked, shipped};

/// The ranges of the tokens of a TOML text: strings, words, punctuation; blanks and comments are none.
fn tokens(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'#' => at + text[at..].find('\n').unwrap_or(text.len() - at),
            b'"' => {
                let mut end = at + 1;
                while end < bytes.len() && bytes[end] != b'"' {
                    end += if bytes[end] == b'\\' { 2 } else { 1 };
                }
                (end + 1).min(bytes.len())
            }
            byte if is_word(byte) => {
                at + bytes[at..].iter().position(|byte| !is_word(*byte)).unwrap_or(bytes.len() - at)
            }
            _ => at + 1,
        };
        if bytes[at] != b'#' && bytes[at] != b' ' {
            found.push(at..end);
        }
        at = end;
    }
    found
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':') || !byte.is_ascii()
}

/// A text with one token deleted, doubled or exchanged with the next, or cut off after it.
fn mutated(text: &str, token: Index, kind: usize) -> String {
    let tokens = tokens(text);
    let at = token.index(tokens.len() - 1);
    let (this, next) = (tokens[at].clone(), tokens[at + 1].clone());
    let (before, after) = (&text[..this.start], &text[this.end..]);
    match kind {
        0 => format!("{before}{after}"),
        1 => format!("{before}{0} {0}{after}", &text[this.clone()]),
        2 => {
            let between = &text[this.end..next.start];
            format!("{before}{}{between}{}{}", &text[next.clone()], &text[this.clone()], &text[next.end..])
        }
        _ => format!("{before}{}", &text[this.clone()]),
    }
}

/// All that was loaded, without the places where it stands.
fn loaded(workspace: &Workspace) -> String {
    let text = format!("{:?}{:?}{:?}", workspace.library, workspace.company, workspace.policy);
    let mut parts = text.split("Span {");
    let first = parts.next().map(str::to_owned).into_iter();
    first.chain(parts.filter_map(|part| part.split_once('}')).map(|(_, rest)| rest.to_owned())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn no_mutation_of_a_shipped_file_is_swallowed(file in any::<Index>(), token in any::<Index>(), kind in 0..4usize) {
        let clean = shipped();
        let (path, text) = file.get(&clean.iter().collect::<Vec<_>>()).to_owned();
        let planted = mutated(text, token, kind);
        if same_meaning(text, &planted) {
            return Ok(());
        }
        let texts: BTreeMap<String, String> = clean.iter().map(|(path, text)| (path.clone(), text.clone()))
            .chain([(path.clone(), planted.clone())]).collect();
        let after = checked(&texts);
        if after.diagnostics.is_empty() {
            let difference = similar::TextDiff::from_lines(text.as_str(), planted.as_str());
            let difference = difference.unified_diff().context_radius(1).to_string();
            prop_assert!(loaded(&after) != loaded(&checked(&clean)), "{path} changed without effect:\n{difference}");
        }
    }
}

/// The framework and mapping files that ship, and beside a group file those of its folder.
fn catalogues() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["frameworks", "mappings", "frameworks/common"] {
        for entry in root.join(folder).read_dir().expect("a folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().extension().is_some_and(|extension| extension == "toml") {
                let text = std::fs::read_to_string(entry.path()).expect("text");
                found.push((format!("{folder}/{name}"), text));
            }
        }
    }
    found.sort();
    found
}

/// The ranges of the entries `[requirements.X]` or `[map.X]` of a text, with their tables inside, up to the next entry.
fn entries(text: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let mut found: Vec<(String, std::ops::Range<usize>)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(header) = line.trim_end().strip_prefix('[') {
            if let Some((_, open)) = found.last_mut().filter(|(_, range)| range.end == usize::MAX)
                && !header.starts_with(
                    &text[open.start + 1..].split(']').next().map(|own| format!("{own}.")).unwrap_or_default(),
                )
            {
                open.end = at;
            }
            let is_open = found.last().is_some_and(|(_, range)| range.end == usize::MAX);
            let id = header.strip_prefix("requirements.").or_else(|| header.strip_prefix("map."));
            if let Some(id) = id.filter(|_| !is_open) {
                found.push((id.trim_end_matches(']').to_owned(), at..usize::MAX));
            }
        }
        at += line.len();
    }
    if let Some((_, last)) = found.last_mut().filter(|(_, range)| range.end == usize::MAX) {
        last.end = text.len();
    }
    found
}

/// What one entry is made: broken, doubled, renamed or moved; with the code that must be reported.
fn spoiled(text: &str, range: std::ops::Range<usize>, kind: usize) -> (String, &'static [&'static str]) {
    let (before, entry, after) = (&text[..range.start], &text[range.clone()], &text[range.end..]);
    let (header, rest) = entry.split_once('\n').expect("a header");
    match kind {
        0 => (format!("{before}{}\n{rest}{after}", header.trim_end_matches(']')), &["E0104"]),
        1 => (format!("{before}{entry}\n{entry}{after}"), &["E0110"]),
        2 => {
            let quoted = header.ends_with("\"]");
            let renamed = if quoted { header.replace("\"]", "-x\"]") } else { header.replace(']', "-x]") };
            (
                format!(
                    "{before}{renamed}\n{}{after}",
                    rest.replace(&header[..header.len() - 1], &renamed[..renamed.len() - 1])
                ),
                &["E0202", "E0211"],
            )
        }
        _ => (format!("{before}{}\n\n{}", after.trim_end(), entry.trim_end()) + "\n", &["W0116"]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn an_entry_broken_doubled_renamed_or_moved_is_reported(file in any::<Index>(), entry in any::<Index>(), kind in 0..4usize) {
        let all = catalogues();
        let (path, text) = file.get(&all).to_owned();
        let entries = entries(&text);
        prop_assume!(!entries.is_empty());
        let (id, range) = entry.get(&entries).to_owned();
        // The last entry moved to the end stays where it is.
        prop_assume!(kind != 3 || range.end < text.len());
        let (planted, codes) = spoiled(&text, range, kind);
        let beside = all.into_iter().filter(|(other, _)| path.starts_with("frameworks/common/") && other.starts_with("frameworks/common/"));
        let mut texts: BTreeMap<String, String> = beside.collect();
        texts.insert(path.clone(), planted);
        let after = checked(&texts);
        let found: Vec<&str> = after.diagnostics.iter().map(|found| found.code.id()).collect();
        prop_assert!(codes.iter().any(|code| found.contains(code)), "{path} {id} kind {kind}: {found:?}");
    }
}
