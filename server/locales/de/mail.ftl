# Mail about the account: what happened, when, from where, what to do.
mail-hello = Guten Tag { $name },
mail-hello-nobody = Guten Tag,
mail-when = Wann:
mail-where = Von wo:
mail-place = { $browser }, Adresse { $ip }
mail-was-you = Waren Sie das? Dann ist nichts zu tun.
mail-open = Dieser Link öffnet eine Seite und ändert von selbst nichts:
mail-footer = { $service } schreibt Ihnen zur Sicherheit Ihres Kontos und fragt nie nach einem Passwort oder Code. Antworten an diese Adresse liest niemand.
mail-trial-subject = { $service }: E-Mails kommen an
mail-trial-text = Jemand, der { $service } betreibt, wollte sehen, ob E-Mails ankommen. Sie kommen an.

mail-subject-device-added = { $service }: Ein neues Gerät wurde verknüpft
mail-text-device-added = { $name } wurde mit Ihrem Konto verknüpft und kann für Sie antworten.
mail-do-device-added = Das waren Sie nicht? Dann stoppen Sie dieses Gerät mit dem Link, melden Sie sich an und ändern Sie sofort das Passwort.
mail-do-first-device = Das waren Sie nicht? Dann schalten Sie es mit dem Link wieder aus und ändern Sie sofort das Passwort: Wer es war, kennt es.
mail-subject-device-removed = { $service }: Ein Gerät wurde entfernt
mail-text-device-removed = { $name } wurde aus Ihrem Konto entfernt und kann nicht mehr für Sie antworten.
mail-do-device-removed = Das waren Sie nicht? Dann melden Sie sich an, sehen Sie nach, was sonst noch verknüpft ist, und ändern Sie sofort das Passwort.
mail-subject-authenticator-added = { $service }: Eine andere Authenticator-App wurde hinzugefügt
mail-text-authenticator-added = Eine andere Authenticator-App wurde Ihrem Konto hinzugefügt: { $name }.
mail-do-authenticator-added = Das waren Sie nicht? Dann melden Sie sich an, entfernen Sie sie und ändern Sie sofort das Passwort.
mail-subject-authenticator-removed = { $service }: Eine andere Authenticator-App wurde entfernt
mail-text-authenticator-removed = Eine andere Authenticator-App wurde aus Ihrem Konto entfernt: { $name }.
mail-do-authenticator-removed = Das waren Sie nicht? Dann melden Sie sich an, sehen Sie nach, was sonst noch verknüpft ist, und ändern Sie sofort das Passwort.
mail-subject-passkey-added = { $service }: Ein Passkey wurde hinzugefügt
mail-text-passkey-added = Ein Passkey wurde Ihrem Konto hinzugefügt und kann für Sie antworten: { $name }.
mail-do-passkey-added = Das waren Sie nicht? Dann melden Sie sich an, entfernen Sie ihn und ändern Sie sofort das Passwort.
mail-subject-passkey-removed = { $service }: Ein Passkey wurde entfernt
mail-text-passkey-removed = Ein Passkey wurde aus Ihrem Konto entfernt: { $name }.
mail-do-passkey-removed = Das waren Sie nicht? Dann melden Sie sich an, sehen Sie nach, was sonst noch verknüpft ist, und ändern Sie sofort das Passwort.
mail-subject-passkey-copied = { $service }: Von einem Passkey gibt es vielleicht eine Kopie
mail-text-passkey-copied = Jemand mit dem richtigen Passwort hat einen Ihrer Passkeys verwendet, dessen Zähler niedriger steht als zuvor, wie bei einer Kopie. Er wurde nicht angenommen: { $name }.
mail-do-passkey-copied = Entfernen Sie diesen Passkey, fügen Sie einen neuen hinzu und ändern Sie das Passwort.
mail-subject-switched-off = { $service }: Die Bestätigung in zwei Schritten wurde ausgeschaltet
mail-text-switched-off = Die letzte Methode ist weg: Die Bestätigung in zwei Schritten wurde ausgeschaltet, und Ihre Backup-Codes sind ungültig. Ab jetzt genügt das Passwort allein.
mail-do-switched-off = Das waren Sie nicht? Dann melden Sie sich an, ändern Sie sofort das Passwort und schalten Sie sie wieder ein. Wenn Sie sich nicht mehr anmelden können, sagen Sie es dem Betreiber dieses Dienstes.
mail-subject-new-backup-codes = { $service }: Neue Backup-Codes wurden erstellt
mail-text-new-backup-codes = Neue Backup-Codes wurden erstellt. Die alten sind ungültig.
mail-do-new-backup-codes = Das waren Sie nicht? Dann melden Sie sich an, erstellen Sie noch einmal neue und ändern Sie sofort das Passwort.
mail-subject-backup-code-used = { $service }: Ein Backup-Code wurde benutzt
mail-text-backup-code-used = { $count ->
    [one] Ein Backup-Code wurde anstelle Ihres Smartphones benutzt. Einer ist übrig.
   *[other] Ein Backup-Code wurde anstelle Ihres Smartphones benutzt. { $count } sind übrig.
}
mail-do-backup-code-used = Das waren Sie nicht? Dann melden Sie sich an, erstellen Sie neue Backup-Codes und ändern Sie sofort das Passwort.
mail-subject-backup-codes-low = { $service }: Nur noch wenige Backup-Codes sind übrig
mail-text-backup-codes-low = { $count ->
    [0] Ein Backup-Code wurde anstelle Ihres Smartphones benutzt. Es war der letzte.
    [one] Ein Backup-Code wurde anstelle Ihres Smartphones benutzt. Einer ist übrig.
   *[other] Ein Backup-Code wurde anstelle Ihres Smartphones benutzt. { $count } sind übrig.
}
mail-do-backup-codes-low = Erstellen Sie neue, bevor Sie sie brauchen. Nicht Sie haben ihn benutzt? Dann ändern Sie auch sofort das Passwort.
mail-subject-password-changed = { $service }: Ihr Passwort wurde geändert
mail-text-password-changed = Das Passwort Ihres Kontos wurde geändert. Alle anderen Sitzungen wurden beendet.
mail-do-password-changed = Das waren Sie nicht? Dann ändern Sie es sofort noch einmal. Wenn Sie sich nicht mehr anmelden können, sagen Sie es dem Betreiber dieses Dienstes.
mail-subject-policy-changed = { $service }: Ihre Geräte fragen auf andere Weise
mail-text-policy-changed = Es wurde geändert, wie Ihre Geräte bei Anmeldungen fragen.
mail-do-policy-changed = Das waren Sie nicht? Dann melden Sie sich an, sehen Sie sich Ihre Optionen an und ändern Sie sofort das Passwort.
mail-subject-device-suspended = { $service }: Ein Gerät wurde ausgesetzt
mail-text-device-suspended = { $name } wurde durch den Link in der E-Mail darüber ausgesetzt, kann nicht antworten und wird in einer Woche entfernt.
mail-do-device-suspended = Ist es Ihres? Dann melden Sie sich an und lassen Sie es wieder zu. Wenn nicht, ändern Sie sofort das Passwort.
mail-subject-suspension-lifted = { $service }: Ein Gerät ist nicht mehr ausgesetzt
mail-text-suspension-lifted = { $name } kann wieder für Sie antworten.
mail-do-suspension-lifted = Das waren Sie nicht? Dann melden Sie sich an, entfernen Sie dieses Gerät und ändern Sie sofort das Passwort.
mail-subject-frozen = { $service }: Alle Anmeldungen sind gestoppt
mail-text-frozen = Alle Anmeldungen bei Ihrem Konto wurden gestoppt, und alle Sitzungen sind beendet.
mail-do-frozen = Das waren Sie nicht? Solange kommt niemand hinein. Erlauben Sie Anmeldungen wieder in der App oder mit Ihrem Passwort und einem Backup-Code.
mail-subject-thawed = { $service }: Anmeldungen sind wieder möglich
mail-text-thawed = Anmeldungen bei Ihrem Konto sind wieder möglich.
mail-do-thawed = Das waren Sie nicht? Dann stoppen Sie sie wieder in der App und sagen Sie es dem Betreiber dieses Dienstes.
mail-subject-not-me = { $service }: Jemand kennt Ihr Passwort
mail-text-not-me = Auf einem Ihrer Geräte hat jemand „Das war ich nicht“ gesagt. Jene Anmeldung wurde gestoppt, und keinem Browser wird mehr vertraut.
mail-do-not-me = Wer immer es war, kennt Ihr Passwort. Ändern Sie es jetzt.
mail-subject-browser-stolen = { $service }: Das Cookie eines vertrauenswürdigen Browsers wurde gestohlen
mail-text-browser-stolen = Das alte Cookie eines Browsers, dem Sie vertraut haben, tauchte wieder auf, wie nach einem Diebstahl. Diesem Browser wird nicht mehr vertraut: { $name }.
mail-do-browser-stolen = Jemand hat vielleicht die Dateien jenes Computers gelesen. Sehen Sie nach, wo Sie angemeldet sind, und ändern Sie das Passwort.
mail-subject-second-step-missing = { $service }: Das richtige Passwort, aber kein zweiter Schritt
mail-text-second-step-missing = Jemand hat das richtige Passwort Ihres Kontos eingegeben. Der zweite Schritt blieb aus, und niemand kam hinein.
mail-do-second-step-missing = Das waren Sie nicht? Dann kennt jemand Ihr Passwort. Ändern Sie es jetzt.
mail-subject-browser-trusted = { $service }: Einem Browser wird ab jetzt vertraut
mail-text-browser-trusted = Nach einer Anmeldung mit beiden Schritten wurde ein Browser als vertrauenswürdig markiert. 30 Tage lang genügt bei einer Anmeldung von dort JA oder NEIN.
mail-do-browser-trusted = Das waren Sie nicht? Dann entziehen Sie das Vertrauen mit diesem Link und ändern Sie sofort das Passwort.

distrust-title = Jenem Browser nicht mehr vertrauen
distrust-text = Ein Browser wurde nach einer Anmeldung bei Ihrem Konto als vertrauenswürdig markiert. Waren Sie das nicht, entziehen Sie ihm das Vertrauen. Eine Anmeldung von dort braucht dann wieder die Zahl.
distrust-do = Vertrauen entziehen
distrust-done = Jenem Browser wird nicht mehr vertraut
distrust-done-text = Wer ihn benutzt hat, kannte Ihr Passwort. Ändern Sie es jetzt und sehen Sie nach, wo Sie angemeldet sind.
suspend-title = Dieses neue Gerät stoppen
suspend-text = Ein Gerät wurde mit Ihrem Konto verknüpft. Ist es nicht Ihres, stoppen Sie es: Es bekommt dann keine Anfragen, seine Codes zählen nicht, und es wird in einer Woche entfernt. Aufheben können Sie das auf der Seite für die Bestätigung in zwei Schritten.
suspend-do = Dieses Gerät stoppen
suspend-done = Das Gerät ist gestoppt
suspend-done-text = Es kann nicht mehr antworten. Wer es verknüpft hat, kannte Ihr Passwort. Ändern Sie es jetzt.
take-off-title = Bestätigung in zwei Schritten wieder ausschalten
take-off-text = Die Bestätigung in zwei Schritten wurde für Ihr Konto eingeschaltet, mit einem Gerät, das für Sie antwortet. Waren Sie das nicht, schalten Sie sie wieder aus. Alle Sitzungen enden.
take-off-do = Ausschalten
take-off-done = Die Bestätigung in zwei Schritten ist aus
take-off-done-text = Alle Sitzungen sind beendet. Wer sie eingeschaltet hat, kannte Ihr Passwort. Ändern Sie es jetzt.
take-back-over = Dieser Link ist nicht mehr gültig
take-back-over-text = Er ist zu alt, wurde schon benutzt oder ist unvollständig. Was verknüpft ist und wem vertraut wird, steht unter „Kontosicherheit“.
