//! Puts the parts of a tree in their order, and chooses between the forms a table may have.

use super::comment::{Block, trail};
use super::shape::{Form, Keys, Shape};
use super::tree::{Group, Kind, Node, Part};
use super::write::fits;
use crate::model::natural_cmp;

/// Arranges a file.
pub fn arrange(root: &mut Group<'_>, keys: &'static Keys) {
    sort_by_keys(root, keys);
    for part in &mut root.parts {
        let shape = keys.shape(&part.key);
        arrange_part(part, shape, Form::Header);
    }
}

/// Arranges what stands below a table; `around` is the form of that table.
fn arrange_part(part: &mut Part<'_>, shape: &'static Shape, around: Form) {
    let Part { key, node: Node::Group(group), .. } = part else { return };
    let written = group.form;
    // What goes inside a pair of braces has none of its own choice.
    let wanted = match (around, shape, group.kind) {
        (Form::Inline, ..) => Form::Inline,
        (_, Shape::Record(form, _) | Shape::Map(form, _), Kind::Table) => *form,
        (_, Shape::List(form, _), Kind::List) if !group.parts.is_empty() && group.is_all_tables() => *form,
        (_, Shape::List(..) | Shape::Ids(_), Kind::List) => Form::Inline,
        _ => written,
    };
    group.form = wanted;
    match (shape, group.kind) {
        (Shape::Record(_, keys), Kind::Table) => {
            sort_by_keys(group, keys);
            for part in &mut group.parts {
                let shape = keys.shape(&part.key);
                arrange_part(part, shape, wanted);
            }
        }
        (Shape::Map(_, shape), Kind::Table) => {
            group.parts.sort_by(|a, b| natural_cmp(&a.key, &b.key));
            group.parts.iter_mut().for_each(|part| arrange_part(part, shape, wanted));
        }
        (Shape::Ids(keys) | Shape::List(_, keys), Kind::List) => {
            if matches!(shape, Shape::Ids(_)) && group.parts.iter().all(|part| !part.key.is_empty()) {
                group.parts.sort_by(|a, b| natural_cmp(&a.key, &b.key));
            }
            arrange_items(group, Some(keys), wanted);
        }
        (_, Kind::List) => arrange_items(group, None, wanted),
        (_, Kind::Table) => group.parts.iter_mut().for_each(|part| arrange_part(part, &Shape::Plain, wanted)),
    }
    if around == Form::Header && wanted == Form::Inline && group.needs_headers(key, shape) {
        group.form = Form::Header;
    }
    part.settle();
}

/// Arranges the items of a list.
fn arrange_items(list: &mut Group<'_>, keys: Option<&'static Keys>, form: Form) {
    for item in &mut list.parts {
        let Node::Group(group) = &mut item.node else { continue };
        group.form = form;
        if let Some(keys) = keys.filter(|_| group.kind == Kind::Table) {
            sort_by_keys(group, keys);
        }
        for part in &mut group.parts {
            let shape = keys.map_or(&Shape::Plain, |keys| keys.shape(&part.key));
            arrange_part(part, shape, form);
        }
        item.settle();
    }
}

/// Sorts the parts of a table by the order of its keys; unknown ones come last, as they are written.
fn sort_by_keys(table: &mut Group<'_>, keys: &Keys) {
    let order = (keys.order)();
    table.parts.sort_by_key(|part| order.iter().position(|key| *key == part.key).unwrap_or(order.len()));
}

impl Part<'_> {
    /// Moves comments to where its form has a place for them.
    fn settle(&mut self) {
        let Node::Group(group) = &mut self.node else { return };
        if group.form == Form::Inline {
            let before = std::mem::take(&mut self.before);
            self.before = self.apart.drain(..).flatten().chain(before).collect();
            return;
        }
        if group.kind == Kind::Table {
            return;
        }
        // The header of a list is the headers of its items.
        let end: Block = std::mem::take(&mut group.end);
        for item in &mut group.parts {
            if let Node::Group(table) = &mut item.node {
                table.form = Form::Header;
            }
        }
        if let Some(first) = group.parts.first_mut() {
            let apart = std::mem::take(&mut first.apart);
            first.apart = self.apart.drain(..).chain(apart).collect();
            let before = std::mem::take(&mut first.before);
            first.before = self.before.drain(..).chain(before).collect();
            trail(&mut first.after, &std::mem::take(&mut self.after));
        }
        if let Some(Part { node: Node::Group(last), .. }) = group.parts.last_mut() {
            last.end.extend(end);
        }
    }
}

impl Group<'_> {
    /// Whether there is a comment inside.
    pub fn has_comments(&self) -> bool {
        let commented = |part: &Part<'_>| {
            !part.before.is_empty()
                || !part.apart.is_empty()
                || !part.after.is_empty()
                || part.group().is_some_and(Group::has_comments)
        };
        !self.end.is_empty() || self.parts.iter().any(commented)
    }

    fn is_all_tables(&self) -> bool {
        self.parts.iter().all(|part| part.group().is_some_and(|group| group.kind == Kind::Table))
    }

    /// Whether it is better off with a header than in the braces that its shape gives it: in braces there is no place for
    /// comments, nor for line breaks.
    fn needs_headers(&self, key: &str, shape: &Shape) -> bool {
        match (shape, self.kind) {
            (Shape::Record(..) | Shape::Map(..), Kind::Table) => self.has_comments() || !fits(key, self),
            (Shape::List(..), Kind::List) => {
                let inner = |part: &Part<'_>| part.group().is_some_and(Group::has_comments);
                self.is_all_tables() && self.parts.iter().any(inner)
            }
            _ => false,
        }
    }
}
