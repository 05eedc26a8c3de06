//! The description of the device API (OpenAPI): it is the one that is kept, says no more and no less than the router
//! and docs/protocol.md, and has the shapes of what is really sent.

use std::collections::BTreeSet;
use std::path::Path;

use axum::http::{Method, StatusCode};
use countersign_protocol::message::{AccountState, Capability};
use countersign_protocol::{
    ChallengeId, ChallengeState, ChallengeStatus, DeviceId, DeviceList, DevicePatch, JournalPage,
    ListedDevice, PersonText, Problem, ProblemKind,
};
use countersign_server::api::description;
use countersign_server::testing::TestServer;
use serde::Serialize;
use serde_json::Value;

use crate::people::Story;

const METHODS: [(&str, Method); 5] = [
    ("get", Method::GET),
    ("put", Method::PUT),
    ("post", Method::POST),
    ("delete", Method::DELETE),
    ("patch", Method::PATCH),
];

/// To write it anew: `npm run openapi`.
#[test]
fn the_description_that_is_kept_is_that_of_the_handlers() {
    let path = root().join("docs/openapi.json");
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(&path, description()).expect("docs is there");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == description(), "docs/openapi.json is stale: npm run openapi");
}

#[tokio::test]
async fn the_server_gives_its_description_out_to_anybody_to_keep() {
    let server = TestServer::new().await;
    let reply = server.device("Tool").send(Method::GET, "/openapi.json", None, &[]).await;
    assert_eq!((reply.status, reply.header("content-type")), (StatusCode::OK, "application/json"));
    assert_eq!(reply.header("cache-control"), "public, max-age=3600");
    assert_eq!(reply.header("set-cookie"), "");
    assert_eq!(reply.text(), description());
}

#[tokio::test]
async fn each_path_takes_exactly_the_methods_that_are_described() {
    let Story { server: _running, mut phone, .. } = Story::begin().await;
    let described = document();
    let paths = described["paths"].as_object().expect("paths");
    assert!(paths.len() > 8, "{paths:?}");
    for (path, item) in paths {
        let real = path.replace("{cid}", "h3SSTMzwvfuG72BI9uBkeQ").replace("{id}", "device-1");
        let refused = phone.send(Method::TRACE, &real, None, &[]).await;
        assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED, "{path} is no route");
        let taken: BTreeSet<_> =
            refused.header("allow").split(',').filter(|name| *name != "HEAD").map(str::to_owned).collect();
        let told: BTreeSet<_> = METHODS
            .iter()
            .filter(|(name, _)| item.get(name).is_some())
            .map(|(_, method)| method.to_string())
            .collect();
        assert_eq!(taken, told, "{path}");
    }
}

#[test]
fn no_route_of_the_device_api_is_added_without_a_description() {
    let folder = root().join("server/src/api");
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for bare in [".route(", ".route_service(", ".nest(", ".fallback("] {
            assert!(!text.contains(bare), "{}: {bare}…): say `.routes(routes!(…))`", path.display());
        }
    }
}

#[test]
fn the_description_and_the_page_about_the_protocol_name_the_same_requests() {
    let page = std::fs::read_to_string(root().join("docs/protocol.md")).expect("the page");
    let rows = page.lines().filter(|line| line.starts_with('|') && !line.contains("**later**"));
    let mut told = BTreeSet::new();
    for row in rows {
        let request = row.split('|').nth(1).unwrap_or_default();
        let Some(at) = request.find("/api/v1/") else { continue };
        let path = request[at..].split(['?', '`']).next().unwrap_or_default();
        let methods = METHODS.iter().filter(|(_, method)| request[..at].contains(method.as_str()));
        told.extend(methods.map(|(name, _)| format!("{name} {path}")));
    }
    let described = document();
    let paths = described["paths"].as_object().expect("paths");
    let api = paths.iter().filter(|(path, _)| path.starts_with("/api/"));
    let names = api.flat_map(|(path, item)| {
        let item = item.as_object().expect("operations");
        item.keys().map(move |method| format!("{method} {path}"))
    });
    assert_eq!(names.collect::<BTreeSet<_>>(), told);
}

#[test]
fn every_problem_of_the_protocol_is_described_somewhere_with_its_status() {
    let page = std::fs::read_to_string(root().join("docs/protocol.md")).expect("the page");
    let problems = page.split("## Problems").nth(1).expect("the chapter");
    let mut told = BTreeSet::new();
    for row in
        problems.lines().take_while(|line| !line.starts_with("## ")).filter(|line| line.starts_with("| "))
    {
        let names = row.split('|').nth(2).unwrap_or_default().split('`').skip(1).step_by(2);
        told.extend(names.filter(|name| ProblemKind::from_name(name).is_some()).map(str::to_owned));
    }
    assert!(told.len() > 20, "{told:?}");
    let described = document();
    let mut found = BTreeSet::new();
    for (status, reply) in replies(&described) {
        let reply = shared(&described, reply);
        let kinds =
            &reply["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]["type"]["enum"];
        for kind in kinds.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let Some(name) = kind.strip_prefix("urn:countersign:problem:") else { continue };
            let known = ProblemKind::from_name(name).expect("a problem of the protocol");
            if known.status().to_string() == *status {
                found.insert(name.to_owned());
            }
        }
    }
    assert_eq!(found, told);
}

#[test]
fn the_shapes_are_those_of_what_is_sent() {
    let device = ListedDevice {
        id: DeviceId::parse("device-1").expect("an id"),
        name: "Phone".into(),
        platform: "android".into(),
        state: AccountState::Active,
        linked_at: 1,
        last_seen: None,
    };
    let cid = ChallengeId::from_bytes([7; 16]);
    let problem = Problem {
        tries_left: Some(2),
        state: Some(ChallengeState::Declined),
        by: Some("Phone".into()),
        at: Some(1),
        ..Problem::new(ProblemKind::WrongNumber)
    };
    let patch = DevicePatch {
        name: Some(PersonText::parse("Phone").expect("a name")),
        app: Some("countersign/1".into()),
        versions: Some(vec![1]),
        capabilities: Some(vec![Capability::Tap]),
    };
    has_the_shape("ListedDevice", &device);
    has_the_shape("DeviceList", &DeviceList { devices: vec![device], frozen_at: Some(1), reset_at: Some(1) });
    has_the_shape("DevicePatch", &patch);
    has_the_shape("JournalPage", &JournalPage { entries: vec![] });
    let state = ChallengeState::Approved;
    has_the_shape("ChallengeStatus", &ChallengeStatus { cid, state, by: Some("Phone".into()), at: Some(1) });
    has_the_shape("Problem", &problem);
}

/// The members of a value with nothing left out are exactly those of its schema.
fn has_the_shape(name: &str, whole: &impl Serialize) {
    let sent = serde_json::to_value(whole).expect("a plain structure");
    let sent: BTreeSet<_> = sent.as_object().expect("an object").keys().cloned().collect();
    let described = document();
    let properties = described["components"]["schemas"][name]["properties"].as_object();
    let told: BTreeSet<_> = properties.expect(name).keys().cloned().collect();
    assert_eq!(told, sent, "{name}");
}

fn replies(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let operations =
        document["paths"].as_object().into_iter().flatten().filter_map(|(_, item)| item.as_object());
    let replies = operations.flatten().filter_map(|(_, operation)| operation["responses"].as_object());
    replies.flatten()
}

/// The reply itself, where it is described once for all.
fn shared<'a>(document: &'a Value, reply: &'a Value) -> &'a Value {
    let name = reply["$ref"].as_str().and_then(|at| at.strip_prefix("#/components/responses/"));
    name.map_or(reply, |name| &document["components"]["responses"][name])
}

fn document() -> Value {
    serde_json::from_str(&description()).expect("it is JSON")
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
