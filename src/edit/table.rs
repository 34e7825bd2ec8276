//! Tables whose keys are ids: keys are renamed, multiplied or removed where they stand.

use toml_edit::{Decor, Item, Key, TableLike, Value};

use super::list::raw;

/// Writes a table anew, key by key: `becomes` gives what stands in the place of a key and its value. Comments of what goes
/// are kept before what follows and name the key, so that nobody takes them for comments on that.
pub fn rebuild(table: &mut dyn TableLike, mut becomes: impl FnMut(&str, Item) -> Vec<(String, Item)>) {
    let names: Vec<String> = table.iter().map(|(name, _)| name.to_owned()).collect();
    let mut parts: Vec<(Key, Item)> = Vec::new();
    for name in names {
        if let (Some(key), Some(item)) = (table.key(&name).cloned(), table.remove(&name)) {
            parts.push((key, item));
        }
    }
    let mut orphans = String::new();
    for (key, item) in parts {
        let comments = comments(&key, &item);
        let gone = key.get().to_owned();
        let new = becomes(key.get(), item);
        if new.is_empty() {
            orphans.extend(comments.lines().map(|comment| named(&gone, comment)));
        }
        for (at, (name, item)) in new.into_iter().enumerate() {
            let mut fresh = if name == key.get() { key.clone() } else { renamed(&key, name) };
            if at > 0 {
                fresh.leaf_decor_mut().set_prefix("");
            }
            if !orphans.is_empty() && item.is_value() {
                let prefix = std::mem::take(&mut orphans) + raw(fresh.leaf_decor().prefix());
                fresh.leaf_decor_mut().set_prefix(prefix);
            }
            table.entry_format(&fresh).or_insert(item);
        }
    }
    if !orphans.is_empty() {
        adopt(table, &orphans);
    }
}

/// A comment as one on a key that was removed.
fn named(key: &str, comment: &str) -> String {
    format!("# removed {key}: {}\n", comment.trim_start_matches('#').trim())
}

/// A key of another name that is written like it.
fn renamed(key: &Key, name: String) -> Key {
    Key::new(name).with_leaf_decor(key.leaf_decor().clone()).with_dotted_decor(key.dotted_decor().clone())
}

/// Puts comments before the first key that has a line of its own.
fn adopt(table: &mut dyn TableLike, comments: &str) {
    let first = table.iter().find(|(_, item)| item.is_value()).map(|(name, _)| name.to_owned());
    if let Some(mut key) = first.and_then(|name| table.key_mut(&name)) {
        let prefix = comments.to_owned() + raw(key.leaf_decor().prefix());
        key.leaf_decor_mut().set_prefix(prefix);
    }
}

/// The comments at a key and its value, a line each.
fn comments(key: &Key, item: &Item) -> String {
    let behind = |decor: &Decor| raw(decor.suffix()).to_owned();
    let inside = item.as_array().map_or(String::new(), |list| raw(Some(list.trailing())).to_owned());
    let texts = [
        raw(key.leaf_decor().prefix()).to_owned(),
        inside,
        item.as_value().map(Value::decor).map(behind).unwrap_or_default(),
    ];
    let lines = texts.iter().flat_map(|text| text.lines()).map(str::trim).filter(|line| line.starts_with('#'));
    lines.map(|line| format!("{line}\n")).collect()
}
