//! Pictures that the window hands over.

use data_encoding::BASE64;
use zeroize::Zeroizing;

use crate::dto::{CommandError, ErrorCode};

/// Takes a picture's file out of base64, also of a data URL.
pub(crate) fn from_base64(text: String) -> Result<Zeroizing<Vec<u8>>, CommandError> {
    let text = Zeroizing::new(text);
    let encoded = match text.strip_prefix("data:") {
        Some(url) => url.split_once(";base64,").map(|(_, encoded)| encoded),
        None => Some(text.as_str()),
    };
    let decoded = encoded.and_then(|encoded| BASE64.decode(encoded.trim().as_bytes()).ok());
    decoded.map(Zeroizing::new).ok_or_else(|| {
        CommandError::new(ErrorCode::ImageUnreadable, "what the window handed over is no picture")
    })
}

/// The one kind of picture that goes to the window. Drawings never do: they were drawn before they were kept.
pub(crate) const PNG: &str = "image/png";

/// A small picture as the window can show it.
pub(crate) fn data_url(media_type: &str, bytes: &[u8]) -> String {
    format!("data:{media_type};base64,{}", BASE64.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_comes_bare_or_as_a_data_url() {
        for text in ["aGVsbG8=", " aGVsbG8=\n", "data:image/png;base64,aGVsbG8="] {
            assert_eq!(from_base64(text.to_owned()).unwrap().as_slice(), b"hello", "{text}");
        }
        for text in ["data:image/svg+xml,<svg/>", "not base64!"] {
            assert_eq!(from_base64(text.to_owned()).unwrap_err().code, ErrorCode::ImageUnreadable, "{text}");
        }
    }
}
