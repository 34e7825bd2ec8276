//! How the requirements of one framework relate to those of another.

use super::vocabulary::{MappingStatus, Method, Rationale, Relation, Unit};
use super::{FrameworkId, Node};
use crate::diag::Span;

/// One mapping file. The source is the side being satisfied.
#[derive(Debug)]
pub struct Mapping {
    /// The side being satisfied.
    pub source: FrameworkId,
    /// The side that satisfies.
    pub target: FrameworkId,
    /// Who made it.
    pub method: Method,
    /// On what requirements were compared.
    pub rationale: Rationale,
    /// How far it is.
    pub status: MappingStatus,
    /// Where it comes from.
    pub reference: Option<String>,
    /// One entry a source, in natural order.
    pub entries: Vec<Entry>,
    /// Sources that are left out, with the reason.
    pub unmapped: Vec<Unmapped>,
}

/// What one source maps to.
#[derive(Debug)]
pub struct Entry {
    /// The requirement being satisfied.
    pub source: Node,
    /// Whether all targets together satisfy the source.
    pub sufficient: bool,
    /// Why it is judged so.
    pub why: Option<String>,
    /// Its rows, in natural order of target, then relation.
    pub rows: Vec<Row>,
    /// Where it is defined.
    pub span: Span,
}

/// One source, one relation, one target.
#[derive(Debug)]
pub struct Row {
    /// The requirement or control that satisfies.
    pub target: Node,
    /// "source RELATION target".
    pub relation: Relation,
    /// How strong the relation is, 1 to 10; 10 where equal.
    pub strength: u8,
    /// Why it is judged so.
    pub why: Option<String>,
    /// What the source demands of the target's parameters.
    pub bounds: Vec<Bound>,
    /// Where the target is named.
    pub span: Span,
}

/// What a requirement demands of one parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The parameter of the row's target.
    pub param: String,
    /// Upper or lower limit.
    pub direction: Direction,
    /// The limit itself.
    pub value: i64,
    /// What it counts.
    pub unit: Unit,
}

/// Which side a bound limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The value may not be greater.
    AtMost,
    /// The value may not be smaller.
    AtLeast,
}

impl Bound {
    /// Whether a value is within the bound.
    #[must_use]
    pub const fn allows(&self, value: i64) -> bool {
        match self.direction {
            Direction::AtMost => value <= self.value,
            Direction::AtLeast => value >= self.value,
        }
    }

    /// `at most 180 days`
    #[must_use]
    pub fn describe(&self) -> String {
        let side = match self.direction {
            Direction::AtMost => "at most",
            Direction::AtLeast => "at least",
        };
        format!("{side} {} {}", self.value, self.unit)
    }
}

/// A source that maps to nothing, on purpose.
#[derive(Debug)]
pub struct Unmapped {
    /// The requirement left out.
    pub source: Node,
    /// Why.
    pub why: String,
    /// Where it is said.
    pub span: Span,
}
