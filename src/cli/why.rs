//! `ccf why`

use std::path::PathBuf;

use ccf::engine::derive::{bridge, derive, silence};
use ccf::engine::relation::Possibilities;
use ccf::engine::{Explanation, Graph, Posture};
use ccf::load::Workspace;
use ccf::model::{Date, FrameworkId, Library, Node};
use ccf::report::{RelationReport, explanation_json, explanation_text};

use super::company::{Loaded, assumed, framework, framework_in_scope, workspace};
use super::{Exit, Failure, output};

/// How a verdict comes about, or how two requirements relate: each step with its file and line
///
/// With one requirement: the least derivation of its verdict, with relation, strength, control and status of each step.
/// With two: what relation the mappings leave possible between them, by rows, by paths over one other requirement, and by
/// what suffices for either; no company is needed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf why soc2:CC6.1 -C acme
  ccf why CC6.1                 an id that only one framework in scope has
  ccf why iso27001:A.5.16 --assume soc2
  ccf why soc2:CC6.1 --all      everything that gives the verdict, and whole lists
  ccf why soc2:CC6.1 iso27001-2022:A.8.5
  ccf why soc2:CC6.1 --format json

Exit status: 0 when it could be explained; 1 when the data has errors or the paths between two
requirements contradict each other; 2 when it could not run.")]
pub struct Args {
    /// The requirement, as framework:id
    #[arg(value_name = "REF")]
    reference: String,
    /// Another requirement, to ask how the two relate
    #[arg(value_name = "REF")]
    other: Option<String>,
    /// The company's folder [default: this folder, or the nearest above it with a `ccf.toml`]
    #[arg(short = 'C', value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The day everything is looked at from, such as 2026-06-30
    #[arg(long, value_name = "DATE", conflicts_with = "other")]
    as_of: Option<Date>,
    /// Take a framework (or some of its profiles) as met, as `ccf gap` does; may be given more than once
    #[arg(long, value_name = "ID[=PROFILE,…]", conflicts_with = "other")]
    assume: Vec<String>,
    /// Show every path and step, and lists whole
    #[arg(long)]
    all: bool,
    /// How to show it; JSON always has everything
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
    match &args.other {
        Some(other) => relation(args, other),
        None => verdict(args),
    }
}

/// How two requirements relate.
fn relation(args: &Args, other: &str) -> Result<Exit, Failure> {
    let workspace = match workspace(args.dir.as_deref())? {
        Ok(workspace) => workspace,
        Err(exit) => return Ok(exit),
    };
    let Workspace { library, sources, .. } = &workspace;
    let all: Vec<FrameworkId> = library.numbered().map(|(id, _)| id).collect();
    let find = |reference: &str| requirement(library, &all, "", reference, |name| framework(library, name));
    let (first, second) = (find(&args.reference)?, find(other)?);
    if first == second {
        let name = library.name(first);
        return Err(Failure::new(format!("`{}` and `{other}` are both `{name}`", args.reference))
            .help(format!("name two different requirements; `ccf why {name}` explains the verdict on one")));
    }
    let graph = Graph::new(library);
    let derived = derive(library, &graph, first, second);
    let (mut chain, mut silent) = (None, Vec::new());
    if derived.paths.is_empty() {
        chain = bridge(&graph, first, second);
        silent.extend([first, second].into_iter().filter_map(|node| Some((node, silence(library, &graph, node)?))));
    }
    let others = (chain.as_deref().unwrap_or_default(), silent.as_slice());
    let report = RelationReport::new(library, &graph, sources, (first, second), &derived, others);
    output::print(&match args.format {
        Format::Text => report.to_terminal(args.all),
        Format::Json => report.to_json(),
    })?;
    Ok(if derived.possible == Possibilities::NONE { Exit::Findings } else { Exit::Clean })
}

/// How a verdict comes about.
fn verdict(args: &Args) -> Result<Exit, Failure> {
    let loaded = match Loaded::read(args.dir.as_deref(), "nothing is explained")? {
        Ok(loaded) => loaded,
        Err(exit) => return Ok(exit),
    };
    let Loaded { workspace, company, .. } = &loaded;
    let library = &workspace.library;
    let scope: Vec<FrameworkId> = company.scope.iter().map(|scoped| scoped.framework).collect();
    let in_scope = |name: &str| framework_in_scope(library, company, name);
    let node = requirement(library, &scope, " in scope", &args.reference, in_scope)?;
    let taken = args.assume.iter().map(|text| assumed(library, company, text)).collect::<Result<Vec<_>, _>>()?;
    let posture = Posture::assuming(library, company, args.as_of, &taken);
    let Some(framework) = posture.framework(library.framework_of(node)) else {
        return Err(Failure::new(format!("`{}` is not in scope", args.reference)));
    };
    if framework.answer_to(node).is_none() {
        let profiles = framework.view.scoped.profiles.join(", ");
        return Err(Failure::new(format!("`{}` is outside the chosen profiles", args.reference))
            .help(format!("the profiles in scope are {profiles}; see `[scope.profiles]` in `ccf.toml`")));
    }
    let explanation = Explanation::of(&posture, framework, node);
    output::print(&match args.format {
        Format::Text => explanation_text(&posture, framework, &explanation, &workspace.sources, args.all),
        Format::Json => explanation_json(&posture, framework, &explanation, &workspace.sources),
    })?;
    Ok(Exit::Clean)
}

/// The requirement of a reference; a bare id will do where only one of these frameworks has it. `find` gives the framework
/// of a name.
fn requirement(
    library: &Library,
    frameworks: &[FrameworkId],
    place: &str,
    reference: &str,
    find: impl Fn(&str) -> Result<FrameworkId, Failure>,
) -> Result<Node, Failure> {
    let Some((framework, id)) = reference.split_once(':') else {
        let found: Vec<Node> = frameworks.iter().filter_map(|&framework| library.node(framework, reference)).collect();
        return match found.as_slice() {
            [only] => Ok(*only),
            [] => Err(Failure::new(format!("no framework{place} has a requirement `{reference}`"))
                .help("write framework:id, such as soc2:CC6.1")),
            several => {
                let names: Vec<String> = several.iter().map(|&node| format!("`{}`", library.name(node))).collect();
                Err(Failure::new(format!("`{reference}` could be {}", names.join(" or "))).help("write framework:id"))
            }
        };
    };
    let framework = find(framework)?;
    library.node(framework, id).ok_or_else(|| {
        let known = library.framework(framework);
        let failure = Failure::new(format!("`{}` has no requirement `{id}`", known.id));
        if let Some((first, _)) = known.requirements.iter().find(|(_, found)| found.group.as_deref() == Some(id)) {
            return failure
                .help(format!("`{id}` is a group; name a requirement of it, such as `{}:{first}`", known.id));
        }
        match ccf::diag::nearest(id, known.requirements.keys().map(String::as_str)) {
            Some(near) => failure.help(format!("did you mean `{}:{near}`?", known.id)),
            None => failure.help(format!("`ccf frameworks {}` lists them", known.id)),
        }
    })
}
