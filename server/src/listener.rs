//! The port: bound as configured, or named with whoever has it.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::Path;

use tokio::net::TcpListener;

/// Why there is no listener.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Another program has the port; which one, if the system tells.
    #[error("{address} is taken{}: stop that program, or give this server another port (devices would link again)", by(.holder.as_deref()))]
    Taken {
        /// The address.
        address: SocketAddr,
        /// The name and number of the other process.
        holder: Option<String>,
    },
    /// The system refuses.
    #[error("{address}: cannot listen there")]
    Refused {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
}

fn by(holder: Option<&str>) -> String {
    holder.map(|holder| format!(" by {holder}")).unwrap_or_default()
}

/// Listens on this address; port 0 is any free one.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => ListenError::Taken { address, holder: holder_of(address.port()) },
        _ => ListenError::Refused { address, source },
    })
}

/// The process that listens on a port, as Linux tells: its socket's inode, then who has that open.
fn holder_of(port: u16) -> Option<String> {
    let inode = ["/proc/net/tcp", "/proc/net/tcp6"].iter().find_map(|table| {
        let table = fs::read_to_string(table).ok()?;
        table.lines().skip(1).find_map(|line| {
            let columns: Vec<_> = line.split_whitespace().collect();
            let (_, local) = columns.get(1)?.rsplit_once(':')?;
            let is_listening = *columns.get(3)? == "0A";
            (is_listening && u16::from_str_radix(local, 16) == Ok(port))
                .then(|| columns.get(9).map(ToString::to_string))?
        })
    })?;
    let socket = format!("socket:[{inode}]");
    fs::read_dir("/proc").ok()?.flatten().find_map(|process| {
        // Not by the links `self` and `thread-self`.
        process.file_name().to_str()?.parse::<u32>().ok()?;
        let open = fs::read_dir(process.path().join("fd")).ok()?;
        let has_it = open
            .flatten()
            .any(|file| fs::read_link(file.path()).is_ok_and(|link| link == Path::new(&socket)));
        let name = fs::read_to_string(process.path().join("comm")).ok().filter(|_| has_it)?;
        Some(format!("{} (process {})", name.trim(), process.file_name().to_string_lossy()))
    })
}

#[cfg(test)]
mod tests {
    use super::{ListenError, listen};

    #[tokio::test]
    async fn a_taken_port_is_named_with_whoever_has_it() {
        let first = listen("127.0.0.1:0".parse().expect("an address")).await.expect("a free port");
        let address = first.local_addr().expect("it is bound");
        match listen(address).await.expect_err("it is taken") {
            ListenError::Taken { holder, .. } if cfg!(target_os = "linux") => {
                let holder = holder.expect("Linux tells");
                assert!(holder.contains(&std::process::id().to_string()), "{holder}");
            }
            ListenError::Taken { .. } => {}
            other @ ListenError::Refused { .. } => panic!("{other}"),
        }
    }
}
