/** The version in `Cargo.toml`, put in when the pages are built. */
declare const __APP_VERSION__: string;

/** What `ui/licenses.config.ts` gathers. */
declare module 'virtual:licenses' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports -- an ambient module cannot import
  const packed: import('./features/settings/licenses').Packed;
  export default packed;
}

/** What `ui/services.config.ts` gathers. */
declare module 'virtual:services' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports -- an ambient module cannot import
  const all: import('./features/icons/matching').Service[];
  export default all;
}

/** What `ui/catalogs.config.ts` cuts. */
declare module 'virtual:catalogs' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports -- an ambient module cannot import
  type Load = () => Promise<import('./i18n/catalog.svelte').Catalog>;
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports -- the same
  export const catalogs: Record<import('./i18n/paraglide/runtime.js').Locale, { start: Load; rest: Load }>;
}
