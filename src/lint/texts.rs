//! What requirements say: texts that are missing, doubled, or no more than their title.

use std::collections::HashMap;

use crate::diag::{Code, Diagnostic};
use crate::model::vocabulary::Wording;
use crate::model::{Framework, Requirement};

/// Lints the texts of one framework.
pub fn lint(framework: &Framework, found: &mut Vec<Diagnostic>) {
    let mut texts: HashMap<&str, &Requirement> = HashMap::new();
    for requirement in framework.requirements.values() {
        let Requirement { id, title, text, span, .. } = requirement;
        let text = text.trim();
        if text.is_empty() {
            if framework.wording != Wording::Headings {
                let missing = Diagnostic::new(Code::NoText, format!("`{id}` has no text"), *span);
                found.push(missing.help("say what must be true, or set `wording = \"headings\"` for the framework"));
            }
            continue;
        }
        if text.trim_end_matches('.').eq_ignore_ascii_case(title.trim()) {
            let copied = Diagnostic::new(Code::CopiedText, format!("the text of `{id}` repeats its title"), *span);
            found.push(copied.help("say in a sentence what must be true, so that it can be tested"));
        } else if let Some(first) = texts.insert(text, requirement) {
            let message = format!("`{id}` and `{}` have the same text", first.id);
            let doubled = Diagnostic::new(Code::CopiedText, message, *span).label("the same text again");
            found.push(doubled.also(first.span, "first here").help("say what sets them apart"));
        }
    }
}
