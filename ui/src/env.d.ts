/** The version in `Cargo.toml`, put in when the pages are built. */
declare const __APP_VERSION__: string;
