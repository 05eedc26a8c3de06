//! `otpauth-migration://offline?data=…`: Google Authenticator's export over several QR codes.

use std::collections::BTreeMap;

use countersign_otp::{Generator, Kind, Secret};
use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};
use percent_encoding::percent_decode_str;
use prost::Message;
use zeroize::{Zeroize, Zeroizing};

use super::draft::{Draft, Harvest, Recipe};
use super::error::ImportError;
use super::skipped::{Place, SkipReason, Skipped};

const MAX_PARTS: i32 = 1_000;

#[derive(Clone, PartialEq, Message)]
struct Payload {
    #[prost(message, repeated, tag = "1")]
    accounts: Vec<Parameters>,
    #[prost(int32, tag = "2")]
    version: i32,
    #[prost(int32, tag = "3")]
    parts: i32,
    #[prost(int32, tag = "4")]
    part: i32,
    #[prost(int32, tag = "5")]
    batch: i32,
}

#[derive(Clone, PartialEq, Message)]
struct Parameters {
    #[prost(bytes = "vec", tag = "1")]
    secret: Vec<u8>,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(string, tag = "3")]
    issuer: String,
    #[prost(int32, tag = "4")]
    algorithm: i32,
    #[prost(int32, tag = "5")]
    digits: i32,
    #[prost(int32, tag = "6")]
    kind: i32,
    #[prost(int64, tag = "7")]
    counter: i64,
}

/// Which parts of which export have been read, whatever their order.
#[derive(Default)]
pub(crate) struct Parts(BTreeMap<i32, Batch>);

#[derive(Default)]
struct Batch {
    of: i32,
    seen: Vec<i32>,
}

impl Parts {
    /// Reads one text. A part that was read before counts once.
    pub(crate) fn read(
        &mut self,
        text: &str,
        place: &Place,
        harvest: &mut Harvest,
    ) -> Result<(), ImportError> {
        let Some(payload) = payload(text) else {
            return harvest.skip(Skipped { place: place.clone(), reason: SkipReason::Damaged, name: None });
        };
        let batch = self.0.entry(payload.batch).or_default();
        let has_several = payload.parts > 1;
        if has_several && batch.seen.contains(&payload.part) {
            return Ok(());
        }
        batch.of = batch.of.max(payload.parts.min(MAX_PARTS));
        batch.seen.push(payload.part);
        for account in payload.accounts {
            let (issuer, name) = (account.issuer.clone(), account.name.clone());
            harvest.add(place.clone(), Draft::new(issuer, name, codes(account)))?;
        }
        Ok(())
    }

    /// Names the parts that were not among the texts.
    pub(crate) fn name_missing(&self, harvest: &mut Harvest) -> Result<(), ImportError> {
        for batch in self.0.values() {
            for part in (0..batch.of).filter(|part| !batch.seen.contains(part)) {
                let (part, of) = (part.unsigned_abs() + 1, batch.of.unsigned_abs());
                let reason = SkipReason::MissingPart { part, of };
                harvest.skip(Skipped { place: Place::Path(format!("part {part}")), reason, name: None })?;
            }
        }
        Ok(())
    }
}

fn payload(text: &str) -> Option<Payload> {
    let (_, query) = text.split_once('?')?;
    let data = query.split('&').find_map(|pair| pair.strip_prefix("data="))?;
    // A raw `+` is base64's own here, never a space.
    let data = Zeroizing::new(percent_decode_str(data).decode_utf8().ok()?.replace(' ', "+"));
    let encodings = [BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD];
    let bytes = encodings.iter().find_map(|encoding| encoding.decode(data.trim().as_bytes()).ok())?;
    let bytes = Zeroizing::new(bytes);
    let payload = Payload::decode(bytes.as_slice()).ok()?;
    (!payload.accounts.is_empty()).then_some(payload)
}

fn codes(mut account: Parameters) -> Result<Generator, SkipReason> {
    let secret = Zeroizing::new(std::mem::take(&mut account.secret));
    account.secret.zeroize();
    let kind = match account.kind {
        1 => Kind::Hotp,
        0 | 2 => Kind::Totp,
        _ => return Err(SkipReason::UnknownKind),
    };
    let algorithm = match account.algorithm {
        0 | 1 => "SHA1",
        2 => "SHA256",
        3 => "SHA512",
        _ => "MD5",
    };
    let recipe = Recipe {
        algorithm: Some(algorithm),
        digits: Some(if account.digits == 2 { 8 } else { 6 }),
        counter: u64::try_from(account.counter).ok(),
        ..Recipe::default()
    };
    recipe.generator(kind, Secret::from_bytes(secret)?)
}
