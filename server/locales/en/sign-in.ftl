# First account, invitation, signing in and its second step.
setup-title = Create the first account
setup-text = It administers { $service }: only this account can invite others.
invited-title = Create your account
invited-text = You were invited to { $service }.
account-token = End of the link
account-token-hint = What stands after the # in the link that you were given.
account-name = User name
account-name-wrong = A name has 1 to 64 characters. Choose another one.
account-name-taken = Somebody has this name. Choose another one.
account-password = Password
account-create = Create account
account-link-invalid = This link is not good, no longer good, or was used. Ask for a fresh one where you got it. A setup link is printed each time the server starts.
password-hint = At least 15 characters. A few random words are easy to keep and hard to guess.
password-too-short = Too short: at least 15 characters. Four or five random words do.
password-too-long = Too long: at most 128 characters.
password-guessable = Too easy to guess. Take words that have nothing to do with you or with each other.

sign-in = Sign in
sign-in-title = Sign in to { $service }
sign-in-fresh = Give your password once more: what comes next needs a fresh sign-in.
sign-in-name = User name
sign-in-wrong = Name and password do not go together. Check both, also the keyboard’s capitals.
sign-in-paused = Too many wrong passwords from here. Try again in { $wait }.
sign-in-cancel = Cancel this sign-in

signature-for = for { $name }
signature-correct = Correct
signature-answer = Your answer
signature-answer-where = on a device
signature-yes = YES
signature-second = Second step
signature-choice = Your choice
signature-code = A code
signature-backup-code = A backup code
signature-passkey = A passkey

wait-number = Answer on your phone, then type this number there
wait-tap = Answer the question on your phone
wait-tap-text = Countersign on { $devices } asks whether this is you. Press YES there and this page goes on by itself.
wait-scan = Scan this code with the app
wait-scan-text = The app shows what it is about, and asks YES or NO: there is no number to type.
wait-scan-qr = QR code to scan with the Countersign app
wait-scan-here = On this device? Open Countersign
wait-live = Sent to { $devices }. This page goes on by itself.
wait-live-turn = Waiting for its turn. This page goes on by itself.
wait-turn = Your question comes next
wait-turn-text = The devices ask about one sign-in after the other. Answer NO to the one that is not yours, or cancel it in the other window.
wait-second = Another sign-in is waiting.
wait-second-text = Someone, perhaps you in another window, is signing in to this account. Answer NO if it is not you.
wait-approved = Answered YES
wait-approved-text = Go on to your account.
wait-declined = Answered NO
wait-declined-text = You said NO on { $device }. Nobody got in. If you pressed it by mistake, start again: the phone will then ask for a number.
wait-expired = Nobody answered in time
wait-expired-text = Nobody got in. Send the question again, or take another way.
wait-failed = Three wrong numbers
wait-failed-text = Nobody got in. Start again, and type the number that this page shows.
wait-over = This sign-in is over
wait-over-text = It was cancelled, or it was completed already. Nobody gets in by it any more.
wait-not-now = Your devices are not asked now
wait-not-before = Too many questions went without an answer, or one was not yours. Devices are asked again in { $wait }; another way works at once.
wait-too-many = Other sign-ins to this account are waiting. Take another way, or try again in a few minutes.
wait-no-device = No device with the app is linked. Take another way.
send-again = Send again
send-again-in = Send again in { $count } s
trust-box = Ask only YES or NO in this browser, 30 days

other-ways-title = Choose another way
other-ways-none = None of these at hand? Ask the people who run this service.
way-ask = Ask my phone again
way-code = A six-digit code
way-code-text = From Countersign or another authenticator app, also without internet
way-scan = Scan a code with the app
way-scan-text = With the camera of the phone, where no question arrives
way-passkey-text = With the finger, face or PIN of a device, or a key that you plug in
way-backup-code = A backup code
way-backup-code-text = Each works once
back-to-waiting = Back to waiting for the phone

code-title = Type the code from the app
code-label = Six digits for { $service }
code-wrong = This code is not right. Wait for the next one, then type it. If it stays wrong, check the phone’s clock.
code-used = This code was used before: each works once. Wait for the next one, then type it.
passkey-title = Use your passkey
passkey-text = The browser asks for the finger, face or PIN of a device, or for your security key.
passkey-use = Use a passkey
passkey-stopped = Nothing came of it: it was stopped, or it took too long. Try again.
passkey-unsupported = This browser knows no passkeys. Take another way, or another browser.
passkey-no-script = Passkeys need JavaScript. Switch it on for this page, or take another way.
passkey-refused = This reply does not fit: it came too late, or from a passkey that was not asked. Try again.
passkey-copied = There may be a second copy of this passkey, so it was not taken. Take another way, then remove it and add a new one.
passkey-paused = Too many tries from here. Passkeys work again in { $wait }; another way works at once.
backup-code-title = Type a backup code
backup-code-label = One of your ten backup codes
backup-code-wrong = This is not one of your backup codes. Check it letter by letter.
backup-code-used = This backup code was used before. Cross it out and take another one.
tries-left = { $count ->
    [0] No tries are left for now.
    [one] One try is left.
   *[other] { $count } tries are left.
}
paused-codes = Too many wrong codes
paused-backup-codes = Too many wrong backup codes
paused-text = They are paused for this account for { $wait }.
paused-until = They work again: { $until }.
closed-text = Too many of them were wrong since the last sign-in from a browser like this one. They work here again when you have signed in another way, or changed your password.
paused-note = You did not type them? Then someone knows your password. Sign in another way and change it.
