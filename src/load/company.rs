//! A company's files → [`Company`]: every reference resolved against the library, every statement judged.

mod audit;
mod controls;
mod scope;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::date;
use super::fields::{Tables, tables_of};
use super::mapping::unknown_requirement;
use super::read::{Entry, Reader};
use super::schema::{self, Day, Spanned};
use crate::diag::{Code, Diagnostic, FileId, Level, Policy, Span, nearest, string_text};
use crate::model::{Company, Control, FrameworkId, Library, Node, System, natural_cmp};

/// The entries of a company's files.
#[derive(Default)]
pub struct Written {
    company: Option<Entry<schema::Company>>,
    scope: Option<Entry<schema::Scope>>,
    systems: Vec<Entry<schema::System>>,
    periods: Vec<Entry<schema::Period>>,
    holds: Vec<Entry<schema::Hold>>,
    check: Option<Entry<schema::Check>>,
    controls: Vec<Entry<schema::Control>>,
    findings: Vec<Entry<schema::Finding>>,
    exceptions: Vec<Entry<schema::Exception>>,
}

impl Written {
    /// Reads `ccf.toml`.
    pub fn read_company(&mut self, reader: &mut Reader<'_>) {
        self.company = reader.required("company", "name");
        self.scope = reader.required("scope", "frameworks");
        self.systems = reader.entries("systems");
        self.periods = reader.entries("period");
        self.holds = reader.list("holds");
        self.check = reader.one("check");
    }

    /// Reads `controls.toml`.
    pub fn read_controls(&mut self, reader: &mut Reader<'_>) {
        self.controls = reader.entries("controls");
    }

    /// Reads `findings.toml`.
    pub fn read_findings(&mut self, reader: &mut Reader<'_>) {
        self.findings = reader.entries("findings");
    }

    /// Reads `exceptions.toml`.
    pub fn read_exceptions(&mut self, reader: &mut Reader<'_>) {
        self.exceptions = reader.entries("exceptions");
    }

    /// Takes what another file of the same company said.
    pub fn join(&mut self, other: Self) {
        self.company = self.company.take().or(other.company);
        self.scope = self.scope.take().or(other.scope);
        self.systems.extend(other.systems);
        self.periods.extend(other.periods);
        self.holds.extend(other.holds);
        self.check = self.check.take().or(other.check);
        self.controls.extend(other.controls);
        self.findings.extend(other.findings);
        self.exceptions.extend(other.exceptions);
    }

    /// What the company's `[check]` makes of diagnostics.
    pub fn policy(&self, diagnostics: &mut Vec<Diagnostic>) -> Policy {
        let mut policy = Policy::default();
        let Some(Entry { span, value, .. }) = &self.check else { return policy };
        let levels = [(Level::Deny, &value.deny), (Level::Warn, &value.warn), (Level::Allow, &value.allow)];
        for (level, name) in levels.into_iter().flat_map(|(level, names)| names.iter().map(move |name| (level, name))) {
            if let Err(error) = policy.set(name.get_ref(), level) {
                let place = Span::new(span.file, name.span());
                diagnostics.push(Diagnostic::new(Code::UnknownCode, error.message, place).help(error.help));
            }
        }
        policy
    }

    /// The validated company; none when the tables that say what it is are missing or broken.
    pub fn build(mut self, library: &Library, diagnostics: &mut Vec<Diagnostic>) -> Option<Company> {
        self.controls.sort_by(|a, b| natural_cmp(&a.id, &b.id));
        self.systems.sort_by(|a, b| natural_cmp(&a.id, &b.id));
        self.exceptions.sort_by(|a, b| natural_cmp(&a.id, &b.id));
        let mut judge = Judge { library, systems: &self.systems, diagnostics };
        let systems = judge.systems();
        let controls: Vec<Control> = self.controls.iter().map(|entry| judge.control(entry)).collect();
        let mut findings = BTreeMap::new();
        for (node, finding) in self.findings.iter().filter_map(|entry| judge.finding(entry)).collect::<Vec<_>>() {
            let span = finding.span;
            if let Some(first) = findings.insert(node, finding) {
                let first: crate::model::Finding = first;
                judge.given_twice(&library.name(node), span, first.span);
            }
        }
        let exceptions = self.exceptions.iter().filter_map(|entry| judge.exception(entry, &controls)).collect();
        let holds = self.holds.iter().filter_map(|entry| judge.hold(entry)).collect();
        let scope_entry = self.scope.as_ref()?;
        let scope = judge.scope(scope_entry, &self.periods);
        let excluded = judge.exclusions(scope_entry, &scope);
        let name = self.company?.value.name;
        Some(Company { name, scope, excluded, systems, controls, findings, holds, exceptions })
    }
}

/// Resolves and judges; collects what is wrong.
struct Judge<'a> {
    library: &'a Library,
    systems: &'a [Entry<schema::System>],
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Judge<'_> {
    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The framework of an id or alias; `write` puts an id as it would stand at the span.
    fn framework(&mut self, name: &str, span: Span, write: impl Fn(&str) -> String) -> Option<FrameworkId> {
        let found = self.library.find(name);
        if found.is_none() {
            let message = format!("there is no framework `{name}`");
            let mut diagnostic = Diagnostic::new(Code::UnknownFramework, message, span);
            diagnostic = match nearest(name, self.library.names()) {
                Some(near) => diagnostic.fix(span, write(near), format!("a similar name exists: `{near}`")),
                None => {
                    diagnostic.help("a framework is a file `frameworks/<id>.toml`, built in or in the company's folder")
                }
            };
            self.push(diagnostic);
        }
        found
    }

    /// The requirement of `framework:id`.
    fn reference(&mut self, written: &str, span: Span) -> Option<Node> {
        let Some((framework, id)) = written.split_once(':') else {
            let message = format!("`{written}` does not say which framework it is from");
            let holders: Vec<String> = self
                .library
                .numbered()
                .filter(|(framework, _)| self.library.node(*framework, written).is_some())
                .map(|(_, framework)| format!("{}:{written}", framework.id))
                .collect();
            let mut diagnostic =
                Diagnostic::new(Code::BadId, message, span).help("write `framework:id`, such as `common:IAM-08`");
            if let [only] = holders.as_slice() {
                diagnostic = diagnostic.fix(span, format!("{only:?}"), "one framework has this id");
            }
            self.push(diagnostic);
            return None;
        };
        let framework = self.framework(framework, span, |near| format!("{:?}", format!("{near}:{id}")))?;
        let found = self.library.node(framework, id);
        if found.is_none() {
            let name = &self.library.framework(framework).id;
            let write = |id: &str| format!("{:?}", format!("{name}:{id}"));
            let unknown = unknown_requirement(self.library, framework, id, span, write);
            self.push(unknown);
        }
        found
    }

    /// Reports a setting that is made twice, perhaps once by id and once by alias.
    fn given_twice(&mut self, name: &str, span: Span, first: Span) {
        let doubled = Diagnostic::new(Code::DuplicateId, format!("`{name}` is given twice"), span);
        let doubled = doubled.label("given again here").also(first, "first given here");
        self.push(doubled.help("keep one of the two; an alias and an id may mean the same framework"));
    }

    fn references(&mut self, written: &[Spanned<String>], file: FileId) -> Vec<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        for name in written {
            let span = Span::new(file, name.span());
            let Some(node) = self.reference(name.get_ref(), span) else { continue };
            if nodes.contains(&node) {
                let message = format!("`{}` is named twice", name.get_ref());
                self.push(Diagnostic::new(Code::DuplicateId, message, span).help("keep it once"));
            } else {
                nodes.push(node);
            }
        }
        nodes.sort_unstable();
        nodes
    }

    fn date(&mut self, written: Option<&Spanned<Day>>, file: FileId) -> Option<crate::model::Date> {
        written.and_then(|written| date::day(written, file, self.diagnostics))
    }

    fn systems(&mut self) -> IndexMap<String, System> {
        let mut systems = IndexMap::new();
        for entry in self.systems {
            let scope = entry.value.scope.as_ref().map(|names| {
                let place = |name: &Spanned<String>| Span::new(entry.span.file, name.span());
                names.iter().filter_map(|name| self.framework(name.get_ref(), place(name), string_text)).collect()
            });
            systems.insert(entry.id.clone(), System { title: entry.value.title.clone(), scope });
        }
        systems
    }
}

/// The name of a file, and the tables it may have.
type File = (&'static str, fn() -> Tables);

/// The files of a company.
pub const FILES: &[File] = &[
    ("ccf.toml", tables_of::<schema::CompanyFile>),
    ("controls.toml", tables_of::<schema::ControlsFile>),
    ("findings.toml", tables_of::<schema::FindingsFile>),
    ("exceptions.toml", tables_of::<schema::ExceptionsFile>),
];

/// Ids that are given in two files of a company, or twice in one file, are reported by the TOML parser; this reports ids
/// that are not well-formed.
pub fn check_ids(written: &Written, diagnostics: &mut Vec<Diagnostic>) {
    let controls = written.controls.iter().map(|entry| (&entry.id, entry.span));
    let systems = written.systems.iter().map(|entry| (&entry.id, entry.span));
    let exceptions = written.exceptions.iter().map(|entry| (&entry.id, entry.span));
    for (id, span) in controls.chain(systems).chain(exceptions) {
        if id.is_empty() || id.chars().any(|c| c.is_whitespace() || c.is_control()) {
            let message = format!("the id {id:?} is empty or has a blank");
            diagnostics.push(Diagnostic::new(Code::BadId, message, span).help("write the id without blanks"));
        }
    }
}
