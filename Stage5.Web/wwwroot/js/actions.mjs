import { host } from './host.mjs';
import { t } from './texts.mjs';

const shownMs = 1_600;

/** A copy button shows for a moment that it did. */
async function copy(button, text) {
  await navigator.clipboard.writeText(text);
  const label = button.getAttribute('aria-label');
  button.setAttribute('aria-label', t('common.copied'));
  button.dataset.done = '';
  await host.delay(shownMs);
  button.setAttribute('aria-label', label);
  delete button.dataset.done;
}

/** Asks for a task's cancellation; its timeline tells when it is cancelled. */
export async function cancel(button, taskId) {
  button.disabled = true;
  try {
    await host.requests.fetchJson(`/api/tasks/${encodeURIComponent(taskId)}`, { method: 'DELETE' });
  } catch (error) {
    button.disabled = false;
    if (error.name !== 'ProblemError') throw error;
  }
}

/** Buttons that the server renders anywhere, also in parts that come later. */
export function start() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-copy], [data-copy-text], [data-cancel]');
    if (!button) return;
    if (button.dataset.cancel) cancel(button, button.dataset.cancel);
    else copy(button, button.dataset.copyText ?? document.querySelector(button.dataset.copy).textContent);
  });
}
