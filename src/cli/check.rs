//! `ccf check`

use std::collections::BTreeMap;
use std::path::PathBuf;

use ccf::diag::{FileId, Fix, Level, Policy, Severity, to_github, to_json, to_sarif};
use ccf::lint::lint;
use ccf::load::{self, Workspace};

use super::company::folder;
use super::output::Told;
use super::{Exit, Failure, output};

/// Find everything that is wrong in a company, frameworks or mappings
///
/// Reads the named files and folders together with the built-in data and reports every mistake of every file in one run.
/// A folder with `ccf.toml` is a company, one with `framework.toml` a framework; `a--b.toml` is a mapping; any other
/// `.toml` file is a framework. Without a path, the company in this folder is checked.
///
/// A company sets levels for good in `ccf.toml`: `[check]` with `deny`, `warn` and `allow`, lists of codes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf check                        the company in this folder
  ccf check frameworks/ mappings/  a folder of frameworks and one of mappings
  ccf check my-standard-1.toml     a framework of your own
  ccf check --deny warnings        warnings fail too, as in CI
  ccf check --fix                  write the replacements that are certain
  ccf check --format sarif > ccf.sarif

Exit status: 0 without errors, 1 with errors, 2 when something named could not be read.
`ccf explain CODE` says what a code means.")]
pub struct Args {
    /// Files or folders to check
    paths: Vec<PathBuf>,
    /// Make a code an error; `warnings` is all of them
    #[arg(long, value_name = "CODE")]
    deny: Vec<String>,
    /// Make a code a warning
    #[arg(long, value_name = "CODE")]
    warn: Vec<String>,
    /// Do not tell a warning
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,
    /// Write the replacements that are certain into the files, keeping everything else as it is
    #[arg(long)]
    fix: bool,
    /// How to tell
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// How many findings are shown before they are only counted; 0 is all
    #[arg(long, value_name = "N", default_value_t = output::LIMIT)]
    limit: usize,
    /// Print nothing but findings
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people, with the lines concerned
    #[default]
    Human,
    /// JSON
    Json,
    /// SARIF 2.1.0, for code scanning services
    Sarif,
    /// Annotations of GitHub workflows
    Github,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let flags = policy(args)?;
    let mut workspace = load(args)?;
    let fixed = if args.fix { fix(&workspace)? } else { 0 };
    if fixed > 0 {
        output::remark(&format!("wrote {fixed} replacement{}", if fixed == 1 { "" } else { "s" }));
        workspace = load(args)?;
    }
    workspace.policy.extend(&flags);
    let linted = lint(&workspace);
    let all = workspace.diagnostics.iter().chain(&linted);
    let mut told: Vec<Told<'_>> = all.filter_map(|d| Some((workspace.policy.severity(d)?, d))).collect();
    told.sort_by_key(|(_, diagnostic)| diagnostic.primary.as_ref().map(|label| label.span));
    match args.format {
        Format::Human => output::tell(&told, &workspace.sources, args.limit),
        Format::Json => output::print(&to_json(&told, &workspace.sources))?,
        Format::Sarif => output::print(&to_sarif(&told, &workspace.sources))?,
        Format::Github => output::print(&to_github(&told, &workspace.sources))?,
    }
    if load::could_not_run(&workspace.diagnostics) {
        return Ok(Exit::Failed);
    }
    if told.iter().any(|(severity, _)| *severity == Severity::Error) {
        return Ok(Exit::Findings);
    }
    if !args.quiet && args.format == Format::Human {
        output::remark(&read(&workspace));
    }
    Ok(Exit::Clean)
}

fn load(args: &Args) -> Result<Workspace, Failure> {
    Ok(if args.paths.is_empty() { load::load_company(&folder(None)?) } else { load::load_paths(&args.paths) })
}

/// What the flags make of codes; the strictest is set last.
fn policy(args: &Args) -> Result<Policy, Failure> {
    let mut policy = Policy::default();
    for (level, names) in [(Level::Allow, &args.allow), (Level::Warn, &args.warn), (Level::Deny, &args.deny)] {
        for name in names {
            policy.set(name, level).map_err(|error| Failure::new(error.message).help(error.help))?;
        }
    }
    Ok(policy)
}

/// Writes the certain replacements into the user's files and gives how many there were. Of two in the same place the first
/// is written; another run takes the next.
fn fix(workspace: &Workspace) -> Result<usize, Failure> {
    let certain = workspace.diagnostics.iter().filter_map(|found| found.fix.as_ref()).filter(|fix| fix.certain);
    let mut by_file: BTreeMap<FileId, Vec<&Fix>> = BTreeMap::new();
    for fix in certain {
        by_file.entry(fix.span.file).or_default().push(fix);
    }
    let mut files = Vec::new();
    let mut written = 0;
    for (file, mut fixes) in by_file {
        let path = workspace.sources.path(file);
        if path.starts_with(load::BUILTIN) {
            continue;
        }
        fixes.sort_by_key(|fix| fix.span);
        let mut text = String::new();
        let mut rest = 0;
        let source = workspace.sources.text(file);
        for fix in fixes {
            let (start, end) = (fix.span.start as usize, fix.span.end as usize);
            if let (true, Some(before)) = (start >= rest, source.get(rest..start)) {
                text = text + before + &fix.replacement;
                rest = end;
                written += 1;
            }
        }
        text += source.get(rest..).unwrap_or_default();
        files.push((PathBuf::from(path), text));
    }
    output::write_all(&files)?;
    Ok(written)
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
