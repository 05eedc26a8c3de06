//! JSON as a [`Backup`]: strict in what it takes, tolerant of members that a later version adds, and one bad
//! entry does not spoil the others.

use countersign_otp::{
    Algorithm, Counter, Digits, Generator, Hotp, Kind, Motp, Period, Pin, Secret, Steam, Totp, UnixTime,
    Yandex,
};
use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::document::{Account, Backup, Names, Pairing, Picture};
use crate::error::{ReadError, SkipReason, Skipped};
use crate::writing::{FORMAT, VERSION};

const ACCOUNTS_AT_MOST: usize = 50_000;
const TEXT_AT_MOST: usize = 64 * 1024;

/// What was read: the good entries, and what cannot come along.
#[derive(Debug)]
pub struct Reading {
    /// The backup, with the entries that could be read.
    pub backup: Backup,
    /// The others.
    pub skipped: Vec<Skipped>,
}

#[derive(Deserialize)]
struct Opening {
    format: Option<String>,
    version: Option<u32>,
}

#[derive(Deserialize)]
struct BackupIn<'a> {
    made_at: u64,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(borrow)]
    accounts: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct AccountIn {
    service: String,
    #[serde(default)]
    user: String,
    given_service: Option<String>,
    given_user: Option<String>,
    codes: Option<CodesIn>,
    pairing: Option<PairingIn>,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    note: Zeroizing<String>,
    #[serde(default)]
    pinned: bool,
    icon: Option<String>,
    picture: Option<PictureIn>,
    added_at: Option<u64>,
}

#[derive(Deserialize)]
struct CodesIn {
    kind: String,
    secret: Zeroizing<String>,
    algorithm: Option<String>,
    digits: Option<u64>,
    period: Option<u64>,
    counter: Option<u64>,
    pin: Option<Zeroizing<String>>,
}

#[derive(Deserialize)]
struct PictureIn {
    media_type: String,
    data: String,
}

#[derive(Deserialize)]
struct PairingIn {
    origin: String,
    user: String,
}

/// Only the name, for the report about an entry that is not readable.
#[derive(Deserialize)]
struct ServiceOnly {
    service: String,
}

/// Reads a backup.
pub(crate) fn from_json(json: &[u8]) -> Result<Reading, ReadError> {
    let opening: Opening = serde_json::from_slice(json).map_err(|error| shape(&error))?;
    if opening.format.as_deref() != Some(FORMAT) {
        return Err(ReadError::NotABackup);
    }
    match opening.version {
        Some(1..=VERSION) => {}
        Some(found) if found > VERSION => return Err(ReadError::Newer { found, known: VERSION }),
        Some(_) | None => return Err(ReadError::NotABackup),
    }
    let read: BackupIn<'_> = serde_json::from_slice(json).map_err(|error| shape(&error))?;
    if read.accounts.len() > ACCOUNTS_AT_MOST {
        return Err(ReadError::TooMany { limit: ACCOUNTS_AT_MOST });
    }
    let mut accounts = Vec::with_capacity(read.accounts.len());
    let mut skipped = Vec::new();
    for (index, entry) in read.accounts.iter().enumerate() {
        match account(entry.get()) {
            Ok(account) => accounts.push(account),
            Err(reason) => {
                let service = serde_json::from_str::<ServiceOnly>(entry.get());
                let service = service.map(|only| only.service).unwrap_or_default();
                skipped.push(Skipped { index, service, reason });
            }
        }
    }
    let made_at = UnixTime::from_millis(read.made_at);
    Ok(Reading { backup: Backup { made_at, groups: read.groups, accounts }, skipped })
}

fn shape(error: &serde_json::Error) -> ReadError {
    ReadError::Shape { line: error.line(), column: error.column() }
}

fn account(json: &str) -> Result<Account, SkipReason> {
    let read: AccountIn = serde_json::from_str(json).map_err(|_| SkipReason::Shape)?;
    let texts = [&read.service, &read.user, &*read.note];
    if texts.iter().any(|text| text.len() > TEXT_AT_MOST) {
        return Err(SkipReason::TooLong);
    }
    let given_names = match (read.given_service, read.given_user) {
        (None, None) => None,
        (service, user) => {
            Some(Names { service: service.unwrap_or_default(), user: user.unwrap_or_default() })
        }
    };
    Ok(Account {
        names: Names { service: read.service, user: read.user },
        given_names,
        codes: read.codes.as_ref().map(generator).transpose()?,
        pairing: read.pairing.map(|pairing| Pairing { origin: pairing.origin, user: pairing.user }),
        groups: read.groups,
        note: read.note,
        is_pinned: read.pinned,
        icon: read.icon,
        picture: read.picture.and_then(picture),
        added_at: read.added_at.map(UnixTime::from_millis),
    })
}

/// A picture that is not one does not keep the account away.
fn picture(read: PictureIn) -> Option<Picture> {
    let bytes = BASE64.decode(read.data.as_bytes()).ok()?;
    let fits = !bytes.is_empty() && bytes.len() <= Picture::BYTES_AT_MOST && read.media_type.len() <= 100;
    fits.then_some(Picture { media_type: read.media_type, bytes })
}

fn generator(read: &CodesIn) -> Result<Generator, SkipReason> {
    let kind = Kind::from_name(&read.kind).ok_or(SkipReason::Kind)?;
    let secret = Secret::from_base32(&read.secret).map_err(SkipReason::Secret)?;
    let algorithm = match read.algorithm.as_deref() {
        Some(name) if matches!(kind, Kind::Totp | Kind::Hotp) => {
            Algorithm::from_name(name).map_err(SkipReason::Parameter)?
        }
        Some(_) | None => Algorithm::default(),
    };
    let digits = read.digits.map(Digits::new).transpose().map_err(SkipReason::Parameter)?.unwrap_or_default();
    let period =
        read.period.map(Period::from_seconds).transpose().map_err(SkipReason::Parameter)?.unwrap_or_default();
    let pin = || {
        let text = read.pin.as_deref().map_or("", String::as_str);
        Pin::parse(text).map_err(SkipReason::Pin)
    };
    Ok(match kind {
        Kind::Totp => Generator::Totp(Totp::new(secret, algorithm, digits, period)),
        Kind::Hotp => {
            let counter = Counter::new(read.counter.ok_or(SkipReason::Shape)?);
            Generator::Hotp(Hotp::new(secret, algorithm, digits), counter)
        }
        Kind::Steam => Generator::Steam(Steam::new(secret)),
        Kind::Yandex => Generator::Yandex(Yandex::new(secret, pin()?).map_err(SkipReason::Yandex)?),
        Kind::Motp => Generator::Motp(Motp::new(secret, pin()?)),
    })
}
