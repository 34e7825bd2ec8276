//! The files as they are written: one type per table, strict about keys, spans kept where a message may point.
//!
//! Each entry (`[requirements.X]`, `[map.X]`, …) is deserialised alone, so one mistake never hides the next. Enums that
//! may be written in two ways have visitors of their own: `untagged` and `flatten` would lose the spans.
//!
//! This file names nothing of the crate but its neighbour `vocabulary`: the build script compiles it too.

use std::fmt;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use toml::Spanned;
use toml::value::Datetime;

use super::vocabulary::{
    Approach, Class, ControlType, DocumentKind, FrameworkStatus, Frequency, MappingStatus, Method, Nature, Per, Rating,
    Rationale, Relation, Status, Strictest, Unit, Verdict, Wording,
};

/// A map in file order whose keys know where they stand.
pub type Table<T> = IndexMap<Spanned<String>, Spanned<T>>;

/// The tables a framework file may have, in the order `fmt` gives them; so for every list of tables here.
pub const FRAMEWORK_TABLES: &[&str] =
    &["framework", "profiles", "tags", "documents", "policies", "evidence", "groups", "requirements"];
/// The tables a group file of a framework folder may have.
pub const GROUP_TABLES: &[&str] = &["policies", "evidence", "groups", "requirements"];
/// The tables a mapping file may have.
pub const MAPPING_TABLES: &[&str] = &["mapping", "map", "unmapped"];
/// The tables of `ccf.toml`.
pub const COMPANY_TABLES: &[&str] = &["company", "scope", "systems", "period", "holds", "check"];

/// `[framework]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Framework {
    pub name: Spanned<String>,
    pub edition: String,
    pub publisher: String,
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    pub interface: Option<Spanned<String>>,
    pub item: String,
    pub status: FrameworkStatus,
    pub wording: Wording,
    pub source: Option<String>,
    pub verdicts: Option<Verdicts>,
}

/// `[framework.verdicts]`: the standard's own words
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Verdicts {
    pub met: Option<String>,
    pub partial: Option<String>,
    pub unmet: Option<String>,
    pub excluded: Option<String>,
    pub unknown: Option<String>,
}

/// `[profiles.ID]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    pub title: String,
    pub include: Vec<Spanned<String>>,
}

/// `[groups.ID]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Group {
    pub title: String,
    pub text: Option<String>,
}

/// `[tags.ID]`: a set of values that requirements may carry
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TagSet {
    #[allow(dead_code, reason = "reports that show tags will name the set")]
    pub title: String,
    pub values: Vec<Spanned<String>>,
}

/// `[documents.ID]`: documented information that must exist
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Document {
    pub title: String,
    pub requirement: Spanned<String>,
    pub kind: DocumentKind,
}

/// `[policies.ID]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    pub title: String,
    pub text: Option<String>,
}

/// `[evidence.ID]` of a framework
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EvidenceItem {
    pub title: String,
    pub text: Option<String>,
}

/// `[requirements.ID]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Requirement {
    pub title: Spanned<String>,
    #[serde(default)]
    pub text: Option<Spanned<String>>,
    #[serde(default)]
    pub focus: Vec<String>,
    pub group: Option<Spanned<String>>,
    pub effective: Option<Spanned<Datetime>>,
    #[serde(default)]
    pub applies_to: Vec<Spanned<String>>,
    pub excludable: Option<bool>,
    pub part_of: Option<Spanned<String>>,
    pub superseded_by: Option<Spanned<String>>,
    #[serde(default)]
    pub tags: IndexMap<Spanned<String>, Spanned<Vec<String>>>,
    #[serde(rename = "type", default)]
    pub control_type: Vec<ControlType>,
    pub class: Option<Class>,
    pub nature: Option<Nature>,
    pub per: Option<Per>,
    pub key: Option<bool>,
    pub risk: Option<String>,
    pub frequency: Option<Frequency>,
    pub policy: Option<Spanned<String>>,
    #[serde(default)]
    pub evidence: Vec<Spanned<String>>,
    #[serde(default)]
    pub guidance: Vec<String>,
    #[serde(default)]
    pub test: Vec<String>,
    pub solutions: Option<Solutions>,
    #[serde(default)]
    pub params: Table<Param>,
}

/// `[requirements.ID.solutions]`: what carries a technical control out on a cloud platform
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Solutions {
    #[serde(default)]
    pub aws: Vec<String>,
    #[serde(default)]
    pub azure: Vec<String>,
    #[serde(default)]
    pub google_cloud: Vec<String>,
}

/// `[requirements.ID.params.PARAM]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Param {
    pub label: String,
    pub unit: Unit,
    pub strictest: Strictest,
    pub default: i64,
}

/// `[mapping]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mapping {
    pub method: Method,
    pub rationale: Rationale,
    pub status: MappingStatus,
    #[serde(default)]
    pub sufficient: bool,
    pub strength: Option<Spanned<i64>>,
    pub reference: Option<String>,
}

/// `[map.SOURCE]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MapEntry {
    #[serde(default)]
    pub equal_to: Vec<Spanned<Target>>,
    #[serde(default)]
    pub equivalent_to: Vec<Spanned<Target>>,
    #[serde(default)]
    pub subset_of: Vec<Spanned<Target>>,
    #[serde(default)]
    pub superset_of: Vec<Spanned<Target>>,
    #[serde(default)]
    pub intersects_with: Vec<Spanned<Target>>,
    #[serde(default)]
    pub no_relationship: Vec<Spanned<Target>>,
    pub sufficient: Option<Spanned<bool>>,
    pub strength: Option<Spanned<i64>>,
    pub why: Option<String>,
    #[serde(default)]
    pub requires: Table<Bound>,
}

impl MapEntry {
    /// The rows of the entry with their relation, in the order of the vocabulary.
    pub fn rows(&self) -> impl Iterator<Item = (Relation, &Spanned<Target>)> {
        [
            (Relation::EqualTo, &self.equal_to),
            (Relation::EquivalentTo, &self.equivalent_to),
            (Relation::SubsetOf, &self.subset_of),
            (Relation::SupersetOf, &self.superset_of),
            (Relation::IntersectsWith, &self.intersects_with),
            (Relation::NoRelationship, &self.no_relationship),
        ]
        .into_iter()
        .flat_map(|(relation, targets)| targets.iter().map(move |target| (relation, target)))
    }
}

/// A target of a row: `"IAM-01"` or `{ id = "IAM-01", strength = 8, why = "…" }`
#[derive(Debug)]
pub struct Target {
    pub id: String,
    /// Where the id stands, when it does not stand alone.
    pub id_range: Option<std::ops::Range<usize>>,
    pub strength: Option<i64>,
    pub why: Option<String>,
}

/// The long form of a target
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LongTarget {
    pub id: Spanned<String>,
    pub strength: Option<i64>,
    pub why: Option<String>,
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;
        impl<'de> Visitor<'de> for Form {
            type Value = Target;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "an id such as \"IAM-01\", or a table such as { id = \"IAM-01\", strength = 8, why = \"…\" }",
                )
            }
            fn visit_str<E: Error>(self, id: &str) -> Result<Target, E> {
                Ok(Target { id: id.to_owned(), id_range: None, strength: None, why: None })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Target, A::Error> {
                let LongTarget { id, strength, why } = LongTarget::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Target { id_range: Some(id.span()), id: id.into_inner(), strength, why })
            }
        }
        deserializer.deserialize_any(Form)
    }
}

/// `{ at-most = 180, unit = "days" }`: what a requirement demands of a parameter
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Bound {
    pub at_most: Option<i64>,
    pub at_least: Option<i64>,
    pub unit: Unit,
}

/// `[company]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Company {
    pub name: String,
}

/// `[scope]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scope {
    pub frameworks: Vec<Spanned<String>>,
    #[serde(default)]
    pub sufficient: Vec<Spanned<String>>,
    #[serde(default)]
    pub profiles: IndexMap<Spanned<String>, Vec<Spanned<String>>>,
    #[serde(default)]
    pub roles: IndexMap<Spanned<String>, Vec<Spanned<String>>>,
    #[serde(default)]
    pub excluded: Table<String>,
}

/// `[systems.ID]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct System {
    pub title: String,
    pub scope: Option<Vec<Spanned<String>>>,
}

/// `[period.FRAMEWORK]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Period {
    #[serde(rename = "type")]
    pub kind: Spanned<i64>,
    pub at: Option<Spanned<Datetime>>,
    pub from: Option<Spanned<Datetime>>,
    pub to: Option<Spanned<Datetime>>,
}

/// `[check]`: what to make of diagnostics
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Check {
    #[serde(default)]
    pub deny: Vec<Spanned<String>>,
    #[serde(default)]
    pub warn: Vec<Spanned<String>>,
    #[serde(default)]
    pub allow: Vec<Spanned<String>>,
}

/// `[[holds]]`: a certificate or report
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Hold {
    pub framework: Spanned<String>,
    #[serde(default)]
    pub profiles: Vec<Spanned<String>>,
    pub from: Spanned<Datetime>,
    pub to: Option<Spanned<Datetime>>,
    #[serde(default)]
    pub exceptions: Vec<Spanned<String>>,
}

/// `[controls.ID]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Control {
    pub title: Option<String>,
    #[serde(default)]
    pub implements: Vec<Spanned<String>>,
    #[serde(default)]
    pub contributes: Vec<Spanned<String>>,
    #[serde(default)]
    pub alternative_for: Vec<Spanned<String>>,
    pub status: Option<Spanned<Status>>,
    pub reason: Option<String>,
    pub owner: Option<String>,
    pub how: Option<String>,
    #[serde(default)]
    pub systems: Table<Status>,
    #[serde(default)]
    pub params: Table<i64>,
    pub frequency: Option<Frequency>,
    #[serde(default)]
    pub evidence: Vec<Spanned<Evidence>>,
    pub effort: Option<Spanned<String>>,
    pub due: Option<Spanned<Datetime>>,
}

/// An element of a control's `evidence`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Evidence {
    pub id: Option<String>,
    pub covers: Option<Spanned<Covers>>,
    pub date: Option<Spanned<Datetime>>,
    pub file: Option<String>,
    pub tested: Option<i64>,
    pub deviations: Option<i64>,
}

/// What evidence covers: a date, or a range written `"2026-01-01/2026-03-31"`
#[derive(Debug)]
pub struct Covers(pub String);

impl<'de> Deserialize<'de> for Covers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;
        impl<'de> Visitor<'de> for Form {
            type Value = Covers;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date such as 2026-03-31, or a range such as \"2026-01-01/2026-03-31\"")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Covers, E> {
                Ok(Covers(text.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Covers, A::Error> {
                let date = Datetime::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Covers(date.to_string()))
            }
        }
        deserializer.deserialize_any(Form)
    }
}

/// `[findings."FRAMEWORK:ID"]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Finding {
    pub verdict: Spanned<Verdict>,
    pub approach: Option<Approach>,
    pub by: String,
    pub date: Spanned<Datetime>,
    pub expires: Option<Spanned<Datetime>>,
    pub why: Option<String>,
    pub recommendation: Option<String>,
    pub severity: Option<Rating>,
}

/// `[exceptions.ID]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Exception {
    pub control: Spanned<String>,
    pub from: Spanned<Datetime>,
    pub to: Option<Spanned<Datetime>>,
    pub why: String,
}
