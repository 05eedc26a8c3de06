//! Restarts: nothing confirmed is lost, nothing pending becomes approved, nothing is opened with a wrong key.

use std::fs;
use std::sync::Arc;

use countersign_protocol::ChallengeState;
use countersign_protocol::message::Mode;
use countersign_server::Wake;
use countersign_server::keys::{KeysError, ServerKeys};
use countersign_server::storage::{AnswerOutcome, Storage, StorageError};

use crate::fixture::{FIRST, Place, Says, firefox};

#[tokio::test]
async fn a_question_stays_what_it_was() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    let bytes = place.storage.pending_challenge(&person.account, FIRST, place.now).await.expect("it works");
    place.reopen().await;
    assert_eq!(
        place.storage.pending_challenge(&person.account, FIRST, place.now).await.expect("it works"),
        bytes
    );
    assert_eq!(place.mode(&person).await, Mode::Tap);
    assert_eq!(place.complete(login, place.keep()).await, None);
    let approved = AnswerOutcome::Taken(ChallengeState::Approved);
    assert_eq!(place.says(&person, &phone, Says::Yes).await, approved);
    place.reopen().await;
    assert!(place.complete(login, place.keep()).await.is_some());
}

#[tokio::test]
async fn a_used_code_stays_used() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let code = place.code(&phone).await;
    let (login, _) = place.begin(&person, firefox(), None).await;
    let keep = place.keep();
    place.storage.sign_in_with_code(login, code.clone(), firefox(), keep, place.now).await.expect("it works");
    place.reopen().await;
    assert!(place.is_signed_in(keep).await);
    let (login, _) = place.begin(&person, firefox(), None).await;
    let outcome = place.storage.sign_in_with_code(login, code, firefox(), place.keep(), place.now).await;
    assert_eq!(outcome.expect("it works"), countersign_server::storage::CodeOutcome::UsedBefore);
}

#[tokio::test]
async fn a_missing_key_is_never_made_anew_over_a_database() {
    let place = Place::new().await;
    let folder = place.folder().path();
    for name in ["server.key", "instance.key"] {
        let content = fs::read(folder.join(name)).expect("it is there");
        fs::remove_file(folder.join(name)).expect("it goes");
        let refused = ServerKeys::load(folder, true).expect_err("it refuses");
        assert!(matches!(&refused, KeysError::Missing(file) if file.ends_with(name)), "{refused}");
        assert!(!folder.join(name).exists());
        fs::write(folder.join(name), content).expect("it comes back");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let refused = ServerKeys::load(folder, true).expect_err("others may read it");
            assert!(matches!(refused, KeysError::TooOpen(_)), "{refused}");
            fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o600)).expect("chmod");
        }
        ServerKeys::load(folder, true).expect("as before");
    }
}

#[tokio::test]
async fn another_key_than_the_databases_own_is_noticed_at_once() {
    let place = Place::new().await;
    let elsewhere = tempfile::tempdir().expect("a folder");
    let other = Arc::new(ServerKeys::load(elsewhere.path(), false).expect("keys"));
    let file = place.folder().path().join("countersign.db");
    let opened = Storage::open(&file, other, place.rules().clone(), Wake::default()).await;
    assert!(matches!(opened, Err(StorageError::OtherKey)));
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("countersign.db");
    let content = b"this is no database, and long enough to be looked at as if it were one".repeat(200);
    fs::write(&file, &content).expect("written");
    let keys = Arc::new(ServerKeys::load(folder.path(), false).expect("keys"));
    let place = Place::new().await;
    let opened = Storage::open(&file, keys, place.rules().clone(), Wake::default()).await;
    assert!(matches!(opened, Err(StorageError::Damaged(_))), "{opened:?}");
    assert_eq!(fs::read(&file).expect("still there"), content);
}

#[tokio::test]
async fn a_backup_made_while_people_sign_in_opens_and_holds_what_was_confirmed() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    place.begin(&person, firefox(), Some(&person.known)).await;
    place.says(&person, &phone, Says::No).await;
    let copy = place.folder().path().join("copy.db");
    Storage::copy_to(&place.folder().path().join("countersign.db"), &copy).await.expect("it copies");
    let keys = Arc::new(ServerKeys::load(place.folder().path(), true).expect("keys"));
    let restored =
        Storage::open(&copy, keys, place.rules().clone(), Wake::default()).await.expect("it opens");
    let methods = restored.methods(&person.account, place.now).await.expect("it works");
    assert_eq!(methods.devices.len(), 1);
}

#[tokio::test]
async fn what_had_its_time_is_forgotten_and_what_counts_is_kept() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    place.says(&person, &phone, Says::Yes).await;
    let keep = place.keep();
    place.complete(login, keep).await.expect("approved");
    place.pass(3_700);
    place.storage.sweep(place.now).await.expect("it works");
    assert!(place.is_signed_in(keep).await);
    assert_eq!(place.backup_codes(&person).await.len(), 0);
    let methods = place.storage.methods(&person.account, place.now).await.expect("it works");
    assert_eq!((methods.devices.len(), methods.backup_codes.expect("there").left), (1, 10));
}
