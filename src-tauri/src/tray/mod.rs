//! The icon in the tray: the pending question, the pinned accounts, and how to open, lock and end the app.

mod host;
mod menu;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use countersign_authenticator::{AccountId, Authenticator, Copied, Error, Phase, State};
use tauri::image::Image;
use tauri::include_image;
use tauri::menu::{MenuBuilder, MenuItemBuilder};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::Notify;

use crate::notification::Asked;
use crate::shell::{self, Shell};
use crate::words::Language;
use crate::{clipboard, news, window};
use menu::{Deed, Facts, Line, Menu, Pinned, Vault};

const ICON: &str = "countersign";
/// Later than this, a code would be too old by the time it is pasted; the next one is copied, as in the window.
const TOO_LATE: Duration = Duration::from_secs(3);

/// Colored by the menu bar of macOS; elsewhere light with a dark rim, because nobody tells how panels look.
const CALM: Image<'_> = if cfg!(target_os = "macos") {
    include_image!("icons/tray/calm-template.png")
} else {
    include_image!("icons/tray/calm.png")
};
/// The mark is open: a question waits.
const ASKED: Image<'_> = if cfg!(target_os = "macos") {
    include_image!("icons/tray/asked-template.png")
} else {
    include_image!("icons/tray/asked.png")
};

/// Whether there is a tray, and that its menu may have become another.
#[derive(Default)]
pub(crate) struct Tray {
    /// The desktop has a tray.
    is_hosted: AtomicBool,
    /// Our icon was made.
    is_drawn: AtomicBool,
    changed: Notify,
}

impl Tray {
    /// Whether the person can find the app there.
    pub(crate) fn is_there(&self) -> bool {
        self.is_hosted.load(Ordering::Relaxed) && self.is_drawn.load(Ordering::Relaxed)
    }

    /// Something that the menu says may be another.
    pub(crate) fn look_again(&self) {
        self.changed.notify_one();
    }
}

/// Watches for the desktop's tray, for ever.
pub(crate) async fn watch<R: Runtime>(app: AppHandle<R>) {
    host::watch(|is_hosted| {
        let tray = app.state::<Tray>();
        tray.is_hosted.store(is_hosted, Ordering::Relaxed);
        tray.look_again();
    })
    .await;
}

/// Keeps icon and menu as they should be, for ever.
pub(crate) async fn keep<R: Runtime>(app: AppHandle<R>, core: Authenticator) {
    let language = Language::of_system();
    let mut drawn = None;
    loop {
        app.state::<Tray>().changed.notified().await;
        if !app.state::<Tray>().is_hosted.load(Ordering::Relaxed) {
            continue;
        }
        let menu = Menu::of(&facts(&core, language).await, language);
        if drawn.as_ref() == Some(&menu) {
            continue;
        }
        drawn = Some(menu.clone());
        let handle = app.clone();
        let _ = app.run_on_main_thread(move || {
            // A desktop that refuses the icon is one without a tray.
            let is_drawn = draw(&handle, &menu).is_ok();
            handle.state::<Tray>().is_drawn.store(is_drawn, Ordering::Relaxed);
        });
    }
}

async fn facts(core: &Authenticator, language: Language) -> Facts {
    let vault = match core.state().await {
        Ok(State { phase: Phase::Ready, has_pin, has_passphrase, .. }) => {
            Vault::Open { locks: has_pin || has_passphrase }
        }
        Ok(State { phase: Phase::Locked | Phase::KeyStoreLocked, .. }) => Vault::Locked,
        Ok(_) | Err(_) => Vault::Shut,
    };
    let accounts = if matches!(vault, Vault::Open { .. }) { core.accounts().await } else { Ok(Vec::new()) };
    // Codes by a counter are counted where they are seen.
    let pinned = accounts.unwrap_or_default().into_iter();
    let pinned =
        pinned.filter(|each| each.is_pinned && each.codes.is_some_and(|codes| codes.period.is_some()));
    let waiting = core.questions().into_iter().filter(|question| question.ended.is_none());
    Facts {
        vault,
        pinned: pinned.map(|each| Pinned { id: each.id, service: each.service, user: each.user }).collect(),
        questions: waiting
            .map(|question| {
                let asked = Asked { account: question.account, cid: question.cid };
                (asked, news::title(&question, language))
            })
            .collect(),
    }
}

/// Draws the menu and the icon. Called on the main thread.
fn draw<R: Runtime>(app: &AppHandle<R>, menu: &Menu) -> tauri::Result<()> {
    let mut builder = MenuBuilder::new(app);
    for line in &menu.lines {
        builder = match line {
            Line::Does(deed, text) => {
                builder.item(&MenuItemBuilder::with_id(deed.name(), literal(text)).build(app)?)
            }
            Line::Heads(text) => {
                builder.item(&MenuItemBuilder::new(literal(text)).enabled(false).build(app)?)
            }
            Line::Gap => builder.separator(),
        };
    }
    let system = builder.build()?;
    let icon = if menu.is_asked { ASKED } else { CALM };
    if let Some(tray) = app.tray_by_id(ICON) {
        tray.set_menu(Some(system))?;
        return tray.set_icon_with_as_template(Some(icon), cfg!(target_os = "macos"));
    }
    TrayIconBuilder::with_id(ICON)
        .icon(icon)
        .icon_as_template(cfg!(target_os = "macos"))
        .tooltip("Countersign")
        .menu(&system)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(|app, event| {
            if let Some(deed) = Deed::named(event.id().as_ref()) {
                act(app, deed);
            }
        })
        .on_tray_icon_event(|tray, event| {
            let is_click = matches!(
                event,
                TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. }
            );
            if is_click && cfg!(windows) {
                window::show(tray.app_handle());
            }
        })
        .build(app)?;
    Ok(())
}

/// In menus, `&` marks the letter of a key.
fn literal(text: &str) -> String {
    text.replace('&', "&&")
}

fn act<R: Runtime>(app: &AppHandle<R>, deed: Deed) {
    match deed {
        Deed::Show(asked) => shell::show_question(app, asked),
        Deed::Open => window::show(app),
        Deed::Quit => app.exit(0),
        Deed::Lock | Deed::Copy(_) => {
            let (app, core) = (app.clone(), app.state::<Shell>().core().clone());
            tauri::async_runtime::spawn(async move {
                core.person_is_here();
                let is_done = match deed {
                    Deed::Copy(account) => copy(&app, &core, account).await,
                    _ => core.lock().await.is_ok(),
                };
                // What came between, the window says.
                if !is_done {
                    window::show(&app);
                }
            });
        }
    }
}

async fn copy<R: Runtime>(app: &AppHandle<R>, core: &Authenticator, account: AccountId) -> bool {
    match code(core, account).await {
        Ok(digits) => clipboard::copy_secret(app, digits).await.is_ok(),
        Err(_) => false,
    }
}

async fn code(core: &Authenticator, account: AccountId) -> Result<Copied, Error> {
    let now = core.code_at(account, None).await?;
    Ok(if now.valid_for < TOO_LATE { now.next } else { now.digits })
}
