//! `ccf map`

use std::path::PathBuf;

use ccf::engine::Graph;
use ccf::engine::crosswalk::{Paths, follows, pairs};
use ccf::report::MapReport;
use ccf::report::table::{PairRow, csv, pair_rows};

use super::company::{framework, library};
use super::{Exit, Failure, output};

/// How two frameworks relate, and what of the second follows when the first is met
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf map soc2 iso27001-2022                 what of ISO 27001 follows from SOC 2
  ccf map iso27001-2013 iso27001-2022 --format csv
  ccf map iso27001-2013 iso27001-2022 --paths hub

Relationships read \"source RELATIONSHIP target\" and are empty where two requirements need not relate.")]
pub struct Args {
    /// The framework that is met, by id or alias
    #[arg(value_name = "A")]
    source: String,
    /// The framework that is asked about, by id or alias
    #[arg(value_name = "B")]
    target: String,
    /// The company whose own frameworks and mappings count too [default: the one stood in, if any]
    #[arg(short = 'C', value_name = "DIR")]
    dir: Option<PathBuf>,
    /// What pairs are derived from
    #[arg(long, value_enum, default_value_t)]
    paths: PathsArg,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to a file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum PathsArg {
    /// Rows between the two, and shared common controls
    #[default]
    All,
    /// Shared common controls alone
    Hub,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    /// A table for the terminal: what follows, with the nearest requirements
    #[default]
    Table,
    /// Every related pair, a row each
    Csv,
    /// JSON
    Json,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let library = match library(args.dir.as_deref())? {
        Ok(library) => library,
        Err(exit) => return Ok(exit),
    };
    let library = &library;
    let (source, target) = (framework(library, &args.source)?, framework(library, &args.target)?);
    if source == target {
        let id = &library.framework(source).id;
        return Err(Failure::new(format!("`{}` and `{}` are both `{id}`", args.source, args.target))
            .help("name two different frameworks; `ccf frameworks` lists them"));
    }
    let graph = Graph::new(library);
    let paths = match args.paths {
        PathsArg::All => Paths::All,
        PathsArg::Hub => Paths::Hub,
    };
    let pairs = pairs(library, &graph, source, target, paths);
    let report = || MapReport::new(library, source, target, &pairs, &follows(library, source, target));
    let text = match args.format {
        Format::Csv => csv(PairRow::COLUMNS, pair_rows(library, &pairs)),
        Format::Json => report().to_json(),
        Format::Table => report().to_terminal(),
    };
    output::write(args.output.as_deref(), &text)?;
    if pairs.is_empty() {
        let (a, b) = (&library.framework(source).id, &library.framework(target).id);
        output::remark(&format!("no path leads from `{a}` to `{b}`: no row and no shared common control"));
    }
    Ok(Exit::Clean)
}
