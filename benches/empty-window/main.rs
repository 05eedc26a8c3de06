//! The least that Tauri can show: one window with one dark page. `npm run bench -- cold-start` holds the app against
//! it, with the same web view, the same profile and no plugin.
#![cfg_attr(windows, windows_subsystem = "windows")]

fn main() {
    tauri::Builder::default()
        .run(tauri::generate_context!("benches/empty-window/tauri.conf.json"))
        .expect("this system can show a window");
}
