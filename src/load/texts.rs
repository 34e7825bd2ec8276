//! Texts for tools that work on the writing itself: read and judged for their form alone, without the built-in data.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::discover::{File, Files, Kind, Text, shown};
use super::fields;
use super::read::Reader;
use crate::diag::{Code, Diagnostic, FileId, Sources};

/// The texts of the files somebody named.
#[derive(Debug, Default)]
pub struct Texts {
    /// The texts, so that any place can be shown.
    pub sources: Sources,
    /// Each file with its text, in the order in which they were named.
    pub files: Vec<(PathBuf, FileId)>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the named files, and all files of the named companies, frameworks and folders of them.
#[must_use]
pub fn read_texts(paths: &[PathBuf]) -> Texts {
    let mut texts = Texts::default();
    let mut seen = BTreeSet::new();
    for path in paths {
        for file in files(path, &mut texts.diagnostics) {
            let Text::At(place) = &file.text else { continue };
            if !seen.insert(file.path.clone()) {
                continue;
            }
            match file.read() {
                Ok(text) => texts.files.push((place.clone(), texts.sources.add(file.path.clone(), text))),
                Err(diagnostic) => texts.diagnostics.push(*diagnostic),
            }
        }
    }
    texts
}

/// A file alone when it is one that was named; a folder's files otherwise.
fn files(path: &Path, diagnostics: &mut Vec<Diagnostic>) -> Vec<File> {
    if path.is_file() {
        // What kind it is shows in its tables.
        let kind = Kind::Mapping { id: String::new() };
        return vec![File { kind, path: shown(path), text: Text::At(path.to_path_buf()) }];
    }
    let mut files = Files::default();
    let mut found = Vec::new();
    files.add_named(path, &mut found);
    // That a company has other files too is no matter of their form.
    diagnostics.extend(found.into_iter().filter(|diagnostic| diagnostic.code != Code::UnreadFile));
    files.into_list()
}

/// What is wrong with the form of a text: its syntax, and tables that no file of ours has.
#[must_use]
pub fn check_text(file: FileId, text: &str) -> Vec<Diagnostic> {
    Reader::new(file, text, &fields::tables()).diagnostics
}
