//! What the parser and the deserialiser refused, in the words of the people who write the files.

use toml::Spanned;
use toml::de::{DeTable, Error};

use crate::diag::{Code, Diagnostic, FileId, Span};

/// A diagnostic for a value of the wrong type, from the deserialiser's message and the value as it is written; where the
/// value only lacks brackets or has quotes too many, with the replacement.
pub fn wrong_type(message: &str, span: Span, written: &str) -> Diagnostic {
    let Some((found, expected)) =
        message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    else {
        // An enum says so of anything that is no text.
        let message = if message == "wanted string or table" { "expected a word in quotes" } else { message };
        return Diagnostic::new(Code::WrongValue, message, span);
    };
    let expected = expectation(expected);
    let wrong =
        Diagnostic::new(Code::WrongValue, format!("expected {expected}, found {}", description(found, written)), span);
    let inner = written.trim_matches(['"', '\'']);
    match expected {
        "a list" if found.starts_with("string") => {
            wrong.fix(span, format!("[{written}]"), "write it as a list of one").certain()
        }
        "a date" if found.starts_with("string") && is_day(inner) => {
            wrong.fix(span, inner, "write a date without quotes").certain()
        }
        "a date" => wrong.help("write a day without quotes, such as `2026-12-31`"),
        "a whole number" if found.starts_with("string") && inner.parse::<i64>().is_ok() => {
            wrong.fix(span, inner, "write a number without quotes").certain()
        }
        "`true` or `false`" if matches!(inner, "true" | "false") => {
            wrong.fix(span, inner, "write it without quotes").certain()
        }
        _ => wrong,
    }
}

/// `2026-12-31`
fn is_day(text: &str) -> bool {
    text.parse::<toml::value::Datetime>().is_ok_and(|day| day.date.is_some() && day.time.is_none())
}

/// What was expected, in TOML's words rather than in Rust's.
fn expectation(name: &str) -> &str {
    match name {
        "a sequence" => "a list",
        "a map" => "a table",
        "a string" => "a text in quotes",
        "a boolean" => "`true` or `false`",
        "i64" => "a whole number",
        "a TOML datetime" => "a date",
        _ if name.starts_with("struct ") => "a table",
        _ => name,
    }
}

/// What was found: `string "x"` is a text, `sequence` a list.
fn description(found: &str, written: &str) -> String {
    // To serde a date is a table with one key.
    if found == "map" && written.starts_with(|c: char| c.is_ascii_digit()) {
        return "a date".to_owned();
    }
    let kinds = [
        ("string ", "the text "),
        ("integer ", "the number "),
        ("floating point ", "the number "),
        ("boolean ", ""),
        ("sequence", "a list"),
        ("map", "a table"),
    ];
    let known = kinds.iter().find_map(|(kind, word)| found.strip_prefix(kind).map(|rest| format!("{word}{rest}")));
    known.unwrap_or_else(|| found.to_owned())
}

/// The diagnostics of what the parser refused. After a table that is given twice its keys are too; that is said once.
pub fn syntax_errors(file: FileId, text: &str, root: &DeTable<'_>, errors: &[Error]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut doubled_until = 0;
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let span = Span::new(file, range.clone());
        let line_start = text.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let in_header = text.get(line_start..range.start).is_some_and(|before| before.trim_start().starts_with('['));
        if !error.message().contains("duplicate key") {
            let mut diagnostic = Diagnostic::new(Code::Syntax, error.message(), span);
            if in_header && error.message().contains("key") {
                diagnostic =
                    diagnostic.help("ids with other characters than letters, digits, `-` and `_` must be quoted");
            }
            found.push(diagnostic);
        } else if range.start >= doubled_until {
            if in_header {
                let next = text.get(range.end..).and_then(|rest| rest.find("\n["));
                doubled_until = next.map_or(text.len(), |at| range.end + at);
            }
            let name = text.get(range.clone()).unwrap_or_default().trim_matches(['"', '\'']);
            let mut diagnostic = Diagnostic::new(Code::DuplicateId, format!("`{name}` is given twice"), span)
                .label("given again here")
                .help("keep one of the two");
            let header = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            let first = if in_header {
                // Of two tables with one name the parser keeps the second.
                let at = text.get(..line_start).and_then(|before| before.rfind(&format!("{header}\n")));
                at.map(|at| at + (range.start - line_start)..at + (range.end - line_start))
            } else {
                last_before(root, name, range.start)
            };
            if let Some(first) = first {
                diagnostic = diagnostic.also(Span::new(file, first), "first given here");
            }
            found.push(diagnostic);
        }
    }
    found
}

/// The last key of a name before a place, at any depth.
fn last_before(table: &DeTable<'_>, name: &str, place: usize) -> Option<std::ops::Range<usize>> {
    let here = table.keys().filter(|key| key.get_ref() == name).map(Spanned::span);
    let inside = table.values().filter_map(|value| last_before(value.get_ref().as_table()?, name, place));
    here.chain(inside).filter(|range| range.end <= place).max_by_key(|range| range.start)
}
