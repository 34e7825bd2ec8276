//! Diagnostics: what is wrong in a file, exactly where, and what to do about it.
//!
//! A [`Diagnostic`] is plain data. Its [`Code`] never changes meaning; severity comes with the code; [`render`] turns it
//! into text in rustc's look.

mod codes;
mod machine;
mod policy;
mod render;
mod source;

pub use codes::{Code, Severity};
pub use machine::{to_github, to_json, to_sarif};
pub use policy::{Level, Policy, PolicyError};
pub use render::{render, summary};
pub use source::{FileId, Position, Sources, Span};

/// One finding about the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of mistake this is.
    pub code: Code,
    /// What is wrong: lower case, no full stop, names in backticks.
    pub message: String,
    /// The place the finding is about, with why it is wrong *here* (may be empty).
    pub primary: Option<Label>,
    /// Other places involved.
    pub secondary: Vec<Label>,
    /// What to do, one sentence each.
    pub help: Vec<String>,
    /// A replacement that is certain or near enough to show.
    pub fix: Option<Fix>,
}

/// A place and what to say there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The bytes meant.
    pub span: Span,
    /// Why this place matters; may be empty.
    pub text: String,
}

/// A replacement text for a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The bytes to replace.
    pub span: Span,
    /// What to write instead.
    pub replacement: String,
    /// How the fix is introduced, such as `a control with a similar id exists`.
    pub message: String,
    /// Whether nothing else can be meant, so that it may be written without asking.
    pub certain: bool,
}

impl Diagnostic {
    /// A diagnostic about a place.
    pub fn new(code: Code, message: impl Into<String>, span: Span) -> Self {
        let primary = Some(Label { span, text: String::new() });
        Self { primary, ..Self::without_place(code, message) }
    }

    /// A diagnostic about something that has no place in a text, such as a missing file.
    pub fn without_place(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), primary: None, secondary: Vec::new(), help: Vec::new(), fix: None }
    }

    /// Says at the primary place why it is wrong there.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.text = text.into();
        }
        self
    }

    /// Names another place involved.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds a replacement.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>, message: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into(), message: message.into(), certain: false });
        self
    }

    /// Says of the replacement that nothing else can be meant.
    #[must_use]
    pub fn certain(mut self) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.certain = true;
        }
        self
    }

    /// Adds the name of `known` nearest to the key `wrong` as a replacement, when one is near enough to be meant.
    #[must_use]
    pub fn suggest_key<'a>(self, span: Span, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        self.replace(span, nearest(wrong, known), key_text)
    }

    /// Adds the name of `known` nearest to the string `wrong` as a replacement, when one is near enough to be meant.
    #[must_use]
    pub fn suggest_value<'a>(self, span: Span, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        self.replace(span, nearest(wrong, known), string_text)
    }

    /// Adds the id of `known` that `wrong` was probably meant to be, as `write` puts it; else the ids around it. `known`
    /// is in natural order.
    #[must_use]
    pub fn suggest_id(self, span: Span, wrong: &str, known: &[&str], write: impl Fn(&str) -> String) -> Self {
        if let Some(id) = nearest_id(wrong, known.iter().copied()) {
            let found = self.replace(span, Some(id), write);
            return if is_same_id(wrong, id) { found.certain() } else { found };
        }
        let at = known.partition_point(|id| crate::model::natural_cmp(id, wrong).is_lt());
        let around = known.iter().skip(at.saturating_sub(2)).take(4).map(|id| format!("`{id}`")).collect::<Vec<_>>();
        let are = if around.len() == 1 { "is" } else { "are" };
        if around.is_empty() {
            self
        } else {
            self.help(format!("check the id; next to it {are} {}", around.join(", ")))
        }
    }

    fn replace(self, span: Span, found: Option<&str>, write: impl Fn(&str) -> String) -> Self {
        match found {
            Some(name) => self.fix(span, write(name), format!("a similar name exists: `{name}`")),
            None => self,
        }
    }

    /// Error or warning.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// A name as a TOML key: bare where TOML allows it, else quoted.
#[must_use]
pub fn key_text(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if bare { name.to_owned() } else { string_text(name) }
}

/// A text as a TOML basic string.
#[must_use]
pub fn string_text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted += &format!("\\u{:04X}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// The name most like `wrong`, if it is near enough that the writer may have meant it (Jaro-Winkler of at least 0.8).
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wrong.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for name in known {
        let score = strsim::jaro_winkler(&wanted, &name.to_lowercase());
        let better = best.is_none_or(|(top, held)| score.total_cmp(&top).then_with(|| held.cmp(name)).is_gt());
        if score >= 0.8 && better {
            best = Some((score, name));
        }
    }
    best.map(|(_, name)| name)
}

/// The id that `wrong` was probably meant to be: one that differs in case, punctuation, leading zeros or one letter.
/// Another number is never suggested: `CC6.9` is no misspelling of `CC6.1`.
pub fn nearest_id<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = IdShape::of(wrong);
    known.into_iter().find(|id| {
        let shape = IdShape::of(id);
        shape.numbers == wanted.numbers && strsim::damerau_levenshtein(&shape.letters, &wanted.letters) <= 1
    })
}

/// Whether two ids differ in case, punctuation and leading zeros only.
fn is_same_id(left: &str, right: &str) -> bool {
    let (left, right) = (IdShape::of(left), IdShape::of(right));
    left.letters == right.letters && left.numbers == right.numbers
}

/// What is left of an id without case, punctuation and leading zeros.
struct IdShape {
    letters: String,
    numbers: Vec<String>,
}

impl IdShape {
    fn of(id: &str) -> Self {
        let letters = id.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        let runs = id.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
        let numbers = runs.map(|run| run.trim_start_matches('0').to_owned()).collect();
        Self { letters, numbers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_only_suggested_with_the_same_numbers() {
        let known = ["IAM-08", "CC6.1", "CC6.10", "A.9.2.1"];
        for (wrong, meant) in [
            ("IAM-8", Some("IAM-08")),
            ("iam08", Some("IAM-08")),
            ("IMA-08", Some("IAM-08")),
            ("cc6.1", Some("CC6.1")),
            ("C6.1", Some("CC6.1")),
            ("A9.2.1", Some("A.9.2.1")),
            ("CC6.9", None),
            ("CC6.11", None),
            ("GOV-08", None),
        ] {
            assert_eq!(nearest_id(wrong, known), meant, "{wrong}");
        }
    }
}
