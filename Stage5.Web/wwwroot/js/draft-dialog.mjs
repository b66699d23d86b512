import { openDialog, startDialog } from './dialog.mjs';
import { problemBar } from './problem-bar.mjs';

/** Saves a request for when a model can, once its sender agreed. */
export function startDraftDialog(dialog, { host, request }) {
  const find = (selector) => dialog.querySelector(selector);
  const [form, consent, said, send] = [find('form'), find('#draft-consent'), find('#draft-said'), find('#draft-send')];

  async function save() {
    if (send.disabled || !form.reportValidity()) return;
    send.disabled = true;
    said.replaceChildren();
    try {
      await host.requests.fetchJson('/api/offline-drafts', {
        method: 'POST', quiet: true, body: { request: request(), consent: consent.checked },
      });
      said.replaceChildren(find('#draft-saved').content.cloneNode(true));
      send.hidden = true;
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      said.replaceChildren(problemBar(error));
      send.disabled = false;
    }
  }

  startDialog(dialog);
  send.addEventListener('click', save);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    save();
  });
  return {
    open() {
      said.replaceChildren();
      consent.checked = false;
      send.hidden = false;
      send.disabled = false;
      openDialog(dialog);
    },
  };
}
