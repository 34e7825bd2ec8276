//! The tables of a company's files.

use std::fmt;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use toml::value::Datetime;

use super::value::{Day, Spanned, Table};
use super::vocabulary::{Approach, Frequency, Rating, Status, Verdict};

/// `[company]`: who it is
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Company {
    /// What it is called
    pub name: String,
}

/// `[scope]`: what the company must satisfy
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scope {
    /// The frameworks, by id or alias
    pub frameworks: Vec<Spanned<String>>,
    /// The frameworks for which our controls' own lists of requirements are complete
    #[serde(default)]
    pub sufficient: Vec<Spanned<String>>,
    /// The chosen profiles of each framework; absent: every requirement counts
    #[serde(default)]
    pub profiles: IndexMap<Spanned<String>, Vec<Spanned<String>>>,
    /// The company's roles under each framework
    #[serde(default)]
    pub roles: IndexMap<Spanned<String>, Vec<Spanned<String>>>,
    /// The requirements that do not apply, by `"framework:id"`, each with the reason
    #[serde(default)]
    #[cfg_attr(json_schema, schemars(with = "IndexMap<super::Reference, super::Reason>"))]
    pub excluded: Table<String>,
}

/// `[systems.ID]`: something the company runs, where a control may differ
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct System {
    /// What it is called
    pub title: String,
    /// The frameworks that look at it; absent: all
    pub scope: Option<Vec<Spanned<String>>>,
}

/// `[period.FRAMEWORK]`: what an audit looks at; type 1 has `at`, type 2 has `from` and `to`
#[derive(Debug, Deserialize)]
#[cfg_attr(
    json_schema,
    derive(schemars::JsonSchema),
    schemars(
        extend("if" = { "properties": { "type": { "const": 1 } } }),
        extend("then" = { "required": ["at"], "properties": { "from": false, "to": false } }),
        extend("else" = { "required": ["from", "to"], "properties": { "at": false } })
    )
)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Period {
    /// 1: one day; 2: a window
    #[serde(rename = "type")]
    #[cfg_attr(json_schema, schemars(extend("enum" = [1, 2])))]
    pub kind: Spanned<i64>,
    /// The day of type 1
    pub at: Option<Spanned<Day>>,
    /// The first day of type 2
    pub from: Option<Spanned<Day>>,
    /// The last day of type 2
    pub to: Option<Spanned<Day>>,
}

/// `[check]`: what to make of diagnostics
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Check {
    /// Codes, such as `W0413`, that count as errors; `warnings` stands for all warnings
    #[serde(default)]
    #[cfg_attr(json_schema, schemars(inner(regex(pattern = "^([EWew][0-9]{4}|warnings)$"))))]
    pub deny: Vec<Spanned<String>>,
    /// Codes that count as warnings
    #[serde(default)]
    #[cfg_attr(json_schema, schemars(inner(regex(pattern = "^[Ww][0-9]{4}$"))))]
    pub warn: Vec<Spanned<String>>,
    /// Codes that are not told
    #[serde(default)]
    #[cfg_attr(json_schema, schemars(inner(regex(pattern = "^[Ww][0-9]{4}$"))))]
    pub allow: Vec<Spanned<String>>,
}

/// `[[holds]]`: a certificate or report the company holds
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Hold {
    /// The framework, by id or alias
    pub framework: Spanned<String>,
    /// The profiles it covers; absent: all requirements
    #[serde(default)]
    pub profiles: Vec<Spanned<String>>,
    /// The first day it holds
    pub from: Spanned<Day>,
    /// The last day it holds; absent: it still does
    pub to: Option<Spanned<Day>>,
    /// The ids of requirements it does not cover
    #[serde(default)]
    pub exceptions: Vec<Spanned<String>>,
}

/// `[controls.ID]`: a control of the company
#[derive(Debug, Deserialize)]
#[cfg_attr(
    json_schema,
    derive(schemars::JsonSchema),
    schemars(
        extend("if" = { "required": ["status"], "properties": { "status": { "const": "not-applicable" } } }),
        extend("then" = { "required": ["reason"] })
    )
)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Control {
    /// What it is called; absent: as the common control it implements
    pub title: Option<String>,
    /// What this control is all of, as `framework:id`
    #[serde(default)]
    #[cfg_attr(json_schema, schemars(with = "Vec<super::Reference>"))]
    pub implements: Vec<Spanned<String>>,
    /// What this control is a part of, as `framework:id`
    #[serde(default)]
    #[cfg_attr(json_schema, schemars(with = "Vec<super::Reference>"))]
    pub contributes: Vec<Spanned<String>>,
    /// The requirements an alternative control meets, as `framework:id`
    #[serde(default)]
    #[cfg_attr(json_schema, schemars(with = "Vec<super::Reference>"))]
    pub alternative_for: Vec<Spanned<String>>,
    /// How far it is carried out; absent: not assessed
    pub status: Option<Spanned<Status>>,
    /// Why it does not apply
    pub reason: Option<String>,
    /// Who answers for it
    pub owner: Option<String>,
    /// How it is carried out here
    pub how: Option<String>,
    /// How far it is carried out on each system, where they differ
    #[serde(default)]
    pub systems: Table<Status>,
    /// The values of its parameters
    #[serde(default)]
    #[cfg_attr(json_schema, schemars(extend("additionalProperties" = { "type": "integer", "minimum": 0 })))]
    pub params: Table<i64>,
    /// How often it runs; absent: as often as what it implements
    pub frequency: Option<Frequency>,
    /// What shows it
    #[serde(default)]
    pub evidence: Vec<Spanned<Evidence>>,
    /// What is left to do, in hours, days or weeks, such as `5d`
    #[cfg_attr(json_schema, schemars(regex(pattern = "^[0-9]+[hdw]$")))]
    pub effort: Option<Spanned<String>>,
    /// The day it is to be in operation
    pub due: Option<Spanned<Day>>,
}

/// An element of a control's `evidence`: at least one of `id`, `file`, `covers` and `date` says what it is
#[derive(Debug, Deserialize)]
#[cfg_attr(
    json_schema,
    derive(schemars::JsonSchema),
    schemars(extend("anyOf" = [
        { "required": ["id"] }, { "required": ["file"] }, { "required": ["covers"] }, { "required": ["date"] }
    ]))
)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Evidence {
    /// The id of an evidence item of the catalogue, or one of our own
    pub id: Option<String>,
    /// The day or the range of days it covers
    pub covers: Option<Spanned<Covers>>,
    /// The day it was taken
    pub date: Option<Spanned<Day>>,
    /// Where it is
    pub file: Option<String>,
    /// How many items were tested
    #[cfg_attr(json_schema, schemars(range(min = 0)))]
    pub tested: Option<i64>,
    /// How many of them failed
    #[cfg_attr(json_schema, schemars(range(min = 0)))]
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

#[cfg(json_schema)]
impl schemars::JsonSchema for Covers {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Covers".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(/[0-9]{4}-[0-9]{2}-[0-9]{2})?$";
        schemars::json_schema!({ "type": "string", "pattern": pattern })
    }
}

/// `[findings."FRAMEWORK:ID"]`: an assessor's verdict on one requirement, which comes before inference
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Finding {
    /// The verdict; an assessor cannot find a requirement unknown
    #[cfg_attr(json_schema, schemars(extend("not" = { "const": "unknown" })))]
    pub verdict: Spanned<Verdict>,
    /// In which way it was found met; absent: as defined
    pub approach: Option<Approach>,
    /// Who found it
    pub by: String,
    /// The day it was found
    pub date: Spanned<Day>,
    /// The last day it counts
    pub expires: Option<Spanned<Day>>,
    /// Why
    pub why: Option<String>,
    /// What the assessor recommends
    pub recommendation: Option<String>,
    /// How bad it is
    pub severity: Option<Rating>,
}

/// `[exceptions.ID]`: what an auditor flagged on a control
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Exception {
    /// The id of the company's control
    pub control: Spanned<String>,
    /// The first day it is open
    pub from: Spanned<Day>,
    /// The last day it is open; absent: it still is
    pub to: Option<Spanned<Day>>,
    /// What was found
    pub why: String,
}
