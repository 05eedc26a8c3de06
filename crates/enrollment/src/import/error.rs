//! Why a whole file cannot be read. Each variant asks the person for something else.

use super::limits::KdfCost;

/// Why a file cannot be read. No variant carries any part of the file but names of its fields.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No format that is known here.
    #[error("the file is no export that is known here")]
    NotRecognized,
    /// A table whose columns nobody knows: ask what they hold ([`look_at_table`](super::look_at_table)), and read it
    /// with [`read_table`](super::read_table).
    #[error("the file is a table whose columns are not known here")]
    ColumnsUnknown,
    /// The file is encrypted: ask for its password.
    #[error("the file has a password")]
    PasswordNeeded,
    /// The file itself says that the password is another one.
    #[error("the password of the file is another one")]
    WrongPassword,
    /// The password is another one, or the file was changed: this format cannot tell which.
    #[error("the password of the file is another one, or the file is damaged")]
    WrongPasswordOrDamaged,
    /// The file is cut off or altered at this place.
    #[error("the file is damaged at {0}")]
    Damaged(String),
    /// The file is larger, deeper or fuller than any export.
    #[error("the file is too large: {0}")]
    TooLarge(Excess),
    /// Opening the file costs more than usual: ask the person, and read it again with these limits.
    #[error("opening the file takes unusually much memory or time")]
    CostsMuch(KdfCost),
    /// A newer version of the format than is known here.
    #[error("the file is of version {0} of its format, which is not known here")]
    UnknownVersion(String),
    /// The file is encrypted in a way that is not known here.
    #[error("the file is encrypted in a way that is not known here")]
    UnknownEncryption,
    /// Only the account of the app that wrote the file can open it: export again with a password.
    #[error("the file can only be opened within the account that it was made in")]
    BoundToAccount,
    /// The file only describes others, or needs one beside it: choose them together.
    #[error("the file belongs together with another one beside it")]
    NeedsNeighbor,
}

/// In which way a file is too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// More bytes than any export.
    Bytes,
    /// Lists in lists, deeper than any export.
    Nesting,
    /// More accounts than anybody has.
    Entries,
    /// It is small, and huge once unpacked.
    Unpacked,
}

impl std::fmt::Display for Excess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Bytes => "more than 32 MiB",
            Self::Nesting => "lists within lists",
            Self::Entries => "more than 50000 accounts",
            Self::Unpacked => "it grows when it is unpacked",
        })
    }
}

impl ImportError {
    /// The file is damaged at this place.
    pub(crate) fn damaged(place: impl Into<String>) -> Self {
        Self::Damaged(place.into())
    }
}
