//! Loading: files → [`Library`] and [`Company`], with every mistake of every file collected in one run.
//!
//! The steps follow the data: `discover` says which files there are, `read` turns each text into entries that are
//! judged one by one (in parallel), `framework`, `overlay`, `mapping` and `company` resolve references and check meaning.

mod builtin;
mod company;
mod control_set;
mod date;
mod discover;
pub(crate) mod fields;
mod framework;
#[cfg(feature = "schema")]
mod json_schema;
mod mapping;
mod overlay;
mod read;
mod refusal;
mod revision;
pub(crate) mod schema;
mod texts;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, FileId, Policy, Severity, Sources};
use crate::model::{Company, Framework, HUB, Library, natural_cmp, vocabulary};
use crate::standard;
pub use control_set::{CONTROL_SET_FILES, read_control_set};
use discover::{File, Files, Kind};
#[cfg(feature = "schema")]
pub use json_schema::FileKind;
pub use revision::{Revision, RevisionError, load_revision};
pub use texts::{Texts, check_text, read_texts};

/// Everything a run knows, and everything that is wrong with it.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The texts, so that any place can be shown.
    pub sources: Sources,
    /// All frameworks and mappings.
    pub library: Library,
    /// The company, if one was asked for and could be read.
    pub company: Option<Company>,
    /// What the company makes of diagnostics.
    pub policy: Policy,
    /// The ids of the frameworks that are not built in, or that take the place of a built-in one.
    pub own: BTreeSet<String>,
    /// What is wrong, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
}

impl Workspace {
    /// Whether something is wrong that makes reports untrustworthy.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
    }
}

/// Loads the built-in data and nothing else.
#[must_use]
pub fn load_builtin() -> Workspace {
    load_files(Files::builtin(), Vec::new())
}

/// Loads the built-in data and a company's folder, whose own frameworks and mappings override or add.
#[must_use]
pub fn load_company(folder: &Path) -> Workspace {
    let mut files = Files::builtin();
    let mut diagnostics = Vec::new();
    files.add_company(folder, &mut diagnostics);
    load_files(files, diagnostics)
}

/// Loads a company's folder as [`load_company`] does, as if those of its own files that are named here, such as `ccf.toml`,
/// had other texts.
#[must_use]
pub fn load_company_with(folder: &Path, texts: &BTreeMap<String, String>) -> Workspace {
    let mut files = Files::builtin();
    let mut diagnostics = Vec::new();
    files.add_company(folder, &mut diagnostics);
    files.replace_company(texts);
    load_files(files, diagnostics)
}

/// Loads the built-in data and files or folders of any kind: companies, frameworks, mappings.
#[must_use]
pub fn load_paths(paths: &[PathBuf]) -> Workspace {
    let mut files = Files::builtin();
    let mut diagnostics = Vec::new();
    for path in paths {
        files.add_named(path, &mut diagnostics);
    }
    load_files(files, diagnostics)
}

/// Loads a framework by itself, from its file or folder. Another state of a built-in framework may have other ids.
#[must_use]
pub fn load_framework(path: &Path) -> Workspace {
    let mut files = Files::default();
    let mut diagnostics = Vec::new();
    files.add_named(path, &mut diagnostics);
    let mut workspace = load_files(files, diagnostics);
    workspace.diagnostics.retain(|found| found.code != Code::ChangedBuiltin);
    workspace
}

/// Loads texts that are given under the paths they would have in a company's folder, such as `ccf.toml`,
/// `frameworks/tiny-1.toml` and `mappings/tiny-1--common.toml`; a framework folder's `framework.toml` comes before its
/// group files. `builtin` says whether the built-in data is there too.
#[must_use]
pub fn load_texts(builtin: bool, texts: impl IntoIterator<Item = (String, String)>) -> Workspace {
    let mut files = if builtin { Files::builtin() } else { Files::default() };
    for (path, text) in texts {
        files.add_text(&path, text);
    }
    load_files(files, Vec::new())
}

/// What the paths of built-in files begin with.
pub const BUILTIN: &str = "ccf:";

/// The entries of one file.
enum Parsed {
    Framework(framework::Written),
    Part(framework::Written),
    Mapping(mapping::Written),
    Overlay(overlay::Written),
    Company(company::Written),
}

fn load_files(files: Files, mut diagnostics: Vec<Diagnostic>) -> Workspace {
    let has_company = files.has_company();
    let own = files.own.clone();
    let list = files.into_list();
    let texts: Vec<_> = list.par_iter().map(File::read).collect();
    let mut sources = Sources::default();
    let mut readable = Vec::with_capacity(list.len());
    for (file, text) in list.iter().zip(texts) {
        match text {
            Ok(text) => readable.push((file, sources.add(file.path.clone(), text))),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    let parsed: Vec<(Parsed, Vec<Diagnostic>)> =
        readable.par_iter().map(|(file, id)| parse(file, *id, sources.text(*id))).collect();

    let mut frameworks: Vec<framework::Written> = Vec::new();
    let mut mappings = Vec::new();
    let mut overlays = Vec::new();
    let mut company = company::Written::default();
    for (parsed, found) in parsed {
        diagnostics.extend(found);
        match parsed {
            Parsed::Framework(written) => frameworks.push(written),
            Parsed::Part(part) => match frameworks.iter_mut().find(|framework| framework.id == part.id) {
                Some(framework) => framework.join(part),
                // The head of the folder was unreadable, which has been said.
                None => frameworks.push(part),
            },
            Parsed::Mapping(written) => mappings.push(written),
            Parsed::Overlay(written) => overlays.push(written),
            Parsed::Company(written) => company.join(written),
        }
    }

    let mut library = build_library(frameworks, &own, &mut diagnostics);
    for written in overlays {
        written.apply(&mut library, &mut diagnostics);
    }
    let mut tops = HashMap::new();
    let judged = |written: mapping::Written| {
        let (top, mut found) = (written.top, Vec::new());
        (top, written.build(&library, &mut found), found)
    };
    let built: Vec<_> = mappings.into_par_iter().map(judged).collect();
    for (top, mapping, found) in built {
        diagnostics.extend(found);
        if let Some(mapping) = mapping {
            tops.insert((mapping.source, mapping.target), top);
            library.mappings.push(mapping);
        }
    }
    library.mappings.sort_by_key(|mapping| (mapping.source, mapping.target));
    sum_up_lost_ids(&library, &sources, &own, &mut diagnostics);
    mapping::check_across(&library, &tops, &mut diagnostics);
    let policy = company.policy(&mut diagnostics);
    let company = if has_company {
        company::check_ids(&company, &mut diagnostics);
        company.build(&library, &mut diagnostics)
    } else {
        None
    };
    // Files are numbered in the order of their names, so this is the order a reader meets them in.
    diagnostics.sort_by_key(|diagnostic| diagnostic.primary.as_ref().map(|label| label.span));
    Workspace { sources, library, company, policy, own, diagnostics }
}

fn parse(file: &File, id: FileId, text: &str) -> (Parsed, Vec<Diagnostic>) {
    let reader = |tables| read::Reader::new(id, text, tables);
    match &file.kind {
        Kind::Framework { id } => {
            let mut reader = reader(fields::tables_of::<schema::FrameworkFile>());
            (Parsed::Framework(framework::Written::read(id.clone(), &mut reader, true)), reader.diagnostics)
        }
        Kind::Part { id } => {
            let mut reader = reader(fields::tables_of::<schema::GroupFile>());
            (Parsed::Part(framework::Written::read(id.clone(), &mut reader, false)), reader.diagnostics)
        }
        Kind::Mapping { id } => {
            let mut reader = reader(fields::tables_of::<schema::MappingFile>());
            (Parsed::Mapping(mapping::Written::read(id.clone(), &mut reader)), reader.diagnostics)
        }
        Kind::Overlay { id } => {
            let mut reader = reader(fields::tables_of::<schema::OverlayFile>());
            (Parsed::Overlay(overlay::Written::read(id.clone(), &mut reader)), reader.diagnostics)
        }
        Kind::Company(position) => {
            let tables = company::FILES.get(*position).map_or(&[][..], |(_, tables)| tables());
            let mut reader = reader(tables);
            let mut written = company::Written::default();
            match position {
                0 => written.read_company(&mut reader),
                1 => written.read_controls(&mut reader),
                2 => written.read_findings(&mut reader),
                _ => written.read_exceptions(&mut reader),
            }
            (Parsed::Company(written), reader.diagnostics)
        }
    }
}

fn build_library(
    written: Vec<framework::Written>,
    own: &BTreeSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Library {
    let built: Vec<(Framework, Vec<Diagnostic>)> = written
        .into_par_iter()
        .map(|written| {
            let mut found = Vec::new();
            let framework = written.build(&mut found);
            (framework, found)
        })
        .collect();
    let mut frameworks = Vec::with_capacity(built.len());
    for (framework, found) in built {
        diagnostics.extend(found);
        frameworks.push(framework);
    }
    frameworks.sort_by(|a, b| natural_cmp(&a.id, &b.id));
    framework::check_names(&frameworks, diagnostics);
    for framework in frameworks.iter().filter(|framework| own.contains(&framework.id)) {
        if let Some(builtin) = standard::builtin_ids(&framework.id) {
            framework::check_builtin(framework, &builtin, diagnostics);
        }
    }
    Library::new(frameworks)
}

/// A user's catalogue that takes the place of a built-in one may lack ids that built-in mappings name. Their rows are not
/// the user's to mend, so what was found in them becomes one diagnostic at the catalogue.
fn sum_up_lost_ids(
    library: &Library,
    sources: &Sources,
    own: &std::collections::BTreeSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let follows = |found: &Diagnostic| {
        let within = |code: Code| matches!(code, Code::UnknownRequirement | Code::MapOntoGroup | Code::BadBound);
        let place = found.primary.as_ref().map_or("", |label| sources.path(label.span.file));
        (within(found.code) || found.code == Code::NotMapped) && place.starts_with(BUILTIN)
    };
    let Some(first) = diagnostics.iter().find(|found| follows(found)).map(|found| found.message.clone()) else {
        return;
    };
    let before = diagnostics.len();
    diagnostics.retain(|found| !follows(found));
    let count = before - diagnostics.len();
    let Some(hub) = library.frameworks().iter().find(|framework| framework.id == HUB && own.contains(HUB)) else {
        return;
    };
    let message =
        format!("this `{HUB}` takes the place of the built-in one, and {count} places in mappings do not fit it");
    let lost = Diagnostic::new(Code::ChangedBuiltin, message, hub.span).label(format!("the first: {first}"));
    diagnostics.push(lost.help("keep every control and parameter that mappings name; texts may change"));
}

/// Whether a run could read what it was asked to read: a missing path is not a finding about data.
#[must_use]
pub fn could_not_run(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| matches!(diagnostic.code, Code::Unreadable | Code::NothingToRead))
}
