//! A company's files → [`Company`]: every reference resolved against the library, every statement judged.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use toml::Spanned;

use super::date;
use super::mapping::unknown_requirement;
use super::read::{Entry, Reader};
use super::schema;
use super::vocabulary::{Status, Verdict};
use crate::diag::{Code, Diagnostic, FileId, Span, key_text, nearest};
use crate::model::{
    Company, Control, Evidence, Exception, Exclusion, Finding, FrameworkId, Library, Node, Period, ScopedFramework,
    System, SystemId, natural_cmp,
};

/// The entries of a company's files.
#[derive(Default)]
pub struct Written {
    company: Option<Entry<schema::Company>>,
    scope: Option<Entry<schema::Scope>>,
    systems: Vec<Entry<schema::System>>,
    periods: Vec<Entry<schema::Period>>,
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
        self.controls.extend(other.controls);
        self.findings.extend(other.findings);
        self.exceptions.extend(other.exceptions);
    }

    /// The validated company; none when the tables that say what it is are missing or broken.
    pub fn build(mut self, library: &Library, diagnostics: &mut Vec<Diagnostic>) -> Option<Company> {
        self.controls.sort_by(|a, b| natural_cmp(&a.id, &b.id));
        self.systems.sort_by(|a, b| natural_cmp(&a.id, &b.id));
        self.exceptions.sort_by(|a, b| natural_cmp(&a.id, &b.id));
        let mut judge = Judge { library, systems: &self.systems, diagnostics };
        let systems = judge.systems();
        let controls: Vec<Control> = self.controls.iter().map(|entry| judge.control(entry)).collect();
        let findings = self.findings.iter().filter_map(|entry| judge.finding(entry)).collect();
        let exceptions = self.exceptions.iter().filter_map(|entry| judge.exception(entry, &controls)).collect();
        let scope_entry = self.scope.as_ref()?;
        let scope = judge.scope(scope_entry, &self.periods);
        let excluded = judge.exclusions(scope_entry, &scope);
        let name = self.company?.value.name;
        Some(Company { name, scope, excluded, systems, controls, findings, exceptions })
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

    fn date(&mut self, written: Option<&Spanned<toml::value::Datetime>>, file: FileId) -> Option<crate::model::Date> {
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

    fn scope(&mut self, entry: &Entry<schema::Scope>, periods: &[Entry<schema::Period>]) -> Vec<ScopedFramework> {
        let file = entry.span.file;
        let place = |name: &Spanned<String>| Span::new(file, name.span());
        let mut scope: Vec<ScopedFramework> = Vec::new();
        for name in &entry.value.frameworks {
            let Some(framework) = self.framework(name.get_ref(), place(name), string_text) else { continue };
            if scope.iter().any(|scoped| scoped.framework == framework) {
                let message = format!("`{}` is in scope twice", name.get_ref());
                self.push(Diagnostic::new(Code::DuplicateId, message, place(name)).help("keep it once"));
                continue;
            }
            scope.push(ScopedFramework {
                framework,
                profiles: Vec::new(),
                roles: Vec::new(),
                sufficient: false,
                period: None,
            });
        }
        scope.sort_by_key(|scoped| scoped.framework);
        for name in &entry.value.sufficient {
            if let Some(scoped) = self.scoped(&mut scope, name.get_ref(), place(name)) {
                scoped.sufficient = true;
            }
        }
        for (name, profiles) in &entry.value.profiles {
            let library = self.library;
            let Some(scoped) = self.scoped(&mut scope, name.get_ref(), place(name)) else { continue };
            let framework = library.framework(scoped.framework);
            scoped.profiles = profiles.iter().map(|profile| profile.get_ref().clone()).collect();
            for profile in profiles.iter().filter(|profile| !framework.profiles.contains_key(profile.get_ref())) {
                let message = format!("`{}` has no profile `{}`", framework.id, profile.get_ref());
                let known = framework.profiles.keys().map(String::as_str);
                let unknown = Diagnostic::new(Code::UnknownProfile, message, place(profile));
                self.push(unknown.suggest_value(place(profile), profile.get_ref(), known));
            }
        }
        for (name, roles) in &entry.value.roles {
            let library = self.library;
            let Some(scoped) = self.scoped(&mut scope, name.get_ref(), place(name)) else { continue };
            let framework = library.framework(scoped.framework);
            scoped.roles = roles.iter().map(|role| role.get_ref().clone()).collect();
            for role in roles {
                let known = framework.requirements.values().flat_map(|r| &r.applies_to).map(String::as_str);
                if known.clone().all(|known| known != role.get_ref()) {
                    let message = format!("no requirement of `{}` applies to `{}`", framework.id, role.get_ref());
                    let unknown = Diagnostic::new(Code::UnknownRole, message, place(role));
                    self.push(unknown.suggest_value(place(role), role.get_ref(), known));
                }
            }
        }
        for period in periods {
            let dates = self.period(period);
            if let Some(scoped) = self.scoped(&mut scope, &period.id, period.span) {
                scoped.period = dates;
            }
        }
        scope
    }

    /// The framework in scope that a setting is about.
    fn scoped<'s>(
        &mut self,
        scope: &'s mut [ScopedFramework],
        name: &str,
        span: Span,
    ) -> Option<&'s mut ScopedFramework> {
        let framework = self.framework(name, span, key_text)?;
        let found = scope.iter_mut().find(|scoped| scoped.framework == framework);
        if found.is_none() {
            let message = format!("`{name}` is not in scope");
            let outside = Diagnostic::new(Code::NotInScope, message, span);
            self.push(outside.help("add it to `frameworks` under `[scope]`, or remove this setting"));
        }
        found
    }

    fn period(&mut self, entry: &Entry<schema::Period>) -> Option<Period> {
        let file = entry.span.file;
        let written = &entry.value;
        let at = self.date(written.at.as_ref(), file);
        let from = self.date(written.from.as_ref(), file);
        let to = self.date(written.to.as_ref(), file);
        match (written.kind.get_ref(), at, from, to) {
            (1, Some(at), None, None) => return Some(Period::At(at)),
            (2, None, Some(from), Some(to)) if from <= to => return Some(Period::Window { from, to }),
            (2, None, Some(_), Some(_)) => {
                let span = written.to.as_ref().map_or(entry.span, |to| Span::new(file, to.span()));
                self.push(
                    Diagnostic::new(Code::BadPeriod, "the period ends before it begins", span)
                        .help("exchange the days"),
                );
            }
            (1, ..) => self.push(
                Diagnostic::new(Code::BadPeriod, "a type 1 period is one day", entry.span)
                    .help("give `at`, and no `from` or `to`"),
            ),
            (2, ..) => self.push(
                Diagnostic::new(Code::BadPeriod, "a type 2 period is a window", entry.span)
                    .help("give `from` and `to`, and no `at`"),
            ),
            (kind, ..) => {
                let span = Span::new(file, written.kind.span());
                let message = format!("there is no period of type {kind}");
                self.push(
                    Diagnostic::new(Code::BadPeriod, message, span).help("type 1 is a point in time, type 2 a window"),
                );
            }
        }
        None
    }

    fn exclusions(&mut self, entry: &Entry<schema::Scope>, scope: &[ScopedFramework]) -> BTreeMap<Node, Exclusion> {
        let mut excluded = BTreeMap::new();
        for (name, reason) in &entry.value.excluded {
            let span = Span::new(entry.span.file, name.span());
            let Some(node) = self.reference(name.get_ref(), span) else { continue };
            if reason.get_ref().trim().is_empty() {
                let place = Span::new(entry.span.file, reason.span());
                let message = format!("the reason for excluding `{}` is empty", name.get_ref());
                self.push(Diagnostic::new(Code::MissingReason, message, place).help("say why it does not apply"));
            }
            let requirement = self.library.requirement(node);
            if !requirement.excludable {
                let message = format!("`{}` cannot be excluded", self.library.name(node));
                let fixed = Diagnostic::new(Code::NotExcludable, message, span);
                self.push(
                    fixed.also(requirement.span, "the standard demands it of everyone").help("remove the exclusion"),
                );
            }
            let framework = self.library.framework_of(node);
            if !scope.iter().any(|scoped| scoped.framework == framework) {
                let message = format!("`{}` is excluded and its framework is not in scope", name.get_ref());
                self.push(Diagnostic::new(Code::NotInScope, message, span).help("remove the exclusion"));
            }
            excluded.insert(node, Exclusion { reason: reason.get_ref().clone(), span });
        }
        excluded
    }

    fn control(&mut self, entry: &Entry<schema::Control>) -> Control {
        let file = entry.span.file;
        let written = &entry.value;
        let implements = self.references(&written.implements, file);
        let contributes = self.references(&written.contributes, file);
        let alternative_for = self.references(&written.alternative_for, file);
        let systems = self.control_systems(entry);
        self.check_statuses(entry, &systems);
        if implements.is_empty()
            && contributes.is_empty()
            && written.implements.is_empty()
            && written.contributes.is_empty()
        {
            let message = format!("`{}` implements and contributes to nothing", entry.id);
            let unused = Diagnostic::new(Code::UnusedControl, message, entry.span);
            self.push(unused.help("name what it does, as in `implements = [\"common:IAM-08\"]`"));
        }
        self.check_params(entry, &implements);
        let due = self.date(written.due.as_ref(), file);
        Control {
            id: entry.id.clone(),
            title: written.title.clone(),
            implements,
            contributes,
            alternative_for,
            status: written.status.as_ref().map(|status| *status.get_ref()),
            reason: written.reason.clone(),
            owner: written.owner.clone(),
            how: written.how.clone(),
            systems,
            params: written.params.iter().map(|(name, value)| (name.get_ref().clone(), *value.get_ref())).collect(),
            frequency: written.frequency,
            evidence: written.evidence.iter().map(|item| self.evidence(item, file)).collect(),
            effort: written.effort.as_ref().and_then(|effort| self.effort(effort, file)),
            due,
            span: entry.span,
        }
    }

    fn control_systems(&mut self, entry: &Entry<schema::Control>) -> BTreeMap<SystemId, Status> {
        let mut systems = BTreeMap::new();
        for (name, status) in &entry.value.systems {
            if let Some(at) = self.systems.iter().position(|system| system.id == *name.get_ref()) {
                systems.insert(SystemId(at), *status.get_ref());
            } else {
                let span = Span::new(entry.span.file, name.span());
                let message = format!("there is no system `{}`", name.get_ref());
                let known = self.systems.iter().map(|system| system.id.as_str());
                let unknown =
                    Diagnostic::new(Code::UnknownSystem, message, span).suggest_key(span, name.get_ref(), known);
                self.push(
                    unknown.help(format!("systems are defined in `ccf.toml`, as `[systems.{}]`", name.get_ref())),
                );
            }
        }
        systems
    }

    /// Not-applicable needs a reason; an alternative that is named needs a status that says so.
    fn check_statuses(&mut self, entry: &Entry<schema::Control>, systems: &BTreeMap<SystemId, Status>) {
        let written = &entry.value;
        let status = written.status.as_ref();
        let used =
            |wanted: Status| status.is_some_and(|s| *s.get_ref() == wanted) || systems.values().any(|s| *s == wanted);
        if used(Status::NotApplicable) && written.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
            let span = status
                .filter(|status| *status.get_ref() == Status::NotApplicable)
                .map_or(entry.span, |status| Span::new(entry.span.file, status.span()));
            let message = format!("`{}` is not applicable and gives no reason", entry.id);
            self.push(Diagnostic::new(Code::MissingReason, message, span).help("add `reason = \"…\"`"));
        }
        if let Some(named) = written.alternative_for.first().filter(|_| !used(Status::Alternative)) {
            let span = Span::new(entry.span.file, named.span());
            let message =
                format!("`{}` names requirements for an alternative and has no status `alternative`", entry.id);
            let unused = Diagnostic::new(Code::UnusedAlternative, message, span);
            self.push(unused.help("set `status = \"alternative\"`, or remove `alternative-for`"));
        }
    }

    fn check_params(&mut self, entry: &Entry<schema::Control>, implements: &[Node]) {
        for (name, _) in &entry.value.params {
            let known = implements.iter().flat_map(|&node| self.library.requirement(node).params.keys());
            if known.clone().any(|known| known == name.get_ref()) {
                continue;
            }
            let span = Span::new(entry.span.file, name.span());
            let message = format!("nothing that `{}` implements has a parameter `{}`", entry.id, name.get_ref());
            let known: Vec<&str> = known.map(String::as_str).collect();
            self.push(Diagnostic::new(Code::UnknownParam, message, span).suggest_key(span, name.get_ref(), known));
        }
    }

    fn evidence(&mut self, item: &Spanned<schema::Evidence>, file: FileId) -> Evidence {
        let written = item.get_ref();
        let span = Span::new(file, item.span());
        let covers = written
            .covers
            .as_ref()
            .and_then(|covers| date::range(&covers.get_ref().0, Span::new(file, covers.span()), self.diagnostics));
        let mut count = |number: Option<i64>, what: &str| {
            let found = number.map(u32::try_from)?;
            if found.is_err() {
                let message = format!("`{what}` must be a number from 0 on");
                self.diagnostics.push(Diagnostic::new(Code::BadCount, message, span).help("count the items"));
            }
            found.ok()
        };
        let tested = count(written.tested, "tested");
        let deviations = count(written.deviations, "deviations");
        if let (Some(failed), tested) = (deviations, tested.unwrap_or(0))
            && failed > tested
        {
            let message = format!("{failed} deviations among {tested} tested items");
            self.push(
                Diagnostic::new(Code::BadCount, message, span)
                    .help("there cannot be more deviations than tested items"),
            );
        }
        let date = self.date(written.date.as_ref(), file);
        Evidence { id: written.id.clone(), covers, date, file: written.file.clone(), tested, deviations }
    }

    /// An effort is a number of hours, days or weeks: `5d`.
    fn effort(&mut self, written: &Spanned<String>, file: FileId) -> Option<String> {
        let text = written.get_ref();
        let number =
            text.strip_suffix(['h', 'd', 'w']).filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if number.is_none() {
            let message = format!("`{text}` is not an effort");
            let wrong = Diagnostic::new(Code::WrongValue, message, Span::new(file, written.span()));
            self.push(wrong.help("write hours, days or weeks, such as `4h`, `5d` or `2w`"));
        }
        number.map(|_| text.clone())
    }

    fn finding(&mut self, entry: &Entry<schema::Finding>) -> Option<(Node, Finding)> {
        let file = entry.span.file;
        let written = &entry.value;
        let node = self.reference(&entry.id, entry.span);
        let verdict = *written.verdict.get_ref();
        if verdict == Verdict::Unknown {
            let span = Span::new(file, written.verdict.span());
            let message = "an assessor cannot find a requirement unknown";
            self.push(
                Diagnostic::new(Code::BadVerdict, message, span)
                    .help("use `met`, `partial`, `unmet` or `excluded`, or remove the finding"),
            );
        }
        let date = self.date(Some(&written.date), file);
        let expires = self.date(written.expires.as_ref(), file);
        if let (Some(date), Some(expires), Some(place)) = (date, expires, &written.expires)
            && expires < date
        {
            let span = Span::new(file, place.span());
            self.push(
                Diagnostic::new(Code::BadDate, "the finding expires before it was made", span)
                    .help("exchange the days"),
            );
        }
        let finding = Finding {
            verdict,
            approach: written.approach,
            by: written.by.clone(),
            date: date?,
            expires,
            why: written.why.clone(),
            recommendation: written.recommendation.clone(),
            severity: written.severity,
            span: entry.span,
        };
        Some((node?, finding))
    }

    fn exception(&mut self, entry: &Entry<schema::Exception>, controls: &[Control]) -> Option<Exception> {
        let file = entry.span.file;
        let written = &entry.value;
        let name = written.control.get_ref();
        let control = controls.iter().position(|control| control.id == *name);
        if control.is_none() {
            let span = Span::new(file, written.control.span());
            let message = format!("there is no control `{name}`");
            let known: Vec<&str> = controls.iter().map(|control| control.id.as_str()).collect();
            let unknown = Diagnostic::new(Code::UnknownControl, message, span);
            self.push(unknown.suggest_id(span, name, &known, |id| format!("{id:?}")));
        }
        let from = self.date(Some(&written.from), file);
        let to = self.date(written.to.as_ref(), file);
        if let (Some(from), Some(to), Some(place)) = (from, to, &written.to)
            && to < from
        {
            let span = Span::new(file, place.span());
            self.push(
                Diagnostic::new(Code::BadDate, "the exception ends before it begins", span).help("exchange the days"),
            );
        }
        Some(Exception { id: entry.id.clone(), control: control?, from: from?, to, why: written.why.clone() })
    }
}

/// A name as a TOML string.
fn string_text(name: &str) -> String {
    format!("{name:?}")
}

/// The tables each file of a company may have, by file name.
pub const FILES: &[(&str, &[&str])] = &[
    ("ccf.toml", schema::COMPANY_TABLES),
    ("controls.toml", &["controls"]),
    ("findings.toml", &["findings"]),
    ("exceptions.toml", &["exceptions"]),
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
