/** Opens the window's page: everything that is drawn hangs on it. */
import './styles/app.css';

import { mount } from 'svelte';

import App from './App.svelte';
import type { Backend } from './backend';
import { painted } from './painted';
import { Preferences } from './preferences.svelte';

/** Draws it, as soon as its words are there. */
export async function open(backend: Backend): Promise<void> {
  const target = document.getElementById('app');
  await new Preferences(localStorage).apply(navigator.language);
  if (target) mount(App, { target, props: { backend } });
  // Tauri's own switch does this before the first script, which then takes longer (docs/performance.md).
  await painted();
  Object.freeze(Object.prototype);
}
