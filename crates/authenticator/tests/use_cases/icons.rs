//! Icons that a person chooses, pictures that come with imports, and icon packs.

use std::io::{Cursor, Write as _};

use countersign_authenticator::{
    AccountId, Authenticator, EntryIcon, Existing, Icon, IconChoice, ImportRequest, Place,
};
use zeroize::Zeroizing;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::device::Device;
use crate::importing::all;
use crate::linking::link;
use crate::verifier::Verifier;

const PACK: &str = "6c2e7d1a-1d3f-4a7e-9a53-3f1f7c0b2d11";
const RED: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path fill='#c00' d='M0 0h9v9H0z'/></svg>";
const BLUE: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path fill='#00c' d='M0 0h9v9H0z'/></svg>";

async fn bring(app: &Authenticator, services: &[&str]) -> Vec<AccountId> {
    let line =
        |service: &&str| format!("otpauth://totp/{service}:ada?secret=JBSWY3DPEHPK3PXP&issuer={service}");
    let texts = services.iter().map(|service| Zeroizing::new(line(service))).collect();
    let preview = app.preview_texts(texts).await.unwrap();
    app.confirm_import(preview.id, &all(&preview)).await.unwrap();
    app.accounts().await.unwrap().into_iter().map(|account| account.id).collect()
}

fn pack(version: u64, name: &str, icons: &[(&str, &str, &str)]) -> Zeroizing<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let listed: Vec<_> = icons
        .iter()
        .map(|(name, issuer, _)| serde_json::json!({ "name": name, "filename": format!("{name}.svg"), "issuer": [issuer] }))
        .collect();
    let list =
        serde_json::json!({ "uuid": PACK, "name": name, "version": version, "icons": listed }).to_string();
    let mut put = |name: &str, bytes: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes.as_bytes()).unwrap();
    };
    put("pack.json", &list);
    for (name, _, svg) in icons {
        put(&format!("{name}.svg"), svg);
    }
    zip.finish().unwrap().into_inner().into()
}

async fn icon_of(app: &Authenticator, id: AccountId) -> Option<Icon> {
    app.accounts().await.unwrap().into_iter().find(|account| account.id == id).unwrap().icon
}

#[tokio::test]
async fn a_picture_is_made_small_and_can_be_taken_away_again() {
    let device = Device::new();
    let app = device.start().await;
    let id = bring(&app, &["Mail"]).await[0];
    // A bitmap of 200 by 1 white pixels.
    let mut bitmap = b"BM".to_vec();
    for number in [54 + 600, 0, 54, 40, 200, 1, 0x0018_0001, 0, 600, 0, 0, 0, 0_u32] {
        bitmap.extend_from_slice(&number.to_le_bytes());
    }
    bitmap.resize(54 + 600, 0xff);
    let given = |file: &[u8]| IconChoice::Picture(file.to_vec().into());
    let no_picture = app.set_icon(id, given(b"no picture")).await.unwrap_err();
    assert_eq!(no_picture.code(), "image_unreadable");
    for file in [bitmap.as_slice(), RED.as_bytes()] {
        app.set_icon(id, given(file)).await.unwrap();
        match icon_of(&app, id).await {
            Some(Icon::Picture { media_type, bytes }) => {
                assert_eq!(media_type, "image/png");
                // Its width stands behind the first chunk's name.
                assert_eq!(bytes[16..20], 96_u32.to_be_bytes());
            }
            other => panic!("{other:?}"),
        }
    }
    app.set_icon(id, IconChoice::ByName).await.unwrap();
    assert!(icon_of(&app, id).await.is_none());
}

#[tokio::test]
async fn the_letter_and_the_names_of_icons_are_kept_and_other_names_refused() {
    let device = Device::new();
    let app = device.start().await;
    let id = bring(&app, &["Mail"]).await[0];
    for (choice, kept) in
        [(IconChoice::BuiltIn("github".into()), "github"), (IconChoice::Letter, "letter-tile")]
    {
        app.set_icon(id, choice).await.unwrap();
        let app = device.start().await;
        assert_eq!(icon_of(&app, id).await, Some(Icon::Name(kept.into())));
    }
    for name in ["", "Git Hub", "../github", "gïthub", &"g".repeat(65)] {
        let refused = app.set_icon(id, IconChoice::BuiltIn(name.into())).await.unwrap_err();
        assert_eq!(refused.code(), "name_invalid", "{name}");
    }
}

#[tokio::test]
async fn imported_pictures_are_written_anew_and_a_backup_brings_them_back() {
    let app = Device::new().start().await;
    let with_icon = |icon: &str, kind: &str| {
        let entry = serde_json::json!({
            "type": "totp", "uuid": PACK, "name": "ada", "issuer": "Mail", "note": "", "favorite": false,
            "icon": data_encoding::BASE64.encode(icon.as_bytes()), "icon_mime": kind, "icon_hash": null,
            "info": { "secret": "JBSWY3DPEHPK3PXP", "algo": "SHA1", "digits": 6, "period": 30 }, "groups": [],
        });
        let file = serde_json::json!({
            "version": 1, "header": { "slots": null, "params": null },
            "db": { "version": 3, "entries": [entry], "groups": [] },
        });
        vec![Zeroizing::new(file.to_string().into_bytes())]
    };
    let broken =
        app.preview_import(with_icon("<svg", "image/svg+xml"), ImportRequest::default()).await.unwrap();
    assert_eq!(broken.entries[0].icon, EntryIcon::TooLarge, "it does not come");
    let shown = app.preview_import(with_icon(RED, "image/svg+xml"), ImportRequest::default()).await.unwrap();
    app.confirm_import(shown.id, &all(&shown)).await.unwrap();
    let account = &app.accounts().await.unwrap()[0];
    match &account.icon {
        Some(Icon::Picture { media_type, bytes }) => {
            assert_eq!(media_type, "image/png");
            assert!(bytes.starts_with(b"\x89PNG"), "no drawing reaches the vault");
        }
        other => panic!("{other:?}"),
    }

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.age");
    let passphrase = || Zeroizing::new("correct horse battery staple".to_owned());
    app.back_up_to(&file, Existing::Keep, Place::Elsewhere, passphrase()).await.unwrap();
    let other = Device::new().start().await;
    let request = ImportRequest { passphrase: Some(passphrase()), ..Default::default() };
    let bytes = Zeroizing::new(std::fs::read(&file).unwrap());
    let shown = other.preview_import(vec![bytes], request).await.unwrap();
    other.confirm_import(shown.id, &all(&shown)).await.unwrap();
    assert_eq!(other.accounts().await.unwrap()[0].icon, account.icon);
}

#[tokio::test]
async fn a_pack_gives_its_icons_to_accounts_by_name_until_it_is_removed() {
    let device = Device::new();
    let app = device.start().await;
    let ids = bring(&app, &["Harbor", "HARBOR", "Tideline", "Harborside"]).await;
    assert!(app.icon_packs().await.unwrap().is_empty() && app.icons_of_packs().await.unwrap().is_empty());

    let file =
        pack(3, "Sea", &[("Harbor", "harbor", RED), ("Tide", "tideline", BLUE), ("Broken", "x", "<svg")]);
    let as_import = app.preview_import(vec![file.clone()], ImportRequest::default()).await.unwrap_err();
    assert_eq!(as_import.code(), "file_is_icon_pack");
    let added = app.add_icon_pack(file).await.unwrap();
    assert_eq!((added.pack.name.as_str(), added.pack.icons, added.left_out), ("Sea", 2, 1));
    app.set_icon(ids[2], IconChoice::Letter).await.unwrap();

    // It is there after a restart, too.
    let app = device.start().await;
    assert_eq!(app.icon_packs().await.unwrap(), [added.pack]);
    let found = app.icons_of_packs().await.unwrap();
    assert_eq!(found.len(), 1, "the letter was chosen for one, and a part of a name is not enough");
    assert_eq!(found[0].accounts.len(), 2);
    assert!(found[0].accounts.contains(&ids[0]) && found[0].accounts.contains(&ids[1]));

    let searched = app.find_pack_icons("tide").await.unwrap();
    assert_eq!(
        searched.iter().map(|icon| (icon.index, icon.name.as_str())).collect::<Vec<_>>(),
        [(1, "Tide")]
    );
    app.set_icon(ids[3], IconChoice::OfPack { pack: PACK.into(), index: 1 }).await.unwrap();
    let chosen = Some(Icon::Picture { media_type: "image/png".into(), bytes: searched[0].picture.clone() });
    assert_eq!(icon_of(&app, ids[3]).await, chosen);

    let newer = app.add_icon_pack(pack(4, "Sea", &[("Harbor", "harbor", BLUE)])).await.unwrap();
    assert_eq!(app.icon_packs().await.unwrap(), [newer.pack], "another version takes its place");
    app.remove_icon_pack(PACK).await.unwrap();
    assert!(app.icon_packs().await.unwrap().is_empty() && app.icons_of_packs().await.unwrap().is_empty());
    assert_eq!(icon_of(&app, ids[3]).await, chosen, "what was chosen stays");
    for id in [PACK, "", "../vault", "ab/cd"] {
        assert_eq!(app.remove_icon_pack(id).await.unwrap_err().code(), "icon_unknown", "{id}");
        let gone = IconChoice::OfPack { pack: id.into(), index: 0 };
        assert_eq!(app.set_icon(ids[0], gone).await.unwrap_err().code(), "icon_unknown", "{id}");
    }
}

#[tokio::test]
async fn a_server_gets_no_icon_of_a_pack_by_the_name_it_gives_itself() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let linked = link(&device, &app, &verifier).await;
    let name = app.accounts().await.unwrap()[0].service.clone();
    app.add_icon_pack(pack(1, "Sea", &[("Brand", &name, RED)])).await.unwrap();
    assert!(app.icons_of_packs().await.unwrap().is_empty());
    let ids = bring(&app, &[name.as_str()]).await;
    let found = app.icons_of_packs().await.unwrap();
    let only_codes: Vec<_> = ids.into_iter().filter(|id| *id != linked).collect();
    assert_eq!(found.iter().flat_map(|icon| icon.accounts.clone()).collect::<Vec<_>>(), only_codes);
}

#[tokio::test]
async fn a_damaged_pack_is_refused_and_changes_nothing() {
    let app = Device::new().start().await;
    for file in [b"PK\x03\x04 cut off".to_vec(), pack(1, "Sea", &[("Broken", "x", "<svg")]).to_vec()] {
        assert_eq!(app.add_icon_pack(file.into()).await.unwrap_err().code(), "icon_pack_unreadable");
    }
    assert!(app.icon_packs().await.unwrap().is_empty());
}
