//! `journal`: checks the journals of accounts, and writes them out.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};
use clap::Subcommand;

use super::{open, say};
use crate::App;
use crate::domain::{AccountName, AccountView};

/// How many entries are read at once.
const AT_ONCE: usize = 1000;

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Checks that no entry was changed, removed or moved, and says where if one was.
    Verify {
        /// Of one account only: what the person signs in with.
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
    },
    /// Writes entries to the standard output as JSON Lines: each line is the very text that is hashed.
    Export {
        /// Of one account only: what the person signs in with.
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
    },
}

pub(super) async fn run(file: &Path, action: Action) -> anyhow::Result<()> {
    let (_, app) = open(file).await?;
    match action {
        Action::Verify { user } => verify(&app, user.as_deref()).await,
        Action::Export { user } => export(&app, user.as_deref()).await,
    }
}

async fn verify(app: &App, user: Option<&str>) -> anyhow::Result<()> {
    let accounts = accounts(app, user).await?;
    let (mut entries, mut broken) = (0, 0);
    for account in &accounts {
        match app.state().storage.verify_journal(&account.id).await? {
            Ok(number) => entries += number,
            Err(what) => {
                broken += 1;
                say(&format!("{}\t{what}", account.name))?;
            }
        }
    }
    match (broken, accounts.len()) {
        (0, 1) => say(&format!("The journal of one account is whole: {entries} entries.")),
        (0, several) => say(&format!("The journals of {several} accounts are whole: {entries} entries.")),
        (1, _) => bail!("the journal of one account was changed"),
        (several, _) => bail!("the journals of {several} accounts were changed"),
    }
}

async fn export(app: &App, user: Option<&str>) -> anyhow::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for account in accounts(app, user).await? {
        let mut after = 0;
        loop {
            let texts = app.state().storage.journal_after(&account.id, after, AT_ONCE).await?;
            for text in &texts {
                writeln!(out, "{text}").context("the output is gone")?;
            }
            after += u64::try_from(texts.len()).unwrap_or(0);
            if texts.len() < AT_ONCE {
                break;
            }
        }
    }
    out.flush().context("the output is gone")
}

async fn accounts(app: &App, user: Option<&str>) -> anyhow::Result<Vec<AccountView>> {
    let all = app.state().storage.accounts().await?;
    let Some(user) = user else { return Ok(all) };
    let name = AccountName::parse(user)?;
    let one: Vec<_> = all
        .into_iter()
        .filter(|each| AccountName::parse(&each.name).is_ok_and(|other| other.key() == name.key()))
        .collect();
    if one.is_empty() {
        bail!("nobody has the name {name}");
    }
    Ok(one)
}
