//! Files that do not have the one right form.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, FileId, Severity, Span};
use crate::fmt::{format, is_surely_formatted};
use crate::load::{BUILTIN, Workspace};

/// Lints the form of the user's files. Where something is wrong, that comes first and the form later.
pub fn lint(workspace: &Workspace, found: &mut Vec<Diagnostic>) {
    let sources = &workspace.sources;
    let errors = workspace.diagnostics.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
    let wrong: HashSet<FileId> = errors.filter_map(|error| Some(error.primary.as_ref()?.span.file)).collect();
    let own = |file: &FileId| !sources.path(*file).starts_with(BUILTIN) && !wrong.contains(file);
    let own: Vec<FileId> = sources.files().filter(own).collect();
    found.par_extend(own.par_iter().filter_map(|&file| {
        let text = sources.text(file);
        if is_surely_formatted(text) {
            return None;
        }
        let right = format(text).ok()?;
        let start = first_difference(text, &right)?;
        let message = format!("`{}` does not have the form of `ccf fmt`", sources.path(file));
        let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let place = Span::new(file, start..start + line.len());
        let other = Diagnostic::new(Code::NotFormatted, message, place).label("the first line that would change");
        Some(other.help("run `ccf fmt`; with `--check` it shows what would change"))
    }));
}

/// Where the first line begins that two texts do not share; none when they are the same.
fn first_difference(text: &str, right: &str) -> Option<usize> {
    let mut at = 0;
    let mut wanted = right.split_inclusive('\n');
    for line in text.split_inclusive('\n') {
        if wanted.next() != Some(line) {
            return Some(at);
        }
        at += line.len();
    }
    wanted.next().map(|_| at)
}
