//! Text → tree, for texts without comments and escapes, several times as fast as `tree` does it.
//!
//! Most of what `check` looks at is in the right form already and free of comments. This reads the part of TOML that such
//! texts use, straight into the tree, and gives up at anything else, which `tree` then reads.

use std::borrow::Cow;
use std::collections::HashSet;

use super::comment::Block;
use super::shape::Form;
use super::tree::{Group, Kind, Node, Part, Tree};

/// Reads a text that is known to be TOML; none where it has more than is read here. What is given is what
/// [`Tree::read`] gives.
pub fn read(text: &str) -> Option<Tree<'_>> {
    let mut tables = Tables { open: vec![("", table(Form::Header))], begun: HashSet::new() };
    let mut cursor = Cursor { rest: text };
    loop {
        cursor.lines();
        if cursor.rest.is_empty() {
            break;
        }
        if cursor.take("[").is_some() {
            tables.begin(&mut cursor)?;
        } else {
            let part = cursor.pair()?;
            tables.open.last_mut()?.1.parts.push(part);
        }
        // A comment, or what is no TOML.
        if !cursor.rest.is_empty() {
            cursor.take("\n")?;
        }
    }
    Some(Tree { top: Vec::new(), root: tables.end()?, bottom: Vec::new() })
}

fn table<'t>(form: Form) -> Group<'t> {
    Group { kind: Kind::Table, form, parts: Vec::new(), end: Block::default() }
}

/// The tables on the way to where one reads, with their keys; the file itself comes first.
struct Tables<'t> {
    open: Vec<(&'t str, Group<'t>)>,
    /// The headers so far, and what comes before the last dots in them.
    begun: HashSet<&'t str>,
}

impl<'t> Tables<'t> {
    /// Reads a header after its bracket. A table that is begun for the second time is not plain.
    fn begin(&mut self, cursor: &mut Cursor<'t>) -> Option<()> {
        let header = cursor.rest;
        let mut depth = 1;
        let mut follows = true;
        loop {
            let key = cursor.key()?;
            let name = header.get(..header.len() - cursor.rest.len())?;
            follows = follows && self.open.get(depth).is_some_and(|(open, _)| *open == key);
            if !follows {
                self.close(depth)?;
                self.begun.insert(name).then_some(())?;
                self.open.push((key, table(Form::Header)));
            }
            depth += 1;
            if cursor.take(".").is_none() {
                break;
            }
        }
        cursor.take("]")?;
        (!follows).then_some(())
    }

    /// Closes the tables below a depth.
    fn close(&mut self, depth: usize) -> Option<()> {
        while self.open.len() > depth {
            let (key, group) = self.open.pop()?;
            let part = Part { key: key.into(), node: Node::Group(group), ..Part::default() };
            self.open.last_mut()?.1.parts.push(part);
        }
        Some(())
    }

    fn end(mut self) -> Option<Group<'t>> {
        self.close(1)?;
        self.open.pop().map(|(_, root)| root)
    }
}

/// What is still to be read.
struct Cursor<'t> {
    rest: &'t str,
}

impl<'t> Cursor<'t> {
    fn take(&mut self, token: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(token)?;
        Some(())
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches(' ');
    }

    fn lines(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n']);
    }

    /// The next bytes.
    fn split(&mut self, length: usize) -> Option<&'t str> {
        let (token, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(token)
    }

    /// A text without escapes, in its quotes.
    fn text(&mut self) -> Option<&'t str> {
        let inner = self.rest.strip_prefix('"')?;
        let length = inner.bytes().position(|byte| matches!(byte, b'"' | b'\\') || byte.is_ascii_control())?;
        let (text, after) = inner.split_at_checked(length)?;
        // Two quotes and a third begin a text of several lines.
        let plain = after.starts_with('"') && !(text.is_empty() && after.starts_with("\"\""));
        let controls = !text.is_ascii() && text.contains(char::is_control);
        if plain && !controls { self.split(length + 2) } else { None }
    }

    /// A key, without quotes.
    fn key(&mut self) -> Option<&'t str> {
        if self.rest.starts_with('"') {
            let quoted = self.text()?;
            return quoted.get(1..quoted.len() - 1);
        }
        let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let length = self.rest.bytes().position(|byte| !bare(byte))?;
        self.split(length).filter(|key| !key.is_empty())
    }

    /// `key = value`
    fn pair(&mut self) -> Option<Part<'t>> {
        let key = self.key()?;
        self.blanks();
        self.take("=")?;
        self.blanks();
        Some(Part { key: key.into(), node: self.value()?, ..Part::default() })
    }

    fn value(&mut self) -> Option<Node<'t>> {
        match self.rest.bytes().next()? {
            b'"' => self.text().map(|text| Node::Scalar(text.into())),
            b'[' => self.list().map(Node::Group),
            b'{' => self.inline().map(Node::Group),
            _ => {
                let ends = |byte| matches!(byte, b',' | b']' | b'}' | b' ' | b'\n');
                let length = self.rest.bytes().position(ends).unwrap_or(self.rest.len());
                self.split(length).filter(|word| is_plain(word)).map(|word| Node::Scalar(word.into()))
            }
        }
    }

    fn list(&mut self) -> Option<Group<'t>> {
        self.take("[")?;
        let mut list = Group { kind: Kind::List, ..table(Form::Inline) };
        loop {
            self.lines();
            if self.take("]").is_some() {
                return Some(list);
            }
            let node = self.value()?;
            list.parts.push(Part { key: id(&node), node, ..Part::default() });
            self.lines();
            if !self.rest.starts_with(']') {
                self.take(",")?;
            }
        }
    }

    fn inline(&mut self) -> Option<Group<'t>> {
        self.take("{")?;
        let mut inline = table(Form::Inline);
        loop {
            self.blanks();
            if self.take("}").is_some() {
                return Some(inline);
            }
            inline.parts.push(self.pair()?);
            self.blanks();
            if !self.rest.starts_with('}') {
                self.take(",")?;
            }
        }
    }
}

/// What a list is ordered by: a text itself, or a table's `id`.
fn id<'t>(node: &Node<'t>) -> Cow<'t, str> {
    let named = match node {
        Node::Group(group) if group.kind == Kind::Table => group.parts.iter().find(|part| part.key == "id"),
        _ => None,
    };
    match named.map_or(node, |part| &part.node) {
        Node::Scalar(Cow::Borrowed(text)) => {
            text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default().into()
        }
        _ => Cow::default(),
    }
}

/// Whether a word is a truth, a whole number or a day, written in the one way in which each is printed.
fn is_plain(word: &str) -> bool {
    let is_day = || {
        let shape = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
        word.len() == 10 && word.bytes().enumerate().all(shape)
    };
    matches!(word, "true" | "false") || word.parse::<i64>().is_ok_and(|number| number.to_string() == word) || is_day()
}
