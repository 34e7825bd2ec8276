//! Changes to a company's files that leave everything else in them as it is: order, comments, and how values are written.
//!
//! A file that has the form of `ccf fmt` has it afterwards too. Nothing is read or written here: texts come in and go out.

mod controls;
mod holds;
mod list;
mod scope;
mod table;

use std::collections::BTreeMap;

use toml_edit::{DocumentMut, Item, TableLike};

use crate::engine::transition::Transition;
use crate::engine::transition::carry::Carried;
use crate::fmt::{Refused, format};
use crate::model::{Company, FrameworkId, Library, Node};

/// Moves a company's files to another edition, and gives the texts that differ by the name of their file. `texts` are the
/// company's own files by name, such as `ccf.toml`.
///
/// # Errors
/// When a text is not TOML.
pub fn migrate(
    transition: &Transition<'_>,
    company: &Company,
    carried: &Carried,
    texts: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Refused> {
    let editor = Editor { transition, company, carried };
    let mut changed = BTreeMap::new();
    for (name, before) in texts {
        let after = editor.file(before)?;
        if after != *before {
            changed.insert(name.clone(), after);
        }
    }
    Ok(changed)
}

struct Editor<'a> {
    transition: &'a Transition<'a>,
    company: &'a Company,
    carried: &'a Carried,
}

impl Editor<'_> {
    /// A file after the move. Which file it is shows in its tables.
    fn file(&self, before: &str) -> Result<String, Refused> {
        let mut document: DocumentMut =
            before.parse().map_err(|error: toml_edit::TomlError| Refused::Syntax(error.to_string()))?;
        if let Some(scope) = inner(document.as_table_mut(), "scope") {
            self.scope(scope);
        }
        self.holds(&mut document);
        for name in ["systems", "period", "controls", "findings"] {
            let Some(table) = inner(document.as_table_mut(), name) else { continue };
            match name {
                "systems" => self.systems(table),
                "period" => self.periods(table),
                "controls" => self.controls(table),
                _ => self.findings(table),
            }
        }
        let after = document.to_string();
        if after != before && format(before)? == before { format(&after) } else { Ok(after) }
    }

    const fn library(&self) -> &Library {
        self.transition.library
    }

    /// The id of the new edition.
    fn new_id(&self) -> &str {
        &self.library().framework(self.transition.to).id
    }

    /// Whether a name, which may be an alias, is that of the old edition.
    fn is_from(&self, name: &str) -> bool {
        self.library().find(name) == Some(self.transition.from)
    }

    /// The old requirement that a reference names, if it names one.
    fn old(&self, reference: &str) -> Option<Node> {
        let (framework, id) = reference.split_once(':')?;
        let found: FrameworkId = self.library().find(framework).filter(|&found| found == self.transition.from)?;
        self.library().node(found, id)
    }
}

/// A table inside another, however it is written.
fn inner<'t>(table: &'t mut dyn TableLike, key: &str) -> Option<&'t mut dyn TableLike> {
    table.get_mut(key).and_then(Item::as_table_like_mut)
}
