/** The console's only script: without it, pages work and are reloaded by hand. */
export const script = `'use strict';
// Shows the page again; the keyboard goes on from there, and not from the top.
function reloadAt(id) {
  sessionStorage.setItem('focus', id);
  location.reload();
}
const part = document.getElementById(sessionStorage.getItem('focus') ?? '');
sessionStorage.removeItem('focus');
if (part) {
  part.tabIndex = -1;
  part.focus({preventScroll: true});
}
// Progress of a run: the server sends the panel anew whenever the run moves on.
const live = document.getElementById('live');
if (live && live.dataset.events) {
  const events = new EventSource(live.dataset.events);
  events.addEventListener('panel', event => {
    // Keep the focus on the stop button or on the messages.
    const kept = live.contains(document.activeElement) ? document.activeElement.tagName : '';
    live.innerHTML = event.data;
    if (kept) live.querySelector(kept)?.focus({preventScroll: true});
  });
  events.addEventListener('end', () => { events.close(); reloadAt('main'); });
}
// The Salesforce login opens in a window of its own, and this page shows how it ended.
for (const form of document.querySelectorAll('form[data-popup]')) {
  form.addEventListener('submit', () => {
    window.open('about:blank', 'login', 'popup,width=640,height=760');
    form.target = 'login';
    const timer = setInterval(async () => {
      const answer = await fetch(form.dataset.popup, {headers: {accept: 'application/json'}});
      if (!answer.ok) return;
      const {isUnderWay} = await answer.json();
      if (isUnderWay) return;
      clearInterval(timer);
      reloadAt('salesforce');
    }, 1000);
  });
}
// The fields of both systems take seconds to load.
for (const link of document.querySelectorAll('a[data-load]')) {
  link.addEventListener('click', () => {
    const status = document.createElement('p');
    status.setAttribute('role', 'status');
    status.textContent = link.dataset.load;
    link.after(status);
  });
}
// Of each choice only its own settings are shown.
for (const part of document.querySelectorAll('[data-of]')) {
  const select = document.querySelector('select[name=' + part.dataset.of + ']');
  select.addEventListener('change', () => { part.hidden = select.value !== part.dataset.way; });
}
// Export needs import.
const importing = document.querySelector('input[name=import_enabled]');
const exporting = document.getElementById('export');
if (importing && exporting) {
  const follow = () => { exporting.disabled = !importing.checked; };
  importing.addEventListener('change', follow);
  follow();
}
`;
