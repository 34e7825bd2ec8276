//! `ccf export schema`

use std::path::{Path, PathBuf};

use ccf::load::FileKind;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde_json::Value;

use super::{Exit, Failure, output};

/// The JSON Schema of the files, with which an editor completes and checks them while you type
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf export schema controls       one kind, to standard output
  ccf export schema                every kind, as one JSON object by kind
  ccf export schema -o schemas     every kind, as schemas/controls.schema.json and so on

An editor that knows TOML through Taplo (VS Code with Even Better TOML) then takes a line at the
top of a file,
  #:schema schemas/controls.schema.json
or rules for all files at once, in a .taplo.toml at the top of the folder:
  [[rule]]
  include = [\"**/controls.toml\"]
  schema.path = \"schemas/controls.schema.json\"

A schema knows keys, words and types of one file; `ccf check` also knows what ids refer to.")]
pub struct Args {
    /// The kind of file; all kinds without it
    #[arg(value_parser = kinds())]
    kind: Option<FileKind>,
    /// Write KIND.schema.json into a folder, which is made if it is not there; `-` is standard output
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// The names of all kinds, each with the files it stands for.
fn kinds() -> impl TypedValueParser<Value = FileKind> {
    let names = FileKind::ALL.map(|kind| PossibleValue::new(kind.as_str()).help(kind.files()));
    PossibleValuesParser::new(names).try_map(|name| {
        FileKind::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or("there is no such kind of file")
    })
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let kinds = args.kind.map_or_else(|| FileKind::ALL.to_vec(), |kind| vec![kind]);
    if let Some(folder) = args.output.as_deref().filter(|folder| *folder != Path::new("-")) {
        let fail = |error| Failure::new(format!("cannot make the folder `{}`: {error}", folder.display()));
        std::fs::create_dir_all(folder).map_err(fail)?;
        let files = files(folder, &kinds);
        output::write_all(&files)?;
        let names = files.iter().map(|(path, _)| path.display().to_string()).collect::<Vec<_>>();
        output::remark(&format!("wrote {}", names.join(", ")));
        return Ok(Exit::Clean);
    }
    output::print(&match args.kind {
        Some(kind) => text(&kind.json_schema()),
        None => text(&kinds.iter().map(|kind| (kind.to_string(), kind.json_schema())).collect()),
    })?;
    Ok(Exit::Clean)
}

/// The files of the schemas of these kinds, in a folder.
pub fn files(folder: &Path, kinds: &[FileKind]) -> Vec<(PathBuf, String)> {
    kinds.iter().map(|kind| (folder.join(kind.schema_file()), text(&kind.json_schema()))).collect()
}

fn text(schema: &Value) -> String {
    format!("{schema:#}\n")
}
