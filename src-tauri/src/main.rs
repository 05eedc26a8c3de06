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
    const BY_ITSELF: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";
    if std::env::var_os(BY_ITSELF).is_none() && !countersign_app_lib::graphics::has_card() {
        // SAFETY: `main` has started no thread yet, so no other one reads the environment.
        unsafe { std::env::set_var(BY_ITSELF, "1") };
    }
}
