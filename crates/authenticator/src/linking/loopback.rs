//! A port of this machine, open only while a sign-in waits, that hears the browser come back (RFC 8252 §7.3).

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::time::Duration;

use countersign_protocol::Digest;
use data_encoding::BASE64;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use zeroize::Zeroizing;

use super::callback::Callback;
use crate::Authenticator;

/// A browser sends its request at once; whoever does not is no browser.
const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST_REQUEST: usize = 16 << 10;
const STYLE: &str =
    "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem}";

/// The open port.
pub(super) struct Loopback {
    listener: TcpListener,
    port: u16,
}

/// What a page says.
struct Words {
    status: &'static str,
    english: (&'static str, &'static str),
    french: (&'static str, &'static str),
}

const CAME_BACK: Words = Words {
    status: "200 OK",
    english: ("Return to the app", "You are signed in. You can close this page."),
    french: ("Revenez dans l’application", "Vous êtes connecté. Vous pouvez fermer cette page."),
};
const DECLINED: Words = Words {
    status: "200 OK",
    english: ("Return to the app", "Nothing was linked. You can close this page."),
    french: ("Revenez dans l’application", "Rien n’a été associé. Vous pouvez fermer cette page."),
};
const REFUSED: Words = Words {
    status: "400 Bad Request",
    english: ("This page is not for you", "It belongs to no sign-in of this app. Begin again in the app."),
    french: (
        "Cette page n’est pas pour vous",
        "Elle n’appartient à aucune connexion de cette application. Recommencez dans l’application.",
    ),
};
const NOT_FOUND: Words = Words {
    status: "404 Not Found",
    english: ("There is nothing here", "Return to the app."),
    french: ("Il n’y a rien ici", "Revenez dans l’application."),
};

impl Loopback {
    /// Opens a free port, to this machine only.
    pub(super) async fn bind() -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    pub(super) fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}/callback", self.port)
    }

    /// Answers the browser until nobody waits any more.
    pub(super) async fn serve(&self, authenticator: &Authenticator) -> Infallible {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    // Beside this future, because the page must reach the browser although the wait is over.
                    let this = authenticator.clone();
                    authenticator.spawn(async move {
                        let _ = timeout(PATIENCE, answer(&this, stream)).await;
                    });
                }
                // Too many open files, for instance.
                Err(_) => sleep(Duration::from_millis(100)).await,
            }
        }
    }
}

async fn answer(authenticator: &Authenticator, mut stream: TcpStream) -> std::io::Result<()> {
    let Some(request) = read_head(&mut stream).await? else { return Ok(()) };
    let mut lines = request.lines();
    let mut first = lines.next().unwrap_or_default().split(' ');
    let words = match (first.next(), first.next().and_then(|target| target.strip_prefix("/callback?"))) {
        (Some("GET"), Some(query)) => match Callback::read(query) {
            Some(callback) => {
                let is_code = callback.is_code();
                match authenticator.inner.pendings.come_back(callback) {
                    Ok(_) if is_code => &CAME_BACK,
                    Ok(_) => &DECLINED,
                    Err(_) => &REFUSED,
                }
            }
            None => &REFUSED,
        },
        _ => &NOT_FOUND,
    };
    let is_french = lines.any(|line| {
        let line = line.to_ascii_lowercase();
        line.strip_prefix("accept-language:").is_some_and(|languages| languages.trim().starts_with("fr"))
    });
    stream.write_all(page(words, is_french).as_bytes()).await?;
    stream.shutdown().await
}

/// The request without its body; nothing if there is none that makes sense.
async fn read_head(stream: &mut TcpStream) -> std::io::Result<Option<Zeroizing<String>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_REQUEST));
    while !bytes.windows(4).any(|four| four == b"\r\n\r\n") {
        if bytes.len() >= LONGEST_REQUEST || stream.read_buf(&mut *bytes).await? == 0 {
            return Ok(None);
        }
    }
    Ok(std::str::from_utf8(&bytes).ok().map(|text| Zeroizing::new(text.to_owned())))
}

fn page(words: &Words, is_french: bool) -> String {
    let (language, (title, text)) = if is_french { ("fr", words.french) } else { ("en", words.english) };
    let body = format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title}</title><style>{STYLE}</style><h1>{title}</h1><p>{text}</p></html>"
    );
    let style = BASE64.encode(Digest::of(STYLE.as_bytes()).as_bytes());
    format!(
        "HTTP/1.1 {}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'\r\n\r\n{body}",
        words.status,
        body.len()
    )
}
