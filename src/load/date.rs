//! Days as they are written: TOML dates, and ranges of two days.

use super::schema::{Day, Spanned};
use crate::diag::{Code, Diagnostic, FileId, Span};
use crate::model::Date;

/// The day of a TOML date.
pub fn day(written: &Spanned<Day>, file: FileId, diagnostics: &mut Vec<Diagnostic>) -> Option<Date> {
    let found = written.get_ref().0.date.and_then(|date| {
        let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
        Date::new(i16::try_from(date.year).ok()?, month, day).ok()
    });
    if found.is_none() {
        let message = format!("`{}` is not a calendar day", written.get_ref().0);
        let wrong = Diagnostic::new(Code::BadDate, message, Span::new(file, written.span()));
        diagnostics.push(wrong.help("write a day such as 2026-03-31"));
    }
    found
}

/// The days of `2026-03-31`, or of `2026-01-01/2026-03-31`, both included.
pub fn range(written: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<(Date, Date)> {
    let (from, to) = written.split_once('/').unwrap_or((written, written));
    match (from.trim().parse::<Date>(), to.trim().parse::<Date>()) {
        (Ok(from), Ok(to)) if from <= to => Some((from, to)),
        (Ok(_), Ok(_)) => {
            let message = format!("the range `{written}` ends before it begins");
            diagnostics.push(Diagnostic::new(Code::BadDate, message, span).help("write the earlier day first"));
            None
        }
        _ => {
            let message = format!("`{written}` is neither a day nor a range of days");
            let wrong = Diagnostic::new(Code::BadDate, message, span);
            diagnostics.push(wrong.help("write a day such as 2026-03-31 or a range such as \"2026-01-01/2026-03-31\""));
            None
        }
    }
}
