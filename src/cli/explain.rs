//! `ccf explain`

use ccf::diag::{Code, nearest};

use super::{Exit, Failure, output};

/// What a diagnostic code means, with a wrong and a right example
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ccf explain E0108
  ccf explain            all codes")]
pub struct Args {
    /// The code, such as E0108
    code: Option<String>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let Some(name) = &args.code else {
        let list: String = Code::ALL.iter().map(|code| format!("{}  {}\n", code.id(), code.title())).collect();
        output::print(&list)?;
        return Ok(Exit::Clean);
    };
    let wanted = name.to_uppercase();
    let Some(code) = Code::ALL.iter().find(|code| code.id() == wanted) else {
        let failure = Failure::new(format!("there is no code `{name}`"));
        return Err(match nearest(&wanted, Code::ALL.iter().map(|code| code.id())) {
            Some(near) => failure.help(format!("did you mean `{near}`? `ccf explain` lists all codes")),
            None => failure.help("`ccf explain` lists all codes"),
        });
    };
    output::print(&format!("{}: {}\n\n{}\n", code.id(), code.title(), code.explanation()))?;
    Ok(Exit::Clean)
}
