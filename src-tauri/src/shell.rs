//! The one managed struct: the core, and what the shell plugs into it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_authenticator::{AccountId, Authenticator, ChallengeId, Decision, Error, Ports};
use countersign_keystore::OsKeyStore;
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager, Runtime};
use tauri_specta::Event;

use crate::events::Fact;
use crate::news::{self, Ears};
use crate::notification::{self, Asked, Press};
use crate::ports::{Browser, SystemClock, random};
#[cfg(target_os = "linux")]
use crate::typeface;
use crate::words::Language;
use crate::{biometrics, development, files, network, printing, settings, waking, window};
#[cfg(desktop)]
use crate::{computer, tray};

/// How long the app's end waits for the vault.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the commands work on.
pub(crate) struct Shell {
    core: Authenticator,
    /// What runs as long as the app does.
    running: Mutex<Vec<JoinHandle<()>>>,
}

impl Shell {
    /// The use cases.
    pub(crate) fn core(&self) -> &Authenticator {
        &self.core
    }
}

/// The account that the window names.
pub(crate) fn account(id: &str) -> Result<AccountId, Error> {
    Ok(id.parse()?)
}

/// The challenge that the window names.
pub(crate) fn challenge(cid: &str) -> Result<ChallengeId, Error> {
    ChallengeId::parse(cid).map_err(|_| Error::QuestionUnknown)
}

/// Plugs the system into the core, and begins to listen for questions.
pub(crate) fn start<R: Runtime>(app: &AppHandle<R>) -> Result<(), Box<dyn std::error::Error>> {
    let (ears, heard) = Ears::new();
    let ports = Ports {
        clock: Arc::new(SystemClock::new()),
        random,
        opener: Arc::new(Browser(app.clone())),
        key_store: Arc::new(OsKeyStore::new(development::KEY_STORE_SERVICE)),
        biometrics: biometrics::of_device(app),
        files: files::of_device(app),
        listener: Arc::new(ears),
        wakener: waking::of_device(app),
    };
    printing::clear(app);
    let settings = settings::of_device(app)?;
    #[cfg(desktop)]
    app.manage(computer::Chosen::read(settings.vault.with_file_name(computer::FILE)));
    #[cfg(desktop)]
    app.manage(computer::Releases::of_build(settings.vault.with_file_name(computer::RELEASES_FILE)));
    #[cfg(desktop)]
    app.manage(tray::Tray::default());
    #[cfg(target_os = "linux")]
    app.manage(typeface::Typeface::default());
    let core = Authenticator::new(settings, ports);
    notification::listen(app, Language::of_system(), pressed)?;
    let (opening, listening, idle, handle) = (core.clone(), core.clone(), core.clone(), app.clone());
    #[cfg(desktop)]
    let hearing = core.clone();
    let running = vec![
        // The vault opens while the window loads. What keeps it shut, the window hears when it asks.
        tauri::async_runtime::spawn(async move { drop(opening.state().await) }),
        tauri::async_runtime::spawn(news::tell(app.clone(), core.clone(), heard)),
        tauri::async_runtime::spawn(async move { listening.listen().await }),
        #[cfg(target_os = "android")]
        tauri::async_runtime::spawn(waking::listen(app.clone(), core.clone())),
        #[cfg(desktop)]
        tauri::async_runtime::spawn(async move { hearing.hear_other_shells().await }),
        #[cfg(desktop)]
        tauri::async_runtime::spawn(computer::watch_releases(app.clone(), core.clone())),
        #[cfg(desktop)]
        tauri::async_runtime::spawn(tray::watch(app.clone())),
        #[cfg(desktop)]
        tauri::async_runtime::spawn(tray::keep(app.clone(), core.clone())),
        tauri::async_runtime::spawn(network::watch(move || look_again(&handle))),
        tauri::async_runtime::spawn(async move { idle.watch_idle().await }),
    ];
    app.manage(Shell { core, running: Mutex::new(running) });
    Ok(())
}

/// Locks when the session says so. The window is there by now: Windows tells it to windows.
#[cfg(desktop)]
pub(crate) fn watch_session<R: Runtime>(app: &AppHandle<R>) {
    let shell = app.state::<Shell>();
    let listening = crate::session::watch(app, shell.core.clone());
    shell.running.lock().unwrap_or_else(PoisonError::into_inner).extend(listening);
}

/// Something around has changed, or the person looks: ask all servers now.
pub(crate) fn look_again<R: Runtime>(app: &AppHandle<R>) {
    app.state::<Shell>().core.check_now();
}

/// Ends what runs and closes the vault, for the app's end.
pub(crate) fn close<R: Runtime>(app: &AppHandle<R>) {
    printing::clear(app);
    let Some(shell) = app.try_state::<Shell>() else { return };
    let running = std::mem::take(&mut *shell.running.lock().unwrap_or_else(PoisonError::into_inner));
    tauri::async_runtime::block_on(async {
        for task in running {
            task.abort();
            let _ = task.await;
        }
        // The vault survives a crash, so it survives an end in haste.
        let _ = tokio::time::timeout(PATIENCE, shell.core.close()).await;
    });
}

/// The person pressed a notification. NO is the answer; YES only shows the question.
fn pressed<R: Runtime>(app: &AppHandle<R>, press: Press, asked: Asked) {
    match press {
        Press::No => {
            let Asked { account, cid } = asked;
            let core = app.state::<Shell>().core.clone();
            tauri::async_runtime::spawn(async move {
                // What came of it, the question in the window says.
                let _ = core.answer_question(account, cid, Decision::Decline, None).await;
            });
        }
        Press::Open => show_question(app, asked),
    }
}

/// Brings the window to the front at a question. It answers nothing.
pub(crate) fn show_question<R: Runtime>(app: &AppHandle<R>, asked: Asked) {
    window::show(app);
    let _ =
        Fact::QuestionOpened { account_id: asked.account.to_string(), cid: asked.cid.to_string() }.emit(app);
}
