//! Rows that somebody changed from outside, and what a thief of the file can read.

use crate::fixture::{Place, at, backup_codes, code_account, linked_account};
use countersign_vault::{AccountId, Damage, Vault, VaultError};
use proptest::prelude::*;
use sqlx::{Row, SqlitePool};

async fn outside(place: &Place) -> SqlitePool {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(place.path());
    SqlitePool::connect_with(options).await.expect("opens")
}

fn id_bytes(id: AccountId) -> Vec<u8> {
    let text = id.to_string();
    (0..32).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).expect("hexadecimal")).collect()
}

async fn two_accounts() -> (Place, AccountId, AccountId) {
    let place = Place::new();
    let vault = place.create().await;
    let first = vault.add_account(code_account("first"), None, at(1)).await.expect("added");
    let second = vault.add_account(code_account("second"), None, at(1)).await.expect("added");
    vault.close().await;
    (place, first, second)
}

async fn assert_only_broken(vault: &Vault, broken: &[AccountId], whole: usize) {
    let listing = vault.accounts().await.expect("a listing");
    assert_eq!(listing.accounts.len(), whole);
    let mut named: Vec<_> = listing.unreadable.iter().map(|row| row.id).collect();
    let mut expected = broken.to_vec();
    named.sort();
    expected.sort();
    assert_eq!(named, expected);
    for row in &listing.unreadable {
        assert_eq!(row.damage, Damage::Seal { table: "records", row: row.id.to_string() });
        assert!(
            matches!(vault.account(row.id).await, Err(VaultError::Damaged(damage)) if damage == row.damage)
        );
    }
}

#[tokio::test]
async fn swapped_rows_are_refused_and_named() {
    let (place, first, second) = two_accounts().await;
    let pool = outside(&place).await;
    let mut sealed = Vec::new();
    for id in [first, second] {
        let row = sqlx::query("SELECT sealed FROM records WHERE id = ?").bind(id_bytes(id));
        sealed.push(row.fetch_one(&pool).await.expect("a row").get::<Vec<u8>, _>(0));
    }
    for (id, sealed) in [(second, &sealed[0]), (first, &sealed[1])] {
        let update =
            sqlx::query("UPDATE records SET sealed = ? WHERE id = ?").bind(sealed).bind(id_bytes(id));
        update.execute(&pool).await.expect("swapped");
    }
    pool.close().await;
    assert_only_broken(&place.open().await.expect("opens"), &[first, second], 0).await;
}

#[tokio::test]
async fn a_row_under_another_id_is_refused_and_named() {
    let (place, first, _) = two_accounts().await;
    let other = vec![0x42; 16];
    let pool = outside(&place).await;
    let update = sqlx::query("UPDATE records SET id = ? WHERE id = ?").bind(&other).bind(id_bytes(first));
    update.execute(&pool).await.expect("renamed");
    pool.close().await;
    let moved: AccountId = "42".repeat(16).parse().expect("an id");
    assert_only_broken(&place.open().await.expect("opens"), &[moved], 1).await;
}

#[tokio::test]
async fn a_broken_row_stays_and_the_others_go_on_working() {
    let (place, first, second) = two_accounts().await;
    let pool = outside(&place).await;
    let update = sqlx::query("UPDATE records SET sealed = x'01' WHERE id = ?").bind(id_bytes(first));
    update.execute(&pool).await.expect("damaged");
    pool.close().await;
    let vault = place.open().await.expect("opens");
    vault.add_account(code_account("third"), None, at(2)).await.expect("added");
    vault.move_account(second, 1).await.expect("moved");
    assert!(vault.remove_account(first, at(3)).await.is_err());
    assert_only_broken(&vault, &[first], 2).await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_flipped_bit_anywhere_in_a_row_is_noticed(place_in_row in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (place, first, _) = two_accounts().await;
            let pool = outside(&place).await;
            let row = sqlx::query("SELECT sealed FROM records WHERE id = ?").bind(id_bytes(first));
            let mut sealed: Vec<u8> = row.fetch_one(&pool).await.expect("a row").get(0);
            let index = place_in_row.index(sealed.len());
            sealed[index] ^= 1 << bit;
            let update = sqlx::query("UPDATE records SET sealed = ? WHERE id = ?").bind(sealed).bind(id_bytes(first));
            update.execute(&pool).await.expect("flipped");
            pool.close().await;
            assert_only_broken(&place.open().await.expect("opens"), &[first], 1).await;
        });
    }
}

#[tokio::test]
async fn a_thief_reads_nothing_in_the_files_also_of_what_was_removed() {
    let place = Place::new();
    let vault = place.create().await;
    let mut new = linked_account("CANARY-SERVICE");
    new.user = "CANARY-USER".into();
    new.backup_codes = backup_codes();
    let kept = vault.add_account(new, None, at(1)).await.expect("added");
    let gone = vault.add_account(code_account("CANARY-GONE"), None, at(1)).await.expect("added");
    vault.update_account(kept, |account| account.user = "CANARY-RENAMED".into()).await.expect("renamed");
    vault.erase_account(gone).await.expect("erased");

    let read_all = || {
        let folder = std::fs::read_dir(place.path().parent().expect("a folder")).expect("read");
        folder.flat_map(|file| std::fs::read(file.expect("read").path()).expect("read")).collect::<Vec<u8>>()
    };
    let mut bytes = read_all();
    vault.close().await;
    bytes.extend(read_all());
    for canary in [
        "CANARY",
        "auth.example",
        "device-1",
        "account-1",
        "7QX4M9TB",
        "private",
        "12345678901234567890",
        "account/1",
        "P-256",
    ] {
        let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
        assert!(!found, "{canary} is in the files");
    }
}

#[tokio::test]
async fn small_accounts_of_every_kind_look_alike() {
    let place = Place::new();
    let vault = place.create().await;
    vault.add_account(code_account("a"), None, at(1)).await.expect("added");
    vault.add_account(code_account(&"long ".repeat(12)), None, at(1)).await.expect("added");
    let mut linked = linked_account("linked");
    linked.backup_codes = backup_codes();
    vault.add_account(linked, None, at(1)).await.expect("added");
    vault.close().await;
    let pool = outside(&place).await;
    let lengths = sqlx::query_scalar::<_, i64>("SELECT DISTINCT length(sealed) FROM records");
    assert_eq!(lengths.fetch_all(&pool).await.expect("lengths").len(), 1);
    pool.close().await;
}
