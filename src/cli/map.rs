//! `ccf map`

use std::path::{Path, PathBuf};

use ccf::engine::coverage::Coverage;
use ccf::engine::{Assumption, FrameworkMap, Graph, Question};
use ccf::model::Library;
use ccf::report::table::{CoverageRow, PairRow, coverage_rows, csv, pair_rows};
use ccf::report::{CoverageReport, MapReport, Templates};
use serde::Serialize;

use super::company::{assumption, folder, library};
use super::{Exit, Failure, output};

/// What of a framework follows when others are met, from what, and what remains to be done
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "ccf map [OPTIONS] <A> <B>\n       ccf map [OPTIONS] --all",
    after_help = "\
Examples:
  ccf map soc2 iso27001-2022                 what of ISO 27001 follows from SOC 2, and what remains
  ccf map soc2=security+pci iso27001         ... when the security criteria and PCI DSS are both met
  ccf map soc2 iso27001 --format html -o map.html
  ccf map iso27001-2013 iso27001-2022 --format csv
  ccf map iso27001-2013 iso27001-2022 --format csv --paths hub
  ccf map --all                              how much of each framework follows from each other

With --format csv every related pair is a row, ranked by score; relationships read
\"source RELATIONSHIP target\". Where several are possible and all share something it is
intersects-with, where two requirements need not relate it is empty; `ccf why REF REF` says more.
A company's own `map.md`, `map.html` and `coverage.md` in `templates/` are used instead of ours."
)]
pub struct Args {
    /// What is met: a framework by id or alias, `ID=PROFILE,PROFILE` for some of its profiles; several joined by `+`
    #[arg(value_name = "A", required_unless_present = "all")]
    source: Option<String>,
    /// The framework that is asked about: one, in whole or some of its profiles
    #[arg(value_name = "B", required_unless_present = "all")]
    target: Option<String>,
    /// Every framework against every other
    #[arg(long, conflicts_with_all = ["source", "target", "paths"])]
    all: bool,
    /// The company whose own frameworks and mappings count too [default: the one stood in, if any]
    #[arg(short = 'C', value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Which rows everything rests on
    #[arg(long, value_enum, default_value_t)]
    paths: PathsArg,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to a file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum PathsArg {
    /// All of them, whatever lies between
    #[default]
    All,
    /// Those with the common controls alone
    Hub,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    /// A table for the terminal
    #[default]
    Table,
    /// Markdown
    Md,
    /// One HTML page with a heat map of the groups; not with --all
    Html,
    /// A row a related pair; with --all a row a pair of frameworks
    Csv,
    /// JSON
    Json,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    if args.all && matches!(args.format, Format::Html) {
        return Err(Failure::new("--all has no HTML page").help("take `--format md`, or map two frameworks"));
    }
    let library = match library(args.dir.as_deref())? {
        Ok(library) => library,
        Err(exit) => return Ok(exit),
    };
    let (text, remarks) = match (&args.source, &args.target) {
        (Some(source), Some(target)) => two(args, &library, source, target)?,
        _ => (all(args, &library)?, Vec::new()),
    };
    output::write(args.output.as_deref(), &text)?;
    for remark in remarks {
        output::remark(&remark);
    }
    Ok(Exit::Clean)
}

/// The map from some frameworks to another, and what to say beside it.
fn two(args: &Args, library: &Library, source: &str, target: &str) -> Result<(String, Vec<String>), Failure> {
    let question = question(library, source, target)?;
    let graph = match args.paths {
        PathsArg::All => Graph::new(library),
        PathsArg::Hub => Graph::over_hub(library),
    };
    let map = FrameworkMap::new(library, &graph, &question);
    let report = || MapReport::new(library, &question, &map);
    let text = match args.format {
        Format::Csv => csv(PairRow::COLUMNS, pair_rows(library, &map.pairs)),
        Format::Json => report().to_json(),
        Format::Table => report().to_terminal(&command(args, source, target)),
        Format::Md => render(args, "map.md", &report())?,
        Format::Html => render(args, "map.html", &report())?,
    };
    let mut remarks = if map.bridges.is_empty() { Vec::new() } else { report().no_path() };
    if matches!(args.format, Format::Csv) && !remarks.is_empty() {
        // Every other format says it itself.
        remarks.extend(report().bridges);
    }
    Ok((text, remarks))
}

/// The matrix of all frameworks.
fn all(args: &Args, library: &Library) -> Result<String, Failure> {
    let coverage = Coverage::new(library, &Graph::new(library));
    let report = || CoverageReport::new(library, &coverage);
    Ok(match args.format {
        Format::Csv => csv(CoverageRow::COLUMNS, coverage_rows(library, &coverage)),
        Format::Json => report().to_json(),
        Format::Table => report().to_terminal(),
        Format::Md | Format::Html => render(args, "coverage.md", &report())?,
    })
}

fn render(args: &Args, name: &str, report: &impl Serialize) -> Result<String, Failure> {
    let own = folder(args.dir.as_deref()).ok().map(|folder| folder.join("templates"));
    let templates = Templates::new(own.as_deref());
    let text = templates.and_then(|templates| templates.render(name, report));
    text.map_err(|error| Failure::new(error.to_string()))
}

fn question(library: &Library, source: &str, target: &str) -> Result<Question, Failure> {
    let asked = assumption(library, target)?;
    let mut sources: Vec<Assumption> = Vec::new();
    for named in source.split('+') {
        let met = assumption(library, named)?;
        let id = &library.framework(met.framework).id;
        if met.framework == asked.framework {
            return Err(Failure::new(format!("`{named}` and `{target}` are both `{id}`"))
                .help("name two different frameworks; `ccf frameworks` lists them"));
        }
        if sources.iter().any(|other| other.framework == met.framework) {
            return Err(Failure::new(format!("`{id}` is named twice in `{source}`"))
                .help(format!("name each framework once, with all its profiles: `{id}=PROFILE,PROFILE`")));
        }
        sources.push(met);
    }
    Ok(Question { sources, target: asked })
}

/// How the map was asked for.
fn command(args: &Args, source: &str, target: &str) -> String {
    let folder = |dir: &Path| format!(" -C {}", dir.display());
    let paths = if args.paths == PathsArg::Hub { " --paths hub" } else { "" };
    format!("ccf map {source} {target}{}{paths}", args.dir.as_deref().map(folder).unwrap_or_default())
}
