//! One shell asks another one on the same vault to lock it.

use std::time::Duration;

use countersign_authenticator::{Authenticator, Error, Phase};
use zeroize::Zeroizing;

use crate::device::Device;

/// Asks until somebody is there.
async fn ask(visitor: &Authenticator) -> Result<bool, Error> {
    let asking = async {
        loop {
            match visitor.ask_other_shell_to_lock().await {
                Ok(false) => tokio::task::yield_now().await,
                answer => return answer,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), asking).await.expect("somebody hears")
}

#[tokio::test]
async fn another_shell_locks_the_one_that_stays() {
    let device = Device::new();
    let stays = device.start().await;
    let visitor = device.app();
    assert!(!visitor.ask_other_shell_to_lock().await.unwrap(), "nobody hears yet");
    let hearing = tokio::spawn({
        let stays = stays.clone();
        async move { stays.hear_other_shells().await }
    });
    assert_eq!(ask(&visitor).await.unwrap_err().code(), "nothing_asks");
    stays.set_pin(Zeroizing::new("4711".to_owned())).await.unwrap();
    assert!(ask(&visitor).await.unwrap());
    assert_eq!(stays.state().await.unwrap().phase, Phase::Locked);
    assert!(stays.accounts().await.is_err());
    hearing.abort();
    let _ = hearing.await;
    assert!(!visitor.ask_other_shell_to_lock().await.unwrap(), "the socket goes with whoever made it");
}

#[cfg(unix)]
#[tokio::test]
async fn a_socket_that_a_killed_shell_left_is_taken_over() {
    let device = Device::new();
    let stays = device.start().await;
    let socket = device.vault().with_file_name("vault.db.socket");
    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    assert!(socket.exists() && !device.app().ask_other_shell_to_lock().await.unwrap());
    let hearing = tokio::spawn(async move { stays.hear_other_shells().await });
    assert_eq!(ask(&device.app()).await.unwrap_err().code(), "nothing_asks");
    hearing.abort();
}
