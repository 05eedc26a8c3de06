//! The columns of a table: what the person says of them, and what there is to say something of.

use countersign_authenticator::{Authenticator, Column as Shown, ColumnRole, TableLook, TableMapping};

use super::reading::Files;
use crate::arguments::{Column, ImportArguments};
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::plain::plain;
use crate::screen::Screen;

/// Which column holds what, as the arguments say.
pub(super) fn mapping(
    arguments: &ImportArguments,
    files: &Files,
    core: &Authenticator,
) -> Outcome<Option<TableMapping>> {
    let Some(columns) = &arguments.columns else { return Ok(None) };
    let is_named = columns.iter().any(|column| matches!(column, Column::Named(..)));
    let look = if is_named { Some(core.look_at_table(files).ok_or_else(no_table)?) } else { None };
    let mut has_header = arguments.header || look.as_ref().is_some_and(|look| look.has_header);
    let mut roles =
        vec![None; look.as_ref().map_or(columns.len(), |look| look.columns.len().max(columns.len()))];
    for (place, column) in columns.iter().enumerate() {
        let (index, role) = match (column, &look) {
            (Column::Named(role, name), Some(look)) => {
                let (index, is_by_name) = find(look, name)?;
                has_header |= is_by_name;
                (index, Some(*role))
            }
            (Column::Named(role, _), None) | (Column::Next(Some(role)), _) => (place, Some(*role)),
            (Column::Next(None), _) => continue,
        };
        roles[index] = role;
    }
    let mapping = TableMapping::of_roles(&roles, has_header);
    mapping.map(Some).ok_or_else(|| usage("One of the columns has to be the secret."))
}

/// Shows the columns of a table that nobody knows, with an example of how to name them.
pub(super) fn show(files: &Files, core: &Authenticator, screen: &Screen) {
    let Some(look) = core.look_at_table(files) else { return };
    for (number, column) in (1..).zip(&look.columns) {
        let name = column.name.as_ref().map(|name| format!("{}: ", name.as_str())).unwrap_or_default();
        screen.note(&format!("  {number:2}  {}", plain(&format!("{name}{}", column.samples.join(", ")))));
    }
    screen.note(&format!("For example: --columns {}", example(&look.columns)));
}

/// The guess as an argument; what nobody can guess is left to the person.
fn example(columns: &[Shown]) -> String {
    let mut guessed: Vec<String> = (1..)
        .zip(columns)
        .filter_map(|(number, column): (usize, _)| Some(format!("{}={number}", column.role?.name())))
        .collect();
    if columns.iter().all(|column| column.role != Some(ColumnRole::Secret)) {
        guessed.push("secret=NUMBER".to_owned());
    }
    guessed.join(",")
}

/// The column of this number or name, and whether it was the name.
fn find(look: &TableLook, wanted: &str) -> Outcome<(usize, bool)> {
    let is_it = |column: &Shown| {
        column.name.as_ref().is_some_and(|name| name.as_str().eq_ignore_ascii_case(wanted.trim()))
    };
    if let Some(index) = look.columns.iter().position(is_it) {
        return Ok((index, true));
    }
    match wanted.trim().parse::<usize>() {
        Ok(number) if (1..=look.columns.len()).contains(&number) => Ok((number - 1, false)),
        _ => Err(usage(&format!("The table has no column {}.", plain(wanted)))),
    }
}

fn no_table() -> Failure {
    Failure::new(Exit::Unreadable, "file_unknown", "There is no table among the files.")
}

fn usage(sentence: &str) -> Failure {
    Failure::new(Exit::Usage, "usage", sentence)
}
