//! What the columns of a table can hold, and what a person may see of one that nobody knows.

use countersign_protocol::PersonText;

use super::TableMapping;

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnRole {
    /// The secret, or a whole setup code.
    Secret,
    /// The service's name.
    Issuer,
    /// The user's name.
    Account,
    /// `totp`, `hotp`, `steam` …
    Kind,
    /// The hash.
    Algorithm,
    /// The number of digits.
    Digits,
    /// The period in seconds.
    Period,
    /// The counter of the next code.
    Counter,
    /// The group or folder.
    Group,
    /// The note.
    Note,
    /// Whether it is pinned.
    Pinned,
}

impl ColumnRole {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Secret,
        Self::Issuer,
        Self::Account,
        Self::Kind,
        Self::Algorithm,
        Self::Digits,
        Self::Period,
        Self::Counter,
        Self::Group,
        Self::Note,
        Self::Pinned,
    ];

    /// Its name in a person's arguments.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Issuer => "issuer",
            Self::Account => "account",
            Self::Kind => "kind",
            Self::Algorithm => "algorithm",
            Self::Digits => "digits",
            Self::Period => "period",
            Self::Counter => "counter",
            Self::Group => "group",
            Self::Note => "note",
            Self::Pinned => "pinned",
        }
    }

    /// The role of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name().eq_ignore_ascii_case(name))
    }

    /// The role that a column's name tells.
    pub(super) fn of_name(name: &str, is_whole: bool) -> Option<Self> {
        let name = name.trim_matches(['\u{feff}', ' ', '"']).to_lowercase();
        Self::ALL.into_iter().find(|role| {
            let mut known = role.names().iter();
            if is_whole {
                known.any(|known| *known == name)
            } else {
                known.any(|known| {
                    name.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == *known)
                })
            }
        })
    }

    /// What columns of this role are called, the surest first.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Secret => &super::SECRET,
            Self::Issuer => &super::ISSUER,
            Self::Account => &super::ACCOUNT,
            Self::Kind => &["kind", "otp type", "token type"],
            Self::Algorithm => &["algorithm", "algo", "hash"],
            Self::Digits => &["digits"],
            Self::Period => &["period", "timer", "interval"],
            Self::Counter => &["counter"],
            Self::Group => &super::GROUP,
            Self::Note => &super::NOTE,
            Self::Pinned => &super::PINNED,
        }
    }
}

/// A column as a person may see it: what could be a secret or a password is cut short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, if the first row has names.
    pub name: Option<PersonText>,
    /// Its first values that are not empty.
    pub samples: Vec<String>,
    /// What it seems to hold.
    pub role: Option<ColumnRole>,
}

/// A table as a person may see it, to say what its columns hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableLook {
    /// The columns.
    pub columns: Vec<Column>,
    /// Whether the first row seems to have the columns' names.
    pub has_header: bool,
}

impl TableMapping {
    /// The mapping by the role of each column; the first column of a role counts. `None` without a secret.
    pub fn of_roles(roles: &[Option<ColumnRole>], has_header: bool) -> Option<Self> {
        let at = |wanted| roles.iter().position(|role| *role == Some(wanted));
        Some(Self {
            secret: at(ColumnRole::Secret)?,
            issuer: at(ColumnRole::Issuer),
            account: at(ColumnRole::Account),
            kind: at(ColumnRole::Kind),
            algorithm: at(ColumnRole::Algorithm),
            digits: at(ColumnRole::Digits),
            period: at(ColumnRole::Period),
            counter: at(ColumnRole::Counter),
            group: at(ColumnRole::Group),
            note: at(ColumnRole::Note),
            pinned: at(ColumnRole::Pinned),
            has_header,
        })
    }
}
