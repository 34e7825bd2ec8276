//! A company's data, loaded for a verb that needs it free of errors.

use std::path::{Path, PathBuf};

use ccf::engine::Assumption;
use ccf::load::{self, Workspace};
use ccf::model::{Company, FrameworkId, Library};

use super::{Exit, Failure, output};

/// A company whose data has no errors.
pub struct Loaded {
    /// Everything that was read.
    pub workspace: Workspace,
    /// The company.
    pub company: Company,
    /// Its folder.
    pub folder: PathBuf,
}

impl Loaded {
    /// Loads a company and prints what is wrong. With errors in the data it gives the exit status instead; `without` says
    /// what is not made then.
    pub fn read(named: Option<&Path>, without: &str) -> Result<Result<Self, Exit>, Failure> {
        let folder = folder(named)?;
        let mut workspace = load::load_company(&folder);
        output::diagnose(&workspace);
        if load::could_not_run(&workspace.diagnostics) {
            return Ok(Err(Exit::Failed));
        }
        match workspace.company.take() {
            Some(company) if !workspace.has_errors() => Ok(Ok(Self { workspace, company, folder })),
            _ => {
                output::remark(&format!("{without} from data with errors"));
                Ok(Err(Exit::Findings))
            }
        }
    }
}

/// The built-in frameworks and mappings, and over them those of the company named or stood in; with errors in the data it
/// gives the exit status instead.
pub fn library(dir: Option<&Path>) -> Result<Result<Library, Exit>, Failure> {
    Ok(workspace(dir)?.map(|workspace| workspace.library))
}

/// The same with the texts it was read from.
pub fn workspace(dir: Option<&Path>) -> Result<Result<Workspace, Exit>, Failure> {
    let workspace = match (dir, folder(dir)) {
        (_, Ok(folder)) => load::load_company(&folder),
        (None, Err(_)) => load::load_builtin(),
        (Some(_), Err(failure)) => return Err(failure),
    };
    output::diagnose(&workspace);
    Ok(if workspace.has_errors() { Err(Exit::Findings) } else { Ok(workspace) })
}

/// The company's folder: the one named, else the one we stand in or the nearest above it with a `ccf.toml`.
pub fn folder(named: Option<&Path>) -> Result<PathBuf, Failure> {
    let missing = |folder: &Path| {
        Failure::new(format!("`{}` is not a company folder: it has no `ccf.toml`", folder.display()))
            .help("name a folder with a `ccf.toml`, or start one with `ccf init`")
    };
    if let Some(folder) = named {
        return if folder.join("ccf.toml").is_file() { Ok(folder.to_path_buf()) } else { Err(missing(folder)) };
    }
    let here =
        std::env::current_dir().map_err(|error| Failure::new(format!("cannot tell the current folder: {error}")))?;
    let found = here.ancestors().find(|folder| folder.join("ccf.toml").is_file());
    match found {
        // Paths below the folder we stand in are shown without it.
        Some(folder) if folder == here => Ok(PathBuf::from(".")),
        Some(folder) => Ok(folder.to_path_buf()),
        None => Err(missing(Path::new("."))),
    }
}

/// The framework of an id or alias.
pub fn framework(library: &Library, name: &str) -> Result<FrameworkId, Failure> {
    library.find(name).ok_or_else(|| {
        let failure = Failure::new(format!("there is no framework `{name}`"));
        let ids = library.frameworks().iter().map(|framework| format!("`{}`", framework.id)).collect::<Vec<_>>();
        let near = ccf::diag::nearest(name, library.names()).map(|near| format!("did you mean `{near}`? "));
        failure.help(format!("{}there are {}", near.unwrap_or_default(), ids.join(", ")))
    })
}

/// The framework of an id or alias, which must be in the company's scope.
pub fn framework_in_scope(library: &Library, company: &Company, name: &str) -> Result<FrameworkId, Failure> {
    let found = framework(library, name)?;
    if company.scoped(found).is_none() {
        let ids = company.scope.iter().map(|scoped| format!("`{}`", library.framework(scoped.framework).id));
        let ids = ids.collect::<Vec<_>>().join(", ");
        return Err(Failure::new(format!("`{name}` is not in the scope of {}", company.name))
            .help(format!("add it to `frameworks` under `[scope]` in `ccf.toml`; in scope: {ids}")));
    }
    Ok(found)
}

/// A framework to take as met: in the profiles named, else in those the company has in scope.
pub fn assumed(library: &Library, company: &Company, text: &str) -> Result<Assumption, Failure> {
    let mut assumption = assumption(library, text)?;
    if let Some(scoped) = company.scoped(assumption.framework).filter(|_| assumption.profiles.is_empty()) {
        assumption.profiles.clone_from(&scoped.profiles);
    }
    Ok(assumption)
}

/// `ID`, or `ID=PROFILE,PROFILE`.
pub fn assumption(library: &Library, text: &str) -> Result<Assumption, Failure> {
    if text.contains('+') && !text.contains(['/', '\\']) {
        return Err(Failure::new(format!("`{text}` names more than one framework"))
            .help("name one here, with its profiles as `ID=PROFILE,PROFILE`"));
    }
    let (name, profiles) = text.split_once('=').map_or((text, None), |(name, list)| (name, Some(list)));
    let mut assumption = Assumption::all(framework(library, name)?);
    let known = library.framework(assumption.framework);
    for profile in profiles.into_iter().flat_map(|list| list.split(',')) {
        if !known.profiles.contains_key(profile) {
            if known.profiles.is_empty() {
                return Err(Failure::new(format!("`{}` has no profiles", known.id)).help("name it without `=`"));
            }
            let all = known.profiles.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            return Err(
                Failure::new(format!("`{}` has no profile `{profile}`", known.id)).help(format!("it has {all}"))
            );
        }
        assumption.profiles.push(profile.to_owned());
    }
    Ok(assumption)
}
