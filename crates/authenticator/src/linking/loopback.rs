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

/// What a page says: title and text.
type Words = (&'static str, &'static str);

/// A page, in each language that it knows.
struct Page {
    status: &'static str,
    de: Words,
    en: Words,
    es: Words,
    fr: Words,
    it: Words,
}

const CAME_BACK: Page = Page {
    status: "200 OK",
    de: ("Zurück zur App", "Sie sind angemeldet. Sie können diese Seite schließen."),
    en: ("Return to the app", "You are signed in. You can close this page."),
    es: ("Vuelve a la aplicación", "Has iniciado sesión. Puedes cerrar esta página."),
    fr: ("Revenez dans l’application", "Vous êtes connecté. Vous pouvez fermer cette page."),
    it: ("Torna all’app", "L’accesso è riuscito. Puoi chiudere questa pagina."),
};
const DECLINED: Page = Page {
    status: "200 OK",
    de: ("Zurück zur App", "Nichts wurde verknüpft. Sie können diese Seite schließen."),
    en: ("Return to the app", "Nothing was linked. You can close this page."),
    es: ("Vuelve a la aplicación", "No se ha vinculado nada. Puedes cerrar esta página."),
    fr: ("Revenez dans l’application", "Rien n’a été lié. Vous pouvez fermer cette page."),
    it: ("Torna all’app", "Niente è stato collegato. Puoi chiudere questa pagina."),
};
const REFUSED: Page = Page {
    status: "400 Bad Request",
    de: (
        "Diese Seite ist nicht für Sie",
        "Sie gehört zu keiner Anmeldung dieser App. Beginnen Sie in der App neu.",
    ),
    en: ("This page is not for you", "It belongs to no sign-in of this app. Begin again in the app."),
    es: (
        "Esta página no es para ti",
        "No pertenece a ningún inicio de sesión de esta aplicación. Empieza de nuevo en la aplicación.",
    ),
    fr: (
        "Cette page n’est pas pour vous",
        "Elle n’appartient à aucune connexion de cette application. Recommencez dans l’application.",
    ),
    it: ("Questa pagina non è per te", "Non appartiene a nessun accesso di questa app. Ricomincia nell’app."),
};
const NOT_FOUND: Page = Page {
    status: "404 Not Found",
    de: ("Hier ist nichts", "Kehren Sie zur App zurück."),
    en: ("There is nothing here", "Return to the app."),
    es: ("Aquí no hay nada", "Vuelve a la aplicación."),
    fr: ("Il n’y a rien ici", "Revenez dans l’application."),
    it: ("Qui non c’è niente", "Torna all’app."),
};

impl Page {
    /// The words for a browser that likes this language best, and their tag.
    fn words(&self, language: &str) -> (&'static str, Words) {
        match language {
            "de" => ("de", self.de),
            "es" => ("es", self.es),
            "fr" => ("fr", self.fr),
            "it" => ("it", self.it),
            _ => ("en", self.en),
        }
    }
}

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
    let language = lines.find_map(|line| {
        let line = line.to_ascii_lowercase();
        let wishes = line.strip_prefix("accept-language:")?.trim();
        wishes.split(['-', ',', ';']).next().map(str::to_owned)
    });
    stream.write_all(page(words, language.as_deref().unwrap_or_default()).as_bytes()).await?;
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

fn page(page: &Page, language: &str) -> String {
    let (language, (title, text)) = page.words(language);
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
        page.status,
        body.len()
    )
}
