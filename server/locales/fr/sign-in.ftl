# First account, invitation, signing in and its second step.
setup-title = Créez le premier compte
setup-text = Il administre { $service } : lui seul peut inviter d’autres personnes.
invited-title = Créez votre compte
invited-text = Vous êtes invité à rejoindre { $service }.
account-token = Fin du lien
account-token-hint = Ce qui suit le # dans le lien que vous avez reçu.
account-name = Nom d’utilisateur
account-name-wrong = Un nom a de 1 à 64 caractères. Choisissez-en un autre.
account-name-taken = Quelqu’un porte déjà ce nom. Choisissez-en un autre.
account-password = Mot de passe
account-create = Créer le compte
account-link-invalid = Ce lien n’est pas valable, ne l’est plus, ou a déjà servi. Demandez-en un nouveau là où vous l’avez reçu. Un lien d’installation s’affiche à chaque démarrage du serveur.
password-hint = Au moins 15 caractères. Quelques mots au hasard se retiennent bien et se devinent mal.
password-too-short = Trop court : au moins 15 caractères. Quatre ou cinq mots au hasard suffisent.
password-too-long = Trop long : au plus 128 caractères.
password-guessable = Trop facile à deviner. Prenez des mots sans rapport avec vous ni entre eux.

sign-in = Se connecter
sign-in-title = Se connecter à { $service }
sign-in-fresh = Donnez encore une fois votre mot de passe : la suite demande une nouvelle connexion.
sign-in-name = Nom d’utilisateur
sign-in-wrong = Le nom et le mot de passe ne vont pas ensemble. Vérifiez les deux, et les majuscules du clavier.
sign-in-paused = Trop de mots de passe faux depuis ici. Essayez encore dans { $wait }.
sign-in-cancel = Annuler cette connexion

signature-for = de { $name }
signature-correct = Correct
signature-answer = Votre réponse
signature-answer-where = sur un appareil
signature-yes = OUI
signature-second = Deuxième étape
signature-choice = À votre choix
signature-code = Un code
signature-backup-code = Un code de secours
signature-passkey = Une clé d’accès

wait-number = Répondez sur votre téléphone, puis saisissez-y ce nombre
wait-tap = Répondez à la question sur votre téléphone
wait-tap-text = Countersign sur { $devices } demande si c’est bien vous. Appuyez-y sur OUI et cette page continue d’elle-même.
wait-scan = Scannez ce code avec l’application
wait-scan-text = L’application montre de quoi il s’agit et demande OUI ou NON : il n’y a pas de nombre à saisir.
wait-scan-qr = Code QR à scanner avec l’application Countersign
wait-scan-here = Sur cet appareil ? Ouvrir Countersign
wait-live = Demande envoyée à { $devices }. Cette page continue d’elle-même.
wait-live-turn = En attente de son tour. Cette page continue d’elle-même.
wait-turn = Votre question vient ensuite
wait-turn-text = Les appareils posent la question pour une connexion après l’autre. Répondez NON à celle qui n’est pas la vôtre, ou annulez-la dans l’autre fenêtre.
wait-second = Une autre connexion attend.
wait-second-text = Quelqu’un, peut-être vous dans une autre fenêtre, se connecte à ce compte. Répondez NON si ce n’est pas vous.
wait-approved = Réponse : OUI
wait-approved-text = Continuez vers votre compte.
wait-declined = Réponse : NON
wait-declined-text = Vous avez dit NON sur { $device }. Personne n’est entré. Si c’était une erreur, recommencez : le téléphone demandera alors un nombre.
wait-expired = Personne n’a répondu à temps
wait-expired-text = Personne n’est entré. Renvoyez la question, ou prenez une autre méthode.
wait-failed = Trois nombres faux
wait-failed-text = Personne n’est entré. Recommencez, et saisissez le nombre que cette page affiche.
wait-over = Cette connexion est terminée
wait-over-text = Elle a été annulée, ou elle est déjà achevée. Personne n’entre plus par elle.
wait-not-now = Vos appareils ne sont pas interrogés maintenant
wait-not-before = Trop de questions sont restées sans réponse, ou l’une n’était pas la vôtre. Les appareils seront interrogés à nouveau dans { $wait } ; une autre méthode marche tout de suite.
wait-too-many = D’autres connexions à ce compte attendent. Prenez une autre méthode, ou essayez encore dans quelques minutes.
wait-no-device = Aucun appareil avec l’application n’est lié. Prenez une autre méthode.
send-again = Renvoyer
send-again-in = Renvoyer dans { $count } s
trust-box = Demander seulement OUI ou NON dans ce navigateur, 30 jours

other-ways-title = Choisissez une autre méthode
other-ways-none = Rien de tout cela sous la main ? Demandez aux personnes qui gèrent ce service.
way-ask = Interroger à nouveau mon téléphone
way-code = Un code à six chiffres
way-code-text = De Countersign ou d’une autre application, même sans internet
way-scan = Scanner un code avec l’application
way-scan-text = Avec l’appareil photo du téléphone, quand aucune question n’arrive
way-passkey-text = Avec le doigt, le visage ou le code d’un appareil, ou une clé à brancher
way-backup-code = Un code de secours
way-backup-code-text = Chacun sert une fois
back-to-waiting = Revenir à l’attente du téléphone

code-title = Saisissez le code de l’application
code-label = Six chiffres pour { $service }
code-wrong = Ce code n’est pas le bon. Attendez le suivant, puis saisissez-le. S’il reste faux, vérifiez l’heure du téléphone.
code-used = Ce code a déjà servi : chacun sert une fois. Attendez le suivant, puis saisissez-le.
passkey-title = Utilisez votre clé d’accès
passkey-text = Le navigateur demande le doigt, le visage ou le code d’un appareil, ou votre clé de sécurité.
passkey-use = Utiliser une clé d’accès
passkey-stopped = Il n’en est rien sorti : c’était arrêté, ou trop long. Essayez encore.
passkey-unsupported = Ce navigateur ne connaît pas les clés d’accès. Prenez une autre méthode, ou un autre navigateur.
passkey-no-script = Les clés d’accès ont besoin de JavaScript. Activez-le pour cette page, ou prenez une autre méthode.
passkey-refused = Cette réponse ne convient pas : elle est venue trop tard, ou d’une clé d’accès qui n’était pas demandée. Essayez encore.
passkey-copied = Il existe peut-être une deuxième copie de cette clé d’accès ; elle n’a donc pas été acceptée. Prenez une autre méthode, puis retirez-la et ajoutez-en une nouvelle.
passkey-paused = Trop d’essais d’ici. Les clés d’accès marcheront à nouveau dans { $wait } ; une autre méthode marche tout de suite.
backup-code-title = Saisissez un code de secours
backup-code-label = L’un de vos dix codes de secours
backup-code-wrong = Ce n’est pas l’un de vos codes de secours. Vérifiez-le lettre par lettre.
backup-code-used = Ce code de secours a déjà servi. Barrez-le et prenez-en un autre.
tries-left = { $count ->
    [0] Plus d’essai pour l’instant.
    [one] Il reste un essai.
   *[other] Il reste { $count } essais.
}
paused-codes = Trop de codes faux
paused-backup-codes = Trop de codes de secours faux
paused-text = Ils sont suspendus pour ce compte pendant { $wait }.
paused-until = Ils marcheront à nouveau : { $until }.
closed-text = Trop d’entre eux étaient faux depuis la dernière connexion d’un navigateur comme celui-ci. Ils marcheront à nouveau ici quand vous vous serez connecté autrement ou que vous aurez changé de mot de passe.
paused-note = Ce n’est pas vous qui les avez saisis ? Alors quelqu’un connaît votre mot de passe. Connectez-vous autrement et changez-le.
