//! Tells Tauri which commands exist and where the window's permissions are written down.

use std::env;
use std::fs;

use serde_json::{Map, Value};

include!("src/commands/names.rs");

fn main() {
    if env::var_os("CARGO_FEATURE_DEVELOPMENT").is_some() {
        develop();
    }
    if let Ok(page) = env::var("COUNTERSIGN_RELEASES") {
        let is_page = page.starts_with("https://") && page.ends_with('/');
        assert!(is_page, "COUNTERSIGN_RELEASES begins with https:// and ends in a slash");
    }
    println!("cargo:rerun-if-env-changed=COUNTERSIGN_RELEASES");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        look_at_the_web_view_first();
    }
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new()
        .app_manifest(manifest)
        .capabilities_path_pattern("src-tauri/capabilities/**/*");
    tauri_build::try_build(attributes).expect("the configuration beside Cargo.toml is sound");
}

/// Names the libraries of the web view before all others. The system looks their seventy thousand names up in each library
/// in turn, before the program's first line: a tenth of that time is saved where the right one comes first.
fn look_at_the_web_view_first() {
    for library in ["webkit2gtk-4.1", "javascriptcoregtk-4.1", "c", "glib-2.0", "gobject-2.0"] {
        println!("cargo:rustc-link-lib=dylib={library}");
    }
}

/// A development build has a name and an identifier of its own, and is never made for release.
fn develop() {
    assert!(
        env::var("PROFILE").as_deref() != Ok("release"),
        "the feature `development` is never built for release"
    );
    let ours = fs::read_to_string("tauri.development.conf.json").expect("the file is beside Cargo.toml");
    println!("cargo:rerun-if-changed=tauri.development.conf.json");
    println!("cargo:rerun-if-env-changed=TAURI_CONFIG");
    let given = env::var("TAURI_CONFIG").unwrap_or_else(|_| "{}".to_owned());
    let mut merged: Map<String, Value> = serde_json::from_str(&given).expect("the Tauri CLI gives JSON");
    merged.extend(serde_json::from_str::<Map<String, Value>>(&ours).expect("the file is JSON"));
    println!("cargo:rustc-env=TAURI_CONFIG={}", Value::Object(merged));
}
