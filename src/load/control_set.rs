//! A control set as `ccf build` wrote it: `controls.csv` and `crosswalk.csv`, read back.

use std::collections::BTreeMap;
use std::path::Path;

use crate::model::READ_COLUMNS;
use crate::model::vocabulary::Relation;
use crate::model::{ControlList, ListedControl, ListedParam};

/// The two files of a control set.
pub const CONTROL_SET_FILES: [&str; 2] = ["controls.csv", "crosswalk.csv"];

/// Reads the folder that `ccf build` wrote.
///
/// # Errors
///
/// A file that cannot be read, a column that is missing, or a cell that `ccf build` does not write; as a sentence with
/// file and line.
pub fn read_control_set(folder: &Path) -> Result<ControlList, String> {
    let [controls, crosswalk] = CONTROL_SET_FILES.map(|name| folder.join(name));
    let mut list = ControlList::default();
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    list.columns = other_columns(&controls)?;
    let others = list.columns.clone();
    each_row(&controls, READ_COLUMNS, &others, |[id, title, parameters, requirements], cells| {
        let params = parameters.split("; ").filter(|part| !part.is_empty()).map(|part| {
            parameter(part).ok_or_else(|| format!("`{part}` is no parameter, such as `interval = 90 days (default)`"))
        });
        let params = params.collect::<Result<_, _>>()?;
        let cells = others.iter().cloned().zip(cells).collect();
        let control = ListedControl { title, serves: BTreeMap::new(), params, cells };
        if list.controls.insert(id.clone(), control).is_some() {
            return Err(format!("the control `{id}` is there twice"));
        }
        let served = requirements.split("; ").filter(|name| !name.is_empty()).map(str::to_owned);
        named.insert(id, served.collect());
        Ok(())
    })?;
    let columns = ["control_id", "framework", "requirement_id", "relation", "strength"];
    each_row(&crosswalk, columns, &[], |[id, framework, requirement, relation, strength], _| {
        let known = Relation::ALL.iter().find(|known| known.as_str() == relation);
        let relation = *known.ok_or_else(|| format!("`{relation}` is no relation"))?;
        let strength = strength.parse().map_err(|_| format!("`{strength}` is no strength from 1 to 10"))?;
        let control = list.controls.get_mut(&id).ok_or_else(|| format!("`{id}` is not in controls.csv"))?;
        control.serves.insert(format!("{framework}:{requirement}"), Some((relation, strength)));
        Ok(())
    })?;
    // A control of the company's own is in no crosswalk.
    for (id, names) in named {
        if let Some(control) = list.controls.get_mut(&id).filter(|control| control.serves.is_empty()) {
            control.serves = names.into_iter().map(|name| (name, None)).collect();
        }
    }
    Ok(list)
}

/// The columns of `controls.csv` that are compared as plain texts: all that are not read for what they say.
fn other_columns(path: &Path) -> Result<Vec<String>, String> {
    let (_, headers) = open(path)?;
    let others = headers.into_iter().filter(|header| !header.is_empty() && !READ_COLUMNS.contains(&header.as_str()));
    Ok(others.collect())
}

/// A table and its headers.
fn open(path: &Path) -> Result<(csv::Reader<std::fs::File>, Vec<String>), String> {
    let failed = |error: csv::Error| format!("cannot read `{}`: {error}", path.display());
    let mut reader = csv::Reader::from_path(path).map_err(failed)?;
    let headers = reader.headers().map_err(failed)?;
    let headers = headers.iter().map(|header| header.trim_start_matches('\u{feff}').to_owned()).collect();
    Ok((reader, headers))
}

/// Gives the cells of the columns named, row by row: those that must be there, and others.
fn each_row<const N: usize>(
    path: &Path,
    columns: [&str; N],
    others: &[String],
    mut take: impl FnMut([String; N], Vec<String>) -> Result<(), String>,
) -> Result<(), String> {
    let shown = path.display();
    let (mut reader, headers) = open(path)?;
    let place = |column: &str| {
        let found = headers.iter().position(|header| header == column);
        found.ok_or_else(|| format!("`{shown}` has no column `{column}`"))
    };
    let mut places = [0; N];
    for (at, column) in places.iter_mut().zip(columns) {
        *at = place(column)?;
    }
    let others = others.iter().map(|column| place(column)).collect::<Result<Vec<usize>, String>>()?;
    for record in reader.records() {
        let record = record.map_err(|error| format!("cannot read `{shown}`: {error}"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |place: usize| unguarded(record.get(place).unwrap_or_default()).to_owned();
        let more = others.iter().map(|&place| cell(place)).collect();
        take(places.map(cell), more).map_err(|wrong| format!("{shown}:{line}: {wrong}"))?;
    }
    Ok(())
}

/// A cell without the apostrophe that keeps spreadsheets from reading a formula.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

/// `review-interval = 90 days (soc2-2017:CC6.3)`
fn parameter(text: &str) -> Option<(String, ListedParam)> {
    let (name, rest) = text.split_once(" = ")?;
    let (number, source) = rest.strip_suffix(')')?.split_once(" (")?;
    let (value, unit) = number.split_once(' ')?;
    let imposed_by = (source != "default").then(|| source.to_owned());
    Some((name.to_owned(), ListedParam { value: value.parse().ok()?, unit: unit.to_owned(), imposed_by }))
}
