//! The instance key hands over to the next one, announced a day before and named for a day afterwards.

use std::fs;

use countersign_protocol::limits::CHAIN_LINKS;
use countersign_protocol::message::{Account, Instance, KeyLink};
use countersign_protocol::{KeptKeys, Origin, PinError, Signer, Thumbprint};
use countersign_server::instance_document;
use countersign_server::instance_keys::{InstanceKeys, OVERLAP, RotationError, announce, replace_lost};
use countersign_server::keys::{KeysError, ServerKeys};
use countersign_server::testing::{Says, TestServer};

use crate::people::{Story, sign_in};

/// What an operator does, and what the server notices of it.
fn rotate(server: &TestServer) -> Result<(), RotationError> {
    let state = server.app().state();
    announce(state.keys.folder(), &state.rules.origin, server.clock.now())?;
    state.keys.look_again(server.clock.now()).expect("it reads");
    Ok(())
}

/// Time passes, and the server looks.
fn pass(server: &TestServer, seconds: u64) {
    server.clock.advance(seconds);
    server.app().state().keys.look_again(server.clock.now()).expect("it reads");
}

fn origin(server: &TestServer) -> Origin {
    server.app().state().rules.origin.clone()
}

fn document(server: &TestServer) -> String {
    let state = server.app().state();
    instance_document(&state.keys, None, &state.rules, server.clock.now()).expect("it signs").into_string()
}

async fn named(server: &TestServer) -> Vec<Thumbprint> {
    let instance: Instance = server.device("Phone").meet().await;
    instance.jwks.keys.iter().map(countersign_protocol::PublicJwk::thumbprint).collect()
}

fn pinned(server: &TestServer) -> KeptKeys {
    KeptKeys::pin_vouched_by_tls(&document(server), &origin(server)).expect("first contact").0
}

#[tokio::test]
async fn the_next_key_is_announced_for_a_day_and_the_last_one_named_for_another() {
    let server = TestServer::new().await;
    let [first] = named(&server).await[..] else { panic!("one key") };
    rotate(&server).expect("it is made");
    let [signing, next] = named(&server).await[..] else { panic!("two keys") };
    assert_eq!(signing, first, "it does not sign yet");
    pass(&server, OVERLAP - 1);
    assert_eq!(named(&server).await, [first, next]);
    pass(&server, 1);
    assert_eq!(named(&server).await, [next, first], "now it does");
    let instance = server.device("Phone").meet().await;
    let link = countersign_protocol::Unverified::<KeyLink>::parse(&instance.chain[0]).expect("a link");
    assert_eq!((link.key(), link.claimed().jwk.thumbprint()), (first, next));
    pass(&server, OVERLAP - 1);
    assert_eq!(named(&server).await, [next, first]);
    pass(&server, 1);
    assert_eq!(named(&server).await, [next]);
    // Who has been told of nothing follows all the same, and nothing changes over a restart.
    let server = server.restarted().await;
    assert_eq!(named(&server).await, [next]);
}

#[tokio::test]
async fn a_server_that_runs_changes_keys_without_anybody_noticing() {
    let mut story = Story::begin().await;
    let kept = pinned(&story.server);
    let mut other = story.server.browser();
    let page = sign_in(&mut other).await;
    rotate(&story.server).expect("it is made");
    pass(&story.server, OVERLAP);
    let reply = story.phone.get("/api/v1/self").await;
    assert!(kept.verify::<Account>(reply.text()).is_err(), "by a key that the phone does not keep");
    let (kept, _) = kept.renew(&document(&story.server)).expect("the chain leads there");
    assert!(kept.verify::<Account>(reply.text()).is_ok());
    story.phone.meet().await;
    drop(page);
    let page = sign_in(&mut story.server.browser()).await;
    let number = page.text_of("id", "number").expect("a number");
    assert_eq!(story.phone.answer(Says::YesNumber(&number)).await.json()["state"], "approved");
}

#[tokio::test]
async fn whoever_slept_over_five_rotations_follows_and_over_more_than_the_chain_meets_a_stranger() {
    let server = TestServer::new().await;
    let kept = pinned(&server);
    for step in 1..=CHAIN_LINKS + 1 {
        rotate(&server).expect("it is made");
        pass(&server, 2 * OVERLAP);
        let renewed = kept.renew(&document(&server));
        match step {
            1 | 5 | CHAIN_LINKS => assert!(renewed.is_ok(), "{step}"),
            step if step > CHAIN_LINKS => assert_eq!(renewed.err(), Some(PinError::Stranger)),
            _ => {}
        }
    }
    let instance = server.device("Phone").meet().await;
    assert_eq!((instance.chain.len(), instance.jwks.keys.len()), (CHAIN_LINKS, 1));
}

#[tokio::test]
async fn the_chain_gives_way_where_a_long_origin_would_make_the_document_too_long() {
    let host = format!("{}.example", ["a".repeat(60), "b".repeat(60), "c".repeat(60)].join("."));
    let server = TestServer::with(&format!(
        "public_url = \"https://{host}\"\nproxies = [\"127.0.0.1/32\"]\nmode = \"production\"\n"
    ))
    .await;
    let kept = pinned(&server);
    for _ in 0..CHAIN_LINKS {
        rotate(&server).expect("it is made");
        pass(&server, 2 * OVERLAP);
    }
    let document = document(&server);
    assert!(document.len() <= 32_768, "{}", document.len());
    let latest = pinned(&server);
    rotate(&server).expect("it is made");
    pass(&server, 2 * OVERLAP);
    assert!(latest.renew(&self::document(&server)).is_ok());
    drop(kept);
}

#[tokio::test]
async fn one_key_is_announced_at_a_time_and_the_old_private_key_is_gone() {
    let server = TestServer::new().await;
    let folder = server.app().state().keys.folder().to_owned();
    let old = fs::read(folder.join("instance.key")).expect("it is there");
    rotate(&server).expect("it is made");
    let again = rotate(&server).expect_err("one at a time");
    assert!(
        matches!(again, RotationError::Announced { signs_from } if signs_from == server.clock.now() + OVERLAP)
    );
    let next = fs::read(folder.join("instance.next.key")).expect("it is there");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.join("instance.next.key")).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "for its owner alone");
    }
    pass(&server, OVERLAP);
    assert_eq!(fs::read(folder.join("instance.key")).expect("it is there"), next);
    assert!(!folder.join("instance.next.key").exists());
    for entry in fs::read_dir(&folder).expect("it reads") {
        let path = entry.expect("an entry").path();
        let content = fs::read(&path).unwrap_or_default();
        assert!(!content.windows(32).any(|window| window == old), "{}", path.display());
    }
    // Put back from an old copy, it would sign what no device believes.
    fs::write(folder.join("instance.key"), &old).expect("written");
    let refused = ServerKeys::load(&folder, true).expect_err("it refuses");
    assert!(matches!(refused, KeysError::OldInstanceKey(_)), "{refused}");
    let again = server.app().state().keys.look_again(server.clock.now());
    assert!(again.is_err(), "and the server signs on with what it has");
    let signing = server.app().state().keys.instance(server.clock.now()).public().thumbprint();
    fs::write(folder.join("instance.key"), next).expect("written");
    let loaded = InstanceKeys::load(&folder, true).expect("as before");
    assert_eq!(loaded.signing(server.clock.now()).public().thumbprint(), signing);
}

#[tokio::test]
async fn a_crash_while_a_key_is_made_leaves_the_one_that_signs() {
    let server = TestServer::new().await;
    let folder = server.app().state().keys.folder().to_owned();
    let before = named(&server).await;
    // The file was written, and nothing that names it.
    let copy = fs::read(folder.join("server.key")).expect("32 bytes");
    fs::write(folder.join("instance.next.key"), copy).expect("written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::Permissions::from_mode(0o600);
        fs::set_permissions(folder.join("instance.next.key"), mode).expect("chmod");
    }
    fs::write(folder.join("instance.json.new"), "{").expect("written");
    let server = server.restarted().await;
    assert_eq!(named(&server).await, before);
    rotate(&server).expect("it is made");
    assert_eq!(named(&server).await.len(), 2);
}

#[tokio::test]
async fn a_present_key_that_is_lost_before_its_time_is_followed_by_the_announced_one() {
    let server = TestServer::new().await;
    let kept = pinned(&server);
    rotate(&server).expect("it is made");
    let folder = server.app().state().keys.folder().to_owned();
    fs::remove_file(folder.join("instance.key")).expect("it goes");
    let server = server.restarted().await;
    assert!(kept.renew(&document(&server)).is_ok(), "the chain leads to it");
}

#[tokio::test]
async fn a_lost_key_is_replaced_by_a_strangers_only_where_none_is_left() {
    let server = TestServer::new().await;
    let kept = pinned(&server);
    let folder = server.app().state().keys.folder().to_owned();
    assert!(matches!(replace_lost(&folder), Err(RotationError::NotLost)));
    fs::remove_file(folder.join("instance.key")).expect("it goes");
    assert!(matches!(ServerKeys::load(&folder, true), Err(KeysError::Missing(_))), "never made by itself");
    replace_lost(&folder).expect("it is made");
    let server = server.restarted().await;
    assert_eq!(kept.renew(&document(&server)).err(), Some(PinError::Stranger));
}
