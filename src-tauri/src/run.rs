//! Puts the parts together and runs them until the window closes.

use tauri::{App, RunEvent, WindowEvent, Wry};

use crate::{bindings, clipboard, links, notification, panic, shell};
#[cfg(desktop)]
use crate::{computer, window};

/// Runs the app. It returns when the app ends.
///
/// # Panics
/// Where the system has no web view to draw with.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    panic::keep_quiet_about_data();
    let table = bindings::table();
    let builder = with_plugins(tauri::Builder::default())
        .manage(clipboard::CopiedSecret::default())
        .manage(notification::Shown::default())
        .manage(links::Received::default())
        .invoke_handler(table.invoke_handler())
        .setup(move |app| {
            table.mount_events(app);
            start(app)
        });
    let app = builder.build(tauri::generate_context!()).expect("this system can show a window");
    app.run(|app, event| match event {
        RunEvent::WindowEvent { event: WindowEvent::Focused(true), .. } => shell::look_again(app),
        #[cfg(desktop)]
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
            computer::window_closes(app, &api);
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::show(app),
        #[cfg(mobile)]
        RunEvent::Resumed => shell::look_again(app),
        RunEvent::Exit => {
            clipboard::clear_now(app);
            shell::close(app);
        }
        _ => {}
    });
}

/// The single instance comes first: a second one must end before it has touched anything.
fn with_plugins(builder: tauri::Builder<Wry>) -> tauri::Builder<Wry> {
    #[cfg(desktop)]
    let builder = computer::with_plugins(builder.plugin(single_instance()));
    #[cfg(mobile)]
    let builder = builder.plugin(crate::scanner::plugin());
    #[cfg(mobile)]
    let builder = builder.plugin(tauri_plugin_fs::init());
    #[cfg(target_os = "android")]
    let builder = builder
        .plugin(crate::biometrics::plugin())
        .plugin(crate::documents::plugin())
        .plugin(crate::waking::plugin());
    builder
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
}

#[cfg(desktop)]
fn single_instance() -> tauri::plugin::TauriPlugin<Wry> {
    let plugin = tauri_plugin_single_instance::Builder::new().callback(|app, arguments, _folder| {
        // The system starts it at login, and somebody was quicker.
        if !arguments.iter().any(|argument| argument == computer::HIDDEN) {
            window::show(app);
        }
    });
    // Tests run several apps in one session, told apart by their folders.
    match crate::development::session_name() {
        Some(name) => plugin.dbus_id(name).build(),
        None => plugin.build(),
    }
}

fn start(app: &mut App) -> Result<(), Box<dyn std::error::Error>> {
    shell::start(app.handle())?;
    #[cfg(all(desktop, unix))]
    tauri::async_runtime::spawn(end_when_told(app.handle().clone()));
    links::listen(app.handle());
    #[cfg(desktop)]
    {
        computer::open_window(app.handle())?;
        // While the web view starts.
        #[cfg(target_os = "linux")]
        crate::typeface::look_up(app.handle());
        computer::listen_to_shortcut(app.handle());
        shell::watch_session(app.handle());
    }
    #[cfg(mobile)]
    crate::window::open(app.handle(), crate::window::Opening::Shown)?;
    Ok(())
}

/// Ends the app as its window's end does when a terminal or the session says so.
#[cfg(all(desktop, unix))]
async fn end_when_told(app: tauri::AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    let told = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    let (Ok(mut terminate), Ok(mut interrupt)) = told else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    app.exit(0);
}
