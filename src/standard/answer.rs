//! What is said of one requirement.

use serde::Serialize;

use crate::model::vocabulary::{Basis, GapKind, NoteKind, Status, Verdict};

/// The answer to one requirement: a verdict with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The verdict.
    pub verdict: Verdict,
    /// What a met rests on; none for other verdicts.
    pub basis: Option<Basis>,
    /// The controls that count for it, in natural order.
    pub controls: Vec<ControlStatus>,
    /// Why it is not met.
    pub gaps: Vec<Gap>,
    /// What else a reader must know.
    pub notes: Vec<Note>,
    /// Whether it says more than the company's own facts do, because something was assumed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
}

impl Answer {
    /// An answer without reasons.
    #[must_use]
    pub const fn new(verdict: Verdict) -> Self {
        Self { verdict, basis: None, controls: Vec::new(), gaps: Vec::new(), notes: Vec::new(), inferred: false }
    }

    /// Met, resting on `basis`.
    #[must_use]
    pub const fn met(basis: Basis) -> Self {
        let mut answer = Self::new(Verdict::Met);
        answer.basis = Some(basis);
        answer
    }

    /// Adds a control that counts for it.
    #[must_use]
    pub fn control(mut self, id: impl Into<String>, status: Option<Status>) -> Self {
        self.controls.push(ControlStatus { id: id.into(), status, systems: Vec::new() });
        self
    }

    /// Adds a reason why it is not met.
    #[must_use]
    pub fn gap(mut self, kind: GapKind, control: Option<&str>, message: impl Into<String>) -> Self {
        self.gaps.push(Gap { kind, control: control.map(str::to_owned), message: message.into() });
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, kind: NoteKind, message: impl Into<String>) -> Self {
        self.notes.push(Note { kind, message: message.into() });
        self
    }
}

/// A control and how far it is carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ControlStatus {
    /// The control's id; a common control nobody implements has its full name, `common:ID`.
    pub id: String,
    /// The status over all systems in scope; none: not assessed.
    pub status: Option<Status>,
    /// The status on each system in scope, where they differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub systems: Vec<(String, Option<Status>)>,
}

/// One reason why a requirement is not met.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Gap {
    /// What is missing.
    pub kind: GapKind,
    /// The control it is missing in.
    pub control: Option<String>,
    /// The reason in words.
    pub message: String,
}

/// Something else a reader must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// The note in words.
    pub message: String,
}
