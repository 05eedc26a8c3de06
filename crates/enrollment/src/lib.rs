//! QR codes, links, setup keys and typed forms turned into an [`Enrollment`].
//!
//! `pixels → text → Enrollment`: [`read_image`] finds texts in a picture, [`read_text`] makes an
//! enrollment of a text of one account or says what the text is instead. [`import`] reads other apps' files
//! and whole clipboards. Nothing here talks to a server, stores an
//! account or keeps a secret longer than the value lives; no error repeats any part of its input.

mod code_account;
mod elsewhere;
mod error;
pub mod import;
mod otpauth;
mod pixels;
mod text;
mod typed;

pub use code_account::{CodeAccount, SetupKeyOptions};
pub use error::{EnrollmentError, Foreign, LinkPurpose};
pub use pixels::{ImageError, QrText, read_image, read_pixels, small_icon, small_picture};
pub use text::{read_text, read_text_with_pin};
pub use typed::{TypedEnrollment, read_setup_key, read_typed_server};

/// What a person can link or add. It says what would happen; nothing has happened yet.
#[derive(Debug)]
pub enum Enrollment {
    /// An account that only shows codes, of whichever kind.
    Code(CodeAccount),
    /// An account of a server, by the link in its QR code.
    Link(countersign_protocol::EnrollLink),
    /// An account of a server, by address, user name and setup code.
    Typed(TypedEnrollment),
}
