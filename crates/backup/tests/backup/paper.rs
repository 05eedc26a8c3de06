//! Pages for paper: what stands on them is what a camera and a person read back.

use std::fs;
use std::process::Command;

use countersign_backup::export::{otpauth_list, sheet};
use countersign_backup::recovery::{self, Check, Keys, Part, WrongWord};
use countersign_backup::{PaperLanguage, identity_words, recovery_key_words};

use crate::support::{NOW, every_kind, identity, random};

/// What a scanner finds in the QR codes of a page. The drawing is a path of squares: `M4,4h1v1h-1`.
pub(crate) fn texts_in(page: &str) -> Vec<String> {
    page.split("<svg").skip(1).map(|svg| scanned(svg.split("</svg>").next().unwrap_or_default())).collect()
}

fn scanned(svg: &str) -> String {
    const MODULE: usize = 4;
    let box_ = svg.split("viewBox=\"0 0 ").nth(1).expect("a size");
    let size: usize = box_.split(' ').next().and_then(|size| size.parse().ok()).expect("a size");
    let mut dark = vec![vec![false; size]; size];
    for path in svg.split(" d=\"").skip(1) {
        let path = path.split('"').next().unwrap_or_default();
        for square in path.split('M').skip(1) {
            let (place, rest) = square.split_once('h').expect("a square");
            let (x, y) = place.split_once(',').expect("a place");
            assert!(rest.starts_with("1v1h-1"), "{rest}");
            let place: [usize; 2] = [x, y].map(|each| each.parse().expect("a whole number"));
            dark[place[1]][place[0]] = true;
        }
    }
    let width = size * MODULE;
    let painted = |at: usize| {
        let gray = if dark[at / width / MODULE][at % width / MODULE] { 0 } else { 255 };
        [gray, gray, gray, 255]
    };
    let pixels: Vec<u8> = (0..width * width).flat_map(painted).collect();
    let width = u32::try_from(width).expect("a picture's width");
    let texts = countersign_enrollment::read_pixels(width, width, &pixels).expect("the code is read");
    let [text] = &texts[..] else { panic!("one code is found") };
    text.reveal().to_owned()
}

fn checked(page: &str) {
    for wrong in ["<script", "http://www.w3.org/1999", "src=", "href=", "url(", "@import"] {
        assert!(!page.contains(wrong), "{wrong}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_sheet_shows_every_account_as_text_and_as_code() {
    let backup = every_kind();
    let page = sheet(&backup, NOW, PaperLanguage::En);
    checked(&page);
    let list = otpauth_list(&backup);
    assert_eq!(texts_in(&page), list.lines().collect::<Vec<_>>());
    for text in ["Example &#38; &#60;Söhne&#62;", "CANA RYCA NARY 2345", "2025-11-24", "&#60;/script&#62;"] {
        assert!(page.contains(text), "{text}");
    }
    assert!(page.contains("hotp, SHA256, 8 characters, counter 4294967302"));
    assert!(page.contains("PIN <span class=\"key\">5239</span>"));
    assert!(!page.contains("Linked only"));
}

#[test]
fn the_recovery_sheet_has_both_keys_as_words_and_as_codes() {
    let (key, identity) = ([7; 16], identity());
    let keys = Keys { recovery_key: &key, identity: &identity };
    let page = recovery::sheet(keys, "Ada's <laptop>", "kDrive/Backups", NOW, PaperLanguage::En);
    checked(&page);
    let texts = texts_in(&page);
    assert_eq!(texts, [identity.reveal_text().as_str(), recovery_key_words(&key).as_str()]);
    assert!(page.contains("Ada&#39;s &#60;laptop&#62;") && page.contains("kDrive/Backups"));
    for words in [identity_words(&identity), recovery_key_words(&key)] {
        for (number, word) in (1..).zip(words.split(' ')) {
            assert!(page.contains(&format!("<li>{number} {word}</li>")), "{number} {word}");
        }
    }
    for help in ["rescue.html", "age --decrypt -i key.txt", "Restore a backup"] {
        assert!(page.contains(help), "{help}");
    }
}

/// Paper is one sheet, in each language: what is on a second page gets lost.
#[test]
fn the_recovery_sheet_is_one_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = identity();
    let keys = Keys { recovery_key: &[7; 16], identity: &identity };
    let place = "kDrive/Backups of the old laptop in the living room, and the stick in the drawer below";
    let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
    for language in PaperLanguage::ALL {
        let (html, pdf) = (folder.path().join("sheet.html"), folder.path().join("sheet.pdf"));
        let page = recovery::sheet(keys, "The laptop with a rather long name", place, NOW, language);
        checked(&page);
        assert!(page.contains(&format!("<html lang=\"{}\">", language.tag())));
        fs::write(&html, page.as_bytes()).expect("writes");
        let to = format!("--print-to-pdf={}", pdf.display());
        let chromium = Command::new("chromium")
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                &profile,
                &to,
            ])
            .arg(&html)
            .output();
        assert!(chromium.expect("Chromium starts").status.success());
        let printed = fs::read(&pdf).expect("it is printed");
        let text = String::from_utf8_lossy(&printed);
        assert!(text.contains("/Count 1") && !text.contains("/Count 2"), "{language:?}");
    }
}

#[test]
fn paper_speaks_the_language_of_the_system() {
    let backup = every_kind();
    for (tag, language, words) in [
        ("de-AT", PaperLanguage::De, "8 Zeichen, Zähler 4294967302"),
        ("es_419", PaperLanguage::Es, "8 caracteres, contador 4294967302"),
        ("fr-CH", PaperLanguage::Fr, "8 caractères, compteur 4294967302"),
        ("it", PaperLanguage::It, "8 caratteri, contatore 4294967302"),
        ("nl-BE", PaperLanguage::En, "8 characters, counter 4294967302"),
        ("", PaperLanguage::En, "8 characters, counter 4294967302"),
    ] {
        assert_eq!(PaperLanguage::of_tag(tag), language, "{tag}");
        let page = sheet(&backup, NOW, language);
        checked(&page);
        assert!(page.contains(words), "{tag}");
        assert_eq!(texts_in(&page), otpauth_list(&backup).lines().collect::<Vec<_>>());
    }
}

#[test]
fn words_typed_back_prove_the_sheet_and_a_wrong_one_is_named() {
    let (key, identity) = ([9; 16], identity());
    let keys = Keys { recovery_key: &key, identity: &identity };
    let (recovery_words, identity_words) = (recovery_key_words(&key), identity_words(&identity));
    for _ in 0..200 {
        let check = Check::choose(&random);
        let asked = check.asked();
        let right: Vec<String> = asked
            .iter()
            .map(|asked| {
                let words = if asked.part == Part::RecoveryKey { &recovery_words } else { &identity_words };
                format!(" {} ", words.split(' ').nth(asked.place - 1).expect("a word").to_uppercase())
            })
            .collect();
        let typed: Vec<&str> = right.iter().map(String::as_str).collect();
        assert_eq!(check.compare(keys, &typed), Ok(()));
        assert!(asked[0].place < asked[1].place && asked[1].place <= 12);
        assert!(asked[2].place < asked[3].place && asked[3].place <= 24);
        for wrong in 0..4 {
            let mut typed = typed.clone();
            typed[wrong] = "";
            assert_eq!(check.compare(keys, &typed), Err(WrongWord { index: wrong }));
            assert_eq!(check.compare(keys, &typed[..wrong]), Err(WrongWord { index: wrong }));
        }
        let more: Vec<&str> = typed.iter().copied().chain(["more"]).collect();
        assert_eq!(check.compare(keys, &more), Err(WrongWord { index: 4 }));
    }
}

#[test]
fn every_word_is_asked_sooner_or_later() {
    let mut places = [[0; 25]; 2];
    for _ in 0..2_000 {
        for asked in Check::choose(&random).asked() {
            places[usize::from(asked.part == Part::Identity)][asked.place] += 1;
        }
    }
    // 4,000 answers of either part: about 333 and 167 for each place.
    assert!(places[0][1..=12].iter().all(|count| *count > 200), "{places:?}");
    assert!(places[1][1..=24].iter().all(|count| *count > 80), "{places:?}");
}
