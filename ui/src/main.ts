import './styles/app.css';

import { mount } from 'svelte';

import App from './App.svelte';
import { shell } from './backend';
import { headStart } from './head-start';
import { Preferences } from './preferences.svelte';

const backend = headStart(shell);
const target = document.getElementById('app');
await new Preferences(localStorage).apply(navigator.language);
if (target) mount(App, { target, props: { backend } });
