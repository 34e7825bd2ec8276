//! The JSON Schema of every file kind, for editors: made from the types that read the files.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::schema::{
    CompanyFile, ControlsFile, ExceptionsFile, FindingsFile, FrameworkFile, GroupFile, MappingFile, OverlayFile,
};

/// A kind of file that people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A framework, or the head of a framework folder.
    Framework,
    /// A group file of a framework folder.
    Group,
    /// A mapping.
    Mapping,
    /// Other words for a framework's requirements.
    Overlay,
    /// Who a company is.
    Company,
    /// A company's controls.
    Controls,
    /// What assessors found.
    Findings,
    /// What auditors flagged on controls.
    Exceptions,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Framework,
        Self::Group,
        Self::Mapping,
        Self::Overlay,
        Self::Company,
        Self::Controls,
        Self::Findings,
        Self::Exceptions,
    ];

    /// The kind's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Framework => "framework",
            Self::Group => "group",
            Self::Mapping => "mapping",
            Self::Overlay => "overlay",
            Self::Company => "company",
            Self::Controls => "controls",
            Self::Findings => "findings",
            Self::Exceptions => "exceptions",
        }
    }

    /// Which files are of the kind.
    #[must_use]
    pub const fn files(self) -> &'static str {
        match self {
            Self::Framework => "frameworks/<id>.toml, and framework.toml of a framework folder",
            Self::Group => "the other files of a framework folder",
            Self::Mapping => "mappings/<source>--<target>.toml",
            Self::Overlay => "overlays/<framework>.toml",
            Self::Company => "ccf.toml",
            Self::Controls => "controls.toml",
            Self::Findings => "findings.toml",
            Self::Exceptions => "exceptions.toml",
        }
    }

    /// The name of the file that holds the schema.
    #[must_use]
    pub fn schema_file(self) -> String {
        format!("{self}.schema.json")
    }

    /// The comment by which a file names its schema to editors that know TOML through Taplo; it must stand first. `folder`
    /// is where the schemas are, seen from the file's own folder.
    #[must_use]
    pub fn directive(self, folder: &str) -> String {
        format!("#:schema {folder}/{}", self.schema_file())
    }

    /// The JSON Schema (draft 2020-12) of files of this kind. Editors show TOML dates to it as strings.
    #[must_use]
    pub fn json_schema(self) -> Value {
        let mut schema = match self {
            Self::Framework => schema_of::<FrameworkFile>(),
            Self::Group => schema_of::<GroupFile>(),
            Self::Mapping => schema_of::<MappingFile>(),
            Self::Overlay => schema_of::<OverlayFile>(),
            Self::Company => schema_of::<CompanyFile>(),
            Self::Controls => schema_of::<ControlsFile>(),
            Self::Findings => schema_of::<FindingsFile>(),
            Self::Exceptions => schema_of::<ExceptionsFile>(),
        };
        schema.insert("title".to_owned(), format!("ccf: {self}").into());
        schema.to_value()
    }
}

impl std::fmt::Display for FileKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

fn schema_of<File: JsonSchema>() -> Schema {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<File>();
    RecursiveTransform(tidy as fn(&mut Schema)).transform(&mut schema);
    schema
}

/// Takes out what TOML does not have (null) and what tells an author nothing, and makes lists of words enums.
fn tidy(schema: &mut Schema) {
    without_null(schema);
    words(schema);
    let empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    if schema.get("default").is_some_and(empty) {
        schema.remove("default");
    }
    if schema.get("format").is_some_and(|format| format == "int64") {
        schema.remove("format");
    }
}

fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.retain(|word| !word.is_null());
    }
    let null = json!({ "type": "null" });
    let Some(Value::Array(options)) = schema.get_mut("anyOf") else { return };
    options.retain(|option| *option != null);
    if let [Value::Object(only)] = options.as_mut_slice() {
        let only = std::mem::take(only);
        schema.remove("anyOf");
        for (key, value) in only {
            schema.ensure_object().entry(key).or_insert(value);
        }
    }
}

/// Makes of a choice between words an `enum`, which editors complete; what each word means stands where Taplo reads it.
fn words(schema: &mut Schema) {
    let Some(Value::Array(options)) = schema.get("oneOf") else { return };
    let words: Vec<Value> = options.iter().filter_map(|option| option.get("const").cloned()).collect();
    if words.len() != options.len() {
        return;
    }
    let meanings: Vec<Value> = options.iter().map(|option| option["description"].clone()).collect();
    schema.remove("oneOf");
    schema.insert("type".to_owned(), "string".into());
    schema.insert("enum".to_owned(), words.into());
    schema.insert("x-taplo".to_owned(), json!({ "docs": { "enumValues": meanings } }));
}
