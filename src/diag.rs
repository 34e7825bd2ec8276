//! Diagnostics: what is wrong in a file, exactly where, and what to do about it.
//!
//! A [`Diagnostic`] is plain data. Its [`Code`] never changes meaning; severity comes with the code; [`render`] turns it
//! into text in rustc's look.

mod codes;
mod render;
mod source;

pub use codes::{Code, Severity};
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
        self.fix = Some(Fix { span, replacement: replacement.into(), message: message.into() });
        self
    }

    /// Adds the nearest of `known` to `wrong` as a replacement, when one is near enough to be meant.
    #[must_use]
    pub fn suggest<'a>(self, span: Span, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(wrong, known) {
            Some(name) => {
                let message = format!("a similar name exists: `{name}`");
                self.fix(span, quoted_like(wrong, name), message)
            }
            None => self,
        }
    }

    /// Error or warning.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// Replacements are written for the spans of TOML strings and keys: a bare key stays bare only while TOML allows it.
fn quoted_like(wrong: &str, name: &str) -> String {
    let bare =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if bare(wrong) && bare(name) { name.to_owned() } else { format!("{name:?}") }
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
