import { startResume, watchDeliveries } from './deliveries.mjs';
import { openDialog, startDialog } from './dialog.mjs';
import { languageName, listed } from './format.mjs';
import { problemBar } from './problem-bar.mjs';
import { t } from './texts.mjs';
import { runTurn } from './turn.mjs';

/** Sends a text into a conversation and follows where it is delivered. */
export function startReplyDialog(dialog, { host, showValues }) {
  if (!dialog) return { open: () => {} };
  const find = (selector) => dialog.querySelector(selector);
  const [form, send, conversation] = [find('form'), find('#reply-send'), find('#reply-conversation')];
  const [said, deliveries, also] = [find('#reply-said'), find('#reply-deliveries'), find('#reply-also')];
  let text = null;
  let key = null;
  let watching = null;

  function watch(taskId) {
    watching = new AbortController();
    return watchDeliveries(deliveries, taskId, { host, showValues, signal: watching.signal });
  }

  async function submit() {
    if (send.disabled || !form.reportValidity()) return;
    send.disabled = true;
    said.replaceChildren(Object.assign(document.createElement('p'), { className: 'fine', role: 'status', textContent: t('reply.sending') }));
    try {
      const made = await runTurn(host, '/api/reply', {
        conversationId: conversation.value.trim(),
        text: text.text,
        editedText: text.editedText,
        sourceLanguage: text.language,
        languagePolicy: { targetLanguage: text.language },
        ...(text.others.length > 0 ? { additionalTargetLanguages: text.others } : {}),
        delivery: form.elements.delivery.value,
        // The terms of this text were decided when it was made.
        glossary: 'apply',
      }, { headers: { 'Idempotency-Key': key } });
      const done = document.createElement('p');
      done.className = 'dialog-done';
      done.setAttribute('role', 'status');
      done.textContent = made.outcome === 'partial' ? t('reply.partly') : t('reply.sent');
      said.replaceChildren(done);
      send.hidden = true;
      await watch(made.taskId);
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      said.replaceChildren(problemBar(error));
      // An answer that got lost may have been sent: the same key sends it once. What was refused is a new try.
      if (error.status >= 400 && error.status < 500) key = crypto.randomUUID();
      send.disabled = false;
    }
  }

  startDialog(dialog);
  send.addEventListener('click', submit);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  // Another conversation or way is another reply.
  form.addEventListener('input', () => {
    key = crypto.randomUUID();
  });
  dialog.addEventListener('close', () => watching?.abort());
  startResume(dialog, { host, watch });
  return {
    /** @param {{text: string, editedText: string, language: string, others: string[], conversation: string | null}} what */
    open(what) {
      text = what;
      key = crypto.randomUUID();
      find('#reply-text').textContent = what.editedText;
      find('#reply-text').lang = what.language;
      if (what.conversation && !conversation.value) conversation.value = what.conversation;
      also.hidden = what.others.length === 0;
      also.textContent = what.others.length > 0 ? t('reply.also', listed(what.others.map(languageName))) : '';
      said.replaceChildren();
      deliveries.replaceChildren();
      send.hidden = false;
      send.disabled = false;
      openDialog(dialog);
    },
  };
}
