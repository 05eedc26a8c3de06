/** What a drop or a paste holds. */

/** A picture, else a text, else nothing. */
export function given(from: DataTransfer | null): File | string | null {
  const picture = [...(from?.files ?? [])].find(({ type }) => type.startsWith('image/'));
  if (picture) return picture;
  const [anything] = from?.files ?? [];
  if (anything) return anything;
  return from?.getData('text/plain').trim() || null;
}
