//! Other words for requirements: a company's overlays take the place of our texts in its reports, and nowhere else.

use ccf::engine::Posture;
use ccf::load::{Workspace, load_texts};
use ccf::report::GapReport;
use ccf::standard::Standard;

use crate::world::render_all;

const COMPANY: &str = "[company]\nname = \"Small\"\n\n[scope]\nframeworks = [\"soc2\"]\n";

fn company_with(path: &str, overlay: &str) -> Workspace {
    let texts = [("ccf.toml", COMPANY), (path, overlay)];
    load_texts(true, texts.map(|(path, text)| (path.to_owned(), text.to_owned())))
}

fn codes(workspace: &Workspace) -> Vec<&str> {
    workspace.diagnostics.iter().map(|diagnostic| diagnostic.code.id()).collect()
}

#[test]
fn an_overlay_gives_its_words_to_the_report() {
    let workspace = company_with("overlays/soc2-2017.toml", "[overlay]\n\"CC1.2\" = \"As the publisher has it.\"\n");
    assert!(workspace.diagnostics.is_empty(), "{}", render_all(&workspace));
    let company = workspace.company.as_ref().expect("a company");
    let posture = Posture::new(&workspace.library, company, None);
    let soc2 = workspace.library.find("soc2").expect("built in");
    let standard = posture.framework(soc2).expect("in scope");
    let report = GapReport::new("Small", None, &[standard as &dyn Standard]);
    let text = |id: &str| {
        let answer = report.frameworks[0].answers.iter().find(|answer| answer.id == id).expect("answered");
        answer.text.clone()
    };
    assert_eq!(text("CC1.2"), "As the publisher has it.");
    assert!(text("CC1.1").len() > 60, "{}", text("CC1.1"));
}

#[test]
fn an_overlay_of_nothing_that_is_there_is_reported() {
    let alias = company_with("overlays/soc2.toml", "[overlay]\n\"CC1.2\" = \"x\"\n");
    assert_eq!(codes(&alias), ["E0201"]);
    assert!(render_all(&alias).contains("name the file `overlays/soc2-2017.toml`"), "{}", render_all(&alias));
    let id = company_with("overlays/soc2-2017.toml", "[overlay]\n\"CC1.22\" = \"x\"\nCC1 = \"x\"\n");
    assert_eq!(codes(&id), ["E0202", "E0301"], "{}", render_all(&id));
    let empty = company_with("overlays/soc2-2017.toml", "[overlay]\n\"CC1.2\" = \"\"\n");
    assert_eq!(codes(&empty), ["E0115"], "{}", render_all(&empty));
    let unquoted = company_with("overlays/soc2-2017.toml", "[overlay]\nCC1.2 = \"x\"\n");
    assert_eq!(codes(&unquoted), ["E0108"], "{}", render_all(&unquoted));
}
