//! A company's folder, whole, in another place: all of it or nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::Failure;

/// Refuses a target that holds something, or lies inside the folder that is copied.
pub fn refuse(folder: &Path, target: &Path) -> Result<(), Failure> {
    let occupied = |what: &str| {
        Err(Failure::new(format!("`{}` {what}", target.display())).help("name a folder that is empty or not there yet"))
    };
    let absolute = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    let inside = match (absolute(folder), absolute(target)) {
        (Ok(folder), Ok(target)) => {
            let above = target.ancestors().find_map(|above| above.canonicalize().ok());
            target.starts_with(&folder) || above.is_some_and(|above| above.starts_with(&folder))
        }
        _ => false,
    };
    if inside {
        return occupied("lies in the company's own folder");
    }
    match target.read_dir() {
        Ok(entries) => {
            if entries.count() == 0 {
                Ok(())
            } else {
                occupied("is not empty")
            }
        }
        Err(_) if target.exists() => occupied("is no folder that can be read"),
        Err(_) => Ok(()),
    }
}

/// Copies a folder without its `.git`, with other texts in some of its files. It is made beside the target and takes its
/// place at the end.
pub fn copy(folder: &Path, target: &Path, changed: &BTreeMap<String, String>) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure::new(format!("cannot write `{}`: {error}", target.display()));
    let absolute = std::path::absolute(target).map_err(fail)?;
    let mut name = std::ffi::OsString::from(".");
    name.push(absolute.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    let part = absolute.with_file_name(name);
    let made: Vec<PathBuf> =
        absolute.ancestors().skip(1).take_while(|above| !above.exists()).map(Path::to_path_buf).collect();
    let write = || {
        std::fs::create_dir_all(&part).map_err(fail)?;
        copy_into(folder, &part, &mut vec![folder.canonicalize().map_err(fail)?])?;
        for (name, text) in changed {
            std::fs::write(part.join(name), text).map_err(fail)?;
        }
        if target.exists() {
            // It is empty, which was made sure of.
            std::fs::remove_dir(target).map_err(fail)?;
        }
        std::fs::rename(&part, &absolute).map_err(fail)
    };
    let ended = write();
    if ended.is_err() {
        // What matters is the error before.
        let _ = std::fs::remove_dir_all(&part);
        for folder in made {
            let _ = std::fs::remove_dir(folder);
        }
    }
    ended
}

/// Copies what is in a folder; links are followed, but not round in a circle.
fn copy_into(folder: &Path, target: &Path, above: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let fail = |path: &Path, error: std::io::Error| Failure::new(format!("cannot copy `{}`: {error}", path.display()));
    for entry in std::fs::read_dir(folder).map_err(|error| fail(folder, error))? {
        let entry = entry.map_err(|error| fail(folder, error))?;
        let (path, to) = (entry.path(), target.join(entry.file_name()));
        if entry.file_name() == ".git" {
            continue;
        }
        let metadata = std::fs::metadata(&path).map_err(|error| fail(&path, error))?;
        if metadata.is_dir() {
            let real = path.canonicalize().map_err(|error| fail(&path, error))?;
            if above.contains(&real) {
                return Err(Failure::new(format!("cannot copy `{}`: it leads back to itself", path.display()))
                    .help("remove the link, or migrate in place"));
            }
            std::fs::create_dir(&to).map_err(|error| fail(&to, error))?;
            above.push(real);
            copy_into(&path, &to, above)?;
            above.pop();
        } else if metadata.is_file() {
            std::fs::copy(&path, &to).map_err(|error| fail(&path, error))?;
        } else {
            return Err(Failure::new(format!("cannot copy `{}`: it is no regular file", path.display()))
                .help("remove it, or migrate in place"));
        }
    }
    Ok(())
}
