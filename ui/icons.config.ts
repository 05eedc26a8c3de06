// Lucide's icons as plain pictures: each is drawn from a template of its own, instead of being put together anew each
// time it is shown. A list of accounts has some of them in each row. They take a class and nothing else.
import type { Plugin } from 'vite';

const ICON = /@lucide.svelte.dist.icons.[\w-]+\.svelte$/;
const SVG =
  'xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" ' +
  'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"';

type Shape = [name: string, attributes: Record<string, string>];

export function icons(): Plugin {
  return {
    name: 'icons',
    enforce: 'pre',
    transform: { filter: { id: ICON }, handler: (code, id) => ({ code: drawn(code, id), map: null }) },
  };
}

function drawn(code: string, id: string) {
  const [, data] = /const iconData = (\{.*\});/.exec(code) ?? [];
  if (!data) throw new Error(`${id} is not written as it used to be: look at ui/icons.config.ts`);
  const { node }: { node: Shape[] } = JSON.parse(data);
  const shapes = node.map(([name, attributes]) => `<${name} ${written(attributes)} />`);
  return `<script>let { class: name } = $props();</script><svg ${SVG} class={name}>${shapes.join('')}</svg>`;
}

function written(attributes: Record<string, string>) {
  return Object.entries(attributes).map(([name, value]) => `${name}="${value}"`).join(' ');
}
