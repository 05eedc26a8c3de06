//! `countersign salvage`: what can be read of a damaged vault, and a whole one made of it.

use std::path::Path;

use countersign_authenticator::{Authenticator, DamageView, Error, OpenBy, Phase, State};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::arguments::{SalvageArguments, VaultArguments};
use crate::asking;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::opening::{ask_for_secret, nothing_at, plug_in, stays_shut, try_to_unlock};
use crate::place::Place;
use crate::plain::plain;
use crate::screen::{Screen, faint, strong};

#[derive(Serialize)]
struct Report {
    accounts: Vec<Account>,
    trashed: usize,
    unreadable: usize,
    damaged_pages: usize,
    saved: Option<Saved>,
}

#[derive(Serialize)]
struct Account {
    issuer: String,
    account: String,
}

#[derive(Serialize)]
struct Saved {
    accounts: usize,
    kept: String,
}

/// Shows what can be read, asks, and wanted it.
pub(crate) async fn run(
    arguments: &SalvageArguments,
    vault: &VaultArguments,
    screen: &Screen,
) -> Outcome<Exit> {
    let place = Place::find(vault.vault.as_deref())?;
    if !place.exists() {
        return Err(nothing_at(&place));
    }
    let core = plug_in(&place, place.key_store()).core;
    let outcome = with_core(arguments, vault.passphrase_file.as_deref(), &core, &place, screen).await;
    core.close().await;
    outcome
}

async fn with_core(
    arguments: &SalvageArguments,
    file: Option<&Path>,
    core: &Authenticator,
    place: &Place,
    screen: &Screen,
) -> Outcome<Exit> {
    let Some(view) = find(core, file, place, screen).await? else {
        screen.say("The vault is not damaged. Nothing was changed.");
        return Ok(Exit::Done);
    };
    if !screen.is_json() {
        show(&view, screen)?;
    }
    let wanted = !arguments.preview && (arguments.yes || asking::yes("Make a whole vault of this?")?);
    let saved = if wanted { Some(core.save_readable().await?) } else { None };
    if let Some(saved) = &saved {
        let kept = plain(&saved.kept.display().to_string());
        screen.note(&format!("Saved. The damaged file is kept as {kept}."));
    }
    if screen.is_json() {
        let saved =
            saved.map(|saved| Saved { accounts: saved.accounts, kept: saved.kept.display().to_string() });
        screen.value(&report(view, saved))?;
    }
    Ok(if wanted || arguments.preview { Exit::Done } else { Exit::Unanswered })
}

/// What can be read by the key store's key alone, or by what the file says: `doctor` asks nobody.
///
/// # Errors
/// Those of the core.
pub(crate) async fn look_quietly(place: &Place, file: Option<&Path>) -> Outcome<DamageView> {
    let core = plug_in(place, place.key_store()).core;
    let outcome = async {
        let state = core.state().await?;
        let read = core.look_at_damage(OpenBy::DeviceKey).await;
        Ok(match (read, file) {
            (Err(_), Some(file)) => read_by(&core, state, asking::secret_in(file)?).await?,
            (read, _) => read?,
        })
    };
    let outcome = outcome.await;
    core.close().await;
    outcome
}

/// Nothing if the vault is sound.
async fn find(
    core: &Authenticator,
    file: Option<&Path>,
    place: &Place,
    screen: &Screen,
) -> Outcome<Option<DamageView>> {
    let mut typed = None;
    let secret = |state| match file {
        Some(file) => asking::secret_in(file),
        None => ask_for_secret(state, place),
    };
    let state = core.state().await?;
    match state.phase {
        Phase::VaultDamaged => {}
        Phase::Ready | Phase::PassphraseWanted => return Ok(None),
        // The damage shows only when it is opened.
        Phase::Locked => {
            let given = secret(state)?;
            match try_to_unlock(core, state, given.clone(), screen).await {
                Ok(()) => return Ok(None),
                Err(error) if error.code() == "vault_damaged" => typed = Some(given),
                Err(error) => return Err(error.into()),
            }
        }
        other => return Err(stays_shut(other, place)),
    }
    if typed.is_none()
        && let Ok(view) = core.look_at_damage(OpenBy::DeviceKey).await
    {
        return Ok(Some(view));
    }
    let typed = match typed {
        Some(typed) => typed,
        None => secret(State { phase: Phase::Locked, ..core.state().await? })?,
    };
    let state = core.state().await?;
    match read_by(core, state, typed).await {
        Err(error) if error.code() == "vault_damaged" => Err(lost(place)),
        read => Ok(Some(read?)),
    }
}

/// Digits are the PIN where there is one; anything else is the passphrase, or the words of the recovery sheet.
async fn read_by(core: &Authenticator, state: State, typed: Zeroizing<String>) -> Result<DamageView, Error> {
    if state.has_pin && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return core.look_at_damage(OpenBy::Pin(typed)).await;
    }
    let by_words = core.look_at_damage(OpenBy::RecoveryWords(typed.clone())).await;
    let Err(no_words) = by_words else { return by_words };
    if no_words.code() != "words_malformed" {
        return Err(no_words);
    }
    match core.look_at_damage(OpenBy::Passphrase(typed)).await {
        // No passphrase opens it.
        Err(error) if error.code() == "vault_state" => Err(no_words),
        read => read,
    }
}

fn lost(place: &Place) -> Failure {
    let sentence = format!(
        "Nothing can be read of the vault {}: the part of the file is lost that all accounts depend on. It stays as \
         it is. Restore a backup beside it: countersign restore FILE --begin-anew.",
        place.vault().display()
    );
    Failure::new(Exit::Closed, "vault_damaged", sentence)
}

fn show(view: &DamageView, screen: &Screen) -> Outcome {
    screen.line(&strong(&match view.accounts.len() {
        0 => "No account can be read.".to_owned(),
        1 => "One account can be read:".to_owned(),
        many => format!("{many} accounts can be read:"),
    }))?;
    for account in &view.accounts {
        screen.line(&format!("{}  {}", plain(&account.service), faint(&plain(&account.user))))?;
    }
    if view.trashed > 0 {
        screen.line(&format!("In the trash: {}.", view.trashed))?;
    }
    if view.unreadable > 0 {
        screen.line(&format!("Cannot be read: {}. They stay in the damaged file.", view.unreadable))?;
    }
    if view.damaged_pages > 0 {
        screen
            .line("Parts of the file are lost, and with them perhaps more accounts than are named here.")?;
    }
    Ok(())
}

fn report(view: DamageView, saved: Option<Saved>) -> Report {
    let accounts = view.accounts.into_iter();
    Report {
        accounts: accounts
            .map(|account| Account { issuer: account.service, account: account.user })
            .collect(),
        trashed: view.trashed,
        unreadable: view.unreadable,
        damaged_pages: view.damaged_pages,
        saved,
    }
}
