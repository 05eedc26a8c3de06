//! What files, texts and pictures would bring, and what is in the trash.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::accounts::CodeKind;
use super::linking::PendingView;

/// From what kind of place accounts come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImportKind {
    /// Another app's file.
    App,
    /// Setup codes in texts or pictures.
    Codes,
    /// A backup of this app.
    Backup,
}

/// What would come.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportPreview {
    /// What to confirm or cancel.
    pub(crate) id: String,
    /// From what kind of place it comes.
    pub(crate) kind: ImportKind,
    /// The name of the app's format.
    pub(crate) format: String,
    /// When a backup was made, in seconds since 1970.
    pub(crate) made_at: Option<i64>,
    /// The accounts.
    pub(crate) entries: Vec<EntryView>,
    /// What cannot come.
    pub(crate) skipped: Vec<SkippedView>,
    /// Links to accounts of a server, each to be linked by itself.
    pub(crate) links: Vec<PendingView>,
}

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ColumnRole {
    /// The secret, or a whole setup code.
    Secret,
    /// The service's name.
    Issuer,
    /// The user's name.
    Account,
    /// The kind of codes.
    Kind,
    /// The hash.
    Algorithm,
    /// The number of digits.
    Digits,
    /// The period in seconds.
    Period,
    /// The counter of the next code.
    Counter,
    /// The group.
    Group,
    /// The note.
    Note,
    /// Whether it is pinned.
    Pinned,
}

/// A column of a table that nobody knows.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ColumnView {
    /// Its name, if it has one.
    pub(crate) name: Option<String>,
    /// Some of its values; what could be a secret is cut short.
    pub(crate) samples: Vec<String>,
    /// What it seems to hold.
    pub(crate) role: Option<ColumnRole>,
}

/// A table that nobody knows.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TableView {
    /// Its columns.
    pub(crate) columns: Vec<ColumnView>,
    /// Whether the first row seems to have the columns' names.
    pub(crate) has_header: bool,
}

/// What the person says that the columns of a table hold.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TableColumns {
    /// The role of each column, in their order.
    pub(crate) roles: Vec<Option<ColumnRole>>,
    /// Whether the first row has the columns' names.
    pub(crate) has_header: bool,
}

/// How an entry stands to the accounts that are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EntryStanding {
    /// It is not here.
    New,
    /// An account here makes the same codes.
    Here,
    /// An account here has the same names or the same secret, and makes other codes.
    Differs,
    /// An entry further up is the same.
    Repeats,
}

/// One account that would come.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryView {
    /// Its number in the preview.
    pub(crate) index: u32,
    /// The service's name.
    pub(crate) service: String,
    /// The user's name.
    pub(crate) user: String,
    /// By what its codes are made; nothing for a link without codes.
    pub(crate) kind: Option<CodeKind>,
    /// The groups that it is in.
    pub(crate) groups: Vec<String>,
    /// Whether a note comes along.
    pub(crate) has_note: bool,
    /// Whether its picture is too large to come along.
    pub(crate) is_icon_left_out: bool,
    /// Whether the secret is shorter than the standard asks for.
    pub(crate) is_weak: bool,
    /// The server that it has to be linked with again.
    pub(crate) former_origin: Option<String>,
    /// How it stands to the accounts that are here.
    pub(crate) standing: EntryStanding,
}

/// Why something cannot come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SkipCode {
    /// It has no secret.
    NoSecret,
    /// Its secret is none.
    SecretInvalid,
    /// It asks for codes that do not exist.
    ParameterInvalid,
    /// Its kind of codes is not known.
    KindUnknown,
    /// Its PIN is missing.
    PinMissing,
    /// Its PIN is none.
    PinInvalid,
    /// It is damaged.
    Damaged,
    /// Its secret is sealed with a key of another device.
    Sealed,
    /// It lies in the other app's trash.
    InTrash,
    /// It is no account.
    NotAnAccount,
    /// One code of several is missing.
    PartMissing,
    /// A text is too long.
    TooLong,
    /// There is no QR code in the picture.
    NoQrCode,
    /// The picture cannot be read.
    PictureUnreadable,
    /// The file is no export that is known.
    FileUnknown,
    /// The file belongs together with another one.
    FileAlone,
}

/// Something that cannot come.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SkippedView {
    /// Which of several files it is in.
    pub(crate) file: Option<u32>,
    /// In which line it stands.
    pub(crate) line: Option<u32>,
    /// At which path it stands.
    pub(crate) path: Option<String>,
    /// What it is called.
    pub(crate) name: Option<String>,
    /// Why.
    pub(crate) reason: SkipCode,
    /// Which part is missing.
    pub(crate) part: Option<u32>,
    /// Of how many.
    pub(crate) of: Option<u32>,
}

/// What the person has chosen for one entry.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportChoice {
    /// The entry.
    pub(crate) index: u32,
    /// Whether it takes the place of the account that it differs from.
    pub(crate) replaces: bool,
}

/// What came.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportDone {
    /// What to undo.
    pub(crate) import_id: Option<String>,
    /// How many accounts came as their own.
    pub(crate) added: u32,
    /// How many took the place of another one.
    pub(crate) replaced: u32,
}

/// An import that can still be undone.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportView {
    /// What to undo.
    pub(crate) id: String,
    /// From what kind of place it came.
    pub(crate) kind: ImportKind,
    /// The name of the app's format.
    pub(crate) format: String,
    /// When, in seconds since 1970.
    pub(crate) at: i64,
    /// How many accounts came.
    pub(crate) added: u32,
    /// Until when it can be undone, in seconds since 1970.
    pub(crate) undo_until: i64,
}

/// An account in the trash.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TrashedView {
    /// The account.
    pub(crate) id: String,
    /// The service's name.
    pub(crate) service: String,
    /// The user's name.
    pub(crate) user: String,
    /// When it was removed, in seconds since 1970.
    pub(crate) removed_at: i64,
    /// When it is erased for good, in seconds since 1970.
    pub(crate) erased_at: i64,
}
