//! Codes that are for something else: naming it helps more than "not valid".

use crate::error::{EnrollmentError, Foreign};

/// What a text with this scheme (in lower case) is for.
pub(crate) fn recognize(scheme: &str, rest: &str) -> EnrollmentError {
    let foreign = match scheme {
        "wifi" => Foreign::Wifi,
        "http" | "https" => web_address(rest),
        "begin" | "mecard" | "bizcard" => Foreign::Contact,
        "mailto" | "matmsg" | "sms" | "smsto" | "mms" | "mmsto" | "tel" | "sip" | "xmpp" => Foreign::Message,
        "bitcoin" | "ethereum" | "monero" | "lightning" | "litecoin" | "upi" => Foreign::Payment,
        "fido" => Foreign::Passkey,
        "duo" => Foreign::Duo,
        "phonefactor" | "msauth" | "ms-msa" | "microsoft-authenticator" => Foreign::Microsoft,
        "oktaverify" => Foreign::Okta,
        "pushauth"
        | "mfauth"
        | "pingid"
        | "openpass"
        | "onelogin-protect"
        | "com.rsa.securid"
        | "com.rsa.securid.iphone" => Foreign::OtherApprovals,
        _ if rest.starts_with("//") => Foreign::OtherApp,
        _ => return EnrollmentError::NotRecognized,
    };
    EnrollmentError::Foreign(foreign)
}

/// Some apps put their activation behind an ordinary web address.
fn web_address(rest: &str) -> Foreign {
    let authority = rest.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let host = host.to_ascii_lowercase();
    let is_under = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
    if is_under("duosecurity.com") {
        Foreign::Duo
    } else if is_under("phonefactor.net") {
        Foreign::Microsoft
    } else if is_under("pingidentity.com") {
        Foreign::OtherApprovals
    } else {
        Foreign::WebAddress
    }
}
