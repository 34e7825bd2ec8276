//! One company: what it must satisfy, the controls it has, and what assessors said.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::vocabulary::{Approach, Frequency, Rating, Status, Verdict};
use super::{Date, FrameworkId, Node};
use crate::diag::Span;

/// A company as described by its folder.
#[derive(Debug)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// The frameworks it must satisfy, in natural order of id.
    pub scope: Vec<ScopedFramework>,
    /// Requirements left out, with the reason.
    pub excluded: BTreeMap<Node, Exclusion>,
    /// Its systems, in natural order of id.
    pub systems: IndexMap<String, System>,
    /// Its controls, in natural order of id.
    pub controls: Vec<Control>,
    /// Assessors' verdicts.
    pub findings: BTreeMap<Node, Finding>,
    /// Certificates and reports the company holds.
    pub holds: Vec<Hold>,
    /// What auditors flagged on controls, in natural order of id.
    pub exceptions: Vec<Exception>,
}

impl Company {
    /// How a framework is scoped, if it is in scope.
    #[must_use]
    pub fn scoped(&self, framework: FrameworkId) -> Option<&ScopedFramework> {
        self.scope.iter().find(|scoped| scoped.framework == framework)
    }

    /// An assessor's finding that counts on a day; without a day, any.
    #[must_use]
    pub fn finding(&self, node: Node, as_of: Option<Date>) -> Option<&Finding> {
        let counts = |finding: &&Finding| {
            let ended = |day: Date| finding.expires.is_some_and(|expires| expires < day);
            as_of.is_none_or(|day| finding.date <= day && !ended(day))
        };
        self.findings.get(&node).filter(counts)
    }
}

/// A framework in scope.
#[derive(Debug, Clone)]
pub struct ScopedFramework {
    /// Which one.
    pub framework: FrameworkId,
    /// The chosen profiles; empty: every requirement.
    pub profiles: Vec<String>,
    /// The roles the company has under it.
    pub roles: Vec<String>,
    /// Whether the controls' own lists of its requirements are complete.
    pub sufficient: bool,
    /// The period under audit.
    pub period: Option<Period>,
}

/// The time an audit looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A point in time (type 1).
    At(Date),
    /// A window, both days included (type 2).
    Window {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
}

/// Why a requirement is left out.
#[derive(Debug)]
pub struct Exclusion {
    /// The reason given.
    pub reason: String,
    /// Where it is said.
    pub span: Span,
}

/// A certificate or report: an assessor found a framework met, for a time.
#[derive(Debug)]
pub struct Hold {
    /// The framework.
    pub framework: FrameworkId,
    /// The profiles it covers; empty: all of it.
    pub profiles: Vec<String>,
    /// First day it counts.
    pub from: Date,
    /// Last day it counts.
    pub to: Option<Date>,
    /// Requirements it found not met.
    pub exceptions: BTreeSet<Node>,
}

impl Hold {
    /// Whether it counts on a day; without a day, always.
    #[must_use]
    pub fn counts(&self, as_of: Option<Date>) -> bool {
        as_of.is_none_or(|day| self.from <= day && self.to.is_none_or(|to| day <= to))
    }
}

/// Position of a system in its company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemId(pub usize);

/// Something the company runs.
#[derive(Debug)]
pub struct System {
    /// What it is called.
    pub title: String,
    /// The frameworks that look at it; none: all.
    pub scope: Option<Vec<FrameworkId>>,
}

impl System {
    /// Whether a framework looks at this system.
    #[must_use]
    pub fn in_scope_of(&self, framework: FrameworkId) -> bool {
        self.scope.as_ref().is_none_or(|scope| scope.contains(&framework))
    }
}

/// One control of the company.
#[derive(Debug)]
pub struct Control {
    /// Its id.
    pub id: String,
    /// What it is called; absent: as the common control it implements.
    pub title: Option<String>,
    /// What this control is all of.
    pub implements: Vec<Node>,
    /// What this control is a part of.
    pub contributes: Vec<Node>,
    /// Requirements for which its alternative counts.
    pub alternative_for: Vec<Node>,
    /// How far it is carried out; none: not assessed.
    pub status: Option<Status>,
    /// Why it does not apply.
    pub reason: Option<String>,
    /// Who is responsible.
    pub owner: Option<String>,
    /// How it is carried out.
    pub how: Option<String>,
    /// Where systems differ from `status`.
    pub systems: BTreeMap<SystemId, Status>,
    /// The values of its parameters.
    pub params: IndexMap<String, i64>,
    /// How often it runs, where it differs from the common control.
    pub frequency: Option<Frequency>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// The work left.
    pub effort: Option<String>,
    /// When it is due.
    pub due: Option<Date>,
    /// Where its id is defined.
    pub span: Span,
}

/// A piece of evidence.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The item of the evidence catalogue it is.
    pub id: Option<String>,
    /// The days it covers, both included.
    pub covers: Option<(Date, Date)>,
    /// When it was taken.
    pub date: Option<Date>,
    /// Where it is kept.
    pub file: Option<String>,
    /// How many items were tested.
    pub tested: Option<u32>,
    /// How many of them failed.
    pub deviations: Option<u32>,
}

/// An assessor's verdict on one requirement.
#[derive(Debug)]
pub struct Finding {
    /// What the assessor says.
    pub verdict: Verdict,
    /// In which way it is met.
    pub approach: Option<Approach>,
    /// Who says so.
    pub by: String,
    /// When it was said.
    pub date: Date,
    /// Until when it counts.
    pub expires: Option<Date>,
    /// Why.
    pub why: Option<String>,
    /// What should be done.
    pub recommendation: Option<String>,
    /// How bad it is.
    pub severity: Option<Rating>,
    /// Where it is said.
    pub span: Span,
}

/// What an auditor flagged on a control.
#[derive(Debug)]
pub struct Exception {
    /// Its id.
    pub id: String,
    /// Position of the control.
    pub control: usize,
    /// First day it is open.
    pub from: Date,
    /// Last day it is open; none: still open.
    pub to: Option<Date>,
    /// What was found.
    pub why: String,
}
