//! The order tables: what each key of each file holds, and so how it is written.
//!
//! The keys of an entry and their order are the fields of its type in `load/schema.rs`; here stand only those that hold
//! more than a plain value. Tables that no two kinds of file share make one shape do for all of them.

use serde::de::DeserializeOwned;

use crate::load::fields::{fields_of, tables};
use crate::load::schema;

/// How a table, or a list of tables, is written where there is a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `[key]` or `[[key]]`
    Header,
    /// `key = { … }` or `key = [{ … }]`
    Inline,
}

/// What a key holds.
#[derive(Debug)]
pub enum Shape {
    /// Any value, kept as it is written.
    Plain,
    /// A list of ids whose order says nothing; an id may be in a table with more about it.
    Ids(&'static Keys),
    /// A list of tables whose order counts.
    List(Form, &'static Keys),
    /// A table with known keys.
    Record(Form, &'static Keys),
    /// A table whose keys are ids.
    Map(Form, &'static Shape),
}

/// A table with known keys.
#[derive(Debug)]
pub struct Keys {
    /// The keys in their order.
    pub order: fn() -> Vec<&'static str>,
    /// The keys that hold more than a plain value.
    special: &'static [(&'static str, Shape)],
}

impl Keys {
    /// What a key holds.
    pub fn shape(&self, key: &str) -> &Shape {
        self.special.iter().find(|(name, _)| *name == key).map_or(&Shape::Plain, |(_, shape)| shape)
    }
}

/// The fields of a type, in their order.
fn keys<T: DeserializeOwned>() -> Vec<&'static str> {
    fields_of::<T>().unwrap_or_default().to_vec()
}

const fn plain<T: DeserializeOwned>() -> Keys {
    Keys { order: keys::<T>, special: &[] }
}

/// Entries that have a header each.
macro_rules! entries {
    ($record:expr) => {
        Map(Header, &Record(Header, &$record))
    };
}

use Form::{Header, Inline};
use Shape::{Ids, List, Map, Plain, Record};

/// All tables of all kinds of file.
pub static FILE: Keys = Keys {
    order: tables,
    special: &[
        ("framework", Record(Header, &FRAMEWORK)),
        ("profiles", entries!(PROFILE)),
        ("tags", entries!(TAG_SET)),
        ("documents", entries!(DOCUMENT)),
        ("policies", entries!(POLICY)),
        ("evidence", entries!(EVIDENCE_ITEM)),
        ("groups", entries!(GROUP)),
        ("requirements", entries!(REQUIREMENT)),
        ("mapping", Record(Header, &MAPPING)),
        ("map", entries!(MAP_ENTRY)),
        ("unmapped", Map(Header, &Plain)),
        ("overlay", Map(Header, &Plain)),
        ("company", Record(Header, &COMPANY)),
        ("scope", Record(Header, &SCOPE)),
        ("systems", entries!(SYSTEM)),
        ("period", entries!(PERIOD)),
        ("holds", List(Header, &HOLD)),
        ("check", Record(Header, &CHECK)),
        ("controls", entries!(CONTROL)),
        ("findings", entries!(FINDING)),
        ("exceptions", entries!(EXCEPTION)),
    ],
};

static FRAMEWORK: Keys = Keys { order: keys::<schema::Framework>, special: &[("verdicts", Record(Header, &VERDICTS))] };
static VERDICTS: Keys = plain::<schema::Verdicts>();
static PROFILE: Keys = plain::<schema::Profile>();
static TAG_SET: Keys = plain::<schema::TagSet>();
static DOCUMENT: Keys = plain::<schema::Document>();
static POLICY: Keys = plain::<schema::Policy>();
static EVIDENCE_ITEM: Keys = plain::<schema::EvidenceItem>();
static GROUP: Keys = plain::<schema::Group>();
static REQUIREMENT: Keys = Keys {
    order: keys::<schema::Requirement>,
    special: &[("tags", Map(Header, &Plain)), ("solutions", Record(Header, &SOLUTIONS)), ("params", entries!(PARAM))],
};
static SOLUTIONS: Keys = plain::<schema::Solutions>();
static PARAM: Keys = plain::<schema::Param>();

static MAPPING: Keys = plain::<schema::Mapping>();
static MAP_ENTRY: Keys = Keys {
    order: keys::<schema::MapEntry>,
    special: &[
        ("equal-to", Ids(&TARGET)),
        ("equivalent-to", Ids(&TARGET)),
        ("subset-of", Ids(&TARGET)),
        ("superset-of", Ids(&TARGET)),
        ("intersects-with", Ids(&TARGET)),
        ("no-relationship", Ids(&TARGET)),
        ("requires", Map(Header, &Record(Inline, &BOUND))),
    ],
};
static TARGET: Keys = plain::<schema::LongTarget>();
static BOUND: Keys = plain::<schema::Bound>();

static COMPANY: Keys = plain::<schema::Company>();
static SCOPE: Keys = Keys {
    order: keys::<schema::Scope>,
    special: &[("profiles", Map(Header, &Plain)), ("roles", Map(Header, &Plain)), ("excluded", Map(Header, &Plain))],
};
static SYSTEM: Keys = plain::<schema::System>();
static PERIOD: Keys = plain::<schema::Period>();
static CHECK: Keys = plain::<schema::Check>();
static HOLD: Keys = Keys { order: keys::<schema::Hold>, special: &[("exceptions", Ids(&TARGET))] };
static CONTROL: Keys = Keys {
    order: keys::<schema::Control>,
    special: &[
        ("implements", Ids(&TARGET)),
        ("contributes", Ids(&TARGET)),
        ("alternative-for", Ids(&TARGET)),
        ("systems", Map(Inline, &Plain)),
        ("params", Map(Inline, &Plain)),
        ("evidence", List(Inline, &EVIDENCE)),
    ],
};
static EVIDENCE: Keys = plain::<schema::Evidence>();
static FINDING: Keys = plain::<schema::Finding>();
static EXCEPTION: Keys = plain::<schema::Exception>();
