//! Lists of ids, one or several to a line, with their comments.

use toml_edit::{Array, RawString, Value};

/// Puts other texts in the place of some; `becomes` gives those of a text, and none where it stays. Comments stay.
pub fn replace(list: &mut Array, becomes: impl Fn(&str) -> Option<Vec<String>>) {
    for at in (0..list.len()).rev() {
        let Some(texts) = list.get(at).and_then(Value::as_str).and_then(&becomes) else { continue };
        let mut texts = texts.into_iter();
        match texts.next() {
            Some(first) => {
                list.replace(at, first);
                for (after, text) in (at + 1..).zip(texts) {
                    insert(list, after, text);
                }
            }
            None => remove(list, at),
        }
    }
}

/// Adds a text at the end, on a line of its own where the others are.
pub fn push(list: &mut Array, text: String) {
    insert(list, list.len(), text);
}

fn insert(list: &mut Array, at: usize, text: String) {
    let Some(before) = at.checked_sub(1).and_then(|before| list.get_mut(before)) else {
        return list.insert(at, text);
    };
    // What stands before a value in a list of lines is a line break and an indent, after the comments.
    let prefix = raw(before.decor().prefix());
    let indent = prefix.rfind('\n').and_then(|line| prefix.get(line..)).unwrap_or(" ").to_owned();
    let suffix = raw(before.decor().suffix()).to_owned();
    // A comment behind the value before stays with it.
    let suffix = if suffix.contains('#') { String::new() } else { suffix };
    if !suffix.is_empty() {
        before.decor_mut().set_suffix("");
    }
    list.insert_formatted(at, Value::from(text).decorated(indent, suffix));
}

fn remove(list: &mut Array, at: usize) {
    let removed = list.remove(at);
    let prefix = raw(removed.decor().prefix());
    let suffix = raw(removed.decor().suffix());
    let comments = if suffix.contains('#') { format!("{prefix}{suffix}") } else { prefix.to_owned() };
    match list.get_mut(at) {
        Some(next) => {
            let own = raw(next.decor().prefix()).to_owned();
            let text = if comments.contains('#') {
                comments + &own
            } else if at == 0 {
                comments
            } else {
                own
            };
            next.decor_mut().set_prefix(text);
        }
        None if comments.contains('#') => {
            let trailing = raw(Some(list.trailing())).to_owned();
            list.set_trailing(comments + &trailing);
        }
        None => {}
    }
}

pub fn raw(text: Option<&RawString>) -> &str {
    text.and_then(RawString::as_str).unwrap_or_default()
}
