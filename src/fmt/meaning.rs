//! What a file says, apart from how it is written.

use toml::{Table, Value};

use super::shape::{FILE, Keys, Shape};

/// Whether two texts say the same: equal data, but for the order in lists of ids.
#[must_use]
pub fn same_meaning(left: &str, right: &str) -> bool {
    let read = |text: &str| {
        let mut table: Table = text.parse().ok()?;
        sort_ids(&mut table, &FILE);
        Some(table)
    };
    read(left).is_some_and(|left| read(right) == Some(left))
}

fn sort_ids(table: &mut Table, keys: &Keys) {
    for (key, value) in table {
        sort_in(value, keys.shape(key));
    }
}

fn sort_in(value: &mut Value, shape: &Shape) {
    match (shape, value) {
        (Shape::Ids(_), Value::Array(list)) => list.sort_by_cached_key(|item| format!("{item:?}")),
        (Shape::Record(_, keys), Value::Table(table)) => sort_ids(table, keys),
        (Shape::Map(_, shape), Value::Table(table)) => table.iter_mut().for_each(|(_, value)| sort_in(value, shape)),
        (Shape::List(_, keys), Value::Array(list)) => {
            list.iter_mut().filter_map(Value::as_table_mut).for_each(|table| sort_ids(table, keys));
        }
        _ => {}
    }
}
