//! The arguments of what looks after the vault itself.

use clap::Args;

use super::JsonArguments;

/// `doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// Ask two hosts for the time as well, and correct codes by it from then on, as the app does
    #[arg(long)]
    pub(crate) ask_the_time: bool,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}

/// `salvage`.
#[derive(Debug, Args)]
#[command(after_help = "\
The damaged file is kept beside the new one (vault.db.damaged), and nothing is written over. Whatever opened the \
vault still opens it: key store, PIN, passphrase, recovery sheet. What could not be read comes from a backup: \
countersign restore FILE.")]
pub(crate) struct SalvageArguments {
    /// Only show what can be read
    #[arg(long)]
    pub(crate) preview: bool,
    /// Save it without asking
    #[arg(long, short, conflicts_with = "preview")]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) output: JsonArguments,
}
