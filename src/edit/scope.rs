//! `ccf.toml` and `findings.toml` after a move: what is in scope, what is excluded, when, and what assessors said.

use std::collections::BTreeSet;

use toml_edit::{Item, TableLike, Value, value};

use super::list;
use super::table::rebuild;
use super::{Editor, inner};
use crate::model::Node;

impl Editor<'_> {
    pub fn scope(&self, scope: &mut dyn TableLike) {
        let new = self.new_id().to_owned();
        if let Some(frameworks) = scope.get_mut("frameworks").and_then(Item::as_array_mut) {
            list::replace(frameworks, |name| self.is_from(name).then(|| vec![new.clone()]));
        }
        if let Some(sufficient) = scope.get_mut("sufficient").and_then(Item::as_array_mut) {
            let kept = if self.carried.sufficient { vec![new] } else { Vec::new() };
            list::replace(sufficient, |name| self.is_from(name).then(|| kept.clone()));
        }
        for (key, kept) in [("profiles", &self.carried.profiles), ("roles", &self.carried.roles)] {
            if let Some(table) = inner(scope, key) {
                self.selections(table, kept);
                remove_empty(scope, key);
            }
        }
        if let Some(excluded) = inner(scope, "excluded") {
            self.exclusions(excluded);
            remove_empty(scope, "excluded");
        }
    }

    /// The profiles or roles of each framework.
    fn selections(&self, table: &mut dyn TableLike, kept: &[String]) {
        rebuild(table, |name, mut item| {
            if !self.is_from(name) {
                return vec![(name.to_owned(), item)];
            }
            if let Some(names) = item.as_array_mut() {
                list::replace(names, |name| (!kept.iter().any(|kept| kept == name)).then(Vec::new));
            }
            let empty = item.as_array().is_some_and(toml_edit::Array::is_empty);
            if empty { Vec::new() } else { vec![(self.new_id().to_owned(), item)] }
        });
    }

    /// An exclusion stands where the first of those it comes from stood.
    fn exclusions(&self, table: &mut dyn TableLike) {
        let mut written: BTreeSet<Node> = BTreeSet::new();
        rebuild(table, |name, item| {
            let Some(old) = self.old(name) else { return vec![(name.to_owned(), item)] };
            let here = self.carried.exclusions.iter().filter(|(_, carried)| carried.from.contains(&old));
            let fresh: Vec<_> = here.filter(|(new, _)| written.insert(**new)).collect();
            let decor = item.as_value().map(Value::decor).cloned().unwrap_or_default();
            fresh
                .into_iter()
                .enumerate()
                .map(|(at, (&new, carried))| {
                    let mut reason = Value::from(carried.reason.as_str());
                    if at == 0 {
                        *reason.decor_mut() = decor.clone();
                    }
                    (self.library().name(new), Item::Value(reason))
                })
                .collect()
        });
    }

    pub fn systems(&self, systems: &mut dyn TableLike) {
        let new = self.new_id().to_owned();
        for (_, system) in systems.iter_mut() {
            let scope = system.as_table_like_mut().and_then(|system| system.get_mut("scope"));
            let Some(scope) = scope.and_then(Item::as_array_mut) else { continue };
            let there = scope
                .iter()
                .filter_map(Value::as_str)
                .any(|name| self.library().find(name) == Some(self.transition.to));
            let new = if there { Vec::new() } else { vec![new.clone()] };
            list::replace(scope, |name| self.is_from(name).then(|| new.clone()));
        }
    }

    pub fn periods(&self, periods: &mut dyn TableLike) {
        rebuild(periods, |name, item| {
            let name = if self.is_from(name) { self.new_id() } else { name };
            vec![(name.to_owned(), item)]
        });
    }

    pub fn findings(&self, findings: &mut dyn TableLike) {
        rebuild(findings, |name, mut item| {
            let new = self.old(name).and_then(|old| Some((old, *self.carried.findings.get(&old)?)));
            let Some((old, new)) = new else { return vec![(name.to_owned(), item)] };
            if let Some(finding) = item.as_table_like_mut() {
                let note = format!("carried over from {}", self.library().name(old));
                let why = finding.get("why").and_then(Item::as_str).map(|why| format!("{} ({note})", why.trim()));
                let why = why.unwrap_or(note);
                match finding.get_mut("why").and_then(Item::as_value_mut) {
                    Some(written) => {
                        let decor = written.decor().clone();
                        *written = Value::from(why);
                        *written.decor_mut() = decor;
                    }
                    None => {
                        finding.insert("why", value(why));
                    }
                }
            }
            vec![(self.library().name(new), item)]
        });
    }
}

/// Removes a table that the move has emptied, unless somebody wrote a comment at it.
fn remove_empty(table: &mut dyn TableLike, key: &str) {
    let empty = table.get(key).and_then(Item::as_table_like).is_some_and(TableLike::is_empty);
    let prefix = table.get(key).and_then(Item::as_table).and_then(|inner| inner.decor().prefix());
    if empty && !list::raw(prefix).contains('#') {
        table.remove(key);
    }
}
