//! Where text goes: results to standard output or a file, everything else to standard error.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use ccf::diag::{Code, Diagnostic, Severity, Sources, render, summary};
use ccf::load::Workspace;

use super::Failure;

/// Prints a result; colours stay only on a terminal. A reader that has gone away is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(format!("cannot write: {error}"))),
        _ => Ok(()),
    }
}

/// Writes a result to a file, whole or not at all; `-` is standard output.
pub fn write(path: Option<&Path>, text: &str) -> Result<(), Failure> {
    match path.filter(|path| *path != Path::new("-")) {
        None => print(text),
        Some(path) => write_all(&[(path.to_path_buf(), anstream::adapter::strip_str(text).to_string())]),
    }
}

/// Writes several files, all of them whole or none. What is no regular file, such as a device or a pipe, is written to as
/// it is; links are followed, and a file keeps its permissions.
pub fn write_all(files: &[(PathBuf, String)]) -> Result<(), Failure> {
    let mut parts: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut written = || files.iter().try_for_each(|(path, text)| prepare(path, text, &mut parts));
    // After this only renames are left, which hardly fail where writing did not.
    let ended = written().and_then(|()| {
        parts
            .iter()
            .try_for_each(|(part, path)| std::fs::rename(part, path).map_err(|error| cannot_write(path, &error)))
    });
    if ended.is_err() {
        for (part, _) in &parts {
            // Some may not be there; what matters is the error before.
            let _ = std::fs::remove_file(part);
        }
    }
    ended
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot write `{}`: {error}", path.display()))
}

/// Writes a text beside its file, to be renamed later; what cannot be renamed over is written at once.
fn prepare(path: &Path, text: &str, parts: &mut Vec<(PathBuf, PathBuf)>) -> Result<(), Failure> {
    let fail = |error: std::io::Error| cannot_write(path, &error);
    let there = std::fs::metadata(path).ok();
    if there.as_ref().is_some_and(|there| !there.is_file() && !there.is_dir()) {
        let mut open = std::fs::OpenOptions::new().write(true).open(path).map_err(fail)?;
        return open.write_all(text.as_bytes()).map_err(fail);
    }
    if there.as_ref().is_some_and(|there| there.permissions().readonly()) {
        return Err(Failure::new(format!("cannot write `{}`: it is read-only", path.display())));
    }
    let target = if there.is_some() { std::fs::canonicalize(path).map_err(fail)? } else { path.to_path_buf() };
    let name = target.file_name().ok_or_else(|| Failure::new(format!("`{}` is not a file name", path.display())))?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.part", std::process::id()));
    let part = target.with_file_name(beside);
    match std::fs::write(&part, text) {
        // The folder takes no new files, and the file itself may be written.
        Err(error) if error.kind() == ErrorKind::PermissionDenied && there.is_some() => {
            return std::fs::write(&target, text).map_err(fail);
        }
        ended => ended.map_err(fail)?,
    }
    parts.push((part.clone(), target));
    if let Some(there) = there.filter(std::fs::Metadata::is_file) {
        std::fs::set_permissions(&part, there.permissions()).map_err(fail)?;
    }
    Ok(())
}

/// Prints diagnostics and their count to standard error.
pub fn diagnose(workspace: &Workspace) {
    let policy = &workspace.policy;
    let told: Vec<Told<'_>> = workspace.diagnostics.iter().filter_map(|d| Some((policy.severity(d)?, d))).collect();
    tell(&told, &workspace.sources, LIMIT);
}

/// A diagnostic with how it counts.
pub type Told<'a> = (Severity, &'a Diagnostic);

/// How many diagnostics are shown before they are only counted.
pub const LIMIT: usize = 100;

/// Prints up to `limit` diagnostics (0: all) and their count to standard error; what is left out is counted by code.
pub fn tell(told: &[Told<'_>], sources: &Sources, limit: usize) {
    let limit = if limit == 0 { told.len() } else { limit };
    let mut err = anstream::stderr().lock();
    // A reader that has gone away is no failure.
    for (severity, diagnostic) in told.iter().take(limit) {
        let _ = writeln!(err, "{}\n", render(*severity, diagnostic, sources, true));
    }
    if told.len() > limit {
        let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
        for (_, diagnostic) in told.iter().skip(limit) {
            *counts.entry(diagnostic.code).or_default() += 1;
        }
        let _ = writeln!(err, "and {} more (`--limit 0` shows all):", told.len() - limit);
        for (code, count) in counts {
            let _ = writeln!(err, "  {} {count:>6}  {}", code.id(), code.title());
        }
    }
    if !told.is_empty() {
        let _ = writeln!(err, "{}", summary(told.iter().map(|(severity, _)| *severity)));
    }
}

/// Says why a verb could not run.
pub fn complain(message: &str, help: Option<&str>) {
    const ERROR: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
    let mut err = anstream::stderr().lock();
    let _ = writeln!(err, "{ERROR}error{ERROR:#}: {message}");
    if let Some(help) = help {
        let _ = writeln!(err, "  help: {help}");
    }
}

/// Says something that is not a result.
pub fn remark(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}
