//! Whether this desktop has a tray. Free desktops have one where a program owns the name of the watcher; it may come
//! later than we do, and go.

#[cfg(target_os = "linux")]
mod linux {
    use futures_util::StreamExt;
    use zbus::Connection;
    use zbus::fdo::DBusProxy;
    use zbus::names::BusName;

    const WATCHER: &str = "org.kde.StatusNotifierWatcher";
    /// What draws the icon, by the names that its bindings look for. They panic where there is none.
    const LIBRARIES: [&str; 4] = [
        "libayatana-appindicator3.so.1",
        "libappindicator3.so.1",
        "libayatana-appindicator3.so",
        "libappindicator3.so",
    ];

    /// Tells whether there is a tray, now and whenever that changes, as long as there is a session bus.
    pub(in crate::tray) async fn watch(told: impl Fn(bool)) {
        if has_library() {
            let _ = heed(told).await;
        }
    }

    async fn heed(told: impl Fn(bool)) -> zbus::Result<()> {
        let bus = Connection::session().await?;
        let names = DBusProxy::new(&bus).await?;
        let mut changes = names.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await?;
        told(names.name_has_owner(BusName::try_from(WATCHER)?).await?);
        while let Some(change) = changes.next().await {
            told(change.args()?.new_owner().is_some());
        }
        Ok(())
    }

    #[expect(unsafe_code, reason = "a library is loaded, as its bindings do it right after")]
    fn has_library() -> bool {
        // SAFETY: these libraries do nothing when they are loaded but register types of GLib.
        LIBRARIES.iter().any(|name| unsafe { libloading::Library::new(name) }.is_ok())
    }
}

#[cfg(target_os = "linux")]
pub(super) use linux::watch;

/// Windows and macOS always have one.
#[cfg(not(target_os = "linux"))]
pub(super) async fn watch(told: impl Fn(bool)) {
    told(true);
}
