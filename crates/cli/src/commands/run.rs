//! From what was typed to the command that does it.

use crate::arguments::{Arguments, Command, ImportArguments, RestoreArguments, ScanArguments};
use crate::commands::{
    add, approve, backup, believe, code, doctor, export, history, import, list, lock, manual, remove, rename,
    renew_keys, salvage, trash, undo_import, verify,
};
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::opening::{IfMissing, Opened, open};
use crate::screen::Screen;

/// Does what was asked for.
pub(crate) async fn run(arguments: Arguments, screen: &Screen) -> Outcome<Exit> {
    let Arguments { vault, command } = arguments;
    match command {
        Command::Completions { shell } => return manual::completions(shell),
        Command::Man { folder } => return manual::pages(folder.as_deref()),
        Command::Lock(_) => return lock::run(&vault, screen).await,
        Command::Doctor(arguments) => return doctor::run(&arguments, &vault, screen).await,
        Command::Salvage(arguments) => return salvage::run(&arguments, &vault, screen).await,
        _ => {}
    }
    let missing = match &command {
        Command::Add(_) => IfMissing::Make,
        Command::Restore(RestoreArguments { begin_anew: true, .. }) => IfMissing::BeginAnew,
        Command::Import(ImportArguments { bringing, .. })
        | Command::Restore(RestoreArguments { bringing, .. })
        | Command::Scan(ScanArguments { bringing, .. }) => {
            if bringing.preview {
                IfMissing::DoWithout
            } else {
                IfMissing::Make
            }
        }
        _ => IfMissing::Refuse,
    };
    let opened = open(&vault, missing, screen).await?;
    let outcome = with_vault(command, &opened, screen).await;
    opened.core.close().await;
    outcome
}

async fn with_vault(command: Command, opened: &Opened, screen: &Screen) -> Outcome<Exit> {
    let core = &opened.core;
    match command {
        Command::List(arguments) => list::run(&arguments, core, screen).await?,
        Command::Code(arguments) => code::run(&arguments, core, screen).await?,
        Command::Add(arguments) => add::run(&arguments, opened, screen).await?,
        Command::Import(arguments) => import::import(&arguments, opened, screen).await?,
        Command::UndoImport(arguments) => undo_import::run(&arguments, core, screen).await?,
        Command::Restore(arguments) => import::restore(&arguments, opened, screen).await?,
        Command::Scan(arguments) => import::scan(&arguments, opened, screen).await?,
        Command::Export(arguments) => export::run(&arguments, core, screen).await?,
        Command::Backup(arguments) => backup::run(&arguments, core, screen).await?,
        Command::Verify(arguments) => verify::run(&arguments, core, screen).await?,
        Command::Trash(arguments) => trash::run(&arguments, core, screen).await?,
        Command::History(arguments) => history::run(&arguments, core, screen).await?,
        Command::Rename(arguments) => rename::run(&arguments, core, screen).await?,
        Command::Believe(arguments) => believe::run(&arguments, core, screen).await?,
        Command::RenewKeys(arguments) => renew_keys::run(&arguments, core, screen).await?,
        Command::Remove(arguments) => remove::run(&arguments, core, screen).await?,
        Command::Approve { once } => return approve::run(once, opened, screen).await,
        Command::Completions { .. }
        | Command::Man { .. }
        | Command::Doctor(_)
        | Command::Salvage(_)
        | Command::Lock(_) => unreachable!("these need no open vault"),
    }
    Ok(Exit::Done)
}
