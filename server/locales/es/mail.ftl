# Mail about the account: what happened, when, from where, what to do.
mail-hello = Hola, { $name }:
mail-hello-nobody = Hola:
mail-when = Cuándo:
mail-where = Desde dónde:
mail-place = { $browser }, dirección { $ip }
mail-was-you = ¿Fuiste tú? Entonces no hay nada que hacer.
mail-open = Este enlace abre una página y por sí solo no cambia nada:
mail-footer = { $service } te escribe sobre la seguridad de tu cuenta y nunca pide una contraseña ni un código. Nadie lee las respuestas a esta dirección.
mail-trial-subject = { $service }: el correo llega
mail-trial-text = Alguien que administra { $service } quería ver si el correo llega. Llega.

mail-subject-device-added = { $service }: se vinculó un dispositivo nuevo
mail-text-device-added = { $name } se vinculó con tu cuenta y puede responder por ti.
mail-do-device-added = ¿No fuiste tú? Entonces detén este dispositivo con el enlace, inicia sesión y cambia la contraseña de inmediato.
mail-do-first-device = ¿No fuiste tú? Entonces desactívalo de nuevo con el enlace y cambia la contraseña de inmediato: quien lo hizo la conoce.
mail-subject-device-removed = { $service }: se quitó un dispositivo
mail-text-device-removed = { $name } se quitó de tu cuenta y ya no puede responder por ti.
mail-do-device-removed = ¿No fuiste tú? Entonces inicia sesión, mira qué más está vinculado y cambia la contraseña de inmediato.
mail-subject-authenticator-added = { $service }: se añadió otra aplicación de autenticación
mail-text-authenticator-added = Se añadió otra aplicación de autenticación a tu cuenta: { $name }.
mail-do-authenticator-added = ¿No fuiste tú? Entonces inicia sesión, quítala y cambia la contraseña de inmediato.
mail-subject-authenticator-removed = { $service }: se quitó otra aplicación de autenticación
mail-text-authenticator-removed = Se quitó otra aplicación de autenticación de tu cuenta: { $name }.
mail-do-authenticator-removed = ¿No fuiste tú? Entonces inicia sesión, mira qué más está vinculado y cambia la contraseña de inmediato.
mail-subject-passkey-added = { $service }: se añadió una llave de acceso
mail-text-passkey-added = Se añadió a tu cuenta una llave de acceso, que puede responder por ti: { $name }.
mail-do-passkey-added = ¿No fuiste tú? Entonces inicia sesión, quítala y cambia la contraseña de inmediato.
mail-subject-passkey-removed = { $service }: se quitó una llave de acceso
mail-text-passkey-removed = Se quitó una llave de acceso de tu cuenta: { $name }.
mail-do-passkey-removed = ¿No fuiste tú? Entonces inicia sesión, mira qué más está vinculado y cambia la contraseña de inmediato.
mail-subject-passkey-copied = { $service }: puede que haya una copia de una llave de acceso
mail-text-passkey-copied = Alguien con la contraseña correcta usó una de tus llaves de acceso, cuyo contador está más bajo que antes, como el de una copia. No se aceptó: { $name }.
mail-do-passkey-copied = Quita esta llave de acceso, añade una nueva y cambia la contraseña.
mail-subject-switched-off = { $service }: se desactivó la verificación en dos pasos
mail-text-switched-off = Ya no queda ningún método: la verificación en dos pasos se desactivó y tus códigos de respaldo ya no valen. A partir de ahora basta la contraseña para entrar.
mail-do-switched-off = ¿No fuiste tú? Entonces inicia sesión, cambia la contraseña de inmediato y actívala de nuevo. Si ya no puedes iniciar sesión, avisa a quien administra este servicio.
mail-subject-new-backup-codes = { $service }: se crearon códigos de respaldo nuevos
mail-text-new-backup-codes = Se crearon códigos de respaldo nuevos. Los anteriores ya no valen.
mail-do-new-backup-codes = ¿No fuiste tú? Entonces inicia sesión, crea otros una vez más y cambia la contraseña de inmediato.
mail-subject-backup-code-used = { $service }: se usó un código de respaldo
mail-text-backup-code-used = { $count ->
    [one] Se usó un código de respaldo en lugar de tu teléfono. Queda uno.
   *[other] Se usó un código de respaldo en lugar de tu teléfono. Quedan { $count }.
}
mail-do-backup-code-used = ¿No fuiste tú? Entonces inicia sesión, crea códigos de respaldo nuevos y cambia la contraseña de inmediato.
mail-subject-backup-codes-low = { $service }: quedan pocos códigos de respaldo
mail-text-backup-codes-low = { $count ->
    [0] Se usó un código de respaldo en lugar de tu teléfono. Era el último.
    [one] Se usó un código de respaldo en lugar de tu teléfono. Queda uno.
   *[other] Se usó un código de respaldo en lugar de tu teléfono. Quedan { $count }.
}
mail-do-backup-codes-low = Crea otros antes de que los necesites. ¿No lo usaste tú? Entonces cambia también la contraseña de inmediato.
mail-subject-password-changed = { $service }: se cambió tu contraseña
mail-text-password-changed = Se cambió la contraseña de tu cuenta. Se cerraron todas las demás sesiones.
mail-do-password-changed = ¿No fuiste tú? Entonces cámbiala otra vez de inmediato. Si ya no puedes iniciar sesión, avisa a quien administra este servicio.
mail-subject-policy-changed = { $service }: tus dispositivos preguntan de otra forma
mail-text-policy-changed = Se cambió cómo preguntan tus dispositivos por los inicios de sesión.
mail-do-policy-changed = ¿No fuiste tú? Entonces inicia sesión, revisa tus opciones y cambia la contraseña de inmediato.
mail-subject-device-suspended = { $service }: se suspendió un dispositivo
mail-text-device-suspended = { $name } se suspendió con el enlace del correo correspondiente. No puede responder y se quitará dentro de una semana.
mail-do-device-suspended = ¿Es tuyo? Entonces inicia sesión y levanta la suspensión. Si no, cambia la contraseña de inmediato.
mail-subject-suspension-lifted = { $service }: un dispositivo ya no está en suspenso
mail-text-suspension-lifted = { $name } puede responder por ti de nuevo.
mail-do-suspension-lifted = ¿No fuiste tú? Entonces inicia sesión, quita este dispositivo y cambia la contraseña de inmediato.
mail-subject-frozen = { $service }: todos los inicios de sesión están detenidos
mail-text-frozen = Se detuvieron todos los inicios de sesión de tu cuenta y se cerraron todas las sesiones.
mail-do-frozen = ¿No fuiste tú? Mientras tanto, nadie entra. Permite de nuevo los inicios de sesión con la aplicación, o con tu contraseña y un código de respaldo.
mail-subject-thawed = { $service }: los inicios de sesión vuelven a ser posibles
mail-text-thawed = Los inicios de sesión de tu cuenta vuelven a ser posibles.
mail-do-thawed = ¿No fuiste tú? Entonces detenlos de nuevo en la aplicación y avisa a quien administra este servicio.
mail-subject-not-me = { $service }: alguien conoce tu contraseña
mail-text-not-me = En uno de tus dispositivos alguien dijo «No fui yo». Ese inicio de sesión se detuvo y ningún navegador sigue siendo de confianza.
mail-do-not-me = Quien fuera conoce tu contraseña. Cámbiala ahora.
mail-subject-browser-stolen = { $service }: se robó la cookie de un navegador de confianza
mail-text-browser-stolen = Volvió la cookie antigua de un navegador de confianza, como tras un robo. Este navegador ya no es de confianza: { $name }.
mail-do-browser-stolen = Puede que alguien haya leído los archivos de ese ordenador. Mira dónde tienes la sesión iniciada y cambia la contraseña.
mail-subject-second-step-missing = { $service }: la contraseña correcta y ningún segundo paso
mail-text-second-step-missing = Alguien introdujo la contraseña correcta de tu cuenta. El segundo paso no llegó y nadie entró.
mail-do-second-step-missing = ¿No fuiste tú? Entonces alguien conoce tu contraseña. Cámbiala ahora.
mail-subject-browser-trusted = { $service }: un navegador es de confianza desde ahora
mail-text-browser-trusted = Tras un inicio de sesión con los dos pasos, un navegador se marcó como de confianza. Durante 30 días, un inicio de sesión desde él solo pide SÍ o NO.
mail-do-browser-trusted = ¿No fuiste tú? Entonces retira la confianza con este enlace y cambia la contraseña de inmediato.

distrust-title = Dejar de confiar en ese navegador
distrust-text = Un navegador se marcó como de confianza tras un inicio de sesión en tu cuenta. Si no fuiste tú, retira la confianza. Un inicio de sesión desde él volverá a pedir el número.
distrust-do = Retirar la confianza
distrust-done = Ese navegador ya no es de confianza
distrust-done-text = Quien lo usó conocía tu contraseña. Cámbiala ahora y mira dónde tienes la sesión iniciada.
suspend-title = Detener este dispositivo nuevo
suspend-text = Un dispositivo se vinculó con tu cuenta. Si no es tuyo, detenlo: no recibirá solicitudes, sus códigos no contarán y se quitará dentro de una semana. Puedes levantarlo en la página de verificación en dos pasos.
suspend-do = Detener este dispositivo
suspend-done = El dispositivo está detenido
suspend-done-text = Ya no puede responder. Quien lo vinculó conocía tu contraseña. Cámbiala ahora.
take-off-title = Desactivar de nuevo la verificación en dos pasos
take-off-text = La verificación en dos pasos se activó en tu cuenta, con un dispositivo que responde por ti. Si no fuiste tú, desactívala de nuevo. Se cierran todas las sesiones.
take-off-do = Desactivarla
take-off-done = La verificación en dos pasos está desactivada
take-off-done-text = Se han cerrado todas las sesiones. Quien la activó conocía tu contraseña. Cámbiala ahora.
take-back-over = Este enlace ya no es válido
take-back-over-text = Es demasiado antiguo, ya se usó o no está entero. Lo que está vinculado y es de confianza aparece en «Seguridad de la cuenta».
