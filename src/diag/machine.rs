//! Diagnostics for programs: JSON, GitHub annotations, SARIF 2.1.0.

use serde_json::{Value, json};

use super::{Code, Diagnostic, Label, Severity, Sources, Span};

/// Diagnostics with their counts as JSON.
#[must_use]
pub fn to_json(told: &[(Severity, &Diagnostic)], sources: &Sources) -> String {
    let diagnostics: Vec<Value> =
        told.iter().map(|(severity, diagnostic)| one(*severity, diagnostic, sources)).collect();
    let count = |wanted| told.iter().filter(|(severity, _)| *severity == wanted).count();
    let all = json!({
        "diagnostics": diagnostics,
        "summary": { "errors": count(Severity::Error), "warnings": count(Severity::Warning) },
    });
    format!("{all:#}\n")
}

fn one(severity: Severity, diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let label = |label: &Label| {
        let mut value = place(label.span, sources);
        value["text"] = json!(label.text);
        value
    };
    json!({
        "code": diagnostic.code.id(),
        "severity": word(severity),
        "message": diagnostic.message,
        "primary": diagnostic.primary.as_ref().map(label),
        "secondary": diagnostic.secondary.iter().map(label).collect::<Vec<_>>(),
        "help": diagnostic.help,
        "fix": diagnostic.fix.as_ref().map(|fix| {
            let mut value = place(fix.span, sources);
            value["replacement"] = json!(fix.replacement);
            value["message"] = json!(fix.message);
            value
        }),
    })
}

/// File, and where a span begins and ends; lines and columns count from 1.
fn place(span: Span, sources: &Sources) -> Value {
    let (start, end) = (sources.position(span), sources.position(Span { start: span.end, ..span }));
    json!({
        "file": sources.path(span.file),
        "line": start.line, "column": start.column,
        "end_line": end.line, "end_column": end.column,
    })
}

const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Diagnostics as GitHub workflow commands, a line each.
#[must_use]
pub fn to_github(told: &[(Severity, &Diagnostic)], sources: &Sources) -> String {
    told.iter()
        .map(|(severity, diagnostic)| {
            let at = diagnostic.primary.as_ref().map_or(String::new(), |label| {
                let (start, end) =
                    (sources.position(label.span), sources.position(Span { start: label.span.end, ..label.span }));
                let file = property(sources.path(label.span.file));
                format!(
                    "file={file},line={},col={},endLine={},endColumn={},",
                    start.line, start.column, end.line, end.column
                )
            });
            let mut text = diagnostic.message.clone();
            for help in &diagnostic.help {
                text += &format!("\nhelp: {help}");
            }
            format!("::{} {at}title={}::{}\n", word(*severity), diagnostic.code.id(), data(&text))
        })
        .collect()
}

/// Escapes the text of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Diagnostics as a SARIF 2.1.0 log, for code scanning services.
#[must_use]
pub fn to_sarif(told: &[(Severity, &Diagnostic)], sources: &Sources) -> String {
    let rules: Vec<Value> = Code::ALL
        .iter()
        .map(|code| {
            json!({
                "id": code.id(),
                "shortDescription": { "text": code.title() },
                "fullDescription": { "text": code.explanation() },
                "defaultConfiguration": { "level": word(code.severity()) },
            })
        })
        .collect();
    let results: Vec<Value> =
        told.iter().map(|(severity, diagnostic)| result(*severity, diagnostic, sources)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "ccf", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result(severity: Severity, diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let text = std::iter::once(diagnostic.message.clone())
        .chain(diagnostic.help.iter().map(|help| format!("help: {help}")))
        .collect::<Vec<_>>()
        .join("\n");
    let location = |label: &Label| {
        let mut value = json!({ "physicalLocation": physical(label.span, sources) });
        if !label.text.is_empty() {
            value["message"] = json!({ "text": label.text });
        }
        value
    };
    let mut value = json!({
        "ruleId": diagnostic.code.id(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == diagnostic.code),
        "level": word(severity),
        "message": { "text": text },
        "locations": diagnostic.primary.iter().map(location).collect::<Vec<_>>(),
    });
    if !diagnostic.secondary.is_empty() {
        value["relatedLocations"] = json!(diagnostic.secondary.iter().map(location).collect::<Vec<_>>());
    }
    if let Some(fix) = &diagnostic.fix {
        let at = physical(fix.span, sources);
        value["fixes"] = json!([{
            "description": { "text": fix.message },
            "artifactChanges": [{
                "artifactLocation": at["artifactLocation"],
                "replacements": [{ "deletedRegion": at["region"], "insertedContent": { "text": fix.replacement } }],
            }],
        }]);
    }
    value
}

fn physical(span: Span, sources: &Sources) -> Value {
    let (start, end) = (sources.position(span), sources.position(Span { start: span.end, ..span }));
    // A location is a URI reference; blanks and colons in a path would break it.
    let uri: String = sources.path(span.file).chars().flat_map(encode).collect();
    json!({
        "artifactLocation": { "uri": uri },
        "region": { "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column },
    })
}

fn encode(c: char) -> Vec<char> {
    if c.is_ascii_alphanumeric() || "-._~/".contains(c) {
        return vec![c];
    }
    let mut bytes = [0; 4];
    c.encode_utf8(&mut bytes).bytes().flat_map(|byte| format!("%{byte:02X}").chars().collect::<Vec<_>>()).collect()
}
