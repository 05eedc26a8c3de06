//! Why a text is no enrollment. Each variant has a sentence of its own on the screen.

use countersign_otp::{ParameterError, SecretError};

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
    /// Codes of a kind that this version does not make.
    #[error("the account has codes of another kind: {0}")]
    OtherCodes(OtherCodes),
    /// An export of Google Authenticator. What helps now: each account's own setup code.
    #[error("the code is another authenticator's export of several accounts")]
    Migration,
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

/// Kinds of codes that this version does not make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherCodes {
    /// Codes by a counter (HOTP).
    Counter,
    /// Steam's letters.
    Steam,
    /// Yandex' letters with a PIN.
    Yandex,
    /// Mobile-OTP with a PIN.
    Motp,
    /// Another word in the place of the kind.
    Unknown,
}

impl std::fmt::Display for OtherCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Counter => "counter codes",
            Self::Steam => "Steam",
            Self::Yandex => "Yandex",
            Self::Motp => "Mobile-OTP",
            Self::Unknown => "unknown",
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
