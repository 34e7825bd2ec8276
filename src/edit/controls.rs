//! `controls.toml` after a move: the references of each control.

use toml_edit::{Array, Item, TableLike, value};

use super::list;
use super::table::rebuild;
use super::{Editor, inner};
use crate::engine::transition::carry::{List, Rewrite};

impl Editor<'_> {
    pub fn controls(&self, controls: &mut dyn TableLike) {
        for (at, control) in self.company.controls.iter().enumerate() {
            let own: Vec<&Rewrite> = self.carried.references.iter().filter(|rewrite| rewrite.control == at).collect();
            if let (false, Some(table)) = (own.is_empty(), inner(controls, &control.id)) {
                self.control(table, &own);
            }
        }
    }

    fn control(&self, table: &mut dyn TableLike, rewrites: &[&Rewrite]) {
        for wanted in List::ALL {
            let Some(written) = table.get_mut(wanted.as_str()).and_then(Item::as_array_mut) else { continue };
            list::replace(written, |reference| {
                let old = self.old(reference)?;
                let rewrite = rewrites.iter().find(|rewrite| rewrite.list == wanted && rewrite.old == old)?;
                let same = rewrite.new.iter().filter(|(list, _)| *list == wanted);
                Some(same.map(|(_, new)| self.library().name(*new)).collect())
            });
        }
        for rewrite in rewrites {
            for (list, new) in rewrite.new.iter().filter(|(list, _)| *list != rewrite.list) {
                add(table, *list, self.library().name(*new));
            }
        }
        let emptied = |name: &str, item: &Item| {
            let lost = rewrites.iter().any(|rewrite| rewrite.list.as_str() == name);
            lost && item.as_array().is_some_and(Array::is_empty)
        };
        // A control is written anew only where a list has to go.
        if table.iter().any(|(name, item)| emptied(name, item)) {
            rebuild(table, |name, item| if emptied(name, &item) { Vec::new() } else { vec![(name.to_owned(), item)] });
        }
    }
}

/// Adds a reference to a list, which is made if it is not there.
fn add(table: &mut dyn TableLike, list: List, reference: String) {
    match table.get_mut(list.as_str()).and_then(Item::as_array_mut) {
        Some(written) => list::push(written, reference),
        None => {
            table.insert(list.as_str(), value(Array::from_iter([reference])));
        }
    }
}
