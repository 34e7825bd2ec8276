//! Build script: embeds the data of `frameworks/`, `mappings/` and `templates/`, and generates one trait per framework.
//!
//! It shares the shape of framework files and the generator with the library, and fails with `path:line:col` for every
//! mistake that would keep the generated code from being right.

#[allow(dead_code, reason = "shared with the library; the script suggests no names")]
#[path = "standard/codegen.rs"]
mod codegen;
#[path = "model/natural.rs"]
mod natural;
#[allow(dead_code, reason = "shared with the library; the script reads framework heads and requirements")]
#[path = "load/schema/framework.rs"]
mod schema;
#[allow(dead_code, reason = "shared with the library")]
#[path = "load/schema/value.rs"]
mod value;
#[allow(dead_code, reason = "shared with the library")]
#[path = "model/vocabulary.rs"]
mod vocabulary;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::{DeTable, DeValue, ValueDeserializer};

fn main() {
    println!("cargo::rerun-if-changed=src/build.rs");
    // Only the library derives JSON Schema; a feature would be seen by this script too, which has no schemars.
    if std::env::var_os("CARGO_FEATURE_SCHEMA").is_some() {
        println!("cargo::rustc-cfg=json_schema");
    }
    for folder in ["frameworks", "mappings", "templates"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let mut mistakes = Vec::new();
    let data = files("frameworks", "toml").into_iter().chain(files("mappings", "toml")).collect::<Vec<_>>();
    let frameworks = read_frameworks(&data, &mut mistakes);
    check_names(&frameworks, &mut mistakes);
    if !mistakes.is_empty() {
        for mistake in &mistakes {
            println!("cargo::error={mistake}");
        }
        std::process::exit(1);
    }
    let out = PathBuf::from(std::env::var("OUT_DIR").unwrap_or_default());
    write(&out.join("embedded.rs"), &embedded(&data));
    write(&out.join("templates.rs"), &embedded(&files("templates", "")));
    write(&out.join("interfaces.rs"), &interfaces(&frameworks));
}

/// The framework of one file or folder, with where its id stands in the text.
struct Found {
    id: String,
    path: PathBuf,
    name: String,
    interface: Option<(String, String)>,
    aliases: Vec<(String, String)>,
    requirements: Vec<(String, String, String)>,
}

fn read_frameworks(data: &[PathBuf], mistakes: &mut Vec<String>) -> Vec<Found> {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for path in data.iter().filter(|path| path.starts_with("frameworks")) {
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        let id = parts.get(1).map(|name| name.trim_end_matches(".toml").to_owned()).unwrap_or_default();
        let framework = found.entry(id.clone()).or_insert_with(|| Found {
            id,
            path: path.clone(),
            name: String::new(),
            interface: None,
            aliases: Vec::new(),
            requirements: Vec::new(),
        });
        read_file(path, framework, mistakes);
    }
    let mut found: Vec<Found> = found.into_values().collect();
    for framework in &mut found {
        framework.requirements.sort_by(|a, b| natural::natural_cmp(&a.0, &b.0));
    }
    found
}

fn read_file(path: &Path, framework: &mut Found, mistakes: &mut Vec<String>) {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return mistakes.push(format!("{}: {error}", path.display())),
    };
    let place = |range: std::ops::Range<usize>| {
        let before = text.get(..range.start).unwrap_or(&text);
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        format!("{}:{}:{column}", path.display(), before.matches('\n').count() + 1)
    };
    let (root, errors) = DeTable::parse_recoverable(&text);
    for error in &errors {
        mistakes.push(format!("{}: {}", place(error.span().unwrap_or(0..0)), error.message()));
    }
    for (key, value) in root.into_inner() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("framework", _) => match schema::Framework::deserialize(ValueDeserializer::from(value)) {
                Ok(head) => {
                    framework.path = path.to_path_buf();
                    framework.name = head.name.into_inner();
                    framework.interface = head.interface.map(|name| (name.get_ref().clone(), place(name.span())));
                    framework.aliases = head.aliases.iter().map(|a| (a.get_ref().clone(), place(a.span()))).collect();
                }
                Err(error) => {
                    mistakes.push(format!("{}: {}", place(error.span().unwrap_or(key.span())), error.message()));
                }
            },
            ("requirements", DeValue::Table(_)) => {
                let DeValue::Table(rows) = value.into_inner() else { continue };
                for (id, value) in rows {
                    match schema::Requirement::deserialize(ValueDeserializer::from(value)) {
                        Ok(requirement) => framework.requirements.push((
                            id.get_ref().to_string(),
                            requirement.title.into_inner(),
                            place(id.span()),
                        )),
                        Err(error) => {
                            mistakes.push(format!("{}: {}", place(error.span().unwrap_or(id.span())), error.message()));
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// Methods, traits and aliases must be unique, or the generated code would not compile or not mean what it says.
fn check_names(frameworks: &[Found], mistakes: &mut Vec<String>) {
    let mut traits: BTreeMap<&str, &str> = BTreeMap::new();
    let mut names: BTreeMap<&str, &str> = frameworks.iter().map(|f| (f.id.as_str(), "a framework's id")).collect();
    for framework in frameworks {
        if framework.name.is_empty() {
            mistakes.push(format!("{}:1:1: there is no readable [framework] table", framework.path.display()));
        }
        for (alias, place) in &framework.aliases {
            if let Some(other) = names.insert(alias, place) {
                mistakes.push(format!("{place}: the alias `{alias}` is taken: {other}"));
            }
        }
        let Some((interface, place)) = &framework.interface else { continue };
        if !codegen::is_interface_name(interface) {
            mistakes.push(format!("{place}: `{interface}` is not a trait name such as `Soc2`"));
        }
        if let Some(other) = traits.insert(interface, place) {
            mistakes.push(format!("{place}: the interface `{interface}` is taken: {other}"));
        }
        let mut methods: BTreeMap<String, (&str, &str)> = BTreeMap::new();
        for (id, _, place) in &framework.requirements {
            let method = codegen::method_name(id);
            if let Some((other, at)) = methods.insert(method.clone(), (id, place)) {
                mistakes.push(format!("{place}: `{id}` makes the method `{method}`, as does `{other}` at {at}"));
            }
        }
    }
}

fn interfaces(frameworks: &[Found]) -> String {
    let mut text = String::new();
    let mut ids = Vec::new();
    for framework in frameworks {
        let Some((interface, _)) = &framework.interface else { continue };
        let path = framework.path.display().to_string();
        let source = codegen::Source {
            id: &framework.id,
            name: &framework.name,
            interface,
            path: &path,
            requirements: framework.requirements.iter().map(|(id, title, _)| (id.as_str(), title.as_str())).collect(),
        };
        text += &codegen::trait_text(&source, "Answer");
        text += &codegen::interface_text(&source, "crate::standard");
        text += &codegen::lookup_text(&source, "crate::engine::Posture<'_>", "answer_or_unknown", "Answer");
        let list: Vec<&str> = framework.requirements.iter().map(|(id, ..)| id.as_str()).collect();
        ids.push(format!("    ({:?}, &{list:?}),\n", framework.id));
    }
    format!("{text}const BUILTIN: &[(&str, &[&str])] = &[\n{}];\n", ids.concat())
}

/// A list of (path, text) of embedded files.
fn embedded(paths: &[PathBuf]) -> String {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let rows: Vec<String> = paths
        .iter()
        .map(|path| {
            let name = path.display().to_string().replace('\\', "/");
            format!("    ({name:?}, include_str!({:?})),\n", Path::new(&root).join(path).display().to_string())
        })
        .collect();
    format!("pub const FILES: &[(&str, &str)] = &[\n{}];\n", rows.concat())
}

/// The files below a folder, by path; `extension` may be empty for any.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let wanted = extension.is_empty() || path.extension().is_some_and(|found| found == extension);
            if path.is_dir() {
                folders.push(path);
            } else if wanted {
                found.push(path);
            }
        }
    }
    // The head of a framework folder comes first, then its groups by name.
    found.sort_by_key(|path| (path.parent().map(Path::to_path_buf), !path.ends_with("framework.toml"), path.clone()));
    found
}

fn write(path: &Path, text: &str) {
    if let Err(error) = fs::write(path, text) {
        println!("cargo::error=cannot write {}: {error}", path.display());
        std::process::exit(1);
    }
}
