//! The files as a whole. They are read table by table, so that one mistake never hides the next; these types say which
//! tables there are, in the order `fmt` gives them, to the reader and to JSON Schema.

#![allow(dead_code, reason = "their fields are names; the values are read one by one")]

use indexmap::IndexMap;
use serde::Deserialize;

use super::{
    Check, Company, Control, Document, EvidenceItem, Exception, Finding, Framework, Group, Hold, MapEntry, Mapping,
    Period, Policy, Profile, Requirement, Scope, System, TagSet,
};

/// An id: anything without blanks
#[derive(PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema), schemars(inline))]
pub struct Id(#[cfg_attr(json_schema, schemars(regex(pattern = r"^\S+$")))] String);

/// A requirement of any framework, as `framework:id`
#[derive(PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema), schemars(inline))]
pub struct Reference(#[cfg_attr(json_schema, schemars(regex(pattern = "^[^:]+:.+$")))] String);

/// A reason or another text, which says something
#[derive(Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema), schemars(inline))]
pub struct Reason(#[cfg_attr(json_schema, schemars(regex(pattern = r"\S")))] String);

type Entries<T> = IndexMap<Id, T>;

/// A framework: one edition of a standard, or a set of rules of one's own. The file name is its id.
#[derive(Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FrameworkFile {
    /// What the framework is
    framework: Framework,
    /// Named selections of requirements
    #[serde(default)]
    profiles: Entries<Profile>,
    /// Sets of values that requirements may carry
    #[serde(default)]
    tags: Entries<TagSet>,
    /// Documented information that must exist
    #[serde(default)]
    documents: Entries<Document>,
    /// Policy documents that controls name
    #[serde(default)]
    policies: Entries<Policy>,
    /// Evidence items that controls name
    #[serde(default)]
    evidence: Entries<EvidenceItem>,
    /// The parts of the framework
    #[serde(default)]
    groups: Entries<Group>,
    /// The requirements, by id; an id with a dot must be quoted
    #[serde(default)]
    requirements: Entries<Requirement>,
}

/// A group file of a framework folder: more entries of the framework in `framework.toml` beside it.
#[derive(Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GroupFile {
    /// Policy documents that controls name
    #[serde(default)]
    policies: Entries<Policy>,
    /// Evidence items that controls name
    #[serde(default)]
    evidence: Entries<EvidenceItem>,
    /// The parts of the framework
    #[serde(default)]
    groups: Entries<Group>,
    /// The requirements, by id; an id with a dot must be quoted
    #[serde(default)]
    requirements: Entries<Requirement>,
}

/// A mapping: how the requirements of one framework relate to those of another. The file name is
/// `<source>--<target>.toml`.
#[derive(Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MappingFile {
    /// What the rows have in common
    mapping: Mapping,
    /// The targets of each source
    #[serde(default)]
    map: Entries<MapEntry>,
    /// The sources that nothing satisfies, each with the reason
    #[serde(default)]
    unmapped: Entries<Reason>,
}

/// Other words for the requirements of a framework, such as the publisher's from a licensed copy
/// (`overlays/<framework>.toml`).
#[derive(Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OverlayFile {
    /// The text of each requirement, by id; an id with a dot must be quoted
    #[serde(default)]
    overlay: Entries<Reason>,
}

/// The company: who it is and what it must satisfy (`ccf.toml`).
#[derive(Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CompanyFile {
    /// Who it is
    company: Company,
    /// What it must satisfy
    scope: Scope,
    /// What it runs
    #[serde(default)]
    systems: Entries<System>,
    /// What the audit of each framework looks at
    #[serde(default)]
    period: Entries<Period>,
    /// The certificates and reports it holds
    #[serde(default)]
    holds: Vec<Hold>,
    /// What to make of diagnostics
    #[serde(default)]
    check: Check,
}

/// The company's controls (`controls.toml`).
#[derive(Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ControlsFile {
    /// The controls, by id
    #[serde(default)]
    controls: Entries<Control>,
}

/// What assessors found (`findings.toml`).
#[derive(Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FindingsFile {
    /// The findings, by `"framework:id"`
    #[serde(default)]
    findings: IndexMap<Reference, Finding>,
}

/// What auditors flagged on controls (`exceptions.toml`).
#[derive(Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExceptionsFile {
    /// The exceptions, by id
    #[serde(default)]
    exceptions: Entries<Exception>,
}
