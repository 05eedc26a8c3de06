//! A disk on which things go wrong.

use std::cell::Cell;
use std::io;
use std::path::Path;

use countersign_backup::{Disk, Entry, Files};

/// A disk on which one operation goes wrong.
pub(crate) struct FaultyDisk {
    pub(crate) fault: Fault,
    /// How many of these operations work before.
    pub(crate) after: Cell<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Half of the file is written, then the disk is full.
    Full,
    /// The file cannot be made.
    ReadOnly,
    /// Everything seems to work, and half of the file is there.
    ShortWrite,
    /// Everything seems to work, and one bit is another.
    FlippedBit,
    /// The device fails while the file goes to the disk.
    BrokenSync,
    /// The file cannot be read back.
    BrokenRead,
    /// The folder is gone when the file gets its name.
    Vanished,
    /// Old files cannot be removed.
    Undeletable,
}

impl FaultyDisk {
    pub(crate) fn new(fault: Fault) -> Self {
        Self { fault, after: Cell::new(0) }
    }

    /// Whether it goes wrong now.
    fn strikes(&self, faults: &[Fault]) -> bool {
        let is_meant = faults.contains(&self.fault);
        let left = self.after.get();
        if is_meant && left > 0 {
            self.after.set(left - 1);
        }
        is_meant && left == 0
    }
}

impl Files for FaultyDisk {
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        Disk.list(folder)
    }

    fn read(&self, path: &Path, at_most: usize) -> io::Result<Vec<u8>> {
        if self.strikes(&[Fault::BrokenRead]) {
            return Err(io::Error::other("input/output error"));
        }
        Disk.read(path, at_most)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        use Fault::{BrokenSync, FlippedBit, Full, ReadOnly, ShortWrite};
        if !self.strikes(&[BrokenSync, FlippedBit, Full, ReadOnly, ShortWrite]) {
            return Disk.write_new(path, bytes);
        }
        let half = &bytes[..bytes.len() / 2];
        match self.fault {
            ReadOnly => Err(io::ErrorKind::ReadOnlyFilesystem.into()),
            Full => Disk.write_new(path, half).and(Err(io::ErrorKind::StorageFull.into())),
            BrokenSync => Disk.write_new(path, bytes).and(Err(io::Error::other("input/output error"))),
            FlippedBit => {
                let mut bytes = bytes.to_vec();
                let last = bytes.len() - 1;
                bytes[last] ^= 1;
                Disk.write_new(path, &bytes)
            }
            _ => Disk.write_new(path, half),
        }
    }

    fn place_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        if self.strikes(&[Fault::Vanished]) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Disk.place_new(from, to)
    }

    fn place_over(&self, from: &Path, to: &Path) -> io::Result<()> {
        if self.strikes(&[Fault::Vanished]) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Disk.place_over(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let is_backup = path.extension().is_some_and(|ending| ending == "age");
        if is_backup && self.strikes(&[Fault::Undeletable]) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        Disk.remove(path)
    }

    fn is_there(&self, path: &Path) -> bool {
        Disk.is_there(path)
    }
}
