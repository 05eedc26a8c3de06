//! The configuration: a TOML file, each key also as `COUNTERSIGN_<KEY>` in the environment. Wrong keys are refused
//! with file and line; combinations that would be unsafe are refused with the reason.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use countersign_protocol::{Origin, PersonText};
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use ipnet::IpNet;
use serde::Deserialize;

use crate::domain::Policy;
use crate::hashing::HashingCost;
use crate::mail::{MailSettings, MailTable};
use crate::push::{PushSettings, PushTable};
use crate::rules::Rules;

/// Variables of this prefix that are not the server's: the app's, and those of builds.
const OF_OTHERS: [&str; 4] = ["server", "data_dir", "server_database_url", "vault_database_url"];

/// The file as an operator finds it explained.
pub const EXAMPLE: &str = include_str!("../countersign.example.toml");

/// What variables of the environment begin with.
const PREFIX: &str = "COUNTERSIGN_";

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read or written.
    #[error("{file}: cannot be read or written")]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is not TOML, or has a key or value that is not known.
    #[error("{file}, line {line}: {what}")]
    Line {
        /// The file.
        file: PathBuf,
        /// Which line.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// A value is not acceptable, from the file or the environment.
    #[error("configuration: {0}")]
    Value(String),
    /// The combination would be unsafe.
    #[error("refuses to start: {0}")]
    Unsafe(&'static str),
}

/// Everything the operator decides.
#[derive(Debug, Clone)]
pub struct Config {
    /// Plain HTTP on loopback, for people who build.
    pub development: bool,
    /// Where the database and the keys lie.
    pub data: PathBuf,
    /// Where to listen; port 0 picks a free one, which is then kept.
    pub listen: SocketAddr,
    /// What people open, when it differs from the listener.
    pub public_url: Option<Origin>,
    /// What people call the service.
    pub name: PersonText,
    /// Certificate chain and key, as PEM files.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Proxies that end TLS, whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpNet>,
    /// How long a question waits, in seconds.
    pub challenge_seconds: u64,
    /// How devices are asked; a person can ask for more, not for less.
    pub approval: Policy,
    /// What hashing a password costs.
    pub hashing: HashingCost,
    /// How many passwords are hashed at once.
    pub hashing_permits: usize,
    /// How many more may wait for that.
    pub hashing_queue: usize,
    /// How mail is sent; none is without it.
    pub mail: Option<MailSettings>,
    /// Where wake-ups of devices may go; `None` while push is off.
    pub push: Option<PushSettings>,
    /// What is logged, as a filter of `tracing-subscriber`.
    pub log: String,
    /// Whether log lines are JSON; by default where nobody watches.
    pub log_is_json: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    mode: Mode,
    data: Option<PathBuf>,
    listen: Option<String>,
    public_url: Option<String>,
    name: Option<String>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    #[serde(default)]
    proxies: Vec<IpNet>,
    challenge_seconds: Option<u64>,
    #[serde(default)]
    approval: Policy,
    hashing_memory_kib: Option<u32>,
    hashing_passes: Option<u32>,
    hashing_lanes: Option<u32>,
    hashing_permits: Option<usize>,
    hashing_queue: Option<usize>,
    mail: Option<MailTable>,
    #[serde(default)]
    push: PushTable,
    log: Option<String>,
    log_format: Option<LogFormat>,
}

#[derive(Default, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    #[default]
    Production,
    Development,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum LogFormat {
    Json,
    Text,
}

impl Config {
    /// Writes a configuration for development, unless the file is there.
    pub fn begin_development(file: &Path) -> Result<(), ConfigError> {
        let unwritable = |source| ConfigError::Unreadable { file: file.to_owned(), source };
        if file.exists() {
            return Ok(());
        }
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(unwritable)?;
        }
        fs::write(file, "# Plain HTTP on this machine only. The port is chosen at the first start, and kept.\nmode = \"development\"\n")
            .map_err(unwritable)
    }

    /// Reads a file, then the environment, which wins.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(file)
            .map_err(|source| ConfigError::Unreadable { file: file.to_owned(), source })?;
        // Read once by itself, so that a mistake is named with its line.
        if let Err(error) = toml_edit::de::from_str::<File>(&text) {
            let line = error.span().map_or(1, |span| line_of(&text, span.start));
            return Err(ConfigError::Line { file: file.to_owned(), line, what: error.message().to_owned() });
        }
        let folder = file.parent().unwrap_or(Path::new(".")).to_owned();
        let environment = Env::prefixed(PREFIX).ignore(&OF_OTHERS).split("__");
        Self::from_figment(&Figment::new().merge(Toml::string(&text)).merge(environment), &folder)
            .map_err(|error| located(error, file, &text))
    }

    /// Reads a TOML text; relative paths start in `folder`.
    pub fn from_toml(text: &str, folder: &Path) -> Result<Self, ConfigError> {
        Self::from_figment(&Figment::new().merge(Toml::string(text)), folder)
    }

    fn from_figment(figment: &Figment, folder: &Path) -> Result<Self, ConfigError> {
        let file: File = figment.extract().map_err(|error| ConfigError::Value(error.to_string()))?;
        let value = |what: &str| ConfigError::Value(what.to_owned());
        let listen = match file.listen.as_deref() {
            None => SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            Some(text) => {
                text.parse().map_err(|_| value("listen: an address with a port, like 127.0.0.1:8400"))?
            }
        };
        let public_url = match file.public_url.as_deref() {
            None => None,
            Some(text) => Some(Origin::parse(text).map_err(|_| {
                value("public_url: an origin like https://auth.example, lower case, nothing after it")
            })?),
        };
        let name = file.name.as_deref().unwrap_or("Countersign");
        let tls = match (file.tls_certificate, file.tls_key) {
            (Some(certificate), Some(key)) => Some((folder.join(certificate), folder.join(key))),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => {
                return Err(value("tls_certificate and tls_key: both or neither"));
            }
        };
        let config = Self {
            development: file.mode == Mode::Development,
            data: folder.join(file.data.unwrap_or_else(|| "data".into())),
            listen,
            public_url,
            name: PersonText::parse(name).map_err(|_| value("name: 1 to 64 characters"))?,
            tls,
            proxies: file.proxies,
            challenge_seconds: file.challenge_seconds.unwrap_or(120),
            approval: file.approval,
            hashing: HashingCost {
                memory_kib: file.hashing_memory_kib.unwrap_or(HashingCost::default().memory_kib),
                passes: file.hashing_passes.unwrap_or(HashingCost::default().passes),
                lanes: file.hashing_lanes.unwrap_or(HashingCost::default().lanes),
            },
            hashing_permits: file
                .hashing_permits
                .unwrap_or_else(|| std::thread::available_parallelism().map_or(2, std::num::NonZero::get)),
            hashing_queue: file.hashing_queue.unwrap_or(64),
            mail: file.mail.map(|table| table.settings(folder)).transpose()?,
            push: file.push.settings()?,
            log: file.log.unwrap_or_else(|| "info".into()),
            log_is_json: file.log_format.map(|format| format == LogFormat::Json),
        };
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        if !(1..=4096).contains(&self.hashing_permits) {
            return Err(ConfigError::Value("hashing_permits: 1 to 4096".into()));
        }
        if self.hashing_queue > 4096 {
            return Err(ConfigError::Value("hashing_queue: at most 4096".into()));
        }
        if !(30..=300).contains(&self.challenge_seconds) {
            return Err(ConfigError::Value("challenge_seconds: 30 to 300".into()));
        }
        let loopback = self.listen.ip().is_loopback();
        if self.development {
            // An origin without TLS is a loopback one; there are no others.
            let at_home = self.public_url.as_ref().is_none_or(|origin| !origin.is_https());
            return if loopback && at_home {
                Ok(())
            } else {
                Err(ConfigError::Unsafe("development mode is for loopback only: listener and public_url"))
            };
        }
        match &self.public_url {
            None => Err(ConfigError::Unsafe("public_url is missing; it is part of every link with a device")),
            Some(origin) if !origin.is_https() => Err(ConfigError::Unsafe(
                "public_url is not https; plain HTTP is for development mode on loopback",
            )),
            Some(_) if self.tls.is_none() && self.proxies.is_empty() => Err(ConfigError::Unsafe(
                "neither TLS files (tls_certificate, tls_key) nor a proxy that ends TLS (proxies) are declared",
            )),
            Some(_) => Ok(()),
        }
    }

    /// What operations need to know, once the listener's address is known.
    pub fn rules(&self, listening: SocketAddr) -> Result<Rules, ConfigError> {
        let origin = match &self.public_url {
            Some(origin) => origin.clone(),
            // WebAuthn refuses addresses, so development speaks of localhost.
            None => Origin::parse(&format!("http://localhost:{}", listening.port()))
                .map_err(|_| ConfigError::Value("public_url: cannot be made from the listener".into()))?,
        };
        Ok(Rules {
            origin,
            name: self.name.clone(),
            challenge_seconds: self.challenge_seconds,
            approval: self.approval,
        })
    }
}

/// Where the value stands that is not acceptable: a line of the file, or a variable of the environment.
fn located(error: ConfigError, file: &Path, text: &str) -> ConfigError {
    let ConfigError::Value(what) = error else { return error };
    let is_of_key = |each: char| each.is_ascii_lowercase() || each == '_' || each == '.';
    let key = what.split(|each| !is_of_key(each)).next().unwrap_or_default();
    let variable = format!("{PREFIX}{}", key.replace('.', "__").to_uppercase());
    if std::env::var_os(&variable).is_some() {
        return ConfigError::Value(format!("{what} (from {variable})"));
    }
    let document = toml_edit::Document::parse(text).ok();
    let span = document.as_ref().and_then(|document| span_of(document.as_table(), key));
    match span {
        Some(span) => {
            ConfigError::Line { file: file.to_owned(), line: line_of(text, span.start), what: what.clone() }
        }
        None => ConfigError::Value(what),
    }
}

/// Where a key stands, `mail.port` in its table; the table itself where it lacks the key.
fn span_of(table: &toml_edit::Table, key: &str) -> Option<std::ops::Range<usize>> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let (found, item) = table.get_key_value(first)?;
    let inner = rest.and_then(|rest| span_of(item.as_table()?, rest));
    inner.or_else(|| found.span().or_else(|| item.span()))
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].matches('\n').count() + 1
}

/// Writes the port that was found free into the file, so that the origin stays what devices know.
pub fn keep_port(file: &Path, listening: SocketAddr) -> Result<(), ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { file: file.to_owned(), source };
    let text = fs::read_to_string(file).map_err(unreadable)?;
    let mut document: toml_edit::DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| ConfigError::Value(error.to_string()))?;
    document["listen"] = toml_edit::value(listening.to_string());
    fs::write(file, document.to_string()).map_err(unreadable)
}
