//! Which tables a file may have, and which keys a table takes: asked of the type it is read into.

use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::{company, schema};

/// The tables that are lists, written `[[holds]]`.
pub const LISTS: &[&str] = &["holds"];

/// The names of the tables of a file.
pub type Tables = &'static [&'static str];

/// The tables a file may have, in the order `fmt` gives them, given the type of the whole file.
pub fn tables_of<File: DeserializeOwned>() -> Tables {
    fields_of::<File>().unwrap_or_default()
}

/// Every table of every file, in order; no two kinds of file share one.
pub fn tables() -> Vec<&'static str> {
    let company = company::FILES.iter().map(|(_, tables)| tables());
    let library =
        [tables_of::<schema::FrameworkFile>(), tables_of::<schema::MappingFile>(), tables_of::<schema::OverlayFile>()];
    library.into_iter().chain(company).flatten().copied().collect()
}

/// The keys a struct type takes, in the order of its fields, or none for other types.
///
/// Serde tells a deserialiser the field names of the struct it wants; this one writes them down and refuses.
pub fn fields_of<T: DeserializeOwned>() -> Option<&'static [&'static str]> {
    struct Probe<'a>(&'a mut Option<&'static [&'static str]>);
    impl<'de> Deserializer<'de> for Probe<'_> {
        type Error = serde::de::value::Error;
        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(serde::de::Error::custom("only the shape is wanted"))
        }
        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Self::Error> {
            *self.0 = Some(fields);
            self.deserialize_any(visitor)
        }
        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }
    let mut fields = None;
    let refused = T::deserialize(Probe(&mut fields));
    debug_assert!(refused.is_err(), "the probe has no value to give");
    // `Spanned` and dates are structs to serde; their private field names start with `$`.
    fields.filter(|names: &&[&str]| !names.iter().any(|name| name.starts_with('$')))
}
