// What the page says, in the languages that it knows.
import type { Failure } from './open.ts';

export interface Words {
  title: string;
  intro: string;
  file: string;
  key: string;
  keyHint: string;
  showKey: string;
  open: string;
  opening: string;
  offline: string;
  noFile: string;
  noKey: string;
  notABackup: string;
  failures: Record<Failure, string>;
  opened: (count: number) => string;
  copy: string;
  copied: string;
  next: string;
  secondsLeft: (seconds: number) => string;
  counter: (value: string) => string;
  setupKey: string;
  note: string;
  linked: (origin: string) => string;
  noCodes: string;
  cannotShow: string;
}

const english: Words = {
  title: 'Open a Countersign backup',
  intro: 'Choose the backup file (its name ends in .age). It is opened here, in this browser. Nothing is sent anywhere, and this page works without internet.',
  file: 'Backup file',
  key: 'Passphrase or backup identity',
  keyHint: 'The passphrase you chose, or from your recovery sheet AGE-SECRET-KEY-1… or its 24 words.',
  showKey: 'Show what I type',
  open: 'Open',
  opening: 'Opening… a passphrase takes a few seconds.',
  offline: 'Use this page on a computer you trust. Close it when you are done: nothing is kept.',
  noFile: 'Choose the backup file first.',
  noKey: 'Type the passphrase or the backup identity.',
  notABackup: 'The file opens, but it holds no Countersign backup.',
  failures: {
    'not-age': 'This is not a backup file. Choose the file whose name ends in .age.',
    'wrong-kind-passphrase': 'This file opens by a passphrase, not by the backup identity.',
    'wrong-kind-identity': 'This file opens by the backup identity from the recovery sheet (AGE-SECRET-KEY-1…, or its 24 words), not by a passphrase.',
    'wrong-words': 'These words do not belong together. Check each one against the recovery sheet.',
    'wrong-key': 'This is not the right key for this file. Check each character, and whether it is the right file.',
    'much-work': 'Opening this file would take more memory than a browser has. Use the age tool.',
    damaged: 'The key is right, but the file is damaged or cut off. Try an earlier backup.',
  },
  opened: (count) => (count === 1 ? '1 account' : `${count} accounts`),
  copy: 'Copy',
  copied: 'Copied',
  next: 'Next code',
  secondsLeft: (seconds) => `${seconds} s left`,
  counter: (value) => `Counter ${value}`,
  setupKey: 'Setup key, for another app',
  note: 'Note',
  linked: (origin) => `Linked with ${origin}. Codes work; to approve sign-ins, link again in the app.`,
  noCodes: 'This account has no codes.',
  cannotShow: 'This page does not know this kind of code.',
};

const french: Words = {
  title: 'Ouvrir une sauvegarde Countersign',
  intro: 'Choisissez le fichier de sauvegarde (son nom finit par .age). Il est ouvert ici, dans ce navigateur. Rien n’est envoyé, et cette page marche sans internet.',
  file: 'Fichier de sauvegarde',
  key: 'Phrase secrète ou identité de sauvegarde',
  keyHint: 'La phrase secrète que vous avez choisie, ou de votre feuille de secours AGE-SECRET-KEY-1… ou ses 24 mots.',
  showKey: 'Montrer ce que je saisis',
  open: 'Ouvrir',
  opening: 'Ouverture… avec une phrase secrète, cela prend quelques secondes.',
  offline: 'Utilisez cette page sur un ordinateur de confiance. Fermez-la ensuite : rien n’est gardé.',
  noFile: 'Choisissez d’abord le fichier de sauvegarde.',
  noKey: 'Saisissez la phrase secrète ou l’identité de sauvegarde.',
  notABackup: 'Le fichier s’ouvre, mais ce n’est pas une sauvegarde Countersign.',
  failures: {
    'not-age': 'Ce n’est pas un fichier de sauvegarde. Choisissez celui dont le nom finit par .age.',
    'wrong-kind-passphrase': 'Ce fichier s’ouvre avec une phrase secrète, pas avec l’identité de sauvegarde.',
    'wrong-kind-identity': 'Ce fichier s’ouvre avec l’identité de la feuille de secours (AGE-SECRET-KEY-1…, ou ses 24 mots), pas avec une phrase secrète.',
    'wrong-words': 'Ces mots ne vont pas ensemble. Comparez chacun avec la feuille de secours.',
    'wrong-key': 'Ce n’est pas la bonne clé pour ce fichier. Vérifiez chaque caractère, et le fichier.',
    'much-work': 'Ouvrir ce fichier demande plus de mémoire qu’un navigateur n’en a. Utilisez l’outil age.',
    damaged: 'La clé est bonne, mais le fichier est abîmé ou coupé. Essayez une sauvegarde plus ancienne.',
  },
  opened: (count) => (count === 1 ? '1 compte' : `${count} comptes`),
  copy: 'Copier',
  copied: 'Copié',
  next: 'Code suivant',
  secondsLeft: (seconds) => `encore ${seconds} s`,
  counter: (value) => `Compteur ${value}`,
  setupKey: 'Clé de configuration, pour une autre application',
  note: 'Note',
  linked: (origin) => `Lié à ${origin}. Les codes marchent ; pour approuver des connexions, liez de nouveau dans l’application.`,
  noCodes: 'Ce compte n’a pas de codes.',
  cannotShow: 'Cette page ne connaît pas ce genre de code.',
};

export const isFrench = navigator.language.toLowerCase().startsWith('fr');
export const words = isFrench ? french : english;
