//! Reading: texts, pictures, forms, and links from outside. Nothing is asked of anybody yet.

use countersign_enrollment::{Enrollment, EnrollmentError, ImageError, QrText, SetupKeyOptions};
use countersign_otp::Period;
use countersign_protocol::message::Grant;
use countersign_protocol::{Link, Origin};
use zeroize::Zeroizing;

use super::callback::Callback;
use super::{Invitation, What};
use crate::Authenticator;
use crate::error::Error;
use crate::view::{LinkFollowed, LinkWay, PendingId, PendingView};

impl Authenticator {
    /// Reads a QR code's text, a link, an `otpauth` text, a paste; the code of a page that waits for a YES brings its
    /// question to the front.
    ///
    /// # Errors
    /// [`Error::Enrollment`], which says what the text is instead; [`Error::NotLinked`] for the page of a server that
    /// this device is not linked with.
    pub fn read_text(&self, text: &str) -> Result<PendingView, Error> {
        if let Ok(Link::Approve(link)) = Link::parse(text.trim()) {
            self.scan_question(&link)?;
            return Ok(PendingView::Question { id: PendingId(self.random_name()) });
        }
        Ok(self.wait_for_word(countersign_enrollment::read_text(text)?))
    }

    /// Reads the QR codes of a picture file. What cannot be linked among several is left out.
    ///
    /// # Errors
    /// [`Error::Image`]; [`Error::Enrollment`] of the first code if none of them can be linked.
    pub async fn read_image(&self, file: Zeroizing<Vec<u8>>) -> Result<Vec<PendingView>, Error> {
        self.read_codes(move || countersign_enrollment::read_image(&file)).await
    }

    /// Reads the QR codes of a picture that is decoded already, four bytes for each pixel.
    ///
    /// # Errors
    /// As for [`read_image`](Self::read_image).
    pub async fn read_pixels(
        &self,
        width: u32,
        height: u32,
        mut pixels: Zeroizing<Vec<u8>>,
    ) -> Result<Vec<PendingView>, Error> {
        let pixels = std::mem::take(&mut *pixels);
        self.read_codes(move || countersign_enrollment::read_pixels(width, height, pixels)).await
    }

    async fn read_codes(
        &self,
        look: impl FnOnce() -> Result<Vec<QrText>, ImageError> + Send + 'static,
    ) -> Result<Vec<PendingView>, Error> {
        let texts = tokio::task::spawn_blocking(look)
            .await
            .map_err(|error| Error::System(std::io::Error::other(error)))??;
        let (mut views, mut first_error) = (Vec::new(), None);
        for text in &texts {
            match self.read_text(text.reveal()) {
                Ok(view) => views.push(view),
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        match first_error {
            Some(error) if views.is_empty() => Err(error),
            _ => Ok(views),
        }
    }

    /// Takes the setup code that a server's page shows.
    ///
    /// # Errors
    /// [`Error::Enrollment`], [`Error::NotHttps`].
    pub fn enter_setup_code(
        &self,
        address: &str,
        user: &str,
        setup_code: &str,
    ) -> Result<PendingView, Error> {
        must_be_https(address)?;
        let typed = countersign_enrollment::read_typed_server(address, user, setup_code)?;
        Ok(self.wait_for_word(Enrollment::Typed(typed)))
    }

    /// Takes another service's setup key.
    ///
    /// # Errors
    /// [`Error::Enrollment`].
    pub fn enter_setup_key(
        &self,
        service: &str,
        user: &str,
        key: &str,
        options: SetupKeyOptions,
    ) -> Result<PendingView, Error> {
        let account = countersign_enrollment::read_setup_key(service, user, key, options)?;
        Ok(self.wait_for_word(Enrollment::Code(account)))
    }

    /// Prepares a sign-in with the system's browser.
    ///
    /// # Errors
    /// [`Error::Enrollment`], [`Error::NotHttps`].
    pub fn log_in_from_this_device(&self, address: &str) -> Result<PendingView, Error> {
        must_be_https(address)?;
        let origin = Origin::from_typed(address).map_err(|_| EnrollmentError::ServerAddress)?;
        Ok(self.invite(Invitation { origin, way: LinkWay::Browser, key: None, grant: None }))
    }

    /// Follows a link from outside: an enrollment, an `otpauth` text, the way back from the browser, a question.
    ///
    /// # Errors
    /// [`Error::BrowserAnswerInvalid`], [`Error::NotLinked`] for a question of a server that this device is not
    /// linked with, and those of [`read_text`](Self::read_text).
    pub async fn follow_link(&self, link: &str) -> Result<LinkFollowed, Error> {
        if let Some(query) = link.strip_prefix(super::callback::DEEP_LINK) {
            let callback =
                query.strip_prefix('?').and_then(Callback::read).ok_or(Error::BrowserAnswerInvalid)?;
            return self.inner.pendings.come_back(callback).map(LinkFollowed::CameBack);
        }
        if let Ok(Link::Open(link)) = Link::parse(link) {
            // Behind a passphrase nothing is known yet; the question waits for the vault to open.
            if self.vault().is_ok() && !self.is_paired_with(&link.server).await {
                return Err(Error::NotLinked);
            }
            self.open_question(link.challenge);
            return Ok(LinkFollowed::Question);
        }
        if let Ok(Link::Approve(link)) = Link::parse(link) {
            // The link may have started the app; the pairings are read first.
            if !self.is_paired_with(&link.server).await {
                return Err(Error::NotLinked);
            }
            self.scan_question(&link)?;
            return Ok(LinkFollowed::Question);
        }
        self.read_text(link).map(LinkFollowed::Pending)
    }

    /// The app may have been started by the link itself, so the pairings may not be in use yet.
    async fn is_paired_with(&self, server: &Origin) -> bool {
        let is_in_use = || self.inner.pairings.all().iter().any(|paired| paired.origin == *server);
        if !is_in_use() {
            self.meet_pairings().await;
        }
        is_in_use()
    }

    pub(crate) fn wait_for_word(&self, enrollment: Enrollment) -> PendingView {
        match enrollment {
            Enrollment::Code(account) => {
                let id = PendingId(self.random_name());
                let view = PendingView::CodeAccount {
                    id,
                    service: account.service().unwrap_or_default().to_owned(),
                    user: account.user().unwrap_or_default().to_owned(),
                    digits: account.codes().length(),
                    period: account.codes().period().map(Period::duration),
                    is_weak: account.is_weak(),
                };
                self.inner.pendings.add(id, What::Code(account));
                view
            }
            Enrollment::Link(link) => self.invite(Invitation {
                origin: link.server,
                way: LinkWay::Qr,
                key: Some(link.key),
                grant: Some(Grant::Code { code: link.code }),
            }),
            Enrollment::Typed(typed) => {
                let (user, setup_code) = (typed.user().to_owned(), typed.reveal_code().clone());
                self.invite(Invitation {
                    origin: typed.server().clone(),
                    way: LinkWay::Typed,
                    key: None,
                    grant: Some(Grant::Typed { user, setup_code }),
                })
            }
        }
    }

    fn invite(&self, invitation: Invitation) -> PendingView {
        let view = PendingView::Server {
            id: PendingId(self.random_name()),
            origin: invitation.origin.clone(),
            is_private: invitation.origin.is_private(),
            way: invitation.way,
        };
        self.inner.pendings.add(view.id(), What::Server(invitation));
        view
    }
}

/// `http://` to another machine is no typing error but a danger of its own.
fn must_be_https(address: &str) -> Result<(), Error> {
    let is_plain = address.trim().get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"));
    if is_plain && Origin::from_typed(address).is_err() { Err(Error::NotHttps) } else { Ok(()) }
}
