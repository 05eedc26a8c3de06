import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { languages, locale } from './i18n/locale.svelte';
import { Preferences } from './preferences.svelte';

/** What the web view keeps. */
class Kept {
  readonly all = new Map<string, string>();
  getItem = (name: string) => this.all.get(name) ?? null;
  setItem = (name: string, value: string) => void this.all.set(name, value);
  removeItem = (name: string) => void this.all.delete(name);
}

const root: { dataset: Record<string, string>; lang: string } = { dataset: {}, lang: '' };

beforeEach(() => vi.stubGlobal('document', { documentElement: root }));
afterEach(() => {
  root.dataset = {};
  vi.unstubAllGlobals();
});

describe('the language', () => {
  it('is the system’s, while the person has chosen none', () => {
    void new Preferences(new Kept()).apply('fr-CH');
    expect(locale()).toBe('fr');
    expect(root.lang).toBe('fr');
  });

  it('is English where the system speaks one that we do not', () => {
    void new Preferences(new Kept()).apply('nl-BE');
    expect(locale()).toBe('en');
  });

  it.each(languages)('is $name where the system speaks it', ({ locale: language }) => {
    void new Preferences(new Kept()).apply(`${language}-XX`);
    expect(root.lang).toBe(language);
  });

  it('is the chosen one, also after a new start', () => {
    const kept = new Kept();
    const chosen = new Preferences(kept);
    void chosen.apply('nl');
    chosen.chooseLanguage('fr');
    expect(locale()).toBe('fr');
    void new Preferences(kept).apply('en');
    expect(locale()).toBe('fr');
    chosen.chooseLanguage(null);
    expect(locale()).toBe('en');
    expect(kept.all.size).toBe(0);
  });
});

describe('light and dark', () => {
  it('are the system’s until one is chosen, and again afterwards', () => {
    const kept = new Kept();
    const chosen = new Preferences(kept);
    void chosen.apply('en');
    expect(root.dataset).toEqual({});
    chosen.chooseTheme('dark');
    expect(root.dataset).toEqual({ theme: 'dark' });
    expect(new Preferences(kept).theme).toBe('dark');
    chosen.chooseTheme('system');
    expect(root.dataset).toEqual({});
    expect(kept.all.size).toBe(0);
  });

  it('what somebody else wrote there is not believed', () => {
    const kept = new Kept();
    kept.setItem('theme', 'purple');
    expect(new Preferences(kept).theme).toBe('system');
  });
});
