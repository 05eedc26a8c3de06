//! From something read, typed or signed in to an account.
use crate::{Authenticator, Error, LinkFollowed, PendingId, PendingStatus, PendingView, SetupKeyOptions};
use zeroize::Zeroizing;

impl Authenticator {
    /// Reads a QR code's text, a link, an `otpauth` text, a paste.
    pub fn read_text(&self, _text: &str) -> Result<PendingView, Error> {
        todo!()
    }
    /// Reads the QR codes of a picture file: what can be linked of them.
    pub async fn read_image(&self, _file: Zeroizing<Vec<u8>>) -> Result<Vec<PendingView>, Error> {
        todo!()
    }
    /// Takes the setup code that a server's page shows.
    pub fn enter_setup_code(&self, _address: &str, _user: &str, _code: &str) -> Result<PendingView, Error> {
        todo!()
    }
    /// Takes another service's setup key.
    pub fn enter_setup_key(
        &self,
        _service: &str,
        _user: &str,
        _key: &str,
        _options: SetupKeyOptions,
    ) -> Result<PendingView, Error> {
        todo!()
    }
    /// Prepares a sign-in with the system's browser.
    pub fn log_in_from_this_device(&self, _address: &str) -> Result<PendingView, Error> {
        todo!()
    }
    /// Follows a link from outside: an enrollment, an `otpauth` text, the way back from the browser, a question.
    pub fn follow_link(&self, _link: &str) -> Result<LinkFollowed, Error> {
        todo!()
    }
    /// The person's word: go on with what was read. What follows is told by `Event::PendingChanged`.
    pub async fn confirm_pending(
        &self,
        _id: PendingId,
        _device_name: Option<&str>,
    ) -> Result<PendingStatus, Error> {
        todo!()
    }
    /// How far a linking is.
    pub fn pending_status(&self, _id: PendingId) -> Result<PendingStatus, Error> {
        todo!()
    }
    /// Drops what was read. What the server has confirmed meanwhile is kept.
    pub fn cancel_pending(&self, _id: PendingId) -> Result<(), Error> {
        todo!()
    }
}
