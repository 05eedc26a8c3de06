//! Forms are taken only from our own pages: `Origin` and `Sec-Fetch-Site` for every changing request outside
//! `/api`, and a token in every form, bound to this browser by a cookie of its own.

use std::fmt;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use data_encoding::BASE64URL_NOPAD;
use serde::de::{DeserializeOwned, IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{PageError, Site};

/// The token for the forms of a page; a template writes it into a hidden field named `csrf`.
///
/// A tag over the value of the form cookie: a page of another site can neither read
/// the cookie nor set it (`__Host-`), so it cannot make the token.
#[derive(Clone)]
pub struct FormToken(Arc<Zeroizing<String>>);

impl FormToken {
    pub(super) fn new(site: &Site, form_cookie: &str) -> Self {
        let tag = site.tag("form token", form_cookie.as_bytes());
        Self(Arc::new(Zeroizing::new(BASE64URL_NOPAD.encode(&tag))))
    }

    fn fits(&self, posted: &str) -> bool {
        self.0.as_bytes().ct_eq(posted.as_bytes()).into()
    }
}

impl fmt::Display for FormToken {
    /// Writes the token itself: for templates, not for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FormToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormToken(…)")
    }
}

impl<S: Sync> FromRequestParts<S> for FormToken {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| PageError::Unexpected("the HTTP layers are missing".into()))
    }
}

/// The fields of a form whose token fits this browser.
///
/// Use it instead of axum's `Form` in every handler that takes a form. `T` need not name the field `csrf`, and
/// must not deny unknown fields.
#[derive(Debug)]
pub struct Posted<T>(pub T);

#[derive(Deserialize)]
struct TokenField {
    csrf: String,
}

impl<S, T> FromRequest<S> for Posted<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = PageError;

    async fn from_request(req: Request, state: &S) -> Result<Self, PageError> {
        let token = req.extensions().get::<FormToken>().cloned();
        let token = token.ok_or_else(|| PageError::Unexpected("the HTTP layers are missing".into()))?;
        let content_type = req.headers().get(CONTENT_TYPE).cloned().unwrap_or(HeaderValue::from_static(""));
        let body = Bytes::from_request(req, state).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
            _ => PageError::Malformed,
        })?;
        let posted: TokenField = read(&content_type, body.clone()).await.ok_or(PageError::Forgery)?;
        if !token.fits(&Zeroizing::new(posted.csrf)) {
            return Err(PageError::Forgery);
        }
        read(&content_type, body).await.map(Self).ok_or(PageError::Malformed)
    }
}

/// Reads the fields of a body that has been received whole.
async fn read<T: DeserializeOwned>(content_type: &HeaderValue, body: Bytes) -> Option<T> {
    let req = Request::post("/").header(CONTENT_TYPE, content_type).body(body.into()).ok()?;
    Form::from_request(req, &()).await.ok().map(|Form(Fields(fields))| fields)
}

/// Fields of a form, read so that `()` takes a form of which only the token matters.
struct Fields<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Fields<T> {
    fn deserialize<D: Deserializer<'de>>(form: D) -> Result<Self, D::Error> {
        T::deserialize(AnyForm(form)).map(Self)
    }
}

struct AnyForm<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for AnyForm<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        IgnoredAny::deserialize(self.0)?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Whether a request may change something: its headers must say that it comes from a page of ours.
///
/// Every browser of today sends at least one of the two with a form; a request with neither is refused.
pub(super) fn comes_from_here(method: &Method, headers: &HeaderMap, site: &Site) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let origin = headers.get(ORIGIN).map(|value| value.as_bytes() == site.origin().as_str().as_bytes());
    let fetch_site =
        headers.get("sec-fetch-site").map(|value| matches!(value.as_bytes(), b"same-origin" | b"none"));
    match (origin, fetch_site) {
        (None, None) => false,
        (origin, fetch_site) => origin.unwrap_or(true) && fetch_site.unwrap_or(true),
    }
}
