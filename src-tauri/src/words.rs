//! The few words that the shell says itself, in the system's language: what stands on a notification and in the tray. All other
//! words are the window's.

mod computer;

use crate::dto::ExportFormat;

/// A language that the shell speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// German.
    German,
    /// English.
    English,
    /// Spanish.
    Spanish,
    /// French.
    French,
    /// Italian.
    Italian,
}

impl Language {
    /// All of them.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 5] =
        [Self::German, Self::English, Self::Spanish, Self::French, Self::Italian];

    /// The system's language, else English.
    pub(crate) fn of_system() -> Self {
        Self::of_tag(&locale())
    }

    fn of_tag(tag: &str) -> Self {
        match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "de" => Self::German,
            "es" => Self::Spanish,
            "fr" => Self::French,
            "it" => Self::Italian,
            _ => Self::English,
        }
    }

    /// What a file of backup codes is called, unless the person says otherwise.
    pub(crate) fn backup_codes_file(self) -> &'static str {
        match self {
            Self::English | Self::German => "backup-codes.txt",
            Self::French => "codes-de-secours.txt",
            Self::Italian => "codici-di-backup.txt",
            Self::Spanish => "codigos-de-respaldo.txt",
        }
    }

    /// What a backup is called, unless the person says otherwise.
    pub(crate) fn backup_file(self) -> &'static str {
        match self {
            Self::English => "countersign-backup.age",
            Self::French => "sauvegarde-countersign.age",
            Self::German => "countersign-sicherung.age",
            Self::Italian => "backup-countersign.age",
            Self::Spanish => "copia-de-countersign.age",
        }
    }

    /// What the recovery sheet is called, unless the person says otherwise.
    pub(crate) fn recovery_sheet_file(self) -> &'static str {
        match self {
            Self::English => "recovery-sheet.html",
            Self::French => "feuille-de-secours.html",
            Self::German => "notfallblatt.html",
            Self::Italian => "foglio-di-recupero.html",
            Self::Spanish => "hoja-de-recuperacion.html",
        }
    }

    /// What the file of a move is called, unless the person says otherwise.
    pub(crate) fn move_file(self) -> &'static str {
        match self {
            Self::English => "countersign-move.age",
            Self::French => "transfert-countersign.age",
            Self::German => "countersign-umzug.age",
            Self::Italian => "trasferimento-countersign.age",
            Self::Spanish => "traslado-de-countersign.age",
        }
    }

    /// What an export is called, unless the person says otherwise.
    pub(crate) fn export_file(self, format: ExportFormat) -> &'static str {
        match (self, format) {
            (_, ExportFormat::Aegis) => "aegis-export.json",
            (Self::English, ExportFormat::Sheet) => "accounts.html",
            (Self::English, _) => "accounts.txt",
            (Self::French, ExportFormat::Sheet) => "comptes.html",
            (Self::French, _) => "comptes.txt",
            (Self::German, ExportFormat::Sheet) => "konten.html",
            (Self::German, _) => "konten.txt",
            (Self::Italian, ExportFormat::Sheet) => "account.html",
            (Self::Italian, _) => "account.txt",
            (Self::Spanish, ExportFormat::Sheet) => "cuentas.html",
            (Self::Spanish, _) => "cuentas.txt",
        }
    }

    /// What stands on the phone's prompt for fingerprint or face.
    #[cfg(target_os = "android")]
    pub(crate) fn open_countersign(self) -> &'static str {
        match self {
            Self::English => "Countersign: it is me",
            Self::French => "Countersign\u{a0}: c’est bien moi",
            Self::German => "Countersign: Ich bin es",
            Self::Italian => "Countersign: sono io",
            Self::Spanish => "Countersign: soy yo",
        }
    }

    /// The button that closes that prompt.
    #[cfg(target_os = "android")]
    pub(crate) fn cancel(self) -> &'static str {
        match self {
            Self::English => "Cancel",
            Self::French => "Annuler",
            Self::German => "Abbrechen",
            Self::Italian => "Annulla",
            Self::Spanish => "Cancelar",
        }
    }

    /// The button that stops a sign-in.
    pub(crate) fn no(self) -> &'static str {
        match self {
            Self::English | Self::Italian | Self::Spanish => "NO",
            Self::French => "NON",
            Self::German => "NEIN",
        }
    }

    /// The button that opens the question.
    pub(crate) fn yes(self) -> &'static str {
        match self {
            Self::English => "YES",
            Self::French => "OUI",
            Self::German => "JA",
            Self::Italian => "SÌ",
            Self::Spanish => "SÍ",
        }
    }

    /// The question about a sign-in.
    pub(crate) fn are_you_signing_in(self, service: &str) -> String {
        match self {
            Self::English => format!("Are you signing in to {service} now?"),
            Self::French => format!("Êtes-vous en train de vous connecter à {service}\u{a0}?"),
            Self::German => format!("Melden Sie sich gerade bei {service} an?"),
            Self::Italian => format!("Stai accedendo ora a {service}?"),
            Self::Spanish => format!("¿Estás iniciando sesión en {service} ahora?"),
        }
    }

    /// The question about anything else.
    pub(crate) fn is_this_you(self, service: &str) -> String {
        match self {
            Self::English => format!("{service} asks: is this you?"),
            Self::French => format!("{service} demande\u{a0}: est-ce bien vous\u{a0}?"),
            Self::German => format!("{service} fragt: Sind Sie das?"),
            Self::Italian => format!("{service} chiede: sei tu?"),
            Self::Spanish => format!("{service} pregunta: ¿eres tú?"),
        }
    }

    /// Which browser asks.
    pub(crate) fn browser_on(self, browser: &str, system: &str) -> String {
        match self {
            Self::English => format!("{browser} on {system}"),
            Self::French => format!("{browser} sous {system}"),
            Self::German => format!("{browser} unter {system}"),
            Self::Italian => format!("{browser} su {system}"),
            Self::Spanish => format!("{browser} en {system}"),
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
    fn each_system_is_spoken_to_in_its_language() {
        for (tag, language) in [
            ("fr", Language::French),
            ("fr-CH", Language::French),
            ("FR_ca", Language::French),
            ("de-AT", Language::German),
            ("es_419", Language::Spanish),
            ("it-CH", Language::Italian),
            ("en-GB", Language::English),
            ("nl-BE", Language::English),
            ("fur-IT", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::of_tag(tag), language, "{tag}");
        }
    }
}
