//! The command line: flags in, exit status out. One verb a file; what a verb does stands in the library.

mod build;
mod check;
mod company;
mod diff;
mod explain;
mod export;
mod fmt;
mod frameworks;
mod gap;
mod init;
mod map;
mod migrate;
mod output;
mod why;

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
  ccf init acme --framework soc2 --framework iso27001-2022
  ccf gap acme                  gap analysis of the company in that folder
  ccf why soc2:CC6.1 -C acme    how that verdict comes about, down to file and line
  ccf build acme -o out         the control set as spreadsheets
  ccf map soc2 iso27001-2022    what of ISO 27001 follows from SOC 2

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
    Init(init::Args),
    Check(check::Args),
    Fmt(fmt::Args),
    Gap(gap::Args),
    Why(why::Args),
    Build(build::Args),
    Map(map::Args),
    Migrate(migrate::Args),
    Diff(diff::Args),
    Frameworks(frameworks::Args),
    Export(export::Args),
    Explain(explain::Args),
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
        Verb::Init(args) => init::run(&args),
        Verb::Check(args) => check::run(&args),
        Verb::Fmt(args) => fmt::run(&args),
        Verb::Gap(args) => gap::run(&args),
        Verb::Why(args) => why::run(&args),
        Verb::Build(args) => build::run(&args),
        Verb::Map(args) => map::run(&args),
        Verb::Migrate(args) => migrate::run(&args),
        Verb::Diff(args) => diff::run(&args),
        Verb::Frameworks(args) => frameworks::run(&args),
        Verb::Export(args) => export::run(&args),
        Verb::Explain(args) => explain::run(&args),
    };
    ended
        .unwrap_or_else(|failure| {
            output::complain(&failure.message, failure.help.as_deref());
            Exit::Failed
        })
        .into()
}
