//! Mapping files → [`Mapping`]: both ends resolved, every row judged.

use std::collections::{BTreeMap, HashMap};

use super::read::{Entry as Read, Reader};
use super::schema::{self, Spanned};
use super::vocabulary::{Relation, Strictest};
use crate::diag::{Code, Diagnostic, Span, key_text};
use crate::model::{Bound, Direction, Entry, FrameworkId, Library, Mapping, Node, Row, Unmapped};

/// The entries of one mapping file.
pub struct Written {
    pub id: String,
    pub top: Span,
    head: Option<Read<schema::Mapping>>,
    map: Vec<Read<schema::MapEntry>>,
    unmapped: Vec<Read<String>>,
}

impl Written {
    /// Reads one file.
    pub fn read(id: String, reader: &mut Reader<'_>) -> Self {
        Self {
            id,
            top: reader.top(),
            head: reader.required("mapping", "method, rationale, status"),
            map: reader.entries("map"),
            unmapped: reader.entries("unmapped"),
        }
    }

    /// The validated mapping, and everything that is wrong with it; none when an end is not known.
    pub fn build(self, library: &Library, diagnostics: &mut Vec<Diagnostic>) -> Option<Mapping> {
        let (source, target) = self.ends(library, diagnostics)?;
        // A file whose head is broken is still judged, against the defaults.
        let head = self.head.as_ref().map(|head| &head.value);
        let file = File {
            library,
            source,
            target,
            sufficient: head.is_some_and(|head| head.sufficient),
            strength: head.and_then(|head| head.strength.as_ref()).map_or(7, |strength| *strength.get_ref()),
        };
        if let Some((head, strength)) = self.head.as_ref().and_then(|head| Some((head, head.value.strength.as_ref()?)))
        {
            check_strength(*strength.get_ref(), Span::new(head.span.file, strength.span()), diagnostics);
        }
        let mut entries: Vec<Entry> = self.map.iter().filter_map(|written| file.entry(written, diagnostics)).collect();
        entries.sort_by_key(|entry| entry.source);
        let mut unmapped: Vec<Unmapped> =
            self.unmapped.iter().filter_map(|written| file.unmapped(written, &entries, diagnostics)).collect();
        unmapped.sort_by_key(|left_out| left_out.source);
        let head = self.head?.value;
        let mapping = Mapping {
            source,
            target,
            method: head.method,
            rationale: head.rationale,
            status: head.status,
            reference: head.reference,
            entries,
            unmapped,
        };
        check_holes(&mapping, library, self.top, diagnostics);
        Some(mapping)
    }

    /// The frameworks the file name says it maps.
    fn ends(&self, library: &Library, diagnostics: &mut Vec<Diagnostic>) -> Option<(FrameworkId, FrameworkId)> {
        let Some((source, target)) = self.id.split_once("--") else {
            let message = format!("`{}` does not say which frameworks it maps", self.id);
            diagnostics.push(
                Diagnostic::new(Code::FileName, message, self.top)
                    .help("name the file `<source>--<target>.toml`, such as `soc2-2017--common.toml`"),
            );
            return None;
        };
        let mut find = |id: &str| {
            let found = library.frameworks().iter().position(|framework| framework.id == id);
            if found.is_none() {
                let message = format!("the file name says `{id}`, and there is no framework with this id");
                let mut unknown = Diagnostic::new(Code::UnknownFramework, message, self.top);
                let known = library.frameworks().iter().map(|framework| framework.id.as_str());
                if let Some(name) = library.find(id).map(|alias| library.framework(alias).id.as_str()) {
                    unknown = unknown.help(format!("`{id}` is an alias: use the id `{name}`"));
                } else if let Some(name) = crate::diag::nearest(id, known) {
                    unknown = unknown.help(format!("a framework with a similar id exists: `{name}`"));
                }
                diagnostics.push(unknown);
            }
            found.and_then(|at| u32::try_from(at).ok()).map(FrameworkId)
        };
        let (source_id, target_id) = (find(source), find(target));
        if source == target {
            let message = format!("`{}` maps a framework onto itself", self.id);
            diagnostics.push(Diagnostic::new(Code::FileName, message, self.top).help("name two different frameworks"));
            return None;
        }
        source_id.zip(target_id)
    }
}

/// What the rows of a file have in common.
struct File<'a> {
    library: &'a Library,
    source: FrameworkId,
    target: FrameworkId,
    sufficient: bool,
    strength: i64,
}

impl File<'_> {
    fn entry(&self, written: &Read<schema::MapEntry>, diagnostics: &mut Vec<Diagnostic>) -> Option<Entry> {
        let source = self.resolve(self.source, &written.id, written.span, true, diagnostics);
        let entry = &written.value;
        let place = |range: std::ops::Range<usize>| Span::new(written.span.file, range);
        let default = match &entry.strength {
            Some(strength) => check_strength(*strength.get_ref(), place(strength.span()), diagnostics),
            None => self.strength,
        };
        let mut rows: Vec<Row> = Vec::new();
        let mut seen: HashMap<Node, Span> = HashMap::new();
        for (relation, target) in entry.rows() {
            let span = place(target.span());
            let target = target.get_ref();
            let id_span = target.id_range.clone().map_or(span, place);
            let strength = target.strength.map_or(default, |strength| check_strength(strength, span, diagnostics));
            let Some(node) = self.resolve(self.target, &target.id, id_span, false, diagnostics) else { continue };
            if let Some(first) = seen.insert(node, span) {
                let message = format!("`{}` is a target of `{}` twice", target.id, written.id);
                let doubled = Diagnostic::new(Code::DuplicateRow, message, span).label("given again here");
                diagnostics.push(doubled.also(first, "first given here").help("keep the row with the right relation"));
                continue;
            }
            let equal = matches!(relation, Relation::EqualTo | Relation::EquivalentTo);
            let strength = if equal && target.strength.is_none() { 10 } else { strength };
            let strength = u8::try_from(strength).unwrap_or(10);
            rows.push(Row { target: node, relation, strength, why: target.why.clone(), bounds: Vec::new(), span });
        }
        rows.sort_by_key(|row| row.target);
        for (key, bound) in &entry.requires {
            self.bound(key, bound, written, &mut rows, diagnostics);
        }
        let sufficient = entry.sufficient.as_ref().map_or(self.sufficient, |sufficient| *sufficient.get_ref());
        let remaining = rows.iter().any(|row| row.relation != Relation::NoRelationship);
        if let Some(said) = entry.sufficient.as_ref().filter(|said| *said.get_ref() && !remaining) {
            let message = format!("`{}` has no targets and is said to be satisfied by them", written.id);
            let empty = Diagnostic::new(Code::NoTargets, message, place(said.span()));
            diagnostics.push(empty.help("add the targets that satisfy it, or move it to `[unmapped]` with a reason"));
        }
        Some(Entry {
            source: source?,
            sufficient: sufficient && remaining,
            why: entry.why.clone(),
            rows,
            span: written.span,
        })
    }

    /// The requirement of an id, or a diagnostic that knows groups from misspellings.
    fn resolve(
        &self,
        framework: FrameworkId,
        id: &str,
        span: Span,
        is_key: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Node> {
        let found = self.library.node(framework, id);
        if found.is_none() {
            let write = |id: &str| if is_key { key_text(id) } else { format!("{id:?}") };
            diagnostics.push(unknown_requirement(self.library, framework, id, span, write));
        }
        found
    }

    fn bound(
        &self,
        key: &Spanned<String>,
        written: &Spanned<schema::Bound>,
        entry: &Read<schema::MapEntry>,
        rows: &mut [Row],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let span = Span::new(entry.span.file, key.span());
        let mut refuse = |message: String, help: String| {
            diagnostics.push(Diagnostic::new(Code::BadBound, message, span).help(help));
        };
        let name = key.get_ref();
        let Some((target, param)) = name.rsplit_once('.') else {
            return refuse(
                format!("`{name}` names no parameter"),
                "write `\"CONTROL.parameter\"`, such as `\"IAM-08.review-interval\"`".into(),
            );
        };
        let node = self.library.node(self.target, target);
        let Some(row) =
            rows.iter_mut().find(|row| Some(row.target) == node && row.relation != Relation::NoRelationship)
        else {
            return refuse(
                format!("`{target}` is not a target of `{}`", entry.id),
                "a bound limits a row of its own entry: add the row, or remove the bound".into(),
            );
        };
        let requirement = self.library.requirement(row.target);
        let Some(defined) = requirement.params.get(param) else {
            let known = requirement.params.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let help = if known.is_empty() {
                "it has no parameters".to_owned()
            } else {
                format!("its parameters are {known}")
            };
            return refuse(format!("`{target}` has no parameter `{param}`"), help);
        };
        let bound = written.get_ref();
        let (direction, value) = match (bound.at_most, bound.at_least) {
            (Some(value), None) => (Direction::AtMost, value),
            (None, Some(value)) => (Direction::AtLeast, value),
            _ => {
                return refuse(
                    format!("`{name}` needs exactly one of `at-most` and `at-least`"),
                    "keep one of the two".into(),
                );
            }
        };
        let wanted = match defined.strictest {
            Strictest::Min => Direction::AtMost,
            Strictest::Max => Direction::AtLeast,
        };
        if direction != wanted {
            let (says, needs) = if wanted == Direction::AtMost { ("min", "at-most") } else { ("max", "at-least") };
            return refuse(
                format!("`{name}` is bounded on the wrong side"),
                format!("the parameter has `strictest = \"{says}\"`: bound it with `{needs}`"),
            );
        }
        if bound.unit != defined.unit {
            return refuse(
                format!("`{name}` is bounded in {} and defined in {}", bound.unit, defined.unit),
                format!("give the bound in {}", defined.unit),
            );
        }
        row.bounds.push(Bound { param: param.to_owned(), direction, value, unit: bound.unit });
    }

    fn unmapped(
        &self,
        written: &Read<String>,
        entries: &[Entry],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Unmapped> {
        let source = self.resolve(self.source, &written.id, written.span, true, diagnostics)?;
        if written.value.trim().is_empty() {
            let message = format!("the reason for leaving out `{}` is empty", written.id);
            diagnostics
                .push(Diagnostic::new(Code::EmptyReason, message, written.span).help("say why nothing satisfies it"));
        }
        if let Some(entry) = entries.binary_search_by_key(&source, |entry| entry.source).ok().map(|at| &entries[at]) {
            let message = format!("`{}` is mapped and also left out", written.id);
            let both = Diagnostic::new(Code::MappedAndUnmapped, message, written.span).label("left out here");
            diagnostics.push(both.also(entry.span, "mapped here").help("keep one of the two"));
        }
        Some(Unmapped { source, why: written.value.clone(), span: written.span })
    }
}

/// What to say of an id that is no requirement of a framework.
///
/// `write` puts an id as it would stand at the span.
pub fn unknown_requirement(
    library: &Library,
    framework: FrameworkId,
    id: &str,
    span: Span,
    write: impl Fn(&str) -> String,
) -> Diagnostic {
    let framework = library.framework(framework);
    if framework.groups.contains_key(id) {
        let message = format!("`{id}` is a group of `{}`, not a requirement", framework.id);
        let inside = framework.requirements.values().filter(|r| r.group.as_deref() == Some(id)).map(|r| r.id.as_str());
        let shown = inside.take(5).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        return Diagnostic::new(Code::MapOntoGroup, message, span)
            .help(format!("name the requirements meant; the group holds {shown} …"));
    }
    if let Some(rest) = id.strip_prefix(framework.id.as_str()).and_then(|rest| rest.strip_prefix(':')) {
        let message = format!("`{id}` names the framework, which the file name says already");
        let named = Diagnostic::new(Code::UnknownRequirement, message, span);
        return named.fix(span, write(rest), format!("leave out `{}:`", framework.id)).certain();
    }
    let message = format!("`{}` has no requirement `{id}`", framework.id);
    let known: Vec<&str> = framework.requirements.keys().map(String::as_str).collect();
    Diagnostic::new(Code::UnknownRequirement, message, span).suggest_id(span, id, &known, write)
}

/// A strength must be 1 to 10; gives it clamped.
fn check_strength(strength: i64, span: Span, diagnostics: &mut Vec<Diagnostic>) -> i64 {
    if !(1..=10).contains(&strength) {
        let message = format!("the strength {strength} is out of range");
        diagnostics.push(Diagnostic::new(Code::BadStrength, message, span).help("strengths go from 1 to 10"));
    }
    strength.clamp(1, 10)
}

/// Reports sources that the file says nothing of: a hole must be explained.
fn check_holes(mapping: &Mapping, library: &Library, top: Span, diagnostics: &mut Vec<Diagnostic>) {
    use super::vocabulary::MappingStatus;
    if !matches!(mapping.status, MappingStatus::Complete | MappingStatus::Draft) {
        return;
    }
    let said = |node: Node| {
        mapping.entries.binary_search_by_key(&node, |entry| entry.source).is_ok()
            || mapping.unmapped.binary_search_by_key(&node, |left_out| left_out.source).is_ok()
    };
    let holes: Vec<Node> = library.nodes(mapping.source).filter(|&node| !said(node)).collect();
    if holes.is_empty() {
        return;
    }
    let shown =
        holes.iter().take(5).map(|&node| format!("`{}`", library.requirement(node).id)).collect::<Vec<_>>().join(", ");
    let more = if holes.len() > 5 { format!(" and {} more", holes.len() - 5) } else { String::new() };
    let message = format!("nothing is said of {shown}{more}");
    diagnostics.push(Diagnostic::new(Code::NotMapped, message, top).help(
        "map each with `[map.\"ID\"]`, or give a reason under `[unmapped]`; `status = \"not-complete\"` allows holes",
    ));
}

/// Reports what is wrong between mapping files: both directions of one pair, and equality chains inside a framework.
pub fn check_across(
    library: &Library,
    tops: &HashMap<(FrameworkId, FrameworkId), Span>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for mapping in &library.mappings {
        let here = (mapping.source, mapping.target);
        let back = (mapping.target, mapping.source);
        if let (true, Some(&span), Some(&other)) = (mapping.source < mapping.target, tops.get(&here), tops.get(&back)) {
            let names = |(a, b): (FrameworkId, FrameworkId)| {
                format!("{}--{}", library.framework(a).id, library.framework(b).id)
            };
            let message = format!("`{}` and `{}` both exist", names(here), names(back));
            let both = Diagnostic::new(Code::BothDirections, message, span).also(other, "the other direction");
            diagnostics.push(both.help("a relation is stored once and read both ways: move the rows into one file"));
        }
    }
    check_equalities(library, diagnostics);
}

/// Reports the rows with which chains of equality make two requirements of one framework the same.
fn check_equalities(library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    // Disjoint sets; each root keeps, a framework, the first member of its set.
    let mut parent: Vec<u32> = (0..u32::try_from(library.node_count()).unwrap_or(u32::MAX)).collect();
    let mut members: HashMap<u32, BTreeMap<FrameworkId, Node>> = HashMap::new();
    for entry in library.mappings.iter().flat_map(|mapping| &mapping.entries) {
        for row in entry.rows.iter().filter(|row| matches!(row.relation, Relation::EqualTo | Relation::EquivalentTo)) {
            let (a, b) = (root(&mut parent, entry.source.0), root(&mut parent, row.target.0));
            if a == b {
                continue;
            }
            let of = |members: &mut HashMap<u32, BTreeMap<FrameworkId, Node>>, root: u32| {
                members.remove(&root).unwrap_or_else(|| [(library.framework_of(Node(root)), Node(root))].into())
            };
            let (mut left, right) = (of(&mut members, a), of(&mut members, b));
            for (framework, node) in right {
                if let Some(&first) = left.get(&framework) {
                    let (low, high) = (first.min(node), first.max(node));
                    let message =
                        format!("equality makes `{}` and `{}` the same", library.name(low), library.name(high));
                    let merges =
                        Diagnostic::new(Code::EqualityMerges, message, row.span).label("this row closes the chain");
                    diagnostics.push(merges.help(
                        "if they differ, weaken one of the rows to `superset-of`, `subset-of` or `intersects-with`",
                    ));
                }
                left.entry(framework).or_insert(node);
            }
            parent[b as usize] = a;
            members.insert(a, left);
        }
    }
}

/// The root of a node's set; paths are halved on the way.
fn root(parent: &mut [u32], mut node: u32) -> u32 {
    while parent[node as usize] != node {
        parent[node as usize] = parent[parent[node as usize] as usize];
        node = parent[node as usize];
    }
    node
}
