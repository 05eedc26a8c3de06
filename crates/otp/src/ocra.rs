//! Challenge–response codes (OCRA, RFC 6287): eight digits that belong to one question instead of a point in time.
//!
//! Of the suites' grammar this knows what is needed to answer a question by a SHA-256 value, and to prove that by
//! the RFC's own vectors: HMAC-SHA-256, eight digits, a question, and neither counter, PIN, session nor time.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::code::TypedDigits;
use crate::hotp::{digits_of_value, truncate};
use crate::parameters::Digits;
use crate::secret::Secret;

/// How many digits a response has.
const LENGTH: u64 = 8;
/// Where the question lies in the data input, whatever its own length (RFC 6287 §5.1).
const QUESTION_BYTES: usize = 128;

/// How to answer a question that is named by a SHA-256 value: suite `OCRA-1:HOTP-SHA256-8:QH64`.
///
/// `Truncate(HMAC-SHA-256(K, suite ‖ 00 ‖ Q))`, with the question filled up with zeros to 128 bytes (RFC 6287 §5).
/// A response is bound to its question and good for nothing else; that it counts once, the verifier sees to.
#[derive(Debug)]
pub struct Ocra {
    secret: Secret,
}

impl Ocra {
    /// The suite, as it stands in the data input.
    pub const SUITE: &'static str = "OCRA-1:HOTP-SHA256-8:QH64";

    /// Answers with this key.
    pub fn new(secret: Secret) -> Self {
        Self { secret }
    }

    /// The eight digits for a question. Warning: the response itself; it is wiped on drop.
    pub fn reveal_response(&self, question: &[u8; 32]) -> Zeroizing<String> {
        response(&self.secret, Self::SUITE, question)
    }

    /// For a verifier: whether this was typed for the question, in constant time. White space and hyphens do not
    /// count; what has not eight digits is wrong, after the same work.
    pub fn matches(&self, typed: &str, question: &[u8; 32]) -> bool {
        let expected = self.reveal_response(question);
        let typed = TypedDigits::read(typed, length());
        typed.is_some_and(|typed| expected.as_bytes().ct_eq(typed.as_bytes()).into())
    }
}

fn length() -> Digits {
    Digits::new(LENGTH).expect("eight is in range")
}

/// The response in one of the suites with HMAC-SHA-256, eight digits and a question only.
fn response(secret: &Secret, suite: &str, question: &[u8]) -> Zeroizing<String> {
    let mut padded = [0; QUESTION_BYTES];
    padded[..question.len()].copy_from_slice(question);
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.reveal_bytes()).expect("HMAC takes keys of any length");
    mac.update(suite.as_bytes());
    mac.update(&[0]);
    mac.update(&padded);
    let tag = Zeroizing::new(<[u8; 32]>::from(mac.finalize().into_bytes()));
    digits_of_value(truncate(tag.as_slice()), length())
}

#[cfg(test)]
mod tests {
    use super::*;

    const QA08: &str = "OCRA-1:HOTP-SHA256-8:QA08";

    fn rfc_key() -> Secret {
        Secret::from_bytes(b"12345678901234567890123456789012".to_vec()).unwrap()
    }

    /// RFC 6287, appendix C.2 (mutual authentication, both sides) and C.3 (plain signature).
    #[test]
    fn responses_are_those_of_rfc_6287() {
        for (question, expected) in [
            ("CLI22220SRV11110", "28247970"),
            ("CLI22221SRV11111", "01984843"),
            ("CLI22222SRV11112", "65387857"),
            ("CLI22223SRV11113", "03351211"),
            ("CLI22224SRV11114", "83412541"),
            ("SRV11110CLI22220", "15510767"),
            ("SRV11111CLI22221", "90175646"),
            ("SRV11112CLI22222", "33777207"),
            ("SRV11113CLI22223", "95285278"),
            ("SRV11114CLI22224", "28934924"),
            ("SIG10000", "53095496"),
            ("SIG11000", "04110475"),
            ("SIG12000", "31331128"),
            ("SIG13000", "76028668"),
            ("SIG14000", "46554205"),
        ] {
            assert_eq!(*response(&rfc_key(), QA08, question.as_bytes()), expected, "{question}");
        }
    }
}
