// The digits' font is asked for with the page. Otherwise the window asks once a code is laid out, and shows none until
// then.
import type { HtmlTagDescriptor, Plugin } from 'vite';

const FONT = /countersign-digits[^/]*\.woff2$/;

/** Tells the page, beforehand, which font its codes need. */
export function digits(): Plugin {
  return {
    name: 'countersign-digits',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }): HtmlTagDescriptor[] =>
        Object.keys(bundle ?? {})
          .filter((file) => FONT.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${file}` },
            injectTo: 'head',
          })),
    },
  };
}
