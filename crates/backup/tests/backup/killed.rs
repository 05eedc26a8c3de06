//! The process dies at any moment: no backup that was called saved is lost, and no half one is taken for one.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use countersign_backup::{Automatic, Condition, Disk, Identity, Policy, back_up, survey};
use countersign_otp::UnixTime;

use crate::support::{backup_of, random};

const FOLDER: &str = "COUNTERSIGN_TEST_FOLDER";
const POLICY: Policy = Policy { keep_newest: 2, keep_at_most: 5, oldest: Duration::from_hours(1) };

fn identity(folder: &Path) -> Identity {
    let text = fs::read_to_string(folder.join("key")).expect("the key lies there");
    Identity::from_text(&text).expect("an identity")
}

/// Backs up as fast as it can, and names each file that was called saved, until it is killed.
#[test]
#[ignore = "the process that the next test kills"]
#[expect(clippy::print_stdout, reason = "this is how the killer hears of it")]
fn backs_up_until_it_is_killed() {
    let folder = PathBuf::from(env::var_os(FOLDER).expect("the killer names a folder"));
    let identity = identity(&folder);
    let lying = survey(&Disk, &folder, &identity).expect("surveys");
    let last = lying.iter().map(|each| each.made_at.seconds()).max().unwrap_or(1_764_000_000);
    for second in last + 1.. {
        let now = UnixTime::from_seconds(second);
        let automatic =
            Automatic { folder: &folder, identity: &identity, policy: POLICY, accepted_until: None };
        let report = back_up(&Disk, &backup_of(30, now), &automatic).expect("saves");
        println!("saved {}", report.saved.path.display());
    }
}

fn start(folder: &Path) -> Child {
    Command::new(env::current_exe().expect("this program"))
        .args([
            "--exact",
            "killed::backs_up_until_it_is_killed",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts")
}

/// A hundred times, or as often as `COUNTERSIGN_KILLS` says.
#[test]
fn a_hundred_kills_lose_nothing() {
    let kills = env::var("COUNTERSIGN_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("key"), Identity::generate().reveal_text().as_bytes()).expect("writes");
    let identity = identity(folder.path());
    let (mut confirmed, mut parts) = (0, 0);
    for _ in 0..kills {
        let mut child = start(folder.path());
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut saved = lines
            .by_ref()
            .map_while(Result::ok)
            .filter_map(|line| line.split_once("saved ").map(|(_, path)| PathBuf::from(path)));
        let first = saved.next().expect("at least one is saved");
        let mut byte = [0];
        random(&mut byte);
        thread::sleep(Duration::from_micros(u64::from(byte[0]) * 100));
        child.kill().expect("kills");
        child.wait().expect("ends");
        let all: Vec<_> = [first].into_iter().chain(saved).collect();
        confirmed += all.len();
        let lying = survey(&Disk, folder.path(), &identity).expect("surveys");
        assert!(lying.iter().all(|each| each.condition == Condition::Good { accounts: 30 }), "{lying:?}");
        let last = all.last().expect("one at least");
        assert!(last.is_file(), "the last confirmed one lies there");
        assert!(lying.len() <= POLICY.keep_at_most + 1, "rotation goes on");
        let names =
            fs::read_dir(folder.path()).expect("is there").map(|entry| entry.expect("entry").file_name());
        parts += names.filter(|name| name.to_string_lossy().ends_with(".part")).count();
    }
    assert!(confirmed >= kills, "{confirmed} confirmed, {parts} interrupted");
    let automatic =
        Automatic { folder: folder.path(), identity: &identity, policy: POLICY, accepted_until: None };
    back_up(&Disk, &backup_of(30, UnixTime::from_seconds(u64::from(u32::MAX))), &automatic).expect("saves");
    let left = fs::read_dir(folder.path()).expect("is there").map(|entry| entry.expect("entry").file_name());
    assert_eq!(
        left.filter(|name| name.to_string_lossy().ends_with(".part")).count(),
        0,
        "parts are cleared away"
    );
}
