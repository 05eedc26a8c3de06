import { readFileSync } from 'node:fs';

import { afterEach, describe, expect, it } from 'vitest';

import { Failure } from '../backend';
import { hostOf, sentence, sentenceOf } from './errors';
import { languages, speak } from './locale.svelte';

/** All codes, from the file that the shell generates, so that none can be forgotten here. */
const bindings = readFileSync(new URL('../../../gen/bindings.ts', import.meta.url), 'utf8');
const [, union = ''] = /export type ErrorCode = ([^;]+);/.exec(bindings) ?? [];
const codes = [...union.matchAll(/^\s*"(\w+)"/gm)].map(([, code = '']) => code);

const details = {
  origin: 'https://accounts.example.org',
  retryAfterSeconds: 90,
  accountId: null,
  memoryMib: null,
  place: null,
  clockOffsetSeconds: null,
};

/** A failure whose code was read from a file, and is what it is. */
function failed(code: string): Failure {
  const failure: unknown = Reflect.construct(Failure, [{ code, message: 'for developers', details }]);
  if (failure instanceof Failure) return failure;
  throw new Error('not a failure');
}

afterEach(() => speak('en', 'en'));

describe.each(languages.map((each) => each.locale))('in %s', (locale) => {
  it('every error has a sentence of its own, whole and without a hole', () => {
    void speak(locale, 'en');
    expect(codes.length).toBeGreaterThan(50);
    const sentences = codes.map((code) => sentence(failed(code)));
    for (const [at, words] of sentences.entries()) {
      expect(words, codes[at]).toMatch(/^\p{Lu}|^accounts/u);
      expect(words, codes[at]).toMatch(/[.]$/);
      expect(words, codes[at]).not.toMatch(/[{}]|undefined|\bnull\b|for developers/);
    }
    expect(new Set(sentences).size).toBe(codes.length);
  });
});

describe('a sentence', () => {
  it('names the server and the time to wait', () => {
    expect(sentence(failed('slow_down'))).toBe('accounts.example.org asks to wait. Try again in 90 seconds.');
  });

  it('speaks of “the server” and “a minute” where neither is known', () => {
    expect(sentenceOf('slow_down')).toBe('The server asks to wait. Try again in a minute.');
  });

  it('is in the language of the window', () => {
    void speak('fr', 'en');
    expect(sentenceOf('passphrase_wrong')).toMatch(/^Ce n’est pas la phrase secrète\. Réessayez/);
  });
});

describe('an origin', () => {
  it('is read without https, which is the rule, and with http, which is not', () => {
    expect(hostOf('https://accounts.example.org')).toBe('accounts.example.org');
    expect(hostOf('http://localhost:7411/')).toBe('http://localhost:7411');
  });
});
