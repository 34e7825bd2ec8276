//! `ccf gap`

use std::path::PathBuf;

use ccf::engine::{Assumption, Posture};
use ccf::model::{Company, Date, FrameworkId, Library};
use ccf::report::table::{GapRow, csv, gap_rows};
use ccf::report::{GapReport, Templates, terminal};
use ccf::standard::Standard;

use super::company::{Loaded, assumed, framework_in_scope};
use super::{Exit, Failure, output};

/// What of each framework in scope is met, and what is missing
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf gap                                  the company in this folder, as a table
  ccf gap acme --framework soc2            one framework only
  ccf gap acme --as-of 2026-07-01          with evidence and findings as they stand on that day
  ccf gap acme --assume soc2               SOC 2 is done: what of the others remains?
  ccf gap acme --format html -o gap.html
  ccf gap acme --fail-under soc2=90        exit status 1 while less than 90 % is met

Exit status: 0 whatever is found; 1 when the data has errors or --fail-under is not reached; 2 when it could not run.")]
pub struct Args {
    /// The company's folder [default: this folder, or the nearest above it with a `ccf.toml`]
    dir: Option<PathBuf>,
    /// Only this framework, by id or alias; may be given more than once
    #[arg(long, value_name = "ID")]
    framework: Vec<String>,
    /// Take a framework (or some of its profiles) as met and show what remains; may be given more than once
    #[arg(long, value_name = "ID[=PROFILE,…]")]
    assume: Vec<String>,
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
    /// One HTML page with everything in it
    Html,
    /// A row a requirement
    Csv,
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
    let loaded = match Loaded::read(args.dir.as_deref(), "no report is made")? {
        Ok(loaded) => loaded,
        Err(exit) => return Ok(exit),
    };
    let Loaded { workspace, company, folder } = &loaded;
    let library = &workspace.library;
    let in_scope = |name: &String| framework_in_scope(library, company, name);
    let wanted = args.framework.iter().map(in_scope).collect::<Result<Vec<_>, _>>()?;
    let thresholds = args.fail_under.iter().map(|(name, _)| in_scope(name)).collect::<Result<Vec<_>, _>>()?;
    let taken = args.assume.iter().map(|text| assumed(library, company, text)).collect::<Result<Vec<_>, _>>()?;
    let posture = Posture::assuming(library, company, args.as_of, &taken);
    let shown = |framework: FrameworkId| {
        let is_assumed = taken.iter().any(|assumption| assumption.framework == framework);
        if wanted.is_empty() { !is_assumed } else { wanted.contains(&framework) }
    };
    if let Some(&hidden) = thresholds.iter().find(|framework| !shown(**framework)) {
        let id = &library.framework(hidden).id;
        return Err(Failure::new(format!("--fail-under names `{id}`, which this report leaves out"))
            .help("leave out --framework and --assume for it, or the threshold"));
    }
    let standards: Vec<&dyn Standard> = posture
        .frameworks()
        .iter()
        .filter(|posture| shown(posture.view.scoped.framework))
        .map(|posture| posture as &dyn Standard)
        .collect();
    let words = taken_as_met(library, company, args.as_of, &taken);
    let report = GapReport::new(&company.name, args.as_of, &standards).assuming(words).planning(library, company);
    let render = |name: &str| {
        let templates = Templates::new(Some(&folder.join("templates")))?;
        templates.render(name, &report)
    };
    let text = match args.format {
        Format::Table => terminal(&report, args.dir.as_deref().map(|dir| dir.display().to_string()).as_deref()),
        Format::Json => report.to_json(),
        Format::Csv => csv(GapRow::COLUMNS, gap_rows(&report)),
        Format::Md => render("gap.md").map_err(|error| Failure::new(error.to_string()))?,
        Format::Html => render("gap.html").map_err(|error| Failure::new(error.to_string()))?,
    };
    output::write(args.output.as_deref(), &text)?;
    Ok(if below_threshold(args, library, &report) { Exit::Findings } else { Exit::Clean })
}

/// What is taken as met, in words: `soc2-2017 (availability, security)`, `iso27001-2013 (held to 2027-01-31)`.
fn taken_as_met(library: &Library, company: &Company, as_of: Option<Date>, assumed: &[Assumption]) -> Vec<String> {
    let named = |framework: FrameworkId, details: &[String]| {
        let id = &library.framework(framework).id;
        if details.is_empty() { id.clone() } else { format!("{id} ({})", details.join(", ")) }
    };
    let held = company.holds.iter().filter(|hold| hold.counts(as_of)).map(|hold| {
        let until = hold.to.map_or_else(|| "held".to_owned(), |to| format!("held to {to}"));
        named(hold.framework, &[hold.profiles.as_slice(), &[until]].concat())
    });
    held.chain(assumed.iter().map(|assumption| named(assumption.framework, &assumption.profiles))).collect()
}

/// Says which frameworks are below their threshold, and whether there is one. What was only assumed does not count.
fn below_threshold(args: &Args, library: &Library, report: &GapReport) -> bool {
    let mut below = false;
    for (name, percent) in &args.fail_under {
        let id = library.find(name).map(|framework| &library.framework(framework).id);
        for framework in report.frameworks.iter().filter(|framework| Some(&framework.id) == id) {
            if framework.own * 100 < percent * framework.counted {
                output::remark(&format!(
                    "{}: {} of {} met, less than {percent} %",
                    framework.id, framework.own, framework.counted
                ));
                below = true;
            }
        }
    }
    below
}
