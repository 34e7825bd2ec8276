//! What the names given to `ccf diff` are: found out without guessing, then read.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use ccf::load::{self, CONTROL_SET_FILES, Revision, RevisionError, Workspace};
use ccf::model::{ControlList, Framework, FrameworkId, Library};

use super::{Args, Kind};
use crate::cli::{Failure, company, output};

/// Two things to compare, read and free of errors.
pub enum Compared {
    /// Two frameworks; the library is where ids are known and mappings between the two are looked for.
    Frameworks { library: Box<Library>, sides: [Operand; 2] },
    /// Two states of companies or control sets.
    States { sides: [Operand; 2] },
}

/// One side.
pub struct Operand {
    /// How it is called in reports.
    pub label: String,
    /// What was read.
    pub state: State,
}

/// What was read for one side.
pub enum State {
    /// A framework of the library.
    Known(FrameworkId),
    /// A framework from a file, alone.
    File(Box<Workspace>),
    /// A company.
    Company(Box<Workspace>),
    /// A control set that `ccf build` wrote.
    Controls(ControlList),
}

/// What a name can be read as.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reading {
    /// A framework of the library, by id or alias; with its id.
    Id(FrameworkId, String),
    /// A framework's file or folder.
    File(PathBuf),
    /// A company's folder.
    Company(PathBuf),
    /// A control set's folder.
    Controls(PathBuf),
    /// A git revision.
    Revision(Revision),
    /// The company as it stands in its folder, against a revision of it.
    WorkingTree,
}

impl Reading {
    const fn kind(&self) -> Kind {
        match self {
            Self::Id(..) | Self::File(_) => Kind::Framework,
            Self::Company(_) => Kind::Company,
            Self::Controls(_) => Kind::Controls,
            Self::Revision(_) | Self::WorkingTree => Kind::Revision,
        }
    }

    fn fits(&self, other: &Self) -> bool {
        let folder = |kind| matches!(kind, Kind::Company | Kind::Controls);
        self.kind() == other.kind() || (folder(self.kind()) && folder(other.kind()))
    }

    fn describe(&self) -> String {
        match self {
            Self::Id(_, id) => format!("the framework `{id}`"),
            Self::File(path) => format!("the framework in `{}`", path.display()),
            Self::Company(path) => format!("the company in `{}`", path.display()),
            Self::Controls(path) => format!("the control set in `{}`", path.display()),
            Self::Revision(revision) => format!("the git revision `{}` ({})", revision.name, revision.short()),
            Self::WorkingTree => "the working tree".to_owned(),
        }
    }
}

impl Compared {
    /// Finds out what the names are, and reads it.
    pub fn read(args: &Args) -> Result<Self, Failure> {
        let names = Names::new(args)?;
        let (before, after) = names.resolve(args)?;
        refuse_the_same(args, &before, &after)?;
        if before.kind() == Kind::Framework {
            let sides = [framework(before)?, framework(after)?];
            return Ok(Self::Frameworks { library: Box::new(sound(names.into_workspace())?.library), sides });
        }
        let read = |reading| state(reading, names.folder.as_deref());
        Ok(Self::States { sides: [read(before)?, read(after)?] })
    }
}

/// What names are looked up in.
struct Names {
    /// The built-in frameworks, and those of the company named or stood in; loaded when a name may be one of them.
    workspace: OnceCell<Workspace>,
    /// The company's folder, for revisions.
    folder: Option<PathBuf>,
    kind: Option<Kind>,
}

impl Names {
    fn new(args: &Args) -> Result<Self, Failure> {
        let folder = match (&args.dir, company::folder(args.dir.as_deref())) {
            (_, Ok(folder)) => Some(folder),
            // A revision may have the `ccf.toml` that the folder lacks today.
            (Some(dir), Err(_)) if dir.is_dir() => Some(dir.clone()),
            (Some(_), Err(failure)) => return Err(failure),
            (None, Err(_)) => None,
        };
        Ok(Self { workspace: OnceCell::new(), folder, kind: args.kind })
    }

    fn load(&self) -> Workspace {
        let own = self.folder.as_ref().filter(|folder| folder.join("ccf.toml").is_file());
        own.map_or_else(load::load_builtin, |folder| load::load_company(folder))
    }

    fn library(&self) -> &Library {
        &self.workspace.get_or_init(|| self.load()).library
    }

    fn into_workspace(mut self) -> Workspace {
        self.workspace.take().unwrap_or_else(|| self.load())
    }

    fn resolve(&self, args: &Args) -> Result<(Reading, Reading), Failure> {
        let Some(after) = &args.after else { return self.alone(&args.before) };
        let (old, new) = (self.readings(&args.before)?, self.readings(after)?);
        let pairs: Vec<(&Reading, &Reading)> =
            old.iter().flat_map(|old| new.iter().filter(|new| old.fits(new)).map(move |new| (old, new))).collect();
        match pairs.as_slice() {
            [(old, new)] => Ok(((*old).clone(), (*new).clone())),
            [] => Err(self.no_pair(args, &args.before, &old, after, &new)),
            _ => Err(if old.len() > 1 { ambiguous(&args.before, &old) } else { ambiguous(after, &new) }),
        }
    }

    /// One name: `A..B`, `A...B`, or a revision against the working tree.
    fn alone(&self, name: &str) -> Result<(Reading, Reading), Failure> {
        let path = Path::new(name);
        if let Some((old, new, parted)) = range(name).filter(|_| !path.exists()) {
            let [old, new] = [old, new].map(|name| if name.is_empty() { "HEAD" } else { name });
            let (mut old, new) = (self.revision(old)?, self.revision(new)?);
            if parted {
                let folder = self.repository()?;
                old = Revision::parted(folder, &old, &new).map_err(|error| failure(&error, folder, name))?;
            }
            return Ok((Reading::Revision(old), Reading::Revision(new)));
        }
        let readings = self.readings(name)?;
        match readings.as_slice() {
            [revision @ Reading::Revision(_)] => Ok((revision.clone(), Reading::WorkingTree)),
            [] => Err(self.nothing(name)),
            [other] => Err(Failure::new(format!("`{name}` is {}: with what is it compared?", other.describe()))
                .help(format!("name two, as in `ccf diff {name} B`; alone stands only a git revision"))),
            several => Err(ambiguous(name, several)),
        }
    }

    /// Everything that a name can be.
    fn readings(&self, name: &str) -> Result<Vec<Reading>, Failure> {
        let mut readings = Vec::new();
        if self.is_meant(Kind::Framework)
            && let Some(id) = self.library().find(name)
        {
            readings.push(Reading::Id(id, self.library().framework(id).id.clone()));
        }
        readings.extend(of_path(Path::new(name)));
        match (self.revision_or_none(name), self.kind) {
            (Ok(Some(revision)), _) => readings.push(Reading::Revision(revision)),
            // Only who means a revision has to have `git` and a repository.
            (Err(failure), Some(Kind::Revision)) => return Err(failure),
            _ => {}
        }
        readings.retain(|reading| self.is_meant(reading.kind()));
        Ok(readings)
    }

    fn is_meant(&self, kind: Kind) -> bool {
        self.kind.is_none_or(|wanted| wanted == kind)
    }

    fn repository(&self) -> Result<&Path, Failure> {
        self.folder.as_deref().ok_or_else(|| {
            Failure::new("a git revision of which company? there is no `ccf.toml` here or above")
                .help("name the company's folder with `-C DIR`")
        })
    }

    fn revision(&self, name: &str) -> Result<Revision, Failure> {
        let folder = self.repository()?;
        Revision::find(folder, name).map_err(|error| failure(&error, folder, name))
    }

    fn revision_or_none(&self, name: &str) -> Result<Option<Revision>, Failure> {
        let here = Path::new(".");
        let folder = self.folder.as_deref().unwrap_or(here);
        match Revision::find(folder, name) {
            Ok(_) if self.folder.is_none() && self.kind != Some(Kind::Revision) => Ok(None),
            Ok(_) => self.revision(name).map(Some),
            Err(RevisionError::Unknown) => Ok(None),
            Err(error) => Err(failure(&error, folder, name)),
        }
    }

    fn no_pair(&self, args: &Args, a: &str, old: &[Reading], b: &str, new: &[Reading]) -> Failure {
        match (old.first(), new.first()) {
            (None, _) => self.nothing(a),
            (_, None) => self.nothing(b),
            (Some(old), Some(new)) => {
                let message =
                    format!("`{a}` is {} and `{b}` {}: that is not of one kind", old.describe(), new.describe());
                let against_folder =
                    args.dir.is_none() && (old.kind() == Kind::Revision || new.kind() == Kind::Revision);
                Failure::new(message).help(if against_folder {
                    "a revision is compared with another, or alone with the working tree: `ccf diff REV -C DIR`"
                } else {
                    "compare two frameworks, two companies, two revisions or two control sets"
                })
            }
        }
    }

    /// Says that a name is nothing, and why not.
    fn nothing(&self, name: &str) -> Failure {
        let path = Path::new(name);
        if path.is_dir() {
            return Failure::new(format!("the folder `{name}` is neither a company, a framework nor a control set"))
                .help("it has no `ccf.toml`, no `framework.toml`, and no `controls.csv` with `crosswalk.csv`");
        }
        if path.exists() {
            return Failure::new(format!("the file `{name}` is no framework"))
                .help("compare files `<id>.toml` of frameworks; of a company name the folder");
        }
        let mut help = Vec::new();
        if let Some(near) = ccf::diag::nearest(name, self.library().names()).filter(|_| self.is_meant(Kind::Framework))
        {
            help.push(format!("did you mean the framework `{near}`?"));
        }
        if self.is_meant(Kind::Revision) {
            help.push(match (&self.folder, self.revision_or_none(name)) {
                (None, _) => "a git revision needs a company: `-C DIR`".to_owned(),
                (Some(_), Err(failure)) => format!("it could be a git revision, but {}", failure.message),
                (Some(folder), _) => format!("`git -C {} log --oneline` lists revisions", folder.display()),
            });
        }
        Failure::new(format!("`{name}` is no framework, file, folder or git revision")).help(help.join("; "))
    }
}

/// The ends of `A..B` or `A...B`, and whether it is the latter. No revision has a `/` at its ends, but `../x` and `a/..` are
/// paths.
fn range(name: &str) -> Option<(&str, &str, bool)> {
    let (old, rest) = name.split_once("..")?;
    let (new, parted) = rest.strip_prefix('.').map_or((rest, false), |new| (new, true));
    let is_path = old.ends_with(['/', '\\']) || new.starts_with(['/', '\\']) || new.contains("..");
    let names_one = !old.is_empty() || !new.is_empty();
    (!is_path && names_one).then_some((old, new, parted))
}

/// What a path holds.
fn of_path(path: &Path) -> Vec<Reading> {
    let mut readings = Vec::new();
    if path.is_dir() {
        if path.join("ccf.toml").is_file() {
            readings.push(Reading::Company(path.to_path_buf()));
        }
        if path.join("framework.toml").is_file() {
            readings.push(Reading::File(path.to_path_buf()));
        }
        if CONTROL_SET_FILES.iter().all(|name| path.join(name).is_file()) {
            readings.push(Reading::Controls(path.to_path_buf()));
        }
    } else if path.is_file() && path.extension().is_some_and(|extension| extension == "toml") {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let in_company = path.parent().is_some_and(|parent| parent.join("ccf.toml").is_file());
        if !stem.contains("--") && !in_company {
            readings.push(Reading::File(path.to_path_buf()));
        }
    }
    readings
}

fn ambiguous(name: &str, readings: &[Reading]) -> Failure {
    let all = readings.iter().map(Reading::describe).collect::<Vec<_>>().join(" or ");
    Failure::new(format!("`{name}` could be {all}"))
        .help("say which with `--as framework`, `company`, `revision` or `controls`; `./NAME` is always a path")
}

/// Two names for one place or framework are certainly a mistake; two names for one commit may come from a script.
fn refuse_the_same(args: &Args, before: &Reading, after: &Reading) -> Result<(), Failure> {
    let real = |path: &PathBuf| std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    let same = match (before, after) {
        (Reading::Id(old, _), Reading::Id(new, _)) => old == new,
        (Reading::File(old), Reading::File(new))
        | (Reading::Company(old), Reading::Company(new))
        | (Reading::Controls(old), Reading::Controls(new)) => real(old) == real(new),
        (Reading::Revision(old), Reading::Revision(new)) => {
            if old.commit == new.commit {
                output::remark(&format!("both are the commit {}", old.short()));
            }
            false
        }
        _ => false,
    };
    if same {
        let b = args.after.as_deref().unwrap_or_default();
        return Err(Failure::new(format!("`{}` and `{b}` are both {}", args.before, before.describe()))
            .help("name two that can differ"));
    }
    Ok(())
}

/// A workspace without errors; otherwise they are shown.
fn sound(workspace: Workspace) -> Result<Workspace, Failure> {
    if workspace.has_errors() {
        output::diagnose(&workspace);
        return Err(Failure::new("nothing is compared with data that has errors")
            .help("correct it; of a revision only its successors can be"));
    }
    Ok(workspace)
}

fn framework(reading: Reading) -> Result<Operand, Failure> {
    match reading {
        Reading::Id(id, label) => Ok(Operand { label, state: State::Known(id) }),
        Reading::File(path) => {
            let workspace = sound(load::load_framework(&path))?;
            Ok(Operand { label: path.display().to_string(), state: State::File(Box::new(workspace)) })
        }
        other => Err(Failure::new(format!("{} is no framework", other.describe()))),
    }
}

fn state(reading: Reading, folder: Option<&Path>) -> Result<Operand, Failure> {
    let here = folder.unwrap_or(Path::new("."));
    let company =
        |label: String, workspace: Workspace| Ok(Operand { label, state: State::Company(Box::new(sound(workspace)?)) });
    match reading {
        Reading::Company(path) => company(path.display().to_string(), load::load_company(&path)),
        Reading::WorkingTree => {
            company::folder(Some(here))?;
            company("working tree".to_owned(), load::load_company(here))
        }
        Reading::Revision(revision) => {
            let loaded = load::load_revision(here, &revision);
            let workspace = loaded.map_err(|error| failure(&error, here, &revision.name))?;
            company(format!("{} ({})", revision.name, revision.short()), workspace)
        }
        Reading::Controls(path) => {
            let help = "name a folder that `ccf build` wrote";
            let list = load::read_control_set(&path).map_err(|wrong| Failure::new(wrong).help(help))?;
            Ok(Operand { label: path.display().to_string(), state: State::Controls(list) })
        }
        other => Err(Failure::new(format!("{} is no company", other.describe()))),
    }
}

/// Why a revision cannot be read, for the user.
fn failure(error: &RevisionError, folder: &Path, name: &str) -> Failure {
    let shown = folder.display();
    match error {
        RevisionError::NoGit => {
            Failure::new("there is no program `git` to read revisions with").help("install git, or compare two folders")
        }
        RevisionError::NoRepository(said) => Failure::new(format!("`{shown}` is in no git repository: {said}"))
            .help("name the company's folder with `-C DIR`, or compare two folders"),
        RevisionError::Unknown => {
            Failure::new(format!("there is no git revision `{name}` in the repository of `{shown}`"))
                .help(format!("`git -C {shown} log --oneline` and `git -C {shown} branch --all` list revisions"))
        }
        RevisionError::NoCompany(path) => Failure::new(format!("the revision `{name}` has no company: no `{path}`"))
            .help(format!("`git log --oneline -- {path}` lists the revisions that have one")),
        RevisionError::Git(said) => Failure::new(format!("git cannot read `{name}`: {said}")),
    }
}

impl Operand {
    /// The framework of this side.
    pub fn framework<'o>(&'o self, library: &'o Library) -> Result<&'o Framework, Failure> {
        let found = match &self.state {
            State::Known(id) => Some(library.framework(*id)),
            State::File(workspace) => workspace.library.frameworks().first(),
            _ => None,
        };
        found.ok_or_else(|| Failure::new(format!("`{}` holds no framework", self.label)))
    }
}
