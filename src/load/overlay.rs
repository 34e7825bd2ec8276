//! Overlay files → other words for the requirements of a framework: whoever has a licensed copy of a standard may read the
//! publisher's sentences where our own would stand.

use super::mapping::unknown_requirement;
use super::read::{Entry, Reader};
use crate::diag::{Code, Diagnostic, Span, key_text};
use crate::model::Library;

/// The entries of one overlay file.
pub struct Written {
    /// The framework, as the file name says it.
    id: String,
    top: Span,
    texts: Vec<Entry<String>>,
}

impl Written {
    /// Reads one file.
    pub fn read(id: String, reader: &mut Reader<'_>) -> Self {
        Self { id, top: reader.top(), texts: reader.entries("overlay") }
    }

    /// Puts the texts in the place of those the requirements have.
    pub fn apply(self, library: &mut Library, diagnostics: &mut Vec<Diagnostic>) {
        let Some(framework) = library.find(&self.id).filter(|found| library.framework(*found).id == self.id) else {
            let message = format!("the file name says `{}`, and there is no framework with this id", self.id);
            let mut unknown = Diagnostic::new(Code::UnknownFramework, message, self.top);
            let meant = library.find(&self.id).map(|alias| library.framework(alias).id.as_str());
            let near = || crate::diag::nearest(&self.id, library.frameworks().iter().map(|known| known.id.as_str()));
            unknown = match meant.or_else(near) {
                Some(name) => unknown.help(format!("name the file `overlays/{name}.toml`")),
                None => unknown.help("name the file after the id of a framework; `ccf frameworks` lists them"),
            };
            diagnostics.push(unknown);
            return;
        };
        for Entry { id, span, value } in self.texts {
            match library.node(framework, &id) {
                Some(node) => library.reword(node, value),
                None => diagnostics.push(unknown_requirement(library, framework, &id, span, key_text)),
            }
        }
    }
}
