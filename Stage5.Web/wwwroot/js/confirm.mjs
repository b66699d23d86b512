import { openDialog } from './dialog.mjs';

/**
 * Asks with a title and a sentence; resolves to true when it was confirmed.
 * @param {object} said title, text, and label of the button where it is not the one that is there
 */
export function confirm(dialog, { title, text, label }) {
  if (label) dialog.querySelector('[data-confirm]').textContent = label;
  dialog.querySelector('h2').textContent = title;
  dialog.querySelector('#confirm-text').textContent = text;
  return new Promise((resolve) => {
    let confirmed = false;
    const press = (event) => {
      const button = event.target.closest?.('[data-close], [data-confirm]');
      if (!button) return;
      confirmed = 'confirm' in button.dataset;
      dialog.close();
    };
    dialog.addEventListener('click', press);
    dialog.addEventListener('close', () => {
      dialog.removeEventListener('click', press);
      resolve(confirmed);
    }, { once: true });
    openDialog(dialog);
  });
}
