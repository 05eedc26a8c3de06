//! The arguments of what takes accounts out, and checks it.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::JsonArguments;

/// `export`.
#[derive(Debug, Args)]
#[command(after_help = "\
What cannot go with a format is listed first, then you are asked. But for aegis-encrypted, whoever has the file can \
make every code. A backup for Countersign itself is `countersign backup`.")]
pub(crate) struct ExportArguments {
    /// The form
    #[arg(value_enum)]
    pub(crate) format: Form,
    /// The file to write; for google a folder
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub(crate) output: PathBuf,
    /// For qr: the account
    #[arg(long, value_name = "NAME", required_if_eq("format", "qr"))]
    pub(crate) account: Option<String>,
    /// For aegis-encrypted: a file whose first line is the new file's passphrase. Without this, the terminal asks
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) new_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) writing: WritingArguments,
}

/// `backup`.
#[derive(Debug, Args)]
pub(crate) struct BackupArguments {
    /// The file to write. Without this, an automatic backup goes to the folder chosen in the app
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: Option<PathBuf>,
    /// A file whose first line is the backup's passphrase. Without this, the terminal asks
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "file")]
    pub(crate) new_passphrase_file: Option<PathBuf>,
    /// The file is kept elsewhere than on this device: on a stick, in a synchronized folder
    #[arg(long, requires = "file")]
    pub(crate) elsewhere: bool,
    #[command(flatten)]
    pub(crate) writing: WritingArguments,
}

/// `verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    /// A backup of Countersign
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// A file whose first line is the backup's passphrase or the recovery sheet's words
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) password_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

/// How a file is written.
#[derive(Debug, Args)]
pub(crate) struct WritingArguments {
    /// Go on without asking
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Write over a file that is there
    #[arg(long)]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

/// The forms in which accounts leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// One setup link a line, which nearly every app reads
    Otpauth,
    /// Aegis' file, in clear
    Aegis,
    /// Aegis' file, opened by a passphrase
    AegisEncrypted,
    /// QR codes that Google Authenticator reads, as pictures in a folder
    Google,
    /// A page to print
    Sheet,
    /// The QR code of one account, as a picture
    Qr,
}
