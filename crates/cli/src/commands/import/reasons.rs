//! Why something cannot come, in sentences.

use countersign_authenticator::NotComing;

/// The sentence of a reason.
pub(super) fn sentence(reason: NotComing) -> String {
    let fixed = match reason {
        NotComing::NoSecret => "it has no secret",
        NotComing::SecretInvalid => "its secret has characters that none has",
        NotComing::ParameterInvalid => "it asks for codes that do not exist",
        NotComing::KindUnknown => "it has codes of a kind that is not known here",
        NotComing::PinMissing => "its codes need a PIN that is not in the file",
        NotComing::PinInvalid => "its PIN is none",
        NotComing::Damaged => "it is damaged",
        NotComing::Sealed => "its secret is sealed by the device that it comes from",
        NotComing::InTrash => "it lies in the other app’s trash",
        NotComing::NotAnAccount => "it is no account",
        NotComing::PartMissing { part, of } => {
            return format!("picture {part} of {of} is missing: add it to the others");
        }
        NotComing::TooLong => "a text of it is too long",
        NotComing::NoQrCode => "there is no QR code in it",
        NotComing::PictureUnreadable => "the picture, or the code in it, cannot be read",
        NotComing::FileUnknown => "it is no export that is known here",
        NotComing::FileAlone => "it only opens together with the file beside it",
    };
    fixed.to_owned()
}
