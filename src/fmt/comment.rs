//! What stands between values: comments, and the blank lines that tell what they belong to.

/// Lines of comment without a blank line between them.
pub type Block = Vec<String>;

/// The text between two values, taken apart.
#[derive(Debug, Default)]
pub struct Between {
    /// The comment on the line that the text begins in.
    pub trailing: String,
    /// The comments on lines of their own.
    pub blocks: Vec<Block>,
    /// Whether no blank line divides the first block from what stands before.
    pub touches_before: bool,
    /// Whether no blank line divides the last block from what stands after.
    pub touches_after: bool,
}

impl Between {
    /// Takes a text apart that begins inside a line.
    pub fn inside(text: &str) -> Self {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        Self { trailing: first.trim().to_owned(), ..Self::lines(rest) }
    }

    /// Takes a text apart that begins at the start of a line.
    pub fn lines(text: &str) -> Self {
        let mut between = Self { touches_before: true, touches_after: true, ..Self::default() };
        let mut lines: Vec<&str> = text.split('\n').map(str::trim).collect();
        // What follows the last line break is the indent of what stands after, but at the end of a file.
        lines.pop_if(|last| last.is_empty());
        for line in lines {
            if line.is_empty() {
                between.touches_before &= !between.blocks.is_empty();
            } else if let Some(block) = between.blocks.last_mut().filter(|_| between.touches_after) {
                block.push(line.to_owned());
            } else {
                between.blocks.push(vec![line.to_owned()]);
            }
            between.touches_after = !line.is_empty();
        }
        between
    }

    /// All comments, as one block.
    pub fn all(self) -> Block {
        let trailing = Some(self.trailing).filter(|comment| !comment.is_empty());
        trailing.into_iter().chain(self.blocks.into_iter().flatten()).collect()
    }
}

/// The comments on a text as a whole, and the rest: the directives to editors that open it, such as `#:schema PATH`, and
/// the comments that a blank line divides from what follows.
pub fn split_top(text: &str) -> (Vec<Block>, &str) {
    let (directives, text) = split_directives(text);
    let (mut blocks, rest) = split_comments(text);
    if !directives.is_empty() {
        blocks.insert(0, directives);
    }
    (blocks, rest)
}

/// The directives that open a text. Editors read them nowhere else, so they stay first whatever follows them.
fn split_directives(text: &str) -> (Block, &str) {
    let mut directives = Block::new();
    let mut rest = text;
    while rest.trim_start().starts_with("#:") {
        let (line, after) = rest.trim_start().split_once('\n').unwrap_or((rest.trim_start(), ""));
        directives.push(line.trim_end().to_owned());
        rest = after;
    }
    (directives, rest)
}

fn split_comments(text: &str) -> (Vec<Block>, &str) {
    let mut end = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        match line.trim() {
            "" => end = at,
            comment if comment.starts_with('#') => {}
            _ => {
                let (top, rest) = text.split_at(end);
                return (Between::lines(top).blocks, rest);
            }
        }
    }
    (Between::lines(text).blocks, "")
}

/// Adds a comment at the end of a line.
pub fn trail(comments: &mut String, comment: &str) {
    if !comments.is_empty() && !comment.is_empty() {
        comments.push(' ');
    }
    comments.push_str(comment);
}
