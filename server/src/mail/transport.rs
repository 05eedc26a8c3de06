//! Ways out: a mail server by SMTP, or a folder of files for development.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Category, Severity};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use zeroize::Zeroizing;

use super::settings::{Encryption, MailTransport, SmtpSettings};
use crate::keys::{KeysError, refuse_open_file, write_private};

/// How long the mail server may take for one command.
const PATIENCE: Duration = Duration::from_secs(20);
/// What is kept of a mail server's words.
const LONGEST_WORDS: usize = 200;

/// Why the way out cannot be used; told at the start.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The file with the password, or the folder.
    #[error("mail: {file} cannot be used")]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Others may read the password.
    #[error(transparent)]
    TooOpen(#[from] KeysError),
    /// The server's name or the trust in its certificate.
    #[error("mail.server: TLS cannot be prepared for it")]
    Tls(#[source] lettre::transport::smtp::Error),
}

/// Why one mail was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendError {
    /// In one line, without control characters.
    pub words: String,
    /// Trying again is of no use: the mail server will not have this mail.
    pub is_final: bool,
    /// Nobody was there, or nobody who takes mail from this server: other mail fares the same.
    pub is_outage: bool,
}

/// A way out.
#[derive(Debug, Clone)]
pub enum Transport {
    /// A mail server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    /// A folder.
    Folder(PathBuf),
}

impl Transport {
    /// Prepares the way out; nothing is sent yet. `own_name` is the host that greets the mail server.
    ///
    /// # Errors
    /// [`TransportError`] if the password, the folder or the server's name cannot be used.
    pub fn prepare(settings: &MailTransport, own_name: &str) -> Result<Self, TransportError> {
        match settings {
            MailTransport::Smtp(smtp) => connect(smtp, own_name).map(Box::new).map(Self::Smtp),
            MailTransport::Folder(folder) => {
                make_folder(folder)
                    .map_err(|source| TransportError::File { file: folder.clone(), source })?;
                Ok(Self::Folder(folder.clone()))
            }
        }
    }

    /// Sends one mail; `name` is what its file is called, where it becomes one.
    ///
    /// # Errors
    /// [`SendError`] says why not, and whether to try again.
    pub async fn send(&self, message: Message, name: &str) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) => smtp.send(message).await.map(|_| ()).map_err(|error| told(&error)),
            Self::Folder(folder) => {
                let (file, content) = (folder.join(format!("{name}.eml")), message.formatted());
                let written = tokio::task::spawn_blocking(move || write_whole(&file, &content)).await;
                written.map_err(io::Error::other).and_then(|written| written).map_err(|error| SendError {
                    words: format!("the folder for mail: {error}"),
                    is_final: false,
                    is_outage: true,
                })
            }
        }
    }
}

fn connect(
    settings: &SmtpSettings,
    own_name: &str,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, TransportError> {
    // Only one provider is built in; that somebody chose it before is no mistake.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let tls = || TlsParameters::new(settings.server.clone()).map_err(TransportError::Tls);
    let tls = match settings.encryption {
        Encryption::Starttls => Tls::Required(tls()?),
        Encryption::Tls => Tls::Wrapper(tls()?),
        Encryption::None => Tls::None,
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.server)
        .port(settings.port)
        .tls(tls)
        .hello_name(ClientId::Domain(own_name.to_owned()))
        .timeout(Some(PATIENCE));
    if let Some((user, file)) = &settings.credentials {
        let unreadable = |source| TransportError::File { file: file.clone(), source };
        let text = Zeroizing::new(fs::read_to_string(file).map_err(unreadable)?);
        refuse_open_file(file)?;
        let password = text.lines().next().unwrap_or_default().to_owned();
        builder = builder.credentials(Credentials::new(user.clone(), password));
    }
    Ok(builder.build())
}

/// What a failure means. A refusal of this mail or its recipient (RFC 3463: the mail system's category) is final;
/// one of our credentials or our manners is the operator's to mend, and the mail waits.
fn told(error: &lettre::transport::smtp::Error) -> SendError {
    let status = error.status();
    let is_final = status.is_some_and(|code| {
        code.severity == Severity::PermanentNegativeCompletion && code.category == Category::MailSystem
    });
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        words = format!("{words}: {inner}");
        cause = inner.source();
    }
    SendError { words: one_line(&words), is_final, is_outage: status.is_none() }
}

/// A mail server's words end up in logs and on terminals.
fn one_line(words: &str) -> String {
    let clean = words.chars().map(|each| if each.is_control() { ' ' } else { each });
    clean.take(LONGEST_WORDS).collect()
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Written beside its place first, so that whoever watches the folder never reads half a mail.
fn write_whole(file: &Path, content: &[u8]) -> io::Result<()> {
    let draft = file.with_extension("part");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    write_private(&draft, content)?;
    fs::rename(draft, file)
}
