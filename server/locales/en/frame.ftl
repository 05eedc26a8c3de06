# Around every page, and words that many pages use.
development-banner = Development mode: plain HTTP, on this computer only.
languages = Language
problem-home = Go to the start page
problem-request = If you ask the operator about this, name { $id }.

activate = Activate
another-way = Another way
back = Back
cancel = Cancel
continue = Continue
next = Next
copied = Copied
copy = Copy
done = Done
download = Download
print = Print
remove = Remove
remove-named = Remove { $name }
rename = Rename
save = Save
start-again = Start again
password = Password
device = Device
a-device = a device
list-and = { $first } and { $last }

day = { $day } { $month } { $year }
moment = { $day }, { $time } UTC
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
time-left = { $left } left
time-left-label = Time left

browser-unknown = An unknown browser
browser-on = { $browser } on { $system }
browser-some-on = A browser on { $system }
this-browser = This browser
last-used = Last used
