//! The company's controls: what each is all or part of, its statuses, parameters and evidence.

use std::collections::BTreeMap;

use super::Judge;
use crate::diag::{Code, Diagnostic, FileId, Span};
use crate::load::date;
use crate::load::read::Entry;
use crate::load::schema::{self, Spanned};
use crate::model::vocabulary::Status;
use crate::model::{Control, Evidence, Node, SystemId};

impl Judge<'_> {
    pub fn control(&mut self, entry: &Entry<schema::Control>) -> Control {
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
        for (name, value) in &entry.value.params {
            if *value.get_ref() < 0 {
                let span = Span::new(entry.span.file, value.span());
                let message = format!("the parameter `{}` is {}", name.get_ref(), value.get_ref());
                self.push(Diagnostic::new(Code::BadCount, message, span).help("parameters are numbers from 0 on"));
            }
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
        let names_something = written.id.is_some() || written.file.is_some();
        if !names_something && written.covers.is_none() && written.date.is_none() {
            let empty = Diagnostic::new(Code::MissingKey, "an evidence item says nothing of what it is", span);
            self.push(empty.help("add at least one of `id`, `file`, `covers` and `date`"));
        }
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
}
