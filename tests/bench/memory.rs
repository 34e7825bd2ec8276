//! Peak memory, as Linux counts it.

use std::process::Command;

use super::{acme, check, coverage, folder, gap, infer_one, load};

/// Names the job to a child.
const JOB: &str = "CCF_BENCH_JOB";
const JOBS: [&str; 5] = ["load", "load and check", "infer one framework", "coverage of all pairs", "gap of Acme"];

/// Does the one job a child was started for, and prints the peak of its memory in KiB; false in any other process.
pub fn run_as_child() -> bool {
    let Ok(job) = std::env::var(JOB) else { return false };
    match job.as_str() {
        "load" => drop(load(&folder())),
        "load and check" => check(&folder()),
        "infer one framework" => infer_one(&load(&folder())),
        "gap of Acme" => drop(gap(&acme())),
        _ => drop(coverage(&load(&folder()))),
    }
    println!("{}", peak().unwrap_or_default());
    true
}

/// The greatest resident set this process has had, in KiB; none where the system does not say.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Runs every job in a process of its own and prints what each took.
pub fn print_table() {
    let Ok(this) = std::env::current_exe() else { return };
    println!("\n{:<24}  peak memory", "fresh process");
    for job in JOBS {
        let output = Command::new(&this).env(JOB, job).output().expect("this program runs");
        let peak: Option<u64> = String::from_utf8_lossy(&output.stdout).trim().parse().ok();
        match peak.filter(|&peak| output.status.success() && peak > 0) {
            Some(peak) => println!("{job:<24}  {:>6} MiB", peak.div_ceil(1024)),
            None => println!("{job:<24}  not known here"),
        }
    }
}
