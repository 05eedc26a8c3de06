//! Which problems an operation can end in, by their status.

use std::collections::BTreeMap;

use countersign_protocol::ProblemKind;
use utoipa::IntoResponses;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder, Schema};

/// What can be wrong with the proof of a linked device, and with the device itself.
pub(in crate::api) const PROOF: &[ProblemKind] = &[
    ProblemKind::NonceStale,
    ProblemKind::ProofInvalid,
    ProblemKind::KeyUnknown,
    ProblemKind::DeviceUnknown,
    ProblemKind::Suspended,
];
/// Where the six digits must have been typed.
pub(in crate::api) const ACTIVE: &[ProblemKind] = &[ProblemKind::NotConfirmed];
/// Where a proof is written down.
pub(in crate::api) const CHANGES: &[ProblemKind] = &[ProblemKind::ProofReplayed];
/// Where the body is signed by the person's key.
pub(in crate::api) const SIGNED: &[ProblemKind] =
    &[ProblemKind::JwsInvalid, ProblemKind::KeyNotAllowed, ProblemKind::MediaType];

/// What every operation may answer, whatever it is about: the request is too large, came in plain text past the
/// proxies, or cannot be handled now. The statuses of the last two are not their problems' own.
const ALWAYS: &[(u16, &str)] = &[
    (403, "urn:countersign:problem:malformed"),
    (413, "urn:countersign:problem:too-large"),
    (431, "urn:countersign:problem:too-large"),
    (500, "about:blank"),
    (503, "urn:countersign:problem:unavailable"),
];

/// Declares a type that stands for the problems of an operation; the lists may be empty.
macro_rules! problems {
    ($name:ident: $($list:expr),*) => {
        /// The problems of the operation below.
        struct $name;

        impl utoipa::IntoResponses for $name {
            fn responses() -> std::collections::BTreeMap<
                String,
                utoipa::openapi::RefOr<utoipa::openapi::Response>,
            > {
                $crate::api::openapi::grouped(&[$($list),*])
            }
        }
    };
}
pub(in crate::api) use problems;

/// The replies that say one of these problems, and those that every operation has.
pub(in crate::api) fn grouped(lists: &[&[ProblemKind]]) -> BTreeMap<String, RefOr<Response>> {
    let kinds = lists.iter().copied().flatten();
    let own = kinds.map(|kind| (kind.status(), format!("urn:countersign:problem:{}", kind.name())));
    let always = ALWAYS.iter().map(|(status, kind)| (*status, (*kind).to_owned()));
    let mut by_status = BTreeMap::<u16, Vec<String>>::new();
    for (status, kind) in own.chain(always) {
        by_status.entry(status).or_default().push(kind);
    }
    by_status.into_iter().map(|(status, kinds)| (status.to_string(), problem(status, kinds).into())).collect()
}

fn problem(status: u16, kinds: Vec<String>) -> Response {
    let names: Vec<_> = kinds.iter().map(|kind| format!("`{}`", name(kind))).collect();
    let this = ObjectBuilder::new()
        .property("type", ObjectBuilder::new().schema_type(Type::String).enum_values(Some(kinds)))
        .property("status", ObjectBuilder::new().schema_type(Type::Integer).enum_values(Some([status])));
    let schema = AllOfBuilder::new().item(Ref::from_schema_name("Problem")).item(this).build();
    let content = ContentBuilder::new().schema(Some(Schema::AllOf(schema))).build();
    let reply = ResponseBuilder::new()
        .description(format!("{}.", names.join(" · ")))
        .content("application/problem+json", content);
    match status {
        401 => reply.header_ref("WWW-Authenticate", Ref::new("#/components/headers/WWW-Authenticate")),
        429 | 503 => reply.header_ref("Retry-After", Ref::new("#/components/headers/Retry-After")),
        _ => reply,
    }
    .build()
}

fn name(kind: &str) -> &str {
    kind.strip_prefix("urn:countersign:problem:").unwrap_or(kind)
}

/// 410: the device was removed.
pub(in crate::api) struct Removed;

impl IntoResponses for Removed {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("CsRevoked"))).build();
        let reply = ResponseBuilder::new()
            .description("The device was removed; the app believes only this signed word.")
            .content("application/jwt", content)
            .build();
        BTreeMap::from([("410".to_owned(), reply.into())])
    }
}
