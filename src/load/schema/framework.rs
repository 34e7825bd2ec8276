//! The tables of framework files.
//!
//! This file names nothing of the crate but its neighbours `value` and `vocabulary`: the build script compiles it too.

use indexmap::IndexMap;
use serde::Deserialize;

use super::value::{Day, Spanned, Table};
use super::vocabulary::{
    Class, ControlType, DocumentKind, FrameworkStatus, Frequency, Nature, Per, Strictest, Unit, Wording,
};

/// `[framework]`: what the framework is
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Framework {
    /// What it is called
    pub name: Spanned<String>,
    /// Which edition, with its amendments
    pub edition: String,
    /// Who publishes it
    pub publisher: String,
    /// Short names it may be called by; the newest edition takes the shortest
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    /// The name of its Rust trait, such as `Soc2`
    #[cfg_attr(json_schema, schemars(regex(pattern = "^[A-Z][A-Za-z0-9]*$")))]
    pub interface: Option<Spanned<String>>,
    /// The publisher's word for a requirement, such as `criterion`
    pub item: String,
    /// Whether the edition is in force
    pub status: FrameworkStatus,
    /// Whose words the requirement texts are
    pub wording: Wording,
    /// Where the publisher offers it
    pub source: Option<String>,
    /// The standard's own words for verdicts
    pub verdicts: Option<Verdicts>,
}

/// `[framework.verdicts]`: the standard's own words
#[derive(Debug, Default, Clone, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Verdicts {
    /// Everything asked for is there
    pub met: Option<String>,
    /// Some of it is there
    pub partial: Option<String>,
    /// Assessed, and not met
    pub unmet: Option<String>,
    /// Does not count, for a stated reason
    pub excluded: Option<String>,
    /// Cannot be said from the facts given
    pub unknown: Option<String>,
}

/// `[profiles.ID]`: a named selection of requirements
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// What it is called
    pub title: String,
    /// Patterns of requirement ids; `*` stands for any run of characters
    pub include: Vec<Spanned<String>>,
}

/// `[groups.ID]`: a part of the framework; a requirement is in the longest group its id begins with
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Group {
    /// What it is called
    pub title: String,
    /// What it is about
    pub text: Option<String>,
}

/// `[tags.ID]`: a set of values that requirements may carry
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TagSet {
    /// What the set is called
    #[allow(dead_code, reason = "reports that show tags will name the set")]
    pub title: String,
    /// The values there are
    pub values: Vec<Spanned<String>>,
}

/// `[documents.ID]`: documented information that must exist
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Document {
    /// What it is called
    pub title: String,
    /// The id of the requirement that demands it
    pub requirement: Spanned<String>,
    /// Kept current, or kept as it is
    pub kind: DocumentKind,
}

/// `[policies.ID]`: a policy document that controls name
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    /// What it is called
    pub title: String,
    /// What it says
    pub text: Option<String>,
}

/// `[evidence.ID]` of a framework: an evidence item that controls name
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EvidenceItem {
    /// What it is called
    pub title: String,
    /// What it shows
    pub text: Option<String>,
}

/// `[requirements.ID]`: a requirement, or a control of the common controls
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Requirement {
    /// A short heading
    pub title: Spanned<String>,
    /// What must be true, testable, in one or more sentences
    #[serde(default)]
    pub text: Option<Spanned<String>>,
    /// What an assessor would look at; guidance, never assessed on its own
    #[serde(default)]
    pub focus: Vec<String>,
    /// The group, where it is not the longest one the id begins with
    pub group: Option<Spanned<String>>,
    /// The day it comes into force
    pub effective: Option<Spanned<Day>>,
    /// The roles it applies to, matched with the roles in the company's scope; absent: all
    #[serde(default)]
    pub applies_to: Vec<Spanned<String>>,
    /// Whether a company may exclude it; absent: it may
    pub excludable: Option<bool>,
    /// The requirement it is part of: while this one is not met, that one is at most partial
    pub part_of: Option<Spanned<String>>,
    /// The requirement that takes its place from that one's effective day on
    pub superseded_by: Option<Spanned<String>>,
    /// Values of the sets declared in `[tags]`
    #[serde(default)]
    pub tags: IndexMap<Spanned<String>, Spanned<Vec<String>>>,
    /// What the control does about its risk
    #[serde(rename = "type", default)]
    pub control_type: Vec<ControlType>,
    /// What the control is made of
    pub class: Option<Class>,
    /// Who carries the control out
    pub nature: Option<Nature>,
    /// What one instance of the control covers
    pub per: Option<Per>,
    /// Whether assessors rely on the control by itself
    pub key: Option<bool>,
    /// What goes wrong without it
    pub risk: Option<String>,
    /// How often the control runs
    pub frequency: Option<Frequency>,
    /// The id of the policy it belongs to
    pub policy: Option<Spanned<String>>,
    /// The ids of the evidence items that show it
    #[serde(default)]
    pub evidence: Vec<Spanned<String>>,
    /// How to carry it out
    #[serde(default)]
    pub guidance: Vec<String>,
    /// How to test its design and its operation
    #[serde(default)]
    pub test: Vec<String>,
    /// What carries it out, by cloud platform
    pub solutions: Option<Solutions>,
    /// Its parameters, by name
    #[serde(default)]
    pub params: Table<Param>,
}

/// `[requirements.ID.solutions]`: what carries a technical control out on a cloud platform
#[derive(Debug, Default, Clone, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Solutions {
    /// Services of Amazon Web Services
    #[serde(default)]
    pub aws: Vec<String>,
    /// Services of Microsoft Azure
    #[serde(default)]
    pub azure: Vec<String>,
    /// Services of Google Cloud
    #[serde(default)]
    pub google_cloud: Vec<String>,
}

/// `[requirements.ID.params.PARAM]`: a number the control depends on
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Param {
    /// What it is called
    pub label: String,
    /// What it counts
    pub unit: Unit,
    /// Which direction is stricter
    pub strictest: Strictest,
    /// The value a new control starts with
    pub default: i64,
}
