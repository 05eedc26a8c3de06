//! Windows says it to windows: power to each, the session's lock to those that asked for it.

use countersign_authenticator::Authenticator;
use tauri::{AppHandle, Manager, Runtime};
use windows::Win32::Foundation::{HWND, LPARAM, LRESULT, WPARAM};
use windows::Win32::System::RemoteDesktop::{NOTIFY_FOR_THIS_SESSION, WTSRegisterSessionNotification};
use windows::Win32::UI::Shell::{DefSubclassProc, SetWindowSubclass};
use windows::Win32::UI::WindowsAndMessaging::{
    PBT_APMRESUMEAUTOMATIC, PBT_APMSUSPEND, WM_POWERBROADCAST, WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK,
};

use super::Said;
use super::system_thread::heed;
use crate::window::MAIN;

/// Tells our procedure from others of the same window.
const SUBCLASS: usize = 1;

/// Listens at the main window until the app ends.
pub(super) fn watch<R: Runtime>(app: &AppHandle<R>, core: Authenticator) {
    let window = app.get_webview_window(MAIN).and_then(|window| window.hwnd().ok());
    let Some(window) = window else { return };
    // Kept until the app ends, because the window may call as long.
    let core: &'static Authenticator = Box::leak(Box::new(core));
    // SAFETY: this thread made the window. The procedure has the signature that is asked for, and what it gets as its
    // data lives as long as the program.
    #[expect(unsafe_code, reason = "Win32 takes a procedure and a pointer for it")]
    unsafe {
        if SetWindowSubclass(window, Some(hear), SUBCLASS, std::ptr::from_ref(core) as usize).as_bool() {
            // Without it sleep is still heard.
            let _ = WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION);
        }
    }
}

#[expect(unsafe_code, reason = "called by Win32")]
unsafe extern "system" fn hear(
    window: HWND,
    message: u32,
    what: WPARAM,
    more: LPARAM,
    _: usize,
    core: usize,
) -> LRESULT {
    if let Some(said) = said(message, what) {
        // SAFETY: `watch` gave a reference that lives as long as the program.
        let core = unsafe { &*(core as *const Authenticator) };
        heed(core, said);
    }
    // SAFETY: called with what this procedure was called with, by the window's thread.
    unsafe { DefSubclassProc(window, message, what, more) }
}

fn said(message: u32, what: WPARAM) -> Option<Said> {
    let what = u32::try_from(what.0).ok()?;
    match (message, what) {
        (WM_POWERBROADCAST, PBT_APMSUSPEND) => Some(Said::GoesToSleep),
        (WM_POWERBROADCAST, PBT_APMRESUMEAUTOMATIC) => Some(Said::Woke),
        (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK) => Some(Said::ScreenLocked),
        _ => None,
    }
}
