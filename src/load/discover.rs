//! Which files a run reads, and what each of them is: told by folder and name, before any is opened.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::builtin;
use super::company::FILES;
use crate::diag::{Code, Diagnostic};

/// Texts of this size are refused: no catalogue comes near it, and spans have 32 bits.
pub const LARGEST_MIB: u64 = 32;
pub const MIB: u64 = 1024 * 1024;
/// The folder of a company that holds other words for requirements.
const OVERLAYS: &str = "overlays";
/// The folders of a company that are read.
pub const FOLDERS: [&str; 3] = ["frameworks", "mappings", OVERLAYS];

/// One file to read.
#[derive(Debug, Clone)]
pub struct File {
    pub kind: Kind,
    /// The path it is shown as.
    pub path: String,
    pub text: Text,
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A framework in one file, or the head of a framework folder.
    Framework { id: String },
    /// A group file of a framework folder.
    Part { id: String },
    /// A mapping.
    Mapping { id: String },
    /// Other words for a framework's requirements.
    Overlay { id: String },
    /// A file of the company, by its position in [`FILES`].
    Company(usize),
}

/// Where a text comes from.
#[derive(Debug, Clone)]
pub enum Text {
    Builtin(&'static str),
    At(PathBuf),
    Given(String),
}

impl File {
    /// Reads the text.
    pub fn read(&self) -> Result<Cow<'static, str>, Box<Diagnostic>> {
        let path = match &self.text {
            Text::Builtin(text) => return Ok(Cow::Borrowed(text)),
            Text::Given(text) => return Ok(Cow::Owned(text.clone())),
            Text::At(path) => path,
        };
        let refuse = |code, message, help: &str| Box::new(Diagnostic::without_place(code, message).help(help));
        let unreadable = |error: std::io::Error| {
            let message = format!("cannot read `{}`: {error}", self.path);
            refuse(Code::Unreadable, message, "check that it is a file and that you may read it")
        };
        let metadata = std::fs::metadata(path).map_err(unreadable)?;
        if !metadata.is_file() {
            let message = format!("cannot read `{}`: it is no regular file", self.path);
            return Err(refuse(Code::Unreadable, message, "name a file, not a folder, device or pipe"));
        }
        let size = metadata.len() / MIB;
        if size >= LARGEST_MIB {
            let message = format!("`{}` has {size} MiB; a file may have up to {LARGEST_MIB}", self.path);
            return Err(refuse(Code::TooLarge, message, "check that it is the right file, or split it"));
        }
        decode(&self.path, std::fs::read(path).map_err(unreadable)?).map(Cow::Owned)
    }
}

/// The text of a file's bytes, without a byte order mark; `path` is how the file is shown.
pub fn decode(path: &str, mut bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    // A byte order mark is no text.
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let (valid, _) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
        let line = valid.split(|&byte| byte == b'\n').count();
        let last = valid.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
        let column = String::from_utf8_lossy(last).chars().count() + 1;
        let message = format!("{path}:{line}:{column}: the text is not UTF-8 from here on");
        Box::new(Diagnostic::without_place(Code::NotUtf8, message).help("save the file as UTF-8"))
    })
}

/// The files of a run: the built-in ones, less those that a user's file with the same name takes the place of.
#[derive(Debug, Default)]
pub struct Files {
    frameworks: BTreeMap<String, Vec<File>>,
    mappings: BTreeMap<String, File>,
    overlays: BTreeMap<String, File>,
    company: Vec<File>,
    company_folder: Option<PathBuf>,
    /// Ids of frameworks that a user gave, not the built-in ones.
    pub own: BTreeSet<String>,
}

impl Files {
    /// All built-in data.
    pub fn builtin() -> Self {
        let mut files = Self::default();
        for &(path, text) in builtin::FILES {
            let kind = kind_by_path(path);
            files.add(File { kind, path: format!("{}{path}", super::BUILTIN), text: Text::Builtin(text) });
        }
        files
    }

    /// Adds a text under the path it would have in a company's folder: `controls.toml`, `frameworks/tiny-1.toml`,
    /// `frameworks/common/IAM.toml`, `mappings/tiny-1--common.toml`.
    pub fn add_text(&mut self, path: &str, text: String) {
        self.add_shown(path, path.to_owned(), text);
    }

    /// The same, for a text that is shown under another path, such as `HEAD~3:acme/controls.toml`.
    pub fn add_shown(&mut self, path: &str, shown: String, text: String) {
        let company = FILES.iter().position(|(name, _)| *name == path);
        let kind = company.map_or_else(|| kind_by_path(path), Kind::Company);
        let file = File { kind, path: shown, text: Text::Given(text) };
        if let Kind::Framework { id } = &file.kind {
            self.own.insert(id.clone());
            self.frameworks.insert(id.clone(), Vec::new());
        }
        self.add(file);
    }

    /// Every file, in an order that depends on names alone.
    pub fn into_list(self) -> Vec<File> {
        let frameworks = self.frameworks.into_values().flatten();
        let catalogues = frameworks.chain(self.mappings.into_values()).chain(self.overlays.into_values());
        catalogues.chain(self.company).collect()
    }

    /// Whether there is a company among them.
    pub fn has_company(&self) -> bool {
        !self.company.is_empty()
    }

    fn add(&mut self, file: File) {
        match &file.kind {
            Kind::Framework { id } | Kind::Part { id } => self.frameworks.entry(id.clone()).or_default().push(file),
            Kind::Mapping { id } => {
                self.mappings.insert(id.clone(), file);
            }
            Kind::Overlay { id } => {
                self.overlays.insert(id.clone(), file);
            }
            Kind::Company(_) => self.company.push(file),
        }
    }

    /// Adds a company's folder: its own files, and its own frameworks and mappings.
    pub fn add_company(&mut self, folder: &Path, diagnostics: &mut Vec<Diagnostic>) {
        let real = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
        if let Some(first) = self.company_folder.replace(real.clone()) {
            if first != real {
                let message = format!("`{}` is a second company", shown(folder));
                diagnostics
                    .push(Diagnostic::without_place(Code::DuplicateId, message).help("check one company at a time"));
            }
            return;
        }
        for (position, (name, _)) in FILES.iter().enumerate() {
            let path = folder.join(name);
            if path.exists() || position == 0 {
                self.add(File { kind: Kind::Company(position), path: shown(&path), text: Text::At(path) });
            }
        }
        for name in FOLDERS {
            let inner = folder.join(name);
            if inner.is_dir() {
                self.add_catalogues(&inner, diagnostics);
            } else if std::fs::symlink_metadata(&inner).is_ok() {
                let message = format!("cannot read `{}`: it is no folder", shown(&inner));
                diagnostics
                    .push(Diagnostic::without_place(Code::Unreadable, message).help("make it a folder, or remove it"));
            }
        }
        for path in list(folder, diagnostics) {
            let known = FILES.iter().any(|(name, _)| path.file_name().is_some_and(|found| found == *name));
            if is_toml(&path) && !known {
                let message = format!("`{}` is not read", shown(&path));
                let names = FILES.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                diagnostics.push(
                    Diagnostic::without_place(Code::UnreadFile, message).help(format!("a company's files are {names}")),
                );
            }
        }
    }

    /// Gives the company's own files other texts, by their names.
    pub fn replace_company(&mut self, texts: &BTreeMap<String, String>) {
        for file in &mut self.company {
            let Kind::Company(position) = file.kind else { continue };
            let text = FILES.get(position).and_then(|(name, _)| texts.get(*name));
            if let Some(text) = text {
                file.text = Text::Given(text.clone());
            }
        }
    }

    /// Adds a file or folder that somebody named: a company, a framework, a mapping, or a folder of them.
    pub fn add_named(&mut self, path: &Path, diagnostics: &mut Vec<Diagnostic>) {
        if path.is_dir() {
            if path.join("ccf.toml").exists() {
                self.add_company(path, diagnostics);
            } else if path.join("framework.toml").exists() {
                self.add_framework_folder(path, diagnostics);
            } else if path.join("frameworks").is_dir() || path.join("mappings").is_dir() {
                for inner in ["frameworks", "mappings"].map(|name| path.join(name)) {
                    if inner.is_dir() {
                        self.add_catalogues(&inner, diagnostics);
                    }
                }
            } else if !self.add_catalogues(path, diagnostics) {
                let message = format!("`{}` holds nothing to read", shown(path));
                diagnostics.push(
                    Diagnostic::without_place(Code::NothingToRead, message).help(
                        "name a company folder (with `ccf.toml`), a framework or mapping file, or a folder of them",
                    ),
                );
            }
        } else if path.exists() {
            let parent = path.parent().unwrap_or(Path::new("")).to_path_buf();
            let name = path.file_name().unwrap_or_default();
            if FILES.iter().any(|(known, _)| name == *known) {
                self.add_company(&parent, diagnostics);
            } else if parent.join("framework.toml").exists() {
                self.add_framework_folder(&parent, diagnostics);
            } else if parent.file_name().is_some_and(|name| name == OVERLAYS) {
                self.add_overlay(path, diagnostics);
            } else {
                self.add_file(path, false, diagnostics);
            }
        } else {
            let message = format!("there is no file or folder `{}`", shown(path));
            diagnostics.push(Diagnostic::without_place(Code::Unreadable, message).help("check the path"));
        }
    }

    /// Adds the framework and mapping files of a folder; gives whether there was one.
    fn add_catalogues(&mut self, folder: &Path, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let mut found = false;
        let only_mappings = folder.file_name().is_some_and(|name| name == "mappings");
        let only_overlays = folder.file_name().is_some_and(|name| name == OVERLAYS);
        for path in list(folder, diagnostics) {
            if only_overlays && is_toml(&path) {
                self.add_overlay(&path, diagnostics);
                found = true;
            } else if path.join("framework.toml").exists() {
                self.add_framework_folder(&path, diagnostics);
                found = true;
            } else if path.is_dir() {
                if list(&path, diagnostics).iter().any(|inner| is_toml(inner)) {
                    let message = format!("`{}` has no `framework.toml`", shown(&path));
                    let headless = Diagnostic::without_place(Code::NothingToRead, message);
                    diagnostics
                        .push(headless.help("a framework folder has its `[framework]` table in `framework.toml`"));
                }
            } else if is_toml(&path) {
                self.add_file(&path, only_mappings, diagnostics);
                found = true;
            } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
                let message = format!("`{}` is not read", shown(&path));
                diagnostics.push(
                    Diagnostic::without_place(Code::UnreadFile, message).help("name it `.toml`, in small letters"),
                );
            }
        }
        found
    }

    fn add_file(&mut self, path: &Path, is_mapping: bool, diagnostics: &mut Vec<Diagnostic>) {
        let Some(id) = stem(path, diagnostics) else { return };
        let text = Text::At(path.to_path_buf());
        if is_mapping || id.contains("--") {
            self.add(File { kind: Kind::Mapping { id }, path: shown(path), text });
        } else {
            self.claim(&id, path, diagnostics);
            self.frameworks.insert(id.clone(), vec![File { kind: Kind::Framework { id }, path: shown(path), text }]);
        }
    }

    fn add_overlay(&mut self, path: &Path, diagnostics: &mut Vec<Diagnostic>) {
        if let Some(id) = stem(path, diagnostics) {
            self.add(File { kind: Kind::Overlay { id }, path: shown(path), text: Text::At(path.to_path_buf()) });
        }
    }

    /// Takes an id for a user's framework; a second file or folder with it is reported.
    fn claim(&mut self, id: &str, path: &Path, diagnostics: &mut Vec<Diagnostic>) {
        if !self.own.insert(id.to_owned()) {
            let message = format!("`{}` and another file or folder are both the framework `{id}`", shown(path));
            diagnostics.push(Diagnostic::without_place(Code::DuplicateId, message).help("keep one of the two"));
        }
    }

    fn add_framework_folder(&mut self, folder: &Path, diagnostics: &mut Vec<Diagnostic>) {
        let Some(id) = folder.file_name().and_then(|name| name.to_str()).map(str::to_owned) else {
            return diagnostics.push(bad_name(folder));
        };
        self.claim(&id, folder, diagnostics);
        let head = folder.join("framework.toml");
        let mut files =
            vec![File { kind: Kind::Framework { id: id.clone() }, path: shown(&head), text: Text::At(head.clone()) }];
        for path in list(folder, diagnostics).into_iter().filter(|path| is_toml(path) && *path != head) {
            files.push(File { kind: Kind::Part { id: id.clone() }, path: shown(&path), text: Text::At(path) });
        }
        self.frameworks.insert(id, files);
    }
}

/// What a file below a folder with `frameworks/` and `mappings/` is.
fn kind_by_path(path: &str) -> Kind {
    let parts: Vec<&str> = path.trim_end_matches(".toml").split('/').collect();
    match parts.as_slice() {
        [_, id, "framework"] | ["frameworks", id] => Kind::Framework { id: (*id).to_owned() },
        [OVERLAYS, id] => Kind::Overlay { id: (*id).to_owned() },
        [_, id, _] => Kind::Part { id: (*id).to_owned() },
        _ => Kind::Mapping { id: parts.last().copied().unwrap_or_default().to_owned() },
    }
}

/// The entries of a folder, by name.
fn list(folder: &Path, diagnostics: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
            paths.sort();
            paths
        }
        Err(error) => {
            let message = format!("cannot read the folder `{}`: {error}", shown(folder));
            diagnostics.push(Diagnostic::without_place(Code::Unreadable, message).help("check that you may read it"));
            Vec::new()
        }
    }
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}

fn stem(path: &Path, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let found = path.file_name().and_then(|name| name.to_str()).map(|name| name.strip_suffix(".toml").unwrap_or(name));
    if found.is_none() {
        diagnostics.push(bad_name(path));
    }
    found.map(str::to_owned)
}

fn bad_name(path: &Path) -> Diagnostic {
    let message = format!("the name of `{}` is not text", path.display());
    Diagnostic::without_place(Code::FileName, message).help("a framework's or mapping's file is named after its id")
}

/// A path as people write it: with `/`, and without a leading `./`.
pub fn shown(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}
