//! Text → entries. Every entry is deserialised alone and every mistake in it is reported, so one never hides the next.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, Error, ValueDeserializer};

use super::fields::{LISTS, fields_of};
use super::refusal;
use crate::diag::{Code, Diagnostic, FileId, Span, nearest, string_text};

/// The tables whose keys are references such as `"soc2:CC6.3"`.
const REFERENCES: &[&str] = &["findings", "excluded"];

/// The keys and tables where an empty text has a code of its own, or is as good as none.
const EMPTY_ELSEWHERE: &[&str] = &["text", "how", "owner", "reason", "unmapped", "excluded"];

/// One entry of a table such as `[requirements]`, with the place of its id.
#[derive(Debug)]
pub struct Entry<T> {
    pub id: String,
    pub span: Span,
    pub value: T,
}

/// Reads the tables of one file and collects what is wrong with them.
pub struct Reader<'t> {
    file: FileId,
    text: &'t str,
    root: DeTable<'t>,
    /// The same once more, read when the first entry is found wrong.
    again: Option<DeTable<'t>>,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    /// Parses a file that may have the `known` tables. Syntax errors are reported and what could be read is kept.
    pub fn new(file: FileId, text: &'t str, known: &[&str]) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let root = root.into_inner();
        let mut diagnostics = refusal::syntax_errors(file, text, &root, &errors);
        for (key, value) in &root {
            if !known.contains(&key.get_ref().as_ref()) {
                // The first key after a broken table header seems to stand at the top.
                let follows = |error: &Error| {
                    let between = error.span().and_then(|range| text.get(range.end..key.span().start));
                    between.is_some_and(|between| between.trim().is_empty())
                };
                if errors.iter().any(follows) {
                    continue;
                }
                diagnostics.push(unknown_key(Span::new(file, key.span()), key.get_ref(), known.iter().copied()));
            } else if LISTS.contains(&key.get_ref().as_ref()) {
                if !value.get_ref().is_array() {
                    let message = format!("`{0}` is a list of tables, written `[[{0}]]`", key.get_ref());
                    diagnostics.push(Diagnostic::new(Code::WrongValue, message, Span::new(file, value.span())));
                }
            } else if !value.get_ref().is_table() {
                let message = format!("`{}` must be a table", key.get_ref());
                let span = Span::new(file, value.span());
                diagnostics.push(Diagnostic::new(Code::WrongValue, message, span));
            }
        }
        let mut empty = Vec::new();
        empty_texts(&root, &mut empty);
        diagnostics.extend(empty.into_iter().map(|(key, range)| {
            let found = Diagnostic::new(Code::EmptyText, format!("`{key}` is empty"), Span::new(file, range));
            found.help("write what it is, or remove it")
        }));
        Self { file, text, root, again: None, diagnostics }
    }

    /// The span of a range of this file.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    /// The start of the file, for what is missing altogether.
    pub fn top(&self) -> Span {
        self.span(0..0)
    }

    /// The one value of a table such as `[framework]`.
    pub fn one<T: DeserializeOwned>(&mut self, table: &str) -> Option<Entry<T>> {
        let (key, value) = self.root.remove_entry(table)?;
        let span = self.span(key.span());
        let value = self.value(&[table], &key, value)?;
        Some(Entry { id: table.to_owned(), span, value })
    }

    /// How many entries a table has, readable or not.
    pub fn count(&self, table: &str) -> usize {
        self.root.get(table).and_then(|value| value.get_ref().as_table()).map_or(0, toml::map::Map::len)
    }

    /// The one value of a table that must be there.
    pub fn required<T: DeserializeOwned>(&mut self, table: &str, purpose: &str) -> Option<Entry<T>> {
        if self.root.get(table).is_none_or(|value| !value.get_ref().is_table()) {
            // After a syntax error the table may be there and unread.
            if self.diagnostics.is_empty() {
                let message = format!("`[{table}]` is missing");
                let missing = Diagnostic::new(Code::MissingKey, message, self.top());
                self.diagnostics.push(missing.help(format!("add the table `[{table}]`: {purpose}")));
            }
            return None;
        }
        self.one(table)
    }

    /// The entries of a table such as `[requirements]`, in the order of their keys' text.
    pub fn entries<T: DeserializeOwned>(&mut self, table: &str) -> Vec<Entry<T>> {
        let Some(value) = self.root.remove(table) else { return Vec::new() };
        let DeValue::Table(rows) = value.into_inner() else { return Vec::new() };
        let mut entries = Vec::with_capacity(rows.len());
        for (key, value) in rows {
            let span = self.span(key.span());
            let id = key.get_ref().to_string();
            if let Some(value) = self.value(&[table, &id], &key, value) {
                entries.push(Entry { id, span, value });
            }
        }
        entries
    }

    /// The entries of a list of tables such as `[[holds]]`, in file order.
    pub fn list<T: DeserializeOwned>(&mut self, table: &str) -> Vec<Entry<T>> {
        let Some((key, value)) = self.root.remove_entry(table) else { return Vec::new() };
        let DeValue::Array(rows) = value.into_inner() else { return Vec::new() };
        let mut entries = Vec::with_capacity(rows.len());
        for (at, value) in rows.into_iter().enumerate() {
            let span = self.span(value.span());
            // Each entry has a header of its own.
            let key = Spanned::new(value.span(), key.get_ref().clone());
            if let Some(value) = self.value(&[table, &at.to_string()], &key, value) {
                entries.push(Entry { id: table.to_owned(), span, value });
            }
        }
        entries
    }

    /// Deserialises a value; when that fails, reads it again and reports every mistake.
    fn value<T: DeserializeOwned>(
        &mut self,
        path: &[&str],
        key: &Spanned<DeString<'t>>,
        value: Spanned<DeValue<'t>>,
    ) -> Option<T> {
        if let Ok(value) = T::deserialize(ValueDeserializer::from(value)) {
            return Some(value);
        }
        let text = self.text;
        let root = self.again.get_or_insert_with(|| DeTable::parse_recoverable(text).0.into_inner());
        let mut place: Option<&Spanned<DeValue<'t>>> = None;
        for step in path {
            let next = match place.map(Spanned::get_ref) {
                None => root.get(*step),
                Some(DeValue::Table(table)) => table.get(*step),
                Some(DeValue::Array(list)) => list.get(step.parse::<usize>().ok()?),
                Some(_) => None,
            };
            place = Some(next?);
        }
        let again = place?.clone();
        self.explain::<T>(path, key, again)
    }

    /// Reports every mistake in a value that does not deserialise; gives the value when only unknown keys were wrong.
    fn explain<T: DeserializeOwned>(
        &mut self,
        path: &[&str],
        key: &Spanned<DeString<'t>>,
        value: Spanned<DeValue<'t>>,
    ) -> Option<T> {
        let whole = value.span();
        let fields = fields_of::<T>();
        let DeValue::Table(mut table) = value.get_ref().clone() else {
            let error = T::deserialize(ValueDeserializer::from(value)).err()?;
            let diagnostic = self.wrong(&error, whole);
            self.diagnostics.push(diagnostic);
            return None;
        };
        let Some(fields) = fields else {
            // A plain value was expected and a table found: an id was cut at its dots.
            if !self.report_unquoted(path, key, &table, &[]) {
                let error = T::deserialize(ValueDeserializer::from(value)).err()?;
                let diagnostic = self.wrong(&error, whole);
                self.diagnostics.push(diagnostic);
            }
            return None;
        };
        if self.report_unquoted(path, key, &table, fields) {
            return None;
        }
        let mut unknown = Vec::new();
        for name in table.keys() {
            if !fields.contains(&name.get_ref().as_ref()) {
                let span = self.span(name.span());
                self.diagnostics.push(unknown_key(span, name.get_ref(), fields.iter().copied()));
                unknown.push(name.get_ref().to_string());
            }
        }
        for name in unknown {
            table.remove(name.as_str());
        }
        self.explain_fields(key, table, whole)
    }

    /// Takes away one wrong field after the other until the rest deserialises.
    fn explain_fields<T: DeserializeOwned>(
        &mut self,
        key: &Spanned<DeString<'t>>,
        mut table: DeTable<'t>,
        whole: std::ops::Range<usize>,
    ) -> Option<T> {
        let nowhere = self.text.len() + 1..self.text.len() + 1;
        let mut removed: Vec<String> = Vec::new();
        loop {
            let value = Spanned::new(whole.clone(), DeValue::Table(table.clone()));
            let error = match T::deserialize(ValueDeserializer::from(value)) {
                Ok(value) => return removed.is_empty().then_some(value),
                Err(error) => error,
            };
            if let Some(field) = error.message().strip_prefix("missing field `").and_then(|rest| rest.split('`').next())
            {
                if !removed.iter().any(|name| name == field) {
                    let message = format!("`{}` has no `{field}`", key.get_ref());
                    let missing = Diagnostic::new(Code::MissingKey, message, self.span(key.span()));
                    self.diagnostics.push(missing.help(format!("add `{field} = …`")));
                }
                // A stand-in lets the fields after it be judged too.
                let stand_in = Spanned::new(nowhere.clone(), DeValue::String("".into()));
                let name = Spanned::new(nowhere.clone(), DeString::from(field.to_owned()));
                if table.insert(name, stand_in).is_some() {
                    return None;
                }
                removed.push(field.to_owned());
                continue;
            }
            let at = error.span().unwrap_or_else(|| whole.clone());
            if at == nowhere {
                return None;
            }
            let culprit = table
                .iter()
                .find(|(name, value)| within(&name.span(), &at) || holds(value, &at))
                .map(|(name, _)| name.get_ref().to_string());
            let cut = culprit.as_ref().is_some_and(|name| self.report_cut_keys(name, &table));
            if !cut {
                let diagnostic = self.wrong(&error, whole.clone());
                self.diagnostics.push(diagnostic);
            }
            let name = culprit?;
            // Of a list or a table of entries only the wrong one goes, so that the others are judged too.
            if !table.get_mut(name.as_str()).is_some_and(|value| remove_inside(value.get_mut(), &at)) {
                table.remove(name.as_str());
            }
            removed.push(name);
        }
    }

    /// A diagnostic for what the deserialiser refused; `whole` is the fall-back place.
    fn wrong(&self, error: &Error, whole: std::ops::Range<usize>) -> Diagnostic {
        let span = self.span(error.span().unwrap_or(whole));
        let message = error.message();
        let mut quoted = message.split('`').skip(1).step_by(2);
        let named = quoted.next().unwrap_or("");
        let listed: Vec<&str> = quoted.collect();
        if message.starts_with("unknown field") {
            return unknown_key(span, named, listed.iter().copied());
        }
        if let Some(field) = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
            return Diagnostic::new(Code::MissingKey, format!("`{field}` is missing"), span)
                .help(format!("add `{field} = …`"));
        }
        if message.starts_with("unknown variant") {
            let words = listed.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            let message = format!("`{named}` is none of the words {words}");
            return Diagnostic::new(Code::WrongValue, message, span).suggest_value(span, named, listed);
        }
        let written = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        refusal::wrong_type(message, span, written)
    }

    /// Reports the ids that were cut at their dots among the keys of a field that is a map, such as `requires` or
    /// `[scope.excluded]`, and whether there was one.
    fn report_cut_keys(&mut self, field: &str, table: &DeTable<'t>) -> bool {
        // The keys of the tables inside such maps; no id ends in one of them.
        const INNER: &[&str] = &["at-most", "at-least", "unit", "label", "strictest", "default"];
        let Some(DeValue::Table(map)) = table.get(field).map(|value| value.get_ref().clone()) else { return false };
        let mut found = false;
        for (key, value) in &map {
            let DeValue::Table(inner) = value.get_ref() else { continue };
            let has_fields = |table: &DeTable<'t>| table.keys().any(|name| INNER.contains(&name.get_ref().as_ref()));
            if !has_fields(inner) {
                let deep = inner.values().any(|value| value.get_ref().as_table().is_some_and(has_fields));
                found |= self.report_unquoted(&[field], key, inner, if deep { INNER } else { &[] });
            }
        }
        found
    }

    /// Reports every id that was cut at its dots, and whether there was one.
    fn report_unquoted(
        &mut self,
        path: &[&str],
        key: &Spanned<DeString<'t>>,
        table: &DeTable<'t>,
        fields: &[&str],
    ) -> bool {
        let mut found = Vec::new();
        if self.text.get(key.span()).is_some_and(|written| !written.starts_with(['"', '\''])) {
            cut_ids(key.get_ref(), table, fields, &mut found);
        }
        let outer = path.first().copied().unwrap_or_default();
        for (id, last) in &found {
            // The pieces of an id stand together in its header; only the last piece is surely its own.
            let whole = last.end.saturating_sub(id.len())..last.end;
            let together = self.text.get(whole.clone()) == Some(id.as_str());
            let span = self.span(if together { whole } else { last.clone() });
            let mut diagnostic =
                Diagnostic::new(Code::UnquotedId, format!("the id `{id}` has a dot and is not quoted"), span)
                    .label("TOML cuts this key at its dots")
                    .help("TOML reads a dot in a bare key as a table inside a table: put ids with a dot in quotes");
            if together && REFERENCES.contains(&outer) {
                // Which piece ends the framework is a guess, so this is no certain fix.
                let reference = id.replacen('.', ":", 1);
                let shown = format!("a requirement is `framework:id`, as in `{outer}.{reference:?}`");
                diagnostic = diagnostic.fix(span, string_text(&reference), shown);
            } else if together {
                diagnostic =
                    diagnostic.fix(span, string_text(id), format!("quote the id, as in `[{outer}.{id:?}]`")).certain();
            }
            self.diagnostics.push(diagnostic);
        }
        !found.is_empty()
    }
}

/// Collects the ids that were cut at their dots below `prefix`, with the range of each one's last piece: tables under
/// keys that are no fields, or plain values where no table was expected.
fn cut_ids(prefix: &str, table: &DeTable<'_>, fields: &[&str], found: &mut Vec<(String, std::ops::Range<usize>)>) {
    let is_field = |name: &str| fields.contains(&name);
    for (name, value) in table {
        // `[requirements.X.parms.p]` is a misspelt field; `[requirements.A.5.1]` and `[requirements.PR.AA-01]` are ids.
        let digit = name.get_ref().starts_with(|c: char| c.is_ascii_digit());
        let misspelt = !digit && nearest(name.get_ref(), fields.iter().copied()).is_some();
        if is_field(name.get_ref()) || misspelt {
            continue;
        }
        let id = format!("{prefix}.{}", name.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) if inner.keys().any(|key| is_field(key.get_ref())) => found.push((id, name.span())),
            DeValue::Table(inner) => {
                let before = found.len();
                cut_ids(&id, inner, fields, found);
                if found.len() == before {
                    found.push((id, name.span()));
                }
            }
            _ if fields.is_empty() => found.push((id, name.span())),
            _ => {}
        }
    }
}

/// Collects the texts that are empty or blank, with their keys.
fn empty_texts<'a>(table: &'a DeTable<'_>, found: &mut Vec<(&'a str, std::ops::Range<usize>)>) {
    for (key, value) in table.iter().filter(|(key, _)| !EMPTY_ELSEWHERE.contains(&key.get_ref().as_ref())) {
        empty_text(key.get_ref(), value, found);
    }
}

fn empty_text<'a>(key: &'a str, value: &'a Spanned<DeValue<'_>>, found: &mut Vec<(&'a str, std::ops::Range<usize>)>) {
    match value.get_ref() {
        DeValue::String(text) if text.trim().is_empty() => found.push((key, value.span())),
        DeValue::Array(list) => list.iter().for_each(|item| empty_text(key, item, found)),
        DeValue::Table(table) => empty_texts(table, found),
        _ => {}
    }
}

/// Takes the entry out of a list or table in which a place lies; false when the place is the whole or a plain value.
fn remove_inside(value: &mut DeValue<'_>, at: &std::ops::Range<usize>) -> bool {
    match value {
        DeValue::Table(table) => {
            let found = table.iter().find(|(name, value)| within(&name.span(), at) || holds(value, at));
            let name = found.map(|(name, _)| name.get_ref().to_string());
            name.is_some_and(|name| table.remove(name.as_str()).is_some())
        }
        DeValue::Array(list) => {
            let before = list.len();
            *list = list.iter().filter(|value| !holds(value, at)).cloned().collect();
            list.len() < before
        }
        _ => false,
    }
}

/// Whether one range lies in another.
fn within(outer: &std::ops::Range<usize>, inner: &std::ops::Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether a place lies in a value. The span of a table with a header of its own is its header, so its keys are asked.
fn holds(value: &Spanned<DeValue<'_>>, at: &std::ops::Range<usize>) -> bool {
    within(&value.span(), at)
        || match value.get_ref() {
            DeValue::Table(table) => table.iter().any(|(name, value)| within(&name.span(), at) || holds(value, at)),
            DeValue::Array(list) => list.iter().any(|value| holds(value, at)),
            _ => false,
        }
}

fn unknown_key<'a>(span: Span, key: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let diagnostic =
        Diagnostic::new(Code::UnknownKey, format!("unknown key `{key}`"), span).suggest_key(span, key, known);
    // The whole list only helps where no name is near.
    if list.is_empty() || diagnostic.fix.is_some() {
        diagnostic
    } else {
        diagnostic.help(format!("known keys here: {list}"))
    }
}
