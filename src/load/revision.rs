//! A company as it was in a git revision, read by calling `git`: the working tree is neither read nor touched.

use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::company::FILES;
use super::discover::{FOLDERS, Files, LARGEST_MIB, MIB, decode};
use super::{Workspace, load_files};
use crate::diag::{Code, Diagnostic};

/// Why a revision cannot be read.
#[derive(Debug)]
pub enum RevisionError {
    /// There is no program `git`.
    NoGit,
    /// The folder is in no repository, or `git` refuses it; with what `git` says.
    NoRepository(String),
    /// The name means no commit.
    Unknown,
    /// The commit has no `ccf.toml` at the folder's place; with the path looked for.
    NoCompany(String),
    /// Anything else that `git` says.
    Git(String),
}

/// A commit of the repository a folder is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// As it was named, such as `HEAD~3`.
    pub name: String,
    /// The commit's full object name.
    pub commit: String,
}

impl Revision {
    /// The commit that a name means in the repository of a folder.
    ///
    /// # Errors
    ///
    /// When there is no `git`, no repository, or no such commit.
    pub fn find(folder: &Path, name: &str) -> Result<Self, RevisionError> {
        // So that a name without a commit is told from a folder without a repository.
        prefix(folder)?;
        let commit = format!("{name}^{{commit}}");
        let found = git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        if name.is_empty() || !found.status.success() {
            return Err(RevisionError::Unknown);
        }
        Ok(Self { name: name.to_owned(), commit: text(&found.stdout) })
    }

    /// The commit in which two histories parted.
    ///
    /// # Errors
    ///
    /// When they have none in common, or `git` fails.
    pub fn parted(folder: &Path, one: &Self, other: &Self) -> Result<Self, RevisionError> {
        let found = git(folder, &["merge-base", "--end-of-options", &one.commit, &other.commit])?;
        if !found.status.success() {
            return Err(RevisionError::Git(format!("`{}` and `{}` have no commit in common", one.name, other.name)));
        }
        let commit = text(&found.stdout);
        Ok(Self { name: commit.chars().take(12).collect(), commit })
    }

    /// The commit in short.
    #[must_use]
    pub fn short(&self) -> &str {
        self.commit.get(..12).unwrap_or(&self.commit)
    }
}

/// Loads the built-in data and the company that a folder held in a revision. Paths are shown as `HEAD~3:acme/ccf.toml`.
///
/// # Errors
///
/// When `git` fails, or the revision has no company at the folder's place.
pub fn load_revision(folder: &Path, revision: &Revision) -> Result<Workspace, RevisionError> {
    let prefix = prefix(folder)?;
    let mut entries = list(folder, &prefix, revision)?;
    if !entries.iter().any(|entry| entry.path == "ccf.toml") {
        return Err(RevisionError::NoCompany(format!("{prefix}ccf.toml")));
    }
    // A framework folder's head comes before its groups.
    entries.sort_by_key(|entry| (!entry.path.ends_with("/framework.toml"), entry.path.clone()));
    let mut files = Files::builtin();
    let mut diagnostics = Vec::new();
    let shown = |entry: &Entry| format!("{}:{prefix}{}", revision.name, entry.path);
    let heads: Vec<String> =
        entries.iter().filter_map(|entry| entry.path.strip_suffix("framework.toml")).map(str::to_owned).collect();
    entries.retain(|entry| match entry.refusal(&shown(entry), &heads) {
        Some(refusal) => {
            diagnostics.push(refusal);
            false
        }
        None => true,
    });
    for (entry, bytes) in entries.iter().zip(contents(folder, &entries)?) {
        match decode(&shown(entry), bytes) {
            Ok(text) => files.add_shown(&entry.place(), shown(entry), text),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    Ok(load_files(files, diagnostics))
}

/// One file of a tree.
struct Entry {
    /// The path below the company's folder.
    path: String,
    object: String,
    size: u64,
    is_file: bool,
}

impl Entry {
    /// Where it stands for the loader: a mapping may also lie among the frameworks.
    fn place(&self) -> String {
        let file = self.path.rsplit('/').next().unwrap_or_default();
        if self.path.starts_with("frameworks/") && file.contains("--") {
            format!("mappings/{file}")
        } else {
            self.path.clone()
        }
    }

    /// Why it cannot be read; `heads` are the folders with a `framework.toml`.
    fn refusal(&self, shown: &str, heads: &[String]) -> Option<Diagnostic> {
        let refuse = |code, message, help: &str| Some(Diagnostic::without_place(code, message).help(help));
        let size = self.size / MIB;
        if !self.is_file {
            let message = format!("cannot read `{shown}`: it is a link, which is not followed in a revision");
            return refuse(Code::Unreadable, message, "check the revision out and compare the folders");
        }
        if size >= LARGEST_MIB {
            let message = format!("`{shown}` has {size} MiB; a file may have up to {LARGEST_MIB}");
            return refuse(Code::TooLarge, message, "check that it is the right file, or split it");
        }
        let (folder, _) = self.path.rsplit_once('/').map_or(("", ""), |(folder, file)| (folder, file));
        let headless = folder.contains('/') && !heads.iter().any(|head| head.trim_end_matches('/') == folder);
        if headless {
            let message = format!("`{shown}` stands beside no `framework.toml`");
            return refuse(
                Code::NothingToRead,
                message,
                "a framework folder has its `[framework]` in `framework.toml`",
            );
        }
        None
    }
}

/// Whether a company's folder with this file reads it.
fn is_read(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let is_toml = path.strip_suffix(".toml").is_some();
    match parts.as_slice() {
        // Listed by itself, a folder is a link.
        [name] => FILES.iter().any(|(known, _)| known == name) || FOLDERS.contains(name),
        ["frameworks", _, _] => is_toml,
        [folder, _] => is_toml && FOLDERS.contains(folder),
        _ => false,
    }
}

/// The path of a folder in its repository, empty at the top, else with a `/` at its end.
fn prefix(folder: &Path) -> Result<String, RevisionError> {
    let found = git(folder, &["rev-parse", "--show-prefix"])?;
    if !found.status.success() {
        return Err(RevisionError::NoRepository(said(&found)));
    }
    Ok(text(&found.stdout))
}

/// The company's files in a revision.
fn list(folder: &Path, prefix: &str, revision: &Revision) -> Result<Vec<Entry>, RevisionError> {
    let tree = format!("{}:{prefix}", revision.commit);
    let mut args = vec!["ls-tree", "-r", "-l", "-z", "--full-tree", &tree, "--"];
    args.extend(FOLDERS);
    args.extend(FILES.iter().map(|(name, _)| *name));
    let found = git(folder, &args)?;
    if !found.status.success() {
        // The folder itself is not in that revision.
        return Ok(Vec::new());
    }
    let listed = String::from_utf8_lossy(&found.stdout);
    Ok(listed.split('\0').filter_map(entry).filter(|entry| is_read(&entry.path)).collect())
}

/// `MODE TYPE OBJECT SIZE<tab>PATH`
fn entry(line: &str) -> Option<Entry> {
    let (head, path) = line.split_once('\t')?;
    let mut parts = head.split_ascii_whitespace();
    let (mode, kind, object, size) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_file = kind == "blob" && mode.starts_with("100");
    Some(Entry { path: path.to_owned(), object: object.to_owned(), size: size.parse().unwrap_or(0), is_file })
}

/// The contents of files, in their order.
fn contents(folder: &Path, entries: &[Entry]) -> Result<Vec<Vec<u8>>, RevisionError> {
    let failed = |error: std::io::Error| RevisionError::Git(error.to_string());
    let mut child = command(folder, &["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| refused(&error))?;
    let wanted: String = entries.iter().map(|entry| format!("{}\n", entry.object)).collect();
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let mut bytes = Vec::new();
    // Names are written while contents are read: either pipe may be full.
    let read = std::thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(wanted.as_bytes())));
        stdout.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut bytes))
    });
    read.map_err(failed)?;
    child.wait().map_err(failed)?;
    let mut rest = bytes.as_slice();
    let split = entries.iter().map(|entry| {
        let found = next_object(&mut rest);
        found.ok_or_else(|| RevisionError::Git(format!("the object {} of `{}` is missing", entry.object, entry.path)))
    });
    split.collect()
}

/// `OBJECT blob SIZE<newline>CONTENTS<newline>`
fn next_object(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = rest.iter().position(|&byte| byte == b'\n')?;
    let (head, after) = rest.split_at_checked(end + 1)?;
    let head = std::str::from_utf8(head).ok()?;
    let size: usize = head.trim_end().rsplit_once(" blob ")?.1.parse().ok()?;
    let (contents, after) = after.split_at_checked(size)?;
    *rest = after.get(1..)?;
    Some(contents.to_vec())
}

/// Runs `git` in a folder.
fn git(folder: &Path, args: &[&str]) -> Result<Output, RevisionError> {
    command(folder, args).stdin(Stdio::null()).output().map_err(|error| refused(&error))
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).args(args).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    // A hook that runs us names its own repository by paths that are relative to another folder.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command
}

fn refused(error: &std::io::Error) -> RevisionError {
    match error.kind() {
        ErrorKind::NotFound => RevisionError::NoGit,
        _ => RevisionError::Git(error.to_string()),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches(['\n', '\r']).to_owned()
}

/// What `git` says, as one line.
fn said(output: &Output) -> String {
    let said = text(&output.stderr);
    said.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned()
}
