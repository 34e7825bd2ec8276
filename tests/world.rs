//! Small worlds for tests: texts under the paths they have in a company's folder.

use std::collections::BTreeMap;

use ccf::diag::{Sources, render};
use ccf::engine::Posture;
use ccf::load::{Workspace, load_texts};
use ccf::model::Date;
use ccf::model::vocabulary::{GapKind, NoteKind, Verdict};
use ccf::standard::Answer;

/// Texts that are loaded together, without the built-in data.
#[derive(Clone, Debug, Default)]
pub struct World {
    texts: BTreeMap<String, String>,
}

impl World {
    /// A hub with the controls `C-1` to `C-4`, and nothing else.
    pub fn new() -> Self {
        let mut hub = framework("Common");
        for number in 1..=4 {
            hub += &format!("[requirements.C-{number}]\ntitle = \"Control {number}\"\nfrequency = \"quarterly\"\n");
            hub += &format!("[requirements.C-{number}.params.interval]\nlabel = \"Time\"\nunit = \"days\"\n");
            hub += "strictest = \"min\"\ndefault = 90\n";
        }
        Self::default().with("frameworks/common.toml", &hub)
    }

    /// Adds or replaces a text.
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.texts.insert(path.to_owned(), text.to_owned());
        self
    }

    /// Takes a text away.
    pub fn without(mut self, path: &str) -> Self {
        self.texts.remove(path);
        self
    }

    /// Adds a framework with the requirements named.
    pub fn framework(self, id: &str, requirements: &[&str]) -> Self {
        let rows: String =
            requirements.iter().map(|r| format!("[requirements.{r:?}]\ntitle = \"Title {r}\"\n")).collect();
        self.with(&format!("frameworks/{id}.toml"), &(framework(id) + &rows))
    }

    /// Adds a mapping file with these entries.
    pub fn mapping(self, id: &str, entries: &str) -> Self {
        let head = "[mapping]\nmethod = \"human\"\nrationale = \"functional\"\nstatus = \"not-complete\"\n";
        self.with(&format!("mappings/{id}.toml"), &format!("{head}{entries}"))
    }

    /// Adds the company with these frameworks in scope, and what else `ccf.toml` and `controls.toml` say.
    pub fn company(self, frameworks: &[&str], more: &str, controls: &str) -> Self {
        let company = format!("[company]\nname = \"Test\"\n[scope]\nframeworks = {frameworks:?}\n{more}");
        self.with("ccf.toml", &company).with("controls.toml", controls)
    }

    /// The text at a path.
    pub fn text(&self, path: &str) -> &str {
        self.texts.get(path).map_or("", String::as_str)
    }

    /// The texts by path.
    pub const fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }

    /// Loads the texts.
    pub fn load(&self) -> Workspace {
        load_texts(false, self.texts.clone())
    }

    /// The answer to a requirement; the texts must be free of errors.
    pub fn answer(&self, framework: &str, requirement: &str) -> Answer {
        self.answer_as_of(framework, requirement, None)
    }

    /// The answer to a requirement on a day.
    pub fn answer_as_of(&self, framework: &str, requirement: &str, as_of: Option<Date>) -> Answer {
        let workspace = self.load();
        assert!(!workspace.has_errors(), "{}", render_all(&workspace));
        let company = workspace.company.as_ref().expect("the world has a company");
        Posture::new(&workspace.library, company, as_of).answer_or_unknown(framework, requirement)
    }
}

fn framework(name: &str) -> String {
    format!(
        "[framework]\nname = \"{name}\"\nedition = \"1\"\npublisher = \"test\"\nitem = \"requirement\"\n\
         status = \"current\"\nwording = \"ours\"\n"
    )
}

/// All diagnostics as text.
pub fn render_all(workspace: &Workspace) -> String {
    let show = |sources: &Sources| {
        workspace.diagnostics.iter().map(|d| render(d.severity(), d, sources, false)).collect::<Vec<_>>()
    };
    show(&workspace.sources).join("\n\n")
}

/// The kinds of gaps, in order and once each.
pub fn kinds(answer: &Answer) -> Vec<GapKind> {
    let mut kinds: Vec<GapKind> = answer.gaps.iter().map(|gap| gap.kind).collect();
    kinds.dedup();
    kinds
}

/// Whether an answer has a note of a kind.
pub fn notes(answer: &Answer) -> Vec<NoteKind> {
    answer.notes.iter().map(|note| note.kind).collect()
}

/// Asserts verdict and kinds of gaps of an answer, and shows the whole answer when they differ.
#[track_caller]
pub fn assert_answer(answer: &Answer, verdict: Verdict, gaps: &[GapKind]) {
    assert_eq!((answer.verdict, kinds(answer).as_slice()), (verdict, gaps), "{answer:#?}");
}
