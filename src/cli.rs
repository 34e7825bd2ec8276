//! The command line: flags in, exit status out. One verb a file; what a verb does stands in the library.

mod check;
mod gap;
mod output;
mod why;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All well.
    Clean,
    /// Something was found.
    Findings,
    /// It could not run.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::SUCCESS,
            Exit::Findings => Self::from(1),
            Exit::Failed => Self::from(2),
        }
    }
}

/// Why a verb could not run, for the user.
#[derive(Debug)]
pub struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

const EXAMPLES: &str = "\
Examples:
  ccf gap                       gap analysis of the company in this folder
  ccf gap acme --format md -o gap.md
  ccf why soc2:CC6.1 -C acme    how that verdict comes about, down to file and line
  ccf check frameworks/ mappings/

Exit status: 0 clean, 1 findings, 2 could not run.";

/// A compiler for compliance: one control set, every standard, every gap explained.
#[derive(Debug, Parser)]
#[command(version, about, after_help = EXAMPLES, max_term_width = 100, disable_help_subcommand = true)]
struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Check(check::Args),
    Gap(gap::Args),
    Why(why::Args),
}

/// Runs the verb the user asked for.
pub fn run() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(refused) => {
            // Help and version go to standard output and are no failure; a closed pipe is none either.
            let _ = refused.print();
            return if refused.use_stderr() { Exit::Failed } else { Exit::Clean }.into();
        }
    };
    let ended = match args.verb {
        Verb::Check(args) => check::run(&args),
        Verb::Gap(args) => gap::run(&args),
        Verb::Why(args) => why::run(&args),
    };
    ended
        .unwrap_or_else(|failure| {
            output::complain(&failure.message, failure.help.as_deref());
            Exit::Failed
        })
        .into()
}

/// The company's folder: the one named, else the one we stand in or the nearest above it with a `ccf.toml`.
fn company_folder(named: Option<&Path>) -> Result<PathBuf, Failure> {
    let missing = |folder: &Path| {
        Failure::new(format!("`{}` is not a company folder: it has no `ccf.toml`", folder.display()))
            .help("name a folder with a `ccf.toml`, such as `ccf gap tests/acme`")
    };
    if let Some(folder) = named {
        return if folder.join("ccf.toml").is_file() { Ok(folder.to_path_buf()) } else { Err(missing(folder)) };
    }
    let here =
        std::env::current_dir().map_err(|error| Failure::new(format!("cannot tell the current folder: {error}")))?;
    let found = here.ancestors().find(|folder| folder.join("ccf.toml").is_file());
    match found {
        // Paths below the folder we stand in are shown without it.
        Some(folder) if folder == here => Ok(PathBuf::from(".")),
        Some(folder) => Ok(folder.to_path_buf()),
        None => Err(missing(Path::new("."))),
    }
}
