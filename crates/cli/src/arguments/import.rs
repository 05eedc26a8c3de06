//! The arguments of what brings accounts in, and takes them back.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use countersign_authenticator::ColumnRole;

use super::JsonArguments;

/// `import`.
#[derive(Debug, Args)]
#[command(after_help = "\
The format is told by the content, not by the name. Several files are read together: parts of one export in several \
pictures, or a file and the one beside it that it needs. A password is asked in the terminal, or taken from \
--password-file. All that comes, comes at once, and `countersign undo-import` takes it back for 24 hours.")]
pub(crate) struct ImportArguments {
    /// Another app's export, a backup, a picture, a text; - reads the standard input
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) opening: FileArguments,
    #[command(flatten)]
    pub(crate) bringing: BringArguments,
    /// For a table: what is in its columns, in their order (issuer,account,secret,-) or by name or number
    /// (secret=3,issuer=Site)
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', value_parser = column)]
    pub(crate) columns: Option<Vec<Column>>,
    /// For a table: the first row has the columns' names
    #[arg(long, requires = "columns")]
    pub(crate) header: bool,
}

/// `restore`.
#[derive(Debug, Args)]
#[command(after_help = "\
Restoring is importing: what is here stays, what is missing comes. An automatic backup opens by this vault's own \
identity, or by the words of the recovery sheet.")]
pub(crate) struct RestoreArguments {
    /// A backup of Countersign; - reads the standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// Where the vault or its key is missing, or the vault is damaged: begin with an empty vault. What is there is
    /// kept beside it
    #[arg(long, conflicts_with = "preview")]
    pub(crate) begin_anew: bool,
    #[command(flatten)]
    pub(crate) opening: FileArguments,
    #[command(flatten)]
    pub(crate) bringing: BringArguments,
}

/// `scan`.
#[derive(Debug, Args)]
pub(crate) struct ScanArguments {
    /// Pictures with QR codes: screenshots, photos, pages
    #[arg(value_name = "IMAGE", required_unless_present = "screen", value_hint = ValueHint::FilePath)]
    pub(crate) images: Vec<PathBuf>,
    /// Look at the screen instead
    #[arg(long, conflicts_with = "images")]
    pub(crate) screen: bool,
    /// Link with servers without asking
    #[arg(long, short)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) bringing: BringArguments,
}

/// `undo-import`.
#[derive(Debug, Args)]
pub(crate) struct UndoArguments {
    /// The import's id; without it, the last one
    pub(crate) id: Option<String>,
    /// List the imports that can still be undone
    #[arg(long, conflicts_with = "id")]
    pub(crate) list: bool,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

/// What opens a file.
#[derive(Debug, Args)]
pub(crate) struct FileArguments {
    /// A file whose first line is the password or the recovery sheet's words
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) password_file: Option<PathBuf>,
    /// Open the file however much memory and time its password costs
    #[arg(long)]
    pub(crate) accept_cost: bool,
}

/// What is done with what was read.
#[derive(Debug, Args)]
pub(crate) struct BringArguments {
    /// Only show what would come
    #[arg(long)]
    pub(crate) preview: bool,
    /// Show each account's code at this moment, in seconds since 1970, to compare with the other app
    #[arg(long, value_name = "UNIX_TIME")]
    pub(crate) at: Option<u64>,
    /// What becomes of an account that is here with another secret
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = Different::Skip)]
    pub(crate) if_different: Different,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

/// What becomes of an account that differs from the one here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Different {
    /// Leave it out
    Skip,
    /// Keep both
    Add,
    /// Put it in the place of the one here, which goes to the trash
    Replace,
}

/// What is in a column of a table: of the next one, or of one that is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Column {
    /// The next column; nothing that is wanted for `-`.
    Next(Option<ColumnRole>),
    /// The column of this name or number.
    Named(ColumnRole, String),
}

fn column(text: &str) -> Result<Column, String> {
    let role = |name: &str| {
        let known = || ColumnRole::ALL.map(ColumnRole::name).join(", ");
        ColumnRole::from_name(name)
            .ok_or_else(|| format!("a column holds one of {}, or - for nothing", known()))
    };
    match text.split_once('=') {
        Some((name, column)) => Ok(Column::Named(role(name)?, column.to_owned())),
        None if text == "-" => Ok(Column::Next(None)),
        None => role(text).map(|role| Column::Next(Some(role))),
    }
}
