/** A window that is hidden paints nothing; so long is waited at the most. */
const AT_MOST_MS = 1000;

/** Answers when what is drawn now has been painted: whatever the person does not see yet can wait for it. */
export function painted(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, AT_MOST_MS);
  });
}
