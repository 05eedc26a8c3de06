# Mail about the account: what happened, when, from where, what to do.
mail-hello = Ciao { $name },
mail-hello-nobody = Ciao,
mail-when = Quando:
mail-where = Da dove:
mail-place = { $browser }, indirizzo { $ip }
mail-was-you = Eri tu? Allora non c’è niente da fare.
mail-open = Questo link apre una pagina e da solo non modifica niente:
mail-footer = { $service } ti scrive per la sicurezza del tuo account e non chiede mai una password o un codice. Nessuno legge le risposte a questo indirizzo.
mail-trial-subject = { $service }: le email arrivano
mail-trial-text = Chi gestisce { $service } voleva vedere se le email arrivano. Arrivano.

mail-subject-device-added = { $service }: è stato collegato un nuovo dispositivo
mail-text-device-added = { $name } è stato collegato al tuo account e può rispondere per te.
mail-do-device-added = Non eri tu? Allora blocca questo dispositivo con il link, accedi e cambia subito la password.
mail-do-first-device = Non eri tu? Allora disattiva tutto di nuovo con il link e cambia subito la password: chi l’ha fatto la conosce.
mail-subject-device-removed = { $service }: è stato rimosso un dispositivo
mail-text-device-removed = { $name } è stato rimosso dal tuo account e non può più rispondere per te.
mail-do-device-removed = Non eri tu? Allora accedi, guarda che cos’altro è collegato e cambia subito la password.
mail-subject-authenticator-added = { $service }: è stata aggiunta un’altra app di autenticazione
mail-text-authenticator-added = Un’altra app di autenticazione è stata aggiunta al tuo account: { $name }.
mail-do-authenticator-added = Non eri tu? Allora accedi, rimuovila e cambia subito la password.
mail-subject-authenticator-removed = { $service }: è stata rimossa un’altra app di autenticazione
mail-text-authenticator-removed = Un’altra app di autenticazione è stata rimossa dal tuo account: { $name }.
mail-do-authenticator-removed = Non eri tu? Allora accedi, guarda che cos’altro è collegato e cambia subito la password.
mail-subject-passkey-added = { $service }: è stata aggiunta una passkey
mail-text-passkey-added = Una passkey è stata aggiunta al tuo account e può rispondere per te: { $name }.
mail-do-passkey-added = Non eri tu? Allora accedi, rimuovila e cambia subito la password.
mail-subject-passkey-removed = { $service }: è stata rimossa una passkey
mail-text-passkey-removed = Una passkey è stata rimossa dal tuo account: { $name }.
mail-do-passkey-removed = Non eri tu? Allora accedi, guarda che cos’altro è collegato e cambia subito la password.
mail-subject-passkey-copied = { $service }: potrebbe esistere una copia di una passkey
mail-text-passkey-copied = Qualcuno con la password corretta ha usato una tua passkey il cui contatore è più basso di prima, come quello di una copia. Non è stata accettata: { $name }.
mail-do-passkey-copied = Rimuovi questa passkey, aggiungine una nuova e cambia la password.
mail-subject-switched-off = { $service }: la verifica in due passaggi è stata disattivata
mail-text-switched-off = L’ultimo metodo non c’è più: la verifica in due passaggi è stata disattivata e i tuoi codici di backup non valgono più. D’ora in poi basta la password per entrare.
mail-do-switched-off = Non eri tu? Allora accedi, cambia subito la password e riattivala. Se non riesci più ad accedere, avvisa chi gestisce questo servizio.
mail-subject-new-backup-codes = { $service }: sono stati creati nuovi codici di backup
mail-text-new-backup-codes = Sono stati creati nuovi codici di backup. I vecchi non valgono più.
mail-do-new-backup-codes = Non eri tu? Allora accedi, creane ancora di nuovi e cambia subito la password.
mail-subject-backup-code-used = { $service }: è stato usato un codice di backup
mail-text-backup-code-used = { $count ->
    [one] È stato usato un codice di backup al posto del telefono. Ne resta uno.
   *[other] È stato usato un codice di backup al posto del telefono. Ne restano { $count }.
}
mail-do-backup-code-used = Non eri tu? Allora accedi, crea nuovi codici di backup e cambia subito la password.
mail-subject-backup-codes-low = { $service }: restano pochi codici di backup
mail-text-backup-codes-low = { $count ->
    [0] È stato usato un codice di backup al posto del telefono. Era l’ultimo.
    [one] È stato usato un codice di backup al posto del telefono. Ne resta uno.
   *[other] È stato usato un codice di backup al posto del telefono. Ne restano { $count }.
}
mail-do-backup-codes-low = Creane di nuovi prima di averne bisogno. Non l’hai usato tu? Allora cambia subito anche la password.
mail-subject-password-changed = { $service }: la tua password è stata cambiata
mail-text-password-changed = La password del tuo account è stata cambiata. Tutte le altre sessioni sono terminate.
mail-do-password-changed = Non eri tu? Allora cambiala di nuovo subito. Se non riesci più ad accedere, avvisa chi gestisce questo servizio.
mail-subject-policy-changed = { $service }: i tuoi dispositivi chiedono in un altro modo
mail-text-policy-changed = È cambiato il modo in cui i tuoi dispositivi chiedono degli accessi.
mail-do-policy-changed = Non eri tu? Allora accedi, guarda le tue opzioni e cambia subito la password.
mail-subject-device-suspended = { $service }: un dispositivo è stato sospeso
mail-text-device-suspended = { $name } è stato sospeso dal link nell’email che lo riguarda. Non può rispondere e tra una settimana verrà rimosso.
mail-do-device-suspended = È tuo? Allora accedi e annulla la sospensione. Altrimenti cambia subito la password.
mail-subject-suspension-lifted = { $service }: un dispositivo non è più sospeso
mail-text-suspension-lifted = { $name } può di nuovo rispondere per te.
mail-do-suspension-lifted = Non eri tu? Allora accedi, rimuovi questo dispositivo e cambia subito la password.
mail-subject-frozen = { $service }: tutti gli accessi sono bloccati
mail-text-frozen = Tutti gli accessi al tuo account sono stati bloccati e tutte le sessioni sono terminate.
mail-do-frozen = Non eri tu? Nel frattempo non entra nessuno. Consenti di nuovo gli accessi con l’app, o con la password e un codice di backup.
mail-subject-thawed = { $service }: gli accessi sono di nuovo possibili
mail-text-thawed = Gli accessi al tuo account sono di nuovo possibili.
mail-do-thawed = Non eri tu? Allora bloccali di nuovo nell’app e avvisa chi gestisce questo servizio.
mail-subject-not-me = { $service }: qualcuno conosce la tua password
mail-text-not-me = Su uno dei tuoi dispositivi qualcuno ha detto “Non ero io”. Quell’accesso è stato bloccato e nessun browser è più attendibile.
mail-do-not-me = Chiunque fosse conosce la tua password. Cambiala ora.
mail-subject-browser-stolen = { $service }: è stato rubato il cookie di un browser attendibile
mail-text-browser-stolen = Il vecchio cookie di un browser attendibile è ricomparso, come dopo un furto. Questo browser non è più attendibile: { $name }.
mail-do-browser-stolen = Qualcuno potrebbe aver letto i file di quel computer. Guarda dove è aperto il tuo account e cambia la password.
mail-subject-second-step-missing = { $service }: la password corretta, ma nessun secondo passaggio
mail-text-second-step-missing = Qualcuno ha inserito la password corretta del tuo account. Il secondo passaggio non è seguito e nessuno è entrato.
mail-do-second-step-missing = Non eri tu? Allora qualcuno conosce la tua password. Cambiala ora.
mail-subject-browser-trusted = { $service }: da ora un browser è attendibile
mail-text-browser-trusted = Dopo un accesso con entrambi i passaggi un browser è stato segnato come attendibile. Per 30 giorni, un accesso da lì chiede solo SÌ o NO.
mail-do-browser-trusted = Non eri tu? Allora ritira la fiducia con questo link e cambia subito la password.

distrust-title = Non considerare più attendibile quel browser
distrust-text = Dopo un accesso al tuo account un browser è stato segnato come attendibile. Se non eri tu, ritira la fiducia. Un accesso da lì richiederà di nuovo il numero.
distrust-do = Ritira la fiducia
distrust-done = Quel browser non è più attendibile
distrust-done-text = Chi l’ha usato conosceva la tua password. Cambiala ora e guarda dove è aperto il tuo account.
suspend-title = Blocca questo nuovo dispositivo
suspend-text = Un dispositivo è stato collegato al tuo account. Se non è tuo, bloccalo: non riceverà richieste, i suoi codici non conteranno e tra una settimana verrà rimosso. Puoi annullarlo nella pagina della verifica in due passaggi.
suspend-do = Blocca questo dispositivo
suspend-done = Il dispositivo è bloccato
suspend-done-text = Non può più rispondere. Chi l’ha collegato conosceva la tua password. Cambiala ora.
take-off-title = Disattiva di nuovo la verifica in due passaggi
take-off-text = La verifica in due passaggi è stata attivata per il tuo account, con un dispositivo che risponde per te. Se non eri tu, disattivala di nuovo. Tutte le sessioni terminano.
take-off-do = Disattivala
take-off-done = La verifica in due passaggi è disattivata
take-off-done-text = Tutte le sessioni sono terminate. Chi l’ha attivata conosceva la tua password. Cambiala ora.
take-back-over = Questo link non è più valido
take-back-over-text = È troppo vecchio, è già stato usato o non è intero. Ciò che è collegato e attendibile è elencato in “Sicurezza dell’account”.
