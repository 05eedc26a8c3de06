#!/usr/bin/env node
// `cargo run` as `tauri dev` calls it, with the features that the whole workspace agrees on: so the window, the server,
// the demo and the tests share what was built.
import { join } from 'node:path';
import { begin, endWithTheTerminal } from './children.mjs';
import { cargoEnv, root, targetDirectory } from './cargo.mjs';

const [, , command, ...given] = process.argv;
if (command !== 'run') throw new Error(`only for \`cargo run\`, not ${command}`);
endWithTheTerminal(() => process.exit(130));
const border = given.includes('--') ? given.indexOf('--') : given.length;
const build = begin('cargo', ['build', '--workspace', ...given.slice(0, border)], { cwd: root, env: cargoEnv });
const built = await build.ended;
if (built !== 0) process.exit(typeof built === 'number' ? built : 1);
const ending = process.platform === 'win32' ? '.exe' : '';
const app = begin(join(await targetDirectory(), 'debug', `countersign-app${ending}`), given.slice(border + 1), { cwd: root });
const code = await app.ended;
process.exit(typeof code === 'number' ? code : 1);
