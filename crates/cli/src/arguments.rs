//! What can be typed after `countersign`. No argument ever holds a secret: arguments show in the list of processes.

mod export;
mod import;
mod vault;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;

use crate::exit::EXIT_CODES;

pub(crate) use export::{BackupArguments, ExportArguments, Form, VerifyArguments};
pub(crate) use import::{
    BringArguments, Column, Different, FileArguments, ImportArguments, RestoreArguments, ScanArguments,
    UndoArguments,
};
pub(crate) use vault::{DoctorArguments, SalvageArguments};

/// Countersign in a terminal: the accounts and codes of the app, on the same vault.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, after_help = EXIT_CODES, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) vault: VaultArguments,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Which vault, and how it is opened.
#[derive(Debug, Args)]
pub(crate) struct VaultArguments {
    /// The vault: its file, or the folder it is in. Without this, the app's own
    #[arg(long, value_name = "PATH", global = true, value_hint = ValueHint::AnyPath)]
    pub(crate) vault: Option<PathBuf>,
    /// A file whose first line is the vault's passphrase or PIN, or the 12 words of the recovery sheet. Without this,
    /// the terminal asks
    #[arg(long, value_name = "FILE", global = true, value_hint = ValueHint::FilePath)]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the accounts
    List(ListArguments),
    /// Print the code of an account
    Code(CodeArguments),
    /// Add an account from a setup link, a setup key or a picture of a QR code
    Add(AddArguments),
    /// Bring accounts in from another app's export
    Import(ImportArguments),
    /// Take an import back as a whole
    UndoImport(UndoArguments),
    /// Bring accounts in from a backup
    Restore(RestoreArguments),
    /// Bring accounts in from pictures of QR codes
    Scan(ScanArguments),
    /// Write accounts in a form that other apps read, or for paper
    Export(ExportArguments),
    /// Write a backup, read it back and compare it
    Backup(BackupArguments),
    /// Open a backup and say what is in it
    Verify(VerifyArguments),
    /// Give an account other names on this device
    Rename(RenameArguments),
    /// Believe a server again that was restored from a backup, after you have asked the people who run it
    Believe(BelieveArguments),
    /// Renew the keys with which this device proves itself to an account's server: copies of the old ones are worth nothing then
    RenewKeys(RenewKeysArguments),
    /// Remove an account: to the trash, or after its server has agreed
    Remove(RemoveArguments),
    /// List what was removed in the last 30 days, bring it back, or erase it
    Trash(TrashArguments),
    /// List the questions that reached this device, and how they ended
    History(HistoryArguments),
    /// Lock the vault in the app that is running
    Lock(JsonArguments),
    /// Wait for questions of linked accounts, and answer them here
    #[command(after_help = "\
Each question is shown with all that the app shows. NO is answered at once; YES has to be typed whole, and where the \
page shows a number, the number is the YES. Ctrl+C ends the waiting; what was not answered stays open elsewhere.")]
    Approve {
        /// End after the first question; the exit code is 0 for YES and 7 for NO
        #[arg(long)]
        once: bool,
    },
    /// Look whether key store, clock, vault and servers are in order
    Doctor(DoctorArguments),
    /// Read what can be read of a damaged vault, and make a whole one of it
    Salvage(SalvageArguments),
    /// Print what a shell needs to complete commands
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, or write the pages of all commands
    Man {
        /// A folder to write the pages of all commands into
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        folder: Option<PathBuf>,
    },
}

impl Command {
    /// Whether results and failures shall be JSON.
    pub(crate) fn wants_json(&self) -> bool {
        match self {
            Self::List(arguments) => arguments.output.json,
            Self::Code(arguments) => arguments.output.json,
            Self::Add(arguments) => arguments.output.json,
            Self::Rename(arguments) => arguments.output.json,
            Self::Believe(arguments) => arguments.output.json,
            Self::RenewKeys(arguments) => arguments.output.json,
            Self::Remove(arguments) => arguments.output.json,
            Self::Import(arguments) => arguments.bringing.output.json,
            Self::UndoImport(arguments) => arguments.output.json,
            Self::Restore(arguments) => arguments.bringing.output.json,
            Self::Scan(arguments) => arguments.bringing.output.json,
            Self::Export(arguments) => arguments.writing.output.json,
            Self::Backup(arguments) => arguments.writing.output.json,
            Self::Verify(arguments) => arguments.output.json,
            Self::Trash(arguments) => arguments.output.json,
            Self::History(arguments) => arguments.output.json,
            Self::Doctor(arguments) => arguments.output.json,
            Self::Salvage(arguments) => arguments.output.json,
            Self::Lock(arguments) => arguments.json,
            Self::Approve { .. } | Self::Completions { .. } | Self::Man { .. } => false,
        }
    }
}

/// How results are printed.
#[derive(Debug, Args)]
pub(crate) struct JsonArguments {
    /// Print JSON, on the standard output and for failures on the standard error
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only accounts of this group
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Option<String>,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
An account whose codes go by a counter counts on each time, before its code is printed; --back takes the last step \
back. --at and --next are for codes that go by the time.")]
pub(crate) struct CodeArguments {
    /// The account: a part of the service's or the user's name, or its id
    pub(crate) name: String,
    /// Copy the code as well, and clear the clipboard after 30 seconds
    #[arg(long)]
    pub(crate) copy: bool,
    /// The code of another moment, in seconds since 1970
    #[arg(long, value_name = "UNIX_TIME")]
    pub(crate) at: Option<u64>,
    /// The code that follows
    #[arg(long)]
    pub(crate) next: bool,
    /// For codes by a counter: go back by one, and print the code before
    #[arg(long, conflicts_with_all = ["at", "next"])]
    pub(crate) back: bool,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
With neither FILE nor a pipe the terminal asks. A file is a picture with QR codes, or a text: one setup link in each \
line, with --issuer a setup key, with --server and --account a setup code. Secrets are never arguments.")]
pub(crate) struct AddArguments {
    /// A picture or a text; - reads the standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: Option<PathBuf>,
    /// The service's name: what is read is its setup key
    #[arg(long, value_name = "NAME")]
    pub(crate) issuer: Option<String>,
    /// The user's name at that service
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    /// A Countersign server: with --account what is read is its setup code, otherwise you sign in with a browser
    #[arg(long, value_name = "ADDRESS", conflicts_with = "issuer")]
    pub(crate) server: Option<String>,
    /// How many digits a code has
    #[arg(long, value_name = "COUNT", requires = "issuer", default_value_t = 6)]
    pub(crate) digits: u64,
    /// How many seconds a code holds
    #[arg(long, value_name = "SECONDS", requires = "issuer", default_value_t = 30)]
    pub(crate) period: u64,
    /// The hash: SHA1, SHA256 or SHA512
    #[arg(long, value_name = "HASH", requires = "issuer", default_value = "SHA1")]
    pub(crate) algorithm: String,
    /// Go on without asking
    #[arg(long, short)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

#[derive(Debug, Args)]
pub(crate) struct RenameArguments {
    /// The account: a part of the service's or the user's name, or its id
    pub(crate) name: String,
    /// The service's new name
    #[arg(long, value_name = "NAME", required_unless_present = "account")]
    pub(crate) issuer: Option<String>,
    /// The user's new name; it may be empty
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

#[derive(Debug, Args)]
pub(crate) struct BelieveArguments {
    /// The account: a part of the service's or the user's name, or its id
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

#[derive(Debug, Args)]
pub(crate) struct RenewKeysArguments {
    /// The account: a part of the service's or the user's name, or its id
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveArguments {
    /// The account: a part of the service's or the user's name, or its id
    pub(crate) name: String,
    /// Go on without asking
    #[arg(long, short)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

#[derive(Debug, Args)]
pub(crate) struct TrashArguments {
    /// Bring this account back to its place
    #[arg(long, value_name = "NAME")]
    pub(crate) restore: Option<String>,
    /// Erase this account for good
    #[arg(long, value_name = "NAME", conflicts_with = "restore")]
    pub(crate) erase: Option<String>,
    /// Erase without asking
    #[arg(long, short, requires = "erase")]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Each question is told as it was shown, for a year and up to 1,000 in all. There is no number, code or secret in it.")]
pub(crate) struct HistoryArguments {
    /// Only of this account: a part of the service's or the user's name, or its id
    pub(crate) name: Option<String>,
    /// Erase what would be listed, for good
    #[arg(long)]
    pub(crate) erase: bool,
    /// Erase without asking
    #[arg(long, short, requires = "erase")]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn no_argument_asks_for_a_secret() {
        let mut commands = vec![Arguments::command()];
        while let Some(command) = commands.pop() {
            for argument in command.get_arguments() {
                let name = argument.get_id().as_str();
                let secret = ["secret", "passphrase", "password", "pin", "key", "code", "words"];
                assert!(!secret.contains(&name), "{} --{name}", command.get_name());
            }
            commands.extend(command.get_subcommands().cloned());
        }
    }
}
