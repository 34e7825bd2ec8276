//! `[[holds]]` in `ccf.toml` after a move: what a certificate of the old edition does not prove.

use toml_edit::{Array, DocumentMut, Item, TableLike, Value, value};

use super::{Editor, list};

impl Editor<'_> {
    /// Certificates stay as facts about the past, but the exclusions and findings beside them are no longer read.
    pub fn holds(&self, document: &mut DocumentMut) {
        match document.get_mut("holds") {
            Some(Item::ArrayOfTables(tables)) => tables.iter_mut().for_each(|hold| self.hold(hold)),
            Some(Item::Value(Value::Array(values))) => {
                values.iter_mut().filter_map(Value::as_inline_table_mut).for_each(|hold| self.hold(hold));
            }
            _ => {}
        }
    }

    fn hold(&self, hold: &mut dyn TableLike) {
        let of_old = hold.get("framework").and_then(Item::as_str).is_some_and(|name| self.is_from(name));
        let missing = if of_old { self.missing(hold) } else { Vec::new() };
        if missing.is_empty() {
            return;
        }
        match hold.get_mut("exceptions").and_then(Item::as_array_mut) {
            Some(written) => missing.into_iter().for_each(|id| list::push(written, id)),
            None => {
                hold.insert("exceptions", value(Array::from_iter(missing)));
            }
        }
    }

    /// The ids that a certificate covers, does not prove, and does not except yet.
    fn missing(&self, hold: &dyn TableLike) -> Vec<String> {
        let texts = |key: &str| -> Vec<String> {
            let written = hold.get(key).and_then(Item::as_array).into_iter().flatten();
            written.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let (profiles, excepted) = (texts("profiles"), texts("exceptions"));
        let framework = self.library().framework(self.transition.from);
        let ids = self.carried.unproven.iter().map(|&node| self.library().requirement(node).id.clone());
        ids.filter(|id| framework.selects(&profiles, id) && !excepted.contains(id)).collect()
    }
}
