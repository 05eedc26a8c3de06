//! What one shell can ask of another that has the same vault open: to lock. It is heard at a private socket beside
//! the vault, and nothing secret ever goes over it.

#[cfg(unix)]
#[path = "between_shells/unix.rs"]
mod socket;
#[cfg(windows)]
#[path = "between_shells/windows.rs"]
mod socket;

use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use crate::Authenticator;
use crate::error::Error;

/// What is asked for.
const LOCK: &str = "lock";
/// The answer when it is done. Any other is the name of an error.
const DONE: &str = "done";
/// No message is longer.
const LONGEST: u64 = 64;
/// Locking waits for what is being written; a shell that is stuck is not waited for.
const PATIENCE: Duration = Duration::from_secs(10);

impl Authenticator {
    /// Hears what other shells ask for, for ever; a shell that stays spawns this once. Where the folder allows no
    /// socket nobody is heard, and nothing else is different.
    pub async fn hear_other_shells(&self) {
        let Ok(mut ear) = socket::Ear::open(&self.inner.settings.vault) else { return };
        while let Ok(caller) = ear.next().await {
            // Here and not beside it: locking ends all that goes on beside.
            let _ = timeout(PATIENCE, self.serve(caller)).await;
        }
    }

    /// Asks the shell that stays with this vault to lock it. Whether there is one.
    ///
    /// # Errors
    /// [`Error::NothingAsks`] if nothing would be asked to unlock it again, and [`Error::System`] if the other one
    /// does not do it.
    pub async fn ask_other_shell_to_lock(&self) -> Result<bool, Error> {
        let asked = timeout(PATIENCE, ask(&self.inner.settings.vault)).await;
        let answer = asked.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())).map_err(Error::System)?;
        match answer.as_deref() {
            None => Ok(false),
            Some(DONE) => Ok(true),
            Some(name) if name == Error::NothingAsks.code() => Err(Error::NothingAsks),
            Some(_) => Err(Error::System(io::ErrorKind::Other.into())),
        }
    }

    async fn serve(&self, mut caller: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
        let answer = match read_line(&mut caller).await?.as_str() {
            LOCK => self.lock().await.map_or_else(|error| error.code(), |()| DONE),
            _ => "unknown",
        };
        caller.write_all(format!("{answer}\n").as_bytes()).await?;
        caller.flush().await
    }
}

/// The other shell's answer; nothing if there is no other.
async fn ask(vault: &Path) -> io::Result<Option<String>> {
    let Some(mut other) = socket::call(vault).await? else { return Ok(None) };
    other.write_all(format!("{LOCK}\n").as_bytes()).await?;
    read_line(&mut other).await.map(Some)
}

async fn read_line(from: &mut (impl AsyncRead + Unpin)) -> io::Result<String> {
    let mut line = String::new();
    BufReader::new(from.take(LONGEST)).read_line(&mut line).await?;
    Ok(line.trim_end().to_owned())
}
