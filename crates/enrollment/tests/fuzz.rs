//! Bytes that somebody made to hurt: whatever they are, reading them ends with an answer. `cargo test` runs each target
//! over its corpus and a bounded number of random inputs; a fuzzer runs it for as long as it likes (CONTRIBUTING.md).

use std::io::{Cursor, Write as _};

use countersign_enrollment::import::{
    IconPack, KdfCost, Limits, Passphrase, Reading, TableMapping, look_at_table, read, read_account,
    read_table, read_texts, recognize,
};
use countersign_enrollment::{
    Enrollment, read_image, read_pixels, read_text, read_text_with_pin, small_picture,
};
use countersign_otp::{Pin, UnixTime};
use data_encoding::BASE64URL_NOPAD;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ITERATIONS: usize = 400;
const MOST_BYTES: usize = 4_096;

macro_rules! targets {
    ($($name:ident($bytes:ident) $body:block)+) => {
        $(
            #[test]
            fn $name() {
                let target = bolero::check!().with_iterations(ITERATIONS).with_max_len(MOST_BYTES);
                target.for_each(|$bytes: &[u8]| $body);
            }
        )+
    };
}

targets! {
    any_text_for_one_account(bytes) {
        let text = String::from_utf8_lossy(bytes);
        for text in [text.clone().into_owned(), format!("otpauth://{text}"), format!("motp://{text}")] {
            if let Ok(Enrollment::Code(account)) = read_text(&text) {
                let _ = account.codes().reveal_preview(UnixTime::from_seconds(59));
            }
            let _ = read_text_with_pin(&text, &Pin::parse("7586").expect("a PIN"));
            let _ = read_account(&text);
        }
    }

    any_texts_for_many_accounts(bytes) {
        let _ = read_texts([String::from_utf8_lossy(bytes).as_ref()]);
        let migration = format!("otpauth-migration://offline?data={}", BASE64URL_NOPAD.encode(bytes));
        let _ = read_texts([migration.as_str(), migration.as_str()]);
    }

    any_file(bytes) {
        if let Ok(imported) = read(bytes, None) {
            assert!(recognize(bytes).is_some());
            for entry in &imported.entries {
                let _ = entry.generator().reveal_preview(UnixTime::from_seconds(59));
            }
        }
    }

    any_sealed_file(bytes) {
        // Hardly any cost is agreed to, so it is the structure that is read.
        let passphrase = Passphrase::new("correct horse 🐎".to_owned());
        let limits = Limits::agreed(KdfCost { memory_bytes: 1 << 20, work: 20_000 });
        let reading = Reading { passphrase: Some(&passphrase), neighbor: Some(bytes), limits };
        let _ = reading.read(bytes);
    }

    any_table(bytes) {
        let _ = look_at_table(bytes);
        let Some((&[secret, issuer, options], rest)) = bytes.split_first_chunk() else { return };
        let mapping = TableMapping {
            secret: usize::from(secret % 8),
            issuer: Some(usize::from(issuer)),
            kind: (options & 1 != 0).then_some(1),
            period: (options & 2 != 0).then_some(2),
            has_header: options & 4 != 0,
            ..TableMapping::default()
        };
        let _ = read_table(rest, &mapping);
    }

    any_icon_pack(bytes) {
        let _ = IconPack::is_one(bytes);
        if let Ok(pack) = IconPack::open(bytes) {
            let _ = pack.small();
        }
        // The first byte says where the list ends and the picture begins.
        let Some((&cut, rest)) = bytes.split_first() else { return };
        let (list, picture) = rest.split_at(rest.len() * usize::from(cut) / 256);
        let file = pack_of(list, picture);
        assert!(IconPack::is_one(&file));
        let Ok(pack) = IconPack::open(&file) else { return };
        let id = pack.id().to_owned();
        if let Ok(small) = pack.small() {
            let kept = IconPack::open(&small.file).expect("what is kept can be read");
            assert_eq!((kept.id(), kept.icons().len()), (id.as_str(), small.icons));
        }
    }

    any_own_picture(bytes) {
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg'>{}</svg>", String::from_utf8_lossy(bytes));
        for file in [bytes, svg.as_bytes()] {
            let Ok(png) = small_picture(file) else { continue };
            assert!(png.starts_with(b"\x89PNG") && png.len() < 64 << 10);
            assert!(small_picture(&png).is_ok(), "what is kept can be read");
        }
    }

    any_picture_file(bytes) {
        let _ = read_image(bytes);
    }

    any_pixels(bytes) {
        let Some((&[width, height], rest)) = bytes.split_first_chunk() else { return };
        let (width, height) = (u32::from(width % 24), u32::from(height % 24));
        let pixels: Vec<u8> = rest.iter().copied().cycle().take((width * height * 4) as usize).collect();
        let _ = read_pixels(width, height, &pixels);
    }
}

/// An archive with this list of icons, and this picture by the name that the corpus uses.
fn pack_of(list: &[u8], picture: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("pack.json", list), ("icon", picture)] {
        zip.start_file(name, SimpleFileOptions::default()).expect("a name");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("ends").into_inner()
}
