//! The way to a mail server as operators have one: STARTTLS, a certificate that is checked, a user and a password.
#![cfg(unix)]

use std::fs;
use std::io;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use mailin_embedded::response::{AUTH_OK, INVALID_CREDENTIALS, OK};
use mailin_embedded::{AuthMechanism, Handler, Response, Server, SslConfig};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;

const PASSWORD: &str = "kumquat \u{e9}t\u{e9} 41";

/// What the mail server saw.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Seen {
    greeted_by: Vec<String>,
    users: Vec<(String, String)>,
    mails: Vec<String>,
}

#[derive(Clone, Default)]
struct Office {
    seen: Arc<Mutex<Seen>>,
}

impl Office {
    fn see(&self, what: impl FnOnce(&mut Seen)) {
        what(&mut self.seen.lock().expect("nobody panicked"));
    }

    fn seen(&self) -> Seen {
        std::mem::take(&mut self.seen.lock().expect("nobody panicked"))
    }
}

impl Handler for Office {
    fn helo(&mut self, _ip: IpAddr, domain: &str) -> Response {
        self.see(|seen| seen.greeted_by.push(domain.to_owned()));
        OK
    }

    fn auth_plain(&mut self, _for_whom: &str, user: &str, password: &str) -> Response {
        self.see(|seen| seen.users.push((user.to_owned(), password.to_owned())));
        if password == PASSWORD { AUTH_OK } else { INVALID_CREDENTIALS }
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        self.see(|seen| seen.mails.push(String::from_utf8_lossy(line).into_owned()));
        Ok(())
    }
}

/// A mail server with a certificate for `localhost` by an authority that nobody knows yet: its file, and the port.
fn open(office: &Office, folder: &Path) -> u16 {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut authority = CertificateParams::new(Vec::new()).expect("no names");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    fs::write(folder.join("authority.pem"), authority.self_signed(&key).expect("signed").pem())
        .expect("written");
    let issuer = Issuer::new(authority, key);
    let key = KeyPair::generate().expect("a key");
    let own = CertificateParams::new(vec!["localhost".into()]).expect("a name");
    fs::write(folder.join("own.pem"), own.signed_by(&key, &issuer).expect("signed").pem()).expect("written");
    fs::write(folder.join("own.key"), key.serialize_pem()).expect("written");

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let path = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
    let mut server = Server::new(office.clone());
    server.with_name("mail.example").with_auth(AuthMechanism::Plain).with_tcp_listener(listener);
    let files = SslConfig::SelfSigned { cert_path: path("own.pem"), key_path: path("own.key") };
    server.with_ssl(files).expect("the files are good");
    std::thread::spawn(move || {
        // Until the test's process ends.
        let _ = server.serve();
    });
    port
}

struct Home(TempDir);

impl Home {
    fn new(password: &str) -> Self {
        let home = Self(tempfile::tempdir().expect("a folder"));
        let file = home.0.path().join("mail-password");
        fs::write(&file, format!("{password}\n")).expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("changed");
        home
    }

    /// Sends a mail on trial to this server, with these authorities known.
    fn tries(&self, server: &str, port: u16, authorities: Option<&Path>) -> Output {
        let config = format!(
            "public_url = \"https://auth.example\"\nproxies = [\"127.0.0.1/32\"]\n[mail]\n\
             from = \"a@auth.example\"\nserver = \"{server}\"\nport = {port}\nuser = \"countersign\"\n\
             password_file = \"mail-password\"\n"
        );
        let file = self.0.path().join("countersign.toml");
        fs::write(&file, config).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-server"));
        command.arg("--config").arg(file).args(["mail", "test", "ada@example.org"]).env_clear();
        if let Some(authorities) = authorities {
            command.env("SSL_CERT_FILE", authorities);
        }
        command.stdin(Stdio::null()).output().expect("it runs")
    }
}

fn told(output: &Output) -> String {
    let all = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&all).into_owned()
}

#[test]
fn the_password_goes_only_to_the_right_server_and_only_encrypted() {
    let (office, folder) = (Office::default(), tempfile::tempdir().expect("a folder"));
    let port = open(&office, folder.path());
    let authority = folder.path().join("authority.pem");
    let home = Home::new(PASSWORD);

    let sent = home.tries("localhost", port, Some(&authority));
    assert!(sent.status.success(), "{}", told(&sent));
    let seen = office.seen();
    assert_eq!(seen.users, [("countersign".to_owned(), PASSWORD.to_owned())]);
    assert!(seen.greeted_by.iter().all(|name| name == "auth.example"), "{seen:?}");
    assert!(seen.mails.concat().contains("Subject: Countersign: mail works"), "{seen:?}");

    for (server, authorities, why) in [
        ("localhost", None, "an authority that the system does not know"),
        ("127.0.0.1", Some(authority.as_path()), "a certificate of another name"),
    ] {
        let refused = home.tries(server, port, authorities);
        assert!(
            !refused.status.success() && told(&refused).contains("certificate"),
            "{why}: {}",
            told(&refused)
        );
        let seen = office.seen();
        assert!(seen.users.is_empty() && seen.mails.is_empty(), "{why}: {seen:?}");
    }

    let wrong = Home::new("another one").tries("localhost", port, Some(&authority));
    assert!(!wrong.status.success() && told(&wrong).contains("535"), "{}", told(&wrong));
    assert!(office.seen().mails.is_empty());
    assert!(!told(&wrong).contains("another one") && !told(&sent).contains("kumquat"), "never said");
}
