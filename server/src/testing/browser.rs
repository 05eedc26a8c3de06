//! A browser without a window: keeps cookies, sends what browsers send with forms, follows redirects.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use tower::ServiceExt;
use url::form_urlencoded;

use super::page::{TestForm, TestPage};

const LARGEST_PAGE: usize = 1 << 20;

/// One browser profile. Talks to the router of a [`TestServer`](super::TestServer) in process.
#[derive(Clone)]
pub struct TestBrowser {
    router: Router,
    origin: String,
    cookies: BTreeMap<String, String>,
    /// What it calls itself.
    pub user_agent: String,
    /// Where it seems to be.
    pub address: IpAddr,
    /// The languages that it asks for.
    pub accept_language: String,
    /// Whether redirects are followed.
    pub follows_redirects: bool,
}

impl TestBrowser {
    pub(super) fn new(router: Router, origin: &str) -> Self {
        Self {
            router,
            origin: origin.to_owned(),
            cookies: BTreeMap::new(),
            user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into(),
            address: IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)),
            accept_language: "en".into(),
            follows_redirects: true,
        }
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> TestPage {
        self.send(Method::GET, path, None, &[]).await
    }

    /// Sends a form of a page: its own fields, those of `fields` in their place or added.
    pub async fn submit(&mut self, page: &TestPage, action: &str, fields: &[(&str, &str)]) -> TestPage {
        let TestForm { action, fields: mut all, .. } = page.form(action);
        for (name, value) in fields {
            all.retain(|(known, _)| known != name);
            all.push(((*name).to_owned(), (*value).to_owned()));
        }
        self.post(&action, &all).await
    }

    /// Sends fields as a form of this site would.
    pub async fn post(&mut self, path: &str, fields: &[(String, String)]) -> TestPage {
        let origin = self.origin.clone();
        let headers = [(ORIGIN.as_str(), origin.as_str()), ("sec-fetch-site", "same-origin")];
        self.send(Method::POST, path, Some(encode(fields)), &headers).await
    }

    /// Sends fields with these headers only, as another site would.
    pub async fn post_with(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        headers: &[(&str, &str)],
    ) -> TestPage {
        self.send(Method::POST, path, Some(encode(fields)), headers).await
    }

    /// A cookie by its purpose: `login`, `known`, `session`, `form`.
    pub fn cookie(&self, purpose: &str) -> Option<&str> {
        self.cookies.iter().find(|(name, _)| is_for(name, purpose)).map(|(_, value)| value.as_str())
    }

    /// Puts a value in the place of a cookie that the browser has.
    ///
    /// # Panics
    /// If the browser has no such cookie.
    pub fn replace_cookie(&mut self, purpose: &str, value: &str) {
        let (_, old) = self
            .cookies
            .iter_mut()
            .find(|(name, _)| is_for(name, purpose))
            .unwrap_or_else(|| panic!("no cookie {purpose}"));
        value.clone_into(old);
    }

    /// Forgets one cookie.
    pub fn forget_cookie(&mut self, purpose: &str) {
        self.cookies.retain(|name, _| !is_for(name, purpose));
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        form: Option<String>,
        headers: &[(&str, &str)],
    ) -> TestPage {
        let mut page = self.send_once(method, path, form, headers).await;
        let mut left = 10;
        while self.follows_redirects && page.status == StatusCode::SEE_OTHER && left > 0 {
            let location = page.header(LOCATION.as_str()).to_owned();
            let local = location.strip_prefix(self.origin.as_str()).unwrap_or(&location).to_owned();
            if !local.starts_with('/') {
                break;
            }
            page = self.send_once(Method::GET, &local, None, &[]).await;
            left -= 1;
        }
        page
    }

    async fn send_once(
        &mut self,
        method: Method,
        path: &str,
        form: Option<String>,
        headers: &[(&str, &str)],
    ) -> TestPage {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(USER_AGENT, &self.user_agent)
            .header("accept-language", &self.accept_language)
            .header("accept", "text/html")
            .extension(ConnectInfo(SocketAddr::new(self.address, 50_000)));
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, pairs.join("; "));
        }
        if form.is_some() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .body(form.map_or_else(Body::empty, Body::from))
            .expect("requests of tests are well-formed");
        let response = self.router.clone().oneshot(request).await.expect("the router does not fail");
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let body = axum::body::to_bytes(body, LARGEST_PAGE).await.expect("the page arrives");
        TestPage {
            path: path.to_owned(),
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE) {
            let line = line.to_str().expect("cookies are ASCII");
            let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn is_for(name: &str, purpose: &str) -> bool {
    let known = name
        .strip_prefix("__Host-")
        .or_else(|| name.strip_prefix("cs_dev_")?.split_once('_').map(|(_, known)| known));
    known.is_some_and(|known| {
        known == purpose || known.strip_prefix(purpose).is_some_and(|rest| rest.starts_with('_'))
    })
}

fn encode(fields: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
