//! Framework files → [`Framework`]: references inside one framework resolved and checked.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::date;
use super::read::{Entry, Reader};
use super::schema::{self, Spanned};
use super::vocabulary::{FrameworkStatus, Wording};
use crate::diag::{Code, Diagnostic, Span};
use crate::model::{
    Document, Framework, Group, HUB, Param, Profile, Requirement, Titled, VerdictWords, group_prefix_matches,
    natural_cmp,
};
use crate::standard::codegen::{is_interface_name, method_name};

/// The entries of one framework file, or of all files of a framework folder together.
pub struct Written {
    pub id: String,
    pub top: Span,
    head: Option<Entry<schema::Framework>>,
    profiles: Vec<Entry<schema::Profile>>,
    groups: Vec<Entry<schema::Group>>,
    /// How many requirements were written, readable or not.
    count: usize,
    requirements: Vec<Entry<schema::Requirement>>,
    documents: Vec<Entry<schema::Document>>,
    policies: Vec<Entry<schema::Policy>>,
    evidence: Vec<Entry<schema::EvidenceItem>>,
    tags: Vec<Entry<schema::TagSet>>,
}

impl Written {
    /// Reads one file; `head` says whether it must have the `[framework]` table.
    pub fn read(id: String, reader: &mut Reader<'_>, head: bool) -> Self {
        let top = reader.top();
        let head =
            if head { reader.required("framework", "name, edition, publisher, item, status, wording") } else { None };
        Self {
            id,
            top,
            head,
            profiles: reader.entries("profiles"),
            groups: reader.entries("groups"),
            count: reader.count("requirements"),
            requirements: reader.entries("requirements"),
            documents: reader.entries("documents"),
            policies: reader.entries("policies"),
            evidence: reader.entries("evidence"),
            tags: reader.entries("tags"),
        }
    }

    /// Adds the entries of another file of the same framework.
    pub fn join(&mut self, part: Self) {
        self.groups.extend(part.groups);
        self.count += part.count;
        self.requirements.extend(part.requirements);
        self.policies.extend(part.policies);
        self.evidence.extend(part.evidence);
    }

    /// The validated framework, and everything that is wrong with it.
    pub fn build(self, diagnostics: &mut Vec<Diagnostic>) -> Framework {
        let Self { id, top, head, profiles, groups, count, requirements, documents, policies, evidence, tags } = self;
        if !is_framework_id(&id) {
            let message = format!("`{id}` is not a framework id");
            let help = "lower-case letters and digits, in parts joined by single `.` or `-`, such as `pci-dss-4.0.1`";
            diagnostics
                .push(Diagnostic::new(Code::BadId, message, top).help(format!("name the file after its id: {help}")));
        }
        let policies = titled(policies, diagnostics, |p, span| Titled { title: p.title, text: p.text, span });
        let evidence = titled(evidence, diagnostics, |e, span| Titled { title: e.title, text: e.text, span });
        let tags = keyed(tags, diagnostics);
        let groups: IndexMap<String, Group> = keyed(groups, diagnostics)
            .into_iter()
            .map(|(id, Entry { span, value, .. })| (id, Group { title: value.title, text: value.text, span }))
            .collect();
        let entries = keyed(requirements, diagnostics);
        if count == 0 {
            let message = format!("the framework `{id}` has no requirements");
            diagnostics
                .push(Diagnostic::new(Code::EmptyFramework, message, top).help("add `[requirements.\"ID\"]` tables"));
        }
        let context =
            Context { groups: &groups, policies: &policies, evidence: &evidence, tags: &tags, entries: &entries };
        let built: Vec<Requirement> = entries.values().map(|entry| context.requirement(entry, diagnostics)).collect();
        check_parts(&built, diagnostics);
        if head.as_ref().is_none_or(|head| head.value.interface.is_some()) {
            check_methods(&built, diagnostics);
        }
        check_interface(head.as_ref(), diagnostics);
        let requirements: IndexMap<String, Requirement> =
            built.into_iter().map(|requirement| (requirement.id.clone(), requirement)).collect();
        let documents = build_documents(documents, &requirements, diagnostics);
        let profiles = build_profiles(profiles, &requirements, diagnostics);
        let span = head.as_ref().map_or(top, |head| head.span);
        let head = head.map(|head| head.value);
        let words = VerdictWords::from(head.as_ref().and_then(|head| head.verdicts.clone()).unwrap_or_default());
        let text = |field: fn(&schema::Framework) -> &str| head.as_ref().map(field).unwrap_or_default().to_owned();
        Framework {
            name: text(|head| head.name.get_ref()),
            edition: text(|head| &head.edition),
            publisher: text(|head| &head.publisher),
            item: text(|head| &head.item),
            aliases: head.iter().flat_map(|head| &head.aliases).map(|alias| alias.get_ref().clone()).collect(),
            interface: head.as_ref().and_then(|head| head.interface.as_ref()).map(|name| name.get_ref().clone()),
            status: head.as_ref().map_or(FrameworkStatus::Current, |head| head.status),
            wording: head.as_ref().map_or(Wording::Headings, |head| head.wording),
            source: head.as_ref().and_then(|head| head.source.clone()),
            id,
            words,
            profiles,
            groups,
            requirements,
            documents,
            policies,
            evidence,
            span,
        }
    }
}

impl From<schema::Verdicts> for VerdictWords {
    fn from(written: schema::Verdicts) -> Self {
        let or = |word: Option<String>, fallback: &str| word.unwrap_or_else(|| fallback.to_owned());
        Self {
            words: [
                or(written.met, "Met"),
                or(written.partial, "Partially met"),
                or(written.unmet, "Not met"),
                or(written.excluded, "Not applicable"),
                or(written.unknown, "Not assessed"),
            ],
        }
    }
}

/// `[a-z0-9]+([.-][a-z0-9]+)*`: no empty part, so never `--`, which divides the ends of a mapping.
pub fn is_framework_id(id: &str) -> bool {
    id.split(['.', '-'])
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// Entries by id in natural order; ids are judged, and a second entry with an id is reported with both places.
fn keyed<T>(entries: Vec<Entry<T>>, diagnostics: &mut Vec<Diagnostic>) -> IndexMap<String, Entry<T>> {
    let mut map: IndexMap<String, Entry<T>> = IndexMap::with_capacity(entries.len());
    for entry in entries {
        if entry.id.is_empty() || entry.id.chars().any(|c| c.is_whitespace() || c.is_control()) {
            let message = format!("the id {:?} is empty or has a blank", entry.id);
            diagnostics.push(Diagnostic::new(Code::BadId, message, entry.span).help("write the id without blanks"));
        }
        if let Some(first) = map.get(&entry.id) {
            let message = format!("`{}` is given twice", entry.id);
            let doubled = Diagnostic::new(Code::DuplicateId, message, entry.span).label("given again here");
            diagnostics.push(doubled.also(first.span, "first given here").help("keep one of the two"));
            continue;
        }
        map.insert(entry.id.clone(), entry);
    }
    map.sort_by(|a, _, b, _| natural_cmp(a, b));
    map
}

fn titled<T>(
    entries: Vec<Entry<T>>,
    diagnostics: &mut Vec<Diagnostic>,
    convert: fn(T, Span) -> Titled,
) -> IndexMap<String, Titled> {
    keyed(entries, diagnostics).into_iter().map(|(id, entry)| (id, convert(entry.value, entry.span))).collect()
}

/// What a requirement of a framework may refer to.
struct Context<'a> {
    groups: &'a IndexMap<String, Group>,
    policies: &'a IndexMap<String, Titled>,
    evidence: &'a IndexMap<String, Titled>,
    tags: &'a IndexMap<String, Entry<schema::TagSet>>,
    entries: &'a IndexMap<String, Entry<schema::Requirement>>,
}

impl Context<'_> {
    fn requirement(&self, entry: &Entry<schema::Requirement>, diagnostics: &mut Vec<Diagnostic>) -> Requirement {
        let Entry { id, span, value } = entry;
        for item in &value.evidence {
            check_listed("evidence item", "evidence", item, self.evidence, *span, diagnostics);
        }
        if let Some(policy) = &value.policy {
            check_listed("policy", "policies", policy, self.policies, *span, diagnostics);
        }
        let file = span.file;
        let effective = value.effective.as_ref().and_then(|written| date::day(written, file, diagnostics));
        Requirement {
            id: id.clone(),
            title: value.title.get_ref().clone(),
            text: value.text.as_ref().map(|text| text.get_ref().clone()).unwrap_or_default(),
            focus: value.focus.clone(),
            group: self.group(entry, diagnostics),
            effective,
            applies_to: value.applies_to.iter().map(|role| role.get_ref().clone()).collect(),
            excludable: value.excludable.unwrap_or(true),
            part_of: self.sibling(value.part_of.as_ref(), *span, diagnostics),
            superseded_by: self.sibling(value.superseded_by.as_ref(), *span, diagnostics),
            tags: self.tags(value, *span, diagnostics),
            control_type: value.control_type.clone(),
            class: value.class,
            nature: value.nature,
            per: value.per,
            key: value.key.unwrap_or(false),
            risk: value.risk.clone(),
            frequency: value.frequency,
            policy: value.policy.as_ref().map(|policy| policy.get_ref().clone()),
            evidence: value.evidence.iter().map(|item| item.get_ref().clone()).collect(),
            guidance: value.guidance.clone(),
            test: value.test.clone(),
            solutions: solutions(value.solutions.as_ref()),
            params: value
                .params
                .iter()
                .map(|(name, param)| (name.get_ref().clone(), convert_param(param.get_ref())))
                .collect(),
            span: *span,
        }
    }

    fn group(&self, entry: &Entry<schema::Requirement>, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
        if let Some(named) = &entry.value.group {
            if !self.groups.contains_key(named.get_ref()) {
                let span = Span::new(entry.span.file, named.span());
                let message = format!("there is no group `{}`", named.get_ref());
                let known = self.groups.keys().map(String::as_str);
                diagnostics.push(Diagnostic::new(Code::UnknownGroup, message, span).suggest_value(
                    span,
                    named.get_ref(),
                    known,
                ));
            }
            return Some(named.get_ref().clone());
        }
        let longest = self
            .groups
            .keys()
            .filter(|group| group_prefix_matches(group, &entry.id))
            .max_by_key(|group| group.len())
            .cloned();
        if longest.is_none() && !self.groups.is_empty() {
            let message = format!("`{}` belongs to no group", entry.id);
            diagnostics.push(
                Diagnostic::new(Code::NoGroup, message, entry.span)
                    .help("add the group its id begins with, or say which one it is in with `group = \"…\"`"),
            );
        }
        longest
    }

    /// Position of another requirement of the same framework.
    fn sibling(&self, named: Option<&Spanned<String>>, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<usize> {
        let named = named?;
        let found = self.entries.get_index_of(named.get_ref());
        if found.is_none() {
            let span = Span::new(span.file, named.span());
            let message = format!("this framework has no requirement `{}`", named.get_ref());
            let known: Vec<&str> = self.entries.keys().map(String::as_str).collect();
            let unknown = Diagnostic::new(Code::UnknownRequirement, message, span);
            diagnostics.push(unknown.suggest_id(span, named.get_ref(), &known, |id| format!("{id:?}")));
        }
        found
    }

    fn tags(
        &self,
        value: &schema::Requirement,
        span: Span,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> IndexMap<String, Vec<String>> {
        for (name, values) in &value.tags {
            let Some(set) = self.tags.get(name.get_ref()) else {
                let span = Span::new(span.file, name.span());
                let message = format!("the tag `{}` is not declared", name.get_ref());
                let known = self.tags.keys().map(String::as_str);
                let unknown = Diagnostic::new(Code::UnknownTag, message, span).suggest_key(span, name.get_ref(), known);
                diagnostics.push(unknown.help(format!("declare it and its values in `[tags.{}]`", name.get_ref())));
                continue;
            };
            for wrong in values.get_ref().iter().filter(|v| !set.value.values.iter().any(|k| k.get_ref() == *v)) {
                let span = Span::new(span.file, values.span());
                let message = format!("`{wrong}` is not a value of the tag `{}`", name.get_ref());
                let known =
                    set.value.values.iter().map(|value| value.get_ref().as_str()).collect::<Vec<_>>().join("`, `");
                let unknown =
                    Diagnostic::new(Code::UnknownTag, message, span).help(format!("its values are `{known}`"));
                diagnostics.push(unknown.also(set.span, "declared here"));
            }
        }
        value.tags.iter().map(|(name, values)| (name.get_ref().clone(), values.get_ref().clone())).collect()
    }
}

/// Reports a policy or evidence item that is not in the framework's own catalogue.
fn check_listed(
    kind: &str,
    table: &str,
    named: &Spanned<String>,
    catalogue: &IndexMap<String, Titled>,
    span: Span,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if !catalogue.contains_key(named.get_ref()) {
        let span = Span::new(span.file, named.span());
        let message = format!("this framework's catalogue has no {kind} `{}`", named.get_ref());
        let known = catalogue.keys().map(String::as_str);
        let unknown = Diagnostic::new(Code::UnknownPolicy, message, span).suggest_value(span, named.get_ref(), known);
        diagnostics
            .push(unknown.help(format!("add it to the framework's catalogue, as `[{table}.{}]`", named.get_ref())));
    }
}

/// What carries a control out, by platform.
fn solutions(written: Option<&schema::Solutions>) -> Vec<(&'static str, Vec<String>)> {
    let platforms = |s: &schema::Solutions| {
        [("AWS", s.aws.clone()), ("Azure", s.azure.clone()), ("Google Cloud", s.google_cloud.clone())]
    };
    written.into_iter().flat_map(platforms).filter(|(_, names)| !names.is_empty()).collect()
}

fn convert_param(written: &schema::Param) -> Param {
    Param { label: written.label.clone(), unit: written.unit, strictest: written.strictest, default: written.default }
}

fn build_documents(
    entries: Vec<Entry<schema::Document>>,
    requirements: &IndexMap<String, Requirement>,
    diagnostics: &mut Vec<Diagnostic>,
) -> IndexMap<String, Document> {
    let mut documents = IndexMap::new();
    for (id, Entry { span, value, .. }) in keyed(entries, diagnostics) {
        let named = value.requirement.get_ref();
        let Some(requirement) = requirements.get_index_of(named) else {
            let span = Span::new(span.file, value.requirement.span());
            let message = format!("this framework has no requirement `{named}`");
            let known: Vec<&str> = requirements.keys().map(String::as_str).collect();
            let unknown = Diagnostic::new(Code::UnknownRequirement, message, span);
            diagnostics.push(unknown.suggest_id(span, named, &known, |id| format!("{id:?}")));
            continue;
        };
        documents.insert(id, Document { title: value.title, requirement, kind: value.kind });
    }
    documents
}

fn build_profiles(
    entries: Vec<Entry<schema::Profile>>,
    requirements: &IndexMap<String, Requirement>,
    diagnostics: &mut Vec<Diagnostic>,
) -> IndexMap<String, Profile> {
    let mut profiles = IndexMap::new();
    for (id, entry) in keyed(entries, diagnostics) {
        for pattern in &entry.value.include {
            let selects = |id: &String| crate::model::glob_matches(pattern.get_ref(), id);
            if !requirements.keys().any(selects) {
                let span = Span::new(entry.span.file, pattern.span());
                let message = format!("`{}` selects no requirement", pattern.get_ref());
                let unused = Diagnostic::new(Code::UnusedPattern, message, span);
                diagnostics.push(unused.help("a pattern is an id in which `*` stands for any characters"));
            }
        }
        let include = entry.value.include.into_iter().map(Spanned::into_inner).collect();
        profiles.insert(id, Profile { title: entry.value.title, include });
    }
    profiles
}

/// Reports requirements that are, over any number of steps, a part of themselves.
fn check_parts(requirements: &[Requirement], diagnostics: &mut Vec<Diagnostic>) {
    // The walk upwards that came by a requirement first; walks end where another one has been.
    let mut walk: Vec<Option<usize>> = vec![None; requirements.len()];
    let parent = |at: usize| requirements[at].part_of;
    let mut circular = Vec::new();
    for start in 0..requirements.len() {
        let mut next = Some(start);
        while let Some(at) = next.filter(|&at| walk[at].is_none()) {
            walk[at] = Some(start);
            next = parent(at);
        }
        // Back on its own way: from here round to here again.
        if let Some(first) = next.filter(|&at| walk[at] == Some(start)) {
            circular.push(first);
            circular.extend(std::iter::successors(parent(first), |&at| parent(at)).take_while(|&at| at != first));
        }
    }
    circular.sort_unstable();
    for requirement in circular.into_iter().map(|at| &requirements[at]) {
        let message = format!("`{}` is a part of itself", requirement.id);
        let cycle = Diagnostic::new(Code::PartOfCycle, message, requirement.span);
        diagnostics.push(cycle.help("`part-of` names the requirement above; remove one of them"));
    }
}

/// Reports requirements whose ids make the same method name.
fn check_methods(requirements: &[Requirement], diagnostics: &mut Vec<Diagnostic>) {
    let mut methods: HashMap<String, &Requirement> = HashMap::with_capacity(requirements.len());
    for requirement in requirements {
        let method = method_name(&requirement.id);
        if let Some(first) = methods.insert(method.clone(), requirement) {
            let message = format!("`{}` and `{}` both make the method `{method}`", first.id, requirement.id);
            let collision = Diagnostic::new(Code::MethodCollision, message, requirement.span);
            diagnostics.push(
                collision
                    .label("the second id")
                    .also(first.span, "the first id")
                    .help("in a trait, ids are told apart by letters and digits only: change one of them"),
            );
        }
    }
}

/// Reports an interface that cannot be a trait's name.
fn check_interface(head: Option<&Entry<schema::Framework>>, diagnostics: &mut Vec<Diagnostic>) {
    let Some((head, name)) = head.and_then(|head| Some((head, head.value.interface.as_ref()?))) else { return };
    if !is_interface_name(name.get_ref()) {
        let message = format!("`{}` is not a trait name", name.get_ref());
        let wrong = Diagnostic::new(Code::WrongValue, message, Span::new(head.span.file, name.span()));
        diagnostics.push(wrong.help("write a capital, then letters and digits, such as `Soc2`"));
    }
}

/// Reports aliases and interfaces that two frameworks claim; frameworks are in natural order of id.
pub fn check_names(frameworks: &[Framework], diagnostics: &mut Vec<Diagnostic>) {
    let mut names: HashMap<&str, &Framework> = frameworks.iter().map(|f| (f.id.as_str(), f)).collect();
    let mut interfaces: HashMap<&str, &Framework> = HashMap::new();
    for framework in frameworks {
        let mut claim = |names: &mut HashMap<_, _>, kind: &str, name| {
            let Some(first): Option<&Framework> = names.insert(name, framework) else { return };
            let message = format!("the {kind} `{name}` is taken by `{}`", first.id);
            let taken = Diagnostic::new(Code::NameTaken, message, framework.span).also(first.span, "taken here");
            diagnostics.push(taken.help(format!("give `{}` another {kind}", framework.id)));
        };
        for alias in &framework.aliases {
            claim(&mut names, "alias", alias.as_str());
        }
        if let Some(interface) = &framework.interface {
            claim(&mut interfaces, "interface", interface.as_str());
        }
    }
}

/// Reports requirement ids that a user's framework with a built-in id has lost or added: generated traits rely on them.
pub fn check_builtin(framework: &Framework, builtin: &[&str], diagnostics: &mut Vec<Diagnostic>) {
    if framework.id == HUB {
        return;
    }
    let quote = |ids: Vec<&str>| {
        let shown = ids.iter().take(5).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        if ids.len() > 5 { format!("{shown} and {} more", ids.len() - 5) } else { shown }
    };
    let lost: Vec<&str> = builtin.iter().copied().filter(|id| !framework.requirements.contains_key(*id)).collect();
    let added: Vec<&str> =
        framework.requirements.keys().map(String::as_str).filter(|id| !builtin.contains(id)).collect();
    for (ids, what) in [(lost, "lacks"), (added, "adds")] {
        if !ids.is_empty() {
            let message = format!("`{}` is built in and this file {what} {}", framework.id, quote(ids));
            let changed = Diagnostic::new(Code::ChangedBuiltin, message, framework.span);
            diagnostics.push(changed.help("keep the ids of the built-in framework, or give the file another id"));
        }
    }
}
