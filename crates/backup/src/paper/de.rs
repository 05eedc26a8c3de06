//! German.

use super::{AccountsWords, RecoveryWords, Words};

pub(super) const WORDS: Words = Words {
    recovery: RecoveryWords {
        title: "Notfallblatt",
        heading: "Notfallblatt für Countersign",
        printed: "gedruckt",
        warning: "Bewahren Sie es bei Ihrem Reisepass auf, nicht beim Gerät. Wer dieses Blatt und Ihr Gerät oder eine Sicherung hat, hat Ihre Konten. Der Support wird Sie nie danach fragen.",
        identity: "Sicherungsidentität",
        identity_opens: "Öffnet jede automatische Sicherung.",
        lie_in: "Sie liegen in:",
        same_in_words: "Dasselbe in 24 Wörtern:",
        key: "Wiederherstellungsschlüssel",
        key_opens: "Öffnet den Tresor auf diesem Gerät, wenn sein System den Schlüssel verloren hat.",
        lost_with: "Das Gerät ist verloren: mit Countersign",
        steps_with: [
            "Installieren Sie Countersign auf einem anderen Gerät und wählen Sie <em>Sicherung wiederherstellen</em>.",
            "Wählen Sie die neueste Datei, deren Name mit <em>countersign-</em> beginnt und auf <em>.age</em> endet.",
            "Scannen Sie die Sicherungsidentität oben oder geben Sie ihre Wörter ein. Ihre Codes sind da.",
            "Konten eines Countersign-Servers: Verknüpfen Sie sie neu, um Anmeldungen freizugeben.",
        ],
        lost_without: "Das Gerät ist verloren: ohne Countersign",
        steps_without: [
            "Öffnen Sie <em>rescue.html</em>, die bei den Sicherungen liegt, in einem beliebigen Browser. Sie braucht kein Internet.",
            "Wählen Sie die Sicherungsdatei und geben Sie die Sicherungsidentität oder ihre 24 Wörter ein.",
        ],
        with_age: "Oder mit dem öffentlichen Werkzeug: Schreiben Sie die Sicherungsidentität ohne Leerzeichen in key.txt, dann",
        key_missing: "Das Gerät ist da, und Countersign meldet, dass sein Schlüssel fehlt",
        step_missing: "Wählen Sie <em>Notfallblatt verwenden</em> und geben Sie die 12 Wörter des Wiederherstellungsschlüssels ein. Nichts wurde überschrieben.",
    },
    accounts: AccountsWords {
        title: "Konten auf Papier",
        heading: "Konten",
        count: ["Konto", "Konten"],
        printed: "gedruckt",
        warning: "Bewahren Sie dieses Blatt auf wie Bargeld: Wer es hat, kann Ihre Codes erzeugen. Scannen Sie einen Code mit einem beliebigen Authenticator oder geben Sie den Schlüssel ein.",
        characters: "Zeichen",
        every: "alle",
        counter: "Zähler",
    },
};
