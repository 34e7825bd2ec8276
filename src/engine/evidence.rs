//! What evidence shows: which intervals of a period it covers, whether it is current, and what it lets one say.

use jiff::Span as Duration;

use crate::model::vocabulary::{Basis, Frequency};
use crate::model::{Control, Date, Evidence};

/// The full intervals of a period for which no evidence item covers days inside the interval only.
///
/// Intervals are counted from the first day of the period in calendar months (or days), and one that the period cuts
/// short needs nothing. Frequencies without an interval need nothing either.
#[must_use]
pub fn missing_intervals(control: &Control, frequency: Option<Frequency>, from: Date, to: Date) -> Vec<(Date, Date)> {
    let Some((months, days)) = frequency.and_then(Frequency::interval) else { return Vec::new() };
    let mut missing = Vec::new();
    for count in 0.. {
        let (Some(start), Some(next)) = (after(from, months, days, count), after(from, months, days, count + 1)) else {
            break;
        };
        let Ok(end) = next.yesterday() else { break };
        if end > to {
            break;
        }
        let covers = control.evidence.iter().filter_map(|item| item.covers);
        let covered = covers.into_iter().any(|(first, last)| start <= first && last <= end);
        if !covered {
            missing.push((start, end));
        }
    }
    missing
}

/// `from` plus `count` intervals, each counted from `from` itself so that ends of months do not drift.
fn after(from: Date, months: i32, days: i32, count: i32) -> Option<Date> {
    let duration =
        Duration::new().try_months(months.checked_mul(count)?).ok()?.try_days(days.checked_mul(count)?).ok()?;
    from.checked_add(duration).ok()
}

/// The days an item is about: what it covers, or else the day it was taken.
fn days_covered(item: &Evidence) -> Option<(Date, Date)> {
    item.covers.or_else(|| item.date.map(|date| (date, date)))
}

/// Whether an item still counts on a day: from the first day it covers until one interval after the last. Where the
/// control has no interval, a year is taken. Without a day to look from, every item counts.
#[must_use]
pub fn is_current(item: &Evidence, frequency: Option<Frequency>, as_of: Option<Date>) -> bool {
    let Some(as_of) = as_of else { return true };
    let Some((first, last)) = days_covered(item) else { return false };
    let (months, days) = frequency.and_then(Frequency::interval).unwrap_or((12, 0));
    first <= as_of && after(last, months, days, 1).is_none_or(|end| as_of <= end)
}

/// What a control's evidence lets one say of it on a day.
#[must_use]
pub fn basis(control: &Control, frequency: Option<Frequency>, as_of: Option<Date>) -> Basis {
    let current: Vec<&Evidence> = control.evidence.iter().filter(|item| is_current(item, frequency, as_of)).collect();
    let failed = current.iter().any(|item| item.deviations.is_some_and(|failed| failed > 0));
    let passed = current.iter().any(|item| item.tested.is_some_and(|tested| tested > 0) && item.deviations == Some(0));
    match (current.is_empty(), passed && !failed) {
        (true, _) => Basis::Declared,
        (false, false) => Basis::Evidenced,
        (false, true) => Basis::Tested,
    }
}
