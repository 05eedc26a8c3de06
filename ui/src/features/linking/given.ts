/** What a drop or a paste holds. */

/** A picture, else a text, else nothing. */
export function given(from: DataTransfer | null): File | string | null {
  const picture = [...(from?.files ?? [])].find(({ type }) => type.startsWith('image/'));
  if (picture) return picture;
  const [anything] = from?.files ?? [];
  if (anything) return anything;
  return from?.getData('text/plain').trim() || null;
}

/** A file as a `data:` address, which is how it reaches the shell. */
export function dataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    const fail = () => reject(new Error('the file cannot be read'));
    reader.onload = () => (typeof reader.result === 'string' ? resolve(reader.result) : fail());
    reader.onerror = fail;
    reader.readAsDataURL(file);
  });
}
