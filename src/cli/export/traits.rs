//! `ccf export traits`

use std::path::PathBuf;

use ccf::diag::{Code, Diagnostic};
use ccf::load;
use ccf::standard::codegen::suggested_interface;
use ccf::standard::trait_of;

use super::{Exit, Failure, output};

/// The Rust trait of a framework of your own: one required method per requirement
///
/// Reads framework files and folders as `ccf check` does and writes for each the trait that its `interface` names,
/// with the type that makes every implementor a `ccf::standard::Standard`. The text is for a crate that depends on `ccf`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf export traits house-1.toml                      to standard output
  ccf export traits frameworks/ -o src/frameworks.rs  all frameworks of a folder

In the crate:
  mod frameworks;
  impl frameworks::House for Company { … }   // forgets one: error[E0046]

Exit status: 0 written, 1 with errors in the data, 2 when something named could not be read.")]
pub struct Args {
    /// Framework files, framework folders, or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write to a file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let mut workspace = load::load_paths(&args.files);
    let sound = !workspace.has_errors();
    let mut text = String::new();
    for framework in workspace.library.frameworks().iter().filter(|framework| workspace.own.contains(&framework.id)) {
        if let Some(written) = trait_of(framework, workspace.sources.path(framework.span.file)) {
            text += &written;
        } else if sound {
            let message = format!("`{}` has no `interface`, so it has no trait", framework.id);
            let help = format!("add `interface = \"{}\"`: the name of the trait", suggested_interface(&framework.id));
            workspace.diagnostics.push(Diagnostic::new(Code::MissingKey, message, framework.span).help(help));
        }
    }
    output::diagnose(&workspace);
    if load::could_not_run(&workspace.diagnostics) {
        return Ok(Exit::Failed);
    }
    if workspace.has_errors() {
        output::remark("no trait is written from data with errors");
        return Ok(Exit::Findings);
    }
    if text.is_empty() {
        return Err(Failure::new("there is no framework in what is named").help(
            "name framework files or folders; `ccf frameworks` lists the built-in ones, which have their traits",
        ));
    }
    output::write(args.output.as_deref(), &text)?;
    Ok(Exit::Clean)
}
