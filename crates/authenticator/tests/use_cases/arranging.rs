//! Pins, groups, notes, the trash, and codes by a counter.

use std::time::Duration;

use countersign_authenticator::{AccountId, Authenticator, CodeChoice};
use zeroize::Zeroizing;

use crate::device::Device;
use crate::importing::all;

/// The values of RFC 4226, appendix D, for the counters 0 to 9.
const RFC_4226: [&str; 10] =
    ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];

async fn bring(app: &Authenticator, lines: &[&str]) -> Vec<AccountId> {
    let texts = lines.iter().map(|line| Zeroizing::new((*line).to_owned())).collect();
    let preview = app.preview_texts(texts).await.unwrap();
    app.confirm_import(preview.id, &all(&preview)).await.unwrap();
    app.accounts().await.unwrap().into_iter().map(|account| account.id).collect()
}

async fn three(app: &Authenticator) -> Vec<AccountId> {
    let uri = |name: &str, last: char| {
        format!("otpauth://totp/{name}:ada?secret=JBSWY3DPEHPK3PX{last}&issuer={name}")
    };
    let (one, two, three) = (uri("One", '2'), uri("Two", '3'), uri("Three", '4'));
    bring(app, &[&one, &two, &three]).await
}

async fn services(app: &Authenticator) -> Vec<String> {
    app.accounts().await.unwrap().into_iter().map(|account| account.service).collect()
}

#[tokio::test]
async fn pinned_accounts_stand_on_top_and_each_kind_keeps_its_order() {
    let app = Device::new().start().await;
    let ids = three(&app).await;
    app.set_pinned(ids[2], true).await.unwrap();
    assert_eq!(services(&app).await, ["Three", "One", "Two"]);
    app.move_account(ids[1], 1).await.unwrap();
    assert_eq!(services(&app).await, ["Three", "Two", "One"]);
    app.move_account(ids[1], 0).await.unwrap();
    assert_eq!(services(&app).await, ["Three", "Two", "One"], "nothing comes above a pinned one");
    app.set_pinned(ids[0], true).await.unwrap();
    app.move_account(ids[2], 0).await.unwrap();
    assert_eq!(services(&app).await, ["Three", "One", "Two"]);
    app.move_account(ids[2], 5).await.unwrap();
    assert_eq!(services(&app).await, ["One", "Three", "Two"]);
    app.set_pinned(ids[2], false).await.unwrap();
    app.set_pinned(ids[0], false).await.unwrap();
    assert_eq!(services(&app).await.len(), 3);
}

#[tokio::test]
async fn groups_are_made_ordered_renamed_merged_and_removed() {
    let device = Device::new();
    let app = device.start().await;
    let ids = three(&app).await;
    app.set_groups(ids[0], &[" Work ".into(), "Home".into(), "Work".into()]).await.unwrap();
    app.set_groups(ids[1], &["Work".into()]).await.unwrap();
    assert_eq!(app.accounts().await.unwrap()[0].groups, ["Work", "Home"]);
    app.order_groups(&["Home".into()]).await.unwrap();
    assert_eq!(app.groups().await.unwrap(), ["Home", "Work"]);
    app.rename_group("Work", "Office").await.unwrap();
    assert_eq!(app.groups().await.unwrap(), ["Home", "Office"]);
    app.rename_group("Office", "Home").await.unwrap();
    let groups: Vec<_> = app.accounts().await.unwrap().into_iter().map(|account| account.groups).collect();
    assert_eq!(groups, [vec!["Home".to_owned()], vec!["Home".to_owned()], vec![]]);
    app.remove_group("Home").await.unwrap();
    assert!(app.groups().await.unwrap().is_empty());
    for name in ["", "  ", "a\u{202e}b"] {
        let refused = app.set_groups(ids[0], &[name.into()]).await.unwrap_err();
        assert_eq!(refused.code(), "name_invalid", "{name:?}");
    }
}

#[tokio::test]
async fn a_note_is_kept_and_shows_nowhere_else() {
    let device = Device::new();
    let app = device.start().await;
    let id = three(&app).await[0];
    app.set_note(id, Zeroizing::new("recovery: tulip".into())).await.unwrap();
    app.close().await;
    let app = device.start().await;
    let account = app.accounts().await.unwrap().remove(0);
    assert!(account.has_note && !format!("{account:?}").contains("tulip"));
    assert_eq!(app.reveal_note(id).await.unwrap().as_str(), "recovery: tulip");
    let long = Zeroizing::new("x".repeat((64 << 10) + 1));
    assert_eq!(app.set_note(id, long).await.unwrap_err().code(), "note_too_long");
    app.set_note(id, Zeroizing::default()).await.unwrap();
    assert!(!app.accounts().await.unwrap()[0].has_note);
}

#[tokio::test]
async fn the_trash_keeps_accounts_for_thirty_days() {
    let device = Device::new();
    let app = device.start().await;
    let ids = three(&app).await;
    for id in &ids[..2] {
        app.remove_account(*id).await.unwrap();
        device.clock.advance(Duration::from_hours(1));
    }
    let trash: Vec<_> = app.trash().await.unwrap().into_iter().map(|removed| removed.id).collect();
    assert_eq!(trash, [ids[1], ids[0]]);
    assert_eq!(app.restore_from_trash(ids[2]).await.unwrap_err().code(), "account_unknown");
    assert_eq!(app.erase_from_trash(ids[2]).await.unwrap_err().code(), "account_unknown");
    app.restore_from_trash(ids[0]).await.unwrap();
    assert_eq!(services(&app).await, ["One", "Three"]);
    app.erase_from_trash(ids[1]).await.unwrap();
    assert!(app.trash().await.unwrap().is_empty());

    app.remove_account(ids[0]).await.unwrap();
    for (days, left) in [(29, 1), (2, 0)] {
        app.close().await;
        device.clock.advance(Duration::from_hours(24 * days));
        assert_eq!(app.retry_open().await.map(|_| ()).map_err(|error| error.code()), Ok(()));
        assert_eq!(app.trash().await.unwrap().len(), left, "after {days} more days");
    }
}

#[tokio::test]
async fn counter_codes_are_those_of_rfc_4226_each_given_out_once() {
    let device = Device::new();
    let app = device.start().await;
    let uri = "otpauth://hotp/Door:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Door&counter=0";
    let id = bring(&app, &[uri]).await[0];
    assert_eq!(app.copy_code(id, CodeChoice::Current).await.unwrap_err().code(), "no_codes");
    for (counter, expected) in (0..).zip(RFC_4226) {
        let shown = app.next_counter_code(id).await.unwrap();
        assert_eq!((shown.digits.as_str(), shown.counter), (expected, counter));
        assert_eq!(app.copy_code(id, CodeChoice::Current).await.unwrap().as_str(), expected);
    }
    assert_eq!(app.step_counter_back(id).await.unwrap().unwrap().digits.as_str(), RFC_4226[8]);
    assert_eq!(app.next_counter_code(id).await.unwrap().digits.as_str(), RFC_4226[9]);
}

#[tokio::test]
async fn a_counter_is_stored_before_its_code_is_shown() {
    let device = Device::new();
    let app = device.start().await;
    let uri = "otpauth://hotp/Door:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Door&counter=3";
    let id = bring(&app, &[uri]).await[0];
    assert_eq!(app.next_counter_code(id).await.unwrap().digits.as_str(), RFC_4226[3]);
    // Whoever stops the app right after sees the following code next, never the same one.
    drop(app);
    let app = device.start().await;
    assert_eq!(app.next_counter_code(id).await.unwrap().digits.as_str(), RFC_4226[4]);
    let first = app.step_counter_back(id).await.unwrap();
    assert_eq!(first.map(|code| code.counter), Some(3));
    for _ in 0..5 {
        app.step_counter_back(id).await.unwrap();
    }
    assert_eq!(
        app.next_counter_code(id).await.unwrap().digits.as_str(),
        RFC_4226[0],
        "never below the first"
    );
}
