//! Files on a phone, where only the system opens what the person chose.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use countersign_backup::{
    Automatic, Condition, Document, Documents, Existing, Files, Key, Limits, PhoneFiles, Policy, SaveError,
    back_up, put, save, save_over, shown_place, survey, verify,
};
use countersign_otp::UnixTime;

use crate::support::{NOW, backup_of, identity, passphrase};

const FOLDER: &str = "content://com.android.externalstorage.documents/tree/primary%3ABackups#Backups";
const ALONE: &str = "content://com.android.providers.downloads.documents/document/msf%3A42#backup.age";

/// How the system fails from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Half is written, and nothing said.
    ShortWrite,
    /// Half is written, then it says so.
    Full,
    /// What was written cannot be read.
    BrokenRead,
    /// The folder was taken away.
    Gone,
}

/// A system with one folder and one document, as a phone has them.
#[derive(Default)]
struct Phone(Mutex<State>);

#[derive(Default)]
struct State {
    documents: BTreeMap<String, Vec<u8>>,
    fault: Option<Fault>,
    /// The fault strikes at the next write only.
    has_written: bool,
}

impl Phone {
    /// The system makes an empty document when the person chooses where to save.
    fn with_chosen_document() -> Self {
        let phone = Self::default();
        phone.with(|state| state.documents.insert(ALONE.to_owned(), Vec::new()));
        phone
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().expect("nobody panicked"))
    }
}

fn key_of(document: Document<'_>) -> String {
    match document {
        Document::Alone(address) => address.to_owned(),
        Document::In { folder, name } => {
            assert_eq!(folder, FOLDER);
            assert!(!name.starts_with('.'), "no part reaches the system: {name}");
            name.to_owned()
        }
    }
}

impl Documents for &Phone {
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        assert_eq!(folder, FOLDER);
        self.with(|state| match state.fault {
            Some(Fault::Gone) => Err(io::ErrorKind::NotFound.into()),
            _ => Ok(state.documents.keys().filter(|name| !name.contains('/')).cloned().collect()),
        })
    }

    fn read(&self, document: Document<'_>, at_most: usize) -> io::Result<Vec<u8>> {
        self.with(|state| match state.fault {
            Some(Fault::BrokenRead) if state.has_written => Err(io::Error::other("the system failed")),
            _ => {
                let bytes = state.documents.get(&key_of(document)).ok_or(io::ErrorKind::NotFound)?;
                Ok(bytes.iter().take(at_most + 1).copied().collect())
            }
        })
    }

    fn write(&self, document: Document<'_>, bytes: &[u8]) -> io::Result<()> {
        self.with(|state| {
            let fault = state.fault.filter(|_| !state.has_written);
            state.has_written = true;
            let written = match fault {
                Some(Fault::ShortWrite | Fault::Full) => &bytes[..bytes.len() / 2],
                Some(Fault::Gone) => return Err(io::ErrorKind::NotFound.into()),
                Some(Fault::BrokenRead) | None => bytes,
            };
            state.documents.insert(key_of(document), written.to_vec());
            if fault == Some(Fault::Full) { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        })
    }

    fn remove(&self, document: Document<'_>) -> io::Result<()> {
        self.with(|state| state.documents.remove(&key_of(document)).map(drop))
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn is_there(&self, document: Document<'_>) -> bool {
        self.with(|state| state.documents.contains_key(&key_of(document)))
    }
}

#[test]
fn a_backup_by_hand_is_written_into_the_chosen_document_and_proven_there() {
    let phone = Phone::with_chosen_document();
    let files = PhoneFiles::new(&phone);
    let key = passphrase();
    let saved =
        save_over(&files, Path::new(ALONE), &backup_of(3, NOW), Key::Passphrase(&key)).expect("works");
    assert_eq!((saved.path.as_path(), saved.accounts), (Path::new(ALONE), 3));
    assert_eq!(phone.with(|state| state.documents.len()), 1, "nothing lies beside it");
    let again = verify(&files, Path::new(ALONE), Key::Passphrase(&key), Limits::default()).expect("works");
    assert_eq!(again.accounts, 3);
}

#[test]
fn a_chosen_document_that_fails_is_as_it_was() {
    for fault in [Fault::ShortWrite, Fault::Full, Fault::BrokenRead] {
        let phone = Phone::with_chosen_document();
        let files = PhoneFiles::new(&phone);
        let (path, older) = (Path::new(ALONE), b"an older backup".to_vec());
        put(&files, path, &older, Existing::Replace).expect("works");
        phone.with(|state| (state.fault, state.has_written) = (Some(fault), false));
        let failed =
            save_over(&files, path, &backup_of(3, NOW), Key::Passphrase(&passphrase())).expect_err("fails");
        assert_eq!(matches!(failed, SaveError::DiskFull), fault == Fault::Full, "{fault:?}: {failed:?}");
        assert_eq!(phone.with(|state| state.documents[ALONE].clone()), older, "{fault:?}");
        phone.with(|state| state.fault = None);
        save_over(&files, path, &backup_of(3, NOW), Key::Passphrase(&passphrase())).expect("works");
    }
}

#[test]
fn automatic_backups_lie_in_the_chosen_folder_and_are_rotated() {
    let phone = Phone::default();
    let files = PhoneFiles::new(&phone);
    let identity = identity();
    let policy = Policy { keep_newest: 1, keep_at_most: 2, ..Policy::default() };
    let folder = PathBuf::from(FOLDER);
    let automatic = Automatic { folder: &folder, identity: &identity, policy, accepted_until: None };
    for accounts in 1..=4 {
        let made_at = UnixTime::from_seconds(NOW.seconds() + accounts as u64);
        let report = back_up(&files, &backup_of(accounts, made_at), &automatic).expect("works");
        assert_eq!(report.saved.accounts, accounts);
        assert!(report.without_rescue.is_none() && report.not_removed.is_empty(), "{report:?}");
        assert!(files.is_there(&report.saved.path));
    }
    let found = survey(&files, &folder, &identity).expect("works");
    let conditions: Vec<_> = found.iter().map(|each| each.condition).collect();
    assert_eq!(conditions, [Condition::Good { accounts: 3 }, Condition::Good { accounts: 4 }]);
    assert!(phone.with(|state| state.documents.contains_key("rescue.html")));
}

#[test]
fn a_folder_that_fails_keeps_what_it_had() {
    for (fault, is_gone) in
        [(Fault::ShortWrite, false), (Fault::Full, false), (Fault::BrokenRead, false), (Fault::Gone, true)]
    {
        let phone = Phone::default();
        let files = PhoneFiles::new(&phone);
        let path = Path::new(FOLDER).join("one.age");
        save(&files, &path, &backup_of(2, NOW), Key::Passphrase(&passphrase())).expect("works");
        let before = phone.with(|state| state.documents.clone());
        phone.with(|state| (state.fault, state.has_written) = (Some(fault), false));
        let other = Path::new(FOLDER).join("other.age");
        let failed =
            save(&files, &other, &backup_of(2, NOW), Key::Passphrase(&passphrase())).expect_err("fails");
        assert_eq!(matches!(failed, SaveError::NoFolder), is_gone, "{fault:?}: {failed:?}");
        assert_eq!(phone.with(|state| state.documents.clone()), before, "{fault:?}");
    }
}

#[test]
fn nothing_is_written_over_a_document_that_is_to_stay() {
    let phone = Phone::default();
    let files = PhoneFiles::new(&phone);
    let path = Path::new(FOLDER).join("accounts.txt");
    put(&files, &path, b"one", Existing::Keep).expect("works");
    assert!(matches!(put(&files, &path, b"two", Existing::Keep), Err(SaveError::AlreadyThere)));
    assert_eq!(files.read(&path, 100).expect("works"), b"one");
    assert_eq!(
        files.read(&path, 1).expect("works"),
        b"on",
        "one more than asked for says that there is more"
    );
    put(&files, &path, b"two", Existing::Replace).expect("works");
    assert_eq!(files.read(&path, 100).expect("works"), b"two");
    files.remove(&path).expect("works");
    assert!(!files.is_there(&path) && files.list(Path::new(FOLDER)).expect("works").is_empty());
}

#[test]
fn the_app_s_own_files_stay_on_its_disk() {
    let folder = tempfile::tempdir().expect("works");
    let (phone, path) = (Phone::default(), folder.path().join("backup.age"));
    let files = PhoneFiles::new(&phone);
    save(&files, &path, &backup_of(2, NOW), Key::Passphrase(&passphrase())).expect("works");
    assert!(path.is_file() && files.is_there(&path));
    assert_eq!(files.list(folder.path()).expect("works").len(), 1);
    assert_eq!(phone.with(|state| state.documents.len()), 0);
}

#[test]
fn people_read_the_name_of_what_they_chose() {
    for (path, shown) in [
        (FOLDER, "Backups"),
        (ALONE, "backup.age"),
        ("/home/ada/#1/backup.age", "/home/ada/#1/backup.age"),
        ("content://somewhere/tree/x", "content://somewhere/tree/x"),
    ] {
        assert_eq!(shown_place(path), shown);
    }
}
