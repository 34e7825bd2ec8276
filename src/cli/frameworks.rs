//! `ccf frameworks`

use std::path::PathBuf;

use ccf::report::frameworks::{framework_tree, frameworks_json, frameworks_list};

use super::company::{framework, library};
use super::{Exit, Failure, output};

/// What is built in, or one framework as a tree with its profiles and counts
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf frameworks                 every framework
  ccf frameworks soc2            its groups, requirements and profiles
  ccf frameworks --format json")]
pub struct Args {
    /// The framework to show, by id or alias
    id: Option<String>,
    /// The company whose own frameworks and mappings count too [default: the one stood in, if any]
    #[arg(short = 'C', value_name = "DIR")]
    dir: Option<PathBuf>,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Text
    #[default]
    Text,
    /// JSON
    Json,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let library = match library(args.dir.as_deref())? {
        Ok(library) => library,
        Err(exit) => return Ok(exit),
    };
    let library = &library;
    let chosen = args.id.as_deref().map(|name| framework(library, name)).transpose()?;
    let text = match (args.format, chosen) {
        (Format::Json, chosen) => frameworks_json(library, chosen),
        (Format::Text, Some(chosen)) => framework_tree(library, chosen),
        (Format::Text, None) => frameworks_list(library),
    };
    output::print(&text)?;
    Ok(Exit::Clean)
}
