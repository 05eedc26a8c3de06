//! The layers around all routes, in their order.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderName, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tracing::Instrument;

use super::body_limits::{BODY_BYTES, HEADER_BYTES, REQUEST_TIME};
use super::client::came_safely;
use super::csrf::comes_from_here;
use super::form_cookie::give_form_token;
use super::headers::set_security_headers;
use super::{PageError, PageProblem, Problem, RequestId, Site};
use crate::keys::random;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TEXT_PLAIN: &str = "text/plain; charset=utf-8";

/// Draws the page of a problem in the person's language; given by `web`.
pub type RenderProblem = fn(PageProblem, &HeaderMap, &RequestId) -> Response;

/// Puts the layers around all routes. From the outside in: request id and log line, security headers, pages for
/// problems, limits, form cookie, origin check.
pub fn layers(routes: Router, site: Arc<Site>, render_problem: RenderProblem) -> Router {
    routes
        .layer(middleware::from_fn_with_state(site.clone(), refuse_forgeries))
        .layer(middleware::from_fn_with_state(site.clone(), give_form_token))
        .layer(middleware::from_fn_with_state(site.clone(), limit))
        .layer(middleware::from_fn_with_state(render_problem, draw_problems))
        .layer(middleware::from_fn_with_state(site.clone(), set_security_headers))
        .layer(middleware::from_fn_with_state(site, begin))
}

/// Gives the request its id and its site, and writes one log line about it: never the address itself, which
/// may hold a token.
async fn begin(State(site): State<Arc<Site>>, mut req: Request, next: Next) -> Response {
    let id = RequestId::new(random());
    let route = req.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let span = tracing::info_span!("request", id = %id, method = %req.method(), route);
    req.extensions_mut().insert(site);
    req.extensions_mut().insert(id.clone());
    let value = HeaderValue::from_str(id.as_str()).expect("request ids are visible ASCII");
    let mut response = next.run(req).instrument(span.clone()).await;
    span.in_scope(|| tracing::debug!(status = response.status().as_u16(), "replied"));
    response.headers_mut().insert(REQUEST_ID, value);
    response
}

/// Ends a request that came in plain text past the proxies, that is too large in its headers or takes too long, and
/// one whose handler panics.
async fn limit(State(site): State<Arc<Site>>, req: Request, next: Next) -> Response {
    if !came_safely(req.extensions(), &site) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let length: usize = req.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let path_length = req.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if length + path_length > HEADER_BYTES {
        return StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response();
    }
    let handled = async {
        match whole(req).await {
            Ok(req) => next.run(req).await,
            Err(too_large) => too_large,
        }
    };
    let handled = AssertUnwindSafe(handled).catch_unwind();
    match tokio::time::timeout(REQUEST_TIME, handled).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            tracing::error!("handler panicked");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(_) => PageError::Unavailable { retry_after_seconds: 2 }.into_response(),
    }
}

/// Receives the body before anything is judged: a reply to half a request would end the connection, unsaid, under
/// whatever the client asks next. One that is too large ends it, and says so.
async fn whole(req: Request) -> Result<Request, Response> {
    let (parts, body) = req.into_parts();
    match to_bytes(body, BODY_BYTES).await {
        Ok(body) => Ok(Request::from_parts(parts, Body::from(body))),
        Err(_) => Err((StatusCode::PAYLOAD_TOO_LARGE, [(CONNECTION, "close")]).into_response()),
    }
}

/// Refuses forms and other changes that do not come from a page of this origin. Devices prove themselves and
/// send no cookies, so their API is not asked.
async fn refuse_forgeries(State(site): State<Arc<Site>>, req: Request, next: Next) -> Response {
    if is_api(&req) || comes_from_here(req.method(), req.headers(), &site) {
        next.run(req).await
    } else {
        PageError::Forgery.into_response()
    }
}

/// Draws a page where a handler, the router or an inner layer only said what is wrong; for devices a problem.
async fn draw_problems(State(render): State<RenderProblem>, req: Request, next: Next) -> Response {
    let api = is_api(&req);
    let id = req.extensions().get::<RequestId>().cloned();
    let asked = req.headers().clone();
    let response = next.run(req).await;
    let told = response.extensions().get::<PageProblem>().copied();
    let problem = told.or_else(|| {
        let is_drawn = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind != TEXT_PLAIN);
        if is_drawn { None } else { PageProblem::of_status(response.status()) }
    });
    let (Some(problem), Some(id)) = (problem, id) else { return response };
    let mut drawn =
        if api { Problem::of_page(problem).into_response() } else { render(problem, &asked, &id) };
    *drawn.status_mut() = response.status();
    for name in [RETRY_AFTER, ALLOW, CONNECTION, SET_COOKIE] {
        for value in response.headers().get_all(&name) {
            drawn.headers_mut().append(&name, value.clone());
        }
    }
    drawn
}

fn is_api(req: &Request) -> bool {
    let path = req.uri().path();
    path == "/api"
        || path == "/healthz"
        || path == "/openapi.json"
        || path.starts_with("/api/")
        || path.starts_with("/.well-known/")
}
