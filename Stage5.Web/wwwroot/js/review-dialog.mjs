import { openDialog, startDialog } from './dialog.mjs';
import { problemBar } from './problem-bar.mjs';

/** Asks for a text: a note, or the reason for something. */
export function startReviewDialog(dialog) {
  const form = dialog.querySelector('form');
  const [problem, button] = [dialog.querySelector('[data-problem]'), dialog.querySelector('[data-send]')];
  let send = async () => {};

  async function press() {
    if (button.disabled || !form.reportValidity()) return;
    const text = form.elements.text.value.trim();
    if (text === '') return;
    button.disabled = true;
    problem.replaceChildren();
    try {
      await send(text);
      dialog.close();
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      problem.replaceChildren(problemBar(error));
    } finally {
      button.disabled = false;
    }
  }

  startDialog(dialog);
  button.addEventListener('click', press);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    press();
  });
  return {
    /** @param {object} said title, lead, label, button, text (what stands there), and onSend(text): rejects to stay */
    open({ title, lead, label, button: name, text = '', onSend }) {
      dialog.querySelector('h2').textContent = title;
      dialog.querySelector('#review-dialog-lead').textContent = lead;
      dialog.querySelector('[data-label]').textContent = label;
      button.textContent = name;
      form.elements.text.value = text;
      problem.replaceChildren();
      send = onSend;
      openDialog(dialog);
      form.elements.text.focus();
    },
  };
}
