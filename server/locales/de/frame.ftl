# Around every page, and words that many pages use.
development-banner = Entwicklungsmodus: einfaches HTTP, nur auf diesem Computer.
languages = Sprache
problem-home = Zur Startseite
problem-request = Wenn Sie den Betreiber danach fragen, nennen Sie { $id }.

activate = Aktivieren
another-way = Anderer Weg
back = Zurück
cancel = Abbrechen
continue = Weiter
next = Weiter
copied = Kopiert
copy = Kopieren
done = Fertig
download = Herunterladen
print = Drucken
remove = Entfernen
remove-named = { $name } entfernen
rename = Umbenennen
save = Speichern
start-again = Neu beginnen
password = Passwort
device = Gerät
a-device = einem Gerät
list-and = { $first } und { $last }

day = { $day }. { $month } { $year }
moment = { $day }, { $time } UTC
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
seconds = { $count ->
    [one] { $count } Sekunde
   *[other] { $count } Sekunden
}
minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}
time-left = noch { $left }
time-left-label = Verbleibende Zeit

browser-unknown = Ein unbekannter Browser
browser-on = { $browser } unter { $system }
browser-some-on = Ein Browser unter { $system }
this-browser = Dieser Browser
last-used = Zuletzt benutzt:
