# Around every page, and words that many pages use.
development-banner = Modalità di sviluppo: HTTP semplice, solo su questo computer.
languages = Lingua
problem-home = Vai alla pagina iniziale
problem-request = Se chiedi spiegazioni a chi gestisce il servizio, indica { $id }.

activate = Attiva
another-way = Un altro modo
back = Indietro
cancel = Annulla
continue = Continua
next = Avanti
copied = Copiato
copy = Copia
done = Fine
download = Scarica
print = Stampa
remove = Rimuovi
remove-named = Rimuovi { $name }
rename = Rinomina
save = Salva
start-again = Ricomincia
password = Password
device = Dispositivo
a-device = un dispositivo
list-and = { $first } e { $last }

day = { $day } { $month } { $year }
moment = { $day }, { $time } UTC
month-1 = gennaio
month-2 = febbraio
month-3 = marzo
month-4 = aprile
month-5 = maggio
month-6 = giugno
month-7 = luglio
month-8 = agosto
month-9 = settembre
month-10 = ottobre
month-11 = novembre
month-12 = dicembre
seconds = { $count ->
    [one] { $count } secondo
   *[other] { $count } secondi
}
minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minuti
}
time-left = ancora { $left }
time-left-label = Tempo rimasto

browser-unknown = Un browser sconosciuto
browser-on = { $browser } su { $system }
browser-some-on = Un browser su { $system }
this-browser = Questo browser
last-used = Ultimo utilizzo:
