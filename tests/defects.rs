//! Seeded defects: each kind of mistake is planted in a copy of shipped files, and must be reported at its line with its
//! code. `cargo test defects -- --nocapture` prints the table.

use std::collections::BTreeMap;
use std::path::Path;

use ccf::lint::lint;
use ccf::load::{Workspace, load_texts};

const SOC2: &str = "frameworks/soc2-2017.toml";
const ISO: &str = "frameworks/iso27001-2022.toml";
const IAM: &str = "frameworks/common/IAM.toml";
const MAP: &str = "mappings/soc2-2017--common.toml";
const EDITIONS: &str = "mappings/iso27001-2022--iso27001-2013.toml";

/// What is planted: a name, the code expected, the file, the text replaced, and what is put there. The mark `¦` in the
/// replacement stands at the line where the mistake must be reported.
type Defect = (&'static str, &'static str, &'static str, &'static str, &'static str);

const DEFECTS: &[Defect] = &[
    (
        "string without its end",
        "E0104",
        SOC2,
        "title = \"Board independence and oversight\"",
        "¦title = \"Board independence",
    ),
    ("table header without its end", "E0104", MAP, "[map.\"CC1.2\"]", "¦[map.\"CC1.2\""),
    (
        "misspelt key of a requirement",
        "E0105",
        SOC2,
        "title = \"Fraud risk\"",
        "¦titel = \"Fraud risk\"\ntitle = \"Fraud risk\"",
    ),
    ("misspelt table", "E0105", SOC2, "[groups.P8]", "¦[group.P8]"),
    ("misspelt relation", "E0105", MAP, "equal-to = [\"RSK-04\"]", "¦equals-to = [\"RSK-04\"]"),
    ("misspelt key of a control", "E0105", "controls.toml", "effort = \"10d\"", "¦efort = \"10d\""),
    (
        "misspelt key of a target",
        "E0105",
        MAP,
        "{ id = \"POL-02\", strength = 9 },",
        "¦{ id = \"POL-02\", strenght = 9 },",
    ),
    ("number where text belongs", "E0106", SOC2, "title = \"Fraud risk\"", "¦title = 7"),
    (
        "word that is none of the list",
        "E0106",
        "controls.toml",
        "status = \"planned\"\nowner = \"leadership\"",
        "¦status = \"plannned\"\nowner = \"leadership\"",
    ),
    ("text where a number belongs", "E0106", MAP, "strength = 7", "¦strength = \"7\""),
    (
        "requirement without a title",
        "E0107",
        SOC2,
        "[requirements.\"CC1.2\"]\ntitle = \"Board independence and oversight\"\n",
        "¦[requirements.\"CC1.2\"]\n",
    ),
    (
        "framework without an edition",
        "E0107",
        SOC2,
        "[framework]\nname = \"SOC 2 Trust Services Criteria\"\nedition = \"2017, points of focus revised 2022\"\n",
        "¦[framework]\nname = \"SOC 2 Trust Services Criteria\"\n",
    ),
    ("id with a dot, unquoted", "E0108", SOC2, "[requirements.\"CC1.2\"]", "¦[requirements.CC1.2]"),
    ("mapped id with a dot, unquoted", "E0108", MAP, "[map.\"CC1.2\"]", "¦[map.CC1.2]"),
    ("id with a blank", "E0109", IAM, "[requirements.IAM-02]", "¦[requirements.\"IAM 02\"]"),
    (
        "reference without its framework",
        "E0109",
        "controls.toml",
        "implements = [\"common:GOV-01\"]",
        "¦implements = [\"GOV-01\"]",
    ),
    ("requirement given twice", "E0110", SOC2, "[requirements.\"CC1.3\"]", "¦[requirements.\"CC1.2\"]"),
    ("key given twice", "E0110", "controls.toml", "effort = \"10d\"", "effort = \"10d\"\n¦effort = \"5d\""),
    (
        "reference named twice",
        "E0110",
        "controls.toml",
        "implements = [\"common:GOV-01\"]",
        "¦implements = [\"common:GOV-01\", \"common:GOV-01\"]",
    ),
    (
        "time where a day belongs",
        "E0113",
        "controls.toml",
        "effort = \"10d\"\ndue = 2026-12-15",
        "effort = \"10d\"\n¦due = 10:30:00",
    ),
    ("exception that ends before it begins", "E0113", "exceptions.toml", "to = 2025-11-28", "¦to = 2025-01-28"),
    (
        "framework nobody knows",
        "E0201",
        "ccf.toml",
        "frameworks = [\"iso27001-2022\", \"pci-dss-4.0.1\", \"soc2-2017\", \"sox-itgc\"]",
        "¦frameworks = [\"iso27001-2022\", \"pci-dss-4.0.1\", \"soc2-2018\", \"sox-itgc\"]",
    ),
    ("target nobody knows", "E0202", MAP, "equal-to = [\"RSK-04\"]", "¦equal-to = [\"RSK-40\"]"),
    ("source nobody knows", "E0202", MAP, "[map.\"CC3.3\"]", "¦[map.\"CC33\"]"),
    (
        "implemented control nobody knows",
        "E0202",
        "controls.toml",
        "implements = [\"common:GOV-01\"]",
        "¦implements = [\"common:GOV-91\"]",
    ),
    ("document of a requirement nobody knows", "E0202", ISO, "requirement = \"4.3\"", "¦requirement = \"4.33\""),
    (
        "group nobody knows",
        "E0203",
        SOC2,
        "[requirements.\"CC1.2\"]\n",
        "[requirements.\"CC1.2\"]\n¦group = \"CC77\"\n",
    ),
    (
        "profile nobody knows",
        "E0204",
        "ccf.toml",
        "soc2-2017 = [\"security\", \"availability\", \"confidentiality\"]",
        "¦soc2-2017 = [\"security\", \"avalability\"]",
    ),
    (
        "policy nobody knows",
        "E0205",
        IAM,
        "evidence = [\"E-IAM-02\", \"E-IAM-02-2\"]",
        "¦evidence = [\"E-IAM-02\", \"E-IAM-02-22\"]",
    ),
    (
        "value of a tag nobody declared",
        "E0206",
        ISO,
        "[requirements.\"A.5.1\".tags]\ncontrol-type = [\"preventive\"]",
        "[requirements.\"A.5.1\".tags]\n¦control-type = [\"preventative\"]",
    ),
    ("part of itself", "E0207", SOC2, "[requirements.\"CC1.2\"]\n", "¦[requirements.\"CC1.2\"]\npart-of = \"CC1.2\"\n"),
    ("requirement removed from a built-in framework", "E0211", SOC2, "[framework]\n", "¦[framework]\n"),
    (
        "profile pattern that selects nothing",
        "W0212",
        SOC2,
        "include = [\"CC*\", \"A1.*\"]",
        "¦include = [\"CC*\", \"A2.*\"]",
    ),
    ("requirement outside every group", "E0213", SOC2, "[groups.P8]\ntitle = \"Monitoring and enforcement\"\n", ""),
    (
        "text that repeats its title",
        "W0215",
        IAM,
        "title = \"Unique user identities\"\ntext = ",
        "title = \"Unique user identities\"\ntext = \"Unique user identities.\"\n#",
    ),
    ("mapping onto a group", "E0301", MAP, "[map.\"CC3.3\"]", "¦[map.CC3]"),
    (
        "target given twice",
        "E0302",
        MAP,
        "  { id = \"POL-02\", strength = 9 },\n",
        "  { id = \"POL-02\", strength = 9 },\n¦  \"POL-02\",\n",
    ),
    (
        "strength out of range",
        "E0304",
        MAP,
        "{ id = \"POL-02\", strength = 9 },",
        "¦{ id = \"POL-02\", strength = 90 },",
    ),
    (
        "bound on the wrong side",
        "E0305",
        MAP,
        "\"IAM-08.review-interval\" = { at-most = 180",
        "¦\"IAM-08.review-interval\" = { at-least = 180",
    ),
    (
        "bound in another unit",
        "E0305",
        MAP,
        "\"IAM-08.review-interval\" = { at-most = 180, unit = \"days\" }",
        "¦\"IAM-08.review-interval\" = { at-most = 6, unit = \"months\" }",
    ),
    (
        "bound on a parameter nobody knows",
        "E0305",
        MAP,
        "\"IAM-08.review-interval\" = {",
        "¦\"IAM-08.review-intervall\" = {",
    ),
    (
        "sufficient by nothing",
        "E0306",
        MAP,
        "[map.\"CC3.3\"]\nequal-to = [\"RSK-04\"]",
        "[map.\"CC3.3\"]\n¦sufficient = true",
    ),
    ("mapped and left out", "E0307", EDITIONS, "[unmapped]\n", "[unmapped]\n¦\"A.5.1\" = \"left out\"\n"),
    ("requirement nobody maps", "W0308", MAP, "[map.\"CC3.3\"]\nequal-to = [\"RSK-04\"]\n", ""),
    ("two requirements made equal", "W0309", MAP, "equal-to = [\"PRV-17\"]", "¦equal-to = [\"PRV-16\"]"),
    ("reason that is empty", "E0310", EDITIONS, "[unmapped]\n", "[unmapped]\n¦\"9.9\" = \"x\"\n"),
    (
        "equal relation with a strength",
        "W0314",
        MAP,
        "equal-to = [\"RSK-04\"]",
        "¦equal-to = [{ id = \"RSK-04\", strength = 6 }]",
    ),
    (
        "system nobody knows",
        "E0401",
        "controls.toml",
        "systems = { erp = \"planned\" }\nevidence = [{ id = \"E-IAM-14\"",
        "¦systems = { epr = \"planned\" }\nevidence = [{ id = \"E-IAM-14\"",
    ),
    ("exception on a control nobody knows", "E0402", "exceptions.toml", "control = \"HRS-01\"", "¦control = \"HRS-1\""),
    (
        "not applicable without a reason",
        "E0403",
        "controls.toml",
        "status = \"planned\"\nowner = \"leadership\"",
        "¦status = \"not-applicable\"\nowner = \"leadership\"",
    ),
    (
        "exclusion of a clause",
        "E0404",
        "ccf.toml",
        "[scope.excluded]\n",
        "[scope.excluded]\n¦\"iso27001-2022:4.1\" = \"we are small\"\n",
    ),
    ("period of the wrong dates", "E0406", "ccf.toml", "[period.soc2-2017]\ntype = 2", "¦[period.soc2-2017]\ntype = 1"),
    ("parameter nobody knows", "W0407", "controls.toml", "meeting-interval = 90", "¦meeting-intervall = 90"),
    (
        "finding that something is unknown",
        "E0410",
        "findings.toml",
        "verdict = \"partial\"\nby = \"Brandt",
        "¦verdict = \"unknown\"\nby = \"Brandt",
    ),
    (
        "control linked to nothing",
        "W0412",
        "controls.toml",
        "[controls.GOV-01]\nimplements = [\"common:GOV-01\"]",
        "¦[controls.GOV-01]",
    ),
    (
        "implemented without a how",
        "W0413",
        "controls.toml",
        "[controls.GOV-01]\nimplements = [\"common:GOV-01\"]\nstatus = \"planned\"\nowner = \"leadership\"\nhow = ",
        "¦[controls.GOV-01]\nimplements = [\"common:GOV-01\"]\nstatus = \"implemented\"\nowner = \"leadership\"\n#",
    ),
    ("name that is empty", "E0115", "ccf.toml", "name = \"Acme Pay, Inc.\"", "¦name = \"\""),
    (
        "keys in another order",
        "W0116",
        SOC2,
        "name = \"SOC 2 Trust Services Criteria\"\nedition = \"2017, points of focus revised 2022\"\n",
        "¦edition = \"2017, points of focus revised 2022\"\nname = \"SOC 2 Trust Services Criteria\"\n",
    ),
    ("plan without a date", "W0414", "controls.toml", "effort = \"10d\"\ndue = 2026-12-15\n", ""),
];

/// The shipped files a defect is planted in.
pub fn shipped() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("shipped");
    let mut texts: BTreeMap<String, String> =
        [SOC2, ISO, MAP, EDITIONS].map(|path| (path.to_owned(), read(path))).into();
    for name in ["ccf.toml", "controls.toml", "findings.toml", "exceptions.toml"] {
        texts.insert(name.to_owned(), read(&format!("tests/acme/{name}")));
    }
    for entry in root.join("frameworks/common").read_dir().expect("a folder").flatten() {
        let name = format!("frameworks/common/{}", entry.file_name().to_string_lossy());
        texts.insert(name.clone(), read(&name));
    }
    texts
}

/// Loads the texts with a framework folder's head first.
pub fn checked(texts: &BTreeMap<String, String>) -> Workspace {
    let (heads, others): (Vec<_>, Vec<_>) =
        texts.clone().into_iter().partition(|(path, _)| path.ends_with("/framework.toml"));
    let mut workspace = load_texts(true, heads.into_iter().chain(others));
    workspace.diagnostics.extend(lint(&workspace));
    workspace
}

#[test]
fn every_seeded_defect_is_reported_at_its_line() {
    let clean = shipped();
    let before = checked(&clean);
    assert!(before.diagnostics.is_empty(), "{}", crate::world::render_all(&before));
    assert!(DEFECTS.len() >= 40, "{} kinds", DEFECTS.len());
    let mut missed = Vec::new();
    for &(name, code, file, from, to) in DEFECTS {
        let text = &clean[file];
        let at = text.find(from).unwrap_or_else(|| panic!("`{name}`: `{from}` stands in {file}"));
        let line = to.find('¦').map(|mark| (text[..at].to_owned() + &to[..mark]).matches('\n').count() + 1);
        let mut texts = clean.clone();
        let mut planted = text.replacen(from, &to.replace('¦', ""), 1);
        if name == "requirement removed from a built-in framework" {
            planted = planted.replacen("[requirements.\"P8.1\"]", "[requirements.\"P8.2\"]", 1);
        } else if name == "reason that is empty" {
            planted = planted.replacen("\"9.9\" = \"x\"", "\"6.1.1\" = \" \"", 1);
        }
        texts.insert(file.to_owned(), planted);
        let after = checked(&texts);
        let of_code = after.diagnostics.iter().filter(|found| found.code.id() == code);
        let places: Vec<(String, usize)> = of_code
            .map(|found| match &found.primary {
                Some(label) => {
                    (after.sources.path(label.span.file).to_owned(), after.sources.position(label.span).line)
                }
                None => (String::new(), 0),
            })
            .collect();
        let found = places.iter().any(|(path, place)| line.is_none_or(|line| path == file && *place == line));
        println!("{code}  {:<46} {file}:{}", name, line.map_or("-".to_owned(), |line| line.to_string()));
        if !found {
            missed.push(format!(
                "{name}: {code} at {file}:{line:?}, said {:?}\n{}",
                places,
                crate::world::render_all(&after)
            ));
        }
    }
    println!("{} of {} reported", DEFECTS.len() - missed.len(), DEFECTS.len());
    assert!(missed.is_empty(), "{}", missed.join("\n\n"));
}
