/** A window that is hidden paints nothing; so long is waited at the most. */
const AT_MOST_MS = 1000;

/** Does something after the frame that comes next; at once where nothing is drawn. */
export function afterFrame(act: () => void): void {
  if ('requestAnimationFrame' in globalThis) requestAnimationFrame(() => setTimeout(act));
  else act();
}

/** Answers when what is drawn now has been painted: whatever the person does not see yet can wait for it. */
export function painted(): Promise<void> {
  return new Promise((done) => {
    afterFrame(done);
    setTimeout(done, AT_MOST_MS);
  });
}
