//! Files and the standard input, read whole and not too much of it.

use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::exit::Exit;
use crate::failure::{Failure, Outcome};

/// No picture and no export is larger.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The bytes of a file, or of the standard input for `-`.
pub(crate) fn read(file: &Path) -> Outcome<Zeroizing<Vec<u8>>> {
    if file == Path::new("-") {
        return read_whole(io::stdin().lock(), "the standard input");
    }
    let name = file.display().to_string();
    let opened = std::fs::File::open(file).map_err(|error| unreadable(&name, &error))?;
    // A folder opens on some systems and only fails when read.
    if opened.metadata().is_ok_and(|about| about.is_dir()) {
        return Err(Failure::new(Exit::Unreadable, "file_unreadable", format!("{name} is a folder.")));
    }
    read_whole(opened, &name)
}

fn read_whole(from: impl Read, name: &str) -> Outcome<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    from.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
    match u64::try_from(bytes.len()).unwrap_or(u64::MAX) {
        0 => Err(Failure::new(Exit::Unreadable, "file_empty", format!("{name} is empty."))),
        1..=LARGEST => Ok(bytes),
        _ => {
            let sentence = format!("{name} is larger than {} MiB. No export is that large.", LARGEST >> 20);
            Err(Failure::new(Exit::Unreadable, "file_too_large", sentence))
        }
    }
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    let exit = if error.kind() == io::ErrorKind::NotFound { Exit::NotFound } else { Exit::Unreadable };
    let why = match error.kind() {
        io::ErrorKind::NotFound => "is not there".to_owned(),
        io::ErrorKind::PermissionDenied => "may not be read by you".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    Failure::new(exit, "file_unreadable", format!("{name} {why}."))
}
