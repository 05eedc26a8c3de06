//! The least that Tauri can show: one window with one dark page or, asked for `codes`, with twelve codes that are written
//! down in it, without any script. `npm run bench -- cold-start` holds the app against both, with the same web view, the
//! same profile and no plugin.
#![cfg_attr(windows, windows_subsystem = "windows")]

use tauri::WebviewWindowBuilder;

fn main() {
    let label = std::env::args().nth(1).unwrap_or_else(|| "empty".to_owned());
    tauri::Builder::default()
        .setup(move |app| {
            let windows = &app.config().app.windows;
            let window = windows.iter().find(|window| window.label == label).ok_or("empty or codes")?;
            WebviewWindowBuilder::from_config(app.handle(), window)?.build()?;
            Ok(())
        })
        .run(tauri::generate_context!("benches/empty-window/tauri.conf.json"))
        .expect("this system can show a window");
}
