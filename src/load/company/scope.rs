//! `[scope]`, its exclusions and the periods: what the company must satisfy.

use std::collections::BTreeMap;

use super::Judge;
use crate::diag::{Code, Diagnostic, FileId, Span, key_text, string_text};
use crate::load::read::Entry;
use crate::load::schema::{self, Spanned};
use crate::model::{Exclusion, FrameworkId, Node, Period, ScopedFramework};

impl Judge<'_> {
    pub fn scope(&mut self, entry: &Entry<schema::Scope>, periods: &[Entry<schema::Period>]) -> Vec<ScopedFramework> {
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
        let mut seen: BTreeMap<(&str, FrameworkId), Span> = BTreeMap::new();
        for (name, profiles) in &entry.value.profiles {
            let Some(scoped) = self.scoped(&mut scope, name.get_ref(), place(name)) else { continue };
            let framework = scoped.framework;
            if let Some(first) = seen.insert(("profiles", framework), place(name)) {
                self.given_twice(name.get_ref(), place(name), first);
            }
            scoped.profiles = profiles.iter().map(|profile| profile.get_ref().clone()).collect();
            self.check_profiles(framework, profiles, file);
        }
        for (name, roles) in &entry.value.roles {
            let library = self.library;
            let Some(scoped) = self.scoped(&mut scope, name.get_ref(), place(name)) else { continue };
            if let Some(first) = seen.insert(("roles", scoped.framework), place(name)) {
                self.given_twice(name.get_ref(), place(name), first);
            }
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
                let framework = scoped.framework;
                if let Some(first) = seen.insert(("period", framework), period.span) {
                    self.given_twice(&period.id, period.span, first);
                }
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

    pub fn exclusions(&mut self, entry: &Entry<schema::Scope>, scope: &[ScopedFramework]) -> BTreeMap<Node, Exclusion> {
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
            let exclusion = Exclusion { reason: reason.get_ref().clone(), span };
            if let Some(first) = excluded.insert(node, exclusion) {
                self.given_twice(&self.library.name(node), span, first.span);
            }
        }
        excluded
    }

    /// Reports profiles that a framework does not have.
    pub fn check_profiles(&mut self, framework: FrameworkId, profiles: &[Spanned<String>], file: FileId) {
        let framework = self.library.framework(framework);
        for profile in profiles.iter().filter(|profile| !framework.profiles.contains_key(profile.get_ref())) {
            let span = Span::new(file, profile.span());
            let message = format!("`{}` has no profile `{}`", framework.id, profile.get_ref());
            let known = framework.profiles.keys().map(String::as_str);
            let unknown = Diagnostic::new(Code::UnknownProfile, message, span);
            self.push(unknown.suggest_value(span, profile.get_ref(), known));
        }
    }
}
