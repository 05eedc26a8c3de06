//! Which format the file has, and how an older one becomes the newest.

use std::path::Path;

use sqlx::{SqliteConnection, SqlitePool};

use crate::error::{Damage, VaultError};
use crate::file;
use crate::storage::connection::{begin, translate};

/// `CsVt`: marks the file as a vault.
const APPLICATION: i32 = 0x4373_5674;

/// Each step from a format to the next. They are never edited.
pub(crate) const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_vault.sql"),
    include_str!("../../migrations/0002_codes_of_every_kind.sql"),
];

/// The newest format that this program knows.
pub(crate) fn newest(steps: &[&str]) -> u32 {
    u32::try_from(steps.len()).expect("a handful of formats")
}

/// The format of the file.
///
/// # Errors
/// [`Damage::NotAVault`] and [`VaultError::Newer`].
pub(crate) async fn read(pool: &SqlitePool, steps: &[&str]) -> Result<u32, VaultError> {
    let application: i32 =
        sqlx::query_scalar("PRAGMA application_id").fetch_one(pool).await.map_err(translate)?;
    let found: u32 = sqlx::query_scalar("PRAGMA user_version").fetch_one(pool).await.map_err(translate)?;
    match found {
        _ if application != APPLICATION => Err(VaultError::Damaged(Damage::NotAVault)),
        0 => Err(VaultError::Damaged(Damage::NotAVault)),
        found if found > newest(steps) => Err(VaultError::Newer { found, known: newest(steps) }),
        found => Ok(found),
    }
}

/// Looks through the whole file for damage that SQLite can see.
pub(crate) async fn check(pool: &SqlitePool) -> Result<(), VaultError> {
    let findings: String =
        sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(pool).await.map_err(translate)?;
    if findings == "ok" { Ok(()) } else { Err(VaultError::Damaged(Damage::File(findings))) }
}

/// Makes an empty database a vault of the newest format.
pub(crate) async fn make(transaction: &mut SqliteConnection) -> Result<(), VaultError> {
    let mark = format!("PRAGMA application_id = {APPLICATION}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(mark)).execute(&mut *transaction).await.map_err(translate)?;
    for (number, step) in (1..).zip(STEPS) {
        run(transaction, number, step).await?;
    }
    Ok(())
}

/// Brings an older file to the newest format, each step in a transaction, after a copy was made of
/// the file as it was. The copy stays until [`forget_copy`].
pub(crate) async fn bring_up(
    pool: &SqlitePool,
    path: &Path,
    found: u32,
    steps: &'static [&'static str],
) -> Result<(), VaultError> {
    if found == newest(steps) {
        return Ok(());
    }
    let copy = copy_path(path);
    // A copy that is there already is older, and therefore the one to keep.
    if !file::exists(&copy)? {
        let unfinished = file::beside(&copy, ".new");
        file::remove(&unfinished)?;
        drop(file::private_file(&unfinished)?);
        sqlx::query("VACUUM INTO ?")
            .bind(unfinished.to_string_lossy().into_owned())
            .execute(pool)
            .await
            .map_err(translate)?;
        file::put_in_place(&unfinished, &copy)?;
    }
    for (number, step) in (1..).zip(steps).skip(found as usize) {
        let mut transaction = begin(pool).await?;
        run(&mut transaction, number, step).await?;
        transaction.commit().await.map_err(translate)?;
    }
    Ok(())
}

/// Whether there is a copy of the file as it was in an older format.
pub(crate) fn has_copy(path: &Path) -> Result<bool, VaultError> {
    file::exists(&copy_path(path))
}

/// Removes the copy, now that everything in the new format could be read.
pub(crate) fn forget_copy(path: &Path) -> Result<(), VaultError> {
    file::remove(&copy_path(path))
}

fn copy_path(path: &Path) -> std::path::PathBuf {
    file::beside(path, ".before-migration")
}

async fn run(transaction: &mut SqliteConnection, number: u32, step: &'static str) -> Result<(), VaultError> {
    sqlx::raw_sql(step).execute(&mut *transaction).await.map_err(translate)?;
    let mark = format!("PRAGMA user_version = {number}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(mark)).execute(&mut *transaction).await.map_err(translate)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file_system::Sharing;
    use crate::storage::connection::{open, open_empty};

    const GROWN: &[&str] = &[STEPS[0], STEPS[1], "CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT"];
    const BROKEN: &[&str] = &[
        STEPS[0],
        STEPS[1],
        "CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1)",
    ];

    async fn old_vault(folder: &tempfile::TempDir) -> (std::path::PathBuf, SqlitePool) {
        let path = folder.path().join("vault.db");
        std::fs::File::create(&path).expect("made");
        let pool = open_empty(&path, Sharing::Shared).await.expect("opens");
        let mut transaction = begin(&pool).await.expect("begins");
        make(&mut transaction).await.expect("made");
        transaction.commit().await.expect("committed");
        (path, pool)
    }

    async fn format_of(path: &Path, steps: &[&str]) -> u32 {
        let pool = open(path, Sharing::Shared).await.expect("opens");
        let found = read(&pool, steps).await.expect("a format");
        pool.close().await;
        found
    }

    #[tokio::test]
    async fn an_older_file_is_brought_up_and_stays_beside_until_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, pool) = old_vault(&folder).await;
        bring_up(&pool, &path, 2, GROWN).await.expect("brought up");
        assert_eq!((format_of(&path, GROWN).await, format_of(&copy_path(&path), GROWN).await), (3, 2));
        forget_copy(&path).expect("forgotten");
        assert!(!copy_path(&path).exists());
    }

    #[tokio::test]
    async fn a_migration_that_fails_changes_nothing_and_a_second_one_keeps_the_first_copy() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, pool) = old_vault(&folder).await;
        bring_up(&pool, &path, 2, BROKEN).await.expect_err("the second step is broken");
        assert_eq!(format_of(&path, GROWN).await, 2);
        let copied = std::fs::read(copy_path(&path)).expect("a copy");
        bring_up(&pool, &path, 2, GROWN).await.expect("brought up");
        assert_eq!(std::fs::read(copy_path(&path)).expect("a copy"), copied);
    }
}
