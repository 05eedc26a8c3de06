/** What a person reads of where a file lies. A phone's addresses are for its system; the name stands after `#`. */
export function placeOf(path: string): string {
  return /^(content|file):\/\//.test(path) ? path.slice(path.indexOf('#') + 1) : path;
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
