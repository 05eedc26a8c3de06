//! A pipe whose name says which vault it belongs to. Other machines cannot reach it.

use std::io;
use std::path::Path;

use countersign_protocol::Digest;
use countersign_protocol::encoding::encode;
use tokio::net::windows::named_pipe::{ClientOptions, NamedPipeClient, NamedPipeServer, ServerOptions};

/// Where others are heard.
pub(super) struct Ear {
    name: String,
    waiting: NamedPipeServer,
}

impl Ear {
    /// Begins to listen, unless somebody else does.
    pub(super) fn open(vault: &Path) -> io::Result<Self> {
        let name = place(vault);
        let waiting =
            ServerOptions::new().first_pipe_instance(true).reject_remote_clients(true).create(&name)?;
        Ok(Self { name, waiting })
    }

    /// The next one who wants something.
    pub(super) async fn next(&mut self) -> io::Result<NamedPipeServer> {
        self.waiting.connect().await?;
        let following = ServerOptions::new().reject_remote_clients(true).create(&self.name)?;
        Ok(std::mem::replace(&mut self.waiting, following))
    }
}

/// Reaches the shell that listens; nothing if there is none.
pub(super) async fn call(vault: &Path) -> io::Result<Option<NamedPipeClient>> {
    match ClientOptions::new().open(place(vault)) {
        Ok(other) => Ok(Some(other)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn place(vault: &Path) -> String {
    let digest = Digest::of(vault.to_string_lossy().to_lowercase().as_bytes());
    format!(r"\\.\pipe\countersign-{}", encode(&digest.as_bytes()[..16]))
}
