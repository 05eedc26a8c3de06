//! The clipboard: a code stays for a while and is cleared if it is still there.

use std::time::Duration;

use arboard::{Clipboard, SetExtLinux};
use tokio::signal::ctrl_c;
use zeroize::Zeroizing;

use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::screen::Screen;

/// How long a copied code stays.
const KEPT: Duration = Duration::from_secs(30);

/// Copies a code and stays until its time is over: on many systems a clipboard lives only as long as the program
/// that filled it.
pub(crate) async fn copy_for_a_while(code: &Zeroizing<String>, screen: &Screen) -> Outcome {
    let mut clipboard = Clipboard::new().map_err(|_| silent())?;
    set(&mut clipboard, code)?;
    screen.note(&format!(
        "Copied. The clipboard is cleared in {} seconds; Ctrl+C clears it now.",
        KEPT.as_secs()
    ));
    tokio::select! {
        () = tokio::time::sleep(KEPT) => {}
        _ = ctrl_c() => {}
    }
    if clipboard.get_text().map(Zeroizing::new).is_ok_and(|now| *now == **code) {
        clipboard.clear().map_err(|_| silent())?;
    }
    Ok(())
}

#[cfg(all(unix, not(target_os = "macos")))]
fn set(clipboard: &mut Clipboard, code: &str) -> Outcome {
    // What keeps a history of the clipboard is asked not to.
    clipboard.set().exclude_from_history().text(code).map_err(|_| silent())
}

fn silent() -> Failure {
    Failure::new(Exit::Failed, "clipboard_unavailable", crate::wording::template("clipboard_unavailable"))
}
