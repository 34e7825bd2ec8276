//! `ccf diff`

mod operand;

use std::path::PathBuf;

use ccf::engine::Posture;
use ccf::engine::diff::{CompanyDiff, ControlSetDiff, FrameworkDiff};
use ccf::load::Workspace;
use ccf::model::{Company, ControlList, Date, Library};
use ccf::report::Templates;
use ccf::report::diff::{
    AnswerChangeRow, CompanyDiffReport, ControlSetDiffReport, FrameworkChangeRow, FrameworkDiffReport, SetChangeRow,
    listed_controls,
};
use ccf::report::table::csv;
use operand::{Compared, Operand, State};

use super::{Exit, Failure, company, output};

/// What changed between two editions, two states of a company, or two control sets
///
/// A and B may each be: a framework, by id, alias, file or folder; a company, by a folder with `ccf.toml`; a git revision of
/// the company in `-C DIR`, or the one stood in; a control set, by a folder that `ccf build` wrote. `A..B` is two revisions,
/// `A...B` is B since it parted from A, and one revision alone is compared with the working tree.
///
/// Both must be of one kind (a company also has a control set). A name that could be several things is taken as what the
/// other one can be too; where that leaves a choice, nothing is guessed: `--as` decides, and `./NAME` is always a path.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf diff iso27001-2013 iso27001-2022      two editions
  ccf diff old/house-1.toml house-1.toml    two states of one file
  ccf diff HEAD~3 -C acme                   what the last three commits did to every verdict
  ccf diff main..branch --exit-code         two revisions of the company stood in, for CI
  ccf diff acme-2025 acme                   two folders
  ccf diff out-2025 out                     two control sets that `ccf build` wrote
  ccf diff HEAD~3 --controls                the control sets of two revisions

A requirement is moved when a mapping between the two says so, or else its text or title is found
under another id.

Exit status: 0 with and without differences; 1 with --exit-code when there are some; 2 when it could
not run, or the data of either side has errors.")]
pub struct Args {
    /// What to compare: a framework, a folder, a git revision, or two revisions as A..B
    #[arg(value_name = "A")]
    before: String,
    /// What to compare it with [default: the working tree, where A is a revision]
    #[arg(value_name = "B")]
    after: Option<String>,
    /// The company's folder, for revisions and for its own frameworks [default: the one stood in]
    #[arg(short = 'C', value_name = "DIR")]
    dir: Option<PathBuf>,
    /// What A and B are, where a name could be several things
    #[arg(long = "as", value_enum, value_name = "KIND")]
    kind: Option<Kind>,
    /// Compare the control sets of two companies or revisions, not their verdicts
    #[arg(long)]
    controls: bool,
    /// Of two frameworks, also show the words of what asks for the same, and documents that are only spelled otherwise
    #[arg(long)]
    all: bool,
    /// The day both are looked at from, such as 2026-06-30; without it no date has any effect
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to a file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Exit with 1 when there is a difference
    #[arg(long)]
    exit_code: bool,
}

/// What a name may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
enum Kind {
    /// A framework, by id, alias, file or folder
    Framework,
    /// A company's folder
    Company,
    /// A git revision
    Revision,
    /// A folder that `ccf build` wrote
    Controls,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    /// For the terminal
    #[default]
    Table,
    /// Markdown
    Md,
    /// A row a change
    Csv,
    /// JSON
    Json,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let (text, differs) = match &Compared::read(args)? {
        Compared::Frameworks { library, sides: [before, after] } => frameworks(args, library, before, after)?,
        Compared::States { sides: [before, after] } if wants_controls(args, [before, after]) => {
            controls(args, before, after)?
        }
        Compared::States { sides: [before, after] } => verdicts(args, before, after)?,
    };
    output::write(args.output.as_deref(), &text)?;
    Ok(if args.exit_code && differs { Exit::Findings } else { Exit::Clean })
}

/// The text of a difference, and whether there is one.
type Told = (String, bool);

fn frameworks(args: &Args, library: &Library, before: &Operand, after: &Operand) -> Result<Told, Failure> {
    let diff = FrameworkDiff::new(library, before.framework(library)?, after.framework(library)?);
    if diff.shares_nothing() {
        output::remark(&format!(
            "nothing of `{0}` is found in `{1}`; `ccf map {0} {1}` relates two different standards",
            before.label, after.label
        ));
    }
    let differs = !diff.is_empty();
    let report = FrameworkDiffReport::new(&before.label, &after.label, diff, args.all);
    let text = match args.format {
        Format::Table => report.to_terminal(),
        Format::Json => report.to_json(),
        Format::Csv => csv(FrameworkChangeRow::COLUMNS, FrameworkChangeRow::rows(&report)),
        Format::Md => markdown(args, "diff-frameworks.md", &report)?,
    };
    Ok((text, differs))
}

fn verdicts(args: &Args, before: &Operand, after: &Operand) -> Result<Told, Failure> {
    let (old, new) = (before.posture(args.as_of)?, after.posture(args.as_of)?);
    let diff = CompanyDiff::new(&old, &new);
    let differs = !diff.is_empty();
    let report = CompanyDiffReport::new(&before.label, &after.label, diff);
    let text = match args.format {
        Format::Table => report.to_terminal(),
        Format::Json => report.to_json(),
        Format::Csv => csv(AnswerChangeRow::COLUMNS, AnswerChangeRow::rows(&report)),
        Format::Md => markdown(args, "diff-companies.md", &report)?,
    };
    Ok((text, differs))
}

fn controls(args: &Args, before: &Operand, after: &Operand) -> Result<Told, Failure> {
    // Two folders that `ccf build` wrote do not say which way a parameter is stricter.
    let builtin = ccf::load::load_builtin().library;
    let library = after.library().or_else(|| before.library()).unwrap_or(&builtin);
    let (old, new) = (before.controls(args.as_of)?, after.controls(args.as_of)?);
    let diff = ControlSetDiff::new(&old, &new, library);
    let differs = !diff.is_empty();
    let report = ControlSetDiffReport::new(&before.label, &after.label, diff);
    let text = match args.format {
        Format::Table => report.to_terminal(),
        Format::Json => report.to_json(),
        Format::Csv => csv(SetChangeRow::COLUMNS, SetChangeRow::rows(&report)),
        Format::Md => markdown(args, "diff-controls.md", &report)?,
    };
    Ok((text, differs))
}

/// A folder that `ccf build` wrote has no verdicts.
fn wants_controls(args: &Args, sides: [&Operand; 2]) -> bool {
    args.controls || sides.iter().any(|side| matches!(side.state, State::Controls(_)))
}

/// Renders a template: the built-in one, or that of the company named or stood in.
fn markdown(args: &Args, name: &str, report: &impl serde::Serialize) -> Result<String, Failure> {
    let own = company::folder(args.dir.as_deref()).ok().map(|folder| folder.join("templates"));
    let rendered = Templates::new(own.as_deref()).and_then(|templates| templates.render(name, report));
    rendered.map_err(|error| Failure::new(error.to_string()))
}

impl Operand {
    fn posture(&self, as_of: Option<Date>) -> Result<Posture<'_>, Failure> {
        let (workspace, company) = self.company()?;
        Ok(Posture::new(&workspace.library, company, as_of))
    }

    fn company(&self) -> Result<(&Workspace, &Company), Failure> {
        match &self.state {
            State::Company(workspace) => workspace.company.as_ref().map(|company| (workspace.as_ref(), company)),
            _ => None,
        }
        .ok_or_else(|| Failure::new(format!("`{}` is no company", self.label)))
    }

    fn library(&self) -> Option<&Library> {
        match &self.state {
            State::Company(workspace) => Some(&workspace.library),
            _ => None,
        }
    }

    fn controls(&self, as_of: Option<Date>) -> Result<ControlList, Failure> {
        match &self.state {
            State::Controls(list) => Ok(list.clone()),
            _ => self.posture(as_of).map(|posture| listed_controls(&posture)),
        }
    }
}
