//! QR codes as pictures in files, readable by their owner only.

use std::fs::{File, create_dir_all, remove_file};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use countersign_authenticator::{Existing, MigrationPage};

use crate::exit::Exit;
use crate::failure::{Failure, Outcome};

/// Writes each page into the folder; how many accounts are on them.
pub(super) fn pages(pages: &[MigrationPage], folder: &Path, existing: Existing) -> Outcome<usize> {
    create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    for page in pages {
        write(&folder.join(format!("google-{}-of-{}.svg", page.number, page.of)), &page.svg, existing)?;
    }
    Ok(pages.iter().map(|page| page.accounts).sum())
}

/// Writes one picture.
pub(super) fn write(path: &Path, svg: &str, existing: Existing) -> Outcome {
    let written = || {
        if existing == Existing::Replace
            && let Err(error) = remove_file(path)
            && error.kind() != ErrorKind::NotFound
        {
            return Err(error);
        }
        let mut file = create(path)?;
        file.write_all(svg.as_bytes())?;
        file.sync_all()
    };
    written().map_err(|error| failed(path, &error))
}

/// A new file for its owner only.
fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    match error.kind() {
        ErrorKind::AlreadyExists => {
            let sentence = format!("{path} is there already. Nothing was written over; --replace does that.");
            Failure::new(Exit::Failed, "file_exists", sentence)
        }
        _ => Failure::new(Exit::Failed, "file_not_written", format!("{path} could not be written: {error}.")),
    }
}
