// Giving the app a picture: as a file, by the clipboard's paste, by dropping.
import { readFile } from 'node:fs/promises';

/** Gives a PNG in one of the ways that a person has: `file`, `paste` or `drop`. */
export async function givePicture(app, file, how = 'file') {
  const content = (await readFile(file)).toString('base64');
  await app.page.execute(
    (base64, way) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'picture.png', { type: 'image/png' }));
      if (way === 'file') {
        const input = document.querySelector('input[type="file"]');
        input.files = data.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
        return;
      }
      const at = document.activeElement ?? document.body;
      const options = { bubbles: true, cancelable: true, composed: true };
      if (way === 'paste') at.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: data }));
      else {
        const target = [...document.querySelectorAll('*')].reverse().find((each) => each.innerText?.trim().startsWith('Drop a picture here')) ?? at;
        for (const type of ['dragenter', 'dragover', 'drop']) target.dispatchEvent(new DragEvent(type, { ...options, dataTransfer: data }));
      }
    },
    content,
    how,
  );
}
