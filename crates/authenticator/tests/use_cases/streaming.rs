//! The event stream of a server: it takes the long poll's place while it comes through, and gives it back otherwise.

use std::time::Duration;

use countersign_authenticator::{NoticeKind, Revocation};

use crate::approving::{Stage, listen};
use crate::device::Device;
use crate::linking::link;
use crate::verifier::{State, Streaming, Verifier};

impl Stage {
    /// A linked app whose server offers a stream that fares like this.
    async fn with_stream(streaming: Streaming, silence: Duration) -> Self {
        let mut device = Device::new();
        device.stream_silence = silence;
        let verifier = Verifier::start().await;
        verifier.look(|state| state.streaming = Some(streaming));
        let app = device.start().await;
        let account = link(&device, &app, &verifier).await;
        let listening = listen(&app);
        Self { device, verifier, app, account, listening }
    }

    /// Asks, and waits until the app has heard it.
    async fn hears(&self) {
        let cid = self.verifier.ask(|_| {}, None);
        self.question(|question| question.cid == cid).await;
    }
}

const PATIENT: Duration = Duration::from_secs(45);

fn opened(state: &State) -> usize {
    state.requests.iter().filter(|request| *request == "GET /api/v1/events").count()
}

#[tokio::test]
async fn questions_are_heard_by_the_stream_and_no_request_waits() {
    let stage = Stage::with_stream(Streaming::Through, PATIENT).await;
    stage.verifier.until("the stream alone", |state| state.streams == 1 && state.waits == 0).await;
    stage.hears().await;
    stage.hears().await;
    stage.verifier.look(|state| assert_eq!((state.streams, state.waits, opened(state)), (1, 0, 1)));
}

#[tokio::test]
async fn a_removal_is_heard_by_the_stream() {
    let stage = Stage::with_stream(Streaming::Through, PATIENT).await;
    stage.verifier.until("the stream alone", |state| state.streams == 1 && state.waits == 0).await;
    stage.verifier.revoke(Revocation::Removed);
    let notice = stage.device.until("a notice", async || stage.app.notices().pop()).await;
    assert_eq!(notice.kind, NoticeKind::AccountRemoved { reason: Revocation::Removed });
}

#[tokio::test]
async fn a_stream_that_is_held_back_keeps_nobody_from_hearing() {
    let stage = Stage::with_stream(Streaming::HeldBack, PATIENT).await;
    stage.verifier.until("both", |state| state.streams == 1 && state.waits == 1).await;
    stage.hears().await;
    stage.verifier.until("a long poll again", |state| state.waits == 1).await;
}

#[tokio::test]
async fn a_stream_that_falls_silent_gives_way_to_long_polls() {
    let stage = Stage::with_stream(Streaming::Silent, Duration::from_millis(300)).await;
    stage.verifier.until("a long poll alone", |state| opened(state) == 1 && state.streams == 0).await;
    stage.verifier.until("a long poll", |state| state.waits == 1).await;
    stage.hears().await;
    stage.verifier.look(|state| assert_eq!(opened(state), 1, "it is not trusted for a while"));
}

#[tokio::test]
async fn a_stream_that_is_cut_is_tried_again_on_another_network_only() {
    let stage = Stage::with_stream(Streaming::Cut, PATIENT).await;
    stage.verifier.until("a stream", |state| opened(state) == 1).await;
    stage.verifier.until("a long poll", |state| state.waits == 1 && state.streams == 0).await;
    stage.hears().await;
    stage.verifier.look(|state| {
        assert_eq!(opened(state), 1);
        state.streaming = Some(Streaming::Through);
    });
    stage.app.check_now();
    stage.verifier.until("the stream alone", |state| state.streams == 1 && state.waits == 0).await;
    stage.hears().await;
}
