//! The clipboard: a secret is marked as one, and cleared after a while if it is still there.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_authenticator::Picture;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_clipboard_manager::ClipboardExt;
use zeroize::Zeroizing;

use crate::dto::{ClipboardNote, CommandError, ErrorCode};

/// How long a copied secret stays.
const KEPT: Duration = Duration::from_secs(30);

/// The secret that was copied last, as long as nobody cleared it, and which copy it was.
#[derive(Default)]
pub(crate) struct CopiedSecret(Mutex<(u64, Option<Zeroizing<String>>)>);

/// Copies a secret and clears it later.
pub(crate) async fn copy_secret<R: Runtime>(
    app: &AppHandle<R>,
    secret: Zeroizing<String>,
) -> Result<ClipboardNote, CommandError> {
    let to_keep = secret.clone();
    let handle = app.clone();
    blocking(move || handle.clipboard().write_secret(secret.as_str()).map_err(|_| unavailable())).await??;
    let copy = app.state::<CopiedSecret>().keep(to_keep);
    let handle = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(KEPT).await;
        if let Some(secret) = handle.state::<CopiedSecret>().take(copy) {
            let _ = blocking(move || clear_if_still(&handle, &secret)).await;
        }
    });
    let clears_after_ms = u32::try_from(KEPT.as_millis()).expect("half a minute fits");
    Ok(ClipboardNote { clears_after_ms })
}

/// Clears the clipboard if our last secret is still in it; for the app's end.
pub(crate) fn clear_now<R: Runtime>(app: &AppHandle<R>) {
    let last = app.state::<CopiedSecret>().held().1.take();
    if let Some(secret) = last {
        clear_if_still(app, &secret);
    }
}

/// What is in the clipboard.
pub(crate) enum Content {
    /// A picture's pixels.
    Picture(Picture),
    /// Some text.
    Text(Zeroizing<String>),
}

/// Reads the clipboard because the person asked for it.
pub(crate) async fn read<R: Runtime>(app: &AppHandle<R>) -> Result<Content, CommandError> {
    let app = app.clone();
    blocking(move || {
        if let Ok(picture) = app.clipboard().read_image() {
            let (width, height) = (picture.width(), picture.height());
            return Ok(Content::Picture(Picture::Pixels {
                width,
                height,
                rgba: picture.rgba().to_vec().into(),
            }));
        }
        match app.clipboard().read_text() {
            Ok(text) if !text.trim().is_empty() => Ok(Content::Text(text.into())),
            Ok(_) | Err(_) => {
                Err(CommandError::new(ErrorCode::ClipboardEmpty, "nothing to read in the clipboard"))
            }
        }
    })
    .await?
}

/// iOS asks the person before anybody reads the clipboard, so there the system's own expiry must do.
fn clear_if_still<R: Runtime>(app: &AppHandle<R>, secret: &str) {
    if cfg!(target_os = "ios") {
        return;
    }
    if app.clipboard().read_text().is_ok_and(|now| Zeroizing::new(now).as_str() == secret) {
        let _ = app.clipboard().clear();
    }
}

/// The system's clipboard blocks, and on Linux its owner may be this very program.
async fn blocking<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> Result<T, CommandError> {
    tauri::async_runtime::spawn_blocking(act).await.map_err(|_| unavailable())
}

fn unavailable() -> CommandError {
    CommandError::new(ErrorCode::ClipboardUnavailable, "the clipboard does not answer")
}

impl CopiedSecret {
    fn held(&self) -> MutexGuard<'_, (u64, Option<Zeroizing<String>>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a copy, and gives it a number.
    fn keep(&self, secret: Zeroizing<String>) -> u64 {
        let (copy, last) = &mut *self.held();
        *copy = copy.wrapping_add(1);
        *last = Some(secret);
        *copy
    }

    /// The secret of this copy, if no other came after it: a later copy has its own half minute.
    fn take(&self, copy: u64) -> Option<Zeroizing<String>> {
        let (latest, last) = &mut *self.held();
        if *latest == copy { last.take() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::CopiedSecret;

    #[test]
    fn a_later_copy_has_its_own_half_minute() {
        let copied = CopiedSecret::default();
        let first = copied.keep("123456".to_owned().into());
        let second = copied.keep("123456".to_owned().into());
        assert!(copied.take(first).is_none());
        assert_eq!(copied.take(second).as_ref().map(|secret| secret.as_str()), Some("123456"));
        assert!(copied.take(second).is_none());
    }
}
