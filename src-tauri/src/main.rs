//! The desktop program. First of all it makes sure that nobody outside can drive it, and that the window is drawn by what
//! the system has.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    #[cfg(not(feature = "development"))]
    refuse_to_be_driven();
    #[cfg(target_os = "linux")]
    imitate_no_card();
    countersign_app_lib::run();
}

/// Each of these lets another program look into the window, or steer it.
#[cfg(not(feature = "development"))]
#[expect(unsafe_code, reason = "changing the environment is safe only while there is one thread, as here")]
fn refuse_to_be_driven() {
    for name in [
        "TAURI_AUTOMATION",
        "TAURI_WEBVIEW_AUTOMATION",
        "WEBKIT_INSPECTOR_SERVER",
        "WEBKIT_INSPECTOR_HTTP_SERVER",
        "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS",
    ] {
        // SAFETY: this is the first thing that `main` does, so no other thread reads the environment.
        unsafe { std::env::remove_var(name) };
    }
}

/// Tells the web view to draw by itself where there is no graphics card, unless the person has said something about it.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "changing the environment is safe only while there is one thread, as here")]
fn imitate_no_card() {
    use countersign_app_lib::graphics::{BY_ITSELF, has_card};

    let is_set = |name: &str| std::env::var_os(name).is_some();
    let [(first, _), ..] = BY_ITSELF;
    if is_set(first) || has_card() {
        return;
    }
    for (name, value) in BY_ITSELF.into_iter().filter(|(name, _)| !is_set(name)) {
        // SAFETY: `main` has started no thread yet, so no other one reads the environment.
        unsafe { std::env::set_var(name, value) };
    }
}
