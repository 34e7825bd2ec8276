//! Where text goes: results to standard output or a file, everything else to standard error.

use std::io::{ErrorKind, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use ccf::diag::{Diagnostic, Sources, render, summary};

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
    let Some(path) = path.filter(|path| *path != Path::new("-")) else { return print(text) };
    let fail = |error: std::io::Error| Failure::new(format!("cannot write `{}`: {error}", path.display()));
    let name = path.file_name().ok_or_else(|| Failure::new(format!("`{}` is not a file name", path.display())))?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(beside);
    let plain = anstream::adapter::strip_str(text).to_string();
    let written = std::fs::write(&part, plain).and_then(|()| std::fs::rename(&part, path));
    written.map_err(|error| {
        // The part may not be there; what matters is the error before.
        let _ = std::fs::remove_file(&part);
        fail(error)
    })
}

/// Prints diagnostics and their count to standard error.
pub fn diagnose(diagnostics: &[Diagnostic], sources: &Sources) {
    let mut err = anstream::stderr().lock();
    for diagnostic in diagnostics {
        let _ = writeln!(err, "{}\n", render(diagnostic, sources, true));
    }
    if !diagnostics.is_empty() {
        let _ = writeln!(err, "{}", summary(diagnostics));
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
