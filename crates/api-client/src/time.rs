//! What time it is, by a host that is no server of ours.

use countersign_protocol::Origin;
use reqwest::Method;

use crate::connection::{PlainHttp, open};
use crate::error::ApiError;
use crate::exchange::{Incoming, Outgoing};
use crate::reply::ServerTime;

/// Asks a host for the `Date` of its reply, whatever else it answers. Nothing about this device goes there.
///
/// # Errors
/// [`ApiError::Unreachable`], [`ApiError::Certificate`], and [`ApiError::NotCountersign`] for a reply without a date.
pub async fn ask_time(host: &Origin, plain_http: PlainHttp) -> Result<ServerTime, ApiError> {
    let http = open(host, plain_http)?;
    let head = Outgoing { method: Method::HEAD, ..Outgoing::get("/") };
    let reply = Incoming::read(head.send(&http, host, None).await?).await?;
    Ok(reply.reply(()).server_time)
}
