//! English.

use super::{AccountsWords, RecoveryWords, Words};

pub(super) const WORDS: Words = Words {
    recovery: RecoveryWords {
        title: "Recovery sheet",
        heading: "Countersign recovery sheet",
        printed: "printed",
        warning: "Keep it where you keep your passport, not beside the device. Whoever has this page and your device or a backup has your accounts. Nobody from support will ever ask for it.",
        identity: "Backup identity",
        identity_opens: "Opens every automatic backup.",
        lie_in: "They lie in:",
        same_in_words: "The same in 24 words:",
        key: "Recovery key",
        key_opens: "Opens the vault on this device when its system has lost the key.",
        lost_with: "The device is lost: with Countersign",
        steps_with: [
            "Install Countersign on another device and choose <em>Restore a backup</em>.",
            "Choose the newest file whose name begins with <em>countersign-</em> and ends in <em>.age</em>.",
            "Scan the backup identity above, or type its words. Your codes are there.",
            "Accounts of a Countersign server: link them again to approve sign-ins.",
        ],
        lost_without: "The device is lost: without Countersign",
        steps_without: [
            "Open <em>rescue.html</em>, which lies beside the backups, in any browser. It needs no internet.",
            "Choose the backup file and type the backup identity or its 24 words.",
        ],
        with_age: "Or with the public tool: write the backup identity without spaces into key.txt, then",
        key_missing: "The device is here, and Countersign says that its key is missing",
        step_missing: "Choose <em>Use the recovery sheet</em> and type the 12 words of the recovery key. Nothing was overwritten.",
    },
    accounts: AccountsWords {
        title: "Accounts for paper",
        heading: "Accounts",
        count: ["account", "accounts"],
        printed: "printed",
        warning: "Keep this page like cash: whoever has it can make your codes. Scan a code with any authenticator, or type the key.",
        characters: "characters",
        every: "every",
        counter: "counter",
    },
};
