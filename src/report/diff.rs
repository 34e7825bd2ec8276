//! What changed, as text: between frameworks, companies and control sets.

mod alike;
mod company;
mod controls;
mod framework;
mod summary;

pub use company::{AnswerChangeRow, CompanyDiffReport};
pub use controls::{ControlSetDiffReport, SetChangeRow, listed_controls};
pub use framework::{FrameworkChangeRow, FrameworkDiffReport};

use anstyle::{AnsiColor, Style};

use super::terminal::{WIDTH, line, printable, wrap};
use crate::engine::diff::{Change, Piece};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const RED: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
/// How many unchanged words are shown on either side of a change.
const CONTEXT: usize = 4;

/// Adds a heading with how many there are.
fn heading(page: &mut String, text: &str, count: usize) {
    line(page, &format!("{BOLD}{text}{BOLD:#} {DIM}({count}){DIM:#}"));
}

/// Adds up to `most` of some lines, and how many more there are.
fn some(page: &mut String, lines: &[String], most: usize, first: usize, rest: usize) {
    for text in lines.iter().take(most) {
        wrap(page, text, first, rest);
    }
    if lines.len() > most {
        wrap(page, &format!("and {} more", lines.len() - most), first, rest);
    }
}

/// The words that changed with a few around them: `… each [-year-] {+quarter+} and …`.
fn marked(pieces: &[Piece]) -> String {
    let last = pieces.len().saturating_sub(1);
    let shown = pieces.iter().enumerate().map(|(at, piece)| match piece.change {
        Change::Removed => format!("[-{}-]", piece.text),
        Change::Added => format!("{{+{}+}}", piece.text),
        Change::Kept => context(&piece.text, at > 0, at < last),
    });
    shown.collect::<Vec<_>>().join(" ")
}

/// The ends of an unchanged run that lie beside a change.
fn context(text: &str, after_change: bool, before_change: bool) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let (head, tail) = (if after_change { CONTEXT } else { 0 }, if before_change { CONTEXT } else { 0 });
    if words.len() <= head + tail {
        return text.to_owned();
    }
    let first = words.iter().take(head).copied();
    let end = words.iter().skip(words.len() - tail).copied();
    first.chain(["…"]).chain(end).collect::<Vec<_>>().join(" ")
}

/// Adds marked words, broken at blanks, with what was removed and added in colour.
fn wrap_marked(page: &mut String, text: &str, first: usize, rest: usize) {
    let mut row = " ".repeat(first);
    let mut width = first;
    let mut style = Style::new();
    for (at, word) in printable(text).split(' ').enumerate() {
        let length = word.chars().count();
        if at > 0 && width + 1 + length > WIDTH {
            line(page, &row);
            row = " ".repeat(rest);
            width = rest;
        } else if at > 0 {
            row.push(' ');
            width += 1;
        }
        if word.starts_with("[-") {
            style = RED;
        } else if word.starts_with("{+") {
            style = GREEN;
        }
        row += &format!("{style}{word}{style:#}");
        width += length;
        if word.ends_with("-]") || word.ends_with("+}") {
            style = Style::new();
        }
    }
    line(page, &row);
}

/// `before -> after`, where either may be missing.
fn from_to(before: Option<&str>, after: Option<&str>) -> String {
    match (before, after) {
        (Some(before), Some(after)) => format!("{before} -> {after}"),
        (None, Some(after)) => format!("added: {after}"),
        (Some(before), None) => format!("removed: {before}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::diff::compare_words;

    #[test]
    fn changed_words_are_shown_with_a_few_around_them() {
        let before = "one two three four five six seven eight nine ten old eleven twelve thirteen fourteen fifteen";
        let text = marked(&compare_words(before, &before.replace("old", "new")));
        assert_eq!(text, "… seven eight nine ten [-old-] {+new+} eleven twelve thirteen fourteen …");
    }
}
