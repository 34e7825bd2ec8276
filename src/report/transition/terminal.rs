//! A transition report for the terminal, 80 columns wide.

use anstyle::Style;

use super::{Change, NewRequirement, TransitionReport};
use crate::model::vocabulary::Verdict;
use crate::report::terminal::{line, printable, style, wrap};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

impl TransitionReport {
    /// The report for the terminal, with ANSI styles.
    #[must_use]
    pub fn to_terminal(&self) -> String {
        let mut page = String::new();
        for difference in &self.differences {
            page.push_str(&difference.text);
            line(&mut page, "");
        }
        let page = &mut page;
        let as_of = self.as_of.as_ref().map_or(String::new(), |day| format!(", as of {day}"));
        wrap(page, &format!("{} from {} to {}{as_of}", self.company, self.from.name, self.to.name), 0, 2);
        line(page, &format!("{DIM}by mappings/{}.toml{DIM:#}", self.mapping));
        line(page, "");
        self.counts(page);
        self.verdicts(page);
        self.becomes(page);
        self.more(page);
        self.fresh(page);
        self.written(page);
        self.decide(page);
        std::mem::take(page)
    }

    fn counts(&self, page: &mut String) {
        let apart = |all: usize, excludable: usize| format!("{all:>5}  {excludable:>10}");
        let row = |page: &mut String, name: &str, numbers: String| line(page, &format!("  {name:<32}{numbers}"));
        line(page, &format!("{DIM}  {:<32}{:>5}  excludable{DIM:#}", "", "all"));
        row(page, "pairs", apart(self.pairs.all, self.pairs.excludable));
        for (end, tallies) in [(&self.from, &self.becomes), (&self.to, &self.comes)] {
            row(page, &printable(&end.id), apart(end.requirements.all, end.requirements.excludable));
            for tally in tallies {
                row(
                    page,
                    &format!("  {}", tally.change.as_str().replace('-', " ")),
                    apart(tally.all, tally.excludable),
                );
            }
        }
        line(page, "");
    }

    fn verdicts(&self, page: &mut String) {
        let (from, to) = (&self.from, &self.to);
        let width = from.id.chars().count().max(to.id.chars().count()).max(10);
        line(page, &format!("{BOLD}{:<22}{:>width$}  {:>width$}{BOLD:#}", "Verdicts", from.id, to.id));
        let inferred = "Inferred".to_owned();
        for (verdict, word, before, after) in [
            (Verdict::Met, &to.words.met, from.counts.met, to.counts.met),
            (Verdict::Met, &inferred, from.inferred, to.inferred),
            (Verdict::Partial, &to.words.partial, from.counts.partial, to.counts.partial),
            (Verdict::Unmet, &to.words.unmet, from.counts.unmet, to.counts.unmet),
            (Verdict::Unknown, &to.words.unknown, from.counts.unknown, to.counts.unknown),
            (Verdict::Excluded, &to.words.excluded, from.counts.excluded, to.counts.excluded),
        ] {
            if word == &inferred && before + after == 0 {
                continue;
            }
            let paint = style(verdict);
            line(page, &format!("  {paint}{word:<20}{paint:#}{before:>width$}  {after:>width$}"));
        }
        let share = |end: &super::End| {
            end.percent.map_or(String::new(), |percent| format!("{} of {} ({percent} %)", end.met, end.counted))
        };
        wrap(page, &format!("{}: {} before, {} after", to.words.met, share(from), share(to)), 2, 4);
        if self.others.is_empty() {
            line(page, "  No verdict on another framework changes.");
        }
        for other in &self.others {
            wrap(page, &format!("{}: {} before, {} after", other.requirement, other.before, other.after), 2, 4);
        }
        line(page, "");
    }

    fn becomes(&self, page: &mut String) {
        let each = |new: &NewRequirement| match new.from.as_slice() {
            [only] if only.id == new.id => new.id.clone(),
            old => format!("{} from {}", new.id, old.iter().map(|old| old.id.as_str()).collect::<Vec<_>>().join(" + ")),
        };
        for (change, heading) in [
            (Change::CarriesOver, "Carries over"),
            (Change::Splits, "Splits"),
            (Change::Merges, "Merges"),
            (Change::Changes, "Changes"),
        ] {
            let of = self.requirements.iter().filter(|new| new.change == change);
            let texts: Vec<String> = of.map(each).collect();
            if !texts.is_empty() {
                line(page, &format!("{BOLD}{heading}{BOLD:#}"));
                wrap(page, &texts.join("; "), 2, 2);
                line(page, "");
            }
        }
        if !self.falls_away.is_empty() {
            line(page, &format!("{BOLD}Falls away{BOLD:#}"));
            for old in &self.falls_away {
                wrap(page, &format!("{} {}", old.id, old.title), 2, 4);
            }
            line(page, "");
        }
    }

    /// What asks for more than its ancestors.
    fn more(&self, page: &mut String) {
        let of = |new: &&NewRequirement| new.change != Change::New && new.reason.is_some();
        let more: Vec<&NewRequirement> = self.requirements.iter().filter(of).collect();
        if more.is_empty() {
            return;
        }
        line(page, &format!("{BOLD}Asks for more than before{BOLD:#}"));
        for new in more {
            let word = new.word.as_ref().map_or(String::new(), |word| format!(" ({word})"));
            wrap(page, &format!("{}{word}: {}", new.id, new.reason.as_deref().unwrap_or_default()), 2, 4);
        }
        line(page, "");
    }

    fn fresh(&self, page: &mut String) {
        let fresh: Vec<&NewRequirement> = self.requirements.iter().filter(|new| new.change == Change::New).collect();
        if fresh.is_empty() {
            return;
        }
        line(page, &format!("{BOLD}New in {}{BOLD:#}", printable(&self.to.id)));
        for new in fresh {
            let word = new.word.as_deref().unwrap_or("outside the chosen profiles");
            wrap(page, &format!("{} {}: {word}", new.id, new.title), 2, 4);
            if !new.controls.is_empty() {
                let status = |control: &crate::standard::ControlStatus| {
                    let status = control.status.map_or("not assessed", crate::model::vocabulary::Status::as_str);
                    format!("{} {status}", control.id)
                };
                let held = new.controls.iter().map(status).collect::<Vec<_>>().join(", ");
                wrap(page, &format!("controls   {held}"), 4, 15);
            }
            for gap in &new.gaps {
                wrap(page, &format!("{:<11}{}", gap.kind, gap.message), 4, 15);
            }
        }
        line(page, "");
    }

    fn written(&self, page: &mut String) {
        let carried = &self.carried;
        line(page, &format!("{BOLD}Carried over{BOLD:#}"));
        let text = format!(
            "references of controls: {} replaced, {} fell away, in {} controls",
            carried.references_replaced, carried.references_dropped, carried.controls_changed
        );
        wrap(page, &text, 2, 4);
        for link in &carried.dropped {
            wrap(page, &format!("{}: {} {} fell away; {}", link.control, link.list, link.from, link.why_gone()), 4, 6);
        }
        for link in &carried.weakened {
            let text = format!("{}: implements {}, now contributes to {}", link.control, link.from, link.to.join(", "));
            wrap(page, &text, 4, 6);
        }
        if !carried.unproven.is_empty() {
            let text = format!(
                "exceptions of the certificate held: {}, which were excluded or not found met, so that it does not \
                 prove them",
                carried.unproven.join(", ")
            );
            wrap(page, &text, 2, 4);
        }
        for (what, moved) in [("exclusions", &carried.exclusions), ("findings", &carried.findings)] {
            let each: Vec<String> =
                moved.iter().map(|moved| format!("{} from {}", moved.to, moved.from.join(" + "))).collect();
            let each = if each.is_empty() { "none".to_owned() } else { each.join("; ") };
            wrap(page, &format!("{what}: {each}"), 2, 4);
        }
        line(page, "");
    }

    fn decide(&self, page: &mut String) {
        if self.decisions.is_empty() {
            line(page, "Nothing is left to decide.");
            return;
        }
        line(page, &format!("{BOLD}To be decided ({}){BOLD:#}", self.decisions.len()));
        for decision in &self.decisions {
            wrap(page, &format!("{:<11}{}", decision.kind.as_str(), decision.message), 2, 13);
        }
    }
}
