//! A real mail server (mailin) on a port of its own, which keeps what it gets and refuses what it is told to.

use std::io;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};

use countersign_server::mail::{Round, deliver};
use countersign_server::testing::TestServer;
use mail_parser::{Message, MessageParser};
use mailin_embedded::response::OK;
use mailin_embedded::{Handler, Response, Server};

/// One mail as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) raw: Vec<u8>,
}

impl Arrived {
    fn parsed(&self) -> Message<'_> {
        MessageParser::new().parse(&self.raw).expect("a mail")
    }

    pub(crate) fn subject(&self) -> String {
        self.parsed().subject().expect("a subject").to_owned()
    }

    pub(crate) fn text(&self) -> String {
        self.parsed().body_text(0).expect("a text").replace("\r\n", "\n")
    }

    pub(crate) fn html(&self) -> String {
        self.parsed().body_html(0).expect("HTML").into_owned()
    }

    pub(crate) fn id(&self) -> String {
        self.parsed().message_id().expect("an id").to_owned()
    }

    /// The header lines as they came.
    pub(crate) fn head(&self) -> String {
        let text = String::from_utf8_lossy(&self.raw);
        text.split("\r\n\r\n").next().expect("a head").to_owned()
    }
}

#[derive(Clone)]
pub(crate) struct PostOffice {
    pub(crate) port: u16,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    refusal: Arc<Mutex<Option<(u16, &'static str)>>>,
    now: Option<Arrived>,
}

impl PostOffice {
    /// Opens on a free port.
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        Self::behind(listener)
    }

    /// Opens on this port, where nobody was before.
    pub(crate) fn open_at(port: u16) -> Self {
        Self::behind(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("the port is free"))
    }

    fn behind(listener: TcpListener) -> Self {
        let port = listener.local_addr().expect("bound").port();
        let office = Self { port, arrived: Arc::default(), refusal: Arc::default(), now: None };
        let mut server = Server::new(office.clone());
        server.with_name("mail.example").with_tcp_listener(listener);
        std::thread::spawn(move || {
            // Until the test's process ends.
            let _ = server.serve();
        });
        office
    }

    /// Refuses each recipient in these words, or takes them again.
    pub(crate) fn refuse(&self, with: Option<(u16, &'static str)>) {
        *self.refusal.lock().expect("nobody panicked") = with;
    }

    /// What has arrived since the last look.
    pub(crate) fn take(&self) -> Vec<Arrived> {
        std::mem::take(&mut self.arrived.lock().expect("nobody panicked"))
    }

    /// The one mail that has arrived since the last look.
    #[track_caller]
    pub(crate) fn only(&self) -> Arrived {
        let arrived = self.take();
        let subjects: Vec<_> = arrived.iter().map(Arrived::subject).collect();
        assert_eq!(arrived.len(), 1, "{subjects:?}");
        arrived.into_iter().next().expect("one")
    }

    /// What a server that sends here has in its configuration.
    pub(crate) fn lines(&self) -> String {
        lines(self.port)
    }
}

pub(crate) fn lines(port: u16) -> String {
    format!(
        "mail.from = \"Countersign <countersign@auth.example>\"\nmail.server = \"127.0.0.1\"\nmail.port = {port}\n\
         mail.encryption = \"none\""
    )
}

/// One round of the post.
pub(crate) async fn post(server: &TestServer) -> Round {
    let (transport, from) = server.app().mail().expect("mail is on");
    deliver(server.app().state(), transport, from).await.expect("the queue works")
}

impl Handler for PostOffice {
    fn mail(&mut self, _ip: IpAddr, _domain: &str, from: &str) -> Response {
        self.now = Some(Arrived { from: from.to_owned(), to: Vec::new(), raw: Vec::new() });
        OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        if let Some((code, words)) = *self.refusal.lock().expect("nobody panicked") {
            return Response::custom(code, words.to_owned());
        }
        self.now.as_mut().expect("after MAIL").to.push(to.to_owned());
        OK
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        self.now.as_mut().expect("after MAIL").raw.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let arrived = self.now.take().expect("after MAIL");
        self.arrived.lock().expect("nobody panicked").push(arrived);
        OK
    }
}

/// Waits until something is so; the post works in the background.
pub(crate) async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..400 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("not within ten seconds");
}
