// Shows another choice at once, and lists what a screen reader says of the banner in the first frame.

const form = document.getElementById('choices');
form?.addEventListener('change', () => form.requestSubmit());

addEventListener('message', ({ origin, source, data }) => {
  if (origin !== location.origin || source !== document.querySelector('iframe')?.contentWindow) return;
  const list = document.getElementById('spoken');
  list.replaceChildren(...data.spoken.map((text) => Object.assign(document.createElement('li'), { textContent: text })));
});
