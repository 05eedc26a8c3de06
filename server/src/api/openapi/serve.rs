//! `GET /openapi.json`: the description itself.

use std::sync::LazyLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::problems;

static DOCUMENT: LazyLock<String> = LazyLock::new(crate::api::description);

problems!(Nothing:);

/// The description of the device API, in OpenAPI 3.1.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "getDescription",
    responses((status = 200, description = "This document.", content_type = "application/json", body = Object), Nothing)
)]
pub(in crate::api) async fn describe() -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=3600")];
    (headers, DOCUMENT.as_str()).into_response()
}
