//! What changed between two texts, word by word (or two lists, item by item): a longest common subsequence.

use serde::Serialize;

/// Above so many comparisons two texts are not aligned: what lies between their common ends counts as replaced.
const MOST_CELLS: usize = 4_000_000;

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// On both sides.
    Kept,
    /// Only before.
    Removed,
    /// Only after.
    Added,
}

/// A run of words, or of items of a list, with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What became of it.
    pub change: Change,
    /// The text.
    pub text: String,
}

/// Compares two texts word by word; blanks of any length and kind only part words. Empty where the words are the same. Of a
/// text that was written anew (less than half of the longer one is kept) all is removed and all added: what two different
/// sentences happen to share tells nothing.
#[must_use]
pub fn compare_words(before: &str, after: &str) -> Vec<Piece> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.split_whitespace().collect(), after.split_whitespace().collect());
    let kept = common_count(&before, &after);
    if kept > 0 && kept * 2 < before.len().max(after.len()) {
        let piece = |change, words: &[&str]| Piece { change, text: words.join(" ") };
        return vec![piece(Change::Removed, &before), piece(Change::Added, &after)];
    }
    pieces(&before, &after, " ")
}

fn common_count(before: &[&str], after: &[&str]) -> usize {
    align(before, after).iter().filter(|(change, _)| *change == Change::Kept).count()
}

/// Compares two lists item by item. Empty where the items are the same.
#[must_use]
pub fn compare_items(before: &[String], after: &[String]) -> Vec<Piece> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.iter().map(String::as_str).collect(), after.iter().map(String::as_str).collect());
    pieces(&before, &after, "; ")
}

fn pieces(before: &[&str], after: &[&str], between: &str) -> Vec<Piece> {
    if before == after {
        return Vec::new();
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for (change, part) in align(before, after) {
        match pieces.last_mut() {
            Some(last) if last.change == change => {
                last.text.push_str(between);
                last.text.push_str(part);
            }
            _ => pieces.push(Piece { change, text: part.to_owned() }),
        }
    }
    pieces
}

/// Every part with what became of it, in reading order; what was removed stands before what was added in its place.
fn align<'t>(before: &[&'t str], after: &[&'t str]) -> Vec<(Change, &'t str)> {
    let start = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (head, before) = before.split_at(start);
    let after = after.get(start..).unwrap_or_default();
    let end = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
    let (before, tail) = before.split_at(before.len() - end);
    let after = after.get(..after.len() - end).unwrap_or_default();
    let mut parts: Vec<(Change, &str)> = head.iter().map(|part| (Change::Kept, *part)).collect();
    let (mut removed, mut added) = (0, 0);
    let replaced = |parts: &mut Vec<_>, old: &[&'t str], new: &[&'t str]| {
        parts.extend(old.iter().map(|part| (Change::Removed, *part)));
        parts.extend(new.iter().map(|part| (Change::Added, *part)));
    };
    for (old, new) in common(before, after) {
        let (gone, come) = (before.get(removed..old), after.get(added..new));
        replaced(&mut parts, gone.unwrap_or_default(), come.unwrap_or_default());
        parts.extend(before.get(old).map(|part| (Change::Kept, *part)));
        (removed, added) = (old + 1, new + 1);
    }
    let (gone, come) = (before.get(removed..), after.get(added..));
    replaced(&mut parts, gone.unwrap_or_default(), come.unwrap_or_default());
    parts.extend(tail.iter().map(|part| (Change::Kept, *part)));
    parts
}

/// The positions of a longest common subsequence.
fn common(before: &[&str], after: &[&str]) -> Vec<(usize, usize)> {
    let width = after.len() + 1;
    if before.len().saturating_mul(after.len()) > MOST_CELLS {
        return Vec::new();
    }
    // `length[i * width + j]`: of the longest common subsequence of what follows i and j.
    let mut length = vec![0u32; (before.len() + 1) * width];
    for (i, old) in before.iter().enumerate().rev() {
        for (j, new) in after.iter().enumerate().rev() {
            let at = i * width + j;
            length[at] = if old == new { length[at + width + 1] + 1 } else { length[at + width].max(length[at + 1]) };
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while let (Some(old), Some(new)) = (before.get(i), after.get(j)) {
        let at = i * width + j;
        if old == new {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if length[at + width] >= length[at + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let piece = |piece: &Piece| match piece.change {
            Change::Kept => piece.text.clone(),
            Change::Removed => format!("[-{}-]", piece.text),
            Change::Added => format!("{{+{}+}}", piece.text),
        };
        compare_words(before, after).iter().map(piece).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_that_changed_are_marked() {
        assert_eq!(
            shown("review every account each year", "review every account and right each quarter"),
            "review every account {+and right+} each [-year-] {+quarter+}"
        );
        assert_eq!(shown("one two three four", "three four"), "[-one two-] three four");
        assert_eq!(
            shown("one of all the days", "all of it is new here"),
            "[-one of all the days-] {+all of it is new here+}"
        );
        assert_eq!(shown("", "all new"), "{+all new+}");
        assert_eq!(shown("a  b\n c", "a b c"), "");
    }

    #[test]
    fn texts_too_long_to_align_are_replaced_between_their_ends() {
        let long = |word: &str| (0..2_100).map(|n| format!("{word}{n} ")).collect::<String>();
        let (a, b) = (format!("start {}end", long("a")), format!("start {}end", long("b")));
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let changes: Vec<Change> = compare_items(&words(&a), &words(&b)).iter().map(|piece| piece.change).collect();
        assert_eq!(changes, [Change::Kept, Change::Removed, Change::Added, Change::Kept]);
    }
}
