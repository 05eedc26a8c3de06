//! Opening the vault: what the app's first screens say, said in the terminal.

mod shut;
mod unlocking;

pub(crate) use shut::{nothing_at, stays_shut};
use unlocking::unlock;
pub(crate) use unlocking::{ask_for_secret, try_to_unlock};

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use countersign_authenticator::{
    Authenticator, CallbackWay, Disk, Error, PaperLanguage, PassphraseCost, Phase, PlainHttp, Ports,
    Settings, State, Stay, WorkFactor,
};
use countersign_keystore::{KeyStore, NoBiometrics};

use crate::arguments::VaultArguments;
use crate::asking;
use crate::failure::{Failure, Outcome};
use crate::place::{DEVELOPMENT, NoKeyStore, Place};
use crate::ports::{Ears, NamedPages, SystemClock, random};
use crate::screen::Screen;

/// What to do where there is no vault yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IfMissing {
    /// Say so: there is nothing to show.
    Refuse,
    /// Do without: everything would be new.
    DoWithout,
    /// Make one: something is about to be put into it.
    Make,
    /// Make one, also where one is lost or does not open; what is there is kept.
    BeginAnew,
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
        return Err(nothing_at(&place));
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
        Phase::KeyMissing | Phase::VaultMissing | Phase::VaultDamaged if missing == IfMissing::BeginAnew => {
            begin_anew(&opened.core, state, file, screen).await?;
        }
        Phase::Locked => unlock(&opened.core, state, file, &place, screen).await?,
        // The passphrase and the words of the recovery sheet open it without the key store.
        Phase::KeyStoreLocked | Phase::KeyMissing => {
            unlock(&opened.core, State { has_pin: false, ..state }, file, &place, screen).await?;
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
        paper: PaperLanguage::En,
        stream_silence: Duration::from_secs(45),
        stay: Stay::Visitor,
    };
    let ports = Ports {
        clock: Arc::new(SystemClock::new()),
        random,
        opener: Arc::new(NamedPages),
        key_store,
        biometrics: Arc::new(NoBiometrics),
        files: Arc::new(Disk),
        listener: Arc::new(ears.clone()),
        wakener: None,
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

/// An empty vault in the place of one that is lost or does not open.
async fn begin_anew(core: &Authenticator, state: State, file: Option<&Path>, screen: &Screen) -> Outcome {
    if state.phase == Phase::VaultMissing {
        core.start_over_without_vault().await?;
        screen.note("An empty vault was made. The key of the missing one is kept in the key store.");
        return Ok(());
    }
    let kept = core.start_over_beside_vault().await?;
    screen.note(&format!("An empty vault was made. The one that was there is kept as {}.", kept.display()));
    if core.state().await?.phase == Phase::PassphraseWanted {
        choose(core, file, screen).await?;
    }
    Ok(())
}

/// The machine's own name without its domain.
fn device_name() -> String {
    let name = gethostname::gethostname().to_string_lossy().into_owned();
    name.split('.').next().unwrap_or_default().to_owned()
}
