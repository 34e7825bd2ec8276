//! `ccf init`

use std::path::{Path, PathBuf};

use ccf::engine::Graph;
use ccf::engine::merge::{ControlSet, listed};
use ccf::load::load_builtin;
use ccf::model::{FrameworkId, HUB, Library, Node};
use ccf::report::scaffold::{Example, company_text, controls_text};

use super::{Exit, Failure, output};

/// Start a company: its scope and its merged control set, nothing assessed yet
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf init acme --framework soc2 --framework iso27001-2022
  ccf init acme --example saas

Writes `ccf.toml` and `controls.toml` into DIR, which must be empty or not there yet.")]
pub struct Args {
    /// The folder of the new company
    dir: PathBuf,
    /// A framework to satisfy, by id or alias; may be given more than once
    #[arg(long, value_name = "ID")]
    framework: Vec<String>,
    /// A believable starting point with scope, systems and exclusions
    #[arg(long, value_name = "KIND", value_parser = clap::builder::PossibleValuesParser::new(Example::names()))]
    example: Option<String>,
    /// What the company is called [default: the name of the folder]
    #[arg(long)]
    name: Option<String>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let example = args.example.as_deref().and_then(Example::find).unwrap_or_default();
    let names = if args.framework.is_empty() { &example.frameworks } else { &args.framework };
    let library = load_builtin().library;
    if names.is_empty() {
        return Err(Failure::new("no framework is named").help(format!(
            "name one or more with --framework, or take an example with --example; built in: {}",
            built_in(&library)
        )));
    }
    let mut frameworks: Vec<FrameworkId> =
        names.iter().map(|name| framework(&library, name)).collect::<Result<_, _>>()?;
    frameworks.sort_unstable();
    frameworks.dedup();
    refuse_occupied(&args.dir)?;
    let name = args.name.clone().unwrap_or_else(|| folder_name(&args.dir));
    let graph = Graph::new(&library);
    let set = ControlSet::merge(&library, &graph, &in_scope(&library, &frameworks, &example));
    let created = !args.dir.exists();
    let fail = |error| Failure::new(format!("cannot make the folder `{}`: {error}", args.dir.display()));
    std::fs::create_dir_all(&args.dir).map_err(fail)?;
    let files = [
        (args.dir.join("ccf.toml"), company_text(&name, &library, &frameworks, &example)),
        (args.dir.join("controls.toml"), controls_text(&library, &set)),
    ];
    if let Err(failure) = output::write_all(&files) {
        if created {
            // Only what was made here; it is empty.
            let _ = std::fs::remove_dir(&args.dir);
        }
        return Err(failure);
    }
    let dir = args.dir.display();
    output::remark(&format!(
        "wrote {dir}/ccf.toml and {dir}/controls.toml: {} controls for {} requirements\n\
         Next: give each control a status in controls.toml, then run `ccf gap {dir}`.",
        set.controls.len(),
        requirements(&set),
    ));
    Ok(Exit::Clean)
}

/// The requirements of the frameworks that the example's profiles select and its exclusions leave.
fn in_scope(library: &Library, frameworks: &[FrameworkId], example: &Example) -> Vec<Node> {
    let excluded = |node: Node| example.excluded.contains_key(&library.name(node));
    let none = Vec::new();
    let each = frameworks.iter().flat_map(|&id| {
        let profiles = example.profiles.get(&library.framework(id).id).unwrap_or(&none);
        listed(library, id, profiles, excluded).collect::<Vec<_>>()
    });
    each.collect()
}

fn requirements(set: &ControlSet) -> usize {
    let served = set.controls.iter().flat_map(|control| &control.serves).map(|service| service.requirement);
    served.collect::<std::collections::BTreeSet<_>>().len()
}

/// The framework of an id or alias; the hub is none to satisfy.
fn framework(library: &Library, name: &str) -> Result<FrameworkId, Failure> {
    match library.find(name) {
        Some(found) if library.framework(found).id != HUB => Ok(found),
        _ => {
            let failure = Failure::new(format!("there is no framework `{name}`"));
            let known = library.names().filter(|known| *known != HUB);
            let near = ccf::diag::nearest(name, known).map(|near| format!("did you mean `{near}`? "));
            Err(failure.help(format!("{}built in: {}", near.unwrap_or_default(), built_in(library))))
        }
    }
}

fn built_in(library: &Library) -> String {
    let ids = library.frameworks().iter().filter(|framework| framework.id != HUB);
    ids.map(|framework| format!("`{}`", framework.id)).collect::<Vec<_>>().join(", ")
}

fn refuse_occupied(folder: &Path) -> Result<(), Failure> {
    let occupied = |what: &str| {
        Err(Failure::new(format!("`{}` {what}", folder.display())).help("name a folder that is empty or not there yet"))
    };
    match folder.read_dir() {
        Ok(mut entries) => {
            if entries.next().is_some() {
                occupied("is not empty")
            } else {
                Ok(())
            }
        }
        Err(_) if folder.exists() => occupied("is no folder that can be read"),
        Err(_) => Ok(()),
    }
}

fn folder_name(folder: &Path) -> String {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    absolute.file_name().map_or_else(|| "Our company".to_owned(), |name| name.to_string_lossy().into_owned())
}
