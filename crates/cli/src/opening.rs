//! Opening the vault: what the app's first screens say, said in the terminal.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use countersign_authenticator::{
    Authenticator, CallbackWay, Error, PassphraseCost, Phase, PlainHttp, Ports, Settings, State, Stay,
    WorkFactor,
};
use countersign_keystore::{KeyStore, NoBiometrics};
use zeroize::Zeroizing;

use crate::arguments::VaultArguments;
use crate::asking;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::place::{DEVELOPMENT, NoKeyStore, Place};
use crate::ports::{Ears, NamedPages, SystemClock, random};
use crate::screen::Screen;

/// How often the terminal asks for a passphrase.
const TRIES: usize = 3;

/// What to do where there is no vault yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IfMissing {
    /// Say so: there is nothing to show.
    Refuse,
    /// Do without: everything would be new.
    DoWithout,
    /// Make one: something is about to be put into it.
    Make,
}

/// An open vault.
pub(crate) struct Opened {
    pub(crate) core: Authenticator,
    pub(crate) ears: Ears,
}

/// Opens the vault, asking for its passphrase where that is needed.
pub(crate) async fn open(arguments: &VaultArguments, missing: IfMissing, screen: &Screen) -> Outcome<Opened> {
    let place = Place::find(arguments.vault.as_deref())?;
    if missing == IfMissing::Refuse && !place.exists() {
        let sentence = format!(
            "There is no vault at {}. Add an account first, or say where the vault is: --vault PATH.",
            place.vault().display()
        );
        return Err(Failure::new(Exit::Closed, "vault_missing", sentence));
    }
    let file = arguments.passphrase_file.as_deref();
    // Whoever names a passphrase for a vault that is not there yet wants it to open with that.
    let by_passphrase = file.is_some() && !place.exists();
    let key_store: Arc<dyn KeyStore> = if by_passphrase { Arc::new(NoKeyStore) } else { place.key_store() };
    let opened = plug_in(&place, key_store);
    if missing == IfMissing::DoWithout && !place.exists() {
        return Ok(opened);
    }
    let state = opened.core.state().await?;
    match state.phase {
        Phase::Ready => {}
        Phase::PassphraseWanted => choose(&opened.core, file, screen).await?,
        Phase::Locked => unlock(&opened.core, state, file, screen).await?,
        // The passphrase opens it without the key store.
        Phase::KeyStoreLocked | Phase::KeyMissing if state.has_passphrase => {
            unlock(&opened.core, State { has_pin: false, ..state }, file, screen).await?;
        }
        other => return Err(stays_shut(other, &place)),
    }
    Ok(opened)
}

/// The core over this vault; nothing is opened yet.
pub(crate) fn plug_in(place: &Place, key_store: Arc<dyn KeyStore>) -> Opened {
    let ears = Ears::default();
    let settings = Settings {
        vault: place.vault().to_owned(),
        platform: std::env::consts::OS.to_owned(),
        device_name: device_name(),
        app: format!("countersign/{}", env!("CARGO_PKG_VERSION")),
        plain_http: if DEVELOPMENT { PlainHttp::OnLoopback } else { PlainHttp::Refused },
        callback: CallbackWay::Loopback,
        passphrase_cost: PassphraseCost::default(),
        backup_work: WorkFactor::USUAL,
        backup_calm: Duration::from_secs(30),
        stay: Stay::Visitor,
    };
    let ports = Ports {
        clock: Arc::new(SystemClock::new()),
        random,
        opener: Arc::new(NamedPages),
        key_store,
        biometrics: Arc::new(NoBiometrics),
        listener: Arc::new(ears.clone()),
    };
    Opened { core: Authenticator::new(settings, ports), ears }
}

async fn choose(core: &Authenticator, file: Option<&Path>, screen: &Screen) -> Outcome {
    if let Some(file) = file {
        core.choose_passphrase(asking::secret_in(file)?).await?;
        screen.note("A new vault was made. It opens with that passphrase.");
        return Ok(());
    }
    screen.note("This system keeps no keys for programs, so the new vault opens with a passphrase.");
    loop {
        let chosen = asking::secret("New passphrase: ")?;
        if *asking::secret("Once more: ")? != *chosen {
            screen.say("These were two different ones.");
            continue;
        }
        match core.choose_passphrase(chosen).await {
            Err(weak @ Error::PassphraseWeak) => screen.say(&Failure::from(weak).sentence),
            result => return Ok(result?),
        }
    }
}

async fn unlock(core: &Authenticator, state: State, file: Option<&Path>, screen: &Screen) -> Outcome {
    if let Some(file) = file {
        return Ok(try_to_unlock(core, state, asking::secret_in(file)?).await?);
    }
    let mut tries = TRIES;
    loop {
        let typed = ask_for_secret(state)?;
        tries -= 1;
        match try_to_unlock(core, state, typed).await {
            Err(wrong)
                if matches!(wrong.code(), "passphrase_wrong" | "pin_wrong" | "pin_malformed")
                    && tries > 0 =>
            {
                screen.say(&Failure::from(wrong).sentence);
            }
            result => return Ok(result?),
        }
    }
}

/// Digits are the PIN where there is one; anything else is the passphrase.
async fn try_to_unlock(core: &Authenticator, state: State, typed: Zeroizing<String>) -> Result<(), Error> {
    let is_number = typed.bytes().all(|byte| byte.is_ascii_digit());
    if state.has_pin && (is_number || !state.has_passphrase) {
        core.unlock_with_pin(typed).await
    } else {
        core.unlock(typed).await
    }
}

fn ask_for_secret(state: State) -> Outcome<Zeroizing<String>> {
    let what = match (state.has_pin, state.has_passphrase) {
        (true, true) => "PIN or passphrase",
        (true, false) => "PIN",
        (false, _) => "passphrase",
    };
    asking::secret(&format!("The vault’s {what} (not shown): ")).map_err(|_| {
        let sentence = format!(
            "The vault opens with its {what}, and there is no terminal to ask for it. Give it by --passphrase-file."
        );
        Failure::new(Exit::Closed, "locked", sentence)
    })
}

/// Why the vault does not open, and what to do. Nothing has been changed.
pub(crate) fn stays_shut(phase: Phase, place: &Place) -> Failure {
    let path = place.vault().display();
    let (code, sentence) = match phase {
        Phase::KeyStoreLocked => (
            "key_store_locked",
            "The system’s key store does not give the vault’s key. Unlock it, then try again.".to_owned(),
        ),
        Phase::KeyMissing => (
            "key_missing",
            format!(
                "The vault {path} is here; its key is not in the system’s key store. Nothing was changed. \
                 Open it with the recovery sheet in the app, or restore a backup: countersign restore FILE."
            ),
        ),
        Phase::VaultMissing => (
            "vault_missing",
            format!(
                "The key is here; the vault {path} is not. Nothing was changed. Bring the file back if you can. \
                 Otherwise start the app, begin with an empty vault and restore a backup."
            ),
        ),
        Phase::VaultDamaged => (
            "vault_damaged",
            format!(
                "The vault {path} is damaged. Nothing was changed. Keep a copy of its folder, then see `countersign doctor`."
            ),
        ),
        Phase::VaultNewer => (
            "vault_newer",
            format!("A newer version made the vault {path}. Nothing was changed. Update this program."),
        ),
        Phase::Ready | Phase::PassphraseWanted | Phase::Locked => {
            ("vault_state", "The vault is in another state by now. Try again.".to_owned())
        }
    };
    Failure::new(Exit::Closed, code, sentence)
}

/// The machine's own name without its domain.
fn device_name() -> String {
    let name = gethostname::gethostname().to_string_lossy().into_owned();
    name.split('.').next().unwrap_or_default().to_owned()
}
