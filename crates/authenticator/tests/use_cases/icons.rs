//! Pictures that come with imports and backups.

use countersign_authenticator::{EntryIcon, Existing, Icon, ImportRequest, Place};
use zeroize::Zeroizing;

use crate::device::Device;
use crate::importing::all;

const ID: &str = "6c2e7d1a-1d3f-4a7e-9a53-3f1f7c0b2d11";
const RED: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path fill='#c00' d='M0 0h9v9H0z'/></svg>";

#[tokio::test]
async fn imported_pictures_are_written_anew_and_a_backup_brings_them_back() {
    let app = Device::new().start().await;
    let with_icon = |icon: &str, kind: &str| {
        let entry = serde_json::json!({
            "type": "totp", "uuid": ID, "name": "ada", "issuer": "Mail", "note": "", "favorite": false,
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
