//! Spanish.

use super::{AccountsWords, RecoveryWords, Words};

pub(super) const WORDS: Words = Words {
    recovery: RecoveryWords {
        title: "Hoja de recuperación",
        heading: "Hoja de recuperación de Countersign",
        printed: "impresa el",
        warning: "Guárdala donde guardas el pasaporte, no junto al dispositivo. Quien tenga esta hoja y tu dispositivo o una copia de seguridad tiene tus cuentas. El servicio de asistencia nunca te la pedirá.",
        identity: "Identidad de la copia",
        identity_opens: "Abre todas las copias de seguridad automáticas.",
        lie_in: "Están en:",
        same_in_words: "Lo mismo en 24 palabras:",
        key: "Clave de recuperación",
        key_opens: "Abre la caja fuerte en este dispositivo cuando su sistema ha perdido la clave.",
        lost_with: "Se perdió el dispositivo: con Countersign",
        steps_with: [
            "Instala Countersign en otro dispositivo y elige <em>Restaurar una copia de seguridad</em>.",
            "Elige el archivo más reciente cuyo nombre empieza por <em>countersign-</em> y termina en <em>.age</em>.",
            "Escanea la identidad de la copia de arriba o introduce sus palabras. Ahí están tus códigos.",
            "Cuentas de un servidor Countersign: vincúlalas de nuevo para aprobar inicios de sesión.",
        ],
        lost_without: "Se perdió el dispositivo: sin Countersign",
        steps_without: [
            "Abre <em>rescue.html</em>, que está junto a las copias, en cualquier navegador. No necesita internet.",
            "Elige el archivo de la copia e introduce la identidad de la copia o sus 24 palabras.",
        ],
        with_age: "O con la herramienta pública: escribe la identidad de la copia sin espacios en key.txt y después",
        key_missing: "El dispositivo está aquí y Countersign dice que falta su clave",
        step_missing: "Elige <em>Usar la hoja de recuperación</em> e introduce las 12 palabras de la clave de recuperación. No se ha sobrescrito nada.",
    },
    accounts: AccountsWords {
        title: "Cuentas en papel",
        heading: "Cuentas",
        count: ["cuenta", "cuentas"],
        printed: "impresión del",
        warning: "Guarda esta hoja como si fuera dinero: quien la tenga puede crear tus códigos. Escanea un código con cualquier autenticador o introduce la clave.",
        characters: "caracteres",
        every: "cada",
        counter: "contador",
    },
};
