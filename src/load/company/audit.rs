//! What assessors said: findings on requirements, exceptions on controls.

use super::Judge;
use crate::diag::{Code, Diagnostic, Span};
use crate::load::read::Entry;
use crate::load::schema;
use crate::model::vocabulary::Verdict;
use crate::model::{Control, Exception, Finding, Node};

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
