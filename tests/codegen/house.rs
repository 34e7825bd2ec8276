//! A company that answers a framework of its own, through the trait that `ccf export traits house-1.toml` wrote.

use ccf::model::vocabulary::{Basis, GapKind, Verdict};
use ccf::report::GapReport;
use ccf::standard::{Answer, Implementation};

mod house_1 {
    include!("house_1.rs");
}

struct Acme;

impl house_1::House for Acme {
    fn r1_1(&self) -> Answer {
        Answer::met(Basis::Declared)
    }
    fn r1_2(&self) -> Answer {
        Answer::new(Verdict::Unmet).gap(GapKind::Design, None, "nobody is at the door")
    }
    fn key_1(&self) -> Answer {
        Answer::met(Basis::Tested)
    }
}

fn main() {
    let files = [("frameworks/house-1.toml".to_owned(), include_str!("house-1.toml").to_owned())];
    let library = ccf::load::load_texts(true, files).library;
    let framework = library.find("house-1").map(|id| library.framework(id)).expect("it was loaded");
    let acme = Implementation::<house_1::HouseInterface, _>::new(framework, &[], &Acme).expect("the trait fits");
    let report = GapReport::new("Acme Pay, Inc.", None, &[&acme]);
    assert!(report.to_json().contains("nobody is at the door"));
}
