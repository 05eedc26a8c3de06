//! A stolen laptop: everything in the vault's folder, but not the key store.

use std::collections::BTreeSet;

use countersign_otp::UnixTime;
use countersign_vault::{Bringing, DocumentName, NewAccount, Vault};
use data_encoding::{BASE32, BASE32_NOPAD, BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};

use crate::fixture::{Place, backup_codes, code_account, linked_account};

/// When the person was here: milliseconds whose digits and bytes do not come up by chance.
const ADDED: u64 = 1_797_531_246_813;
const REMOVED: u64 = 1_797_598_765_432;
const SECRET: &[u8] = b"12345678901234567890";

fn moment(millis: u64) -> UnixTime {
    UnixTime::from_millis(millis)
}

/// Every file of the folder, in one piece.
fn everything(place: &Place) -> Vec<u8> {
    let folder = std::fs::read_dir(place.path().parent().expect("a folder")).expect("read");
    folder.flat_map(|file| std::fs::read(file.expect("read").path()).expect("read")).collect()
}

/// Does what a person does, and gives the files as they were in the middle of it and afterwards.
async fn used(place: &Place) -> Vec<u8> {
    let vault = place.create().await;
    let mut new = linked_account("CANARY-SERVICE");
    new.user = "CANARY-USER".into();
    new.backup_codes = backup_codes();
    new.extras.groups = vec!["CANARY-GROUP".into()];
    let kept = vault.add_account(new, None, moment(ADDED)).await.expect("added");
    let gone = vault.add_account(code_account("CANARY-GONE"), None, moment(ADDED)).await.expect("added");
    let trash = vault.add_account(code_account("CANARY-TRASH"), None, moment(ADDED)).await.expect("added");
    let accounts = vec![code_account("CANARY-BROUGHT")];
    let bringing = Bringing { source: "CANARY-SOURCE".into(), accounts, replaced: vec![trash] };
    vault.import(bringing, moment(REMOVED)).await.expect("imported");
    vault.update_account(kept, |account| account.user = "CANARY-RENAMED".into()).await.expect("renamed");
    vault.put_document(&DocumentName::new("CANARY-NAME").expect("a name"), b"CANARY").await.expect("put");
    vault.erase_account(gone).await.expect("erased");
    let mut bytes = everything(place);
    vault.close().await;
    bytes.extend(everything(place));
    bytes
}

fn assert_absent(bytes: &[u8], canary: &[u8], what: &str) {
    let found = bytes.windows(canary.len()).any(|window| window.eq_ignore_ascii_case(canary));
    assert!(!found, "{what} is in the files");
}

#[tokio::test]
async fn no_name_no_secret_and_no_shape_of_an_account_can_be_read() {
    let place = Place::new();
    let bytes = used(&place).await;
    for canary in
        ["CANARY", "auth.example", "device-1", "account-1", "account/", "document/", "P-256", "totp"]
    {
        assert_absent(&bytes, canary.as_bytes(), canary);
    }
    let secrets = [SECRET, b"the private uv key", b"the private pop key", b"7QX4M9TB"];
    for secret in secrets.into_iter().chain([place.entry.reveal_bytes()[18..].as_ref()]) {
        assert_absent(&bytes, secret, "a secret");
        for encoding in [BASE32, BASE32_NOPAD, BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER] {
            assert_absent(&bytes, encoding.encode(secret).as_bytes(), "an encoded secret");
        }
    }
}

#[tokio::test]
async fn no_time_can_be_read() {
    let place = Place::new();
    let bytes = used(&place).await;
    for millis in [ADDED, REMOVED] {
        // Decimal: seconds as they would begin a longer number, too.
        assert_absent(&bytes, (millis / 1_000).to_string().as_bytes(), "a time in digits");
        for number in [millis, millis * 1_000, millis * 1_000_000] {
            assert_absent(&bytes, &number.to_be_bytes()[2..], "a time in bytes");
            assert_absent(&bytes, &number.to_le_bytes()[..6], "a time in bytes");
        }
        // Four bytes could come up by chance, but the noise is the same in each run.
        let seconds = u32::try_from(millis / 1_000).expect("before 2106");
        assert_absent(&bytes, &seconds.to_be_bytes(), "seconds in bytes");
        assert_absent(&bytes, &seconds.to_le_bytes(), "seconds in bytes");
    }
}

#[tokio::test]
async fn rows_show_their_size_class_only() {
    let place = Place::new();
    let vault = place.create().await;
    for number in 0..60_usize {
        let mut new = NewAccount { user: "x".repeat(number * 3), ..code_account("Bank") };
        if number % 3 == 0 {
            new = NewAccount { service: "y".repeat(2 * number * number), ..linked_account("") };
            new.backup_codes = backup_codes();
        }
        vault.add_account(new, None, moment(ADDED)).await.expect("added");
    }
    vault.close().await;
    let found: BTreeSet<i64> = lengths(&place).await.into_iter().collect();
    // Version, nonce and tag around 2,048·2ⁿ − 128 bytes.
    let classes = (0..4).map(|class| (2_048_i64 << class) - 128 + 1 + 24 + 16);
    assert_eq!(found.len(), 3, "small, larger, large: {found:?}");
    assert!(found.is_subset(&classes.collect()), "{found:?}");
}

#[tokio::test]
async fn small_accounts_of_every_kind_look_alike() {
    let place = Place::new();
    let vault = place.create().await;
    vault.add_account(code_account("a"), None, moment(ADDED)).await.expect("added");
    vault.add_account(code_account(&"long ".repeat(12)), None, moment(ADDED)).await.expect("added");
    let mut linked = linked_account("linked");
    linked.backup_codes = backup_codes();
    vault.add_account(linked, None, moment(ADDED)).await.expect("added");
    vault.close().await;
    let lengths = lengths(&place).await;
    assert_eq!(lengths.iter().collect::<BTreeSet<_>>().len(), 1, "{lengths:?}");
}

/// How long each row is, which anybody can see.
async fn lengths(place: &Place) -> Vec<i64> {
    assert!(Vault::exists(&place.path()).expect("the file system answers"));
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(place.path());
    let pool = sqlx::SqlitePool::connect_with(options).await.expect("opens");
    let lengths = sqlx::query_scalar::<_, i64>("SELECT length(sealed) FROM records");
    let lengths = lengths.fetch_all(&pool).await.expect("lengths");
    pool.close().await;
    lengths
}
