//! What stands in the tray's menu, and on a notification that only tries whether one arrives.

use super::Language;

impl Language {
    /// The title of a notification that is no question.
    pub(crate) fn this_is_a_test(self) -> &'static str {
        match self {
            Self::English => "This is only a test",
            Self::French => "Ceci n’est qu’un essai",
            Self::German => "Das ist nur ein Test",
            Self::Italian => "Questa è solo una prova",
            Self::Spanish => "Esto es solo una prueba",
        }
    }

    /// What it says.
    pub(crate) fn questions_come_like_this(self) -> &'static str {
        match self {
            Self::English => "Questions come like this. Nobody is signing in.",
            Self::French => "Les questions arrivent ainsi. Personne ne se connecte.",
            Self::German => "So kommen Anfragen an. Niemand meldet sich an.",
            Self::Italian => "Le richieste arrivano così. Nessuno sta accedendo.",
            Self::Spanish => "Las solicitudes llegan así. Nadie está iniciando sesión.",
        }
    }
}

#[cfg(desktop)]
impl Language {
    /// That something is asked, where no names are said.
    pub(crate) fn a_question_waits(self) -> &'static str {
        match self {
            Self::English => "A question is waiting",
            Self::French => "Une question vous attend",
            Self::German => "Eine Anfrage wartet",
            Self::Italian => "C’è una richiesta in attesa",
            Self::Spanish => "Hay una solicitud en espera",
        }
    }

    /// What stands above the accounts whose codes can be copied.
    pub(crate) fn copy_a_code(self) -> &'static str {
        match self {
            Self::English => "Copy a code",
            Self::French => "Copier un code",
            Self::German => "Code kopieren",
            Self::Italian => "Copia un codice",
            Self::Spanish => "Copiar un código",
        }
    }

    /// Opens the window of the locked app.
    pub(crate) fn unlock(self) -> &'static str {
        match self {
            Self::English => "Unlock…",
            Self::French => "Déverrouiller…",
            Self::German => "Entsperren …",
            Self::Italian => "Sblocca…",
            Self::Spanish => "Desbloquear…",
        }
    }

    /// Opens the window.
    pub(crate) fn open(self) -> &'static str {
        match self {
            Self::English => "Open Countersign",
            Self::French => "Ouvrir Countersign",
            Self::German => "Countersign öffnen",
            Self::Italian => "Apri Countersign",
            Self::Spanish => "Abrir Countersign",
        }
    }

    /// Locks the app.
    pub(crate) fn lock(self) -> &'static str {
        match self {
            Self::English => "Lock",
            Self::French => "Verrouiller",
            Self::German => "Sperren",
            Self::Italian => "Blocca",
            Self::Spanish => "Bloquear",
        }
    }

    /// Ends the app.
    pub(crate) fn quit(self) -> &'static str {
        match self {
            Self::English => "Quit",
            Self::French => "Quitter",
            Self::German => "Beenden",
            Self::Italian => "Esci",
            Self::Spanish => "Salir",
        }
    }
}
