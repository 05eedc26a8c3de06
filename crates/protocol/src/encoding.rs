//! Base64url as CS/1 writes it: no padding, no other characters, unused bits zero (RFC 4648 §5).

use data_encoding::BASE64URL_NOPAD;

/// The text is not canonical base64url, or not of the length that is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not canonical base64url of the right length")]
pub struct NotBase64Url;

/// Writes bytes as base64url.
pub fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// Reads canonical base64url.
pub fn decode(text: &str) -> Result<Vec<u8>, NotBase64Url> {
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| NotBase64Url)
}

/// Reads canonical base64url of exactly `N` bytes.
pub fn decode_array<const N: usize>(text: &str) -> Result<[u8; N], NotBase64Url> {
    decode(text)?.try_into().map_err(|_| NotBase64Url)
}
