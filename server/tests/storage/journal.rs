//! The journal: every event is an entry, and whoever edits, removes or moves one in the database is found out.

use countersign_protocol::{AccountId, JournalEntry};
use countersign_server::domain::{JournalKind, NoticeKind};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use crate::fixture::{Person, Place, Says, firefox, from};

async fn entries(place: &Place, account: &AccountId) -> Vec<JournalEntry> {
    let texts = place.storage.journal_after(account, 0, 1000).await.expect("it works");
    texts.iter().map(|text| serde_json::from_str(text).expect("an entry")).collect()
}

async fn kinds(place: &Place, account: &AccountId) -> Vec<String> {
    let entries = entries(place, account).await.into_iter();
    entries.map(|entry| format!("{} {}", entry.kind, entry.detail).trim_end().to_owned()).collect()
}

async fn verify(place: &Place, person: &Person) -> Result<u64, String> {
    place.storage.verify_journal(&person.account).await.expect("it works")
}

/// Ada with a device, a NO and a YES: nine entries.
async fn ada(place: &Place) -> Person {
    let (person, phone) = place.person_with_device("ada").await;
    place.begin(&person, firefox(), Some(&person.known)).await;
    place.says(&person, &phone, Says::No).await;
    let (login, _) = place.begin(&person, from([198, 51, 100, 4]), None).await;
    let attempt = place.attempt(login).await;
    let number = attempt.challenge.expect("asked").number.expect("shown");
    place.says(&person, &phone, Says::Number(&number)).await;
    place.complete(login, place.keep()).await.expect("approved");
    person
}

/// Somebody who writes into the database file.
async fn editor(place: &Place) -> SqliteConnection {
    let file = place.folder().path().join("countersign.db");
    SqliteConnectOptions::new().filename(file).connect().await.expect("it opens")
}

async fn edit(place: &Place, sql: &'static str) {
    sqlx::raw_sql(sql).execute(&mut editor(place).await).await.expect("it is written");
}

#[tokio::test]
async fn what_happens_to_an_account_is_an_entry_that_names_who_and_from_where() {
    let place = Place::new().await;
    let person = ada(&place).await;
    assert_eq!(
        kinds(&place, &person.account).await,
        [
            "account-made",
            "signed-in password",
            "switched-on",
            "device-added Phone",
            "browser-trusted",
            "declined sign-in",
            "approved sign-in",
            "signed-in approval",
        ]
    );
    let entries = entries(&place, &person.account).await;
    let declined = entries.iter().find(|entry| entry.kind == "declined").expect("there");
    assert_eq!((declined.device.as_str(), declined.ip.as_str()), ("Phone", "203.0.113.7"));
    assert_eq!((declined.browser.as_str(), declined.system.as_str()), ("Firefox", "Linux"));
    assert_eq!(verify(&place, &person).await, Ok(8));
}

#[tokio::test]
async fn codes_passwords_and_endings_are_entries_too() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let code = place.code(&phone).await;
    let (login, _) = place.begin(&person, firefox(), None).await;
    let keep = place.keep();
    place.storage.sign_in_with_code(login, code, firefox(), keep, place.now).await.expect("it works");
    let code = place.backup_codes(&person).await.remove(0);
    let (login, _) = place.begin(&person, firefox(), None).await;
    let storage = &place.storage;
    storage
        .sign_in_with_backup_code(login, &code, firefox(), place.keep(), place.now)
        .await
        .expect("it works");
    storage
        .change_password(&person.account, "$argon2id$".into(), &person.session.id, place.now)
        .await
        .expect("it works");
    storage.end_session(&person.account, &person.session.id, place.now).await.expect("it works");
    storage.sign_out_everywhere(&person.account, None, place.now).await.expect("it works");
    place.pass(60);
    let ends = kinds(&place, &person.account).await.split_off(5);
    assert_eq!(
        ends,
        [
            "signed-in code",
            "backup-code-used",
            "signed-in backup-code",
            "password-changed",
            "signed-out",
            "signed-out-everywhere",
        ]
    );
    let lines = place.storage.journal(&person.account, Some(3)).await.expect("it works");
    let shown: Vec<_> = lines.iter().map(|line| (line.number, line.kind)).collect();
    assert_eq!(shown, [(2, Some(JournalKind::SignedIn)), (1, Some(JournalKind::AccountMade))]);
    assert_eq!(JournalKind::from_name("not-me"), Some(JournalKind::Notice(NoticeKind::NotMe)));
}

#[tokio::test]
async fn an_operation_that_fails_leaves_no_entry() {
    let place = Place::new().await;
    let person = ada(&place).await;
    edit(&place, "CREATE TRIGGER no_more BEFORE UPDATE OF password_hash ON accounts BEGIN SELECT RAISE(ABORT, 'no'); END").await;
    let refused = place.storage.change_password(&person.account, "$argon2id$".into(), "", place.now).await;
    refused.expect_err("the trigger refuses");
    assert_eq!(verify(&place, &person).await, Ok(8));
}

#[tokio::test]
async fn an_entry_that_was_changed_removed_or_moved_in_the_database_is_named() {
    for (sql, said) in [
        (
            "UPDATE journal SET entry = replace(entry, '203.0.113.7', '203.0.113.8') WHERE number = 6",
            "entry 6 was not written by this server",
        ),
        ("DELETE FROM journal WHERE number = 4", "entry 4 is missing or at another place"),
        ("DELETE FROM journal WHERE number >= 7", "entry 7 is missing, and all after it"),
        ("DELETE FROM journal", "entry 1 is missing, and all after it"),
        (
            "UPDATE journal SET number = 100 WHERE number = 2; UPDATE journal SET number = 2 WHERE number = 3;
             UPDATE journal SET number = 3 WHERE number = 100",
            "entry 2 is missing or at another place",
        ),
        ("UPDATE journal SET entry = '{}' WHERE number = 5", "entry 5 cannot be read"),
        (
            "INSERT INTO journal (account, number, entry, mark)
             SELECT account, 9, replace(entry, '\"number\":8', '\"number\":9'), mark FROM journal WHERE number = 8",
            "entry 9 does not go on from the one before",
        ),
    ] {
        let place = Place::new().await;
        let person = ada(&place).await;
        edit(&place, sql).await;
        assert_eq!(verify(&place, &person).await, Err(said.to_owned()), "{sql}");
    }
}

#[tokio::test]
async fn a_chain_that_was_written_anew_without_the_server_key_is_found_out() {
    let place = Place::new().await;
    let person = ada(&place).await;
    let mut texts = place.storage.journal_after(&person.account, 0, 100).await.expect("it works");
    // From the sixth entry on everything is hashed anew, as somebody with the database alone can do.
    texts[5] = texts[5].replace("203.0.113.7", "203.0.113.8");
    for place in 6..texts.len() {
        let mut entry: JournalEntry = serde_json::from_str(&texts[place]).expect("an entry");
        entry.before = Some(countersign_protocol::Digest::of(texts[place - 1].as_bytes()));
        texts[place] = entry.to_text();
    }
    let mut conn = editor(&place).await;
    for (number, text) in (1_i64..).zip(&texts) {
        sqlx::query("UPDATE journal SET entry = ? WHERE number = ?")
            .bind(text)
            .bind(number)
            .execute(&mut conn)
            .await
            .expect("written");
    }
    assert!(countersign_protocol::follow(&person.account, None, texts.iter().map(String::as_str)).is_ok());
    let said = "entry 6 was not written by this server";
    assert_eq!(verify(&place, &person).await, Err(said.to_owned()));
}
