//! Moving everything to a new device, by screens and cameras or by a file, sealed for that device alone after both
//! people have compared a number. One move at a time; it lives in memory and ends with the vault.

mod source;

use std::path::Path;
use std::sync::Arc;

use countersign_backup::moving::{Incoming, Number, Outgoing, Progress, Receiver, Sender};
use countersign_backup::{Existing, OpenError, Reading, put, qr};

use crate::Authenticator;
use crate::backing_up::blocking;
use crate::error::Error;
use crate::view::{ExportedFile, MoveArrival, MoveCode, MoveGreeting, MoveParts};

pub use source::MoveSource;

/// How far the move is.
pub(crate) enum Move {
    /// Sending: the number is not compared yet.
    Greeted(Sender),
    /// Sending: the number was compared; the parts are sealed for the receiver.
    Outgoing { sealed: Arc<Outgoing>, parts: Vec<String>, accounts: usize },
    /// Receiving: the greeting is not here yet.
    Inviting(Arc<Receiver>),
    /// Receiving: parts arrive.
    Incoming { receiver: Arc<Receiver>, parts: Incoming },
}

impl Authenticator {
    /// On the old device: reads the new device's invitation. The greeting is for the new device to read, the number
    /// for both people to compare.
    ///
    /// # Errors
    /// [`Error::NotThisCode`], [`Error::NotThisFile`], [`Error::Image`], [`Error::Locked`].
    pub async fn begin_sending(&self, invitation: MoveSource) -> Result<MoveGreeting, Error> {
        self.vault()?;
        let answer = |text: &String| Sender::answer(text, &self.inner.ports.random).ok();
        let sender = invitation.codes().await?.iter().find_map(answer).ok_or(Error::NotThisCode)?;
        let greeting = sender.greeting();
        // The number costs as much as a passphrase.
        let (sender, number) = blocking(move || {
            let number = sender.number();
            (sender, number)
        })
        .await?;
        self.inner.ways_out.moving.with(|moving| *moving = Some(Move::Greeted(sender)));
        Ok(MoveGreeting { code: code(greeting), number: number.to_string() })
    }

    /// On the old device: the person says that both numbers are the same. Everything is sealed for the new device.
    ///
    /// # Errors
    /// [`Error::PersonUnverified`], [`Error::NoMove`], [`Error::Locked`] and those of the vault.
    pub async fn confirm_sending(&self) -> Result<MoveParts, Error> {
        self.must_be_verified()?;
        let backup = self.snapshot().await?.backup;
        let sender = self.inner.ways_out.moving.with(|moving| match moving.take() {
            Some(Move::Greeted(sender)) => Ok(sender),
            other => {
                *moving = other;
                Err(Error::NoMove)
            }
        })?;
        let accounts = backup.accounts.len();
        let (sealed, parts) = blocking(move || {
            let outgoing = sender.confirmed();
            let parts = outgoing.parts(&backup);
            (Arc::new(outgoing), parts)
        })
        .await?;
        let count = parts.len();
        let outgoing = Move::Outgoing { sealed, parts, accounts };
        self.inner.ways_out.moving.with(|moving| *moving = Some(outgoing));
        Ok(MoveParts { count, accounts })
    }

    /// On the old device: one of the codes that the new device reads, counted from 0. It is sealed.
    ///
    /// # Errors
    /// [`Error::NoMove`], also for a code that there is not.
    pub fn move_part(&self, index: usize) -> Result<MoveCode, Error> {
        self.inner.ways_out.moving.with(|moving| match moving {
            Some(Move::Outgoing { parts, .. }) => {
                parts.get(index).map(|text| code(text.clone())).ok_or(Error::NoMove)
            }
            _ => Err(Error::NoMove),
        })
    }

    /// On the old device: the same as one file, which only the new device can open, and only until its move ends.
    ///
    /// # Errors
    /// [`Error::NoMove`], [`Error::Backup`], [`Error::Locked`] and those of the vault.
    pub async fn save_move(&self, path: &Path, existing: Existing) -> Result<ExportedFile, Error> {
        let backup = self.snapshot().await?.backup;
        let sealed = self.inner.ways_out.moving.with(|moving| match moving {
            Some(Move::Outgoing { sealed, accounts, .. }) => Ok((Arc::clone(sealed), *accounts)),
            _ => Err(Error::NoMove),
        });
        let ((sealed, accounts), written) = (sealed?, path.to_owned());
        let files = self.files();
        blocking(move || put(&*files, &written, &sealed.file(&backup), existing)).await??;
        Ok(ExportedFile { path: path.to_owned(), accounts })
    }

    /// On the new device: makes a key for this move alone. The invitation is for the old device to read.
    ///
    /// # Errors
    /// [`Error::Locked`].
    pub fn begin_receiving(&self) -> Result<MoveCode, Error> {
        self.vault()?;
        let receiver = Receiver::new();
        let invitation = receiver.invitation();
        self.inner.ways_out.moving.with(|moving| *moving = Some(Move::Inviting(Arc::new(receiver))));
        Ok(code(invitation))
    }

    /// On the new device: reads the old device's greeting. The number is for both people to compare.
    ///
    /// # Errors
    /// [`Error::NotThisCode`], [`Error::NotThisFile`], [`Error::Image`], [`Error::NoMove`].
    pub async fn hear_greeting(&self, greeting: MoveSource) -> Result<String, Error> {
        let receiver = self.receiver()?;
        let (hearing, codes) = (Arc::clone(&receiver), greeting.codes().await?);
        let hear = move || codes.iter().find_map(|code| hearing.hear(code).ok());
        let (number, parts): (Number, Incoming) = blocking(hear).await?.ok_or(Error::NotThisCode)?;
        self.inner.ways_out.moving.with(|moving| *moving = Some(Move::Incoming { receiver, parts }));
        Ok(number.to_string())
    }

    /// On the new device: takes codes of the old one, in any order and as often as they come, or the file that it
    /// saved. When nothing is missing, everything is shown as a preview; the move goes on until it is ended.
    ///
    /// # Errors
    /// [`Error::NotThisCode`], [`Error::NotThisFile`], [`Error::Image`], [`Error::BackupOpen`], [`Error::NoMove`] and
    /// those of the vault; what was collected before stays.
    pub async fn take_move(&self, source: MoveSource) -> Result<MoveArrival, Error> {
        let receiver = self.receiver()?;
        let source = match source.sealed() {
            Ok(file) => return self.unpack(receiver, file).await,
            Err(source) => source,
        };
        match self.collect(&source.codes().await?)? {
            Progress::Missing { of, missing } => Ok(MoveArrival::Missing { of, missing }),
            Progress::Complete(file) => self.unpack(receiver, file).await,
        }
    }

    /// Ends the move, whatever side this is. The keys of it are gone then.
    pub fn end_move(&self) {
        self.inner.ways_out.moving.with(|moving| *moving = None);
    }

    async fn unpack(&self, receiver: Arc<Receiver>, file: Vec<u8>) -> Result<MoveArrival, Error> {
        let reading: Reading =
            blocking(move || receiver.open(&file)).await?.map_err(|error| match error {
                OpenError::WrongKey { .. } | OpenError::WrongKind { .. } => Error::NotThisFile,
                other => other.into(),
            })?;
        Ok(MoveArrival::Complete(self.preview_backup(reading).await?))
    }

    /// How far the collection is after these codes, of which at least one belongs to it.
    fn collect(&self, codes: &[String]) -> Result<Progress, Error> {
        self.inner.ways_out.moving.with(|moving| {
            let Some(Move::Incoming { parts, .. }) = moving else { return Err(Error::NoMove) };
            let taken = codes.iter().map(|code| parts.take(code));
            // The last one that is taken knows of all before it.
            let last = taken.reduce(|best, next| if next.is_ok() { next } else { best });
            Ok(last.ok_or(Error::NotThisCode)??)
        })
    }

    fn receiver(&self) -> Result<Arc<Receiver>, Error> {
        self.inner.ways_out.moving.with(|moving| match moving {
            Some(Move::Inviting(receiver) | Move::Incoming { receiver, .. }) => Ok(Arc::clone(receiver)),
            _ => Err(Error::NoMove),
        })
    }
}

/// A text and its picture. An invitation and a greeting are no secrets, and parts are sealed.
fn code(text: String) -> MoveCode {
    let svg = qr(&text).map(|mut svg| std::mem::take(&mut *svg)).unwrap_or_default();
    MoveCode { text, svg }
}
