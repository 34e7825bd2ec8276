//! Text → tree: every value with the comments that belong to it, free of how it was written.

use std::borrow::Cow;
use std::collections::BTreeMap;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Key, RawString, Table, TomlError, Value};

use super::comment::{Between, Block, split_top, trail};
use super::shape::Form;
use crate::diag::string_text;

/// A file.
#[derive(Debug)]
pub struct Tree<'t> {
    /// Comments on the file as a whole, before anything else.
    pub top: Vec<Block>,
    /// Its tables.
    pub root: Group<'t>,
    /// Comments after everything else.
    pub bottom: Vec<Block>,
}

/// A value with its key and comments.
#[derive(Debug, Default)]
pub struct Part<'t> {
    /// The key in a table; in a list the id, if it has one.
    pub key: Cow<'t, str>,
    /// Comments before it that a blank line divides from it.
    pub apart: Vec<Block>,
    /// The comment just before it.
    pub before: Block,
    /// The comment behind it, on its line.
    pub after: String,
    pub node: Node<'t>,
}

/// A value.
#[derive(Debug)]
pub enum Node<'t> {
    /// Its text.
    Scalar(Cow<'t, str>),
    Group(Group<'t>),
}

impl Default for Node<'_> {
    fn default() -> Self {
        Self::Scalar(Cow::default())
    }
}

/// A table or list.
#[derive(Debug)]
pub struct Group<'t> {
    pub kind: Kind,
    pub form: Form,
    pub parts: Vec<Part<'t>>,
    /// Comments after the last part.
    pub end: Block,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Table,
    List,
}

impl Tree<'_> {
    /// Reads a text.
    pub fn read(text: &str) -> Result<Self, TomlError> {
        let (top, text) = split_top(text);
        let document: DocumentMut = text.parse()?;
        let mut reader = Reader::default();
        reader.divide(document.as_table(), document.trailing());
        let root = reader.table(document.as_table());
        Ok(Self { top, root, bottom: reader.bottom })
    }
}

impl<'t> Part<'t> {
    /// The table or list it is.
    pub fn group(&self) -> Option<&Group<'t>> {
        match &self.node {
            Node::Group(group) => Some(group),
            Node::Scalar(_) => None,
        }
    }
}

/// The comments before the headers and at the end of the bodies; a header is known by its position in the file.
#[derive(Debug, Default)]
struct Reader {
    before: BTreeMap<isize, (Vec<Block>, Block)>,
    end: BTreeMap<isize, Block>,
    bottom: Vec<Block>,
}

impl Reader {
    /// Decides what the comments between tables belong to: the table before them when they touch only that.
    fn divide(&mut self, root: &Table, trailing: &RawString) {
        let mut headers = BTreeMap::new();
        collect_headers(root, &mut headers);
        let mut previous = 0;
        for (position, text) in headers {
            let mut between = Between::lines(text);
            let close = if between.touches_after { between.blocks.pop().unwrap_or_default() } else { Block::default() };
            if between.touches_before && !between.blocks.is_empty() {
                self.end.insert(previous, between.blocks.remove(0));
            }
            self.before.insert(position, (between.blocks, close));
            previous = position;
        }
        let mut between = Between::lines(raw(Some(trailing)));
        if between.touches_before && !between.blocks.is_empty() {
            self.end.insert(previous, between.blocks.remove(0));
        }
        self.bottom = between.blocks;
    }

    /// A table with a header, one that only its inner tables imply, or one that dotted keys make.
    fn table(&mut self, table: &Table) -> Group<'static> {
        let mut parts = Vec::new();
        for (name, item) in table {
            let key = table.key(name);
            match item {
                Item::None => {}
                Item::Value(value) => {
                    let before = Between::lines(key_prefix(key)).all();
                    parts.push(Part { before, ..value_part(name, value) });
                }
                Item::Table(inner) => parts.push(self.headed(name, inner)),
                Item::ArrayOfTables(list) => {
                    let id = |inner: &Table| inner.get("id").and_then(Item::as_str).unwrap_or_default().to_owned();
                    let items = list.iter().map(|inner| self.headed(&id(inner), inner)).collect();
                    let list = Group { kind: Kind::List, form: Form::Header, parts: items, end: Block::default() };
                    parts.push(Part { key: name.to_owned().into(), node: Node::Group(list), ..Part::default() });
                }
            }
        }
        let end = if has_header(table) { self.end.remove(&table.position().unwrap_or(0)) } else { None };
        Group { kind: Kind::Table, form: Form::Header, parts, end: end.unwrap_or_default() }
    }

    fn headed(&mut self, name: &str, table: &Table) -> Part<'static> {
        let header = has_header(table).then(|| table.position()).flatten();
        let (apart, before) = header.and_then(|position| self.before.remove(&position)).unwrap_or_default();
        let after =
            if header.is_some() { Between::inside(raw(table.decor().suffix())).trailing } else { String::new() };
        Part { key: name.to_owned().into(), apart, before, after, node: Node::Group(self.table(table)) }
    }
}

fn has_header(table: &Table) -> bool {
    !table.is_implicit() && !table.is_dotted()
}

/// The text before each header.
fn collect_headers<'t>(table: &'t Table, headers: &mut BTreeMap<isize, &'t str>) {
    let inner = table.iter().flat_map(|(_, item)| match item {
        Item::Table(table) => vec![table],
        Item::ArrayOfTables(list) => list.iter().collect(),
        Item::None | Item::Value(_) => Vec::new(),
    });
    for table in inner {
        if let Some(position) = table.position().filter(|_| has_header(table)) {
            headers.insert(position, raw(table.decor().prefix()));
        }
        collect_headers(table, headers);
    }
}

/// A value and the comment behind it.
fn value_part(key: &str, value: &Value) -> Part<'static> {
    let after = Between::inside(raw(value.decor().suffix())).trailing;
    Part { key: key.to_owned().into(), after, node: node(value), ..Part::default() }
}

fn node(value: &Value) -> Node<'static> {
    let text = match value {
        Value::String(text) => string_text(text.value()),
        Value::Integer(number) => number.value().to_string(),
        Value::Float(number) => format!("{:?}", number.value()),
        Value::Boolean(truth) => truth.value().to_string(),
        Value::Datetime(date) => date.value().to_string(),
        Value::Array(list) => return Node::Group(array(list)),
        Value::InlineTable(table) => return Node::Group(inline_table(table)),
    };
    Node::Scalar(text.into())
}

fn array(list: &Array) -> Group<'static> {
    let mut group = Group { kind: Kind::List, form: Form::Inline, parts: Vec::new(), end: Block::default() };
    for value in list {
        let id = match value {
            Value::InlineTable(table) => table.get("id").and_then(Value::as_str),
            value => value.as_str(),
        };
        group.push(id.unwrap_or_default(), value, raw(value.decor().prefix()));
    }
    group.close(raw(Some(list.trailing())));
    group
}

fn inline_table(table: &InlineTable) -> Group<'static> {
    let mut group = Group { kind: Kind::Table, form: Form::Inline, parts: Vec::new(), end: Block::default() };
    for (name, value) in table {
        group.push(name, value, key_prefix(table.key(name)));
    }
    group.close(raw(Some(table.trailing())));
    group
}

impl Group<'_> {
    /// Adds a value; the text before it begins on the line of the value before.
    fn push(&mut self, key: &str, value: &Value, text: &str) {
        self.close(text);
        let before = std::mem::take(&mut self.end);
        self.parts.push(Part { before, ..value_part(key, value) });
        // Comments on lines of their own before the comma.
        self.end = Between::inside(raw(value.decor().suffix())).blocks.concat();
    }

    /// Adds the text after the last value.
    fn close(&mut self, text: &str) {
        let mut between = Between::inside(text);
        if let Some(last) = self.parts.last_mut().filter(|_| self.end.is_empty()) {
            trail(&mut last.after, &std::mem::take(&mut between.trailing));
        }
        self.end.extend(between.all());
    }
}

fn key_prefix(key: Option<&Key>) -> &str {
    raw(key.and_then(|key| key.leaf_decor().prefix()))
}

fn raw(text: Option<&RawString>) -> &str {
    text.and_then(RawString::as_str).unwrap_or_default()
}
