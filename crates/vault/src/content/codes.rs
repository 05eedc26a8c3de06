//! How codes are made, inside a record.

use countersign_otp::{
    Algorithm, Counter, Digits, Generator, Hotp, Kind, Motp, Period, Pin, Secret, Steam, Totp, Yandex,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{SecretText, Unintelligible};

/// Each kind has its own of these members; `account/1` knew only codes by the time and named no kind.
#[derive(Serialize, Deserialize)]
pub(super) struct CodesContent {
    #[serde(default = "totp")]
    kind: String,
    secret: SecretText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    algorithm: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digits: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    period: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pin: Option<Zeroizing<String>>,
}

fn totp() -> String {
    Kind::Totp.name().into()
}

impl CodesContent {
    pub(super) fn write(codes: &Generator) -> Self {
        let (algorithm, digits, period) = match codes {
            Generator::Totp(totp) => {
                (Some(totp.algorithm()), Some(totp.digits()), Some(totp.period().seconds()))
            }
            Generator::Hotp(hotp, _) => (Some(hotp.algorithm()), Some(hotp.digits()), None),
            Generator::Steam(_) | Generator::Yandex(_) | Generator::Motp(_) => (None, None, None),
        };
        Self {
            kind: codes.kind().name().into(),
            secret: SecretText::write(codes.reveal_secret().reveal_bytes()),
            algorithm: algorithm.map(|algorithm| algorithm.name().into()),
            digits: digits.map(|digits| digits.count().into()),
            period,
            counter: codes.counter().map(Counter::value),
            pin: codes.reveal_pin().map(|pin| Zeroizing::new(pin.reveal().to_owned())),
        }
    }

    pub(super) fn read(self) -> Result<Generator, Unintelligible> {
        let kind = Kind::from_name(&self.kind).ok_or(Unintelligible)?;
        let secret = Secret::from_bytes(self.secret.read()?).map_err(|_| Unintelligible)?;
        Ok(match kind {
            Kind::Totp => {
                let period = self.period.ok_or(Unintelligible)?;
                let period = Period::from_seconds(period).map_err(|_| Unintelligible)?;
                Generator::Totp(Totp::new(secret, self.algorithm()?, self.digits()?, period))
            }
            Kind::Hotp => {
                let counter = Counter::new(self.counter.ok_or(Unintelligible)?);
                Generator::Hotp(Hotp::new(secret, self.algorithm()?, self.digits()?), counter)
            }
            Kind::Steam => Generator::Steam(Steam::new(secret)),
            Kind::Yandex => Generator::Yandex(Yandex::new(secret, self.pin()?).map_err(|_| Unintelligible)?),
            Kind::Motp => Generator::Motp(Motp::new(secret, self.pin()?)),
        })
    }

    fn algorithm(&self) -> Result<Algorithm, Unintelligible> {
        let name = self.algorithm.as_deref().ok_or(Unintelligible)?;
        Algorithm::from_name(name).map_err(|_| Unintelligible)
    }

    fn digits(&self) -> Result<Digits, Unintelligible> {
        Digits::new(self.digits.ok_or(Unintelligible)?).map_err(|_| Unintelligible)
    }

    fn pin(&self) -> Result<Pin, Unintelligible> {
        Pin::parse(self.pin.as_deref().ok_or(Unintelligible)?).map_err(|_| Unintelligible)
    }
}
