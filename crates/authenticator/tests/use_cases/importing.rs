//! Ways in: a preview of what would come, one transaction, and a day to take it back.

use std::time::Duration;

use countersign_authenticator::{
    AccountId, Authenticator, EntryIcon, EntryStanding, EntryView, ImportChoice, ImportPreview,
    ImportRequest, ImportSource, Kind, NotComing, PendingView, SkippedPlace, TableMapping, UnixTime,
};
use zeroize::Zeroizing;

use crate::device::Device;

const PASSWORD: &str = "correct horse 🐎";
const HOTP: &str =
    "otpauth://hotp/Lantern:mary?secret=MVXHIZLSEB3WQYLUEB4W65JAORUGK3TO&issuer=Lantern&counter=";

/// A file of the import tests.
pub(crate) fn file(name: &str) -> Zeroizing<Vec<u8>> {
    let path = format!("{}/../enrollment/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    Zeroizing::new(std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}")))
}

pub(crate) fn with_password(password: &str) -> ImportRequest {
    ImportRequest { passphrase: Some(Zeroizing::new(password.to_owned())), ..ImportRequest::default() }
}

async fn preview(app: &Authenticator, name: &str) -> ImportPreview {
    app.preview_import(vec![file(name)], ImportRequest::default()).await.unwrap()
}

async fn texts(app: &Authenticator, texts: &[&str]) -> ImportPreview {
    app.preview_texts(texts.iter().map(|text| Zeroizing::new((*text).to_owned())).collect()).await.unwrap()
}

async fn refused(app: &Authenticator, name: &str, request: ImportRequest) -> &'static str {
    app.preview_import(vec![file(name)], request).await.unwrap_err().code()
}

pub(crate) fn all(preview: &ImportPreview) -> Vec<ImportChoice> {
    preview.entries.iter().map(|entry| ImportChoice::Add(entry.index)).collect()
}

async fn services(app: &Authenticator) -> Vec<String> {
    app.accounts().await.unwrap().into_iter().map(|account| account.service).collect()
}

async fn bring(app: &Authenticator, lines: &[&str]) -> Vec<AccountId> {
    let preview = texts(app, lines).await;
    app.confirm_import(preview.id, &all(&preview)).await.unwrap();
    app.accounts().await.unwrap().into_iter().map(|account| account.id).collect()
}

fn standings(preview: &ImportPreview) -> Vec<EntryStanding> {
    preview.entries.iter().map(|entry| entry.standing).collect()
}

#[tokio::test]
async fn a_preview_says_what_would_come_and_nothing_comes_before_the_persons_word() {
    let device = Device::new();
    let app = device.start().await;
    let shown = preview(&app, "aegis.json").await;
    assert_eq!(shown.source, ImportSource::App("Aegis".into()));
    let names: Vec<_> =
        shown.entries.iter().map(|entry| (entry.service.as_str(), entry.user.as_str())).collect();
    assert_eq!(names[..2], [("Harbor Mail", "ada@harbor.example"), ("Tidewater", "grace")]);
    let EntryView { codes: Some(codes), is_weak: false, .. } = &shown.entries[1] else { panic!() };
    assert_eq!(
        (codes.kind, codes.algorithm, codes.digits, codes.period),
        (Kind::Totp, "SHA256", 8, Some(60))
    );
    let counted = shown.entries.iter().find_map(|entry| entry.codes?.counter);
    assert_eq!(counted, Some(41));
    assert!(standings(&shown).iter().all(|standing| *standing == EntryStanding::New));
    assert!(services(&app).await.is_empty());
    app.cancel_import(shown.id).unwrap();
    assert_eq!(app.confirm_import(shown.id, &all(&shown)).await.unwrap_err().code(), "preview_unknown");
    assert!(services(&app).await.is_empty());
}

#[tokio::test]
async fn what_is_chosen_comes_at_once_and_leaves_again_at_once() {
    let device = Device::new();
    let app = device.start().await;
    let shown = preview(&app, "aegis.json").await;
    let done = app.confirm_import(shown.id, &all(&shown)[..2]).await.unwrap();
    assert_eq!((done.added, done.replaced, done.skipped), (2, 0, shown.entries.len() - 2));
    assert_eq!(services(&app).await, ["Tidewater", "Harbor Mail"], "the pinned one on top");
    assert_eq!(app.confirm_import(shown.id, &all(&shown)).await.unwrap_err().code(), "preview_unknown");

    let imports = app.imports().await.unwrap();
    assert_eq!((imports.len(), imports[0].id, imports[0].added), (1, done.import.unwrap(), 2));
    assert_eq!(imports[0].source, ImportSource::App("Aegis".into()));
    app.close().await;
    let app = device.start().await;
    app.undo_import(imports[0].id).await.unwrap();
    assert!(services(&app).await.is_empty() && app.imports().await.unwrap().is_empty());
    assert_eq!(app.trash().await.unwrap().len(), 2);
    assert_eq!(app.undo_import(imports[0].id).await.unwrap_err().code(), "import_unknown");
}

#[tokio::test]
async fn nothing_chosen_is_nothing_done() {
    let app = Device::new().start().await;
    let shown = preview(&app, "aegis.json").await;
    let done = app.confirm_import(shown.id, &[]).await.unwrap();
    assert_eq!((done.import, done.added), (None, 0));
    assert!(app.imports().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_import_can_be_undone_for_a_day() {
    let device = Device::new();
    let app = device.start().await;
    bring(&app, &["otpauth://totp/Mail?secret=JBSWY3DPEHPK3PXP"]).await;
    let import = app.imports().await.unwrap().remove(0);
    device.clock.advance(Duration::from_hours(24) + Duration::from_secs(1));
    assert!(app.imports().await.unwrap().is_empty());
    assert_eq!(app.undo_import(import.id).await.unwrap_err().code(), "import_unknown");
    assert_eq!(app.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn codes_of_a_preview_can_be_compared_with_the_other_app() {
    let app = Device::new().start().await;
    let rfc = "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8";
    let shown = texts(&app, &[rfc, &format!("{HOTP}41")]).await;
    let code = |index, at| app.reveal_preview_code(shown.id, index, UnixTime::from_seconds(at)).unwrap();
    assert_eq!(code(0, 59).as_str(), "94287082");
    assert_eq!(code(1, 59), code(1, 1_700_000_000));
    assert_eq!(shown.entries[1].codes.unwrap().counter, Some(41), "looking counts nothing");
    let beyond = app.reveal_preview_code(shown.id, 2, UnixTime::from_seconds(59));
    assert_eq!(beyond.unwrap_err().code(), "preview_unknown");
}

#[tokio::test]
async fn an_encrypted_file_asks_for_its_password_and_tells_a_wrong_one_from_damage() {
    let app = Device::new().start().await;
    let name = "aegis-encrypted.json";
    assert_eq!(refused(&app, name, ImportRequest::default()).await, "file_password_needed");
    assert_eq!(refused(&app, name, with_password("another")).await, "file_password_wrong");
    let shown = app.preview_import(vec![file(name)], with_password(PASSWORD)).await.unwrap();
    assert_eq!(shown.source, ImportSource::App("Aegis (encrypted)".into()));
    assert_eq!(shown.entries.len(), preview(&app, "aegis.json").await.entries.len());

    let mut cut = file("aegis.json");
    let length = cut.len() / 2;
    cut.truncate(length);
    let error = app.preview_import(vec![cut], ImportRequest::default()).await.unwrap_err();
    assert!(matches!(error.code(), "file_damaged" | "file_unknown"), "{}", error.code());
}

#[tokio::test]
async fn a_costly_file_is_a_question_about_its_cost() {
    let app = Device::new().start().await;
    let asked = app.preview_import(vec![file("aegis-costly.json")], with_password(PASSWORD)).await;
    let error = asked.unwrap_err();
    let cost = error.details().cost.unwrap();
    assert_eq!(error.code(), "file_costs_much");
    assert!(cost.memory_bytes > 1 << 30);
}

#[tokio::test]
async fn what_is_no_export_is_said_to_be_none() {
    let app = Device::new().start().await;
    let file = |bytes: &[u8]| vec![Zeroizing::new(bytes.to_vec())];
    for (bytes, code) in [
        (&b"hello there"[..], "file_unknown"),
        (b"", "file_unknown"),
        (b"\x89PNG\r\n\x1a\nbroken", "image_unreadable"),
        (b"age-encryption.org/v1\n-> X25519 broken", "file_damaged"),
    ] {
        let error = app.preview_import(file(bytes), ImportRequest::default()).await.unwrap_err();
        assert_eq!(error.code(), code, "{bytes:?}");
    }
    let deep = "[".repeat(100_000);
    let error = app.preview_import(file(deep.as_bytes()), ImportRequest::default()).await.unwrap_err();
    assert_eq!(error.code(), "file_too_large");
}

#[tokio::test]
async fn a_file_that_needs_another_is_read_together_with_it_in_any_order() {
    let app = Device::new().start().await;
    let (ma_file, manifest) = ("steam-encrypted.maFile", "steam-manifest.json");
    assert_eq!(refused(&app, manifest, with_password(PASSWORD)).await, "file_alone");
    for names in [[ma_file, manifest], [manifest, ma_file]] {
        let files = names.iter().map(|name| file(name)).collect();
        let shown = app.preview_import(files, with_password(PASSWORD)).await.unwrap();
        assert_eq!(shown.entries.len(), 1, "{names:?}");
        assert_eq!(shown.entries[0].codes.unwrap().kind, Kind::Steam);
        assert!(shown.skipped.is_empty(), "{:?}", shown.skipped);
    }
}

#[tokio::test]
async fn several_files_come_together_and_the_bad_one_is_named() {
    let app = Device::new().start().await;
    let nonsense = Zeroizing::new(b"hello there".to_vec());
    let files = vec![file("aegis.json"), nonsense, file("2fas.json")];
    let shown = app.preview_import(files, ImportRequest::default()).await.unwrap();
    assert!(shown.entries.len() > 5);
    assert_eq!(
        shown.skipped.last().map(|left| (left.file, left.reason)),
        Some((Some(2), NotComing::FileUnknown))
    );
    assert!(standings(&shown).iter().any(|standing| matches!(standing, EntryStanding::Repeats(_))));
}

#[tokio::test]
async fn a_missing_part_of_an_export_is_named_and_the_others_come() {
    let app = Device::new().start().await;
    let shown = preview(&app, "migration-part.txt").await;
    assert!(!shown.entries.is_empty());
    let missing = shown.skipped.iter().any(|left| matches!(left.reason, NotComing::PartMissing { .. }));
    assert!(missing, "{:?}", shown.skipped);
}

#[tokio::test]
async fn bad_lines_are_listed_with_their_reasons_and_the_good_ones_come() {
    let app = Device::new().start().await;
    let lines = "otpauth://totp/Mail?secret=JBSWY3DPEHPK3PXP\nsee you\notpauth://totp/Bad?secret=0189\n\
                 motp://Door:ada?secret=e3152afee62599c8";
    let shown = texts(&app, &[lines]).await;
    assert_eq!((shown.entries.len(), &shown.source), (1, &ImportSource::Codes));
    let left: Vec<_> = shown.skipped.iter().map(|left| (left.place.clone().unwrap(), left.reason)).collect();
    let expected =
        [(SkippedPlace::Line(2), NotComing::NotAnAccount), (SkippedPlace::Line(3), NotComing::SecretInvalid)];
    assert_eq!(left, expected);
    let asked: Vec<_> = shown.links.iter().map(|link| matches!(link, PendingView::PinNeeded { service, user, .. } if service == "Door" && user == "ada")).collect();
    assert_eq!(asked, [true], "what only lacks its PIN is asked for it");
}

#[tokio::test]
async fn an_unknown_table_is_a_question_about_its_columns() {
    let app = Device::new().start().await;
    let table = b"Harbor;ada@harbor.example;JBSWY3DPEHPK3PXP\nQuay;mary@quay.example;KRUGS4ZANFZSAYJA\n";
    let files = || vec![Zeroizing::new(table.to_vec())];
    let error = app.preview_import(files(), ImportRequest::default()).await.unwrap_err();
    assert_eq!(error.code(), "file_columns_unknown");
    let look = app.look_at_table(&files()).unwrap();
    let shown = format!("{look:?}");
    assert!(shown.contains("ada@harbor.example") && !shown.contains("JBSW"), "{shown}");
    let roles: Vec<_> = look.columns.iter().map(|column| column.role).collect();
    let mapping = TableMapping::of_roles(&roles, look.has_header);
    assert!(mapping.is_some());
    let request = || ImportRequest { mapping: mapping.clone(), ..ImportRequest::default() };
    let preview = app.preview_import(files(), request()).await.unwrap();
    let names: Vec<_> =
        preview.entries.iter().map(|entry| (entry.service.as_str(), entry.user.as_str())).collect();
    assert_eq!(names, [("Harbor", "ada@harbor.example"), ("Quay", "mary@quay.example")]);

    let beside = || vec![file("2fas.json"), Zeroizing::new(table.to_vec())];
    let error = app.preview_import(beside(), ImportRequest::default()).await.unwrap_err();
    assert_eq!(error.code(), "file_columns_unknown");
    let both = app.preview_import(beside(), request()).await.unwrap();
    assert!(both.entries.len() > 2 && both.skipped.is_empty(), "{:?}", both.skipped);
    assert_eq!(app.look_at_table(&[file("2fas.json")]), None);
}

#[tokio::test]
async fn links_to_servers_wait_for_a_word_of_their_own() {
    let app = Device::new().start().await;
    let link = "countersign://enroll#v=1&s=https://auth.example&c=GSrR7l1J8YcJ8m3sLaA8VQ&k=sYk16n84Yk4IJk09zTfGViujxq6anWYDAJP4gu8kAzo";
    let shown = texts(&app, &[link, "otpauth://totp/Mail?secret=JBSWY3DPEHPK3PXP"]).await;
    assert_eq!((shown.entries.len(), shown.links.len()), (1, 1));
    app.cancel_pending(shown.links[0].id()).unwrap();
}

#[tokio::test]
async fn entries_stand_to_the_accounts_that_are_here() {
    let app = Device::new().start().await;
    let mail = "otpauth://totp/Mail:ada?secret=JBSWY3DPEHPK3PXP&issuer=Mail";
    let ids = bring(&app, &[mail, &format!("{HOTP}41")]).await;
    app.rename_account(ids[0], "Work", "me").await.unwrap();
    let shown = texts(
        &app,
        &[
            mail,
            &format!("{HOTP}40"),
            &format!("{HOTP}45"),
            "otpauth://totp/Mail:ada?secret=JBSWY3DPEHPK3PXP&issuer=Mail&digits=8",
            "otpauth://totp/Work:ME?secret=KRUGS4ZANFZSAYJA&issuer=work",
            "otpauth://totp/Mail:ada?secret=ORSXG5DJNZTQ&issuer=Mail",
            mail,
        ],
    )
    .await;
    let expected = [
        EntryStanding::Here(ids[0]),
        EntryStanding::Here(ids[1]),
        EntryStanding::Differs(ids[1]),
        EntryStanding::Differs(ids[0]),
        EntryStanding::Differs(ids[0]),
        EntryStanding::New,
        EntryStanding::Repeats(0),
    ];
    assert_eq!(standings(&shown), expected);
}

#[tokio::test]
async fn a_replaced_account_goes_to_the_trash_and_what_was_kept_around_it_stays() {
    let app = Device::new().start().await;
    let ids = bring(&app, &["otpauth://totp/Mail:ada?secret=JBSWY3DPEHPK3PXP&issuer=Mail"]).await;
    app.set_groups(ids[0], &["Work".into()]).await.unwrap();
    app.set_note(ids[0], Zeroizing::new("in the drawer".into())).await.unwrap();
    let shown = texts(&app, &["otpauth://totp/Mail:ada?secret=KRUGS4ZANFZSAYJA&issuer=Mail"]).await;
    let done = app.confirm_import(shown.id, &[ImportChoice::Replace(0)]).await.unwrap();
    assert_eq!((done.added, done.replaced, done.skipped), (0, 1, 0));
    let [account] = &app.accounts().await.unwrap()[..] else { panic!() };
    assert_eq!(account.groups, ["Work"]);
    assert_eq!(app.reveal_note(account.id).await.unwrap().as_str(), "in the drawer");
    assert_eq!(app.trash().await.unwrap()[0].id, ids[0]);

    app.undo_import(done.import.unwrap()).await.unwrap();
    assert_eq!(app.accounts().await.unwrap()[0].id, ids[0]);
}

#[tokio::test]
async fn only_what_differs_can_be_replaced_and_a_refusal_costs_nothing() {
    let app = Device::new().start().await;
    let shown = texts(&app, &["otpauth://totp/Mail?secret=JBSWY3DPEHPK3PXP"]).await;
    for choice in [ImportChoice::Replace(0), ImportChoice::Add(1)] {
        assert_eq!(app.confirm_import(shown.id, &[choice]).await.unwrap_err().code(), "preview_unknown");
    }
    let twice = [ImportChoice::Add(0), ImportChoice::Add(0)];
    assert_eq!(app.confirm_import(shown.id, &twice).await.unwrap().added, 1);
}

#[tokio::test]
async fn groups_notes_pins_and_counters_come_along_and_codes_are_right() {
    let device = Device::new();
    let app = device.start().await;
    let shown = preview(&app, "aegis.json").await;
    let before: Vec<_> = (0..shown.entries.len())
        .map(|index| app.reveal_preview_code(shown.id, index, UnixTime::from_seconds(1_700_000_000)).unwrap())
        .collect();
    app.confirm_import(shown.id, &all(&shown)).await.unwrap();
    device.clock.set(1_700_000_000);
    let codes = app.codes().await.unwrap();
    for account in app.accounts().await.unwrap() {
        let entry = shown.entries.iter().find(|entry| entry.service == account.service).unwrap();
        assert_eq!((&account.groups, account.is_pinned), (&entry.groups, entry.is_pinned));
        assert_eq!(
            (account.has_note, account.icon.is_some()),
            (entry.has_note, entry.icon == EntryIcon::Comes)
        );
        let code = match codes.iter().find(|code| code.account == account.id) {
            Some(code) => code.digits.clone(),
            None => app.next_counter_code(account.id).await.unwrap().digits,
        };
        assert_eq!(code, before[entry.index], "{}", account.service);
    }
    assert!(shown.entries.iter().any(|entry| entry.has_note));
    assert!(shown.entries.iter().any(|entry| !entry.groups.is_empty()));
}

#[tokio::test]
async fn previews_are_forgotten_after_ten_minutes_and_when_the_vault_closes() {
    let device = Device::new();
    let app = device.start().await;
    let shown = preview(&app, "aegis.json").await;
    device.clock.advance(Duration::from_mins(10));
    let late = app.reveal_preview_code(shown.id, 0, UnixTime::from_seconds(59));
    assert_eq!(late.unwrap_err().code(), "preview_unknown");

    let shown = preview(&app, "aegis.json").await;
    app.close().await;
    let closed = app.reveal_preview_code(shown.id, 0, UnixTime::from_seconds(59));
    assert_eq!(closed.unwrap_err().code(), "preview_unknown");
    assert_eq!(app.confirm_import(shown.id, &all(&shown)).await.unwrap_err().code(), "locked");
}

#[tokio::test]
async fn no_preview_error_or_view_repeats_a_secret() {
    let app = Device::new().start().await;
    let secret = "OBWGKYLTMUQHEZLBMQQHI2DF";
    assert!(String::from_utf8_lossy(&file("aegis.json")).contains(secret), "the canary is in the file");
    let shown = preview(&app, "aegis.json").await;
    let done = app.confirm_import(shown.id, &all(&shown)).await.unwrap();
    let said = format!("{shown:?} {done:?} {:?} {:?}", app.imports().await, app.accounts().await);
    assert!(!said.contains(secret));
    let mut broken = file("aegis.json").to_vec();
    broken.truncate(broken.len() - 4);
    let error = app.preview_import(vec![Zeroizing::new(broken)], ImportRequest::default()).await.unwrap_err();
    assert!(!format!("{error:?} {error} {:?}", error.details()).contains(secret));
}
