//! What stands in the columns of a table that nobody knows: names, a few values, and a guess.

use countersign_otp::{Algorithm, Kind, Secret};
use countersign_protocol::PersonText;
use zeroize::Zeroizing;

use super::columns::{Column, ColumnRole, TableLook};
use super::delimiter;
use crate::import::limits::check_size;
use crate::import::lines::SCHEMES;
use crate::import::source::text_of;

/// So many rows are looked at.
const ROWS: usize = 20;
/// So many values of a column are shown.
const SAMPLES: usize = 3;
const LONGEST_SAMPLE: usize = 40;
const MOST_COLUMNS: usize = 64;
/// Shorter base32 may be a word.
const SHORTEST_SECRET: usize = 16;
/// Shorter text is no secret at all.
const SHORTEST_WORD: usize = 8;
const CUT: &str = "…";
/// What is in the names of columns that nobody shows.
const HIDDEN: [&str; 8] = ["pass", "secret", "key", "pin", "token", "otp", "code", "seed"];

type Row = Vec<Zeroizing<String>>;
type Look = (ColumnRole, fn(&str) -> bool);

/// What the values of a column tell of its role, the surest first.
const LOOKS: [Look; 5] = [
    (ColumnRole::Kind, |value| Kind::from_name(value).is_some()),
    (ColumnRole::Algorithm, |value| Algorithm::from_name(value).is_ok()),
    (ColumnRole::Period, |value| matches!(value, "15" | "30" | "60" | "90" | "120")),
    (ColumnRole::Digits, |value| matches!(value, "6" | "7" | "8")),
    (ColumnRole::Account, |value| value.contains('@')),
];

/// Looks at the first rows of a file. `None` if it is no table with secrets: text of at least two columns, as many
/// in each row, one of which could hold them.
pub fn look_at_table(file: &[u8]) -> Option<TableLook> {
    check_size(file).ok()?;
    let text = text_of(file)?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with(['{', '[', '<', '%']) {
        return None;
    }
    let rows = first_rows(text)?;
    let (first, others) = rows.split_first()?;
    let secret = secret_column(others).or_else(|| secret_column(&rows));
    let could_be = |column| mostly(&rows, column, could_be_secret);
    if secret.is_none() && (others.is_empty() || !(0..first.len()).any(could_be)) {
        return None;
    }
    let is_name = |cell: &Zeroizing<String>| ColumnRole::of_name(cell, true).is_some();
    let has_header = !others.is_empty()
        && match secret {
            Some(column) => !may_be_secret(&first[column]),
            None => first.iter().any(is_name),
        };
    let values = if has_header { others } else { &rows };
    let names = first.iter().map(|name| name.as_str()).filter(|_| has_header);
    let roles = roles(&names.collect::<Vec<_>>(), values, first.len(), secret);
    let columns = first.iter().zip(roles).enumerate().map(|(index, (name, role))| Column {
        name: PersonText::cleaned(name).filter(|_| has_header),
        samples: samples(values, index, is_hidden(has_header.then_some(name.as_str()), role)),
        role,
    });
    Some(TableLook { columns: columns.collect(), has_header })
}

fn first_rows(text: &str) -> Option<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let rows: Vec<Row> = reader
        .records()
        .take(ROWS)
        .map(|row| Some(row.ok()?.iter().map(|cell| Zeroizing::new(cell.trim().to_owned())).collect()))
        .collect::<Option<_>>()?;
    let count = rows.first()?.len();
    let is_table = (2..=MOST_COLUMNS).contains(&count) && rows.iter().all(|row| row.len() == count);
    is_table.then_some(rows)
}

/// The column whose values are secrets, more than half of those that are there.
fn secret_column(rows: &[Row]) -> Option<usize> {
    (0..rows.first()?.len()).find(|&column| mostly(rows, column, may_be_secret))
}

/// What the columns hold, by their names and then by their values. No role twice.
fn roles(names: &[&str], values: &[Row], count: usize, secret: Option<usize>) -> Vec<Option<ColumnRole>> {
    let mut roles = vec![None; count];
    if let Some(column) = secret {
        roles[column] = Some(ColumnRole::Secret);
    }
    for is_whole in [true, false] {
        for (column, name) in names.iter().enumerate() {
            let role = ColumnRole::of_name(name, is_whole).filter(|role| !roles.contains(&Some(*role)));
            roles[column] = roles[column].or(role);
        }
    }
    for (role, looks_so) in LOOKS {
        let fits = |column: &usize| roles[*column].is_none() && mostly(values, *column, looks_so);
        if !roles.contains(&Some(role))
            && let Some(column) = (0..count).find(fits)
        {
            roles[column] = Some(role);
        }
    }
    let is_word = |value: &str| value.chars().any(char::is_alphabetic) && !is_opaque(value);
    let free = |column: &usize| roles[*column].is_none() && mostly(values, *column, is_word);
    if names.is_empty()
        && !roles.contains(&Some(ColumnRole::Issuer))
        && let Some(column) = (0..count).find(free)
    {
        roles[column] = Some(ColumnRole::Issuer);
    }
    roles
}

fn mostly(rows: &[Row], column: usize, fits: impl Fn(&str) -> bool) -> bool {
    let there = rows.iter().filter(|row| !row[column].is_empty());
    let (fitting, all) =
        there.fold((0, 0), |(fitting, all), row| (fitting + usize::from(fits(&row[column])), all + 1));
    fitting * 2 > all
}

fn is_setup_code(value: &str) -> bool {
    SCHEMES
        .iter()
        .any(|scheme| value.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// Also what is short, or hexadecimal.
fn could_be_secret(value: &str) -> bool {
    let is_long = value.len() >= SHORTEST_WORD;
    is_setup_code(value)
        || (is_long && (Secret::from_base32_in_use(value).is_ok() || Secret::from_hex(value).is_ok()))
}

pub(super) fn may_be_secret(value: &str) -> bool {
    is_setup_code(value) || (value.len() >= SHORTEST_SECRET && Secret::from_base32_in_use(value).is_ok())
}

/// A secret, a password, or anything else that nobody reads aloud.
fn is_opaque(value: &str) -> bool {
    if may_be_secret(value) || value.contains("://") {
        return true;
    }
    let has = |fits: fn(&char) -> bool| usize::from(value.chars().any(|c| fits(&c)));
    let classes = has(char::is_ascii_lowercase)
        + has(char::is_ascii_uppercase)
        + has(char::is_ascii_digit)
        + has(char::is_ascii_punctuation);
    let is_one_word = !value.contains(char::is_whitespace) && !value.contains('@');
    is_one_word && (value.len() >= 24 || (value.len() >= 8 && classes >= 3))
}

fn is_hidden(name: Option<&str>, role: Option<ColumnRole>) -> bool {
    let is_named = name.is_some_and(|name| HIDDEN.iter().any(|word| name.to_lowercase().contains(word)));
    let is_plain = matches!(
        role,
        Some(
            ColumnRole::Issuer
                | ColumnRole::Account
                | ColumnRole::Kind
                | ColumnRole::Algorithm
                | ColumnRole::Digits
                | ColumnRole::Period
                | ColumnRole::Counter
                | ColumnRole::Pinned
        )
    );
    role == Some(ColumnRole::Secret) || role == Some(ColumnRole::Note) || (is_named && !is_plain)
}

fn samples(rows: &[Row], column: usize, is_hidden: bool) -> Vec<String> {
    let values = rows.iter().map(|row| row[column].as_str()).filter(|value| !value.is_empty());
    values.take(SAMPLES).map(|value| shown(value, is_hidden)).collect()
}

/// Of what could be a secret no more than its kind and its first two characters.
fn shown(value: &str, is_hidden: bool) -> String {
    if is_setup_code(value) {
        let scheme = value.split_once("://").map_or("", |(scheme, _)| scheme);
        return format!("{scheme}://{CUT}");
    }
    if is_hidden || is_opaque(value) {
        let kept = if may_be_secret(value) { 2 } else { 0 };
        return value.chars().take(kept).chain(CUT.chars()).collect();
    }
    let cleaned = PersonText::cleaned(value).map(String::from).unwrap_or_default();
    if cleaned.chars().count() <= LONGEST_SAMPLE {
        return cleaned;
    }
    cleaned.chars().take(LONGEST_SAMPLE).chain(CUT.chars()).collect()
}
