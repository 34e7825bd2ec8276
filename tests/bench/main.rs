//! Benchmarks: time and peak memory of the work that DESIGN §10 sets goals for. `cargo bench` prints both tables.
//!
//! The generated set of [`set`] is written below the target folder once a run and read from there, as a user's files are.
//! Peak memory is that of fresh processes which do one thing each.

#![allow(clippy::expect_used, reason = "a benchmark that cannot go on must say so")]
#![allow(clippy::print_stdout, reason = "the tables are what it is for")]

mod memory;
mod set;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use ccf::engine::coverage::Coverage;
use ccf::engine::{Graph, Posture};
use ccf::lint::lint;
use ccf::load::{Workspace, load_company, load_paths};
use ccf::report::{GapReport, terminal};
use ccf::standard::Standard;
use divan::{Bencher, black_box};

fn main() {
    if memory::run_as_child() {
        return;
    }
    divan::main();
    // With arguments of its own divan lists or selects benchmarks.
    if std::env::args().skip(1).all(|argument| argument == "--bench") {
        memory::print_table();
    }
}

/// The folder of the generated set, written once a run.
fn generated() -> &'static Path {
    static SET: OnceLock<PathBuf> = OnceLock::new();
    SET.get_or_init(|| {
        let folder = folder();
        let texts = set::generate(set::FULL, 1);
        // What an older generator wrote must not stay.
        let _ = std::fs::remove_dir_all(&folder);
        for (path, text) in &texts {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder to write to");
            std::fs::write(path, text).expect("a file to write to");
        }
        folder
    })
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated")
}

fn acme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/acme")
}

fn loaded() -> &'static Workspace {
    static WORKSPACE: OnceLock<Workspace> = OnceLock::new();
    WORKSPACE.get_or_init(|| load(generated()))
}

fn load(folder: &Path) -> Workspace {
    let workspace = load_paths(&[folder.to_path_buf()]);
    assert!(workspace.diagnostics.is_empty(), "{:#?}", workspace.diagnostics.first());
    workspace
}

fn check(folder: &Path) {
    let workspace = load(folder);
    let found = lint(&workspace);
    assert!(found.is_empty(), "{:#?}", found.first());
}

/// What `ccf gap tests/acme` does.
fn gap(folder: &Path) -> String {
    let workspace = load_company(folder);
    let company = workspace.company.as_ref().expect("the company of the tests");
    let posture = Posture::new(&workspace.library, company, None);
    let standards: Vec<&dyn Standard> = posture.frameworks().iter().map(|f| f as &dyn Standard).collect();
    terminal(&GapReport::new(&company.name, None, &standards), None)
}

fn infer_one(workspace: &Workspace) {
    let company = workspace.company.as_ref().expect("the set has a company");
    black_box(Posture::new(&workspace.library, company, None));
}

/// What of every framework follows from every one: the 429 connected pairs and all others, as `ccf map --all` shows them.
fn coverage(workspace: &Workspace) -> Coverage {
    Coverage::new(&workspace.library, &Graph::new(&workspace.library))
}

#[divan::bench_group(sample_size = 1, sample_count = 11)]
mod generated_set {
    use super::{Bencher, check, coverage, generated, infer_one, load, loaded};

    #[divan::bench]
    fn a_load(bencher: Bencher) {
        let folder = generated();
        bencher.bench(|| load(folder));
    }

    #[divan::bench]
    fn b_load_and_check(bencher: Bencher) {
        let folder = generated();
        bencher.bench(|| check(folder));
    }

    #[divan::bench]
    fn c_infer_one_framework(bencher: Bencher) {
        let workspace = loaded();
        bencher.bench(|| infer_one(workspace));
    }

    #[divan::bench]
    fn d_coverage_of_all_pairs(bencher: Bencher) {
        let workspace = loaded();
        bencher.bench(|| coverage(workspace));
    }
}

/// Whole processes, from the start of `ccf` to its end.
#[divan::bench_group(sample_size = 1, sample_count = 31)]
mod cold {
    use super::{Command, Stdio};

    fn run(arguments: &[&str]) {
        let mut ccf = Command::new(env!("CARGO_BIN_EXE_ccf"));
        let ended = ccf.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).stdout(Stdio::null()).status();
        assert!(ended.expect("ccf was built").success());
    }

    #[divan::bench]
    fn gap_acme() {
        run(&["gap", "tests/acme"]);
    }

    #[divan::bench]
    fn map_soc2_iso27001() {
        run(&["map", "soc2", "iso27001-2022"]);
    }

    #[divan::bench]
    fn check_acme() {
        run(&["check", "--quiet", "tests/acme"]);
    }
}
