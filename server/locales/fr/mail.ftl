# Mail about the account: what happened, when, from where, what to do.
mail-hello = Bonjour { $name },
mail-hello-nobody = Bonjour,
mail-when = Quand :
mail-where = D’où :
mail-place = { $browser }, adresse { $ip }
mail-was-you = C’était vous ? Alors il n’y a rien à faire.
mail-open = Ce lien ouvre une page et ne change rien par lui-même :
mail-footer = { $service } vous écrit au sujet de la sécurité de votre compte, et ne demande jamais ni mot de passe ni code. Personne ne lit les réponses à cette adresse.
mail-trial-subject = { $service } : les messages arrivent
mail-trial-text = Une personne qui gère { $service } voulait voir si les messages arrivent. Ils arrivent.

mail-subject-device-added = { $service } : un nouvel appareil a été lié
mail-text-device-added = { $name } a été lié à votre compte et peut répondre pour vous.
mail-do-device-added = Ce n’était pas vous ? Alors arrêtez cet appareil avec le lien, connectez-vous et changez le mot de passe sans attendre.
mail-do-first-device = Ce n’était pas vous ? Alors désactivez cela avec le lien, et changez le mot de passe sans attendre : qui l’a fait le connaît.
mail-subject-device-removed = { $service } : un appareil a été retiré
mail-text-device-removed = { $name } a été retiré de votre compte et ne peut plus répondre pour vous.
mail-do-device-removed = Ce n’était pas vous ? Alors connectez-vous, regardez ce qui est encore lié et changez le mot de passe sans attendre.
mail-subject-authenticator-added = { $service } : une autre application d’authentification a été ajoutée
mail-text-authenticator-added = Une autre application d’authentification a été ajoutée à votre compte : { $name }.
mail-do-authenticator-added = Ce n’était pas vous ? Alors connectez-vous, retirez-la et changez le mot de passe sans attendre.
mail-subject-authenticator-removed = { $service } : une autre application d’authentification a été retirée
mail-text-authenticator-removed = Une autre application d’authentification a été retirée de votre compte : { $name }.
mail-do-authenticator-removed = Ce n’était pas vous ? Alors connectez-vous, regardez ce qui est encore lié et changez le mot de passe sans attendre.
mail-subject-passkey-added = { $service } : une clé d’accès a été ajoutée
mail-text-passkey-added = Une clé d’accès a été ajoutée à votre compte et peut répondre pour vous : { $name }.
mail-do-passkey-added = Ce n’était pas vous ? Alors connectez-vous, retirez-la et changez le mot de passe sans attendre.
mail-subject-passkey-removed = { $service } : une clé d’accès a été retirée
mail-text-passkey-removed = Une clé d’accès a été retirée de votre compte : { $name }.
mail-do-passkey-removed = Ce n’était pas vous ? Alors connectez-vous, regardez ce qui est encore lié et changez le mot de passe sans attendre.
mail-subject-passkey-copied = { $service } : il existe peut-être une copie d’une clé d’accès
mail-text-passkey-copied = Quelqu’un qui a le bon mot de passe a utilisé une de vos clés d’accès, dont le compteur est plus bas qu’avant, comme celui d’une copie. Elle n’a pas été acceptée : { $name }.
mail-do-passkey-copied = Retirez cette clé d’accès, ajoutez-en une nouvelle et changez le mot de passe.
mail-subject-switched-off = { $service } : la vérification en deux étapes a été désactivée
mail-text-switched-off = Il n’y a plus aucune option : la vérification en deux étapes a été désactivée, et vos codes de secours ne valent plus rien. Désormais le mot de passe suffit pour entrer.
mail-do-switched-off = Ce n’était pas vous ? Alors connectez-vous, changez le mot de passe sans attendre et réactivez-la. Si vous ne pouvez plus vous connecter, prévenez les personnes qui gèrent ce service.
mail-subject-new-backup-codes = { $service } : de nouveaux codes de secours ont été créés
mail-text-new-backup-codes = De nouveaux codes de secours ont été créés. Les anciens ne valent plus rien.
mail-do-new-backup-codes = Ce n’était pas vous ? Alors connectez-vous, créez-en encore d’autres et changez le mot de passe sans attendre.
mail-subject-backup-code-used = { $service } : un code de secours a été utilisé
mail-text-backup-code-used = { $count ->
    [one] Un code de secours a été utilisé à la place de votre téléphone. Il en reste { $count }.
   *[other] Un code de secours a été utilisé à la place de votre téléphone. Il en reste { $count }.
}
mail-do-backup-code-used = Ce n’était pas vous ? Alors connectez-vous, créez de nouveaux codes de secours et changez le mot de passe sans attendre.
mail-subject-backup-codes-low = { $service } : il reste peu de codes de secours
mail-text-backup-codes-low = { $count ->
    [0] Un code de secours a été utilisé à la place de votre téléphone. C’était le dernier.
    [one] Un code de secours a été utilisé à la place de votre téléphone. Il en reste un.
   *[other] Un code de secours a été utilisé à la place de votre téléphone. Il en reste { $count }.
}
mail-do-backup-codes-low = Créez-en de nouveaux avant d’en avoir besoin. Ce n’est pas vous qui l’avez utilisé ? Alors changez aussi le mot de passe sans attendre.
mail-subject-password-changed = { $service } : votre mot de passe a été changé
mail-text-password-changed = Le mot de passe de votre compte a été changé. Toutes les autres sessions ont pris fin.
mail-do-password-changed = Ce n’était pas vous ? Alors changez-le de nouveau sans attendre. Si vous ne pouvez plus vous connecter, prévenez les personnes qui gèrent ce service.
mail-subject-policy-changed = { $service } : vos appareils demandent autrement
mail-text-policy-changed = La façon dont vos appareils posent la question lors d’une connexion a été changée.
mail-do-policy-changed = Ce n’était pas vous ? Alors connectez-vous, regardez vos options et changez le mot de passe sans attendre.
mail-subject-device-suspended = { $service } : un appareil a été suspendu
mail-text-device-suspended = { $name } a été suspendu par le lien du courriel à son sujet. Il ne peut pas répondre, et sera retiré dans une semaine.
mail-do-device-suspended = Est-il à vous ? Alors connectez-vous et levez la suspension. Sinon, changez le mot de passe sans attendre.
mail-subject-suspension-lifted = { $service } : un appareil n’est plus suspendu
mail-text-suspension-lifted = { $name } peut à nouveau répondre pour vous.
mail-do-suspension-lifted = Ce n’était pas vous ? Alors connectez-vous, retirez cet appareil et changez le mot de passe sans attendre.
mail-subject-frozen = { $service } : toutes les connexions sont arrêtées
mail-text-frozen = Toutes les connexions à votre compte ont été arrêtées, et toutes les sessions ont pris fin.
mail-do-frozen = Ce n’était pas vous ? Personne n’entre entre-temps. Autorisez à nouveau les connexions dans l’application, ou avec votre mot de passe et un code de secours.
mail-subject-thawed = { $service } : les connexions sont à nouveau possibles
mail-text-thawed = Les connexions à votre compte sont à nouveau possibles.
mail-do-thawed = Ce n’était pas vous ? Alors arrêtez-les de nouveau dans l’application et prévenez les personnes qui gèrent ce service.
mail-subject-not-me = { $service } : quelqu’un connaît votre mot de passe
mail-text-not-me = Sur un de vos appareils, quelqu’un a dit « Ce n’était pas moi ». Cette connexion a été arrêtée, et plus aucun navigateur n’est de confiance.
mail-do-not-me = Qui que ce fût connaît votre mot de passe. Changez-le maintenant.
mail-subject-browser-stolen = { $service } : le cookie d’un navigateur de confiance a été volé
mail-text-browser-stolen = L’ancien cookie d’un navigateur de confiance est revenu, comme après un vol. Ce navigateur n’est plus de confiance : { $name }.
mail-do-browser-stolen = Quelqu’un a peut-être lu les fichiers de cet ordinateur. Regardez où vous êtes connecté, et changez le mot de passe.
mail-subject-second-step-missing = { $service } : le bon mot de passe, sans deuxième étape
mail-text-second-step-missing = Quelqu’un a donné le bon mot de passe de votre compte. La deuxième étape n’a pas suivi, et personne n’est entré.
mail-do-second-step-missing = Ce n’était pas vous ? Alors quelqu’un connaît votre mot de passe. Changez-le maintenant.
mail-subject-browser-trusted = { $service } : un navigateur est désormais de confiance
mail-text-browser-trusted = Après une connexion en deux étapes, un navigateur a été marqué comme étant de confiance. Pendant 30 jours, une connexion depuis ce navigateur ne demande que OUI ou NON.
mail-do-browser-trusted = Ce n’était pas vous ? Alors retirez-lui la confiance par ce lien, et changez le mot de passe sans attendre.

distrust-title = Ne plus faire confiance à ce navigateur-là
distrust-text = Un navigateur a été marqué comme étant de confiance après une connexion à votre compte. Si ce n’était pas vous, retirez-lui la confiance. Une connexion depuis ce navigateur-là demandera alors de nouveau le nombre.
distrust-do = Retirer la confiance
distrust-done = Ce navigateur-là n’est plus de confiance
distrust-done-text = Qui que ce fût connaissait votre mot de passe. Changez-le maintenant, et regardez où vous êtes connecté.
suspend-title = Arrêter ce nouvel appareil
suspend-text = Un appareil a été lié à votre compte. S’il n’est pas à vous, arrêtez-le : il ne reçoit alors plus de questions, ses codes ne comptent pas, et il est retiré dans une semaine. Vous pouvez lever cela sur la page de la vérification en deux étapes.
suspend-do = Arrêter cet appareil
suspend-done = L’appareil est arrêté
suspend-done-text = Il ne peut plus répondre. Qui l’a lié connaissait votre mot de passe. Changez-le maintenant.
take-off-title = Désactiver de nouveau la vérification en deux étapes
take-off-text = La vérification en deux étapes a été activée pour votre compte, avec un appareil qui répond pour vous. Si ce n’était pas vous, désactivez-la. Toutes les sessions finissent.
take-off-do = La désactiver
take-off-done = La vérification en deux étapes est désactivée
take-off-done-text = Toutes les sessions ont pris fin. Qui l’a activée connaissait votre mot de passe. Changez-le maintenant.
take-back-over = Ce lien n’est plus valable
take-back-over-text = Il est trop vieux, il a servi, ou il n’est pas entier. Ce qui est lié et de confiance figure sous « Sécurité du compte ».
