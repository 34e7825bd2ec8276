//! The columns of two control sets that are plain texts: status, owner, how, frequency, evidence and the like.

use std::collections::BTreeMap;

use serde::Serialize;

use super::words::{Piece, compare_words};

/// Texts of more characters are compared word by word.
const LONG: usize = 60;

/// A text of a control that changed; empty where nothing was or is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellChange {
    /// The column, such as `status`.
    pub column: String,
    /// What it said.
    pub before: String,
    /// What it says.
    pub after: String,
    /// Its words with what became of them, where it is long on both sides or either.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
}

/// The columns whose words differ, in the order given.
pub fn changed_cells(
    columns: &[String],
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<CellChange> {
    let of = |cells: &BTreeMap<String, String>, column: &String| cells.get(column).cloned().unwrap_or_default();
    columns.iter().filter_map(|column| CellChange::new(column, of(before, column), of(after, column))).collect()
}

impl CellChange {
    fn new(column: &str, before: String, after: String) -> Option<Self> {
        let mut pieces = compare_words(&before, &after);
        if pieces.is_empty() {
            return None;
        }
        let is_long = |text: &str| text.chars().count() > LONG;
        if !is_long(&before) && !is_long(&after) {
            pieces.clear();
        }
        Some(Self { column: column.to_owned(), before, after, pieces })
    }
}
