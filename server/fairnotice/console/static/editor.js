// Saves the draft by itself a moment after the last keystroke, and warns before what is not saved would be lost.

const SAVE_AFTER = 1500;
const form = document.getElementById('editor');
const status = document.getElementById('saving');
let timer = 0;
let isDirty = false;
let saving = Promise.resolve();

form.addEventListener('input', () => {
  isDirty = true;
  status.textContent = '';
  clearTimeout(timer);
  timer = setTimeout(save, SAVE_AFTER);
});
form.addEventListener('submit', () => {
  isDirty = false;
  clearTimeout(timer);
});
addEventListener('beforeunload', (event) => {
  if (isDirty) event.preventDefault();
});

/** One after the other: each saves on top of what the one before saved. */
function save() {
  saving = saving.then(saveOnce, saveOnce);
}

async function saveOnce() {
  isDirty = false;
  const body = new URLSearchParams(new FormData(form));
  body.set('do', 'autosave');
  try {
    const answer = await fetch(form.action, { method: 'POST', body, redirect: 'error' });
    const { fault, seen, changed } = answer.headers.get('content-type')?.includes('json') ? await answer.json() : { fault: 'It could not be saved; sign in again.' };
    if (answer.ok) {
      form.elements.seen.value = seen;
      for (const each of form.querySelectorAll('[data-notice]')) each.hidden = !changed.includes(each.dataset.notice);
    } else isDirty = true;
    status.textContent = answer.ok ? `Saved at ${new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}.` : fault;
  } catch {
    isDirty = true;
    status.textContent = 'Not saved: the server does not answer. What you wrote stays here; it is tried again as you go on.';
  }
}
