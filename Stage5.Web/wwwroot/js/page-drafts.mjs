import { confirm } from './confirm.mjs';
import { host, showValues } from './host.mjs';
import { changes } from './live-part.mjs';
import { followStream } from './live-stream.mjs';
import { morph } from './morph.mjs';
import { t } from './texts.mjs';

// Several changes at once are shown at once.
const pauseMs = 150;

const statesOf = (part) =>
  new Map([...part.querySelectorAll('[data-model-state]')].map((row) => [row.dataset.key, row]));

export function start(element) {
  const part = element.querySelector('#drafts');
  const [note, announcement] = [element.querySelector('[data-stale-note]'), element.querySelector('[data-announce]')];
  let waiting = null;

  const stale = (problem) => {
    const said = problem ? t('drafts.stale', problem.detail) : '';
    if (note.textContent !== said) note.textContent = said;
  };

  async function update() {
    waiting?.abort();
    waiting = new AbortController();
    const { signal } = waiting;
    try {
      await host.delay(pauseMs, signal);
      const html = await host.requests.fetchHtml(part.dataset.fragment, { background: true, quiet: true, signal });
      const before = new Map([...statesOf(part)].map(([key, row]) => [key, row.dataset.modelState]));
      // Buttons are put anew: the one that has the focus keeps it.
      const focused = part.contains(document.activeElement) ? document.activeElement.dataset.draftDelete : null;
      morph(part, html);
      if (focused) part.querySelector(`[data-draft-delete="${CSS.escape(focused)}"]`)?.focus();
      showValues(part);
      const said = changes(before, statesOf(part));
      if (said.length > 0) announcement.textContent = said.join(' ');
    } catch (error) {
      if (signal.aborted) return;
      if (error.name !== 'ProblemError') throw error;
      stale(error);
    }
  }

  element.addEventListener('click', async (event) => {
    const button = event.target.closest?.('[data-draft-delete]');
    if (!button) return;
    const dialog = document.querySelector('#confirm-dialog');
    if (!await confirm(dialog, { title: t('drafts.deleteOf', button.dataset.name), text: t('drafts.deleteLead') })) return;
    try {
      await host.requests.fetchJson(`/api/offline-drafts/${encodeURIComponent(button.dataset.draftDelete)}`, { method: 'DELETE' });
      announcement.textContent = t('drafts.deleted');
      document.querySelector('#main').focus();
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
    }
    await update();
  });

  element.dataset.ready = '';
  return followStream('/api/offline-drafts/events', {
    ...host, ...host.requests, onMessage: update,
    onState: (problem) => stale(problem),
  });
}
