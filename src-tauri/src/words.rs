//! The few words that the shell says itself, in the system's language: what stands on a notification. All other
//! words are the window's.

use crate::dto::ExportFormat;

/// A language that the shell speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// English.
    English,
    /// French.
    French,
}

impl Language {
    /// The system's language, else English.
    pub(crate) fn of_system() -> Self {
        Self::of_tag(&locale())
    }

    fn of_tag(tag: &str) -> Self {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("fr") { Self::French } else { Self::English }
    }

    /// What a file of backup codes is called, unless the person says otherwise.
    pub(crate) fn backup_codes_file(self) -> &'static str {
        match self {
            Self::English => "backup-codes.txt",
            Self::French => "codes-de-secours.txt",
        }
    }

    /// What a backup is called, unless the person says otherwise.
    pub(crate) fn backup_file(self) -> &'static str {
        match self {
            Self::English => "countersign-backup.age",
            Self::French => "sauvegarde-countersign.age",
        }
    }

    /// What the file of a move is called, unless the person says otherwise.
    pub(crate) fn move_file(self) -> &'static str {
        match self {
            Self::English => "countersign-move.age",
            Self::French => "transfert-countersign.age",
        }
    }

    /// What an export is called, unless the person says otherwise.
    pub(crate) fn export_file(self, format: ExportFormat) -> &'static str {
        match (self, format) {
            (_, ExportFormat::Aegis) => "aegis-export.json",
            (Self::English, ExportFormat::Sheet) => "accounts.html",
            (Self::French, ExportFormat::Sheet) => "comptes.html",
            (Self::English, _) => "accounts.txt",
            (Self::French, _) => "comptes.txt",
        }
    }

    /// What stands on the phone's prompt for fingerprint or face.
    #[cfg(target_os = "android")]
    pub(crate) fn open_countersign(self) -> &'static str {
        match self {
            Self::English => "Countersign: it is me",
            Self::French => "Countersign : c’est bien moi",
        }
    }

    /// The button that closes that prompt.
    #[cfg(target_os = "android")]
    pub(crate) fn cancel(self) -> &'static str {
        match self {
            Self::English => "Cancel",
            Self::French => "Annuler",
        }
    }

    /// The button that stops a sign-in.
    pub(crate) fn no(self) -> &'static str {
        match self {
            Self::English => "NO",
            Self::French => "NON",
        }
    }

    /// The button that opens the question.
    pub(crate) fn yes(self) -> &'static str {
        match self {
            Self::English => "YES",
            Self::French => "OUI",
        }
    }

    /// The question about a sign-in.
    pub(crate) fn are_you_signing_in(self, service: &str) -> String {
        match self {
            Self::English => format!("Are you signing in to {service} now?"),
            Self::French => format!("Êtes-vous en train de vous connecter à {service} ?"),
        }
    }

    /// The question about anything else.
    pub(crate) fn is_this_you(self, service: &str) -> String {
        match self {
            Self::English => format!("{service} asks: is this you?"),
            Self::French => format!("{service} demande : est-ce bien vous ?"),
        }
    }

    /// Which browser asks.
    pub(crate) fn browser_on(self, browser: &str, system: &str) -> String {
        match self {
            Self::English => format!("{browser} on {system}"),
            Self::French => format!("{browser} sous {system}"),
        }
    }
}

/// The system's language as a BCP 47 tag. `C` and `POSIX` are none.
pub(crate) fn locale() -> String {
    sys_locale::get_locale().filter(|tag| tag != "C" && tag != "POSIX").unwrap_or_else(|| "en".to_owned())
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn only_french_systems_are_spoken_to_in_french() {
        for (tag, language) in [
            ("fr", Language::French),
            ("fr-CH", Language::French),
            ("FR_ca", Language::French),
            ("en-GB", Language::English),
            ("fur-IT", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::of_tag(tag), language, "{tag}");
        }
    }
}
