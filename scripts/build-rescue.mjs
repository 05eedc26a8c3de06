// `npm run build:rescue`: makes `crates/backup/assets/rescue.html` of `crates/backup/rescue/`, one file with
// everything in it. With `--check` it only says whether the committed one is what the sources give.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = (path) => fileURLToPath(new URL(`../crates/backup/${path}`, import.meta.url));
const target = here('assets/rescue.html');

async function script() {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: here('rescue'),
    build: {
      write: false,
      target: ['es2022', 'safari16'],
      modulePreload: false,
      lib: { entry: here('rescue/main.ts'), formats: ['iife'], name: 'rescue' },
    },
  });
  const outputs = [built].flat().flatMap((each) => each.output);
  if (outputs.length !== 1) throw new Error(`the script fell into ${outputs.length} parts`);
  const { code } = outputs[0];
  if (/<\/script|<!--/iu.test(code)) throw new Error('the script would end its own element');
  return code.trim();
}

async function page() {
  const code = await script();
  const style = (await readFile(here('rescue/style.css'), 'utf8')).trim();
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'", `script-src ${hash(code)}`, `style-src ${hash(style)}`, "base-uri 'none'", "form-action 'none'",
  ].join('; ');
  const parts = { policy, style, script: code };
  const frame = await readFile(here('rescue/page.html'), 'utf8');
  return frame.replace(/\{\{(\w+)\}\}/gu, (_, name) => parts[name]);
}

const made = await page();
if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8').catch(() => '')) !== made) {
    console.error('crates/backup/assets/rescue.html is stale. Run: npm run build:rescue');
    process.exitCode = 1;
  }
} else {
  await writeFile(target, made);
  console.log(`crates/backup/assets/rescue.html: ${Math.round(made.length / 1024)} KB`);
}
