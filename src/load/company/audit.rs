//! What assessors said: findings on requirements, exceptions on controls.

use std::collections::BTreeSet;

use super::Judge;
use crate::diag::{Code, Diagnostic, FileId, Span, string_text};
use crate::load::mapping::unknown_requirement;
use crate::load::read::Entry;
use crate::load::schema::{self, Day, Spanned};
use crate::model::vocabulary::Verdict;
use crate::model::{Control, Date, Exception, Finding, Hold, Node};

impl Judge<'_> {
    pub fn finding(&mut self, entry: &Entry<schema::Finding>) -> Option<(Node, Finding)> {
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
        if verdict == Verdict::Excluded {
            self.check_excluded(node, entry);
        }
        let date = self.date(Some(&written.date), file);
        let expires = self.date(written.expires.as_ref(), file);
        self.check_order(date, expires, written.expires.as_ref(), file, "the finding expires before it was made");
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

    /// What an assessor excludes must be excludable, and say why.
    fn check_excluded(&mut self, node: Option<Node>, entry: &Entry<schema::Finding>) {
        let span = Span::new(entry.span.file, entry.value.verdict.span());
        if entry.value.why.is_none() {
            let message = format!("`{}` is found excluded and gives no reason", entry.id);
            self.push(Diagnostic::new(Code::MissingReason, message, span).help("add `why = \"…\"`"));
        }
        if let Some(requirement) = node.map(|node| self.library.requirement(node)).filter(|found| !found.excludable) {
            let message = format!("`{}` cannot be excluded", entry.id);
            let fixed = Diagnostic::new(Code::NotExcludable, message, span);
            let fixed = fixed.also(requirement.span, "the standard demands it of everyone");
            self.push(fixed.help("find it met, partial or unmet"));
        }
    }

    pub fn exception(&mut self, entry: &Entry<schema::Exception>, controls: &[Control]) -> Option<Exception> {
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
        self.check_order(from, to, written.to.as_ref(), file, "the exception ends before it begins");
        Some(Exception { id: entry.id.clone(), control: control?, from: from?, to, why: written.why.clone() })
    }

    pub fn hold(&mut self, entry: &Entry<schema::Hold>) -> Option<Hold> {
        let file = entry.span.file;
        let written = &entry.value;
        let place = |name: &Spanned<String>| Span::new(file, name.span());
        let name = &written.framework;
        let framework = self.framework(name.get_ref(), place(name), string_text)?;
        self.check_profiles(framework, &written.profiles, file);
        let mut exceptions = BTreeSet::new();
        for id in &written.exceptions {
            match self.library.node(framework, id.get_ref()) {
                Some(node) => {
                    exceptions.insert(node);
                }
                None => self.push(unknown_requirement(self.library, framework, id.get_ref(), place(id), string_text)),
            }
        }
        let from = self.date(Some(&written.from), file);
        let to = self.date(written.to.as_ref(), file);
        self.check_order(from, to, written.to.as_ref(), file, "this ends before it begins");
        let profiles = written.profiles.iter().map(|profile| profile.get_ref().clone()).collect();
        Some(Hold { framework, profiles, from: from?, to, exceptions })
    }

    /// Reports a second day that is before the first.
    fn check_order(
        &mut self,
        first: Option<Date>,
        second: Option<Date>,
        written: Option<&Spanned<Day>>,
        file: FileId,
        message: &str,
    ) {
        if let (Some(first), Some(second), Some(place)) = (first, second, written)
            && second < first
        {
            let span = Span::new(file, place.span());
            self.push(Diagnostic::new(Code::BadDate, message, span).help("exchange the days"));
        }
    }
}
