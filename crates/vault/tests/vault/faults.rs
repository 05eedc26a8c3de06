//! A disk that fails beneath the database: short writes, no room, errors at flushing, death in the middle.
//!
//! The system calls of a process of its own fail by a schedule; `COUNTERSIGN_FAULTS` says how many schedules.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Command;

use crate::fixture::Place;
use crate::writer::{Expected, command};

/// The C library's calls with faults in them, as a library to load before it.
fn faulty_disk(folder: &tempfile::TempDir) -> PathBuf {
    let library = folder.path().join("faulty-disk.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vault/faulty-disk.c");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"]).arg(&library).args([source, "-ldl"]);
    assert!(compiler.status().expect("a C compiler").success());
    library
}

fn run(mut command: Command, expected: &mut Expected) {
    let mut child = command.spawn().expect("starts");
    let output = BufReader::new(child.stdout.take().expect("piped"));
    output.lines().map_while(Result::ok).for_each(|line| expected.hear(&line));
    child.wait().expect("ended");
}

#[tokio::test]
async fn faults_at_any_moment_lose_nothing_that_was_confirmed() {
    let schedules = std::env::var("COUNTERSIGN_FAULTS").map_or(20, |text| text.parse().expect("a number"));
    let place = Place::new();
    place.create().await.close().await;
    let (folder, mut expected) = (tempfile::tempdir().expect("a folder"), Expected::default());
    let library = faulty_disk(&folder);
    for seed in 0..schedules {
        let mut process = command(&place, seed);
        process.env("LD_PRELOAD", &library).env("COUNTERSIGN_FAULTS_SEED", seed.to_string());
        process.env("COUNTERSIGN_FAULTS_EVERY", (25 + 60 * (seed % 4)).to_string());
        run(process, &mut expected);
        let vault = place.open().await.unwrap_or_else(|error| panic!("schedule {seed}: {error:?}"));
        expected.check(&vault, &format!("schedule {seed}")).await;
        vault.close().await;
    }
    let failures = &expected.failures;
    assert!(failures.contains_key("DiskFull") && failures.len() > 1, "{failures:?}");
    assert!(!failures.contains_key("Damaged"), "{failures:?}");
    assert!(expected.confirmed > 0);
}

#[tokio::test]
async fn a_disk_that_becomes_full_is_called_full_and_keeps_what_was_there() {
    let place = Place::new();
    place.create().await.close().await;
    let (folder, mut expected) = (tempfile::tempdir().expect("a folder"), Expected::default());
    let library = faulty_disk(&folder);
    for room in [1_000, 40_000, 300_000] {
        let mut process = command(&place, room);
        process.env("LD_PRELOAD", &library).env("COUNTERSIGN_FAULTS_ROOM", room.to_string());
        run(process, &mut expected);
        let failures: Vec<_> = expected.failures.keys().map(String::as_str).collect();
        assert_eq!(failures, ["DiskFull"], "room for {room} bytes");
        let vault = place.open().await.expect("opens when there is room again");
        expected.check(&vault, &format!("room for {room} bytes")).await;
        vault.close().await;
    }
}
