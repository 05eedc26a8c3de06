//! Italian.

use super::{AccountsWords, RecoveryWords, Words};

pub(super) const WORDS: Words = Words {
    recovery: RecoveryWords {
        title: "Foglio di recupero",
        heading: "Foglio di recupero di Countersign",
        printed: "data di stampa:",
        warning: "Conservalo dove tieni il passaporto, non accanto al dispositivo. Chi ha questo foglio e il tuo dispositivo o un backup ha i tuoi account. L’assistenza non te lo chiederà mai.",
        identity: "Identità del backup",
        identity_opens: "Apre ogni backup automatico.",
        lie_in: "Si trovano in:",
        same_in_words: "La stessa in 24 parole:",
        key: "Chiave di recupero",
        key_opens: "Apre la cassaforte su questo dispositivo quando il suo sistema ha perso la chiave.",
        lost_with: "Il dispositivo è perso: con Countersign",
        steps_with: [
            "Installa Countersign su un altro dispositivo e scegli <em>Ripristina un backup</em>.",
            "Scegli il file più recente il cui nome inizia con <em>countersign-</em> e termina con <em>.age</em>.",
            "Scansiona l’identità del backup qui sopra o inserisci le sue parole. I tuoi codici sono lì.",
            "Account di un server Countersign: collegali di nuovo per approvare gli accessi.",
        ],
        lost_without: "Il dispositivo è perso: senza Countersign",
        steps_without: [
            "Apri <em>rescue.html</em>, che si trova accanto ai backup, in qualsiasi browser. Non serve internet.",
            "Scegli il file del backup e inserisci l’identità del backup o le sue 24 parole.",
        ],
        with_age: "Oppure con lo strumento pubblico: scrivi l’identità del backup senza spazi in key.txt, poi",
        key_missing: "Il dispositivo è qui, e Countersign dice che manca la sua chiave",
        step_missing: "Scegli <em>Usa il foglio di recupero</em> e inserisci le 12 parole della chiave di recupero. Niente è stato sovrascritto.",
    },
    accounts: AccountsWords {
        title: "Account su carta",
        heading: "Account",
        count: ["account", "account"],
        printed: "data di stampa:",
        warning: "Conserva questo foglio come denaro contante: chi lo ha può creare i tuoi codici. Scansiona un codice con qualsiasi authenticator o inserisci la chiave.",
        characters: "caratteri",
        every: "ogni",
        counter: "contatore",
    },
};
