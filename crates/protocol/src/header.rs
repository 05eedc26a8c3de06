//! The header of a signed message: what it must say, and what makes it refused.

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::digest::Thumbprint;
use crate::jwk::PublicJwk;
use crate::jws::JwsError;
use crate::object::read_object;

/// The key that a header names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyName {
    /// `kid`: the thumbprint of a key that the reader knows.
    Known(Thumbprint),
    /// `jwk`: the key itself.
    Embedded(PublicJwk),
}

/// `typ`, `alg` and the key's name; members that change how a JWS is read are never among them.
pub(crate) struct Header {
    typ: String,
    alg: String,
    kid: Option<Thumbprint>,
    jwk: Option<PublicJwk>,
}

impl Header {
    /// Writes the header of a message of this kind.
    pub(crate) fn write(typ: &str, key: &KeyName) -> String {
        match key {
            KeyName::Known(kid) => format!(r#"{{"typ":"{typ}","alg":"ES256","kid":"{kid}"}}"#),
            KeyName::Embedded(jwk) => {
                let jwk = serde_json::to_string(jwk).expect("a JWK is a plain structure");
                format!(r#"{{"typ":"{typ}","alg":"ES256","jwk":{jwk}}}"#)
            }
        }
    }

    /// Reads a header and the key that it names.
    pub(crate) fn read(json: &[u8], typ: &str) -> Result<KeyName, JwsError> {
        let header: Self = read_object(json).map_err(|_| JwsError::Header("its members"))?;
        if header.typ != typ {
            return Err(JwsError::Header("typ"));
        }
        if header.alg != "ES256" {
            return Err(JwsError::Header("alg"));
        }
        match (header.kid, header.jwk) {
            (Some(kid), None) => Ok(KeyName::Known(kid)),
            (None, Some(jwk)) => Ok(KeyName::Embedded(jwk)),
            (Some(_), Some(_)) | (None, None) => Err(JwsError::Header("one of kid and jwk")),
        }
    }
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Header;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a JWS header")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Header, A::Error> {
        let (mut typ, mut alg, mut kid, mut jwk) = (None, None, None, None);
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "typ" => once(&mut typ, members.next_value()?)?,
                "alg" => once(&mut alg, members.next_value()?)?,
                "kid" => once(&mut kid, members.next_value()?)?,
                "jwk" => once(&mut jwk, members.next_value()?)?,
                // Each of these changes what the signature covers or where the key comes from.
                "crit" | "b64" | "zip" | "jku" => return Err(A::Error::custom("a member that is refused")),
                certificate if certificate.starts_with("x5") => {
                    return Err(A::Error::custom("a certificate member"));
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        let typ = typ.ok_or_else(|| A::Error::missing_field("typ"))?;
        let alg = alg.ok_or_else(|| A::Error::missing_field("alg"))?;
        Ok(Header { typ, alg, kid, jwk })
    }
}

fn once<T, E: serde::de::Error>(place: &mut Option<T>, value: T) -> Result<(), E> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(E::custom("a member that occurs twice")),
    }
}
