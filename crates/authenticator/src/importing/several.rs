//! Several files that a person chose together: exports, pictures, and files that only open beside another one.

use countersign_enrollment::import::ImportError;
use zeroize::Zeroizing;

use super::reading::{Keys, Read, look_at, read_export};
use super::skipping::skipped_file;
use crate::error::Error;
use crate::view::NotComing;

type File = Zeroizing<Vec<u8>>;

/// What has become of each file.
struct Desk<'a> {
    files: &'a [File],
    keys: &'a Keys,
    whole: Option<Read>,
    /// Those that opened another one: they have done their work.
    are_used: Vec<bool>,
}

/// Reads them all. The bad ones among good ones are listed.
pub(super) fn read_files(files: &[File], keys: &Keys) -> Result<Read, Error> {
    let mut desk = Desk { files, keys, whole: None, are_used: vec![false; files.len()] };
    let mut left = Vec::new();
    for index in 0..files.len() {
        if let Err(error) = desk.read(index) {
            left.push((index, error));
        }
    }
    // A file that may describe others comes after those that it describes.
    let mut failed = Vec::new();
    for (index, error) in left {
        if desk.are_used[index] {
            continue;
        }
        let is_alone = matches!(error, Error::Import(ImportError::NeedsNeighbor));
        match if is_alone { desk.read_beside(index) } else { None } {
            Some(read) => desk.take(read, index),
            None => failed.push((index, error)),
        }
    }
    desk.finish(failed)
}

impl Desk<'_> {
    /// Reads one by itself; where its key is not the whole key, with each of the others beside it.
    fn read(&mut self, index: usize) -> Result<(), Error> {
        let error = match read_export(&self.files[index], None, self.keys) {
            Ok(read) => {
                self.take(read, index);
                return Ok(());
            }
            Err(error) => error,
        };
        let may_need_another =
            matches!(error, Error::Import(ImportError::WrongPassword | ImportError::WrongPasswordOrDamaged));
        match if may_need_another { self.read_beside(index) } else { None } {
            Some(read) => {
                self.take(read, index);
                Ok(())
            }
            None => Err(error),
        }
    }

    fn read_beside(&mut self, index: usize) -> Option<Read> {
        for (other, neighbor) in self.files.iter().enumerate().filter(|(other, _)| *other != index) {
            if let Ok(read) = read_export(&self.files[index], Some(neighbor), self.keys) {
                self.are_used[other] = true;
                return Some(read);
            }
        }
        None
    }

    fn take(&mut self, read: Read, index: usize) {
        let source = read.source.clone();
        self.whole.get_or_insert_with(|| Read::empty(source)).append(read, Some(index + 1));
    }

    fn finish(mut self, failed: Vec<(usize, Error)>) -> Result<Read, Error> {
        let mut pictures = Vec::new();
        for (index, error) in failed {
            if self.are_used[index] {
                continue;
            }
            if matches!(error, Error::Import(ImportError::NotRecognized)) {
                pictures.push((index + 1, &self.files[index]));
                continue;
            }
            match &mut self.whole {
                Some(whole) if !wants_something(&error) => {
                    whole.skipped.push(skipped_file(index + 1, reason(&error)));
                }
                _ => return Err(error),
            }
        }
        if !pictures.is_empty() {
            match (look_at(&pictures, true), &mut self.whole) {
                (Ok(read), Some(whole)) => whole.append(read, None),
                (Ok(read), None) => self.whole = Some(read),
                (Err(_), Some(whole)) => {
                    let unknown = |(number, _): &(usize, _)| skipped_file(*number, NotComing::FileUnknown);
                    whole.skipped.extend(pictures.iter().map(unknown));
                }
                (Err(error), None) => return Err(error),
            }
        }
        self.whole.ok_or_else(|| ImportError::NotRecognized.into())
    }
}

fn reason(error: &Error) -> NotComing {
    match error {
        Error::Import(ImportError::NeedsNeighbor) => NotComing::FileAlone,
        _ => NotComing::Damaged,
    }
}

/// Whether the person can answer, so that the files are read again.
fn wants_something(error: &Error) -> bool {
    matches!(
        error,
        Error::BackupWordsNeeded
            | Error::Words(_)
            | Error::Import(
                ImportError::ColumnsUnknown
                    | ImportError::PasswordNeeded
                    | ImportError::WrongPassword
                    | ImportError::WrongPasswordOrDamaged
                    | ImportError::CostsMuch(_)
            )
    )
}
