//! Tables (CSV) of password managers and of people: the columns are known by their names, or named by a person.

mod columns;
mod looking;

use zeroize::Zeroizing;

use countersign_otp::{Kind, Secret};

use super::draft::{Draft, Harvest, Recipe};
use super::entry::Note;
use super::error::ImportError;
use super::format::Format;
use super::skipped::{Place, SkipReason};
use super::uri;

pub use columns::{Column, ColumnRole, TableLook};
pub use looking::look_at_table;

/// Which column holds what; columns are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableMapping {
    /// The secret, or a whole setup code.
    pub secret: usize,
    /// The service's name.
    pub issuer: Option<usize>,
    /// The user's name.
    pub account: Option<usize>,
    /// `totp`, `hotp`, `steam` …
    pub kind: Option<usize>,
    /// The hash.
    pub algorithm: Option<usize>,
    /// The number of digits.
    pub digits: Option<usize>,
    /// The period in seconds.
    pub period: Option<usize>,
    /// The counter of the next code.
    pub counter: Option<usize>,
    /// The group or folder.
    pub group: Option<usize>,
    /// The note.
    pub note: Option<usize>,
    /// Whether it is pinned.
    pub pinned: Option<usize>,
    /// Whether the first row has the columns' names.
    pub has_header: bool,
}

const SECRET: [&str; 11] = [
    "login_totp",
    "totp",
    "otpauth",
    "otpurl",
    "otpsecret",
    "otpauth_uri",
    "one-time password",
    "otp",
    "secret",
    "totp secret",
    "setup key",
];
const ISSUER: [&str; 9] =
    ["issuer", "service", "title", "name", "password name", "account name", "site", "provider", "website"];
const ACCOUNT: [&str; 8] =
    ["login_username", "account", "username", "user name", "login", "user", "email", "label"];
const GROUP: [&str; 7] = ["folder", "group", "grouping", "category", "tags", "vault", "collections"];
const NOTE: [&str; 5] = ["notes", "note", "extra", "comments", "comment"];
const PINNED: [&str; 4] = ["favorite", "fav", "favourite", "pinned"];

impl TableMapping {
    /// The mapping that the columns' names tell; `None` if none of them is that of a secret.
    pub fn of_header(names: &[&str]) -> Option<Self> {
        let names: Vec<String> =
            names.iter().map(|name| name.trim_matches(['\u{feff}', ' ', '"']).to_lowercase()).collect();
        let column = |role: ColumnRole| {
            role.names().iter().find_map(|wanted| names.iter().position(|name| name == wanted))
        };
        Some(Self {
            secret: column(ColumnRole::Secret)?,
            issuer: column(ColumnRole::Issuer),
            account: column(ColumnRole::Account),
            kind: column(ColumnRole::Kind),
            algorithm: column(ColumnRole::Algorithm),
            digits: column(ColumnRole::Digits),
            period: column(ColumnRole::Period),
            counter: column(ColumnRole::Counter),
            group: column(ColumnRole::Group),
            note: column(ColumnRole::Note),
            pinned: column(ColumnRole::Pinned),
            has_header: true,
        })
    }
}

/// Which table it is, by its first row.
pub(crate) fn recognize(text: &str) -> Option<(Format, TableMapping)> {
    let header = first_row(text)?;
    // A value that is called as a column is no name of one.
    if header.iter().any(|name| looking::may_be_secret(name)) {
        return None;
    }
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let mapping = TableMapping::of_header(&names)?;
    let has =
        |wanted: &str| names.iter().any(|name| name.trim_matches('\u{feff}').eq_ignore_ascii_case(wanted));
    let format = if has("login_totp") && has("login_username") {
        Format::BitwardenCsv
    } else if has("login_totp") {
        Format::BitwardenAuthenticatorCsv
    } else if has("Group") && has("Title") && has("TOTP") {
        Format::KeePassXcCsv
    } else if has("OTPAuth") && has("Favorite") {
        Format::OnePasswordCsv
    } else if has("createTime") && has("totp") {
        Format::ProtonPass
    } else {
        Format::PlainCsv
    };
    Some((format, mapping))
}

/// Reads a table; rows without a secret are no accounts.
pub(crate) fn read(text: &str, mapping: &TableMapping) -> Result<Harvest, ImportError> {
    let mut harvest = Harvest::default();
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(mapping.has_header)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut row = csv::StringRecord::new();
    loop {
        let line = usize::try_from(rows.position().line()).unwrap_or(usize::MAX);
        match rows.read_record(&mut row) {
            Ok(false) => return Ok(harvest),
            Err(_) => return Err(ImportError::damaged(format!("line {line}"))),
            Ok(true) => {}
        }
        let line = row.position().map_or(line, |at| usize::try_from(at.line()).unwrap_or(usize::MAX));
        if let Some(draft) = draft(&row, mapping) {
            harvest.add(Place::Line(line), draft)?;
        }
    }
}

fn draft(row: &csv::StringRecord, mapping: &TableMapping) -> Option<Draft> {
    let cell = |column: Option<usize>| column.and_then(|column| row.get(column)).map_or("", str::trim);
    let secret = Zeroizing::new(cell(Some(mapping.secret)).to_owned());
    if secret.is_empty() {
        return None;
    }
    let (issuer, account) = (cell(mapping.issuer), cell(mapping.account));
    let mut draft = if secret.contains("://") {
        uri::draft_of_field(&secret, issuer, account)
    } else {
        let number = |column| cell(column).parse().ok();
        let recipe = Recipe {
            algorithm: Some(cell(mapping.algorithm)),
            digits: number(mapping.digits),
            period: number(mapping.period),
            counter: number(mapping.counter),
            pin: None,
        };
        let kind = match cell(mapping.kind) {
            "" => Some(Kind::Totp),
            name => Kind::from_name(name),
        };
        let secret = Secret::from_base32_in_use(&secret).map_err(SkipReason::from);
        let codes = secret.and_then(|secret| recipe.generator(kind.ok_or(SkipReason::UnknownKind)?, secret));
        Draft::new(issuer, account, codes)
    };
    draft.groups = cell(mapping.group).split(';').map(str::to_owned).collect();
    draft.note = Note::from_text(cell(mapping.note));
    draft.is_pinned = matches!(cell(mapping.pinned).to_ascii_lowercase().as_str(), "1" | "true" | "yes");
    Some(draft)
}

fn first_row(text: &str) -> Option<Vec<String>> {
    let line = text.lines().next()?;
    let mut rows =
        csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter(text)).from_reader(line.as_bytes());
    let row = rows.records().next()?.ok()?;
    (row.len() > 1).then(|| row.iter().map(str::to_owned).collect())
}

fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let most = [b',', b';', b'\t'].into_iter().max_by_key(|&each| {
        (header.bytes().filter(|&byte| byte == each).count(), std::cmp::Reverse(each != b','))
    });
    most.unwrap_or(b',')
}
