//! The frame of the description: what it is about, and what all operations have in common.

use std::collections::BTreeMap;

use utoipa::OpenApi as _;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, Header, HeaderBuilder, OpenApi, Ref, RefOr, Response};

use super::bodies::Problem;
use super::signed::CsRevoked;

const ABOUT: &str = "What the app asks a server. The text that counts is docs/protocol.md of the project: what is \
inside the signed messages, in which order a request is judged, and what each problem means for the app. Every reply \
under `/api` and `/.well-known` has `CS-Nonce`, a `Date` by the clock that decides, and `Cache-Control: no-store`. \
403 `malformed` is a request in plain text past the operator's proxies.";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Countersign: the device API (CS/1)",
        description = ABOUT,
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT")
    ),
    components(schemas(Problem, CsRevoked))
)]
struct Frame;

/// Replies that every operation of the device API has, by status; they are described once.
const SHARED: [(&str, &str); 5] = [
    ("410", "Removed"),
    ("413", "BodyTooLarge"),
    ("431", "HeadersTooLarge"),
    ("500", "Unexpected"),
    ("503", "Unavailable"),
];

/// The description before any route is in it.
pub(in crate::api) fn begin() -> OpenApi {
    let mut api = Frame::openapi();
    let own = api.components.take().unwrap_or_default();
    let components = ComponentsBuilder::from(own)
        .security_scheme("CS", SecurityScheme::ApiKey(ApiKey::Header(proof())))
        .header("CS-Nonce", header("The nonce for the next proof: at most 64 characters, opaque.", 64))
        .header("ETag", header("Changes with what is told; for a challenge its SHA-256, in quotes.", 64))
        .header("Retry-After", seconds())
        .header("WWW-Authenticate", header("`CS error=\"<name of the problem>\"`.", 64));
    api.components = Some(components.build());
    api
}

fn proof() -> ApiKeyValue {
    ApiKeyValue::with_description(
        "Authorization",
        "`CS <cs-request+jwt>`: signed by the device's `pop` for this one request, with the last `CS-Nonce` (docs/protocol.md, Requests of a device).",
    )
}

fn header(text: &str, longest: usize) -> Header {
    let schema = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(longest));
    always(HeaderBuilder::new().schema(Some(schema)).description(Some(text)))
}

fn seconds() -> Header {
    let schema = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
    always(
        HeaderBuilder::new()
            .schema(Some(schema))
            .description(Some("Seconds until it is worth trying again.")),
    )
}

/// Says that the header is there whenever the reply is; the library has no word of its own for that.
fn always(header: HeaderBuilder) -> Header {
    header.extensions(Some([("required", true)].into_iter().collect())).build()
}

/// Puts on all replies the headers that go without saying (the nonce of the device API, and the tag wherever a device
/// can hear that nothing differs), and describes once what is the same everywhere.
pub(in crate::api) fn finish(mut api: OpenApi) -> OpenApi {
    let mut shared = BTreeMap::new();
    for (path, item) in &mut api.paths.paths {
        let is_asked_by_devices = path.starts_with("/api/") || path.starts_with("/.well-known/");
        for operation in operations(item) {
            let replies = &mut operation.responses.responses;
            let is_tagged = replies.contains_key("304");
            for (status, reply) in replies.iter_mut() {
                if is_asked_by_devices {
                    add_header(reply, "CS-Nonce");
                }
                if is_tagged && (status == "200" || status == "304") {
                    add_header(reply, "ETag");
                }
            }
            for (status, name) in SHARED.into_iter().filter(|_| is_asked_by_devices) {
                if let Some(reply) = replies.get_mut(status) {
                    let own = std::mem::replace(reply, RefOr::Ref(Ref::from_response_name(name)));
                    shared.insert(name.to_owned(), own);
                }
            }
        }
    }
    if let Some(components) = &mut api.components {
        components.responses = shared;
    }
    api
}

fn add_header(reply: &mut RefOr<Response>, name: &str) {
    if let RefOr::T(reply) = reply {
        let header = Ref::new(format!("#/components/headers/{name}"));
        reply.headers.insert(name.to_owned(), RefOr::Ref(header));
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}
