//! `ccf check`

use std::path::PathBuf;

use ccf::diag::Severity;
use ccf::load::{self, Workspace};

use super::company::folder;
use super::{Exit, Failure, output};

/// Find everything that is wrong in a company, frameworks or mappings
///
/// Reads the named files and folders together with the built-in data and reports every mistake of every file in one run.
/// A folder with `ccf.toml` is a company, one with `framework.toml` a framework; `a--b.toml` is a mapping; any other
/// `.toml` file is a framework. Without a path, the company in this folder is checked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf check                        the company in this folder
  ccf check frameworks/ mappings/  a folder of frameworks and one of mappings
  ccf check my-standard-1.toml     a framework of your own

Exit status: 0 without errors, 1 with errors, 2 when something named could not be read.")]
pub struct Args {
    /// Files or folders to check
    paths: Vec<PathBuf>,
    /// Make warnings count as errors for the exit status
    #[arg(long, value_name = "WHAT", value_parser = ["warnings"])]
    deny: Option<String>,
    /// Print nothing but findings
    #[arg(short, long)]
    quiet: bool,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let workspace =
        if args.paths.is_empty() { load::load_company(&folder(None)?) } else { load::load_paths(&args.paths) };
    output::diagnose(&workspace.diagnostics, &workspace.sources);
    if load::could_not_run(&workspace.diagnostics) {
        return Ok(Exit::Failed);
    }
    let counts = |severity: Severity| severity == Severity::Error || args.deny.is_some();
    if workspace.diagnostics.iter().any(|diagnostic| counts(diagnostic.severity())) {
        return Ok(Exit::Findings);
    }
    if !args.quiet {
        output::remark(&read(&workspace));
    }
    Ok(Exit::Clean)
}

/// What was read, for a run without findings.
fn read(workspace: &Workspace) -> String {
    let library = &workspace.library;
    let requirements = library.node_count();
    let rows: usize = library.mappings.iter().flat_map(|mapping| &mapping.entries).map(|entry| entry.rows.len()).sum();
    let company = workspace
        .company
        .as_ref()
        .map_or(String::new(), |company| format!("; {} with {} controls", company.name, company.controls.len()));
    format!(
        "no errors: {} frameworks with {requirements} requirements, {} mappings with {rows} rows{company}",
        library.frameworks().len(),
        library.mappings.len(),
    )
}
