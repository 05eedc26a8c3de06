// What a screen reader meets, in its order: Chromium's own tree of names and roles. A question is heard before its
// buttons; a code belongs to the name of its row, digit by digit, and is told nowhere else.

/** What is wrong with what is heard on a screen, one line each. */
export async function misheard(chromium, name) {
  if (name.startsWith('question-')) return question(await heard(chromium));
  if (name === 'accounts' || name === 'accounts-copied') return list(await heard(chromium));
  return [];
}

/** Everything that is not ignored, in the order of reading. */
async function heard(chromium) {
  const { nodes } = await chromium.devtools('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const told = [];
  const tell = (node) => {
    if (!node.ignored) {
      const properties = Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value.value]));
      told.push({ role: node.role.value, name: node.name?.value ?? '', description: node.description?.value ?? '', ...properties });
    }
    for (const id of node.childIds ?? []) if (byId.has(id)) tell(byId.get(id));
  };
  tell(nodes[0]);
  return told;
}

/** Who is asked, the sentence, the facts, the rule, NO, YES; and the whole is called by the sentence. */
function question(told) {
  const wrong = [];
  const dialog = told.find(({ role }) => role === 'dialog');
  if (!dialog) return ['there is no dialog'];
  const at = (what, test) => {
    const place = told.findIndex((each) => test(each));
    if (place < 0) wrong.push(`a screen reader does not meet ${what}`);
    return { what, place };
  };
  const button = (label) => ({ role, name }) => role === 'button' && name.startsWith(label);
  const asks = told.some(button('YES'));
  const isNumber = told.some(({ role }) => role === 'textbox');
  const heading = told.find(({ role }) => role === 'heading');
  const steps = [at('who is asked', ({ role, name }) => role === 'StaticText' && name === 'Northlake'), at('a heading', ({ role }) => role === 'heading')];
  if (asks) {
    if (!isNumber) {
      if (!dialog.name.includes(heading?.name ?? '?') || !dialog.name.includes('Northlake')) wrong.push(`the question is called “${dialog.name}”`);
      if (!dialog.description.includes('Firefox') && !dialog.description.includes('Chromium')) wrong.push(`the facts are told as “${dialog.description}”`);
      steps.push(at('the first fact', ({ role, name }) => role === 'StaticText' && name === 'Browser'));
      if (told.some(({ name }) => name.startsWith('Press YES only if'))) steps.push(at('the rule', ({ name }) => name.startsWith('Press YES only if')));
    }
    steps.push(at('NO', button('NO')), at('YES', button('YES')));
  } else if (dialog.name !== heading?.name && !dialog.name.includes(heading?.name ?? '?')) wrong.push(`the end is called “${dialog.name}”`);
  for (const [before, after] of steps.slice(1).map((step, place) => [steps[place], step])) {
    if (before.place > after.place) wrong.push(`a screen reader meets ${after.what} before ${before.what}`);
  }
  return wrong;
}

/** Each code stands in the name of its row, digit by digit, and nowhere else. */
function list(told) {
  const wrong = [];
  const row = told.find(({ role, name }) => role === 'button' && name.includes('Kestrel') && /\d \d/.test(name));
  if (!row?.name.includes('9 1 7, 2 0 5')) wrong.push(`the row of Kestrel is called “${row?.name}”`);
  const live = told.filter(({ live: mode }) => mode === 'polite' || mode === 'assertive');
  for (const { name } of live) if (/\d{3}|\d \d/.test(name)) wrong.push(`a live region says “${name}”`);
  const plain = told.filter(({ role, name }) => role === 'StaticText' && /^\d{3,}$/.test(name.replaceAll(/\s/g, '')) && !/\d \d/.test(name));
  for (const { name } of plain) wrong.push(`“${name}” is read as one number`);
  return wrong;
}
