//! Tree → text.

use super::comment::Block;
use super::shape::Form;
use super::tree::{Group, Kind, Node, Part, Tree};
use crate::diag::key_text;

/// How wide a line may be, unless a single value is wider.
const WIDTH: usize = 120;

/// Writes a tree whose parts stand in order.
pub fn write(tree: &Tree<'_>) -> String {
    let mut writer = Writer::default();
    writer.blocks(&tree.top);
    writer.table(&mut Vec::new(), &tree.root, &Part::default(), false);
    writer.blocks(&tree.bottom);
    if !writer.text.is_empty() {
        writer.text.push('\n');
    }
    writer.text
}

/// The tables and comments of a file; a blank line divides them.
#[derive(Default)]
struct Writer {
    text: String,
    /// Whether the next line goes on with what the last one is of.
    goes_on: bool,
}

impl Writer {
    /// Begins a line, to be written to what is given.
    fn line(&mut self) -> &mut String {
        if !self.text.is_empty() {
            self.text.push_str(if self.goes_on { "\n" } else { "\n\n" });
        }
        self.goes_on = true;
        &mut self.text
    }

    fn lines(&mut self, block: &Block) {
        for line in block {
            self.line().push_str(line);
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.goes_on = false;
            self.lines(block);
        }
        self.goes_on = false;
    }

    /// A table and those inside it; `part` has the comments at its header.
    fn table(&mut self, path: &mut Vec<String>, table: &Group<'_>, part: &Part<'_>, in_list: bool) {
        let inner = || table.parts.iter().filter(|part| has_header(part));
        let own = || table.parts.iter().filter(|part| !has_header(part));
        self.blocks(&part.apart);
        self.lines(&part.before);
        // The headers of the tables inside it imply a table with nothing of its own.
        let has_own = own().next().is_some() || !table.end.is_empty() || !part.after.is_empty();
        let implied = !has_own && inner().next().is_some();
        if !path.is_empty() && (in_list || !implied) {
            let (open, close) = if in_list { ("[[", "]]") } else { ("[", "]") };
            let line = self.line();
            line.push_str(open);
            line.push_str(&path.join("."));
            line.push_str(close);
            comment(line, &part.after);
        }
        for part in own() {
            self.lines(&part.before);
            let line = self.line();
            let before = key(line, &part.key);
            value(line, &part.node, 0, before);
            comment(line, &part.after);
        }
        self.lines(&table.end);
        self.goes_on = false;
        for part in inner() {
            path.push(key_text(&part.key));
            match part.group() {
                Some(list) if list.kind == Kind::List => {
                    let items = list.parts.iter().filter_map(|item| Some((item, item.group()?)));
                    items.for_each(|(item, group)| self.table(path, group, item, true));
                }
                Some(table) => self.table(path, table, part, false),
                None => {}
            }
            path.pop();
        }
    }
}

fn has_header(part: &Part<'_>) -> bool {
    part.group().is_some_and(|group| group.form == Form::Header)
}

/// Writes a comment behind what stands on its line.
fn comment(line: &mut String, comment: &str) {
    if !comment.is_empty() {
        line.push(' ');
        line.push_str(comment);
    }
}

/// Writes a key up to its value, and says how many characters that is.
fn key(line: &mut String, name: &str) -> usize {
    let start = line.len();
    line.push_str(&key_text(name));
    line.push_str(" = ");
    width(line, start)
}

/// How many characters stand in a text from a place on.
fn width(text: &str, start: usize) -> usize {
    text.get(start..).unwrap_or_default().chars().count()
}

/// Writes a value; `before` characters stand before it on its line.
///
/// A table in braces stays on one line, however wide: before TOML 1.1 it must. Only comments, which need lines, break it.
fn value(text: &mut String, node: &Node<'_>, indent: usize, before: usize) {
    let group = match node {
        Node::Scalar(scalar) => return text.push_str(scalar),
        Node::Group(group) => group,
    };
    if !group.has_comments() {
        let start = text.len();
        one_line(text, group);
        // Inside brackets a comma follows.
        let after = usize::from(indent > 0);
        let fits = group.kind == Kind::Table || group.parts.is_empty();
        if fits || before + width(text, start) + after <= WIDTH {
            return;
        }
        text.truncate(start);
    }
    let (open, close) = brackets(group.kind);
    let margin = |text: &mut String, by: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', indent + by));
    };
    text.push_str(open);
    for part in &group.parts {
        for line in &part.before {
            margin(text, 2);
            text.push_str(line);
        }
        margin(text, 2);
        let before = if group.kind == Kind::Table { key(text, &part.key) } else { 0 };
        value(text, &part.node, indent + 2, indent + 2 + before);
        text.push(',');
        comment(text, &part.after);
    }
    for line in &group.end {
        margin(text, 2);
        text.push_str(line);
    }
    margin(text, 0);
    text.push_str(close);
}

/// Whether a table or list fits on the line of its key, free of comments.
pub fn fits(name: &str, group: &Group<'_>) -> bool {
    let mut line = String::new();
    key(&mut line, name);
    one_line(&mut line, group);
    width(&line, 0) <= WIDTH
}

/// Writes a table or list without its comments.
fn one_line(text: &mut String, group: &Group<'_>) {
    let (open, close) = brackets(group.kind);
    let blank = if group.kind == Kind::Table && !group.parts.is_empty() { " " } else { "" };
    text.push_str(open);
    text.push_str(blank);
    for (at, part) in group.parts.iter().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        if group.kind == Kind::Table {
            key(text, &part.key);
        }
        match &part.node {
            Node::Scalar(scalar) => text.push_str(scalar),
            Node::Group(group) => one_line(text, group),
        }
    }
    text.push_str(blank);
    text.push_str(close);
}

fn brackets(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Table => ("{", "}"),
        Kind::List => ("[", "]"),
    }
}
