//! Texts whose codes also need a PIN: they wait here, so that only the PIN has to be given.

use countersign_enrollment::{Enrollment, EnrollmentError, read_text_with_pin};
use countersign_otp::{Pin, YandexError};
use zeroize::Zeroizing;

use super::pending::{PinText, What};
use super::read::view;
use crate::Authenticator;
use crate::error::Error;
use crate::view::{PendingId, PendingView};

/// With this PIN a text tells its names, and what else is wrong with it.
const ANY_PIN: &str = "0000";

impl Authenticator {
    /// Gives the PIN for [`PendingView::PinNeeded`]; what comes back waits under the same id for the person's word.
    ///
    /// # Errors
    /// [`Error::CodePinInvalid`], after which another PIN can be given; [`Error::PendingUnknown`],
    /// [`Error::PendingElsewhere`].
    pub fn give_pin(&self, id: PendingId, pin: &Zeroizing<String>) -> Result<PendingView, Error> {
        let pin = Pin::parse(pin).map_err(|_| Error::CodePinInvalid)?;
        self.inner.pendings.change(id, |what| {
            let What::Sealed(sealed) = &*what else { return Err(Error::PendingElsewhere) };
            let Enrollment::Code(account) = read_text_with_pin(&sealed.text, &pin).map_err(reason)? else {
                return Err(Error::PendingElsewhere);
            };
            *what = What::Code(account);
            Ok(view(id, what))
        })
    }

    pub(crate) fn wait_for_pin(&self, sealed: PinText) -> PendingView {
        self.wait(What::Sealed(sealed))
    }
}

/// The text with its names.
///
/// # Errors
/// What is wrong with it apart from the missing PIN.
pub(crate) fn pin_text(text: &str) -> Result<PinText, EnrollmentError> {
    let pin = Pin::parse(ANY_PIN).expect("four digits are a PIN");
    let Enrollment::Code(account) = read_text_with_pin(text, &pin)? else {
        return Err(EnrollmentError::NotRecognized);
    };
    Ok(PinText {
        text: Zeroizing::new(text.to_owned()),
        service: account.service().unwrap_or_default().to_owned(),
        user: account.user().unwrap_or_default().to_owned(),
    })
}

fn reason(error: EnrollmentError) -> Error {
    match error {
        EnrollmentError::Pin(_) | EnrollmentError::Yandex(YandexError::Pin) => Error::CodePinInvalid,
        other => Error::Enrollment(other),
    }
}
