//! Icon packs of Aegis: what is read, what is kept, and what is refused.

#![expect(clippy::unwrap_used, reason = "these are tests")]

use std::io::{Cursor, Write as _};

use countersign_enrollment::import::{IconPack, IconPackError, recognize};
use proptest::prelude::*;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const ID: &str = "6C2E7D1A-1d3f-4a7e-9a53-3f1f7c0b2d11";
const SQUARE: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'><path fill='#c00' d='M0 0h24v24H0z'/></svg>";

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, packed).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn pack(icons: &Value, files: &[(&str, &[u8])]) -> Vec<u8> {
    let list =
        json!({ "uuid": ID, "name": "Harbor\u{202e} Icons", "version": 3, "icons": icons }).to_string();
    let mut all: Vec<(&str, &[u8])> = vec![("pack.json", list.as_bytes())];
    all.extend(files);
    archive(&all)
}

fn harbor() -> Vec<u8> {
    let icons = json!([
        { "name": "Harbor", "filename": "SVG/Bank/harbor.svg", "category": "Bank", "issuer": ["Harbor", "harbor.example"] },
        { "filename": "SVG/tide line.svg", "category": null, "issuer": ["Tideline"] },
        { "filename": "SVG/broken.svg", "issuer": ["Broken"] },
        { "filename": "SVG/away.svg", "issuer": ["Away"] },
        { "filename": "SVG/nobody.svg" },
    ]);
    let (square, words): (&[u8], &[u8]) = (SQUARE.as_bytes(), b"<svg>");
    let names = ["SVG/Bank/harbor.svg", "SVG/tide line.svg", "SVG/broken.svg", "SVG/nobody.svg"];
    pack(&icons, &[(names[0], square), (names[1], square), (names[2], words), (names[3], square)])
}

fn refused(file: &[u8]) -> IconPackError {
    IconPack::open(file).map(|pack| pack.name().to_owned()).unwrap_err()
}

#[test]
fn a_pack_is_read_and_kept_with_small_pictures_only() {
    let file = harbor();
    assert!(IconPack::is_one(&file));
    let read = IconPack::open(&file).unwrap();
    assert_eq!((read.id(), read.name(), read.version()), (ID.to_lowercase().as_str(), "Harbor Icons", 3));
    let small = read.small().unwrap();
    assert_eq!((small.icons, small.left_out), (3, 2), "one is broken, one is not there");
    assert!(!small.file.windows(4).any(|window| window == b"<svg"), "no drawing is kept");

    let mut kept = IconPack::open(&small.file).unwrap();
    assert_eq!((kept.id(), kept.name(), kept.version()), (ID.to_lowercase().as_str(), "Harbor Icons", 3));
    let names: Vec<_> =
        kept.icons().iter().map(|icon| (icon.name.as_str(), icon.category.as_deref())).collect();
    assert_eq!(names, [("Harbor", Some("Bank")), ("tide line", None), ("nobody", None)]);
    for index in 0..3 {
        let png = kept.picture(index).unwrap();
        let picture = image::load_from_memory_with_format(&png, image::ImageFormat::Png).unwrap();
        assert_eq!((picture.width(), picture.height()), (96, 96));
    }
    assert_eq!(kept.picture(3).unwrap_err(), IconPackError::Damaged);
}

#[test]
fn an_icon_is_of_a_service_by_its_whole_name_and_suggested_by_a_part() {
    let file = harbor();
    let pack = IconPack::open(&file).unwrap();
    let harbor = &pack.icons()[0];
    for (service, is_of, fits) in [
        ("harbor", true, true),
        (" HARBOR ", true, true),
        ("Harbor.example", true, true),
        ("Harbor Bank", false, true),
        ("Harb", false, true),
        ("Tideline", false, false),
        ("", false, true),
    ] {
        assert_eq!((harbor.is_of(service), harbor.fits(service)), (is_of, fits), "{service}");
    }
    assert!(!pack.icons().iter().any(|icon| icon.is_of("nobody")), "an icon without issuers is nobody's");
}

#[test]
fn what_is_no_pack_or_grows_beyond_measure_is_refused() {
    assert_eq!(refused(b"PK\x03\x04 and nothing"), IconPackError::Damaged);
    assert_eq!(refused(&archive(&[("packs/pack.json", b"{}")])), IconPackError::NotAPack);
    assert_eq!(refused(&archive(&[("pack.json", b"{}")])), IconPackError::NotAPack);
    for id in ["../../6c2e7d1a-1d3f-4a7e-9a53-3f1f7c", "6c2e7d1a/1d3f/4a7e/9a53/3f1f7c0b2d11", "6c2e7d1a", ""]
    {
        let list = json!({ "uuid": id, "icons": [] }).to_string();
        assert_eq!(refused(&archive(&[("pack.json", list.as_bytes())])), IconPackError::NotAPack, "{id}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(refused(&archive(&[("pack.json", deep.as_bytes())])), IconPackError::TooLarge);
    let bomb = vec![b' '; 5 << 20];
    assert_eq!(refused(&archive(&[("pack.json", &bomb)])), IconPackError::TooLarge);
    let many: Vec<_> = (0..5_001).map(|_| json!({ "filename": "a.svg" })).collect();
    assert_eq!(refused(&pack(&json!(many), &[])), IconPackError::TooLarge);
    assert_eq!(refused(&vec![0; (32 << 20) + 1]), IconPackError::TooLarge);
}

#[test]
fn a_picture_that_grows_or_names_a_path_brings_nothing() {
    let bomb = vec![b' '; 1 << 20];
    let icons = json!([{ "filename": "../../evil.svg" }, { "filename": "bomb.svg" }, { "filename": "/etc/hostname" }]);
    let file = pack(&icons, &[("bomb.svg", &bomb), ("fine.svg", SQUARE.as_bytes())]);
    let read = IconPack::open(&file).unwrap();
    assert_eq!(read.icons().len(), 1, "only what is in the archive can be named");
    assert_eq!(read.small().err(), Some(IconPackError::Damaged), "not one picture is left");
}

#[test]
fn a_picture_without_any_name_is_called_by_its_place() {
    let file = pack(&json!([{ "filename": "art/.svg" }]), &[("art/.svg", SQUARE.as_bytes())]);
    assert_eq!(IconPack::open(&file).unwrap().icons()[0].name, "art/.svg");
}

#[test]
fn a_pack_is_no_export_of_accounts() {
    let format = recognize(&harbor());
    assert!(format.is_some(), "it is an archive");
    assert!(countersign_enrollment::import::read(&harbor(), None).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_kept_of_any_pack_is_the_same_when_it_is_made_small_again(
        listed in prop::collection::vec(("[ -~]{0,12}", prop::option::of("\\PC{0,20}"), prop::collection::vec("\\PC{0,12}", 0..4)), 1..6),
        version in any::<u64>(),
    ) {
        let icons: Vec<_> = listed
            .iter()
            .enumerate()
            .map(|(index, (file, name, issuer))| json!({ "filename": format!("{index}{file}.svg"), "name": name, "issuer": issuer }))
            .collect();
        let list = json!({ "uuid": ID, "version": version, "icons": icons }).to_string();
        let names: Vec<_> = listed.iter().enumerate().map(|(index, (file, ..))| format!("{index}{file}.svg")).collect();
        let mut files: Vec<(&str, &[u8])> = vec![("pack.json", list.as_bytes())];
        files.extend(names.iter().map(|name| (name.as_str(), SQUARE.as_bytes())));
        let file = archive(&files);
        let once = IconPack::open(&file).unwrap().small().unwrap();
        let twice = IconPack::open(&once.file).unwrap().small().unwrap();
        prop_assert_eq!((once.icons, twice.left_out), (twice.icons, 0));
        let (once, twice) = (IconPack::open(&once.file).unwrap(), IconPack::open(&twice.file).unwrap());
        prop_assert_eq!((once.id(), once.name(), once.version()), (twice.id(), twice.name(), twice.version()));
        let shown = |pack: &IconPack<'_>| pack.icons().iter().map(|icon| icon.name.clone()).collect::<Vec<_>>();
        prop_assert_eq!(shown(&once), shown(&twice));
    }
}
