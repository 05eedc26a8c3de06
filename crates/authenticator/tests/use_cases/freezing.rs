//! Stopping all sign-ins from the app, and letting them go on, against the real server.

use countersign_server::storage::By;

use crate::real_server::{PASSWORD, Town};

#[tokio::test]
async fn the_app_stops_all_sign_ins_and_lets_them_go_on() {
    let mut town = Town::found().await;
    let account = town.link().await;
    assert_eq!(town.app.account_details(account).await.unwrap().frozen_at, None);
    town.app.stop_sign_ins(account).await.unwrap();
    assert!(town.app.account_details(account).await.unwrap().frozen_at.is_some());
    assert_eq!(town.browser.get("/account").await.path, "/sign-in?next=%2Faccount", "sessions end");
    let fields = [("name", "ada"), ("password", PASSWORD)];
    let page = town.browser.get("/sign-in").await;
    assert_eq!(town.browser.submit(&page, "/sign-in", &fields).await.path, "/thaw");
    assert_eq!(town.app.remove_account(account).await.unwrap_err().code(), "account_frozen");
    town.app.allow_sign_ins(account).await.unwrap();
    assert_eq!(town.app.account_details(account).await.unwrap().frozen_at, None);
    let page = town.browser.get("/sign-in").await;
    assert_eq!(town.browser.submit(&page, "/sign-in", &fields).await.path, "/sign-in/wait");
}

#[tokio::test]
async fn the_app_hears_of_a_reset_and_stopping_all_sign_ins_cancels_it() {
    let mut town = Town::found().await;
    let account = town.link().await;
    assert_eq!(town.app.account_details(account).await.unwrap().reset_at, None);
    let state = town.server.app().state();
    let owner = state.storage.accounts().await.unwrap().remove(0).id;
    state.storage.start_reset(By::Console, &owner, state.now()).await.unwrap();
    assert!(town.app.account_details(account).await.unwrap().reset_at.is_some());
    town.app.stop_sign_ins(account).await.unwrap();
    assert_eq!(town.app.account_details(account).await.unwrap().reset_at, None);
}
