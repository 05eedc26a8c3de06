//! The list of people: looked for by name, page by page.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use url::form_urlencoded;

use super::{Administrator, Frame, HOME, render};
use crate::AppState;
use crate::domain::People;
use crate::http::PageError;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route(HOME, get(show))
}

#[derive(Template)]
#[template(path = "admin-people.html")]
struct PeoplePage {
    f: Frame,
    here: &'static str,
    people: People,
    wanted: String,
    /// The address of the next page.
    next: Option<String>,
    /// The address of the first page, if this is a later one.
    first: Option<String>,
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    name: String,
    #[serde(default)]
    after: String,
}

async fn show(
    State(state): State<AppState>,
    who: Administrator,
    Query(query): Query<Wanted>,
    f: Frame,
) -> Result<Response, PageError> {
    let people = state.storage.people(&query.name, &query.after).await?;
    let address = |after: Option<&str>| {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        if !query.name.is_empty() {
            pairs.append_pair("name", &query.name);
        }
        if let Some(after) = after {
            pairs.append_pair("after", after);
        }
        format!("{HOME}?{}", pairs.finish())
    };
    let next = people.next.as_deref().map(|after| address(Some(after)));
    let first = (!query.after.is_empty()).then(|| address(None));
    Ok(render(&PeoplePage { f: f.of(&who.0), here: "people", people, wanted: query.name, next, first }))
}
