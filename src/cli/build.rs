//! `ccf build`

use std::path::PathBuf;

use ccf::engine::Posture;
use ccf::engine::merge::ControlSet;
use ccf::report::table::{ControlRow, CrosswalkRow, control_rows, crosswalk_rows, csv};

use super::company::Loaded;
use super::{Exit, Failure, output};

/// Write the control set as spreadsheets: one control set for all frameworks in scope
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf build acme -o out
  ccf build -o out --as-of 2026-06-30

Writes into OUT:
  controls.csv   a row a control: what it does, its parameters at their strictest, who carries it out
  crosswalk.csv  a row a control and requirement: control_id, framework, requirement_id, relation, strength;
                 the relation reads \"requirement RELATION control\"

A requirement that no common control reaches is a control of its own, named framework:id.")]
pub struct Args {
    /// The company's folder [default: this folder, or the nearest above it with a `ccf.toml`]
    dir: Option<PathBuf>,
    /// The folder to write into; made if it is not there
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// The day everything is looked at from, such as 2026-06-30
    #[arg(long, value_name = "DATE")]
    as_of: Option<ccf::model::Date>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = match Loaded::read(args.dir.as_deref(), "no control set is built")? {
        Ok(loaded) => loaded,
        Err(exit) => return Ok(exit),
    };
    let posture = Posture::new(&loaded.workspace.library, &loaded.company, args.as_of);
    let requirements = posture.counted_requirements();
    let set = ControlSet::merge(posture.library, &posture.graph, &requirements);
    let fail = |error| Failure::new(format!("cannot make the folder `{}`: {error}", args.output.display()));
    std::fs::create_dir_all(&args.output).map_err(fail)?;
    let rows = control_rows(&posture, &set);
    let (all, serving) = (rows.len(), set.controls.len());
    output::write_all(&[
        (args.output.join("controls.csv"), csv(ControlRow::COLUMNS, rows)),
        (args.output.join("crosswalk.csv"), csv(CrosswalkRow::COLUMNS, crosswalk_rows(posture.library, &set))),
    ])?;
    output::remark(&format!(
        "wrote {0}/controls.csv and {0}/crosswalk.csv: {serving} controls for {1} requirements, {2} links{3}",
        args.output.display(),
        requirements.len(),
        set.links(),
        if all > serving { format!("; {} more of your controls serve none", all - serving) } else { String::new() },
    ));
    Ok(Exit::Clean)
}
