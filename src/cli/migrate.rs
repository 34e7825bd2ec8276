//! `ccf migrate`

mod copy;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ccf::diag::Code;
use ccf::edit;
use ccf::engine::Posture;
use ccf::engine::transition::carry::Carried;
use ccf::engine::transition::{Transition, bridge};
use ccf::load::{self, Workspace};
use ccf::model::{Company, Date, FrameworkId, HUB, Library};
use ccf::report::table::{TransitionRow, csv, transition_rows};
use ccf::report::{Difference, GapReport, Templates, TransitionReport};
use ccf::standard::Standard;
use similar::TextDiff;

use super::company::{Loaded, framework};
use super::{Exit, Failure, output};

/// Carry a company to another edition of a framework, and say what remains to be decided
///
/// Reads the mapping between the two editions. What is certain is written, with everything else in the files kept as it
/// is: scope, profiles, roles, audit period, exclusions with their reasons, references of controls, and verdicts on equal
/// requirements. Certificates held stay, as facts about the past; what was excluded or not found met is added to their
/// exceptions, since they do not prove it. What is not certain is listed for people to decide.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf migrate acme --from iso27001-2013 --to iso27001-2022 --dry-run
  ccf migrate acme --from iso27001-2013 --to iso27001-2022
  ccf migrate acme --from iso27001-2013 --to iso27001-2022 -o acme-2022
  ccf migrate acme --from iso27001-2013 --to iso27001-2022 --format md > transition.md

The files are written all or none. The report goes to standard output.

Exit status: 0 moved, 1 when the company's data has errors (nothing is written then), 2 when it could not run.")]
pub struct Args {
    /// The company's folder [default: this folder, or the nearest above it with a `ccf.toml`]
    dir: Option<PathBuf>,
    /// The edition that is left, by id or alias; it must be in scope
    #[arg(long, value_name = "ID")]
    from: String,
    /// The edition that is moved to, by id or alias; it must not be in scope yet
    #[arg(long, value_name = "ID")]
    to: String,
    /// Leave the company's folder alone and write all of it, moved, into this one, which must be empty or not there yet
    #[arg(short, long, value_name = "DIR2")]
    output: Option<PathBuf>,
    /// Write nothing; show the difference before the report
    #[arg(long)]
    dry_run: bool,
    /// The day verdicts are looked at from, such as 2026-06-30; without it no date has any effect
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// How to show the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    /// For the terminal
    #[default]
    Text,
    /// Markdown
    Md,
    /// A row a pair of requirements, a new one, or one that falls away
    Csv,
    /// JSON
    Json,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = match Loaded::read(args.dir.as_deref(), "nothing is migrated")? {
        Ok(loaded) => loaded,
        Err(exit) => return Ok(exit),
    };
    let Loaded { workspace, company, folder } = &loaded;
    let library = &workspace.library;
    let transition = transition(args, workspace, company)?;
    if let Some(target) = &args.output {
        copy::refuse(folder, target)?;
    }
    let carried = Carried::new(&transition, company);
    let before = own_texts(folder);
    let changed = edit::migrate(&transition, company, &carried, &before)
        .map_err(|refused| Failure::new(format!("cannot rewrite the files: {refused}")))?;
    let moved = load::load_company_with(folder, &changed);
    let Some(after) = moved.company.as_ref().filter(|_| !moved.has_errors()) else {
        output::diagnose(&moved);
        return Err(Failure::new("what would be written has errors, so nothing is")
            .help("this is a mistake of ours: please report it"));
    };
    let analysis = |library: &Library, company: &Company| {
        let posture = Posture::new(library, company, args.as_of);
        let standards: Vec<&dyn Standard> = posture.frameworks().iter().map(|f| f as &dyn Standard).collect();
        GapReport::new(&company.name, args.as_of, &standards)
    };
    let mut report = TransitionReport::new(
        &transition,
        company,
        &carried,
        &analysis(library, company),
        &analysis(&moved.library, after),
    );
    let target = args.output.as_deref().unwrap_or(folder);
    if args.dry_run {
        report = report.with_differences(differences(target, &before, &changed));
    }
    let text = render(args.format, folder, &report)?;
    if !args.dry_run {
        write(folder, args.output.as_deref(), &changed)?;
    }
    output::print(&text)?;
    output::remark(&closing(args, library, &transition, target, &changed, report.decision_count()));
    Ok(Exit::Clean)
}

/// How the two editions relate; refuses what cannot be migrated.
fn transition<'a>(args: &Args, workspace: &'a Workspace, company: &Company) -> Result<Transition<'a>, Failure> {
    let library = &workspace.library;
    let (from, to) = (framework(library, &args.from)?, framework(library, &args.to)?);
    let (old, new) = (&library.framework(from).id, &library.framework(to).id);
    if from == to {
        return Err(Failure::new(format!("`{}` and `{}` are both `{old}`", args.from, args.to))
            .help("name two editions; `ccf frameworks` lists them"));
    }
    if let Some(hub) = [old, new].into_iter().find(|id| *id == HUB) {
        return Err(Failure::new(format!("`{hub}` is the catalogue of controls, no edition to move from or to"))
            .help("name two frameworks; `ccf frameworks` lists them"));
    }
    let in_scope = company.scope.iter().map(|scoped| format!("`{}`", library.framework(scoped.framework).id));
    let in_scope = in_scope.collect::<Vec<_>>().join(", ");
    if company.scoped(from).is_none() {
        return Err(Failure::new(format!("`{old}` is not in the scope of {}", company.name))
            .help(format!("name an edition in scope: {in_scope}")));
    }
    if company.scoped(to).is_some() {
        return Err(Failure::new(format!("`{new}` is in the scope of {} already", company.name)).help(format!(
            "take one of `{old}` and `{new}` out of `frameworks` under `[scope]` in `ccf.toml`, with its settings"
        )));
    }
    if workspace.diagnostics.iter().any(|found| found.code == Code::NotInScope) {
        return Err(Failure::new("there are settings about frameworks that are not in scope")
            .help("remove what the warnings W0405 show: it could not be told from what is moved"));
    }
    Transition::between(library, from, to).ok_or_else(|| no_mapping(library, from, to))
}

/// Says that no mapping joins two frameworks, and what does.
fn no_mapping(library: &Library, from: FrameworkId, to: FrameworkId) -> Failure {
    let id = |framework: FrameworkId| library.framework(framework).id.as_str();
    let (old, new) = (id(from), id(to));
    let failure = Failure::new(format!("no mapping relates the requirements of `{old}` and `{new}`"));
    let write = format!("write `mappings/{new}--{old}.toml` to migrate");
    match bridge(library, from, to) {
        Some(between) => {
            let names = between.into_iter().map(|framework| format!("`{}`", id(framework))).collect::<Vec<_>>();
            let names = names.join(" and ");
            failure.help(format!(
                "the nearest bridge is {names}, which `ccf map {old} {new}` follows; {write}, since a bridge does not \
                 say which requirement becomes which"
            ))
        }
        None => failure.help(format!("no chain of mappings leads from one to the other either; {write}")),
    }
}

/// The company's own files by name.
fn own_texts(folder: &Path) -> BTreeMap<String, String> {
    let texts = load::read_texts(&[folder.to_path_buf()]);
    let own = texts.files.iter().filter(|(path, _)| path.parent() == Some(folder));
    own.filter_map(|(path, id)| Some((path.file_name()?.to_str()?.to_owned(), texts.sources.text(*id).to_owned())))
        .collect()
}

fn differences(
    target: &Path,
    before: &BTreeMap<String, String>,
    changed: &BTreeMap<String, String>,
) -> Vec<Difference> {
    let difference = |(name, after): (&String, &String)| {
        let lines = TextDiff::from_lines(before.get(name).map_or("", String::as_str), after);
        let shown = target.join(name).display().to_string();
        let text = lines.unified_diff().header(&shown, &shown).to_string();
        Difference { file: name.clone(), text }
    };
    changed.iter().map(difference).collect()
}

fn render(format: Format, folder: &Path, report: &TransitionReport) -> Result<String, Failure> {
    Ok(match format {
        Format::Text => report.to_terminal(),
        Format::Json => report.to_json(),
        Format::Csv => csv(TransitionRow::COLUMNS, transition_rows(report)),
        Format::Md => {
            let templates = Templates::new(Some(&folder.join("templates")));
            let text = templates.and_then(|templates| templates.render("transition.md", report));
            text.map_err(|error| Failure::new(error.to_string()))?
        }
    })
}

/// Writes the changed files in place, or the whole folder with them into another.
fn write(folder: &Path, target: Option<&Path>, changed: &BTreeMap<String, String>) -> Result<(), Failure> {
    if let Some(target) = target {
        return copy::copy(folder, target, changed);
    }
    let files = changed.iter().map(|(name, text)| (real(&folder.join(name)), text.clone()));
    output::write_all(&files.collect::<Vec<_>>())
}

/// What a link leads to: the link stays one.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

fn closing(
    args: &Args,
    library: &Library,
    transition: &Transition<'_>,
    target: &Path,
    changed: &BTreeMap<String, String>,
    decisions: usize,
) -> String {
    let files = changed.keys().map(|name| target.join(name).display().to_string()).collect::<Vec<_>>().join(", ");
    if args.dry_run {
        return format!("nothing was written; without --dry-run: {files}");
    }
    let next = format!("`ccf gap {} --framework {}`", target.display(), library.framework(transition.to).id);
    let decide = match decisions {
        0 => String::new(),
        1 => "settle what is to be decided, then run ".to_owned(),
        _ => format!("settle the {decisions} points to be decided, then run "),
    };
    format!("wrote {files}\nNext: {decide}{next}")
}
