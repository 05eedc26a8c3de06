//! Ways out: backups by hand and by itself, exports, the recovery sheet, getting back in, a new device.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use countersign_authenticator::{
    AccountId, Authenticator, BackupAnswer, BackupFolder, BackupKey, BackupQuestion, Disaster, Event,
    Existing, ExportForm, ExportFormat, Loss, MoveArrival, MoveSource, PendingStatus, Place, SetupKeyOptions,
    SheetCheck, SheetPart, Step,
};
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::device::{Device, START};

const PASSPHRASE: &str = "correct horse battery staple moon";
const SECRET: &str = "JBSWY3DPEHPK3PXP";

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn text(text: &str) -> MoveSource {
    MoveSource::Text(secret(text))
}

async fn add(app: &Authenticator, service: &str, key: &str) -> AccountId {
    let pending = app.enter_setup_key(service, "ada", key, SetupKeyOptions::default()).unwrap();
    match app.confirm_pending(pending.id(), None).await.unwrap() {
        PendingStatus::Done { account, .. } => account,
        other => panic!("{other:?}"),
    }
}

/// An app with three accounts.
async fn three(device: &Device) -> (Authenticator, Vec<AccountId>) {
    let app = device.start().await;
    let mut ids = Vec::new();
    for (service, key) in [("Mail", SECRET), ("Bank", "JBSWY3DPEHPK3PXQ"), ("Forge", "JBSWY3DPEHPK3PXR")] {
        ids.push(add(&app, service, key).await);
    }
    (app, ids)
}

fn folder(path: &TempDir, place: Place) -> BackupFolder {
    BackupFolder { path: path.path().to_owned(), place }
}

fn backups_in(folder: &TempDir) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|each| each == "age")).collect();
    found.sort();
    found
}

async fn answer(app: &Authenticator, disaster: Disaster) -> (usize, Option<Step>) {
    let view = app.get_back_in().await.unwrap();
    let answer = view.answers.into_iter().find(|answer| answer.disaster == disaster).unwrap();
    (answer.without_way.len(), answer.step)
}

async fn print_and_check_sheet(app: &Authenticator) {
    let page = app.make_recovery_sheet().await.unwrap();
    let asked = app.begin_sheet_check();
    let typed: Vec<_> = asked.iter().map(|asked| secret(&word(&page, asked.part, asked.place))).collect();
    assert_eq!(app.check_sheet(&typed).await.unwrap(), SheetCheck::Right);
}

/// A word as it stands on the sheet, which lists the 24 words of the identity, then the 12 of the recovery key.
fn word(page: &str, part: SheetPart, place: usize) -> String {
    let entries = page.split("<li>").skip(1).map(|rest| rest.split("</li>").next().unwrap());
    let words: Vec<&str> = entries
        .filter_map(|entry| entry.split_once(' ').filter(|(number, _)| number.parse::<usize>().is_ok()))
        .map(|(_, word)| word)
        .collect();
    assert_eq!(words.len(), 36, "the sheet lists its words");
    let before = match part {
        SheetPart::Identity => 0,
        SheetPart::RecoveryKey => 24,
    };
    words[before + place - 1].to_owned()
}

#[tokio::test]
async fn a_backup_by_hand_is_saved_only_when_it_opens_again() {
    let (device, elsewhere) = (Device::new(), tempfile::tempdir().unwrap());
    let (app, _) = three(&device).await;
    let path = elsewhere.path().join("mine.age");
    let weak = app.back_up_to(&path, Existing::Keep, Place::Elsewhere, secret("password1")).await;
    assert_eq!(weak.unwrap_err().code(), "passphrase_weak");
    assert!(!path.exists());
    let saved = app.back_up_to(&path, Existing::Keep, Place::Elsewhere, secret(PASSPHRASE)).await.unwrap();
    assert_eq!((saved.accounts, saved.made_at.seconds()), (3, START));
    assert!(elsewhere.path().join("rescue.html").is_file(), "the page that opens it lies beside");
    let again = app.back_up_to(&path, Existing::Keep, Place::Elsewhere, secret(PASSPHRASE)).await;
    assert_eq!(again.unwrap_err().code(), "file_exists");
    app.back_up_to(&path, Existing::Replace, Place::Elsewhere, secret(PASSPHRASE)).await.unwrap();

    device.clock.advance(Duration::from_hours(1));
    let wrong = app.check_backup(&path, BackupKey::Passphrase(secret("another one"))).await;
    assert_eq!(wrong.unwrap_err().code(), "file_password_wrong");
    assert_eq!(app.check_backup(&path, BackupKey::Own).await.unwrap_err().code(), "file_password_needed");
    let checked = app.check_backup(&path, BackupKey::Passphrase(secret(PASSPHRASE))).await.unwrap();
    assert_eq!(checked.accounts, 3);
    let known = app.backups().await.unwrap().by_hand;
    assert_eq!(known.len(), 1);
    assert_eq!((known[0].made_at.seconds(), known[0].checked_at.seconds()), (START, START + 3_600));
    fs::write(&path, "something else").unwrap();
    let other = app.check_backup(&path, BackupKey::Passphrase(secret(PASSPHRASE))).await;
    assert_eq!(other.unwrap_err().code(), "file_unknown");
}

#[tokio::test]
async fn changes_are_backed_up_by_themselves_and_again_after_a_restart() {
    let (device, synchronized) = (Device::new(), tempfile::tempdir().unwrap());
    let (app, _) = three(&device).await;
    app.set_backup_folder(Some(folder(&synchronized, Place::Elsewhere))).await.unwrap();
    assert_eq!(backups_in(&synchronized).len(), 1);
    assert!(synchronized.path().join("rescue.html").is_file());
    assert!(!app.back_up_if_changed().await.unwrap());

    device.clock.advance(Duration::from_mins(5));
    add(&app, "Shop", "JBSWY3DPEHPK3PXS").await;
    assert!(app.backups().await.unwrap().is_due);
    app.close().await;
    let app = device.start().await;
    assert!(app.back_up_if_changed().await.unwrap());
    let view = app.backups().await.unwrap();
    let last = view.last.unwrap();
    assert_eq!((last.accounts, last.at.seconds(), view.is_due), (4, START + 300, false));
    assert!(device.ears.has_heard(Event::BackupsChanged));

    // Somebody empties the folder.
    for file in backups_in(&synchronized) {
        fs::remove_file(file).unwrap();
    }
    assert!(app.back_up_if_changed().await.unwrap());
    let files = app.look_into_backup_folder().await.unwrap();
    assert_eq!((files.len(), files[0].accounts, files[0].is_foreign), (1, Some(4), false));
}

#[tokio::test]
async fn a_change_is_backed_up_after_a_moment_without_anybody_asking() {
    let (mut device, synchronized) = (Device::new(), tempfile::tempdir().unwrap());
    device.backup_calm = Duration::from_millis(1);
    let (app, _) = three(&device).await;
    app.set_backup_folder(Some(folder(&synchronized, Place::Elsewhere))).await.unwrap();
    device.clock.advance(Duration::from_mins(5));
    add(&app, "Shop", "JBSWY3DPEHPK3PXS").await;
    let done = async || app.backups().await.unwrap().last.filter(|last| last.accounts == 4);
    device.until("the backup", done).await;
    assert!(backups_in(&synchronized).len() > 1);
}

#[tokio::test]
async fn a_folder_that_is_gone_is_named_and_nothing_is_lost() {
    let (device, synchronized) = (Device::new(), tempfile::tempdir().unwrap());
    let (app, _) = three(&device).await;
    let nowhere = Some(BackupFolder { path: synchronized.path().join("nowhere"), place: Place::ThisDevice });
    assert_eq!(app.set_backup_folder(nowhere).await.unwrap_err().code(), "folder_gone");
    assert!(app.backups().await.unwrap().folder.is_none());
    assert_eq!(app.back_up_now().await.unwrap_err().code(), "backup_folder_missing");

    app.set_backup_folder(Some(folder(&synchronized, Place::Elsewhere))).await.unwrap();
    add(&app, "Shop", "JBSWY3DPEHPK3PXS").await;
    let aside = synchronized.path().with_extension("aside");
    fs::rename(synchronized.path(), &aside).unwrap();
    assert_eq!(app.back_up_if_changed().await.unwrap_err().code(), "folder_gone");
    let view = app.backups().await.unwrap();
    assert_eq!((view.trouble.unwrap().code.as_str(), view.last.unwrap().accounts), ("folder_gone", 3));
    fs::rename(&aside, synchronized.path()).unwrap();
    assert!(app.back_up_if_changed().await.unwrap());
    assert!(app.backups().await.unwrap().trouble.is_none());
}

#[tokio::test]
async fn fewer_accounts_and_damaged_files_are_asked_about() {
    let (device, synchronized) = (Device::new(), tempfile::tempdir().unwrap());
    let (app, ids) = three(&device).await;
    app.set_backup_folder(Some(folder(&synchronized, Place::ThisDevice))).await.unwrap();
    app.remove_account(ids[0]).await.unwrap();
    device.clock.advance(Duration::from_mins(1));
    app.back_up_now().await.unwrap();
    let questions = app.backups().await.unwrap().questions;
    assert_eq!(questions, [BackupQuestion::Fewer { before: 3, now: 2 }]);
    app.answer_backup_question(BackupAnswer::FewerIsRight).await.unwrap();
    device.clock.advance(Duration::from_mins(1));
    app.back_up_now().await.unwrap();
    assert!(app.backups().await.unwrap().questions.is_empty());

    let damaged = backups_in(&synchronized).remove(0);
    fs::write(&damaged, "cut off").unwrap();
    device.clock.advance(Duration::from_mins(1));
    app.back_up_now().await.unwrap();
    let name = damaged.file_name().unwrap().to_string_lossy().into_owned();
    let questions = app.backups().await.unwrap().questions;
    assert_eq!(questions, [BackupQuestion::Damaged { names: vec![name] }]);
    app.answer_backup_question(BackupAnswer::DamagedIsKnown).await.unwrap();
    device.clock.advance(Duration::from_mins(1));
    app.back_up_now().await.unwrap();
    assert!(app.backups().await.unwrap().questions.is_empty());
    assert!(damaged.is_file());
}

#[tokio::test]
async fn the_words_of_the_sheet_open_an_automatic_backup() {
    let (device, synchronized) = (Device::new(), tempfile::tempdir().unwrap());
    let (app, _) = three(&device).await;
    app.set_backup_folder(Some(folder(&synchronized, Place::Elsewhere))).await.unwrap();
    let page = app.make_recovery_sheet().await.unwrap();
    let words: Vec<_> = (1..=24).map(|place| word(&page, SheetPart::Identity, place)).collect();
    let other = Device::new();
    let stranger = other.start().await;
    let file = backups_in(&synchronized).remove(0);
    assert_eq!(stranger.check_backup(&file, BackupKey::Own).await.unwrap_err().code(), "file_password_wrong");
    let key = BackupKey::Words(secret(&words.join(" ")));
    assert_eq!(stranger.check_backup(&file, key).await.unwrap().accounts, 3);
    let key = BackupKey::Words(secret("one two"));
    assert_eq!(stranger.check_backup(&file, key).await.unwrap_err().code(), "words_malformed");
}

#[tokio::test]
async fn a_sheet_counts_only_when_words_were_typed_back() {
    let device = Device::new();
    let app = device.start().await;
    let typed = [secret("abandon"), secret("abandon"), secret("abandon"), secret("abandon")];
    assert_eq!(app.check_sheet(&typed).await.unwrap_err().code(), "sheet_not_asked");
    let page = app.make_recovery_sheet().await.unwrap();
    assert!(page.contains("Restore a backup") && page.contains("Use the recovery sheet"));
    let state = app.recovery_sheet_state().await.unwrap();
    assert_eq!((state.printed_at.unwrap().seconds(), state.checked_at, state.is_void), (START, None, false));
    let asked = app.begin_sheet_check();
    let mut typed: Vec<_> = asked.iter().map(|asked| secret(&word(&page, asked.part, asked.place))).collect();
    let right = std::mem::replace(&mut typed[2], secret("wrong"));
    assert_eq!(app.check_sheet(&typed).await.unwrap(), SheetCheck::Wrong { index: 2 });
    assert!(app.recovery_sheet_state().await.unwrap().checked_at.is_none());
    typed[2] = right;
    assert_eq!(app.check_sheet(&typed).await.unwrap(), SheetCheck::Right);
    app.close().await;
    let app = device.start().await;
    assert!(app.recovery_sheet_state().await.unwrap().checked_at.is_some());
}

#[tokio::test]
async fn getting_back_in_turns_from_no_to_yes_by_the_steps_that_are_named() {
    let (device, synchronized) = (Device::new(), tempfile::tempdir().unwrap());
    let (app, _) = three(&device).await;
    assert!(app.get_back_in().await.unwrap().is_amber);
    assert_eq!(answer(&app, Disaster::ThisDeviceLost).await, (3, Some(Step::BackUpElsewhere)));
    assert_eq!(answer(&app, Disaster::KeyStoreLost).await, (3, Some(Step::CheckSheet)));
    assert_eq!(answer(&app, Disaster::ServerGone).await, (0, None));

    // Without the sheet nobody could open it.
    app.set_backup_folder(Some(folder(&synchronized, Place::Elsewhere))).await.unwrap();
    assert_eq!(answer(&app, Disaster::AllDevicesLost).await, (3, Some(Step::CheckSheet)));
    print_and_check_sheet(&app).await;
    assert_eq!(answer(&app, Disaster::AllDevicesLost).await, (0, None));
    assert!(!app.get_back_in().await.unwrap().is_amber);

    device.clock.advance(Duration::from_mins(1));
    add(&app, "Shop", "JBSWY3DPEHPK3PXS").await;
    assert_eq!(answer(&app, Disaster::AllDevicesLost).await, (1, Some(Step::BackUpElsewhere)));
    app.back_up_now().await.unwrap();
    assert_eq!(answer(&app, Disaster::AllDevicesLost).await, (0, None));

    // What lies there does not open any more: nothing is proven.
    for file in backups_in(&synchronized) {
        fs::write(file, "cut off").unwrap();
    }
    assert_eq!(answer(&app, Disaster::AllDevicesLost).await.0, 4);
}

#[tokio::test]
async fn a_backup_on_this_device_does_not_help_when_the_device_is_lost() {
    let (device, here) = (Device::new(), tempfile::tempdir().unwrap());
    let (app, _) = three(&device).await;
    let path = here.path().join("mine.age");
    app.back_up_to(&path, Existing::Keep, Place::ThisDevice, secret(PASSPHRASE)).await.unwrap();
    assert_eq!(answer(&app, Disaster::ThisDeviceLost).await.0, 3);
    assert_eq!(answer(&app, Disaster::KeyStoreLost).await.0, 0);
    fs::remove_file(&path).unwrap();
    assert_eq!(answer(&app, Disaster::KeyStoreLost).await.0, 3);
    assert!(app.backups().await.unwrap().by_hand[0].is_gone);
}

#[tokio::test]
async fn exports_say_first_what_cannot_go_and_write_the_rest() {
    let (device, out) = (Device::new(), tempfile::tempdir().unwrap());
    let app = device.start().await;
    let mail = add(&app, "Mail", SECRET).await;
    app.rename_account(mail, "Post", "").await.unwrap();
    let losses = app.export_losses(ExportFormat::OtpauthList, None).await.unwrap();
    assert_eq!((losses.leaving, losses.accounts[0].account), (1, mail));
    assert_eq!(losses.accounts[0].losses, [Loss::GivenNames]);

    let path = out.path().join("accounts.txt");
    assert_eq!(app.export_to(ExportForm::OtpauthList, &path, Existing::Keep).await.unwrap().accounts, 1);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("otpauth://totp/Post:?secret=JBSWY3DPEHPK3PXP&issuer=Post"), "{text}");
    let again = app.export_to(ExportForm::OtpauthList, &path, Existing::Keep).await;
    assert_eq!(again.unwrap_err().code(), "file_exists");
    let weak = app.export_to(ExportForm::AegisEncrypted(secret("short")), &path, Existing::Replace).await;
    assert_eq!(weak.unwrap_err().code(), "passphrase_weak");
    for form in [ExportForm::AegisPlain, ExportForm::AegisEncrypted(secret(PASSPHRASE)), ExportForm::Sheet] {
        let holds_secret = !matches!(form, ExportForm::AegisEncrypted(_) | ExportForm::Sheet);
        app.export_to(form, &path, Existing::Replace).await.unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap().contains(SECRET), holds_secret);
    }
    let pages = app.export_pages().await.unwrap();
    assert_eq!((pages.len(), pages[0].accounts), (1, 1));
    assert!(app.export_account(mail).await.unwrap().uri.contains(SECRET));
    app.remove_account(mail).await.unwrap();
    assert_eq!(app.export_pages().await.err().unwrap().code(), "no_codes");
    assert_eq!(app.export_account(mail).await.err().unwrap().code(), "account_unknown");
}

#[tokio::test]
async fn everything_moves_to_a_new_device_by_screens_or_by_a_file() {
    let (old, new, out) = (Device::new(), Device::new(), tempfile::tempdir().unwrap());
    let (sender, _) = three(&old).await;
    let receiver = new.start().await;
    assert_eq!(sender.begin_sending(text("something else")).await.unwrap_err().code(), "move_other_code");
    assert_eq!(sender.confirm_sending().await.unwrap_err().code(), "move_unknown");
    let invitation = receiver.begin_receiving().unwrap();
    let greeting = sender.begin_sending(text(&invitation.text)).await.unwrap();
    assert_eq!(sender.move_part(0).unwrap_err().code(), "move_unknown");
    assert_eq!(receiver.hear_greeting(text(&greeting.code.text)).await.unwrap(), greeting.number);

    let parts = sender.confirm_sending().await.unwrap();
    assert_eq!(parts.accounts, 3);
    let mut arrived = None;
    for index in 0..parts.count {
        // A camera sees other codes, too, and the last part comes as a picture.
        let shown = sender.move_part(index).unwrap();
        let given = if index + 1 == parts.count {
            MoveSource::File(shown.svg.into_bytes().into())
        } else {
            text(&format!("otpauth://totp/x\n{}", shown.text))
        };
        match receiver.take_move(given).await.unwrap() {
            MoveArrival::Missing { of, missing } => {
                assert_eq!((of, missing.len()), (parts.count, of - index - 1));
            }
            MoveArrival::Complete(preview) => arrived = Some(preview),
        }
    }
    assert_eq!(arrived.unwrap().entries.len(), 3);
    assert_eq!(receiver.take_move(text("otpauth://totp/x")).await.unwrap_err().code(), "move_other_code");

    let path = out.path().join("move.age");
    sender.save_move(&path, Existing::Keep).await.unwrap();
    let file = fs::read(&path).unwrap();
    let sealed = || MoveSource::File(file.clone().into());
    let MoveArrival::Complete(preview) = receiver.take_move(sealed()).await.unwrap() else {
        panic!("a file is whole")
    };
    assert_eq!(preview.entries[0].service, "Mail");
    // Another receiver, or the same one later, cannot open it.
    receiver.end_move();
    assert_eq!(receiver.take_move(sealed()).await.unwrap_err().code(), "move_unknown");
    receiver.begin_receiving().unwrap();
    assert_eq!(receiver.take_move(sealed()).await.unwrap_err().code(), "move_other_file");
    let other = MoveSource::File(b"no picture".to_vec().into());
    assert_eq!(receiver.take_move(other).await.unwrap_err().code(), "move_other_file");
}

#[tokio::test]
async fn nothing_leaves_before_the_person_is_known_and_a_move_ends_with_the_lock() {
    let (device, new, out) = (Device::new(), Device::new(), tempfile::tempdir().unwrap());
    let (app, ids) = three(&device).await;
    app.set_pin(secret("482913")).await.unwrap();
    let invitation = new.start().await.begin_receiving().unwrap();
    app.begin_sending(text(&invitation.text)).await.unwrap();
    device.clock.advance(Duration::from_mins(3));
    let path = out.path().join("leaves");
    let refused = [
        app.back_up_to(&path, Existing::Keep, Place::Elsewhere, secret(PASSPHRASE)).await.err(),
        app.export_to(ExportForm::OtpauthList, &path, Existing::Keep).await.err(),
        app.export_pages().await.err(),
        app.export_account(ids[0]).await.err(),
        app.make_recovery_sheet().await.err(),
        app.confirm_sending().await.err(),
    ];
    assert_eq!(refused.map(|error| error.unwrap().code()), ["person_unverified"; 6]);
    assert!(!path.exists());
    app.verify_person(secret("482913")).await.unwrap();
    app.export_to(ExportForm::OtpauthList, &path, Existing::Keep).await.unwrap();

    app.lock().await.unwrap();
    app.unlock_with_pin(secret("482913")).await.unwrap();
    app.verify_person(secret("482913")).await.unwrap();
    assert_eq!(app.confirm_sending().await.unwrap_err().code(), "move_unknown");
}

/// The app and the command line on one vault: each makes backups by hand, at the same time.
#[tokio::test]
async fn two_processes_that_make_backups_at_once_forget_none() {
    let device = Device::new();
    let (app, _) = three(&device).await;
    let terminal = device.start().await;
    let folder = tempfile::tempdir().unwrap();
    let save = async |which: &Authenticator, name: &str| {
        for number in 0..5 {
            let path = folder.path().join(format!("{name}-{number}.age"));
            let saved = which.back_up_to(&path, Existing::Keep, Place::Elsewhere, secret(PASSPHRASE)).await;
            saved.unwrap();
        }
    };
    tokio::join!(save(&app, "app"), save(&terminal, "terminal"));
    assert_eq!(app.backups().await.unwrap().by_hand.len(), 10);
}
