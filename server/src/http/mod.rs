//! What every request goes through: cookies, form tokens, limits, security headers, request ids, and the
//! facts about the client. It decides nothing about accounts; that is `domain`'s part.
//!
//! The layers put one shared [`Site`] into each request, so that the extractors here work with any state.

mod body_limits;
mod client;
mod cookies;
mod csrf;
mod form_cookie;
mod headers;
mod layers;
mod local_path;
mod page_error;
mod problem;
mod request_id;
mod session;
mod site;
mod sse;

pub use client::{BrowserFacts, ClientAddress};
pub use cookies::{Cookies, KNOWN_SECONDS, LOGIN_SECONDS};
pub use csrf::{FormToken, Posted};
pub use headers::{AsksForPasskey, content_security_policy};
pub use layers::{RenderProblem, layers};
pub use local_path::LocalPath;
pub use page_error::{PageError, PageProblem};
pub use problem::Problem;
pub use request_id::RequestId;
pub use session::{Attempt, SignedIn};
pub use site::{Site, SiteParts};
pub use sse::{
    CHANGED, COMMENT, COMMENT_EVERY, LONGEST_STREAM, SAFETY_TICK, changed_stream, event_stream, wait_for,
};
