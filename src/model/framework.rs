//! One edition of a standard.

use indexmap::IndexMap;

use super::Date;
use super::vocabulary::{
    Class, ControlType, DocumentKind, FrameworkStatus, Frequency, Nature, Per, Strictest, Unit, Verdict, Wording,
};
use crate::diag::Span;

/// A framework: one edition of one standard, or the hub of common controls.
#[derive(Debug)]
pub struct Framework {
    /// The id, also the file name.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Which edition.
    pub edition: String,
    /// Who publishes it.
    pub publisher: String,
    /// Short names it may be called by.
    pub aliases: Vec<String>,
    /// The trait generated from it, if any.
    pub interface: Option<String>,
    /// The publisher's word for a requirement.
    pub item: String,
    /// Whether it is in force.
    pub status: FrameworkStatus,
    /// Whose words the texts are.
    pub wording: Wording,
    /// Where the publisher offers it.
    pub source: Option<String>,
    /// The standard's own words for verdicts.
    pub words: VerdictWords,
    /// Named selections of requirements.
    pub profiles: IndexMap<String, Profile>,
    /// Groups in natural order.
    pub groups: IndexMap<String, Group>,
    /// Requirements in natural order.
    pub requirements: IndexMap<String, Requirement>,
    /// Documented information that must exist.
    pub documents: IndexMap<String, Document>,
    /// Policy documents that controls name.
    pub policies: IndexMap<String, Titled>,
    /// Evidence items that controls name.
    pub evidence: IndexMap<String, Titled>,
    /// Where it is defined.
    pub span: Span,
}

impl Framework {
    /// Whether a requirement is in one of the chosen profiles; without a choice every requirement is.
    #[must_use]
    pub fn selects(&self, profiles: &[String], id: &str) -> bool {
        profiles.is_empty()
            || profiles.iter().any(|name| self.profiles.get(name).is_some_and(|profile| profile.includes(id)))
    }
}

/// A standard's own words for the five verdicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictWords {
    /// The words in the order of [`Verdict::ALL`].
    pub words: [String; 5],
}

impl VerdictWords {
    /// The standard's word for a verdict.
    #[must_use]
    pub fn of(&self, verdict: Verdict) -> &str {
        &self.words[verdict as usize]
    }
}

/// A named selection of requirements: a trust category, a questionnaire type, a baseline.
#[derive(Debug)]
pub struct Profile {
    /// What it is called.
    pub title: String,
    /// Patterns of requirement ids; `*` stands for any run of characters.
    pub include: Vec<String>,
}

impl Profile {
    /// Whether the profile selects a requirement.
    #[must_use]
    pub fn includes(&self, id: &str) -> bool {
        self.include.iter().any(|pattern| glob_matches(pattern, id))
    }
}

/// A part of a framework.
#[derive(Debug)]
pub struct Group {
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub text: Option<String>,
    /// Where it is defined.
    pub span: Span,
}

/// Documented information that a requirement demands.
#[derive(Debug)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// Position of the requirement that demands it.
    pub requirement: usize,
    /// A document that is kept current, or a record that is kept as it is.
    pub kind: DocumentKind,
}

/// Something with a title that is referred to by id.
#[derive(Debug)]
pub struct Titled {
    /// What it is called.
    pub title: String,
    /// What it says or shows.
    pub text: Option<String>,
    /// Where its id is defined.
    pub span: Span,
}

/// What a standard asks for; in the hub, a common control.
#[derive(Debug)]
pub struct Requirement {
    /// The publisher's id.
    pub id: String,
    /// A short heading.
    pub title: String,
    /// What must be true; empty while only headings are given.
    pub text: String,
    /// What an assessor would look at.
    pub focus: Vec<String>,
    /// The group it belongs to.
    pub group: Option<String>,
    /// From when it counts.
    pub effective: Option<Date>,
    /// The roles it applies to; empty: everyone.
    pub applies_to: Vec<String>,
    /// Whether a company may exclude it with a reason.
    pub excludable: bool,
    /// Position of the requirement it is a part of.
    pub part_of: Option<usize>,
    /// Position of the requirement that takes its place.
    pub superseded_by: Option<usize>,
    /// Values from the framework's tag sets.
    pub tags: IndexMap<String, Vec<String>>,
    /// Preventive, detective, corrective.
    pub control_type: Vec<ControlType>,
    /// What the control is made of.
    pub class: Option<Class>,
    /// Who carries it out.
    pub nature: Option<Nature>,
    /// What one instance covers.
    pub per: Option<Per>,
    /// Whether assessors rely on it by itself.
    pub key: bool,
    /// What goes wrong without it.
    pub risk: Option<String>,
    /// How often it runs.
    pub frequency: Option<Frequency>,
    /// The policy document that demands it.
    pub policy: Option<String>,
    /// Evidence items that show it.
    pub evidence: Vec<String>,
    /// How to carry it out.
    pub guidance: Vec<String>,
    /// How to test it.
    pub test: Vec<String>,
    /// What carries it out, by platform: `AWS`, `Azure`, `Google Cloud`; platforms without anything are left out.
    pub solutions: Vec<(&'static str, Vec<String>)>,
    /// Its numbers.
    pub params: IndexMap<String, Param>,
    /// Where its id is defined.
    pub span: Span,
}

/// A number of a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// What the number says.
    pub label: String,
    /// What it counts.
    pub unit: Unit,
    /// Which direction is stricter.
    pub strictest: Strictest,
    /// The usual value; it only fills new files.
    pub default: i64,
}

/// Whether `pattern` matches all of `text`; `*` stands for any run of characters.
#[must_use]
pub fn glob_matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let Some(last) = pattern.contains('*').then(|| parts.next_back()).flatten() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// Whether `group` may be a group of requirement `id` by its spelling: `id` goes on after it with punctuation, or a
/// letter meets a digit there. `CC6` holds `CC6.1`; `CC1` does not hold `CC10.1`; `APD` holds `APD-01`.
#[must_use]
pub fn group_prefix_matches(group: &str, id: &str) -> bool {
    let Some(rest) = id.strip_prefix(group) else { return false };
    let (Some(before), Some(after)) = (group.chars().next_back(), rest.chars().next()) else { return false };
    let punctuation = |c: char| !c.is_alphanumeric();
    punctuation(before)
        || punctuation(after)
        || (before.is_alphabetic() && after.is_numeric())
        || (before.is_numeric() && after.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_matches_whole_ids() {
        for (pattern, id, matches) in [
            ("CC*", "CC6.1", true),
            ("A1.*", "A1.1", true),
            ("C1.*", "CC1.1", false),
            ("C1.*", "C1.2", true),
            ("*.1", "CC6.1", true),
            ("*.1", "CC6.10", false),
            ("CC6.1", "CC6.1", true),
            ("CC6.1", "CC6.10", false),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "acb", false),
            ("*", "", true),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(glob_matches(pattern, id), matches, "{pattern} against {id}");
        }
    }

    #[test]
    fn groups_end_where_the_id_turns() {
        for (group, id, matches) in [
            ("CC6", "CC6.1", true),
            ("CC1", "CC10.1", false),
            ("A.9", "A.9.2.1", true),
            ("A.9.2", "A.9.2.1", true),
            ("PR", "PR.AA-01", true),
            ("PR.AA", "PR.AA-01", true),
            ("APD", "APD-01", true),
            ("P", "PI1.1", false),
            ("CC6.1", "CC6.1", false),
        ] {
            assert_eq!(group_prefix_matches(group, id), matches, "{group} of {id}");
        }
    }
}
