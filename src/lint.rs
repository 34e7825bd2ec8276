//! Lints: what the formats allow and yet is probably a mistake. `ccf check` runs them over everything that was loaded.
//!
//! Each part looks at one thing: `texts` at what requirements say, `unused` at what nothing refers to, `relations`
//! at rows that cannot all be true, `company` at controls that say too little, `form` at how files are written.

mod company;
mod contradictions;
mod form;
mod relations;
mod texts;
mod unused;

use rayon::prelude::*;

use crate::diag::Diagnostic;
use crate::load::{BUILTIN, Workspace};

/// Everything the lints find in a workspace, in the order of files and places.
///
/// Nothing is said of data whose loading found errors in the same place; a lint never repeats what loading has said.
#[must_use]
pub fn lint(workspace: &Workspace) -> Vec<Diagnostic> {
    let library = &workspace.library;
    let mut found = Vec::new();
    found.par_extend(library.frameworks().par_iter().flat_map_iter(|framework| {
        let mut found = Vec::new();
        texts::lint(framework, &mut found);
        unused::lint_framework(framework, &mut found);
        found
    }));
    found.par_extend(library.mappings.par_iter().flat_map_iter(|mapping| {
        let mut found = Vec::new();
        relations::lint(library, mapping, &mut found);
        unused::lint_zeros(library, mapping, &mut found);
        found
    }));
    contradictions::lint(library, &mut found);
    if let Some(company) = &workspace.company {
        company::lint(library, company, &mut found);
    }
    form::lint(workspace, &mut found);
    if workspace.has_errors() {
        // What errors in the user's files do to the built-in ones is not the user's to mend.
        found.retain(|lint| {
            let mut labels = lint.primary.iter().chain(&lint.secondary);
            labels.any(|label| !workspace.sources.path(label.span.file).starts_with(BUILTIN))
        });
    }
    found.sort_by_key(|diagnostic| diagnostic.primary.as_ref().map(|label| label.span));
    found
}
