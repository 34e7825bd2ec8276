//! Reports as Tera templates: the built-in ones, and those a company puts in their place.

use std::io::Write;
use std::path::Path;

use serde::Serialize;
use tera::{Context, Tera};

pub(super) mod builtin {
    // `FILES: &[(&str, &str)]`: path below the project and text of every template.
    include!(concat!(env!("OUT_DIR"), "/templates.rs"));
}

/// Templates, named by what they produce, such as `gap.md`.
pub struct Templates {
    markdown: Tera,
    html: Tera,
}

/// A template that cannot be read, parsed or rendered.
#[derive(Debug)]
pub struct TemplateError(String);

impl std::fmt::Display for TemplateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TemplateError {}

impl Templates {
    /// The built-in templates, and over them those in `folder`, a company's `templates/`.
    ///
    /// # Errors
    ///
    /// When a template cannot be read or is not valid.
    pub fn new(folder: Option<&Path>) -> Result<Self, TemplateError> {
        let mut markdown = Tera::new();
        // Escaping goes by the last extension of a template's name; there is one escape function an instance.
        markdown.autoescape_on([".md"]);
        markdown.set_escape_fn(escape_markdown);
        let mut templates: Vec<(String, String)> = builtin::FILES
            .iter()
            .filter_map(|(path, text)| Some((path.strip_prefix("templates/")?.to_owned(), (*text).to_owned())))
            .filter(|(name, _)| !name.contains('/'))
            .collect();
        for (name, text) in &mut templates {
            let Some(own) = folder.map(|folder| folder.join(name.as_str())).filter(|path| path.is_file()) else {
                continue;
            };
            let fail = |error| TemplateError(format!("cannot read the template `{}`: {error}", own.display()));
            *text = std::fs::read_to_string(&own).map_err(fail)?;
        }
        let mut html = Tera::new();
        html.autoescape_on([".html"]);
        let fail = |error: tera::Error| TemplateError(format!("{error}"));
        let (pages, texts): (Vec<_>, Vec<_>) = templates.into_iter().partition(|(name, _)| is_page(name));
        html.add_raw_templates(pages).map_err(fail)?;
        markdown.add_raw_templates(texts).map_err(fail)?;
        Ok(Self { markdown, html })
    }

    /// Renders the template that produces `name`, such as `gap.md` or `gap.html`.
    ///
    /// # Errors
    ///
    /// When there is no such template, or it uses something the report does not have.
    pub fn render(&self, name: &str, report: &impl Serialize) -> Result<String, TemplateError> {
        let fail = |error: tera::Error| TemplateError(format!("{error}"));
        let context = Context::from_serialize(report).map_err(fail)?;
        let templates = if is_page(name) { &self.html } else { &self.markdown };
        templates.render(name, &context).map_err(fail)
    }
}

/// Whether a template makes an HTML page; names are the built-in ones, in lower case.
fn is_page(name: &str) -> bool {
    name.rsplit('.').next() == Some("html")
}

/// Keeps data from being read as Markdown or HTML, also inside a table cell.
fn escape_markdown(text: &str, out: &mut dyn Write) -> std::io::Result<()> {
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => write!(out, "\\{c}")?,
            '<' => out.write_all(b"&lt;")?,
            '>' => out.write_all(b"&gt;")?,
            '&' => out.write_all(b"&amp;")?,
            '\n' | '\r' => out.write_all(b" ")?,
            c => write!(out, "{c}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_leave_its_table_cell() {
        let mut out = Vec::new();
        let escaped = escape_markdown("a|b\n<script>*[x](y)", &mut out);
        assert!(escaped.is_ok());
        assert_eq!(String::from_utf8_lossy(&out), "a\\|b &lt;script&gt;\\*\\[x\\](y)");
    }
}
