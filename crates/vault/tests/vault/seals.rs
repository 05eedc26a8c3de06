//! Rows that somebody changed from outside.

use crate::fixture::{Place, at, code_account};
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
