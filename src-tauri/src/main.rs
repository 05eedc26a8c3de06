//! The desktop program. First of all it makes sure that nobody outside can drive it.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    #[cfg(not(feature = "development"))]
    refuse_to_be_driven();
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
