//! The formats that are known here.

/// A format of an app's export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the variants are names of apps; `name` says them in full")]
pub enum Format {
    Aegis,
    AegisEncrypted,
    AndOtp,
    AndOtpEncrypted,
    AuthenticatorPlus,
    Authy,
    Bitwarden,
    BitwardenCsv,
    BitwardenEncrypted,
    BitwardenAuthenticator,
    BitwardenAuthenticatorCsv,
    Duo,
    Ente,
    EnteEncrypted,
    FreeOtp,
    FreeOtp2,
    FreeOtpPlus,
    GoogleMigration,
    GoogleDatabase,
    HtmlList,
    KeePass,
    KeePassXcCsv,
    LastPass,
    MicrosoftDatabase,
    OnePassword,
    OnePasswordCsv,
    OtpClient,
    OtpClientEncrypted,
    PlainCsv,
    Proton,
    ProtonEncrypted,
    ProtonPass,
    Raivo,
    SteamApp,
    SteamDesktop,
    Stratum,
    StratumEncrypted,
    StratumLegacy,
    TotpAuthenticator,
    TwoFas,
    TwoFasEncrypted,
    UriList,
    WinAuth,
    Zip,
}

impl Format {
    /// The app's own name and, where it has several, the form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aegis => "Aegis",
            Self::AegisEncrypted => "Aegis (encrypted)",
            Self::AndOtp => "andOTP or GNOME Authenticator",
            Self::AndOtpEncrypted => "andOTP (encrypted)",
            Self::AuthenticatorPlus => "Authenticator Plus",
            Self::Authy => "Authy",
            Self::Bitwarden => "Bitwarden",
            Self::BitwardenCsv => "Bitwarden (CSV)",
            Self::BitwardenEncrypted => "Bitwarden (encrypted)",
            Self::BitwardenAuthenticator => "Bitwarden Authenticator",
            Self::BitwardenAuthenticatorCsv => "Bitwarden Authenticator (CSV)",
            Self::Duo => "Duo Mobile",
            Self::Ente => "Ente Auth",
            Self::EnteEncrypted => "Ente Auth (encrypted)",
            Self::FreeOtp => "FreeOTP 1",
            Self::FreeOtp2 => "FreeOTP 2",
            Self::FreeOtpPlus => "FreeOTP+",
            Self::GoogleMigration => "Google Authenticator (QR codes)",
            Self::GoogleDatabase => "Google Authenticator (database)",
            Self::HtmlList => "a web page with setup codes",
            Self::KeePass => "KeePass",
            Self::KeePassXcCsv => "KeePassXC (CSV)",
            Self::LastPass => "LastPass Authenticator",
            Self::MicrosoftDatabase => "Microsoft Authenticator (database)",
            Self::OnePassword => "1Password",
            Self::OnePasswordCsv => "1Password (CSV)",
            Self::OtpClient => "OTPClient",
            Self::OtpClientEncrypted => "OTPClient (encrypted)",
            Self::PlainCsv => "a table (CSV)",
            Self::Proton => "Proton Authenticator",
            Self::ProtonEncrypted => "Proton Authenticator (encrypted)",
            Self::ProtonPass => "Proton Pass",
            Self::Raivo => "Raivo OTP",
            Self::SteamApp => "Steam",
            Self::SteamDesktop => "Steam Desktop Authenticator (encrypted)",
            Self::Stratum => "Stratum",
            Self::StratumEncrypted => "Stratum (encrypted)",
            Self::StratumLegacy => "Authenticator Pro (encrypted)",
            Self::TotpAuthenticator => "TOTP Authenticator",
            Self::TwoFas => "2FAS",
            Self::TwoFasEncrypted => "2FAS (encrypted)",
            Self::UriList => "a list of setup codes",
            Self::WinAuth => "WinAuth",
            Self::Zip => "a packed export",
        }
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
