//! Restoring a backup: the same preview as for any import.

use countersign_authenticator::{
    Authenticator, EntryStanding, ImportPreview, ImportRequest, ImportSource, NotComing, UnixTime,
};
use countersign_backup::{
    Account, Backup, Identity, Key, Names, Pairing, Passphrase, Reading, WorkFactor, identity_words, seal,
};
use countersign_otp::{Algorithm, Digits, Generator, Period, Secret, Totp};
use zeroize::Zeroizing;

use crate::device::{Device, START};
use crate::importing::{all, with_password};
use crate::linking::link;
use crate::verifier::Verifier;

const PASSWORD: &str = "a horse, a kingdom";

fn codes(text: &str) -> Generator {
    let secret = Secret::from_base32(text).unwrap();
    Totp::new(secret, Algorithm::default(), Digits::default(), Period::default()).into()
}

fn backup() -> Backup {
    let mut mail = Account::new("Work mail", "me", Some(codes("JBSWY3DPEHPK3PXPJBSWY3DP")));
    mail.given_names = Some(Names { service: "Mail".into(), user: "ada".into() });
    mail.groups = vec!["Work".into()];
    mail.note = Zeroizing::new("in the drawer".into());
    mail.is_pinned = true;
    mail.icon = Some("mail".into());
    let mut linked = Account::new("Example", "ada", None);
    linked.pairing = Some(Pairing { origin: "https://auth.example".into(), user: "ada".into() });
    let mut lost = Account::new("Lost", "ada", None);
    lost.pairing = Some(Pairing { origin: "no origin".into(), user: "ada".into() });
    let groups = vec!["Home".into(), "Work".into()];
    Backup { made_at: UnixTime::from_seconds(START - 60), groups, accounts: vec![linked, mail, lost] }
}

fn by_hand() -> Vec<u8> {
    seal(&backup(), Key::Passphrase(&Passphrase::new(PASSWORD).costing(WorkFactor::CHEAP)))
}

async fn open(
    app: &Authenticator,
    file: &[u8],
    request: ImportRequest,
) -> Result<ImportPreview, &'static str> {
    app.preview_import(vec![Zeroizing::new(file.to_vec())], request).await.map_err(|error| error.code())
}

#[tokio::test]
async fn a_backup_comes_back_with_all_that_was_around_its_accounts() {
    let device = Device::new();
    let app = device.start().await;
    let shown = open(&app, &by_hand(), with_password(PASSWORD)).await.unwrap();
    assert_eq!(
        (&shown.source, shown.made_at),
        (&ImportSource::Backup, Some(UnixTime::from_seconds(START - 60)))
    );
    let [left] = &shown.skipped[..] else { panic!("{:?}", shown.skipped) };
    assert_eq!((left.name.as_deref(), left.reason), (Some("Lost"), NotComing::Damaged));
    app.confirm_import(shown.id, &all(&shown)).await.unwrap();
    app.close().await;

    let app = device.start().await;
    let [mail, linked] = &app.accounts().await.unwrap()[..] else { panic!() };
    assert_eq!((mail.service.as_str(), mail.user.as_str(), mail.is_pinned), ("Work mail", "me", true));
    assert_eq!((&mail.groups[..], mail.has_note), (&["Work".to_owned()][..], true));
    assert_eq!(app.reveal_note(mail.id).await.unwrap().as_str(), "in the drawer");
    assert_eq!(app.groups().await.unwrap(), ["Home", "Work"]);
    let former = linked.former_link.as_ref().unwrap();
    assert_eq!((former.origin.as_str(), former.user.as_str()), ("https://auth.example", "ada"));
    assert!(linked.codes.is_none() && linked.origin.is_none());
    assert_eq!(app.imports().await.unwrap()[0].source, ImportSource::Backup);
}

#[tokio::test]
async fn a_backup_that_is_here_already_brings_nothing_new() {
    let app = Device::new().start().await;
    let shown = open(&app, &by_hand(), with_password(PASSWORD)).await.unwrap();
    app.confirm_import(shown.id, &all(&shown)).await.unwrap();
    let again = open(&app, &by_hand(), with_password(PASSWORD)).await.unwrap();
    let is_here = |standing: EntryStanding| matches!(standing, EntryStanding::Here(_));
    assert!(again.entries.iter().all(|entry| is_here(entry.standing)), "{:?}", again.entries);
}

#[tokio::test]
async fn a_backup_asks_for_the_key_that_it_opens_by() {
    let app = Device::new().start().await;
    let file = by_hand();
    assert_eq!(open(&app, &file, ImportRequest::default()).await, Err("file_password_needed"));
    assert_eq!(open(&app, &file, with_password("another")).await, Err("file_password_wrong"));
    let mut damaged = file.clone();
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(open(&app, &damaged, with_password(PASSWORD)).await, Err("file_damaged"));

    let identity = Identity::generate();
    let file = seal(&backup(), Key::Identity(&identity));
    let words = identity_words(&identity).to_uppercase();
    assert_eq!(open(&app, &file, ImportRequest::default()).await, Err("backup_words_needed"));
    assert_eq!(open(&app, &file, with_password("twelve words")).await, Err("words_malformed"));
    let others = identity_words(&Identity::generate());
    assert_eq!(open(&app, &file, with_password(&others)).await, Err("file_password_wrong"));
    assert_eq!(open(&app, &file, with_password(&words)).await.unwrap().entries.len(), 2);
    let shown = open(&app, &file, with_password(&identity.reveal_text())).await.unwrap();
    assert_eq!(shown.entries.len(), 2);
}

#[tokio::test]
async fn a_costly_backup_opens_once_the_person_agrees() {
    let app = Device::new().start().await;
    // The head of a file says what it costs, and is believed before anything is computed.
    let file = String::from_utf8_lossy(&by_hand()[..200]).into_owned();
    assert!(file.contains(" 4\n"), "the work stands in the head");
    let head = by_hand();
    let at = head.windows(3).position(|window| window == b" 4\n").unwrap();
    let costly: Vec<u8> = [&head[..at], b" 21\n", &head[at + 3..]].concat();
    let error =
        app.preview_import(vec![Zeroizing::new(costly.clone())], with_password(PASSWORD)).await.unwrap_err();
    let cost = error.details().cost.unwrap();
    assert_eq!((error.code(), cost.memory_bytes), ("file_costs_much", 2 << 30));
}

#[tokio::test]
async fn what_came_from_another_device_is_shown_in_the_same_way() {
    let app = Device::new().start().await;
    let reading = Reading { backup: backup(), skipped: Vec::new() };
    let shown = app.preview_backup(reading).await.unwrap();
    assert_eq!((shown.entries.len(), shown.skipped.len()), (2, 1));
}

#[tokio::test]
async fn an_account_that_is_linked_here_is_not_linked_again_by_a_backup() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let id = link(&device, &app, &verifier).await;
    let account = app.accounts().await.unwrap().remove(0);
    let origin = account.origin.unwrap().as_str().to_owned();
    let mut entry = Account::new("Other", "name", Some(codes("JBSWY3DPEHPK3PXPJBSWY3DP")));
    entry.pairing = Some(Pairing { origin, user: account.user });
    let backup = Backup { made_at: UnixTime::from_seconds(START), groups: vec![], accounts: vec![entry] };
    let shown = app.preview_backup(Reading { backup, skipped: Vec::new() }).await.unwrap();
    assert_eq!(shown.entries[0].standing, EntryStanding::Here(id));
}

#[tokio::test]
async fn a_restored_account_is_linked_again_in_its_place() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let id = link(&device, &app, &verifier).await;
    let account = app.accounts().await.unwrap().remove(0);
    let origin = account.origin.unwrap().as_str().to_owned();
    app.forget_pairing(id).await.unwrap();
    app.remove_account(id).await.unwrap();
    let mut entry =
        Account::new(account.service, account.user.clone(), Some(codes("JBSWY3DPEHPK3PXPJBSWY3DP")));
    entry.pairing = Some(Pairing { origin, user: account.user });
    entry.groups = vec!["Work".into()];
    let backup = Backup { made_at: UnixTime::from_seconds(START), groups: vec![], accounts: vec![entry] };
    let shown = app.preview_backup(Reading { backup, skipped: Vec::new() }).await.unwrap();
    app.confirm_import(shown.id, &all(&shown)).await.unwrap();
    let restored = app.accounts().await.unwrap().remove(0);
    assert!(restored.former_link.is_some());

    let linked = link(&device, &app, &verifier).await;
    let [now] = &app.accounts().await.unwrap()[..] else { panic!("one account") };
    assert_eq!((linked, now.id, &now.former_link), (restored.id, restored.id, &None));
    assert_eq!((&now.groups[..], now.origin.is_some()), (&["Work".to_owned()][..], true));
}
