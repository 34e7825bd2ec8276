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
