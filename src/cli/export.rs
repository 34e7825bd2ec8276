//! `ccf export`

pub mod schema;
mod traits;

use clap::Subcommand;

use super::{Exit, Failure, output};

/// Write what other tools read: JSON Schema for editors, Rust traits
#[derive(Debug, clap::Args)]
#[command(
    disable_help_subcommand = true,
    after_help = "\
Examples:
  ccf export schema -o schemas     a JSON Schema of every file kind
  ccf export traits house-1.toml   the Rust trait of a framework of your own"
)]
pub struct Args {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    Schema(schema::Args),
    Traits(traits::Args),
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.kind {
        Kind::Schema(args) => schema::run(args),
        Kind::Traits(args) => traits::run(args),
    }
}
