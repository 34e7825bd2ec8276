//! A generated library of the size that the largest public collections have, the same for the same seed.
//!
//! Requirements are sets of duties, and rows say how these sets relate, so no two rows contradict each other. The common
//! controls and the frameworks built in are part of the set: the rest fills up to the [`Size`] asked for.

use std::collections::{BTreeMap, BTreeSet};

use ccf::diag::{key_text, string_text};
use ccf::load::load_builtin;
use ccf::model::vocabulary::Relation;
use ccf::model::{HUB, Library};

/// How much there is of everything, what is built in counted too.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Frameworks, the common controls being one.
    pub frameworks: usize,
    /// Requirements of all frameworks.
    pub requirements: usize,
    /// Mapping rows of all files.
    pub rows: usize,
    /// Pairs of generated frameworks with a mapping of their own, besides each one's to the common controls.
    pub pairs: usize,
}

/// What DESIGN §10 is measured with.
pub const FULL: Size = Size { frameworks: 200, requirements: 50_000, rows: 77_000, pairs: 429 };

/// Pseudo-random numbers (SplitMix64, Steele, Lea and Flood 2014): the same on every machine and in every version.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap_or(u64::MAX)).unwrap_or(0)
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// A requirement: its id, and the duties it is made of. A common control has the duties `8 n` to `8 n + 7`; others take over whole controls and parts of
/// them.
struct Requirement {
    id: String,
    duties: BTreeSet<usize>,
}

const DUTIES: usize = 8;

struct Framework {
    id: String,
    groups: BTreeSet<String>,
    requirements: Vec<Requirement>,
}

/// Generates a set: texts under the paths they have in a company's folder, in the one right form.
pub fn generate(size: Size, seed: u64) -> BTreeMap<String, String> {
    let builtin = load_builtin().library;
    let mut random = Random(seed);
    let controls = common_controls(&builtin);
    let frameworks = frameworks(&builtin, size, controls.len(), &mut random);
    let mut texts = BTreeMap::new();
    for framework in &frameworks {
        texts.insert(format!("frameworks/{}.toml", framework.id), framework_text(framework, &mut random));
    }
    let rows =
        |library: &Library| library.mappings.iter().flat_map(|m| &m.entries).map(|e| e.rows.len()).sum::<usize>();
    let mut left = size.rows.saturating_sub(rows(&builtin));
    // A little more than half of the rows lead to the hub.
    let mut direct = left * 9 / 20;
    left -= direct;
    for (at, (a, b)) in choose_pairs(frameworks.len(), size.pairs, &mut random).into_iter().enumerate() {
        let (a, b) = (&frameworks[a], &frameworks[b]);
        let share = direct / (size.pairs - at);
        let (entries, used) = direct_rows(a, b, share, &mut random);
        direct -= used;
        texts.insert(format!("mappings/{}--{}.toml", a.id, b.id), mapping_text(&entries, &mut random));
    }
    left += direct;
    let mut requirements: usize = frameworks.iter().map(|framework| framework.requirements.len()).sum();
    for framework in &frameworks {
        let own = framework.requirements.len();
        let (entries, used) = hub_rows(framework, &controls, (left * own).div_ceil(requirements).min(left));
        (left, requirements) = (left - used, requirements - own);
        texts.insert(format!("mappings/{}--{HUB}.toml", framework.id), mapping_text(&entries, &mut random));
    }
    assert_eq!(left, 0, "every row has a place");
    let (company, statements) = company(&frameworks[0].id, &controls, &mut random);
    texts.insert("ccf.toml".to_owned(), company);
    texts.insert("controls.toml".to_owned(), statements);
    texts
}

fn common_controls(builtin: &Library) -> Vec<String> {
    let hub = builtin.hub().map(|hub| builtin.framework(hub)).expect("the common controls are built in");
    hub.requirements.keys().cloned().collect()
}

/// Frameworks of very different sizes, whose ids look like those of well-known standards.
fn frameworks(builtin: &Library, size: Size, controls: usize, random: &mut Random) -> Vec<Framework> {
    let count = size.frameworks - builtin.frameworks().len();
    let weights: Vec<usize> = (0..count).map(|_| 1 + random.below(4) * random.below(8)).collect();
    let mut weight: usize = weights.iter().sum();
    let mut left = size.requirements - builtin.node_count();
    let mut made = Vec::with_capacity(count);
    for (at, own) in weights.into_iter().enumerate() {
        let requirements = left * own / weight;
        (left, weight) = (left - requirements, weight - own);
        made.push(framework(at, requirements, controls, random));
    }
    made
}

fn framework(at: usize, count: usize, controls: usize, random: &mut Random) -> Framework {
    let mut framework = Framework {
        id: format!("generated-{at}-2026"),
        groups: BTreeSet::new(),
        requirements: Vec::with_capacity(count),
    };
    // The same duties twice in one framework would make two requirements the same.
    let mut known = BTreeSet::new();
    for number in 0..count {
        let (group, id) = id(at % 6, number);
        framework.groups.insert(group);
        let mut duties = BTreeSet::new();
        for _ in 0..=random.below(3) {
            let control = random.below(controls);
            let from = if random.below(3) == 0 { random.below(DUTIES) } else { 0 };
            duties.extend(control * DUTIES + from..(control + 1) * DUTIES);
        }
        // Every second one has a duty that no other requirement has.
        if random.below(2) == 0 || !known.insert(duties.clone()) {
            duties.insert(DUTIES * controls + at * 10_000 + number);
        }
        framework.requirements.push(Requirement { id, duties });
    }
    framework
}

/// A group and an id in it, in one of six styles.
fn id(style: usize, number: usize) -> (String, String) {
    // No `1.10` beside `1.1`: a spreadsheet might have eaten the zero of one that is never used.
    let (major, minor) = (number / 9 + 1, number % 9 + 1);
    let letters = |n: usize| ["AC", "AU", "CM", "IR", "MP", "PE", "PL", "RA", "SC", "SI"][n % 10];
    match style {
        0 => (format!("CC{major}"), format!("CC{major}.{minor}")),
        1 => (format!("A.{major}"), format!("A.{major}.{}.{}", minor / 4 + 1, minor % 4 + 1)),
        2 => {
            let group = format!("{}.{}{major}", ["GV", "ID", "PR", "DE", "RS"][major % 5], letters(major));
            (group.clone(), format!("{group}-{minor:02}"))
        }
        3 => (format!("{major}"), format!("{major}.{}.{}", minor / 5 + 1, minor % 5 + 1)),
        4 => (format!("{}", major + 160), format!("{}.308(a)({minor})", major + 160)),
        _ => (format!("{}{major}", letters(major)), format!("{}{major}({minor})", letters(major))),
    }
}

/// Pairs of positions, the lower one first, each once; frameworks are taken in turn so that all are connected.
fn choose_pairs(frameworks: usize, count: usize, random: &mut Random) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    let mut turn = 0;
    while pairs.len() < count {
        let (a, b) = (turn % frameworks, random.below(frameworks));
        if a != b {
            pairs.insert((a.min(b), a.max(b)));
        }
        turn += 1;
    }
    pairs
}

fn relation(a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> Option<Relation> {
    match (a == b, a.is_superset(b), a.is_subset(b), a.is_disjoint(b)) {
        (true, ..) => Some(Relation::EqualTo),
        (_, true, ..) => Some(Relation::SupersetOf),
        (_, _, true, _) => Some(Relation::SubsetOf),
        (.., true) => None,
        _ => Some(Relation::IntersectsWith),
    }
}

/// The rows of one source.
struct Entry {
    source: String,
    rows: Vec<(Relation, String)>,
    /// Whether every duty of the source is one of a target.
    sufficient: bool,
}

/// Rows to the common controls, some for each requirement until the share is used up.
fn hub_rows(framework: &Framework, controls: &[String], share: usize) -> (Vec<Entry>, usize) {
    let sets: Vec<BTreeSet<usize>> = (0..controls.len()).map(|n| (n * DUTIES..(n + 1) * DUTIES).collect()).collect();
    let mut left = share;
    let mut entries = Vec::new();
    for Requirement { id, duties } in &framework.requirements {
        let touched: BTreeSet<usize> = duties.iter().map(|duty| duty / DUTIES).filter(|&n| n < sets.len()).collect();
        let rows = touched.iter().filter_map(|&n| Some((relation(duties, &sets[n])?, controls[n].clone())));
        let rows: Vec<_> = rows.take(left).collect();
        left -= rows.len();
        let sufficient = rows.len() == touched.len() && duties.iter().all(|duty| duty / DUTIES < sets.len());
        if !rows.is_empty() {
            entries.push(Entry { source: id.clone(), rows, sufficient });
        }
    }
    (entries, share - left)
}

/// Rows between two frameworks, to requirements that share a duty.
fn direct_rows(a: &Framework, b: &Framework, share: usize, random: &mut Random) -> (Vec<Entry>, usize) {
    let mut by_control: BTreeMap<usize, Vec<&Requirement>> = BTreeMap::new();
    for requirement in &b.requirements {
        for control in requirement.duties.iter().map(|duty| duty / DUTIES).collect::<BTreeSet<_>>() {
            by_control.entry(control).or_default().push(requirement);
        }
    }
    let mut left = share;
    let mut entries = Vec::new();
    for Requirement { id, duties } in &a.requirements {
        let mut rows = BTreeMap::new();
        let mut open = duties.clone();
        for control in duties.iter().map(|duty| duty / DUTIES).collect::<BTreeSet<_>>() {
            let Some(near) = by_control.get(&control).filter(|_| rows.len() < left.min(3)) else { continue };
            let other = near[random.below(near.len())];
            if let Some(relation) = relation(duties, &other.duties) {
                rows.insert(other.id.clone(), relation);
                open.retain(|duty| !other.duties.contains(duty));
            }
        }
        left -= rows.len();
        if !rows.is_empty() {
            let rows = rows.into_iter().map(|(id, relation)| (relation, id)).collect();
            entries.push(Entry { source: id.clone(), rows, sufficient: open.is_empty() });
        }
    }
    (entries, share - left)
}

fn framework_text(framework: &Framework, random: &mut Random) -> String {
    let id = &framework.id;
    let mut text = format!(
        "[framework]\nname = \"Generated standard {id}\"\nedition = \"2026\"\npublisher = \"generated\"\n\
         item = \"requirement\"\nstatus = \"current\"\nwording = \"ours\"\n"
    );
    for group in &framework.groups {
        text += &format!("[groups.{}]\ntitle = {}\n", key_text(group), string_text(&words(random, 4)));
    }
    for Requirement { id, .. } in &framework.requirements {
        let length = 20 + random.below(31);
        text += &format!("[requirements.{}]\ntitle = {}\n", key_text(id), string_text(&words(random, 5)));
        text += &format!("text = {}\n", string_text(&(words(random, length) + ".")));
        if random.below(10) == 0 {
            let (first, second) = (words(random, 9), words(random, 12));
            text += &format!("focus = [{}, {}]\n", string_text(&first), string_text(&second));
        }
    }
    formatted(&text)
}

fn mapping_text(entries: &[Entry], random: &mut Random) -> String {
    let mut text = "[mapping]\nmethod = \"human\"\nrationale = \"semantic\"\nstatus = \"not-complete\"\n\
                    strength = 7\nreference = \"generated\"\n"
        .to_owned();
    for Entry { source, rows, sufficient } in entries {
        text += &format!("[map.{}]\n", key_text(source));
        for relation in Relation::ALL {
            let mut targets = Vec::new();
            for (_, id) in rows.iter().filter(|(found, _)| found == relation) {
                let plain = *relation == Relation::EqualTo || random.below(5) > 0;
                targets.push(if plain {
                    string_text(id)
                } else {
                    let why = string_text(&words(random, 9));
                    format!("{{ id = {}, strength = {}, why = {why} }}", string_text(id), 3 + random.below(7))
                });
            }
            if !targets.is_empty() {
                text += &format!("{relation} = [{}]\n", targets.join(", "));
            }
        }
        if *sufficient && rows.iter().any(|(relation, _)| *relation != Relation::IntersectsWith) {
            text += "sufficient = true\n";
        }
    }
    formatted(&text)
}

/// A company with a control for every common one, most of them carried out.
fn company(framework: &str, controls: &[String], random: &mut Random) -> (String, String) {
    let head = format!("[company]\nname = \"Generated\"\n[scope]\nframeworks = [{framework:?}]\n");
    let mut text = String::new();
    for id in controls {
        let status = random.pick(&["implemented", "implemented", "implemented", "partial", "none"]);
        let how = string_text(&(words(random, 14) + "."));
        text += &format!("[controls.{id}]\nimplements = [\"{HUB}:{id}\"]\nstatus = {status:?}\nhow = {how}\n");
    }
    (formatted(&head), formatted(&text))
}

fn formatted(text: &str) -> String {
    ccf::fmt::format(text).expect("generated text is TOML")
}

/// A phrase of so many words.
fn words(random: &mut Random, count: usize) -> String {
    let mut words: Vec<&str> = (0..count).map(|_| random.pick(WORDS)).collect();
    words.truncate(count);
    let mut text = words.join(" ");
    text[..1].make_ascii_uppercase();
    text
}

const WORDS: &[&str] = &[
    "access",
    "account",
    "accountable",
    "agreed",
    "alerts",
    "an",
    "and",
    "annually",
    "any",
    "approves",
    "are",
    "assesses",
    "assets",
    "at",
    "authorised",
    "availability",
    "backups",
    "before",
    "between",
    "by",
    "change",
    "changes",
    "classified",
    "compares",
    "confidential",
    "configuration",
    "continuity",
    "contracts",
    "controls",
    "critical",
    "customers",
    "data",
    "defined",
    "deletes",
    "deployment",
    "detects",
    "devices",
    "documented",
    "during",
    "each",
    "employees",
    "encrypts",
    "environment",
    "event",
    "every",
    "evidence",
    "exceptions",
    "facilities",
    "for",
    "from",
    "has",
    "identified",
    "incident",
    "incidents",
    "information",
    "integrity",
    "internal",
    "interval",
    "is",
    "keeps",
    "keys",
    "least",
    "logs",
    "maintains",
    "malware",
    "management",
    "monitors",
    "network",
    "new",
    "of",
    "on",
    "operation",
    "or",
    "organisation",
    "outside",
    "owner",
    "passwords",
    "personnel",
    "physical",
    "policy",
    "privileged",
    "procedures",
    "production",
    "protects",
    "quarter",
    "records",
    "recovery",
    "removed",
    "reports",
    "responsible",
    "restores",
    "retained",
    "reviews",
    "risk",
    "risks",
    "roles",
    "secure",
    "security",
    "segregation",
    "services",
    "software",
    "storage",
    "suppliers",
    "system",
    "systems",
    "tested",
    "tests",
    "the",
    "their",
    "threats",
    "to",
    "tracked",
    "training",
    "transit",
    "users",
    "vendors",
    "vulnerabilities",
    "when",
    "which",
    "with",
    "within",
    "workforce",
    "written",
];
