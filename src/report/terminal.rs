//! A gap analysis for the terminal, 80 columns wide.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::{AnswerReport, DocumentItem, FrameworkReport, GapReport, WorkItem};
use crate::model::vocabulary::{Basis, Verdict};

/// Columns of the page.
pub const WIDTH: usize = 80;
/// How many controls, and how many documents, are named as the next work.
const SHOWN_WORK: usize = 10;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The report as text with ANSI styles. `folder` is how the company's folder was named, for the next command to type.
#[must_use]
pub fn terminal(report: &GapReport, folder: Option<&str>) -> String {
    let mut page = String::new();
    for framework in &report.frameworks {
        section(&mut page, report, framework, folder);
    }
    if report.frameworks.is_empty() {
        line(&mut page, &format!("{} has no framework in scope.", report.company));
    }
    page
}

fn section(page: &mut String, report: &GapReport, framework: &FrameworkReport, folder: Option<&str>) {
    let as_of = report.as_of.as_ref().map_or(String::new(), |day| format!(", as of {day}"));
    line(page, &format!("{BOLD}{} against {}{BOLD:#}{as_of}", printable(&report.company), printable(&framework.name)));
    if !report.assumed.is_empty() {
        wrap(page, &format!("taking as met: {}", report.assumed.join("; ")), 0, 2);
    }
    line(page, &format!("{DIM}{}: {}{DIM:#}", framework.id, printable(&framework.edition)));
    line(page, "");
    counts(page, framework);
    line(page, "");
    let list = |page: &mut String, heading: &str, inferred: bool| {
        let met = framework
            .answers
            .iter()
            .filter(|a| a.verdict == Verdict::Met && (a.basis == Some(Basis::Inferred)) == inferred);
        let ids: Vec<&str> = met.map(|answer| answer.id.as_str()).collect();
        if !ids.is_empty() {
            line(page, &format!("{BOLD}{}{BOLD:#}", printable(heading)));
            wrap(page, &ids.join(" "), 2, 2);
            line(page, "");
        }
    };
    list(page, &framework.words.met, false);
    list(page, "Inferred from what was taken as met", true);
    for answer in &framework.answers {
        if answer.verdict != Verdict::Met || !answer.notes.is_empty() {
            describe(page, answer);
        }
    }
    next_steps(page, framework, folder);
}

fn counts(page: &mut String, framework: &FrameworkReport) {
    let counts = &framework.counts;
    let counted = framework.counted;
    let words = &framework.words;
    let partly = framework.partly_inferred;
    let in_part = if partly > 0 { "Inferred in part" } else { "" };
    let width = [&words.met, &words.partial, &words.unmet, &words.unknown, &words.excluded]
        .iter()
        .map(|word| word.chars().count())
        .chain([in_part.len()])
        .max()
        .unwrap_or(0);
    let mut row = |style: Style, word: &str, number: usize, rest: &str| {
        let head = format!("  {style}{:width$}{style:#}  {number:>4}", printable(word));
        if rest.is_empty() {
            line(page, &head);
        } else {
            wrap_after(page, &format!("{head} "), width + 9, rest, width + 9);
        }
    };
    let percent = framework.percent.map_or(String::new(), |percent| format!("of {counted} ({percent} %)"));
    let bases = [
        (framework.bases.declared, Basis::Declared),
        (framework.bases.evidenced, Basis::Evidenced),
        (framework.bases.tested, Basis::Tested),
        (framework.bases.assessed, Basis::Assessed),
    ];
    let named: Vec<String> =
        bases.iter().filter(|(count, _)| *count > 0).map(|(count, basis)| format!("{count} {basis}")).collect();
    let resting = if named.is_empty() { String::new() } else { format!(": {}", named.join(", ")) };
    row(style(Verdict::Met), &words.met, framework.own, &format!("{percent}{resting}"));
    if framework.bases.inferred > 0 {
        row(style(Verdict::Met), "Inferred", framework.bases.inferred, "from what was taken as met");
    }
    if partly > 0 {
        row(style(Verdict::Partial), in_part, partly, "from what was taken as met");
    }
    if words.partial == words.unmet {
        // A standard without a middle.
        row(style(Verdict::Unmet), &words.unmet, counts.partial - partly + counts.unmet, "");
    } else {
        row(style(Verdict::Partial), &words.partial, counts.partial - partly, "");
        row(style(Verdict::Unmet), &words.unmet, counts.unmet, "");
    }
    row(style(Verdict::Unknown), &words.unknown, counts.unknown, "");
    row(
        style(Verdict::Excluded),
        &words.excluded,
        counts.excluded,
        if counts.excluded > 0 { "(left out of the percentage)" } else { "" },
    );
}

/// The verdict on one requirement with its reasons.
fn describe(page: &mut String, answer: &AnswerReport) {
    let style = style(answer.verdict);
    let plain = format!("{} {}: ", answer.id, answer.word).chars().count();
    let head = format!("{BOLD}{}{BOLD:#} {style}{}{style:#}: ", answer.id, printable(&answer.word));
    wrap_after(page, &head, plain, &answer.title, 4);
    for gap in &answer.gaps {
        wrap(page, &format!("{:<11}{}", gap.kind, gap.message), 2, 13);
    }
    for note in &answer.notes {
        wrap(page, &format!("{}: {}", note.kind, note.message), 2, 4);
    }
    line(page, "");
}

fn next_steps(page: &mut String, framework: &FrameworkReport, folder: Option<&str>) {
    if !framework.work.is_empty() {
        controls(page, &framework.work);
    }
    if !framework.documents.is_empty() {
        documents(page, &framework.documents);
    }
    if let Some(answer) = framework.answers.iter().find(|answer| !answer.gaps.is_empty()) {
        let named = folder.map_or(String::new(), |folder| {
            let plain = folder.chars().all(|c| c.is_alphanumeric() || "./_-".contains(c));
            if plain { format!(" -C {folder}") } else { format!(" -C '{}'", folder.replace('\'', "'\\''")) }
        });
        let next = format!("`ccf why {}:{}{named}`", framework.id, answer.id);
        line(page, &format!("{DIM}Next: {next} shows how a verdict comes about.{DIM:#}"));
    }
}

/// The first controls to work on: `VUL-06  7d  Penetration tests: complete; holds back CC4.1 CC7.1`.
fn controls(page: &mut String, work: &[WorkItem]) {
    line(page, &format!("{BOLD}Where to start{BOLD:#}"));
    let shown = &work[..work.len().min(SHOWN_WORK)];
    let longest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let width = longest(&mut shown.iter().map(|item| item.control.chars().count()));
    let effort = longest(&mut shown.iter().map(|item| item.effort.as_ref().map_or(0, String::len)));
    for item in shown {
        let mut head = format!("{:width$}  ", item.control);
        if effort > 0 {
            head += &format!("{:>effort$}  ", item.effort.as_deref().unwrap_or(""));
        }
        let indent = 2 + head.chars().count();
        let title = item.title.as_ref().map_or(String::new(), |title| format!("{title}: "));
        let text = format!("{head}{title}{}; holds back {}", item.action, item.requirements.join(" "));
        wrap(page, &text, 2, indent);
    }
    let open = work.len();
    if open > SHOWN_WORK {
        let left = open - SHOWN_WORK;
        let noun = if left == 1 { "control" } else { "controls" };
        line(page, &format!("  {DIM}and {left} more {noun} with gaps (`--format md` has them all){DIM:#}"));
    }
    line(page, "");
}

/// The first documents to write: `write   Access control policy: CC6.1 CC6.2`.
fn documents(page: &mut String, documents: &[DocumentItem]) {
    line(page, &format!("{BOLD}Documents{BOLD:#}"));
    for document in documents.iter().take(SHOWN_WORK) {
        let text = format!("{:<6}  {}: {}", document.action, document.title, document.requirements.join(" "));
        wrap(page, &text, 2, 10);
    }
    let left = documents.len().saturating_sub(SHOWN_WORK);
    if left > 0 {
        let noun = if left == 1 { "document" } else { "documents" };
        line(page, &format!("  {DIM}and {left} more {noun} (`--format md` has them all){DIM:#}"));
    }
    line(page, "");
}

/// The colour of a verdict.
pub(super) fn style(verdict: Verdict) -> Style {
    let colour = match verdict {
        Verdict::Met => AnsiColor::Green,
        Verdict::Partial => AnsiColor::Yellow,
        Verdict::Unmet => AnsiColor::Red,
        Verdict::Unknown => AnsiColor::Cyan,
        Verdict::Excluded => return DIM,
    };
    Style::new().fg_color(Some(colour.into()))
}

/// Adds a text broken at blanks to lines of the page's width: `first` columns before its first line, `rest` before the others.
pub(super) fn wrap(page: &mut String, text: &str, first: usize, rest: usize) {
    let text = &printable(text);
    let mut row = " ".repeat(first);
    let mut width = first;
    let mut fresh = true;
    for (at, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if !fresh && width + 1 + length > WIDTH {
            line(page, row.trim_end());
            row = " ".repeat(rest);
            width = rest;
            fresh = true;
        }
        if at > 0 && !fresh {
            row.push(' ');
            width += 1;
        }
        row.push_str(word);
        width += length;
        fresh = fresh && word.is_empty();
    }
    line(page, row.trim_end());
}

/// Adds a styled head that is `plain` columns wide, and after it a text broken as `wrap` does.
pub(super) fn wrap_after(page: &mut String, head: &str, plain: usize, text: &str, rest: usize) {
    let mut wrapped = String::new();
    wrap(&mut wrapped, text, plain, rest);
    page.push_str(head);
    page.push_str(wrapped.get(plain..).unwrap_or("\n"));
}

/// A text without what would steer a terminal or hide in it: control characters, marks that turn the direction of writing
/// or break lines, and characters without width.
pub(super) fn printable(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    let shown = |c: char| match c {
        '\n' | '\t' => ' ',
        c if c.is_control() || turns(c) => '\u{FFFD}',
        c => c,
    };
    text.chars().map(shown).collect()
}

pub(super) fn line(page: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{text}");
}
