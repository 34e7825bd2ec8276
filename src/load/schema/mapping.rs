//! The tables of mapping files.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::value::{Spanned, Table};
use super::vocabulary::{MappingStatus, Method, Rationale, Relation, Unit};

/// `[mapping]`: what the rows of the file have in common
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mapping {
    /// Who made it
    pub method: Method,
    /// On what the requirements were compared
    pub rationale: Rationale,
    /// How far it is
    pub status: MappingStatus,
    /// Whether a source's targets, all together, satisfy it, where its entry does not say
    #[serde(default)]
    pub sufficient: bool,
    /// How strong a row is that does not say; absent: 7
    #[cfg_attr(json_schema, schemars(range(min = 1, max = 10)))]
    pub strength: Option<Spanned<i64>>,
    /// What it is based on
    pub reference: Option<String>,
}

/// `[map.SOURCE]`: the targets of one requirement, each list read "source RELATION target"
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MapEntry {
    /// The same duties, in the same words
    #[serde(default)]
    pub equal_to: Vec<Spanned<Target>>,
    /// The same duties, in other words
    #[serde(default)]
    pub equivalent_to: Vec<Spanned<Target>>,
    /// The source asks for less than each of these
    #[serde(default)]
    pub subset_of: Vec<Spanned<Target>>,
    /// The source asks for more than each of these: nobody could sign the source without it
    #[serde(default)]
    pub superset_of: Vec<Spanned<Target>>,
    /// They share duties and each has some of its own
    #[serde(default)]
    pub intersects_with: Vec<Spanned<Target>>,
    /// Looked at and found unrelated
    #[serde(default)]
    pub no_relationship: Vec<Spanned<Target>>,
    /// Whether all targets together satisfy the source; absent: as the file says
    pub sufficient: Option<Spanned<bool>>,
    /// How strong a row is that does not say; absent: as the file says
    #[cfg_attr(json_schema, schemars(range(min = 1, max = 10)))]
    pub strength: Option<Spanned<i64>>,
    /// Why, or what of the source is in no target
    pub why: Option<String>,
    /// What the source demands of parameters, by `"TARGET.parameter"`
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
    /// The id of a requirement of the target framework.
    pub id: String,
    /// Where the id stands, when it does not stand alone.
    pub id_range: Option<std::ops::Range<usize>>,
    /// How strong the row is.
    pub strength: Option<i64>,
    /// Why.
    pub why: Option<String>,
}

/// A target that says more than its id
#[derive(Debug, Deserialize)]
#[cfg_attr(json_schema, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LongTarget {
    /// The id of a requirement of the target framework
    pub id: Spanned<String>,
    /// How strong the row is
    #[cfg_attr(json_schema, schemars(range(min = 1, max = 10)))]
    pub strength: Option<i64>,
    /// Why
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

#[cfg(json_schema)]
impl schemars::JsonSchema for Target {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Target".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A target of a row: an id, or a table with `id`, `strength` and `why`",
            "anyOf": [{ "type": "string" }, generator.subschema_for::<LongTarget>()],
        })
    }
}

/// `{ at-most = 180, unit = "days" }`: what a requirement demands of a parameter
#[derive(Debug, Deserialize)]
#[cfg_attr(
    json_schema,
    derive(schemars::JsonSchema),
    schemars(extend("oneOf" = [{ "required": ["at-most"] }, { "required": ["at-least"] }]))
)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Bound {
    /// The greatest value that satisfies, for a parameter of which less is stricter
    pub at_most: Option<i64>,
    /// The smallest value that satisfies, for a parameter of which more is stricter
    pub at_least: Option<i64>,
    /// The unit the parameter is defined in
    pub unit: Unit,
}
