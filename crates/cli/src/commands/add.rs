//! `countersign add`: one account, or the few that a text or a picture holds.

use std::path::Path;

use countersign_authenticator::{
    Algorithm, Authenticator, Digits, PendingStatus, PendingView, Period, SetupKeyOptions,
};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::arguments::AddArguments;
use crate::asking;
use crate::commands::list::Account;
use crate::commands::{link, pins};
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::find::{both, names};
use crate::input;
use crate::opening::Opened;
use crate::plain::plain;
use crate::screen::Screen;

#[derive(Serialize)]
struct Added {
    added: Vec<Account>,
}

pub(crate) async fn run(arguments: &AddArguments, opened: &Opened, screen: &Screen) -> Outcome {
    let core = &opened.core;
    let pendings = read(arguments, core).await?;
    let mut added = Vec::new();
    for pending in &pendings {
        let pending = pins::ask(pending, core, screen)?;
        if let Some(account) = take(arguments, &pending, opened, screen).await? {
            added.push(account);
        }
    }
    let accounts = core.accounts().await?;
    let added: Vec<_> = accounts.iter().filter(|each| added.contains(&each.id)).collect();
    if screen.is_json() {
        return screen.value(&Added { added: added.into_iter().map(Account::from).collect() });
    }
    for account in added {
        screen.line(&format!("Added: {}", plain(&names(account))))?;
    }
    Ok(())
}

/// What the arguments name, the file holds or the terminal is told.
async fn read(arguments: &AddArguments, core: &Authenticator) -> Outcome<Vec<PendingView>> {
    if let Some(address) = &arguments.server {
        return Ok(vec![server(core, arguments, address)?]);
    }
    let Some(bytes) = input_of(arguments)? else { return Ok(vec![asked(core, arguments)?]) };
    match std::str::from_utf8(&bytes) {
        Ok(key) if arguments.issuer.is_some() => {
            Ok(vec![typed(core, arguments, arguments.issuer.as_deref().unwrap_or_default(), key.trim())?])
        }
        Ok(text) if !text.trim_start().starts_with('<') => read_lines(core, text),
        _ => Ok(core.read_image(bytes).await?),
    }
}

/// A Countersign server, by the setup code that its page shows or by a sign-in in the browser.
fn server(core: &Authenticator, arguments: &AddArguments, address: &str) -> Outcome<PendingView> {
    let Some(user) = &arguments.account else { return Ok(core.log_in_from_this_device(address, None)?) };
    let setup = match input_of(arguments)? {
        Some(bytes) => Zeroizing::new(String::from_utf8_lossy(&bytes).trim().to_owned()),
        None => asking::secret("Setup code (not shown): ")?,
    };
    Ok(core.enter_setup_code(address, user, &setup)?)
}

/// The bytes of the file or the pipe; nothing if the terminal is to be asked.
fn input_of(arguments: &AddArguments) -> Outcome<Option<Zeroizing<Vec<u8>>>> {
    match &arguments.file {
        Some(file) => input::read(file).map(Some),
        None if asking::can_ask() => Ok(None),
        None => input::read(Path::new("-")).map(Some),
    }
}

/// Each line is a link. The first that is none ends it, before anything is added.
fn read_lines(core: &Authenticator, text: &str) -> Outcome<Vec<PendingView>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let mut pendings = Vec::new();
    for (number, line) in lines {
        let pending = core.read_text(line.trim()).map_err(|error| {
            let failure = Failure::from(error);
            Failure { sentence: format!("Line {}: {}", number + 1, failure.sentence), ..failure }
        })?;
        pendings.push(pending);
    }
    if pendings.is_empty() {
        return Err(Failure::new(Exit::Unreadable, "file_empty", "There is nothing in this text."));
    }
    Ok(pendings)
}

/// Asks in the terminal: a link, or a key and the names that belong to it.
fn asked(core: &Authenticator, arguments: &AddArguments) -> Outcome<PendingView> {
    let text = asking::secret("Setup link or setup key (not shown): ")?;
    if arguments.issuer.is_none() && text.contains("://") {
        return Ok(core.read_text(text.trim())?);
    }
    let issuer = match &arguments.issuer {
        Some(issuer) => issuer.clone(),
        None => asking::line("Service: ")?,
    };
    typed(core, arguments, &issuer, &text)
}

fn typed(core: &Authenticator, arguments: &AddArguments, issuer: &str, key: &str) -> Outcome<PendingView> {
    let user = match &arguments.account {
        Some(user) => user.clone(),
        None if arguments.issuer.is_none() => asking::line("User name there: ")?,
        None => String::new(),
    };
    Ok(core.enter_setup_key(issuer, &user, key, options(arguments)?)?)
}

fn options(arguments: &AddArguments) -> Outcome<SetupKeyOptions> {
    let refuse = |sentence| Failure::new(Exit::Usage, "usage", sentence);
    Ok(SetupKeyOptions {
        algorithm: Algorithm::from_name(&arguments.algorithm)
            .map_err(|_| refuse("The hash is SHA1, SHA256 or SHA512."))?,
        digits: Digits::new(arguments.digits).map_err(|_| refuse("A code has 4 to 10 digits."))?,
        period: Period::from_seconds(arguments.period)
            .map_err(|_| refuse("A code holds at least one second and at most a day."))?,
    })
}

/// Adds what was read, after the person's word where a server is to be asked.
async fn take(
    arguments: &AddArguments,
    pending: &PendingView,
    opened: &Opened,
    screen: &Screen,
) -> Outcome<Option<countersign_authenticator::AccountId>> {
    match pending {
        PendingView::CodeAccount { id, service, user, is_weak, .. } => {
            if *is_weak {
                let shown = plain(&both(service, user));
                screen
                    .note(&format!("{shown}: the service’s secret is shorter than it should be. It works."));
            }
            match opened.core.confirm_pending(*id, None).await? {
                PendingStatus::Done { account, .. } => Ok(Some(account)),
                PendingStatus::Failed { error } => Err(Failure::from(&*error)),
                _ => Ok(None),
            }
        }
        PendingView::Question { .. } => {
            let sentence = "This code answers a sign-in. Start “countersign approve” and paste it there.";
            Err(Failure::new(Exit::Unreadable, "link_for_questions", sentence))
        }
        PendingView::PinNeeded { .. } => Err(Failure::unanswered("The codes need a PIN.")),
        PendingView::Server { .. } => link::link(arguments.yes, pending, opened, screen).await.map(Some),
    }
}
