//! Diagnostics as text, in rustc's look.

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::{Diagnostic, Label, Severity, Sources};

/// Renders one diagnostic as an error or a warning; `colour` adds ANSI styles.
#[must_use]
pub fn render(severity: Severity, diagnostic: &Diagnostic, sources: &Sources, colour: bool) -> String {
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.id()));
    for snippet in snippets(diagnostic, sources) {
        group = group.element(snippet);
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let mut report = vec![group];
    if let Some(fix) = &diagnostic.fix {
        let text = sources.text(fix.span.file);
        let patch = Patch::new(range(text, fix.span), fix.replacement.as_str());
        let snippet = Snippet::source(text).path(sources.path(fix.span.file)).patch(patch);
        report.push(Level::HELP.secondary_title(fix.message.as_str()).element(snippet));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&report)
}

/// One snippet a file, the primary file first.
fn snippets<'a>(
    diagnostic: &'a Diagnostic,
    sources: &'a Sources,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let Some(primary) = &diagnostic.primary else { return Vec::new() };
    let mut files = vec![primary.span.file];
    for label in &diagnostic.secondary {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    let annotate = |kind: AnnotationKind, label: &'a Label| {
        let annotation = kind.span(range(sources.text(label.span.file), label.span));
        if label.text.is_empty() { annotation } else { annotation.label(label.text.as_str()) }
    };
    files
        .into_iter()
        .map(|file| {
            let mut snippet = Snippet::source(sources.text(file)).path(sources.path(file));
            if primary.span.file == file {
                snippet = snippet.annotation(annotate(AnnotationKind::Primary, primary));
            }
            for label in diagnostic.secondary.iter().filter(|label| label.span.file == file) {
                snippet = snippet.annotation(annotate(AnnotationKind::Context, label));
            }
            snippet
        })
        .collect()
}

/// The renderer panics on a range outside the text or inside a character; spans come from the parser, but this must hold
/// for any.
fn range(text: &str, span: super::Span) -> std::ops::Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(span.start as usize);
    start..floor(span.end as usize).max(start)
}

/// The closing line: how many errors and warnings there were.
#[must_use]
pub fn summary(severities: impl IntoIterator<Item = Severity>) -> String {
    let (mut errors, mut warnings) = (0, 0);
    for severity in severities {
        *match severity {
            Severity::Error => &mut errors,
            Severity::Warning => &mut warnings,
        } += 1;
    }
    let numbered = |n: usize, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    match (errors, warnings) {
        (0, 0) => "no findings".to_owned(),
        (errors, 0) => numbered(errors, "error"),
        (0, warnings) => numbered(warnings, "warning"),
        (errors, warnings) => format!("{}, {}", numbered(errors, "error"), numbered(warnings, "warning")),
    }
}
