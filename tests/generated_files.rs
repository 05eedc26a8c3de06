//! Files that tools write are the ones that the sources give. To write them anew:
//! `UPDATE_GENERATED=1 cargo test -p countersign-app --test generated_files`.

use std::fs;
use std::path::{Path, PathBuf};

use specta_typescript::Typescript;

#[test]
fn bindings_are_those_of_the_commands() {
    let committed = root().join("gen/bindings.ts");
    let fresh = root().join("target").join("bindings.ts");
    fs::create_dir_all(root().join("target")).expect("the folder can be made");
    let path = if std::env::var_os("UPDATE_GENERATED").is_some() { &committed } else { &fresh };
    countersign_app_lib::bindings::table()
        .export(Typescript::default(), path)
        .expect("the types have names in TypeScript");
    assert_eq!(text(path), text(&committed), "gen/bindings.ts is stale");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
