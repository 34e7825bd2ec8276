//! Tree → text.

use super::comment::Block;
use super::shape::Form;
use super::tree::{Group, Kind, Node, Part, Tree};
use crate::diag::key_text;

/// How wide a line may be, unless a single value is wider.
const WIDTH: usize = 120;

/// Writes a tree whose parts stand in order.
pub fn write(tree: &Tree) -> String {
    let mut writer = Writer { chunks: Vec::new() };
    writer.blocks(&tree.top);
    writer.table(&mut Vec::new(), &tree.root, &Part::default(), false);
    writer.blocks(&tree.bottom);
    if writer.chunks.is_empty() { String::new() } else { writer.chunks.join("\n\n") + "\n" }
}

/// The tables and comments of a file; a blank line divides them.
struct Writer {
    chunks: Vec<String>,
}

impl Writer {
    fn blocks(&mut self, blocks: &[Block]) {
        let full = blocks.iter().filter(|block| !block.is_empty());
        self.chunks.extend(full.map(|block| block.join("\n")));
    }

    /// A table and those inside it; `part` has the comments at its header.
    fn table(&mut self, path: &mut Vec<String>, table: &Group, part: &Part, in_list: bool) {
        let (inner, own): (Vec<&Part>, Vec<&Part>) = table.parts.iter().partition(|part| has_header(part));
        self.blocks(&part.apart);
        let mut lines: Vec<String> = part.before.clone();
        // The headers of the tables inside it imply a table with nothing of its own.
        let implied = own.is_empty() && table.end.is_empty() && part.after.is_empty() && !inner.is_empty();
        if !path.is_empty() && (in_list || !implied) {
            let name = path.join(".");
            let header = if in_list { format!("[[{name}]]") } else { format!("[{name}]") };
            lines.push(with_comment(header, &part.after));
        }
        for part in own {
            lines.extend(part.before.iter().cloned());
            let key = format!("{} = ", key_text(&part.key));
            let text = value(&part.node, 0, key.chars().count());
            lines.push(with_comment(key + &text, &part.after));
        }
        lines.extend(table.end.iter().cloned());
        self.blocks(&[lines]);
        for part in inner {
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

fn has_header(part: &Part) -> bool {
    part.group().is_some_and(|group| group.form == Form::Header)
}

fn with_comment(line: String, comment: &str) -> String {
    if comment.is_empty() { line } else { format!("{line} {comment}") }
}

/// A value; `before` characters stand before it on its line.
///
/// A table in braces stays on one line, however wide: before TOML 1.1 it must. Only comments, which need lines, break it.
fn value(node: &Node, indent: usize, before: usize) -> String {
    let group = match node {
        Node::Scalar(text) => return text.clone(),
        Node::Group(group) => group,
    };
    if !group.has_comments() {
        let line = one_line(group);
        // Inside brackets a comma follows.
        let after = usize::from(indent > 0);
        if group.kind == Kind::Table || group.parts.is_empty() || before + line.chars().count() + after <= WIDTH {
            return line;
        }
    }
    let (open, close) = brackets(group.kind);
    let margin = " ".repeat(indent + 2);
    let mut text = format!("{open}\n");
    for part in &group.parts {
        part.before.iter().for_each(|comment| text.push_str(&format!("{margin}{comment}\n")));
        let key = if group.kind == Kind::Table { format!("{} = ", key_text(&part.key)) } else { String::new() };
        let inner = value(&part.node, indent + 2, indent + 2 + key.chars().count());
        let line = with_comment(format!("{margin}{key}{inner},"), &part.after);
        text.push_str(&format!("{line}\n"));
    }
    group.end.iter().for_each(|comment| text.push_str(&format!("{margin}{comment}\n")));
    text + &" ".repeat(indent) + close
}

/// Whether a table or list fits on the line of its key, free of comments.
pub fn fits(key: &str, group: &Group) -> bool {
    key_text(key).chars().count() + " = ".len() + one_line(group).chars().count() <= WIDTH
}

/// A table or list without its comments.
fn one_line(group: &Group) -> String {
    let text = |part: &Part| match &part.node {
        Node::Scalar(text) => text.clone(),
        Node::Group(group) => one_line(group),
    };
    let parts = group.parts.iter().map(|part| match group.kind {
        Kind::Table => format!("{} = {}", key_text(&part.key), text(part)),
        Kind::List => text(part),
    });
    let parts = parts.collect::<Vec<_>>().join(", ");
    let (open, close) = brackets(group.kind);
    let blank = if group.kind == Kind::Table && !parts.is_empty() { " " } else { "" };
    format!("{open}{blank}{parts}{blank}{close}")
}

fn brackets(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Table => ("{", "}"),
        Kind::List => ("[", "]"),
    }
}
