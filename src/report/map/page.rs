//! A map for the terminal, 80 columns wide.

use anstyle::{AnsiColor, Style};

use super::{Counts, MapLine, MapReport, Named, Through};
use crate::report::terminal::{line, printable, wrap, wrap_after};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// How many requirements that something follows from are named.
const NAMED: usize = 4;
/// How many controls are named as the next work.
const SHOWN_WORK: usize = 8;

/// The page. `command` is how the map was asked for.
pub fn page(report: &MapReport, command: &str) -> String {
    let mut page = String::new();
    let sources: Vec<&str> = report.sources.iter().map(|source| source.name.as_str()).collect();
    let title = format!("{} to {}", sources.join(" and "), report.target.name);
    let mut heading = String::new();
    wrap(&mut heading, &title, 0, 4);
    page.push_str(&format!("{BOLD}{}{BOLD:#}\n\n", heading.trim_end()));
    summary(&mut page, report);
    if !report.bridges.is_empty() {
        line(&mut page, "");
        for bridge in &report.bridges {
            wrap(&mut page, bridge, 0, 0);
        }
        return page;
    }
    line(&mut page, "");
    let width = report.requirements.iter().map(|row| row.id.chars().count()).max().unwrap_or(0);
    for row in &report.requirements {
        requirement(&mut page, row, width);
    }
    work(&mut page, report);
    line(&mut page, &format!("{DIM}Next: the same with titles, scores and groups, as a page to hand over:{DIM:#}"));
    line(&mut page, &format!("{DIM}  {} --format html -o map.html{DIM:#}", printable(command)));
    page
}

fn summary(page: &mut String, report: &MapReport) {
    let ends = |end: &super::End| {
        let profiles = if end.profiles.is_empty() { String::new() } else { format!(" ({})", end.profiles.join(", ")) };
        format!("{} of {}{profiles}", end.requirements, end.id)
    };
    let sources: Vec<String> = report.sources.iter().map(ends).collect();
    let all = match report.sources.as_slice() {
        [source] if source.requirements == 1 => {
            format!("the {} is", ends(source).replacen(" of ", " requirement of ", 1))
        }
        [source] => format!("all {} are", ends(source).replacen(" of ", " requirements of ", 1)),
        _ => format!("all requirements ({}) are", sources.join(", ")),
    };
    wrap(page, &format!("When {all} met, of the {}:", ends(&report.target)), 0, 0);
    let Counts { met, partial, possible, nothing, .. } = report.counts;
    let counts = &report.counts;
    for (word, value, count, percent) in [
        ("follow as met", "met", met, counts.met_percent),
        ("follow in part", "partial", partial, counts.partial_percent),
        ("are possible", "possible", possible, counts.possible_percent),
        ("do not follow", "nothing", nothing, counts.nothing_percent),
    ] {
        let percent = percent.map_or(String::new(), |percent| format!(" ({percent} %)"));
        let style = style(value);
        line(page, &format!("  {style}{word:<18}{style:#}{count:>5}{percent}"));
    }
}

/// One requirement: what follows, from what and through what; what remains.
fn requirement(page: &mut String, row: &MapLine, width: usize) {
    let style = style(row.follows);
    let indent = width + 12;
    let plain = format!("{:width$}  {:<10}", row.id, row.word).chars().count();
    let head = format!("{:width$}  {style}{:<10}{style:#}", row.id, row.word);
    let from: Vec<String> = row.from.iter().map(|named| named.name.clone()).collect();
    let text = match row.through.as_slice() {
        _ if from.is_empty() => printable(&row.title),
        [] => format!("from {}", some(&from)),
        through => {
            let through: Vec<String> = through.iter().map(Through::told).collect();
            format!("from {} through {}", some(&from), through.join(", "))
        }
    };
    wrap_after(page, &head, plain, &text, indent);
    if !row.remaining.is_empty() {
        let remaining: Vec<&str> = row.remaining.iter().map(|remaining| remaining.message.as_str()).collect();
        wrap(page, &format!("remains: {}", remaining.join("; ")), indent, indent);
    }
    for note in &row.notes {
        wrap(page, &format!("note: {note}"), indent, indent);
    }
}

/// The first of some names, and how many more there are.
fn some(names: &[String]) -> String {
    let shown = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn work(page: &mut String, report: &MapReport) {
    line(page, "");
    let open = report.work.len();
    if open == 0 {
        return;
    }
    line(page, &format!("{BOLD}What remains{BOLD:#}"));
    let (controls, need) = if open == 1 { ("control", "needs") } else { ("controls", "need") };
    let completing = report.work.iter().map(|item| item.completes).sum::<usize>();
    let (requirements, wait) = if completing == 1 { ("requirement", "waits") } else { ("requirements", "wait") };
    let text = format!(
        "{open} {controls} {need} to be built or tightened; {completing} {requirements} {wait} for a single one. \
         Those that most requirements need:"
    );
    wrap(page, &text, 2, 2);
    let name = |named: &Named| named.name.chars().count();
    let width = report.work.iter().take(SHOWN_WORK).map(|item| name(&item.control)).max().unwrap_or(0);
    for item in report.work.iter().take(SHOWN_WORK) {
        let count = item.requirements.len();
        let completes = match item.completes {
            0 => String::new(),
            count => format!(" and completes {count}"),
        };
        let text = format!("{:width$}  serves {count}{completes}: {}", item.control.name, item.control.title);
        wrap(page, &text, 2, width + 4);
    }
    line(page, "");
}

/// The colour of what follows.
fn style(value: &str) -> Style {
    let colour = match value {
        "met" => AnsiColor::Green,
        "partial" => AnsiColor::Yellow,
        "possible" => AnsiColor::Cyan,
        _ => return DIM,
    };
    Style::new().fg_color(Some(colour.into()))
}
