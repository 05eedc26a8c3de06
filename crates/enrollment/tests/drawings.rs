//! QR codes in drawings (SVG) and documents (PDF), made here.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use countersign_enrollment::{ImageError, QrText, read_image};
use data_encoding::BASE64;
use fast_qr::QRBuilder;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, GrayImage, ImageFormat, Luma};

const LINK: &str = "otpauth://totp/Harbor:ada?secret=JBSWY3DPEHPK3PXP&issuer=Harbor";
const OTHER: &str = "otpauth://hotp/Lantern:mary?secret=JBSWY3DPEHPK3PXP&counter=41";

/// The dark modules of a code: column and row.
fn modules(text: &str) -> (u32, Vec<(u32, u32)>) {
    let qr = QRBuilder::new(text).build().expect("the text fits");
    let size = u32::try_from(qr.size).expect("small");
    let places = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    (size, places.filter(|&(x, y)| qr[y as usize][x as usize].value()).collect())
}

fn texts(file: &[u8]) -> Result<Vec<String>, ImageError> {
    let mut texts: Vec<String> =
        read_image(file)?.iter().map(|text: &QrText| text.reveal().to_owned()).collect();
    texts.sort();
    Ok(texts)
}

fn assert_only(file: &[u8], what: &str) {
    assert_eq!(texts(file), Ok(vec![LINK.to_owned()]), "{what}");
}

/// One path of squares, as most programs write a code.
fn path(text: &str) -> String {
    let (_, dark) = modules(text);
    dark.iter().fold(String::new(), |mut path, (x, y)| {
        write!(path, "M{} {}h1v1h-1z", x + 4, y + 4).expect("writes");
        path
    })
}

fn svg(inside: &str) -> Vec<u8> {
    let side = modules(LINK).0 + 8;
    format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {side} {side}'>{inside}</svg>").into_bytes()
}

fn png(text: &str) -> Vec<u8> {
    let (size, dark) = modules(text);
    let length = size * 6 + 48;
    let mut picture = GrayImage::from_pixel(length, length, Luma([255]));
    for (x, y) in dark {
        for (dx, dy) in (0..6).flat_map(|dx| (0..6).map(move |dy| (dx, dy))) {
            picture.put_pixel(x * 6 + 24 + dx, y * 6 + 24 + dy, Luma([0]));
        }
    }
    let mut bytes = Vec::new();
    DynamicImage::from(picture).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("encodes");
    bytes
}

#[test]
fn a_drawn_code_is_read_in_each_of_the_usual_ways() {
    let path = path(LINK);
    assert_only(&svg(&format!("<path d='{path}'/>")), "one path, no ground");
    assert_only(
        &svg(&format!("<rect width='100%' height='100%' fill='#222'/><path fill='#fff' d='{path}'/>")),
        "light on dark",
    );
    let squares = modules(LINK).1.iter().fold(String::new(), |mut squares, (x, y)| {
        write!(squares, "<use href='#m' x='{}' y='{}'/>", x + 4, y + 4).expect("writes");
        squares
    });
    assert_only(
        &svg(&format!("<defs><rect id='m' width='1' height='1'/></defs>{squares}")),
        "squares by reference",
    );
    let head = "\u{feff}<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x.dtd'>\n<!-- made -->\n";
    let whole = [
        head.as_bytes(),
        &svg(&format!(
            "<g transform='translate(22 22) rotate(20) scale(.65) translate(-22 -22)'><path d='{path}'/></g>"
        )),
    ]
    .concat();
    assert_only(&whole, "with a head, turned");
}

#[test]
fn a_picture_within_a_drawing_is_read_and_one_outside_is_not_asked_for() {
    let picture =
        format!("<image width='9' height='9' href='data:image/png;base64,{}'/>", BASE64.encode(&png(LINK)));
    assert_only(&svg(&picture), "embedded");
    let folder = std::env::temp_dir().join(format!("countersign-drawing-{}", std::process::id()));
    std::fs::write(&folder, png(LINK)).expect("writes");
    let outside = format!("<image width='30' height='30' href='{}'/>", folder.display());
    assert_eq!(texts(&svg(&outside)), Err(ImageError::NoCode));
    std::fs::remove_file(&folder).expect("is there");
}

#[test]
fn drawings_that_are_damaged_or_without_a_code_say_so() {
    assert_eq!(texts(&svg("<circle r='9'/>")), Err(ImageError::NoCode));
    for broken in ["<svg", "<svg xmlns='http://www.w3.org/2000/svg'><g></svg>"] {
        assert_eq!(texts(broken.as_bytes()), Err(ImageError::Damaged), "{broken}");
    }
}

#[test]
fn drawings_that_would_never_be_done_are_refused() {
    let covers = "<rect width='99' height='99' opacity='.9'/>".repeat(500);
    assert_eq!(texts(&svg(&covers)), Err(ImageError::TooLarge));
    let layers = format!("{}<path d='{}'/>{}", "<g opacity='.9'>".repeat(40), path(LINK), "</g>".repeat(40));
    assert_eq!(texts(&svg(&layers)), Err(ImageError::TooLarge));
    let doubled = (1..30).fold(String::new(), |mut groups, n| {
        let before = n - 1;
        write!(groups, "<g id='d{n}'><use href='#d{before}'/><use href='#d{before}'/></g>").expect("writes");
        groups
    });
    let result =
        texts(&svg(&format!("<defs><rect id='d0' width='1' height='1'/>{doubled}</defs><use href='#d29'/>")));
    assert!(matches!(result, Err(ImageError::TooLarge | ImageError::Damaged)), "{result:?}");
    let many = "<rect/>".repeat(450_000);
    assert_eq!(texts(&svg(&many)), Err(ImageError::TooLarge));
}

/// A document of these objects, the first of them its catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", index + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = places.len() + 1;
    file.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    file
}

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{entries}/Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

fn packed(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).expect("packs");
    encoder.finish().expect("packs")
}

/// A page with a code of squares somewhere on it.
fn drawn(text: &str) -> Vec<u8> {
    let mut content = String::from("0 g\n");
    for (x, y) in modules(text).1 {
        writeln!(content, "{} {} 2.5 2.5 re f", 200.0 + 2.5 * f64::from(x), 600.0 - 2.5 * f64::from(y))
            .expect("writes");
    }
    stream("/Filter/FlateDecode", &packed(content.as_bytes()))
}

fn document(contents: &[Vec<u8>], resources: &str) -> Vec<Vec<u8>> {
    let kids: Vec<String> = (0..contents.len()).map(|page| format!("{} 0 R", 3 + 2 * page)).collect();
    let pages = format!("<</Type/Pages/Count {}/Kids[{}]>>", contents.len(), kids.join(" "));
    let mut objects = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), pages.into_bytes()];
    for (page, content) in contents.iter().enumerate() {
        let entry = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<{resources}>>/Contents {} 0 R>>",
            4 + 2 * page
        );
        objects.extend([entry.into_bytes(), content.clone()]);
    }
    objects
}

#[test]
fn the_codes_on_all_pages_of_a_document_are_read() {
    let file = pdf(&document(&[drawn(OTHER), stream("", b""), drawn(LINK)], ""));
    assert_eq!(texts(&file), Ok(vec![OTHER.to_owned(), LINK.to_owned()]));
}

#[test]
fn a_scanned_page_is_read() {
    let (size, dark) = modules(LINK);
    let mut pixels = vec![255_u8; (size * size) as usize];
    for (x, y) in dark {
        pixels[(y * size + x) as usize] = 0;
    }
    let content = stream("", b"q 150 0 0 150 200 400 cm /P Do Q");
    let mut objects = document(&[content], "/XObject<</P 5 0 R>>");
    let entries = format!(
        "/Type/XObject/Subtype/Image/Width {size}/Height {size}/ColorSpace/DeviceGray/BitsPerComponent 8\
         /Filter/FlateDecode"
    );
    objects.push(stream(&entries, &packed(&pixels)));
    assert_only(&pdf(&objects), "a picture on a page");
}

#[test]
fn documents_without_a_code_or_damaged_or_locked_say_so() {
    assert_eq!(texts(&pdf(&document(&[stream("", b"")], ""))), Err(ImageError::NoCode));
    assert_eq!(texts(b"%PDF-1.7\nnothing else"), Err(ImageError::Damaged));
    let file = pdf(&document(&[drawn(LINK)], ""));
    let encryption = "/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<00112233445566778899aabbccddeeff\
        00112233445566778899aabbccddeeff>/U<00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff>>>>>";
    let text = String::from_utf8_lossy(&file).into_owned();
    let at = text.rfind("/Root 1 0 R>>").expect("a trailer") + "/Root 1 0 R".len();
    let at = file.len() - (text.len() - at);
    let locked = [&file[..at], encryption.as_bytes(), &file[at + 2..]].concat();
    assert_eq!(texts(&locked), Err(ImageError::Locked));
}

#[test]
fn documents_that_grow_beyond_measure_are_refused() {
    let bomb = packed(&vec![b' '; 300 << 20]);
    let file = pdf(&document(&[stream("/Filter/FlateDecode", &bomb)], ""));
    assert!(file.len() < 1 << 20);
    assert_eq!(texts(&file), Err(ImageError::TooLarge));
    let mut objects = document(&[stream("", b"q 99 0 0 99 0 0 cm /P Do Q")], "/XObject<</P 5 0 R>>");
    let entries =
        "/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 8";
    objects.push(stream(entries, b"\0"));
    assert_eq!(texts(&pdf(&objects)), Err(ImageError::TooLarge));
}

fn hex(data: &[u8]) -> Vec<u8> {
    data.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).chain([b'>']).collect()
}

fn lzw(data: &[u8]) -> Vec<u8> {
    weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8).encode(data).expect("packs")
}

#[test]
fn documents_are_measured_however_they_are_packed() {
    let content = b"0 g\n".to_vec();
    for (filters, data) in [
        ("/Filter[/ASCIIHexDecode/FlateDecode]", hex(&packed(&content))),
        ("/Filter/LZWDecode", lzw(&content)),
        ("/Filter [ /FlateDecode ] /X (obj << ( /Filter)", packed(&content)),
    ] {
        assert_eq!(
            texts(&pdf(&document(&[stream(filters, &data)], ""))),
            Err(ImageError::NoCode),
            "{filters}"
        );
    }
    let many = vec![b' '; 300 << 20];
    let (once, lzw) = (packed(&many), lzw(&many));
    let twice = packed(&once);
    for (filters, data) in [
        ("/Filter[/FlateDecode/FlateDecode]", &twice),
        ("/Filter[/Fl /Fl]", &twice),
        ("/#46ilter[/Flate#44ecode/FlateDecode]", &twice),
        ("/X (endobj stream) /Filter % [\n[/FlateDecode % ]\n/FlateDecode]", &twice),
        ("/Filter 9 0 R", &twice),
        ("/Filter[9 0 R]", &twice),
        ("/Filter[/AHx/Fl]", &hex(&once)),
        ("/Filter/LZWDecode", &lzw),
        ("/Filter/FlateDecode", &once[2..].to_vec()),
        ("/Filter/RunLengthDecode", &[129, b' '].repeat(3 << 20)),
    ] {
        let file = pdf(&document(&[stream(filters, data)], ""));
        assert_eq!(texts(&file), Err(ImageError::TooLarge), "{filters}");
    }
}

#[test]
fn a_large_enciphered_document_is_called_locked() {
    let mut file = pdf(&document(&[stream("", &vec![b' '; 300 << 10])], ""));
    assert_eq!(texts(&file), Err(ImageError::NoCode));
    let at = file.len() - b"startxref".len();
    file.splice(at..at, *b"/E#6ecrypt 9 0 R ");
    assert_eq!(texts(&file), Err(ImageError::Locked));
}
