//! Reading: texts, pictures, forms, and links from outside. Nothing is asked of anybody yet.

use countersign_enrollment::{Enrollment, EnrollmentError, ImageError, QrText, SetupKeyOptions};
use countersign_otp::Period;
use countersign_protocol::message::Grant;
use countersign_protocol::{Link, Origin};
use zeroize::Zeroizing;

use super::callback::Callback;
use super::{Invitation, What, pin_text};
use crate::Authenticator;
use crate::error::Error;
use crate::picture::{self, Picture};
use crate::view::{Found, LinkFollowed, LinkWay, PendingId, PendingView};

impl Authenticator {
    /// Reads a QR code's text, a link, an `otpauth` text, a paste; the code of a page that waits for a YES brings its
    /// question to the front. Where codes need a PIN, that is the next step.
    ///
    /// # Errors
    /// [`Error::Enrollment`], which says what the text is instead; [`Error::NotLinked`] for the page of a server that
    /// this device is not linked with; [`Error::OfflineNotBelieved`].
    pub fn read_text(&self, text: &str) -> Result<PendingView, Error> {
        if let Ok(Link::Approve(link)) = Link::parse(text.trim()) {
            self.scan_question(&link)?;
            return Ok(PendingView::Question { id: PendingId(self.random_name()) });
        }
        if let Ok(Link::Offline(link)) = Link::parse(text.trim()) {
            self.read_offline_question(&link)?;
            return Ok(PendingView::Question { id: PendingId(self.random_name()) });
        }
        match countersign_enrollment::read_text(text) {
            Err(EnrollmentError::PinNeeded) => Ok(self.wait_for_pin(pin_text(text)?)),
            read => Ok(self.wait_for_word(read?)),
        }
    }

    /// Reads a text that may also hold several accounts.
    ///
    /// # Errors
    /// As for [`read_text`](Self::read_text), and those of [`preview_texts`](Self::preview_texts).
    pub async fn read_any_text(&self, text: Zeroizing<String>) -> Result<Found, Error> {
        match self.read_text(&text) {
            Err(Error::Enrollment(EnrollmentError::Several)) => {
                Ok(Found::Several(self.preview_texts(vec![text]).await?))
            }
            read => read.map(Found::One),
        }
    }

    /// Reads the QR codes of pictures: files, the clipboard's, those of several screens.
    ///
    /// # Errors
    /// [`Error::Image`] of the first picture if there is no code in any; of a single code [`Error::Enrollment`].
    pub async fn read_pictures(&self, pictures: Vec<Picture>) -> Result<Found, Error> {
        let texts = look(move || picture::read_all(pictures)).await?;
        let is_page =
            |text: &&QrText| matches!(Link::parse(text.reveal()), Ok(Link::Approve(_) | Link::Offline(_)));
        if let Some(page) = texts.iter().find(is_page) {
            return self.read_text(page.reveal()).map(Found::One);
        }
        if let [text] = texts.as_slice() {
            match self.read_text(text.reveal()) {
                Err(Error::Enrollment(EnrollmentError::Several)) => {}
                read => return read.map(Found::One),
            }
        }
        Ok(Found::Several(self.preview_codes(texts).await?))
    }

    /// Reads the QR codes of a picture file, each by itself. What cannot be linked among several is left out.
    ///
    /// # Errors
    /// [`Error::Image`]; [`Error::Enrollment`] of the first code if none of them can be linked.
    pub async fn read_image(&self, file: Zeroizing<Vec<u8>>) -> Result<Vec<PendingView>, Error> {
        let texts = look(move || countersign_enrollment::read_image(&file)).await?;
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

    /// Prepares a sign-in with the system's browser. With `user` its page has that name filled in already.
    ///
    /// # Errors
    /// [`Error::Enrollment`], [`Error::NotHttps`].
    pub fn log_in_from_this_device(&self, address: &str, user: Option<&str>) -> Result<PendingView, Error> {
        must_be_https(address)?;
        let origin = Origin::from_typed(address).map_err(|_| EnrollmentError::ServerAddress)?;
        let user = user.map(str::to_owned);
        Ok(self.invite(Invitation { origin, way: LinkWay::Browser, key: None, grant: None, user }))
    }

    /// Follows a link from outside: an enrollment, an `otpauth` text, the way back from the browser, a question.
    ///
    /// # Errors
    /// [`Error::BrowserAnswerInvalid`], [`Error::NotLinked`] for a question of a server that this device is not
    /// linked with, [`Error::OfflineNotBelieved`], and those of [`read_text`](Self::read_text).
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
        if let Ok(Link::Offline(link)) = Link::parse(link) {
            if !self.is_paired_with(&link.server).await {
                return Err(Error::NotLinked);
            }
            self.read_offline_question(&link)?;
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
            Enrollment::Code(account) => self.wait(What::Code(account)),
            Enrollment::Link(link) => self.invite(Invitation {
                origin: link.server,
                way: LinkWay::Qr,
                key: Some(link.key),
                grant: Some(Grant::Code { code: link.code }),
                user: None,
            }),
            Enrollment::Typed(typed) => {
                let (user, setup_code) = (typed.user().to_owned(), typed.reveal_code().clone());
                self.invite(Invitation {
                    origin: typed.server().clone(),
                    way: LinkWay::Typed,
                    key: None,
                    grant: Some(Grant::Typed { user, setup_code }),
                    user: None,
                })
            }
        }
    }

    fn invite(&self, invitation: Invitation) -> PendingView {
        self.wait(What::Server(invitation))
    }

    pub(super) fn wait(&self, what: What) -> PendingView {
        let id = PendingId(self.random_name());
        let view = view(id, &what);
        self.inner.pendings.add(id, what);
        view
    }
}

/// Looks at pictures on a thread for blocking work.
async fn look(
    look: impl FnOnce() -> Result<Vec<QrText>, ImageError> + Send + 'static,
) -> Result<Vec<QrText>, Error> {
    let looked = tokio::task::spawn_blocking(look).await;
    Ok(looked.map_err(|error| Error::System(std::io::Error::other(error)))??)
}

/// What a person sees of what waits.
pub(super) fn view(id: PendingId, what: &What) -> PendingView {
    match what {
        What::Code(account) => PendingView::CodeAccount {
            id,
            service: account.service().unwrap_or_default().to_owned(),
            user: account.user().unwrap_or_default().to_owned(),
            digits: account.codes().length(),
            period: account.codes().period().map(Period::duration),
            is_weak: account.is_weak(),
        },
        What::Server(invitation) => PendingView::Server {
            id,
            origin: invitation.origin.clone(),
            is_private: invitation.origin.is_private(),
            way: invitation.way,
        },
        What::Sealed(sealed) => {
            PendingView::PinNeeded { id, service: sealed.service.clone(), user: sealed.user.clone() }
        }
    }
}

/// `http://` to another machine is no typing error but a danger of its own.
fn must_be_https(address: &str) -> Result<(), Error> {
    let is_plain = address.trim().get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"));
    if is_plain && Origin::from_typed(address).is_err() { Err(Error::NotHttps) } else { Ok(()) }
}
