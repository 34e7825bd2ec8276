//! How many requirements have each verdict before and after, by the standard's own words.

use serde::Serialize;

use super::{BOLD, DIM};
use crate::engine::diff::Coverage;
use crate::model::VerdictWords;
use crate::model::vocabulary::Verdict;
use crate::report::terminal::{line, printable};

/// The rows of the table; one word for two verdicts is one row.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Summary {
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    word: String,
    before: usize,
    after: usize,
    /// `of 37 (37 %)`, beside what is met.
    #[serde(skip_serializing_if = "String::is_empty")]
    of_before: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    of_after: String,
}

impl Summary {
    /// The table of two states; one in which the framework is not in scope has nothing to count.
    pub fn new(before: Option<&Coverage>, after: Option<&Coverage>, words: &VerdictWords) -> Self {
        let (old, new) = (before.copied().unwrap_or_default(), after.copied().unwrap_or_default());
        let mut summary = Self { rows: Vec::new() };
        summary.add(words.of(Verdict::Met), old.met, new.met);
        if let Some(met) = summary.rows.first_mut() {
            met.of_before = before.map_or(String::new(), rest);
            met.of_after = after.map_or(String::new(), rest);
        }
        if old.inferred + new.inferred > 0 {
            summary.add("Inferred", old.inferred, new.inferred);
        }
        summary.add(words.of(Verdict::Partial), old.partial, new.partial);
        summary.add(words.of(Verdict::Unmet), old.unmet, new.unmet);
        summary.add(words.of(Verdict::Unknown), old.unknown, new.unknown);
        summary.add(words.of(Verdict::Excluded), old.excluded, new.excluded);
        summary
    }

    /// Counts under a word, which may be another verdict's too.
    fn add(&mut self, word: &str, before: usize, after: usize) {
        match self.rows.iter_mut().find(|row| row.word == word) {
            Some(row) => {
                row.before += before;
                row.after += after;
            }
            None => self.rows.push(Row {
                word: word.to_owned(),
                before,
                after,
                of_before: String::new(),
                of_after: String::new(),
            }),
        }
    }

    /// Adds the table to a page: numbers under numbers.
    pub fn show(&self, page: &mut String) {
        let length = |text: &str| text.chars().count();
        let widest = |of: fn(&Row) -> usize| self.rows.iter().map(of).max().unwrap_or(0);
        let word = widest(|row| printable(&row.word).chars().count());
        let before = widest(|row| row.before.to_string().len());
        let after = widest(|row| row.after.to_string().len());
        // The heading stands above the numbers and what is beside them.
        let beside = widest(|row| row.of_before.chars().count()).max("before".len().saturating_sub(before + 1));
        line(page, &format!("  {DIM}{:word$}  {:<width$}  after{DIM:#}", "", "before", width = before + 1 + beside));
        for row in &self.rows {
            let name = printable(&row.word);
            let old = format!("{:>before$} {:<beside$}", row.before, row.of_before);
            let new = format!("{:>after$} {}", row.after, row.of_after);
            let (new, style) = (new.trim_end(), if row.before == row.after { DIM } else { BOLD });
            debug_assert!(length(&old) == before + 1 + beside, "every row is as wide");
            line(page, &format!("  {name:word$}  {old}  {style}{new}{style:#}"));
        }
    }
}

/// `of 37 (37 %)`
fn rest(coverage: &Coverage) -> String {
    let percent = coverage.percent.map_or(String::new(), |percent| format!(" ({percent} %)"));
    format!("of {}{percent}", coverage.counted)
}

/// `14 of 37 (37 %) Ready`
pub fn share(coverage: &Coverage, words: &VerdictWords) -> String {
    format!("{} {} {}", coverage.met, rest(coverage), words.of(Verdict::Met))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_for_two_verdicts_is_one_row_and_numbers_stand_under_numbers() {
        let words = ["In Place", "Not in Place", "Not in Place", "Not Applicable", "Not Tested"];
        let mut by_verdict = VerdictWords { words: Default::default() };
        for (verdict, word) in
            [Verdict::Met, Verdict::Partial, Verdict::Unmet, Verdict::Excluded, Verdict::Unknown].iter().zip(words)
        {
            word.clone_into(&mut by_verdict.words[*verdict as usize]);
        }
        let coverage = |met, partial, unmet| Coverage {
            counted: 135,
            percent: Some(met * 100 / 135),
            met,
            partial,
            unmet,
            ..Coverage::default()
        };
        let mut page = String::new();
        Summary::new(Some(&coverage(133, 1, 1)), Some(&coverage(9, 26, 100)), &by_verdict).show(&mut page);
        let plain = String::from_utf8(anstream_free(&page)).unwrap_or_default();
        let expected = "                  before             after\n  In Place        133 of 135 (98 %)    9 of 135 (6 %)\n  \
                        Not in Place      2                126\n  Not Tested        0                  0\n  \
                        Not Applicable    0                  0\n";
        assert_eq!(plain, expected);
    }

    /// The page without its styles.
    fn anstream_free(page: &str) -> Vec<u8> {
        let mut plain = Vec::new();
        let mut inside = false;
        for byte in page.bytes() {
            match byte {
                0x1b => inside = true,
                b'm' if inside => inside = false,
                _ if inside => {}
                _ => plain.push(byte),
            }
        }
        plain
    }
}
