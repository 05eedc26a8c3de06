//! The event stream of the lying server, and what counts how many are open.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::Response;
use futures_util::stream;

use super::{State, Streaming, Verifier};

/// Counts one for as long as it lives.
pub(super) struct Counted {
    verifier: Verifier,
    of: fn(&mut State) -> &mut usize,
}

impl Counted {
    pub(super) fn new(verifier: &Verifier, of: fn(&mut State) -> &mut usize) -> Self {
        verifier.with(|state| *of(state) += 1);
        Self { verifier: verifier.clone(), of }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.verifier.with(|state| *(self.of)(state) -= 1);
    }
}

impl Verifier {
    pub(super) fn stream(&self, streaming: Streaming) -> Response<Body> {
        let counted = Counted::new(self, |state| &mut state.streams);
        let begin = (self.clone(), self.changed.subscribe(), counted, true);
        let pieces = stream::unfold(begin, move |(verifier, mut changed, counted, is_first)| async move {
            let piece = match (streaming, is_first) {
                (Streaming::HeldBack, _) | (Streaming::Silent, false) => std::future::pending().await,
                (Streaming::Through | Streaming::Silent | Streaming::Cut, true) => ":\n\n",
                (Streaming::Cut, false) => return None,
                (Streaming::Through, false) => {
                    changed.changed().await.unwrap();
                    let is_over = verifier.look(|state| state.devices.last().unwrap().revoked.is_some());
                    if is_over {
                        return None;
                    }
                    "event: changed\ndata:\n\n"
                }
            };
            Some((
                Ok::<_, Infallible>(Bytes::from_static(piece.as_bytes())),
                (verifier, changed, counted, false),
            ))
        });
        Response::builder()
            .header("content-type", "text/event-stream")
            .body(Body::from_stream(pieces))
            .unwrap()
    }
}
