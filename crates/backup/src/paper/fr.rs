//! French.

use super::{AccountsWords, RecoveryWords, Words};

pub(super) const WORDS: Words = Words {
    recovery: RecoveryWords {
        title: "Feuille de secours",
        heading: "Feuille de secours Countersign",
        printed: "imprimée le",
        warning: "Gardez-la avec votre passeport, pas près de l’appareil. Qui a cette feuille et votre appareil ou une sauvegarde a vos comptes. Jamais l’assistance ne vous la demandera.",
        identity: "Identité de sauvegarde",
        identity_opens: "Ouvre chaque sauvegarde automatique.",
        lie_in: "Elles se trouvent dans\u{a0}:",
        same_in_words: "La même en 24 mots\u{a0}:",
        key: "Clé de secours",
        key_opens: "Ouvre le coffre sur cet appareil quand son système a perdu la clé.",
        lost_with: "L’appareil est perdu\u{a0}: avec Countersign",
        steps_with: [
            "Installez Countersign sur un autre appareil et choisissez <em>Restaurer une sauvegarde</em>.",
            "Choisissez le fichier le plus récent dont le nom commence par <em>countersign-</em> et finit par <em>.age</em>.",
            "Scannez l’identité de sauvegarde ci-dessus, ou saisissez ses mots. Vos codes sont là.",
            "Comptes d’un serveur Countersign\u{a0}: liez-les de nouveau pour approuver des connexions.",
        ],
        lost_without: "L’appareil est perdu\u{a0}: sans Countersign",
        steps_without: [
            "Ouvrez <em>rescue.html</em>, à côté des sauvegardes, dans n’importe quel navigateur. Internet n’est pas nécessaire.",
            "Choisissez le fichier de sauvegarde et saisissez l’identité de sauvegarde ou ses 24 mots.",
        ],
        with_age: "Ou avec l’outil public\u{a0}: écrivez l’identité de sauvegarde sans espaces dans key.txt, puis",
        key_missing: "L’appareil est là, et Countersign dit que sa clé manque",
        step_missing: "Choisissez <em>Utiliser la feuille de secours</em> et saisissez les 12 mots de la clé de secours. Rien n’a été écrasé.",
    },
    accounts: AccountsWords {
        title: "Comptes sur papier",
        heading: "Comptes",
        count: ["compte", "comptes"],
        printed: "impression du",
        warning: "Gardez cette feuille comme de l’argent liquide\u{a0}: qui l’a peut faire vos codes. Scannez un code avec n’importe quelle application d’authentification, ou saisissez la clé.",
        characters: "caractères",
        every: "toutes les",
        counter: "compteur",
    },
};
