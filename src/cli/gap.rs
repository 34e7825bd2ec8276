//! `ccf gap`

use std::path::PathBuf;

use ccf::engine::Posture;
use ccf::load;
use ccf::model::{Date, FrameworkId, Library};
use ccf::report::{GapReport, Templates, terminal};
use ccf::standard::Standard;

use super::{Exit, Failure, company_folder, output};

/// What of each framework in scope is met, and what is missing
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf gap                                  the company in this folder, as a table
  ccf gap acme --framework soc2            one framework only
  ccf gap acme --as-of 2026-07-01          with evidence and findings as they stand on that day
  ccf gap acme --format md -o gap.md
  ccf gap acme --fail-under soc2=90        exit status 1 while less than 90 % is met

Exit status: 0 whatever is found; 1 when the data has errors or --fail-under is not reached; 2 when it could not run.")]
pub struct Args {
    /// The company's folder [default: this folder, or the nearest above it with a `ccf.toml`]
    dir: Option<PathBuf>,
    /// Only this framework, by id or alias; may be given more than once
    #[arg(long, value_name = "ID")]
    framework: Vec<String>,
    /// The day everything is looked at from, such as 2026-06-30; without it no date has any effect
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to a file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Exit with 1 while less than PCT percent of the framework is met; may be given more than once
    #[arg(long, value_name = "ID=PCT", value_parser = parse_threshold)]
    fail_under: Vec<(String, usize)>,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    /// A table for the terminal
    #[default]
    Table,
    /// Markdown
    Md,
    /// JSON
    Json,
}

fn parse_threshold(text: &str) -> Result<(String, usize), String> {
    let (id, percent) = text.split_once('=').ok_or("write it as ID=PCT, such as soc2=90")?;
    match percent.parse() {
        Ok(percent) if percent <= 100 => Ok((id.to_owned(), percent)),
        _ => Err(format!("`{percent}` is not a percentage from 0 to 100")),
    }
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let folder = company_folder(args.dir.as_deref())?;
    let workspace = load::load_company(&folder);
    output::diagnose(&workspace.diagnostics, &workspace.sources);
    if load::could_not_run(&workspace.diagnostics) {
        return Ok(Exit::Failed);
    }
    let (Some(company), false) = (&workspace.company, workspace.has_errors()) else {
        output::remark("no report is made from data with errors");
        return Ok(Exit::Findings);
    };
    let mut wanted = Vec::new();
    for name in args.framework.iter().chain(args.fail_under.iter().map(|(name, _)| name)) {
        let framework = framework_in_scope(&workspace.library, company, name)?;
        if args.framework.contains(name) {
            wanted.push(framework);
        }
    }
    let posture = Posture::new(&workspace.library, company, args.as_of);
    let standards: Vec<&dyn Standard> = posture
        .frameworks()
        .iter()
        .filter(|posture| wanted.is_empty() || wanted.contains(&posture.view.scoped.framework))
        .map(|posture| posture as &dyn Standard)
        .collect();
    let report = GapReport::new(&company.name, args.as_of, &standards);
    let text = match args.format {
        Format::Table => terminal(&report),
        Format::Json => report.to_json(),
        Format::Md => {
            let templates =
                Templates::new(Some(&folder.join("templates"))).map_err(|error| Failure::new(error.to_string()))?;
            templates.markdown("gap.md", &report).map_err(|error| Failure::new(error.to_string()))?
        }
    };
    output::write(args.output.as_deref(), &text)?;
    Ok(if below_threshold(args, &workspace.library, &report) { Exit::Findings } else { Exit::Clean })
}

/// The framework of an id or alias, which must be in the company's scope.
pub fn framework_in_scope(
    library: &Library,
    company: &ccf::model::Company,
    name: &str,
) -> Result<FrameworkId, Failure> {
    let in_scope = || {
        let ids = company.scope.iter().map(|scoped| format!("`{}`", library.framework(scoped.framework).id));
        ids.collect::<Vec<_>>().join(", ")
    };
    let Some(framework) = library.find(name) else {
        let failure = Failure::new(format!("there is no framework `{name}`"));
        let near = ccf::diag::nearest(name, library.names()).map(|near| format!("did you mean `{near}`? "));
        return Err(failure.help(format!("{}in scope: {}", near.unwrap_or_default(), in_scope())));
    };
    if company.scoped(framework).is_none() {
        return Err(Failure::new(format!("`{name}` is not in the scope of {}", company.name))
            .help(format!("add it to `frameworks` under `[scope]` in `ccf.toml`; in scope: {}", in_scope())));
    }
    Ok(framework)
}

/// Says which frameworks are below their threshold, and whether there is one.
fn below_threshold(args: &Args, library: &Library, report: &GapReport) -> bool {
    let mut below = false;
    for (name, percent) in &args.fail_under {
        let id = library.find(name).map(|framework| &library.framework(framework).id);
        for framework in report.frameworks.iter().filter(|framework| Some(&framework.id) == id) {
            let counted = framework.requirements - framework.counts.excluded;
            if framework.counts.met * 100 < percent * counted {
                output::remark(&format!(
                    "{}: {} of {counted} met, less than {percent} %",
                    framework.id, framework.counts.met
                ));
                below = true;
            }
        }
    }
    below
}
