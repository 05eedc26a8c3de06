// What a reviewer should not have to say about our JavaScript, TypeScript and Svelte.
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

const TYPED = ['ui/src/**/*.ts', 'ui/src/**/*.svelte', 'ui/tests/**/*.ts', 'crates/backup/rescue/*.ts'];

export default ts.config(
  {
    // Written by tools, or their output.
    ignores: [
      'gen/', 'target/', 'ui/dist/', 'ui/src/i18n/paraglide/', 'ui/tests/pictures/', 'demo/', 'permissions/', '.data/',
      '**/node_modules/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-else-return': 'error',
      'no-implicit-coercion': ['error', { allow: ['!!'] }],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSAsExpression:not([typeAnnotation.typeName.name="const"])', message: 'Parse instead of `as`; only `as const` is allowed.' },
        { selector: 'TSNonNullAssertion', message: 'Handle the missing case instead of `!`.' },
      ],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
    },
  },
  {
    // What prints its progress is a program of the terminal.
    files: ['**/*.mjs'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  {
    // Functions that these hand to a browser run there.
    files: ['benches/*.mjs', 'scripts/**/*.mjs', 'tests/**/*.mjs'],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    // Drives a browser from the terminal.
    files: ['crates/backup/tests/*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  { files: ['server/static/*.js'], languageOptions: { globals: globals.browser } },
  { files: ['*.config.js', '*.config.ts', 'ui/*.ts', 'ui/tests/*.ts'], languageOptions: { globals: globals.node } },
  { files: ['**/*.ts'], languageOptions: { parser: ts.parser } },
  {
    files: TYPED,
    extends: [...ts.configs.strictTypeChecked],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { project: './tsconfig.json', extraFileExtensions: ['.svelte'] },
    },
    rules: {
      'no-unused-vars': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `void` says that what a one-line function gets is dropped, whether it is a promise or not.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // The compiler knows what the linter cannot see in a template.
      'no-undef': 'off',
      // A double answers at once where the shell would wait.
      '@typescript-eslint/require-await': 'off',
    },
  },
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json', extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig } },
  },
  {
    files: ['ui/src/**/*.svelte', 'ui/src/**/*.svelte.ts'],
    rules: {
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // A prop that is bound is assigned, and a rune's variable is read by the template.
      'no-useless-assignment': 'off',
      // The linter does not know the types of another component's props and snippets; svelte-check does.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off',
    },
  },
);
