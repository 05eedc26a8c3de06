# Around every page, and words that many pages use.
development-banner = Modo de desarrollo: HTTP sin cifrar, solo en este ordenador.
languages = Idioma
problem-home = Ir a la página de inicio
problem-request = Si preguntas por esto a quien administra el servicio, indica { $id }.

activate = Activar
another-way = Otra forma
back = Atrás
cancel = Cancelar
continue = Continuar
next = Siguiente
copied = Copiado
copy = Copiar
done = Listo
download = Descargar
print = Imprimir
remove = Quitar
remove-named = Quitar { $name }
rename = Cambiar nombre
save = Guardar
start-again = Empezar de nuevo
password = Contraseña
device = Dispositivo
a-device = un dispositivo
list-and = { $first } y { $last }

day = { $day } de { $month } de { $year }
moment = { $day }, { $time } UTC
month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre
seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}
minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
time-left = quedan { $left }
time-left-label = Tiempo restante

browser-unknown = Un navegador desconocido
browser-on = { $browser } en { $system }
browser-some-on = Un navegador en { $system }
this-browser = Este navegador
last-used = Último uso:
