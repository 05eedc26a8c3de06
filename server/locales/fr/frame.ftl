# Around every page, and words that many pages use.
development-banner = Mode développement : HTTP simple, sur cet ordinateur seulement.
languages = Langue
problem-home = Aller à la page d’accueil
problem-request = Si vous posez la question à l’opérateur, donnez-lui { $id }.

activate = Activer
another-way = Autre méthode
back = Retour
cancel = Annuler
continue = Continuer
next = Suivant
copied = Copié
copy = Copier
done = Terminé
download = Télécharger
print = Imprimer
remove = Retirer
remove-named = Retirer { $name }
rename = Renommer
save = Enregistrer
start-again = Recommencer
password = Mot de passe
device = Appareil
a-device = un appareil
list-and = { $first } et { $last }

day = { $day } { $month } { $year }
moment = { $day } à { $time } UTC
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}
minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
time-left = encore { $left }
time-left-label = Temps restant

browser-unknown = Un navigateur inconnu
browser-on = { $browser } sous { $system }
browser-some-on = Un navigateur sous { $system }
this-browser = Ce navigateur
last-used = Dernière utilisation :
