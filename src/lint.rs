//! Lints: what the formats allow and yet is probably a mistake. `ccf check` runs them over everything that was loaded.
//!
//! Each part looks at one thing: `texts` at what requirements say, `unused` at what nothing refers to, `relations`
//! at rows that cannot all be true, `company` at controls that say too little, `form` at how files are written.

mod company;
mod form;
mod relations;
mod texts;
mod unused;

use crate::diag::Diagnostic;
use crate::load::{BUILTIN, Workspace};

/// Everything the lints find in a workspace, in the order of files and places.
///
/// Nothing is said of data whose loading found errors in the same place; a lint never repeats what loading has said.
#[must_use]
pub fn lint(workspace: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for framework in workspace.library.frameworks() {
        texts::lint(framework, &mut found);
        unused::lint_framework(framework, &mut found);
    }
    relations::lint(&workspace.library, &mut found);
    unused::lint_zeros(&workspace.library, &mut found);
    if let Some(company) = &workspace.company {
        company::lint(&workspace.library, company, &mut found);
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
