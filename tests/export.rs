//! What other tools read: JSON Schema that takes what the reader takes, and traits that compile.

use std::path::{Path, PathBuf};
use std::process::Output;

use ccf::load::{FileKind, load_texts};
use ccf::report::scaffold::Example;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::cli::{assert_refused, ccf, folder, root, stdout};

fn validator(kind: FileKind) -> Validator {
    jsonschema::draft202012::options().should_validate_formats(true).build(&kind.json_schema()).expect("a schema")
}

/// A TOML text as editors show it to a schema: dates are strings.
fn to_json(text: &str) -> Value {
    fn convert(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(date) => date.to_string().into(),
            toml::Value::Array(items) => items.into_iter().map(convert).collect(),
            toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, convert(value))).collect(),
            toml::Value::String(text) => text.into(),
            toml::Value::Integer(number) => number.into(),
            toml::Value::Float(number) => number.into(),
            toml::Value::Boolean(truth) => truth.into(),
        }
    }
    convert(toml::Value::Table(text.parse().expect("TOML")))
}

fn mistakes(validator: &Validator, text: &str) -> Vec<String> {
    validator.iter_errors(&to_json(text)).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Every data file of the project and of its example company, with its kind.
fn shipped() -> Vec<(PathBuf, FileKind)> {
    let list = |folder: &str| {
        let entries = root().join(folder).read_dir().expect("a folder").map(|entry| entry.expect("an entry").path());
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).collect::<Vec<_>>()
    };
    let mut files: Vec<(PathBuf, FileKind)> = Vec::new();
    files.extend(list("frameworks").into_iter().map(|path| (path, FileKind::Framework)));
    files.extend(list("frameworks/common").into_iter().map(|path| {
        let kind = if path.ends_with("framework.toml") { FileKind::Framework } else { FileKind::Group };
        (path, kind)
    }));
    files.extend(list("mappings").into_iter().map(|path| (path, FileKind::Mapping)));
    files.extend(list("tests/acme/overlays").into_iter().map(|path| (path, FileKind::Overlay)));
    files.extend(list("tests/acme").into_iter().map(|path| {
        let kind = match path.file_stem().and_then(|name| name.to_str()).expect("a name") {
            "ccf" => FileKind::Company,
            name => FileKind::ALL.into_iter().find(|kind| kind.as_str() == name).expect("named after its kind"),
        };
        (path, kind)
    }));
    files
}

#[test]
fn every_shipped_file_validates_against_the_schema_of_its_kind() {
    let files = shipped();
    for kind in FileKind::ALL {
        let validator = validator(kind);
        let of_kind: Vec<_> = files.iter().filter(|(_, found)| *found == kind).collect();
        assert!(!of_kind.is_empty(), "no file is of the kind {kind}");
        for (path, _) in of_kind {
            let text = std::fs::read_to_string(path).expect("text");
            let mistakes = mistakes(&validator, &text);
            assert!(mistakes.is_empty(), "{}:\n{}", path.display(), mistakes.join("\n"));
        }
    }
}

#[test]
fn every_new_company_validates_against_the_schemas_it_names() {
    let here = folder("scaffolds");
    for example in Example::names() {
        assert_eq!(ccf(&here, &["init", example, "--example", example]).status.code(), Some(0));
        for (name, kind) in [("ccf.toml", FileKind::Company), ("controls.toml", FileKind::Controls)] {
            let text = std::fs::read_to_string(here.join(example).join(name)).expect("written");
            let named = text.lines().next().and_then(|line| line.strip_prefix("#:schema ")).expect("a directive");
            let schema = std::fs::read_to_string(here.join(example).join(named)).expect("it is there");
            let schema: Value = serde_json::from_str(&schema).expect("JSON");
            assert_eq!(schema, kind.json_schema());
            assert_eq!(mistakes(&validator(kind), &text), Vec::<String>::new(), "{example}/{name}");
        }
        assert_eq!(here.join(example).join(".ccf/schema").read_dir().expect("made").count(), FileKind::ALL.len());
        assert_refused(&ccf(&here, &["check", "--deny", "warnings", example]), 0, &["no errors"]);
        assert_refused(&ccf(&here, &["fmt", "--check", example]), 0, &["would format 0 of 2 files"]);
    }
}

#[test]
fn shipped_files_with_one_mistake_do_not_validate() {
    let broken = [
        ("frameworks/soc2-2017.toml", "publisher = ", "publishr = ", "'publishr' was unexpected"),
        ("frameworks/soc2-2017.toml", "publisher = \"AICPA\"\n", "", "\"publisher\" is a required property"),
        ("frameworks/soc2-2017.toml", "status = \"current\"", "status = \"curent\"", "\"curent\" is not one of"),
        ("frameworks/soc2-2017.toml", "edition = ", "edition = 2017 # ", "/framework/edition: 2017 is not of type"),
        ("frameworks/common/framework.toml", "[policies.", "[policy.", "'policy' was unexpected"),
        ("frameworks/common/IAM.toml", "unit = \"days\"", "unit = \"nights\"", "\"nights\" is not one of"),
        ("frameworks/common/IAM.toml", "default = ", "default = \"ten\" # ", "\"ten\" is not of type"),
        ("frameworks/common/IAM.toml", "strictest = \"min\"\n", "", "\"strictest\" is a required property"),
        ("mappings/soc2-2017--common.toml", "strength = 7", "strength = 11", "11 is greater than the maximum of 10"),
        ("mappings/soc2-2017--common.toml", "method = \"human\"\n", "", "\"method\" is a required property"),
        ("mappings/soc2-2017--common.toml", "superset-of = ", "super-set-of = ", "'super-set-of' was unexpected"),
        ("tests/acme/ccf.toml", "[company]", "[firm]", "'firm' was unexpected"),
        ("tests/acme/ccf.toml", "type = 2", "type = 1", "False schema does not allow"),
        ("tests/acme/controls.toml", "owner = ", "ownr = ", "'ownr' was unexpected"),
        ("tests/acme/controls.toml", "status = \"implemented\"", "status = \"done\"", "\"done\" is not one of"),
        ("tests/acme/findings.toml", "verdict = ", "verdict = true # ", "true is not one of"),
        ("tests/acme/findings.toml", "date = 2026-", "date = 26-", "does not match"),
        ("tests/acme/exceptions.toml", "control = ", "controls = ", "\"control\" is a required property"),
    ];
    for (path, right, wrong, says) in broken {
        let (_, kind) = shipped().into_iter().find(|(found, _)| found.ends_with(path)).expect(path);
        let text = std::fs::read_to_string(root().join(path)).expect("text");
        assert!(text.contains(right), "{path}: {right}");
        let text = text.replacen(right, wrong, 1).replace("date = 26-", "date = \"26\" # ");
        let mistakes = mistakes(&validator(kind), &text);
        assert!(mistakes.iter().any(|mistake| mistake.contains(says)), "{path}: {wrong}: {mistakes:?}");
    }
}

const FRAMEWORK: &str = "[framework]\nname = \"N\"\nedition = \"1\"\npublisher = \"P\"\nitem = \"rule\"\n\
                         status = \"current\"\nwording = \"ours\"\n";
const MAPPING: &str = "[mapping]\nmethod = \"human\"\nrationale = \"functional\"\nstatus = \"draft\"\n";
const COMPANY: &str = "[company]\nname = \"C\"\n[scope]\nframeworks = [\"soc2\"]\n";

#[test]
fn files_that_use_every_form_validate() {
    let right = [
        (
            FileKind::Framework,
            format!(
                "{FRAMEWORK}interface = \"House\"\n[requirements.\"1.1\"]\ntitle = \"T\"\neffective = 2026-01-01\n\
                 type = [\"detective\"]\ntags = {{ a = [\"b\"] }}\nsolutions.aws = [\"IAM\"]\n\
                 params.p = {{ label = \"L\", unit = \"days\", \
                 strictest = \"min\", default = 3 }}\n"
            ),
        ),
        (FileKind::Group, "[groups.A]\ntitle = \"A\"\n[requirements.A-1]\ntitle = \"T\"\n".to_owned()),
        (
            FileKind::Mapping,
            format!(
                "{MAPPING}[map.\"1.1\"]\nequal-to = [\"A-1\", {{ id = \"A-2\", strength = 3, why = \"w\" }}]\n\
                 requires.\"A-1.p\" = {{ at-most = 3, unit = \"days\" }}\n[unmapped]\n\"1.2\" = \"nothing does\"\n"
            ),
        ),
        (
            FileKind::Company,
            format!(
                "{COMPANY}[scope.excluded]\n\"soc2-2017:CC6.4\" = \"no site\"\n[period.soc2]\ntype = 1\nat = 2026-01-01\n\
                 [[holds]]\nframework = \"soc2\"\nfrom = 2026-01-01\n"
            ),
        ),
        (
            FileKind::Controls,
            "[controls.K-1]\nimplements = [\"common:IAM-08\"]\nsystems = { erp = \"planned\" }\nparams = { p = 3 }\n\
             evidence = [{ covers = 2026-01-01 }, { covers = \"2026-01-01/2026-03-31\" }]\neffort = \"5d\"\n"
                .to_owned(),
        ),
        (
            FileKind::Findings,
            "[findings.\"soc2:CC6.1\"]\nverdict = \"met\"\nby = \"A\"\ndate = 2026-01-01\n".to_owned(),
        ),
        (FileKind::Exceptions, "[exceptions.E-1]\ncontrol = \"K\"\nfrom = 2026-01-01\nwhy = \"late\"\n".to_owned()),
    ];
    for (kind, text) in right {
        assert_eq!(mistakes(&validator(kind), &text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn wrong_files_do_not_validate() {
    let control = |line: &str| (FileKind::Controls, format!("[controls.K-1]\n{line}\n"));
    let wrong = [
        // unknown keys
        control("onwer = \"me\""),
        control("evidence = [{ fiel = \"f\" }]"),
        (FileKind::Controls, "[control.K-1]\n".to_owned()),
        (FileKind::Framework, format!("{FRAMEWORK}[mapping]\n")),
        (FileKind::Group, format!("{FRAMEWORK}[requirements.A]\ntitle = \"T\"\n")),
        (FileKind::Mapping, format!("{MAPPING}[map.A]\nequals = [\"B\"]\n")),
        (FileKind::Mapping, format!("{MAPPING}[map.A]\nequal-to = [{{ id = \"B\", wy = \"w\" }}]\n")),
        // words
        control("status = \"done\""),
        control("systems = { erp = \"done\" }"),
        (FileKind::Framework, FRAMEWORK.replace("ours", "mine")),
        (FileKind::Framework, format!("{FRAMEWORK}[requirements.A]\ntitle = \"T\"\ntype = [\"defective\"]\n")),
        (FileKind::Findings, finding("unknown")),
        // types
        control("how = 3"),
        control("implements = \"common:IAM-08\""),
        control("params = { p = \"3\" }"),
        control("due = 2026"),
        control("due = \"soon\""),
        control("evidence = [{ covers = \"first quarter\" }]"),
        (FileKind::Company, format!("{COMPANY}[holds]\nframework = \"soc2\"\n")),
        (FileKind::Mapping, format!("{MAPPING}[map.A]\nequal-to = [3]\n")),
        // missing keys and tables
        (FileKind::Framework, "[requirements.A]\ntitle = \"T\"\n".to_owned()),
        (FileKind::Framework, FRAMEWORK.replace("item = \"rule\"\n", "")),
        (FileKind::Framework, format!("{FRAMEWORK}[requirements.A]\ntext = \"T\"\n")),
        (FileKind::Company, "[company]\nname = \"C\"\n".to_owned()),
        (FileKind::Exceptions, "[exceptions.E-1]\ncontrol = \"K\"\nfrom = 2026-01-01\n".to_owned()),
        // ids, numbers and forms
        control("implements = [\"IAM-08\"]"),
        control("effort = \"a week\""),
        control("evidence = [{ id = \"E\", tested = -1 }]"),
        control("evidence = [{ tested = 1 }]"),
        control("params = { p = -1 }"),
        control("status = \"not-applicable\""),
        (FileKind::Controls, "[controls.\"K 1\"]\n".to_owned()),
        (FileKind::Framework, format!("{FRAMEWORK}interface = \"house\"\n")),
        (FileKind::Mapping, format!("{MAPPING}strength = 11\n")),
        (FileKind::Mapping, format!("{MAPPING}[map.A]\nequal-to = [{{ id = \"B\", strength = 0 }}]\n")),
        (FileKind::Mapping, format!("{MAPPING}[map.A.requires]\n\"B.p\" = {{ unit = \"days\" }}\n")),
        (FileKind::Company, format!("{COMPANY}[period.soc2]\ntype = 3\n")),
        (FileKind::Company, format!("{COMPANY}[period.soc2]\ntype = 1\n")),
        (FileKind::Company, format!("{COMPANY}[period.soc2]\ntype = 2\nat = 2026-01-01\n")),
        (FileKind::Company, format!("{COMPANY}[check]\nallow = [\"E0107\"]\n")),
        (FileKind::Company, format!("{COMPANY}[scope.excluded]\n\"CC6.4\" = \"no site\"\n")),
    ];
    for (kind, text) in wrong {
        assert!(!mistakes(&validator(kind), &text).is_empty(), "the schema of {kind} takes:\n{text}");
        let company = ("ccf.toml".to_owned(), COMPANY.to_owned());
        let files = match kind {
            FileKind::Framework => vec![("frameworks/n-1.toml".to_owned(), text.clone())],
            FileKind::Company => vec![("ccf.toml".to_owned(), text.clone())],
            FileKind::Group | FileKind::Mapping => continue,
            _ => vec![company, (format!("{kind}.toml"), text.clone())],
        };
        assert!(load_texts(true, files).has_errors(), "only the schema refuses:\n{text}");
    }
}

fn finding(verdict: &str) -> String {
    format!("[findings.\"soc2-2017:CC6.1\"]\nverdict = \"{verdict}\"\nby = \"A\"\ndate = 2026-01-01\n")
}

#[test]
fn every_key_is_described_and_there_is_no_null() {
    fn check(place: &str, value: &Value) {
        for item in value.as_array().into_iter().flatten() {
            check(place, item);
        }
        let Value::Object(object) = value else { return };
        assert_ne!(object.get("type"), Some(&json!("null")), "{place}");
        assert!(object.get("type").is_none_or(|kind| !kind.is_array()), "{place}: {value:#}");
        if let Some(Value::Object(keys)) = object.get("properties") {
            assert_eq!(object.get("additionalProperties"), Some(&json!(false)), "{place}");
            for (key, schema) in keys {
                assert!(schema["description"].is_string(), "{place}.{key} is not described");
            }
        }
        // What follows from the value of a key says nothing of the keys themselves.
        for (key, inner) in object.iter().filter(|(key, _)| !["if", "then", "else"].contains(&key.as_str())) {
            check(&format!("{place}.{key}"), inner);
        }
    }
    for kind in FileKind::ALL {
        let schema = kind.json_schema();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert!(schema["description"].is_string() && schema["title"].is_string(), "{kind}");
        check(kind.as_str(), &schema);
    }
    let words = &FileKind::Controls.json_schema()["$defs"]["Status"];
    assert_eq!(words["enum"], json!(["implemented", "partial", "planned", "alternative", "not-applicable", "none"]));
    assert_eq!(words["x-taplo"]["docs"]["enumValues"][0], "Fully in operation.");
}

#[test]
fn lists_of_tables_are_arrays_in_the_schema_and_nothing_else_is() {
    for kind in FileKind::ALL {
        for (table, schema) in kind.json_schema()["properties"].as_object().expect("tables") {
            assert_eq!(schema["type"] == "array", table == "holds", "{kind}: {table}: {schema:#}");
        }
    }
}

#[test]
fn schemas_are_printed_alone_and_together_and_written_to_a_folder() {
    let here = folder("schemas");
    let read = |output: &Output| serde_json::from_str::<Value>(&stdout(output)).expect("JSON");
    assert_eq!(read(&ccf(&here, &["export", "schema", "controls"])), FileKind::Controls.json_schema());
    let all = read(&ccf(&here, &["export", "schema", "-o", "-"]));
    assert_eq!(all.as_object().expect("an object").len(), FileKind::ALL.len());
    assert_eq!(all["mapping"], FileKind::Mapping.json_schema());

    let one = ccf(&here, &["export", "schema", "group", "-o", "one"]);
    assert_refused(&one, 0, &["wrote one/group.schema.json"]);
    assert_eq!(here.join("one").read_dir().expect("made").count(), 1);
    assert_eq!(ccf(&here, &["export", "schema", "-o", "a/b"]).status.code(), Some(0));
    for kind in FileKind::ALL {
        let text = std::fs::read_to_string(here.join(format!("a/b/{kind}.schema.json"))).expect("written");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), kind.json_schema());
    }
    assert_refused(&ccf(&here, &["export", "schema", "control"]), 2, &["possible values", "'controls'"]);
}

#[test]
fn the_help_shows_the_line_that_points_an_editor_at_a_schema() {
    let help = stdout(&ccf(root(), &["export", "schema", "--help"]));
    let line = help.lines().map(str::trim).find(|line| line.starts_with("#:schema")).expect("a directive");
    let text = format!("{line}\n[controls.K-1]\nimplements = [\"common:IAM-08\"]\nstatus = \"planned\"\n");
    let workspace = load_texts(true, [("ccf.toml".to_owned(), COMPANY.to_owned()), ("controls.toml".to_owned(), text)]);
    assert!(workspace.diagnostics.is_empty(), "{}", crate::world::render_all(&workspace));
}

#[test]
fn the_exported_trait_is_the_one_that_compiles() {
    let exported = stdout(&ccf(root(), &["export", "traits", "tests/codegen/house-1.toml"]));
    let file = root().join("tests/codegen/house_1.rs");
    if std::env::var("SNAPSHOTS").is_ok_and(|wish| wish == "overwrite") {
        std::fs::write(&file, &exported).expect("written");
    }
    assert_eq!(exported, std::fs::read_to_string(file).expect("text"));
    trybuild::TestCases::new().pass("tests/codegen/house.rs");
}

#[test]
fn traits_of_folders_are_written_together_and_to_a_file() {
    let here = folder("traits");
    std::fs::create_dir_all(here.join("own/parts-2")).expect("made");
    let named = |interface: &str| format!("{FRAMEWORK}interface = \"{interface}\"\n");
    let write = |path: &str, text: &str| std::fs::write(here.join(path), text).expect("written");
    write("own/flat-1.toml", &format!("{}[requirements.\"1.1\"]\ntitle = \"One\"\n", named("Flat")));
    write("own/parts-2/framework.toml", &named("Parts"));
    write("own/parts-2/A.toml", "[requirements.A-1]\ntitle = \"A\"\n");
    let written = ccf(&here, &["export", "traits", "own", "-o", "own.rs"]);
    assert!(written.status.success() && written.stdout.is_empty());
    let text = std::fs::read_to_string(here.join("own.rs")).expect("written");
    for part in ["pub trait Flat {", "pub trait Parts {", "own/parts-2/framework.toml", "T::r1_1", "T::a_1"] {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
    assert!(!text.contains("Soc2"), "only what is named is written");
    assert_eq!(stdout(&ccf(&here, &["export", "traits", "own"])), text);
}

#[test]
fn what_has_no_trait_is_said_as_check_says_it() {
    let here = folder("no-traits");
    let rules = "[requirements.R-1]\ntitle = \"One\"\n";
    let refused = |name: &str, text: &str, says: &[&str]| {
        std::fs::write(here.join(name), text).expect("written");
        let output = ccf(&here, &["export", "traits", name, "-o", "out.rs"]);
        assert_refused(&output, 1, says);
        assert!(!here.join("out.rs").exists());
    };
    let says = ["E0107", "no-name-1.toml:1:2", "no `interface`", "add `interface = \"NoName1\"`"];
    refused("no-name-1.toml", &format!("{FRAMEWORK}{rules}"), &says);
    let lower = format!("{FRAMEWORK}interface = \"my rules\"\n{rules}");
    refused("lower-1.toml", &lower, &["E0106", "`my rules` is not a trait name", "such as `Soc2`"]);
    let taken = format!("{FRAMEWORK}interface = \"Soc2\"\n{rules}");
    refused("taken-1.toml", &taken, &["E0209", "the interface `Soc2` is taken"]);
    let misspelt = format!("{FRAMEWORK}interface = \"M\"\n[requirements.R-1]\ntitel = \"One\"\n");
    refused("misspelt-1.toml", &misspelt, &["E0105", "`titel`", "no trait is written"]);
    assert_refused(&ccf(&here, &["export", "traits", "gone.toml"]), 2, &["E0101"]);
    let mapping = Path::new("mappings/soc2-2017--common.toml");
    let mapping = root().join(mapping).display().to_string();
    assert_refused(&ccf(&here, &["export", "traits", &mapping]), 2, &["there is no framework in what is named"]);
    assert_refused(&ccf(&here, &["export", "traits"]), 2, &["<FILE>"]);
}
