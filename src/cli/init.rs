//! `ccf init`

use std::path::{Path, PathBuf};

use ccf::engine::Graph;
use ccf::engine::merge::{ControlSet, listed};
use ccf::load::{FileKind, load_builtin};
use ccf::model::{FrameworkId, HUB, Library, Node};
use ccf::report::scaffold::{Example, company_text, controls_text};

use super::export::schema;
use super::{Exit, Failure, output};

/// Start a company: its scope and its merged control set, nothing assessed yet
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf init acme --framework soc2 --framework iso27001-2022
  ccf init acme --example saas

Writes `ccf.toml` and `controls.toml` into DIR, which must be empty or not there yet, and the JSON Schema
of every kind of file into DIR/.ccf/schema, by which an editor completes and checks them while you type:
VS Code with Even Better TOML, and whatever else knows Taplo. After an update of ccf, write them anew with
`ccf export schema -o DIR/.ccf/schema`.")]
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

/// Where the schemas are, in the company's folder.
const SCHEMAS: &str = ".ccf/schema";

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
    // In the form that `ccf fmt` gives, so that the first change shows as nothing else.
    let with_schema = |kind: FileKind, text: String| {
        let text = format!("{}\n\n{text}", kind.directive(SCHEMAS));
        ccf::fmt::format(&text).unwrap_or(text)
    };
    let company = company_text(&name, &library, &frameworks, &example);
    write(
        &args.dir,
        vec![
            (args.dir.join("ccf.toml"), with_schema(FileKind::Company, company)),
            (args.dir.join("controls.toml"), with_schema(FileKind::Controls, controls_text(&library, &set))),
        ],
    )?;
    let dir = args.dir.display();
    output::remark(&format!(
        "wrote {dir}/ccf.toml and {dir}/controls.toml: {} controls for {} requirements\n\
         Editors complete and check them by the schemas in {dir}/{SCHEMAS}.\n\
         Next: give each control a status in controls.toml, then run `ccf gap {dir}`.",
        set.controls.len(),
        requirements(&set),
    ));
    Ok(Exit::Clean)
}

/// Makes the folder and writes the files and the schemas into it, all or nothing.
fn write(folder: &Path, mut files: Vec<(PathBuf, String)>) -> Result<(), Failure> {
    let schemas = folder.join(SCHEMAS);
    let fail = |error| Failure::new(format!("cannot make the folder `{}`: {error}", schemas.display()));
    // From the innermost out; those that are there already stay.
    let made: Vec<&Path> = schemas.ancestors().take_while(|folder| !folder.exists()).collect();
    files.extend(schema::files(&schemas, &FileKind::ALL));
    let ended = std::fs::create_dir_all(&schemas).map_err(fail).and_then(|()| output::write_all(&files));
    if ended.is_err() {
        for folder in made {
            // Only what was made here and is empty; what matters is the error before.
            let _ = std::fs::remove_dir(folder);
        }
    }
    ended
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
