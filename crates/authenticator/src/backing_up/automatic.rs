//! Automatic backups: after changes, into a folder that another program may synchronize or take away.

use std::time::Duration;

use countersign_backup::ways_back::Place;
use countersign_backup::{Automatic, Policy, Question, Report, back_up, of_backup};
use countersign_otp::UnixTime;

use super::kept::{Kept, KeptFolder, KeptLast, KeptTrouble, millis};
use super::{blocking, text_of};
use crate::Authenticator;
use crate::error::Error;
use crate::view::{BackupAnswer, BackupFolder};

/// A folder that is gone, or full, is tried again; a stick may be plugged in.
const AGAIN: Duration = Duration::from_mins(10);

impl Authenticator {
    /// Chooses where automatic backups go, or that there are none. The first one is made at once, and the folder is
    /// taken only if that went well.
    ///
    /// # Errors
    /// [`Error::Backup`], [`Error::Locked`] and those of the vault; then everything is as before.
    pub async fn set_backup_folder(&self, folder: Option<BackupFolder>) -> Result<(), Error> {
        let Some(folder) = folder else {
            return self.change_kept(Kept::forget_folder).await;
        };
        let new = KeptFolder { path: text_of(&folder.path)?, is_elsewhere: folder.place == Place::Elsewhere };
        let _running = self.inner.ways_out.running.lock().await;
        let mut kept = self.kept().await?;
        if kept.folder.as_ref().is_none_or(|before| before.path != new.path) {
            kept.forget_folder();
        }
        kept.folder = Some(new);
        let (last, report) = self.run(&kept).await?;
        self.change_kept(move |now| {
            now.folder = kept.folder;
            now.accepted_until = kept.accepted_until;
            now.known_damaged = kept.known_damaged;
            now.note(last, &report);
        })
        .await
    }

    /// Makes an automatic backup now, whether something has changed or not.
    ///
    /// # Errors
    /// [`Error::NoBackupFolder`], [`Error::Backup`], [`Error::Locked`] and those of the vault.
    pub async fn back_up_now(&self) -> Result<(), Error> {
        let _running = self.inner.ways_out.running.lock().await;
        let kept = self.kept().await?;
        match self.run(&kept).await {
            Ok((last, report)) => self.change_kept(|kept| kept.note(last, &report)).await,
            Err(error) => {
                let trouble = KeptTrouble { code: error.code().to_owned(), at: millis(self.now()) };
                if kept.folder.is_some() {
                    self.change_kept(|kept| kept.trouble = Some(trouble)).await?;
                }
                Err(error)
            }
        }
    }

    /// Makes an automatic backup if there is a folder and something has changed since the last one, or that one is
    /// not there any more. Whether one was made.
    ///
    /// # Errors
    /// Those of [`back_up_now`](Self::back_up_now).
    pub async fn back_up_if_changed(&self) -> Result<bool, Error> {
        let kept = self.kept().await?;
        let Some(folder) = &kept.folder else { return Ok(false) };
        let mark = of_backup(&self.snapshot().await?.backup);
        let last = kept.last.as_ref().filter(|last| kept.trouble.is_none() && last.mark == mark);
        if let Some(last) = last {
            let (files, path) = (self.files(), folder.path().join(&last.file));
            if blocking(move || files.is_there(&path)).await? {
                return Ok(false);
            }
        }
        self.back_up_now().await.map(|()| true)
    }

    /// What the person says to a question about automatic backups.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn answer_backup_question(&self, answer: BackupAnswer) -> Result<(), Error> {
        let now = millis(self.now());
        self.change_kept(|kept| match answer {
            BackupAnswer::FewerIsRight => {
                kept.fewer = None;
                kept.accepted_until = Some(now);
            }
            BackupAnswer::DamagedIsKnown => kept.known_damaged.append(&mut kept.damaged),
        })
        .await
    }

    /// Backs up after each change, as long as the vault is open.
    pub(crate) async fn keep_backing_up(&self) {
        let mut changes = self.inner.ways_out.changes.subscribe();
        loop {
            tokio::time::sleep(self.inner.settings.backup_calm).await;
            changes.borrow_and_update();
            // What goes wrong is in the document, for the person to see.
            let failed = self.back_up_if_changed().await.is_err();
            tokio::select! {
                ended = changes.changed() => if ended.is_err() { return },
                () = tokio::time::sleep(AGAIN), if failed => {}
            }
        }
    }

    async fn run(&self, kept: &Kept) -> Result<(KeptLast, Report), Error> {
        let folder = kept.folder.as_ref().ok_or(Error::NoBackupFolder)?.path();
        let identity = self.own_identity().await?;
        let backup = self.snapshot().await?.backup;
        let (mark, at) = (of_backup(&backup), millis(backup.made_at));
        let accepted_until = kept.accepted_until.map(UnixTime::from_millis);
        let files = self.files();
        let saving = move || {
            let automatic =
                Automatic { folder: &folder, identity: &identity, policy: Policy::default(), accepted_until };
            back_up(&*files, &backup, &automatic)
        };
        let report = blocking(saving).await??;
        let file = report.saved.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((KeptLast { at, accounts: report.saved.accounts, file, mark }, report))
    }
}

impl Kept {
    fn forget_folder(&mut self) {
        self.folder = None;
        self.accepted_until = None;
        self.last = None;
        self.trouble = None;
        self.fewer = None;
        self.damaged.clear();
        self.known_damaged.clear();
    }

    fn note(&mut self, last: KeptLast, report: &Report) {
        self.last = Some(last);
        self.trouble = None;
        self.fewer = None;
        self.damaged.clear();
        for question in &report.questions {
            match question {
                Question::Fewer { before, now } => self.fewer = Some((*before, *now)),
                Question::Unreadable { names } => {
                    self.damaged =
                        names.iter().filter(|name| !self.known_damaged.contains(name)).cloned().collect();
                }
            }
        }
    }
}
