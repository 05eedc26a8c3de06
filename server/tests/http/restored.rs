//! A backup that is put back: what stopped something after it was made still holds, and so does what let it go on.

use countersign_server::data_folder::database_file;
use countersign_server::domain::{AccountId, Policy};
use countersign_server::storage::Storage;
use countersign_server::testing::TestServer;
use tempfile::TempDir;

use crate::freeze::{freeze, unlock};
use crate::mail::begin;
use crate::passkeys::with_phone_and_passkey;
use crate::people::{Story, prove, sign_in};
use crate::post_office::PostOffice;
use crate::suspension::{linked, press};

/// A copy of the database as it is now.
async fn back_up(server: &TestServer) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let database = database_file(&server.folder().join("data")).expect("the folder is there");
    Storage::copy_to(&database, &folder.path().join("backup.db")).await.expect("a backup");
    folder
}

async fn restored(story: Story, backup: &TempDir) -> (TestServer, AccountId) {
    let server = story.server.restored(&backup.path().join("backup.db")).await;
    let accounts = server.app().state().storage.accounts().await.expect("it works");
    let account = accounts[0].id.clone();
    (server, account)
}

async fn choose(story: &mut Story, policy: &str) {
    let page = story.browser.get("/2fa/policy").await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let page = story.browser.submit(&page, "/2fa/policy", &[("approval", policy)]).await;
    assert_eq!(page.path, "/2fa", "{}", page.text());
}

#[tokio::test]
async fn a_freeze_a_suspension_and_a_stricter_rule_hold_after_a_backup_from_before_is_restored() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    story.second_device("Tablet").await;
    let path = linked(&story.server, &office).await;
    let backup = back_up(&story.server).await;
    press(&story, &path).await;
    choose(&mut story, "strict").await;
    assert_eq!(freeze(&mut story.phone, 1).await.status, 204);

    let (server, account) = restored(story, &backup).await;
    let storage = &server.app().state().storage;
    let methods = storage.methods(&account, server.clock.now()).await.expect("it works");
    let names = |all: Vec<&String>| all.into_iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    assert_eq!(names(methods.devices.iter().map(|device| &device.name).collect()), "Phone");
    assert_eq!(names(methods.suspended.iter().map(|method| &method.name).collect()), "Tablet");
    assert_eq!(storage.policies(&account).await.expect("it works").in_force(), Policy::Strict);
    let page = sign_in(&mut server.browser()).await;
    assert_eq!(page.path, "/thaw", "{}", page.text());
}

#[tokio::test]
async fn passkeys_that_do_not_sign_in_alone_any_more_do_not_after_a_restore() {
    let (mut story, _) = with_phone_and_passkey().await;
    let set = async |story: &mut Story, wanted: &str| {
        let path = format!("/2fa/passkey-alone/{wanted}");
        let page = story.browser.get(&path).await;
        let page = prove(&mut story.browser, &mut story.phone, &page).await;
        story.browser.submit(&page, &path, &[]).await
    };
    set(&mut story, "on").await;
    let backup = back_up(&story.server).await;
    let page = set(&mut story, "off").await;
    assert!(page.text().contains("signs in after the password"), "{}", page.text());
    let (server, account) = restored(story, &backup).await;
    assert!(!server.app().state().storage.passkey_alone(&account).await.expect("it works"));
}

#[tokio::test]
async fn what_was_let_go_on_after_a_backup_goes_on_when_it_is_restored() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let tablet = story.second_device("Tablet").await;
    let path = linked(&story.server, &office).await;
    press(&story, &path).await;
    let backup = back_up(&story.server).await;
    let id = tablet.id.clone().expect("linked");
    let lift = format!("/2fa/devices/{id}/lift");
    let page = story.browser.get(&lift).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    story.browser.submit(&page, &lift, &[]).await;
    assert_eq!(freeze(&mut story.phone, 1).await.status, 204);
    assert_eq!(unlock(&mut story.phone, 2).await.status, 204);

    let (server, account) = restored(story, &backup).await;
    let methods = server.app().state().storage.methods(&account, server.clock.now()).await;
    let methods = methods.expect("it works");
    assert_eq!((methods.devices.len(), methods.suspended.len()), (2, 0));
    assert_eq!(sign_in(&mut server.browser()).await.path, "/sign-in/wait");
}
