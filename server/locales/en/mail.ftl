# Mail about the account: what happened, when, from where, what to do.
mail-hello = Hello { $name },
mail-hello-nobody = Hello,
mail-when = When:
mail-where = From where:
mail-place = { $browser }, address { $ip }
mail-was-you = Was it you? Then there is nothing to do.
mail-open = This link opens a page and changes nothing by itself:
mail-footer = { $service } writes to you about the security of your account, and never asks for a password or a code. Nobody reads replies to this address.
mail-trial-subject = { $service }: mail works
mail-trial-text = Somebody who runs { $service } wanted to see whether mail arrives. It does.

mail-subject-device-added = { $service }: a new device was linked
mail-text-device-added = { $name } was linked to your account and can answer for you.
mail-do-device-added = It was not you? Then stop this device with the link, sign in and change the password at once.
mail-do-first-device = It was not you? Then switch this off again with the link, and change the password at once: whoever did it knows it.
mail-subject-device-removed = { $service }: a device was removed
mail-text-device-removed = { $name } was removed from your account and cannot answer for you any more.
mail-do-device-removed = It was not you? Then sign in, look at what else is linked, and change the password at once.
mail-subject-authenticator-added = { $service }: another authenticator app was added
mail-text-authenticator-added = Another authenticator app was added to your account: { $name }.
mail-do-authenticator-added = It was not you? Then sign in, remove it and change the password at once.
mail-subject-authenticator-removed = { $service }: another authenticator app was removed
mail-text-authenticator-removed = Another authenticator app was removed from your account: { $name }.
mail-do-authenticator-removed = It was not you? Then sign in, look at what else is linked, and change the password at once.
mail-subject-passkey-added = { $service }: a passkey was added
mail-text-passkey-added = A passkey was added to your account and can answer for you: { $name }.
mail-do-passkey-added = It was not you? Then sign in, remove it and change the password at once.
mail-subject-passkey-removed = { $service }: a passkey was removed
mail-text-passkey-removed = A passkey was removed from your account: { $name }.
mail-do-passkey-removed = It was not you? Then sign in, look at what else is linked, and change the password at once.
mail-subject-passkey-copied = { $service }: there may be a copy of a passkey
mail-text-passkey-copied = Somebody with the right password used a passkey of yours that counts less than it did before, as a copy would. It was not taken: { $name }.
mail-do-passkey-copied = Remove this passkey, add a new one, and change the password.
mail-subject-switched-off = { $service }: two-step verification was switched off
mail-text-switched-off = The last method is gone: two-step verification was switched off, and your backup codes are void. From now on the password alone lets somebody in.
mail-do-switched-off = It was not you? Then sign in, change the password at once and switch it on again. If you cannot sign in any more, tell the people who run this service.
mail-subject-new-backup-codes = { $service }: new backup codes were made
mail-text-new-backup-codes = New backup codes were made. The old ones are void.
mail-do-new-backup-codes = It was not you? Then sign in, make new ones once more and change the password at once.
mail-subject-backup-code-used = { $service }: a backup code was used
mail-text-backup-code-used = { $count ->
    [one] A backup code was used instead of your phone. One is left.
   *[other] A backup code was used instead of your phone. { $count } are left.
}
mail-do-backup-code-used = It was not you? Then sign in, make new backup codes and change the password at once.
mail-subject-backup-codes-low = { $service }: few backup codes are left
mail-text-backup-codes-low = { $count ->
    [0] A backup code was used instead of your phone. It was the last one.
    [one] A backup code was used instead of your phone. One is left.
   *[other] A backup code was used instead of your phone. { $count } are left.
}
mail-do-backup-codes-low = Make new ones before you need them. It was not you who used it? Then change the password at once, too.
mail-subject-password-changed = { $service }: your password was changed
mail-text-password-changed = The password of your account was changed. All other sessions ended.
mail-do-password-changed = It was not you? Then change it again at once. If you cannot sign in any more, tell the people who run this service.
mail-subject-policy-changed = { $service }: your devices ask in another way
mail-text-policy-changed = It was changed how your devices ask about sign-ins.
mail-do-policy-changed = It was not you? Then sign in, look at your options and change the password at once.
mail-subject-device-suspended = { $service }: a device was suspended
mail-text-device-suspended = { $name } was suspended by the link in the mail about it. It cannot answer, and is removed in a week.
mail-do-device-suspended = Is it yours? Then sign in and lift the suspension. If not, change the password at once.
mail-subject-suspension-lifted = { $service }: a device is suspended no longer
mail-text-suspension-lifted = { $name } can answer for you again.
mail-do-suspension-lifted = It was not you? Then sign in, remove this device and change the password at once.
mail-subject-frozen = { $service }: all sign-ins are stopped
mail-text-frozen = All sign-ins to your account were stopped, and all sessions have ended.
mail-do-frozen = It was not you? Nobody gets in meanwhile. Let sign-ins go on with the app, or with your password and a backup code.
mail-subject-thawed = { $service }: sign-ins go on
mail-text-thawed = Sign-ins to your account are possible again.
mail-do-thawed = It was not you? Then stop them again in the app and tell the people who run this service.
mail-subject-not-me = { $service }: somebody knows your password
mail-text-not-me = On one of your devices somebody said “It wasn’t me”. That sign-in was stopped, and no browser is trusted any more.
mail-do-not-me = Whoever it was knows your password. Change it now.
mail-subject-browser-stolen = { $service }: a trusted browser’s cookie was stolen
mail-text-browser-stolen = The old cookie of a browser that you trusted came back, as after a theft. This browser is no longer trusted: { $name }.
mail-do-browser-stolen = Somebody may have read the files of that computer. Look where you are signed in, and change the password.
mail-subject-second-step-missing = { $service }: the right password, and no second step
mail-text-second-step-missing = Somebody gave the right password of your account. The second step did not follow, and nobody got in.
mail-do-second-step-missing = It was not you? Then somebody knows your password. Change it now.
mail-subject-browser-trusted = { $service }: a browser is trusted from now on
mail-text-browser-trusted = After a sign-in with both steps a browser was marked as trusted. For 30 days, a sign-in from there takes only YES or NO.
mail-do-browser-trusted = It was not you? Then take the trust back with this link, and change the password at once.

distrust-title = Stop trusting that browser
distrust-text = A browser was marked as trusted after a sign-in to your account. If that was not you, take the trust back. A sign-in from there then needs the number again.
distrust-do = Trust it no longer
distrust-done = That browser is no longer trusted
distrust-done-text = Whoever used it knew your password. Change it now, and look where you are signed in.
suspend-title = Stop this new device
suspend-text = A device was linked to your account. If it is not yours, stop it: it then gets no questions, its codes do not count, and it is removed in a week. You can lift that on the page for two-step verification.
suspend-do = Stop this device
suspend-done = The device is stopped
suspend-done-text = It cannot answer any more. Whoever linked it knew your password. Change it now.
take-off-title = Switch two-step verification off again
take-off-text = Two-step verification was switched on for your account, with a device that answers for you. If that was not you, switch it off again. All sessions end.
take-off-do = Switch it off
take-off-done = Two-step verification is off
take-off-done-text = All sessions have ended. Whoever switched it on knew your password. Change it now.
take-back-over = This link is no longer good
take-back-over-text = It is too old, it was used, or it is not whole. What is linked and trusted is listed under “Account security”.
