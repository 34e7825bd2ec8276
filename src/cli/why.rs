//! `ccf why`

use std::path::PathBuf;

use ccf::engine::{Explanation, Posture};
use ccf::model::{Company, Date, Library, Node};
use ccf::report::{explanation_json, explanation_text};

use super::company::{Loaded, framework_in_scope};
use super::{Exit, Failure, output};

/// How a verdict comes about: each step with its relation, control, status, file and line
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf why soc2:CC6.1 -C acme
  ccf why CC6.1                 an id that only one framework in scope has
  ccf why soc2:CC6.1 --format json")]
pub struct Args {
    /// The requirement, as framework:id
    #[arg(value_name = "REF")]
    reference: String,
    /// The company's folder [default: this folder, or the nearest above it with a `ccf.toml`]
    #[arg(short = 'C', value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The day everything is looked at from, such as 2026-06-30
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    /// An indented tree
    #[default]
    Text,
    /// JSON
    Json,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = match Loaded::read(args.dir.as_deref(), "nothing is explained")? {
        Ok(loaded) => loaded,
        Err(exit) => return Ok(exit),
    };
    let Loaded { workspace, company, .. } = &loaded;
    let node = requirement(&workspace.library, company, &args.reference)?;
    let posture = Posture::new(&workspace.library, company, args.as_of);
    let Some(framework) = posture.framework(workspace.library.framework_of(node)) else {
        return Err(Failure::new(format!("`{}` is not in scope", args.reference)));
    };
    if framework.answer_to(node).is_none() {
        let profiles = framework.view.scoped.profiles.join(", ");
        return Err(Failure::new(format!("`{}` is outside the chosen profiles", args.reference))
            .help(format!("the profiles in scope are {profiles}; see `[scope.profiles]` in `ccf.toml`")));
    }
    let explanation = Explanation::of(&posture, framework, node);
    let tell = match args.format {
        Format::Text => explanation_text,
        Format::Json => explanation_json,
    };
    output::print(&tell(&posture, framework, &explanation, &workspace.sources))?;
    Ok(Exit::Clean)
}

/// The requirement of a reference in the company's scope; a bare id will do where only one framework has it.
fn requirement(library: &Library, company: &Company, reference: &str) -> Result<Node, Failure> {
    let Some((framework, id)) = reference.split_once(':') else {
        let found: Vec<Node> =
            company.scope.iter().filter_map(|scoped| library.node(scoped.framework, reference)).collect();
        return match found.as_slice() {
            [only] => Ok(*only),
            [] => Err(Failure::new(format!("no framework in scope has a requirement `{reference}`"))
                .help("write framework:id, such as soc2:CC6.1")),
            several => {
                let names: Vec<String> = several.iter().map(|&node| format!("`{}`", library.name(node))).collect();
                Err(Failure::new(format!("`{reference}` could be {}", names.join(" or "))).help("write framework:id"))
            }
        };
    };
    let framework = framework_in_scope(library, company, framework)?;
    library.node(framework, id).ok_or_else(|| {
        let known = library.framework(framework);
        let failure = Failure::new(format!("`{}` has no requirement `{id}`", known.id));
        match ccf::diag::nearest(id, known.requirements.keys().map(String::as_str)) {
            Some(near) => failure.help(format!("did you mean `{}:{near}`?", known.id)),
            None => failure,
        }
    })
}
