//! A ticket: the request for authorization on its way through sign-in and back, tagged by this server, so that
//! nothing has to be stored for somebody who is not signed in yet.

use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;

use super::request::AuthorizeRequest;
use crate::http::Site;

const PURPOSE: &str = "authorize ticket";
const LIFETIME_SECONDS: u64 = 900;

/// A request for authorization and when it arrived. Everything in it was in the address of the browser before;
/// the tag only says that it was checked here, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) request: AuthorizeRequest,
    /// The sign-in must be at least as young as this (whole seconds).
    pub(super) arrived_at: u64,
}

impl Ticket {
    /// `base64url(<arrived_at>?<parameters>).base64url(tag)`.
    pub(super) fn seal(&self, site: &Site) -> String {
        let content = format!("{}?{}", self.arrived_at, self.request.to_query());
        let tag = site.tag(PURPOSE, content.as_bytes());
        format!("{}.{}", BASE64URL_NOPAD.encode(content.as_bytes()), BASE64URL_NOPAD.encode(&tag))
    }

    /// Opens a ticket that was sealed here within the last fifteen minutes.
    pub(super) fn open(text: &str, site: &Site, now: u64) -> Option<Self> {
        let (content, tag) = text.split_once('.')?;
        let content = BASE64URL_NOPAD.decode(content.as_bytes()).ok()?;
        let tag = BASE64URL_NOPAD.decode(tag.as_bytes()).ok()?;
        if !bool::from(site.tag(PURPOSE, &content).ct_eq(tag.as_slice())) {
            return None;
        }
        let (arrived_at, query) = std::str::from_utf8(&content).ok()?.split_once('?')?;
        let arrived_at: u64 = arrived_at.parse().ok()?;
        if now > arrived_at + LIFETIME_SECONDS {
            return None;
        }
        let request = AuthorizeRequest::parse(query).ok()?;
        Some(Self { request, arrived_at })
    }
}

#[cfg(test)]
mod tests {
    use super::{LIFETIME_SECONDS, Ticket};
    use crate::http::Site;
    use crate::oauth::request::AuthorizeRequest;

    const QUERY: &str = "response_type=code&client_id=countersign&scope=device:enroll&state=x\
        &redirect_uri=countersign://oauth/callback&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\
        &code_challenge_method=S256&dpop_jkt=JveGRTocnEEyl3K2Y5Z3tSiNGllUKaDhyl2QzVCYV5A&device_name=Phone\
        &platform=android";

    #[test]
    fn a_ticket_opens_unchanged_and_in_time_only() {
        let site = Site::for_tests();
        let ticket = Ticket { request: AuthorizeRequest::parse(QUERY).unwrap(), arrived_at: 1_800_000_000 };
        let text = ticket.seal(&site);
        assert_eq!(Ticket::open(&text, &site, 1_800_000_001).unwrap(), ticket);
        assert_eq!(Ticket::open(&text, &site, 1_800_000_001 + LIFETIME_SECONDS), None);
        let other = Ticket { arrived_at: 1_900_000_000, ..ticket.clone() }.seal(&site);
        let (content, _) = other.split_once('.').unwrap();
        let (_, tag) = text.split_once('.').unwrap();
        assert_eq!(Ticket::open(&format!("{content}.{tag}"), &site, 1_800_000_001), None);
        assert_eq!(Ticket::open("", &site, 1_800_000_001), None);
    }
}
