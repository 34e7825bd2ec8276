//! Two editions of a framework, or two states of its file: what was added, removed, moved, reworded, changed.
//!
//! Requirements are paired first, each pairing tried on what the one before left:
//!
//! 1. where a mapping stands between the two, by its rows: a row between requirements of the same id keeps the id, another
//!    row is a move; `intersects-with` counts only where either end has nothing better, `no-relationship` never;
//! 2. by id, where the words of title or text are still the same;
//! 3. by text, then by title, where only one requirement on each side has those words: a move;
//! 4. by id, where no mapping says something else of the two.
//!
//! What is left was removed or added. So a requirement that was given another number is found again, also where its old
//! number now stands for something else.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::fields::{head, requirement_fields};
use super::words::{Piece, compare_items, compare_words};
use super::{FieldChange, changed_fields};
use crate::engine::relation::converse;
use crate::model::vocabulary::{Relation, Wording};
use crate::model::{Framework, Library, Mapping, Requirement, natural_cmp};

/// What changed from one framework to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameworkDiff {
    /// The first framework.
    pub before: Edition,
    /// The second framework.
    pub after: Edition,
    /// The mapping that tells what corresponds, if there is one between the two.
    pub mapping: Option<String>,
    /// How many requirements are the same, under the same id.
    pub unchanged: usize,
    /// What changed of the framework itself: its head, profiles, groups, documents, policies and evidence items.
    pub framework: Vec<FieldChange>,
    /// Requirements that only the second has.
    pub added: Vec<Single>,
    /// Requirements that only the first has.
    pub removed: Vec<Single>,
    /// Requirements that stand under another id; one that was split or merged is in several pairs.
    pub moved: Vec<Pair>,
    /// Requirements that kept their id and changed otherwise.
    pub changed: Vec<Pair>,
    /// Requirements that kept their id and stand in other words, and of which the mapping says that they ask for the same.
    pub restated: Vec<Pair>,
}

/// One of the two frameworks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edition {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Which edition.
    pub edition: String,
    /// How many requirements it has.
    pub requirements: usize,
    /// Whose words its texts are.
    pub wording: Wording,
}

/// A requirement without a counterpart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Single {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
}

/// By what two requirements were found to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// A row of the mapping.
    Mapping,
    /// The same id.
    Id,
    /// The same text.
    Text,
    /// The same title.
    Title,
}

/// A requirement and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The id it had.
    pub before: String,
    /// The id it has.
    pub after: String,
    /// What it is called now.
    pub title: String,
    /// By what it was found.
    pub found: Found,
    /// "after RELATION before", by the mapping.
    pub relation: Option<Relation>,
    /// Why it is judged so.
    pub why: Option<String>,
    /// The texts that changed, unless only the mapping says that the two correspond.
    pub texts: Vec<TextChange>,
    /// The other fields that changed, likewise.
    pub fields: Vec<FieldChange>,
}

/// A text whose words changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// The key as it stands in files, such as `text`.
    pub field: &'static str,
    /// Its words, or the items of a list, with what became of them.
    pub pieces: Vec<Piece>,
}

impl FrameworkDiff {
    /// Compares two frameworks; `library` is where a mapping between them is looked for.
    #[must_use]
    pub fn new(library: &Library, before: &Framework, after: &Framework) -> Self {
        let known = Correspondence::find(library, before, after);
        let mut pairing = Pairing { before, after, used_before: BTreeSet::new(), used_after: BTreeSet::new() };
        let mut pairs = known.as_ref().map_or_else(Vec::new, |known| pairing.by_mapping(known));
        pairs.extend(pairing.by_words(known.as_ref()));
        pairs.sort_by(|a, b| natural_cmp(&a.after, &b.after).then_with(|| natural_cmp(&a.before, &b.before)));
        let (moved, kept): (Vec<Pair>, Vec<Pair>) = pairs.into_iter().partition(|pair| pair.before != pair.after);
        let all = kept.len();
        let changed: Vec<Pair> = kept.into_iter().filter(Pair::has_changed).collect();
        let unchanged = all - changed.len();
        let (restated, changed) = changed.into_iter().partition(Pair::is_restated);
        Self {
            before: Edition::of(before),
            after: Edition::of(after),
            unchanged,
            framework: changed_fields(head(before), head(after)),
            added: singles(after, &pairing.used_after),
            removed: singles(before, &pairing.used_before),
            mapping: known.map(|known| known.mapping),
            moved,
            changed,
            restated,
        }
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let lists = self.framework.is_empty() && self.added.is_empty() && self.removed.is_empty();
        lists && self.moved.is_empty() && self.changed.is_empty() && self.restated.is_empty()
    }

    /// Whether no requirement of the one was found in the other.
    #[must_use]
    pub fn shares_nothing(&self) -> bool {
        let pairs = [&self.moved, &self.changed, &self.restated];
        self.unchanged == 0 && pairs.iter().all(|pairs| pairs.is_empty())
    }
}

impl Edition {
    fn of(framework: &Framework) -> Self {
        let Framework { id, name, edition, requirements, wording, .. } = framework;
        let (id, name, edition) = (id.clone(), name.clone(), edition.clone());
        Self { id, name, edition, requirements: requirements.len(), wording: *wording }
    }
}

impl Pair {
    /// Whether anything but the id changed: words, fields, or what is asked, by the mapping.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        let same = self.relation.is_none() || self.asks_the_same();
        !(same && self.texts.is_empty() && self.fields.is_empty())
    }

    /// Whether only its words changed, and the mapping says that it asks for the same.
    fn is_restated(&self) -> bool {
        self.asks_the_same() && self.fields.is_empty()
    }

    const fn asks_the_same(&self) -> bool {
        matches!(self.relation, Some(Relation::EqualTo | Relation::EquivalentTo))
    }
}

fn singles(framework: &Framework, used: &BTreeSet<usize>) -> Vec<Single> {
    let left = framework.requirements.values().enumerate().filter(|(at, _)| !used.contains(at));
    left.map(|(_, found)| Single { id: found.id.clone(), title: found.title.clone() }).collect()
}

/// A row between the two, read "after RELATION before".
struct KnownRow {
    before: String,
    after: String,
    relation: Relation,
    why: Option<String>,
}

/// What the mapping between the two says, by requirement ids.
struct Correspondence {
    mapping: String,
    rows: Vec<KnownRow>,
    /// The requirements that it says anything of, on either side.
    judged_before: BTreeSet<String>,
    judged_after: BTreeSet<String>,
}

impl Correspondence {
    fn find(library: &Library, before: &Framework, after: &Framework) -> Option<Self> {
        let ends = |mapping: &Mapping| (library.framework(mapping.source), library.framework(mapping.target));
        let between = |source: &Framework, target: &Framework| {
            let fits = |(a, b): (&Framework, &Framework)| a.id == source.id && b.id == target.id;
            library.mappings.iter().find(move |mapping| fits(ends(mapping)))
        };
        let (mapping, turned) = match between(after, before) {
            Some(mapping) => (mapping, false),
            None => (between(before, after)?, true),
        };
        let id = |node| library.requirement(node).id.clone();
        let rows = mapping.entries.iter().flat_map(|entry| {
            entry.rows.iter().map(move |row| {
                let (source, target) = (id(entry.source), id(row.target));
                let why = row.why.clone().or_else(|| entry.why.clone());
                if turned {
                    let relation = converse(row.relation);
                    KnownRow { before: source, after: target, relation, why }
                } else {
                    KnownRow { before: target, after: source, relation: row.relation, why }
                }
            })
        });
        let rows: Vec<KnownRow> = rows.collect();
        let (source, target) = ends(mapping);
        let unmapped = mapping.unmapped.iter().map(|left_out| id(left_out.source));
        let mut found = Self {
            mapping: format!("{}--{}", source.id, target.id),
            judged_before: rows.iter().map(|row| row.before.clone()).collect(),
            judged_after: rows.iter().map(|row| row.after.clone()).collect(),
            rows,
        };
        if turned { &mut found.judged_before } else { &mut found.judged_after }.extend(unmapped);
        Some(found)
    }

    /// Whether it says anything of one of the two, so that the same id alone means nothing.
    fn judges(&self, before: &str, after: &str) -> bool {
        self.judged_before.contains(before) || self.judged_after.contains(after)
    }

    /// The rows by which requirements correspond.
    fn counting(&self) -> impl Iterator<Item = &KnownRow> {
        let strong = |row: &&KnownRow| !matches!(row.relation, Relation::IntersectsWith | Relation::NoRelationship);
        let before: BTreeSet<&str> = self.rows.iter().filter(strong).map(|row| row.before.as_str()).collect();
        let after: BTreeSet<&str> = self.rows.iter().filter(strong).map(|row| row.after.as_str()).collect();
        self.rows.iter().filter(move |row| match row.relation {
            Relation::NoRelationship => false,
            Relation::IntersectsWith => {
                let both = before.contains(row.before.as_str()) && after.contains(row.after.as_str());
                row.before == row.after || !both
            }
            _ => true,
        })
    }
}

/// Which requirements of either side are paired already, by position.
struct Pairing<'f> {
    before: &'f Framework,
    after: &'f Framework,
    used_before: BTreeSet<usize>,
    used_after: BTreeSet<usize>,
}

impl Pairing<'_> {
    fn by_mapping(&mut self, known: &Correspondence) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for row in known.counting() {
            let places =
                (self.before.requirements.get_index_of(&row.before), self.after.requirements.get_index_of(&row.after));
            let (Some(old), Some(new)) = places else { continue };
            let mut pair = self.pair(old, new, Found::Mapping);
            pair.relation = Some(row.relation);
            pair.why.clone_from(&row.why);
            pairs.push(pair);
        }
        pairs
    }

    fn by_words(&mut self, known: Option<&Correspondence>) -> Vec<Pair> {
        let mut pairs = self.by_id(|old, new| is_same(&old.text, &new.text) || is_same(&old.title, &new.title));
        pairs.extend(self.by_unique(Found::Text, |requirement| &requirement.text));
        pairs.extend(self.by_unique(Found::Title, |requirement| &requirement.title));
        pairs.extend(self.by_id(|old, new| !known.is_some_and(|known| known.judges(&old.id, &new.id))));
        pairs
    }

    fn by_id(&mut self, fits: impl Fn(&Requirement, &Requirement) -> bool) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for (new, requirement) in self.after.requirements.values().enumerate() {
            let Some((old, _, earlier)) = self.before.requirements.get_full(&requirement.id) else { continue };
            let free = !self.used_before.contains(&old) && !self.used_after.contains(&new);
            if free && fits(earlier, requirement) {
                pairs.push(self.pair(old, new, Found::Id));
            }
        }
        pairs
    }

    /// Pairs what has words that only one free requirement on each side has.
    fn by_unique(&mut self, found: Found, text: impl Fn(&Requirement) -> &String) -> Vec<Pair> {
        let holders = |framework: &Framework, used: &BTreeSet<usize>| {
            let mut holders: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (at, requirement) in framework.requirements.values().enumerate().filter(|(at, _)| !used.contains(at)) {
                holders.entry(words_of(text(requirement))).or_default().push(at);
            }
            holders.retain(|words, _| !words.is_empty());
            holders
        };
        let old = holders(self.before, &self.used_before);
        let new = holders(self.after, &self.used_after);
        let mut pairs = Vec::new();
        for (words, at) in &old {
            if let ([old], Some([new])) = (at.as_slice(), new.get(words).map(Vec::as_slice)) {
                pairs.push(self.pair(*old, *new, found));
            }
        }
        pairs
    }

    fn pair(&mut self, old: usize, new: usize, found: Found) -> Pair {
        self.used_before.insert(old);
        self.used_after.insert(new);
        let (before, after) = (&self.before.requirements[old], &self.after.requirements[new]);
        let comparable = found != Found::Mapping || before.id == after.id;
        let fields = |requirement, framework| {
            if comparable { requirement_fields(requirement, framework) } else { Vec::new() }
        };
        Pair {
            before: before.id.clone(),
            after: after.id.clone(),
            title: after.title.clone(),
            found,
            relation: None,
            why: None,
            texts: if comparable { texts(before, after) } else { Vec::new() },
            fields: changed_fields(fields(before, self.before), fields(after, self.after)),
        }
    }
}

fn words_of(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn is_same(before: &str, after: &str) -> bool {
    let words = words_of(before);
    !words.is_empty() && words == words_of(after)
}

/// The texts of a requirement whose words changed.
fn texts(before: &Requirement, after: &Requirement) -> Vec<TextChange> {
    let risk = |requirement: &Requirement| requirement.risk.clone().unwrap_or_default();
    let changes = [
        ("title", compare_words(&before.title, &after.title)),
        ("text", compare_words(&before.text, &after.text)),
        ("focus", compare_items(&before.focus, &after.focus)),
        ("risk", compare_words(&risk(before), &risk(after))),
        ("guidance", compare_items(&before.guidance, &after.guidance)),
        ("test", compare_items(&before.test, &after.test)),
    ];
    changes
        .into_iter()
        .filter(|(_, pieces)| !pieces.is_empty())
        .map(|(field, pieces)| TextChange { field, pieces })
        .collect()
}
