//! The desktop portal: it shows the person a window of the desktop's own, in which they choose what they show.
//!
//! `org.freedesktop.portal.Screenshot`: the call names a request, the answer comes as a signal of that request.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use countersign_authenticator::Picture;
use futures_util::StreamExt as _;
use zbus::message::Type;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, MatchRule, MessageStream};
use zeroize::Zeroizing;

use crate::ScreenError;

const DESKTOP: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const SCREENSHOT: &str = "org.freedesktop.portal.Screenshot";
const REQUEST: &str = "org.freedesktop.portal.Request";
/// A person who has not chosen by then has gone away.
const PATIENCE: Duration = Duration::from_mins(3);

/// What the signal brings: how the request ended, and its results.
type Response = (u32, HashMap<String, OwnedValue>);

/// Asks the portal on this bus for a picture. The file that it wrote is deleted once it is read.
///
/// # Errors
/// A [`ScreenError`].
pub async fn capture(bus: &Connection) -> Result<Picture, ScreenError> {
    let token = token();
    let mut answers = answers(bus, &token).await.map_err(|_| ScreenError::Unavailable)?;
    let options = HashMap::from([
        ("handle_token", Value::from(token.as_str())),
        ("interactive", Value::from(true)),
        ("modal", Value::from(false)),
    ]);
    let asked = bus.call_method(Some(DESKTOP), PATH, Some(SCREENSHOT), "Screenshot", &("", options)).await;
    let asked = asked.map_err(|_| ScreenError::Unavailable)?;
    asked.body().deserialize::<OwnedObjectPath>().map_err(|_| ScreenError::Failed)?;
    let answer = tokio::time::timeout(PATIENCE, answers.next()).await.map_err(|_| ScreenError::Refused)?;
    let answer = answer.and_then(Result::ok).ok_or(ScreenError::Failed)?;
    let (end, results): Response = answer.body().deserialize().map_err(|_| ScreenError::Failed)?;
    match end {
        0 => {
            let uri =
                results.get("uri").and_then(|uri| <&str>::try_from(uri).ok()).ok_or(ScreenError::Failed)?;
            take(uri).await
        }
        1 => Err(ScreenError::Refused),
        _ => Err(ScreenError::Failed),
    }
}

/// The answers to the request of this name. One listens before one asks, so that no answer is missed.
async fn answers(bus: &Connection, token: &str) -> zbus::Result<MessageStream> {
    let own = bus.unique_name().map_or("", |name| name.as_str()).trim_start_matches(':').replace('.', "_");
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .interface(REQUEST)?
        .member("Response")?
        .path(format!("{PATH}/request/{own}/{token}"))?
        .build();
    MessageStream::for_match_rule(rule, bus, None).await
}

async fn take(uri: &str) -> Result<Picture, ScreenError> {
    let address = url::Url::parse(uri).map_err(|_| ScreenError::Failed)?;
    let path = address.to_file_path().map_err(|()| ScreenError::Failed)?;
    let read = tokio::fs::read(&path).await.map(Zeroizing::new);
    delete(&path).await;
    read.map(Picture::File).map_err(|_| ScreenError::Failed)
}

/// It may show secrets, and nobody asked for a file. Where it cannot be deleted it is the desktop's own.
async fn delete(path: &Path) {
    let _ = tokio::fs::remove_file(path).await;
}

fn token() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("countersign_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}
