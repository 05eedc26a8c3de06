//! All that is said: on the wire, and in the log.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use countersign_server::testing::send_over_tcp;
use tracing_subscriber::fmt::MakeWriter;

/// What was said on the wire.
pub(crate) struct Exchange {
    pub(crate) uri: String,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

#[derive(Clone, Default)]
pub(crate) struct Heard {
    log: Arc<Mutex<Vec<u8>>>,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl Heard {
    /// Routes that lead over TCP to the server and remember what was said.
    pub(crate) fn routes(&self, to: std::net::SocketAddr) -> Router {
        let exchanges = self.exchanges.clone();
        Router::new().fallback(move |request: Request| {
            let exchanges = exchanges.clone();
            async move {
                let uri = request.uri().to_string();
                let (parts, body) = send_over_tcp(to, request).await.into_parts();
                let body = to_bytes(body, 1 << 20).await.expect("it is in memory");
                let headers = parts.headers.iter().map(|(name, value)| {
                    (name.to_string(), value.to_str().expect("headers are ASCII").to_owned())
                });
                exchanges.lock().unwrap_or_else(PoisonError::into_inner).push(Exchange {
                    uri,
                    status: parts.status.as_u16(),
                    headers: headers.collect(),
                    body: body.to_vec(),
                });
                Response::from_parts(parts, Body::from(body))
            }
        })
    }

    /// Everything that was logged.
    pub(crate) fn log(&self) -> Vec<u8> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Everything that was said on the wire, once.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        std::mem::take(&mut *self.exchanges.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl io::Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Heard {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
