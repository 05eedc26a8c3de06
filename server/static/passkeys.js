// Has the browser make a passkey or answer with one, and sends its reply with the form around the button. What is asked
// stands in the head of the page: something to make if it names a user.
const form = document.getElementById('passkey');
const asked = document.querySelector('meta[name=passkey]')?.getAttribute('content');

/** @param {string} text */
const bytes = (text) => {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (each) => each.charCodeAt(0));
};

/** @param {ArrayBuffer | null} buffer */
const text = (buffer) => {
  if (!buffer) return undefined;
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

/** @param {{ id: string }[] | undefined} credentials */
const named = (credentials) => (credentials ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

/** @param {any} options */
function ask(options) {
  const challenge = bytes(options.challenge);
  if (!options.user) {
    return navigator.credentials.get({ publicKey: { ...options, challenge, allowCredentials: named(options.allowCredentials) } });
  }
  const user = { ...options.user, id: bytes(options.user.id) };
  return navigator.credentials.create({
    publicKey: { ...options, challenge, user, excludeCredentials: named(options.excludeCredentials) },
  });
}

/** @param {PublicKeyCredential} credential */
function written({ id, rawId, type, response }) {
  /** @type {Record<string, string | string[] | undefined>} */
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  if (response instanceof AuthenticatorAttestationResponse) {
    parts.attestationObject = text(response.attestationObject);
  } else if (response instanceof AuthenticatorAssertionResponse) {
    parts.authenticatorData = text(response.authenticatorData);
    parts.signature = text(response.signature);
    parts.userHandle = text(response.userHandle);
  }
  return JSON.stringify({ id, rawId: text(rawId), type, response: parts, extensions: {} });
}

/** Says one thing at a time. @param {string} name */
function say(name) {
  for (const each of document.querySelectorAll('[id^=passkey-][role=alert]')) each.toggleAttribute('hidden', each.id !== name);
}

if (form instanceof HTMLFormElement && asked) {
  const reply = form.elements.namedItem('reply');
  const button = form.querySelector('button');
  if (!window.PublicKeyCredential) {
    say('passkey-unsupported');
    form.hidden = true;
  }
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!(reply instanceof HTMLInputElement) || !button) return;
    button.disabled = true;
    try {
      const credential = await ask(JSON.parse(asked).publicKey);
      if (!(credential instanceof PublicKeyCredential)) throw new Error('no passkey');
      reply.value = written(credential);
      form.submit();
    } catch (error) {
      const isKnown = error instanceof DOMException && error.name === 'InvalidStateError';
      say(isKnown && document.getElementById('passkey-known') ? 'passkey-known' : 'passkey-stopped');
      button.disabled = false;
    }
  });
}
