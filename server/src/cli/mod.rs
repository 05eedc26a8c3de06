//! The command line: serving, accounts on the console, mail, backups, the commented configuration.

mod backup;
mod journal;
mod keys;
mod link;
mod mail;
mod restore;
mod serve;
mod user;

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::config::{Config, EXAMPLE};
use crate::{App, Clock};

/// The account server: accounts, sign-in, two-step verification.
#[derive(Debug, Parser)]
#[command(name = "countersign-server", version)]
pub struct Command {
    /// The configuration.
    #[arg(long, global = true, value_name = "FILE", default_value = "countersign.toml")]
    config: PathBuf,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Serves pages and the device API until it is told to stop.
    Serve {
        /// Writes a configuration for development first, if there is none: plain HTTP, this machine only.
        #[arg(long)]
        development: bool,
        /// Where to write the link for the first account, for whoever starts this program from another one.
        #[arg(long, value_name = "FILE")]
        setup_link_file: Option<PathBuf>,
    },
    /// Accounts, from the console of the server.
    #[command(subcommand)]
    User(user::Action),
    /// Mail that waits, and whether mail works.
    #[command(subcommand)]
    Mail(mail::Action),
    /// The journals of accounts: checked, or written out.
    #[command(subcommand)]
    Journal(journal::Action),
    /// The keys that sign what devices believe: shown, followed by the next one.
    #[command(subcommand)]
    Keys(keys::Action),
    /// Copies the database into a new file while the server runs, and proves the copy by opening it.
    Backup {
        /// The new file.
        file: PathBuf,
    },
    /// Puts a backup in the place of the database while the server stands still: what was removed, used or changed
    /// since stays so, and everything that was under way has ended.
    Restore {
        /// The backup.
        file: PathBuf,
        /// The log of what was removed and used since is lost: makes void what it would have told.
        #[arg(long)]
        without_tombstones: bool,
    },
    /// Prints a commented configuration.
    Config,
}

impl Command {
    /// Does what was asked.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Serve { development, setup_link_file } => {
                serve::run(&self.config, development, setup_link_file).await
            }
            Action::User(action) => user::run(&self.config, action).await,
            Action::Mail(action) => mail::run(&self.config, action).await,
            Action::Journal(action) => journal::run(&self.config, action).await,
            Action::Keys(action) => keys::run(&self.config, action).await,
            Action::Backup { file } => backup::run(&self.config, &file).await,
            Action::Restore { file, without_tombstones } => {
                restore::run(&self.config, &file, without_tombstones).await
            }
            Action::Config => say(EXAMPLE.trim_end()),
        }
    }
}

/// Opens what the server has, without serving.
async fn open(file: &std::path::Path) -> anyhow::Result<(Config, App)> {
    let config = Config::load(file)?;
    let app = App::open(&config, config.listen, Clock::system()).await?;
    Ok((config, app))
}

/// Says something to whoever typed the command.
fn say(text: &str) -> anyhow::Result<()> {
    writeln!(io::stdout(), "{text}").context("the terminal is gone")
}
