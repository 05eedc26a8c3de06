//! Which file system the vault lies on, and how many may therefore have it open.

use std::path::Path;

use crate::error::VaultError;

/// How many may have the vault open at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// Any number of processes, over a write-ahead log and shared memory.
    Shared,
    /// One: on a network file system, locks on parts of a file and shared memory cannot be relied on.
    Alone,
}

impl Sharing {
    /// What the file system of the vault's folder allows.
    ///
    /// # Errors
    /// [`VaultError::Io`] if it does not say.
    pub(crate) fn of(vault: &Path) -> Result<Self, VaultError> {
        let folder = vault.parent().filter(|folder| !folder.as_os_str().is_empty());
        let is_network = is_network(folder.unwrap_or(Path::new("."))).map_err(VaultError::Io)?;
        Ok(if is_network { Self::Alone } else { Self::Shared })
    }
}

/// Whether the folder lies on another machine. FUSE counts: who serves it may be one.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_network(folder: &Path) -> std::io::Result<bool> {
    let kind = rustix::fs::statfs(folder)?.f_type;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "32 bits on every machine")]
    let kind = kind as u32;
    Ok(is_network_kind(kind))
}

/// By the numbers of `statfs(2)`.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_network_kind(kind: u32) -> bool {
    const NFS: u32 = 0x6969;
    const SMB: u32 = 0x517b;
    const SMB2: u32 = 0xfe53_4d42;
    const CIFS: u32 = 0xff53_4d42;
    const NINE_P: u32 = 0x0102_1997;
    const FUSE: u32 = 0x6573_5546;
    const CEPH: u32 = 0x00c3_6400;
    const AFS: u32 = 0x5346_414f;
    const CODA: u32 = 0x7375_7245;
    const NCP: u32 = 0x564c;
    const LUSTRE: u32 = 0x0bd0_0bd0;
    const VIRTUALBOX: u32 = 0x786f_4256;
    matches!(kind, NFS | SMB | SMB2 | CIFS | NINE_P | FUSE | CEPH | AFS | CODA | NCP | LUSTRE | VIRTUALBOX)
}

#[cfg(target_vendor = "apple")]
fn is_network(folder: &Path) -> std::io::Result<bool> {
    /// `MNT_LOCAL` of `sys/mount.h`.
    const LOCAL: u32 = 0x1000;
    Ok(rustix::fs::statfs(folder)?.f_flags & LOCAL == 0)
}

/// A drive letter that stands for a share is resolved to the share's own name.
#[cfg(windows)]
fn is_network(folder: &Path) -> std::io::Result<bool> {
    use std::path::{Component, Prefix};
    let folder = std::fs::canonicalize(folder)?;
    Ok(match folder.components().next() {
        Some(Component::Prefix(prefix)) => {
            matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
        }
        _ => false,
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple", windows)))]
#[expect(clippy::unnecessary_wraps, reason = "the shape of its twins")]
fn is_network(_folder: &Path) -> std::io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_this_machine_is_shared() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(Sharing::of(&folder.path().join("vault.db")).expect("it says"), Sharing::Shared);
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    #[test]
    fn shares_of_other_machines_are_told_from_disks() {
        for (kind, name, is_network) in [
            (0x6969, "NFS", true),
            (0xff53_4d42, "CIFS", true),
            (0xfe53_4d42, "SMB 2", true),
            (0x6573_5546, "FUSE, such as sshfs", true),
            (0x0102_1997, "9P", true),
            (0xef53, "ext4", false),
            (0x9123_683e, "btrfs", false),
            (0x0102_1994, "tmpfs", false),
        ] {
            assert_eq!(is_network_kind(kind), is_network, "{name}");
        }
    }
}
