//! The table `mail` of the configuration.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use lettre::message::Mailbox;
use serde::Deserialize;

use crate::ConfigError;
use crate::domain::MailAddress;

/// How mail is sent.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// Whom it is from.
    pub from: Mailbox,
    /// Which way it goes.
    pub transport: MailTransport,
}

/// Which way mail goes.
#[derive(Debug, Clone)]
pub enum MailTransport {
    /// To a mail server.
    Smtp(SmtpSettings),
    /// Into files of this folder.
    Folder(PathBuf),
}

/// How the mail server is spoken to.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Its name or address.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// When the connection is encrypted.
    pub encryption: Encryption,
    /// Who asks it to send, and the file with the password.
    pub credentials: Option<(String, PathBuf)>,
}

/// When the connection to the mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encryption {
    /// After STARTTLS, which has to work.
    #[default]
    Starttls,
    /// From the first byte.
    Tls,
    /// Never: only on this machine.
    None,
}

/// The table as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailTable {
    from: String,
    server: Option<String>,
    port: Option<u16>,
    #[serde(default)]
    encryption: Encryption,
    user: Option<String>,
    password_file: Option<PathBuf>,
    folder: Option<PathBuf>,
}

impl MailTable {
    /// Checks it; relative paths start in `base`.
    ///
    /// # Errors
    /// [`ConfigError`] for what is missing, does not go together, or would send passwords or mail in the clear.
    pub fn settings(self, base: &Path) -> Result<MailSettings, ConfigError> {
        let value = |what: &str| ConfigError::Value(what.to_owned());
        let from = self.from.parse::<Mailbox>().ok().filter(|from| {
            MailAddress::parse(from.email.as_ref()).is_ok() && !self.from.contains(char::is_control)
        });
        let from = from.ok_or_else(|| {
            value("mail.from: an address, or a name with one, like Countersign <countersign@auth.example>")
        })?;
        let transport = match (self.server, self.folder) {
            (Some(server), None) => {
                let credentials = match (self.user, self.password_file) {
                    (Some(user), Some(file)) => Some((user, base.join(file))),
                    (None, None) => None,
                    (Some(_), None) | (None, Some(_)) => {
                        return Err(value("mail.user and mail.password_file: both or neither"));
                    }
                };
                if server.is_empty() || !server.chars().all(|each| each.is_ascii_graphic()) {
                    return Err(value("mail.server: the name or address of the mail server"));
                }
                if self.encryption == Encryption::None && !is_here(&server) {
                    return Err(ConfigError::Unsafe(
                        "mail.encryption is none; that is for a mail server on this machine only",
                    ));
                }
                let usual = match self.encryption {
                    Encryption::Starttls => 587,
                    Encryption::Tls => 465,
                    Encryption::None => 25,
                };
                let port = self.port.unwrap_or(usual);
                MailTransport::Smtp(SmtpSettings { server, port, encryption: self.encryption, credentials })
            }
            (None, Some(folder)) => {
                let of_server = self.port.is_some() || self.user.is_some() || self.password_file.is_some();
                if of_server || self.encryption != Encryption::default() {
                    return Err(value(
                        "mail.folder: goes without port, encryption, user and password_file, which are a server's",
                    ));
                }
                MailTransport::Folder(base.join(folder))
            }
            (Some(_), Some(_)) | (None, None) => {
                return Err(value("mail: either server or folder, and not both"));
            }
        };
        Ok(MailSettings { from, transport })
    }
}

fn is_here(server: &str) -> bool {
    server == "localhost" || server.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
