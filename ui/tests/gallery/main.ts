/**
 * Every screen of the app in every state, by name: `?screen=accounts&locale=fr`, `ar-XB` for the other direction. Without a
 * name, a list of them. With `time=runs` time goes on, for those who measure it; `platform=ios` is another system than
 * the scene’s own.
 */
import '../../src/styles/app.css';
import './fonts.css';

import { mount } from 'svelte';

import App from '../../src/App.svelte';
import { loadRest } from '../../src/i18n/catalog.svelte';
import { speak } from '../../src/i18n/locale.svelte';
// Loaded when it is wanted, but here before a picture is taken.
import '../../src/features/accounts/Trouble.svelte';
import '../../src/views/DropArea.svelte';
import { MIRRORED } from '../mirrored';
import { Double } from './double';
import { settled } from './hand';
import { mirror } from './mirror';
import { scenes } from './scenes';
import { NOW, state, world } from './world';

const platforms = ['android', 'ios', 'linux', 'macos', 'windows'] as const;
const asked = new URLSearchParams(location.search);
const target = document.getElementById('app') ?? document.body;
const scene = scenes.find(({ name }) => name === asked.get('screen'));

/** Time stands still, so that a picture is the same on every day; and nothing hums. */
function stopTime(): void {
  Date.now = () => NOW * 1000;
  performance.now = () => 60_000;
  Object.defineProperty(navigator, 'vibrate', { value: () => true });
}

/** The gallery's own letters, there before anything is drawn: the product has the system's, which never come late. */
async function letters(): Promise<void> {
  await Promise.all(["'Inter Variable'", "'Noto Sans Mono Variable'"].map((family) => document.fonts.load(`1em ${family}`, 'Aā')));
}

function list(): void {
  const names = document.createElement('ul');
  for (const { name } of scenes) {
    const link = document.createElement('a');
    link.href = `?screen=${name}`;
    link.textContent = name;
    names.append(document.createElement('li'));
    names.lastChild?.appendChild(link);
  }
  target.append(names);
}

async function show(): Promise<void> {
  if (!scene) return list();
  if (asked.get('time') !== 'runs') stopTime();
  localStorage.clear();
  const locale = asked.get('locale');
  if (locale === MIRRORED) mirror();
  else if (locale) localStorage.setItem('language', locale);
  await speak(locale === MIRRORED ? null : locale, 'en');
  // The hand reads the names of what it presses.
  await Promise.all([loadRest(), letters()]);
  const given = world(scene.world);
  const phone = matchMedia('(max-width: 699.98px)').matches;
  const platform = platforms.find((each) => each === asked.get('platform')) ?? (phone && given.state.platform !== 'ios' ? 'android' : given.state.platform);
  const double = new Double({ ...given, state: state({ ...given.state, platform, ...(phone ? { hasCamera: true } : {}) }) });
  // Loaded when it is wanted, but here before a picture is taken.
  if (platform === 'ios') await import('../../src/ios/manners');
  if (scene.instead) mount(scene.instead, { target });
  else mount(App, { target, props: { backend: double.backend } });
  await settled();
  await scene.act?.({ double, phone, platform });
  if (document.activeElement instanceof HTMLElement && !scene.focused) document.activeElement.blur();
  await settled();
}

show().then(
  () => document.documentElement.setAttribute('data-shown', 'yes'),
  (thrown: unknown) => document.documentElement.setAttribute('data-shown', String(thrown)),
);
