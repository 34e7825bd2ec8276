//! One right form for every file, with its comments.
//!
//! A text becomes a tree of values and comments (`tree`, `comment`) that knows nothing of how it was written; the order
//! tables (`shape`) say how it should be, `arrange` makes it so, and `write` prints it.

mod arrange;
mod comment;
mod meaning;
mod plain;
mod shape;
mod tree;
mod write;

use std::fmt::{Display, Formatter};

pub use meaning::same_meaning;

/// Why a text cannot be formatted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It is not TOML.
    Syntax(String),
    /// The result would not say the same: a mistake of ours.
    Meaning,
}

impl Display for Refused {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Syntax(message) => f.write_str(message.trim_end()),
            Self::Meaning => f.write_str("the result would not say the same; please report this"),
        }
    }
}

/// Gives a text its one right form.
///
/// # Errors
/// When it is not TOML.
pub fn format(text: &str) -> Result<String, Refused> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut tree = tree::Tree::read(text).map_err(|error| Refused::Syntax(error.to_string()))?;
    arrange::arrange(&mut tree.root, &shape::FILE);
    let formatted = write::write(&tree);
    // What did not change says the same; to read both again costs as much as all the rest.
    if formatted == text || same_meaning(text, &formatted) { Ok(formatted) } else { Err(Refused::Meaning) }
}

/// Whether a text that is known to be TOML surely has its one right form: a quick look, which texts with comments or
/// escapes never pass.
#[must_use]
pub fn is_surely_formatted(text: &str) -> bool {
    plain::read(text).is_some_and(|mut tree| {
        arrange::arrange(&mut tree.root, &shape::FILE);
        write::write(&tree) == text
    })
}
