/** What the person chose about this window: light or dark, and the language. Kept by the web view; no secret in it. */
import { createContext } from 'svelte';

import { LANGUAGE } from './i18n/choice';
import { speak } from './i18n/locale.svelte';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const THEME = 'theme';

export class Preferences {
  theme = $state<Theme>('system');
  /** A language of ours, or nothing for the system's. */
  language = $state<string | null>(null);

  #kept: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  #system = 'en';

  constructor(kept: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
    this.#kept = kept;
    const theme = kept.getItem(THEME);
    this.theme = themes.find((each) => each === theme) ?? 'system';
    this.language = kept.getItem(LANGUAGE);
  }

  /** Applies what is kept; `system` is the system's language. The answer comes when its words are there. */
  apply(system: string): Promise<void> {
    this.#system = system;
    const { dataset } = document.documentElement;
    if (this.theme === 'system') delete dataset.theme;
    else dataset.theme = this.theme;
    return speak(this.language, system);
  }

  chooseTheme(theme: Theme): void {
    this.theme = theme;
    this.#keep(THEME, theme === 'system' ? null : theme);
  }

  chooseLanguage(language: string | null): void {
    this.language = language;
    this.#keep(LANGUAGE, language);
  }

  #keep(name: string, value: string | null): void {
    if (value === null) this.#kept.removeItem(name);
    else this.#kept.setItem(name, value);
    void this.apply(this.#system);
  }
}

export const [preferences, providePreferences] = createContext<Preferences>();
