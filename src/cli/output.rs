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

/// Writes several files, all of them whole or none.
pub fn write_all(files: &[(PathBuf, String)]) -> Result<(), Failure> {
    let fail = |path: &Path, error: std::io::Error| Failure::new(format!("cannot write `{}`: {error}", path.display()));
    let mut parts: Vec<(PathBuf, &PathBuf)> = Vec::new();
    let mut written = || {
        for (path, text) in files {
            let name =
                path.file_name().ok_or_else(|| Failure::new(format!("`{}` is not a file name", path.display())))?;
            let mut beside = std::ffi::OsString::from(".");
            beside.push(name);
            beside.push(format!(".{}.part", std::process::id()));
            let part = path.with_file_name(beside);
            parts.push((part.clone(), path));
            std::fs::write(&part, text).map_err(|error| fail(path, error))?;
        }
        // From here on only renames are left, which hardly fail where writing did not.
        parts.iter().try_for_each(|(part, path)| std::fs::rename(part, path).map_err(|error| fail(path, error)))
    };
    let ended = written();
    if ended.is_err() {
        for (part, _) in &parts {
            // Some may not be there; what matters is the error before.
            let _ = std::fs::remove_file(part);
        }
    }
    ended
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
        for (_, diagnostic) in &told[limit..] {
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
