import './styles/app.css';

import { mount } from 'svelte';

import App from './App.svelte';
import { shell } from './backend';

const target = document.getElementById('app');
if (target) mount(App, { target, props: { backend: shell } });
