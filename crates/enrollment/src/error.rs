//! Why a text is no enrollment. Each variant has a sentence of its own on the screen.

use countersign_otp::{NotAPin, ParameterError, SecretError, YandexError};

/// Why a text is no enrollment. No variant repeats the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrollmentError {
    /// There is no text.
    #[error("the text is empty")]
    Empty,
    /// Longer than any code: more than 4 KiB.
    #[error("the text is longer than 4 KiB")]
    TooLong,
    /// Neither a link nor a setup key nor anything that is known.
    #[error("the text is no code that can be linked")]
    NotRecognized,
    /// A code for something else altogether.
    #[error("the code is for something else: {0}")]
    Foreign(Foreign),
    /// Codes of a kind that nobody here knows.
    #[error("the account has codes of a kind that is not known here")]
    UnknownKind,
    /// Several accounts, or a part of another authenticator's export: `import::read_texts` reads them.
    #[error("the text holds several accounts")]
    Several,
    /// The codes also need a PIN, which the text does not have: ask for it, and call `read_text_with_pin`.
    #[error("the codes need a PIN, which is not in the text")]
    PinNeeded,
    /// The PIN in the text is none.
    #[error("the PIN is not valid")]
    Pin(#[source] NotAPin),
    /// The secret or the PIN is none of Yandex'.
    #[error("the secret is not one of Yandex")]
    Yandex(#[source] YandexError),
    /// A Countersign link, but one that answers a question instead of linking an account.
    #[error("the link is for {0}, not for linking an account")]
    NotForLinking(LinkPurpose),
    /// A Countersign link of a newer version: update the app.
    #[error("the link needs a newer app")]
    UpdateApp,
    /// A Countersign link that is incomplete or altered: show a new one.
    #[error("the link is damaged")]
    DamagedLink,
    /// A Countersign link that stands on one server and names another.
    #[error("the link names two servers")]
    TwoServers,
    /// An `otpauth:` text whose structure is broken.
    #[error("the setup code is damaged")]
    DamagedUri,
    /// An `otpauth:` text without a secret.
    #[error("the setup code has no secret")]
    NoSecret,
    /// A secret that is none.
    #[error("the secret is not valid")]
    Secret(#[source] SecretError),
    /// A hash, number of digits or period that no code is made with.
    #[error("the setup code asks for codes that do not exist")]
    Parameter(#[source] ParameterError),
    /// The typed server address is none.
    #[error("the server address is not valid")]
    ServerAddress,
    /// The typed user name is empty, too long, or has characters that no name has.
    #[error("the user name is not valid")]
    UserName,
    /// The typed setup code has not eight letters and digits.
    #[error("the setup code has not eight letters and digits")]
    SetupCode,
}

/// What a foreign code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Joining a wireless network.
    Wifi,
    /// A web page.
    WebAddress,
    /// A person's or company's address.
    Contact,
    /// Writing or calling somebody.
    Message,
    /// Paying.
    Payment,
    /// Signing in with a passkey on another device.
    Passkey,
    /// Approvals in Duo Mobile.
    Duo,
    /// Approvals in Microsoft Authenticator.
    Microsoft,
    /// Approvals in Okta Verify.
    Okta,
    /// Approvals in another authenticator.
    OtherApprovals,
    /// Another app's own link.
    OtherApp,
}

impl std::fmt::Display for Foreign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Wifi => "a wireless network",
            Self::WebAddress => "a web page",
            Self::Contact => "a contact",
            Self::Message => "a message or call",
            Self::Payment => "a payment",
            Self::Passkey => "a passkey",
            Self::Duo => "Duo Mobile",
            Self::Microsoft => "Microsoft Authenticator",
            Self::Okta => "Okta Verify",
            Self::OtherApprovals => "approvals in another authenticator",
            Self::OtherApp => "another app",
        })
    }
}

/// What a Countersign link that links nothing is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Approving a sign-in by scanning its page.
    Approve,
    /// Opening the app at a question.
    Open,
    /// Answering without network.
    Offline,
}

impl std::fmt::Display for LinkPurpose {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Approve => "approving a sign-in",
            Self::Open => "opening a question",
            Self::Offline => "answering without network",
        })
    }
}
