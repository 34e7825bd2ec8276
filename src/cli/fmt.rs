//! `ccf fmt`

use std::io::Read;
use std::path::{Path, PathBuf};

use ccf::diag::{Diagnostic, Sources};
use ccf::fmt::format;
use ccf::load;
use similar::TextDiff;

use super::company::folder;
use super::{Exit, Failure, output};

/// Give every file its one right form, with its comments
///
/// Tables and keys in the order of their kind of file, ids in natural order, one way to write each value; what the files
/// say stays the same. Without a path, the company in this folder is formatted.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf fmt                          the company in this folder
  ccf fmt --check frameworks/      what would change in a folder of frameworks
  ccf fmt - < controls.toml        one text, from standard input to standard output

Exit status: 0 all formatted, 1 with errors in a file (which is left alone) or, with --check, when a file would change,
2 when something named could not be read or written.")]
pub struct Args {
    /// Files or folders to format; `-` is standard input
    paths: Vec<PathBuf>,
    /// Write nothing; print what would change
    #[arg(long)]
    check: bool,
    /// Print nothing but findings
    #[arg(short, long)]
    quiet: bool,
}

/// A text whose form is not right.
struct Change<'a> {
    /// Where it is; nowhere for standard input.
    path: Option<&'a Path>,
    shown: &'a str,
    before: &'a str,
    after: String,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let (piped, mut paths): (Vec<PathBuf>, Vec<PathBuf>) =
        args.paths.iter().cloned().partition(|path| path == Path::new("-"));
    if args.paths.is_empty() {
        paths.push(folder(None)?);
    }
    let mut texts = load::read_texts(&paths);
    let mut diagnostics = std::mem::take(&mut texts.diagnostics);
    let mut files: Vec<_> = texts.files.into_iter().map(|(path, id)| (Some(path), id)).collect();
    if !piped.is_empty() {
        files.push((None, texts.sources.add("<stdin>".to_owned(), standard_input()?.into())));
    }
    let mut changes = Vec::new();
    for (path, id) in &files {
        let before = texts.sources.text(*id);
        let wrong = load::check_text(*id, before);
        if !wrong.is_empty() {
            diagnostics.extend(wrong);
            continue;
        }
        let shown = texts.sources.path(*id);
        let after = format(before).map_err(|refused| Failure::new(format!("cannot format `{shown}`: {refused}")))?;
        // What comes from standard input goes on to standard output, changed or not.
        if after != before || (path.is_none() && !args.check) {
            changes.push(Change { path: path.as_deref(), shown, before, after });
        }
    }
    let count = files.iter().filter(|(path, _)| path.is_some()).count();
    if args.check {
        print_differences(&changes)?;
    } else {
        write(&changes)?;
    }
    Ok(finish(args, &changes, count, &diagnostics, &texts.sources))
}

fn standard_input() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    read.map(|_| text).map_err(|error| Failure::new(format!("cannot read standard input: {error}")))
}

fn print_differences(changes: &[Change<'_>]) -> Result<(), Failure> {
    let difference = |change: &Change<'_>| {
        let lines = TextDiff::from_lines(change.before, change.after.as_str());
        lines.unified_diff().header(change.shown, change.shown).to_string()
    };
    output::print(&changes.iter().map(difference).collect::<String>())
}

fn write(changes: &[Change<'_>]) -> Result<(), Failure> {
    // A link stays one: what it leads to is written.
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let files = changes.iter().filter_map(|change| Some((real(change.path?), change.after.clone())));
    output::write_all(&files.collect::<Vec<_>>())?;
    let piped = changes.iter().filter(|change| change.path.is_none());
    output::print(&piped.map(|change| change.after.as_str()).collect::<String>())
}

/// Says what was found and done.
fn finish(args: &Args, changes: &[Change<'_>], count: usize, diagnostics: &[Diagnostic], sources: &Sources) -> Exit {
    let told: Vec<_> = diagnostics.iter().map(|diagnostic| (diagnostic.severity(), diagnostic)).collect();
    output::tell(&told, sources, output::LIMIT);
    if load::could_not_run(diagnostics) {
        return Exit::Failed;
    }
    let written = changes.iter().filter(|change| change.path.is_some()).count();
    if !args.quiet && count > 0 {
        let verb = if args.check { "would format" } else { "formatted" };
        output::remark(&format!("{verb} {written} of {count} files"));
    }
    let findings = !diagnostics.is_empty() || (args.check && !changes.is_empty());
    if findings { Exit::Findings } else { Exit::Clean }
}
