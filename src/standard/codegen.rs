//! The generator: a framework's name, interface and requirements → the Rust text of its trait.
//!
//! This file names nothing of the crate around it: the build script compiles it too.

use std::fmt::Write;

/// What the generator needs to know of a framework.
#[derive(Debug)]
pub struct Source<'a> {
    /// The framework's id.
    pub id: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// The trait's name.
    pub interface: &'a str,
    /// Where it is defined, for the header.
    pub path: &'a str,
    /// Id and title of every requirement, in natural order.
    pub requirements: Vec<(&'a str, &'a str)>,
}

/// Rust's strict and reserved keywords that a method name could hit.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The method name of a requirement id: lower case, `_` for each run of other characters between two that stay, `r` before a
/// leading digit, `_` after a keyword. `164.308(a)(1)(i)` is `r164_308_a_1_i`.
#[must_use]
pub fn method_name(id: &str) -> String {
    let parts = id.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let mut name = parts.collect::<Vec<_>>().join("_").to_ascii_lowercase();
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, 'r');
    }
    if name.is_empty() {
        // A single `_` is no name.
        name.push_str("__");
    } else if KEYWORDS.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// Whether a name can be a trait's: an identifier that begins with a capital.
#[must_use]
pub fn is_interface_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
        && name != "Self"
}

/// A name that the trait of a framework could have, made from its id: `house-rules-1` could be `HouseRules1`.
#[must_use]
pub fn suggested_interface(id: &str) -> String {
    let mut name = String::new();
    for part in id.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut letters = part.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name += letters.as_str();
    }
    if is_interface_name(&name) { name } else { format!("Framework{name}") }
}

/// The Rust text of a framework's trait. `answer` is the path of the `Answer` type, seen from where the text will stand.
#[must_use]
pub fn trait_text(source: &Source<'_>, answer: &str) -> String {
    let mut text = String::new();
    let Source { name, interface, path, .. } = source;
    line(&mut text, &format!("// Generated from {path}; change that file instead."));
    line(&mut text, &format!("#[doc = {:?}]", format!("{name}: one method per requirement.")));
    line(&mut text, &format!("pub trait {interface} {{"));
    for (id, title) in &source.requirements {
        line(&mut text, &format!("    #[doc = {:?}]", format!("`{id}` {title}")));
        line(&mut text, &format!("    fn {}(&self) -> {answer};", method_name(id)));
    }
    line(&mut text, "}");
    text
}

/// The Rust text that ties a trait to its framework: its `Interface` type and the table of its methods. `standard` is the
/// path of the module with `Interface` and `Answer`.
#[must_use]
pub fn interface_text(source: &Source<'_>, standard: &str) -> String {
    let mut text = String::new();
    let Source { id, interface, .. } = source;
    line(&mut text, &format!("/// The interface of [`{interface}`], for [`{standard}::Implementation`]."));
    line(&mut text, "#[derive(Debug, Clone, Copy)]");
    line(&mut text, &format!("pub enum {interface}Interface {{}}"));
    line(&mut text, &format!("impl<T: {interface}> {standard}::Interface<T> for {interface}Interface {{"));
    line(&mut text, &format!("    const FRAMEWORK: &'static str = {id:?};"));
    line(&mut text, "    #[allow(clippy::too_many_lines, reason = \"a row a requirement\")]");
    line(&mut text, &format!("    fn methods<'a>() -> {standard}::Methods<'a, T> where T: 'a {{"));
    line(&mut text, "        &[");
    for (id, _) in &source.requirements {
        line(&mut text, &format!("            ({id:?}, T::{}),", method_name(id)));
    }
    line(&mut text, "        ]");
    line(&mut text, "    }");
    line(&mut text, "}");
    text
}

/// The Rust text with which `implementor` answers every method of a trait by `lookup(framework, requirement)`.
#[must_use]
pub fn lookup_text(source: &Source<'_>, implementor: &str, lookup: &str, answer: &str) -> String {
    let mut text = String::new();
    let Source { id: framework, interface, .. } = source;
    line(&mut text, &format!("impl {interface} for {implementor} {{"));
    for (id, _) in &source.requirements {
        let method = method_name(id);
        line(&mut text, &format!("    fn {method}(&self) -> {answer} {{ self.{lookup}({framework:?}, {id:?}) }}"));
    }
    line(&mut text, "}");
    text
}

fn line(text: &mut String, content: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{content}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn method_names_are_identifiers() {
        for (id, name) in [
            ("CC6.1", "cc6_1"),
            ("1.1.1", "r1_1_1"),
            ("A.8.9", "a_8_9"),
            ("PR.AA-01", "pr_aa_01"),
            ("164.308(a)(1)(ii)(A)", "r164_308_a_1_ii_a"),
            ("type", "type_"),
            ("Ä", "__"),
        ] {
            assert_eq!(method_name(id), name);
        }
    }

    #[test]
    fn interface_names_are_suggested_from_ids() {
        for (id, name) in
            [("house-rules-1", "HouseRules1"), ("pci-dss-4.0.1", "PciDss401"), ("23.nycrr", "Framework23Nycrr")]
        {
            assert_eq!(suggested_interface(id), name);
            assert!(is_interface_name(name));
        }
        assert!(!is_interface_name("Self") && !is_interface_name("house") && !is_interface_name("Ho use"));
    }

    #[test]
    fn the_shape_of_generated_text() {
        let source = Source {
            id: "tiny-1",
            name: "Tiny \"standard\"",
            interface: "Tiny",
            path: "frameworks/tiny-1.toml",
            requirements: vec![("1.1", "First"), ("A-2", "Sec`ond")],
        };
        let text = trait_text(&source, "Answer")
            + &interface_text(&source, "crate::standard")
            + &lookup_text(&source, "Posture", "lookup", "Answer");
        assert_eq!(text, SHAPE);
    }

    const SHAPE: &str = r#"// Generated from frameworks/tiny-1.toml; change that file instead.
#[doc = "Tiny \"standard\": one method per requirement."]
pub trait Tiny {
    #[doc = "`1.1` First"]
    fn r1_1(&self) -> Answer;
    #[doc = "`A-2` Sec`ond"]
    fn a_2(&self) -> Answer;
}
/// The interface of [`Tiny`], for [`crate::standard::Implementation`].
#[derive(Debug, Clone, Copy)]
pub enum TinyInterface {}
impl<T: Tiny> crate::standard::Interface<T> for TinyInterface {
    const FRAMEWORK: &'static str = "tiny-1";
    #[allow(clippy::too_many_lines, reason = "a row a requirement")]
    fn methods<'a>() -> crate::standard::Methods<'a, T> where T: 'a {
        &[
            ("1.1", T::r1_1),
            ("A-2", T::a_2),
        ]
    }
}
impl Tiny for Posture {
    fn r1_1(&self) -> Answer { self.lookup("tiny-1", "1.1") }
    fn a_2(&self) -> Answer { self.lookup("tiny-1", "A-2") }
}
"#;
}
