import { openDialog, startDialog } from './dialog.mjs';
import { problemBar } from './problem-bar.mjs';
import { t } from './texts.mjs';

const dayMs = 86_400_000;

/** What the form says, as the wire wants it. */
export function keyOf({ name, role, days, scopes }, now) {
  return {
    name: name.trim(),
    role,
    scopes: scopes.length === 0 ? null : scopes,
    expiresAt: days === '' ? null : new Date(now + Number(days) * dayMs).toISOString(),
  };
}

/** Sends when its button or Enter is pressed; a problem stays in the dialog. */
export function onSave(dialog, send) {
  const form = dialog.querySelector('form');
  const [problem, save] = ['[data-problem]', '[data-save]'].map((selector) => dialog.querySelector(selector));
  async function press() {
    if (save.disabled || !form.reportValidity()) return;
    save.disabled = true;
    problem.replaceChildren();
    try {
      await send(form.elements);
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      problem.replaceChildren(problemBar(error));
    } finally {
      save.disabled = false;
    }
  }

  startDialog(dialog);
  save.addEventListener('click', press);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !event.target.matches('input')) return;
    event.preventDefault();
    press();
  });
  dialog.addEventListener('close', () => problem.replaceChildren());
}

/** Makes and rotates keys; their secret is shown once and is gone from the page when its dialog closes. */
export function startKeyDialogs({ host, find, onChanged }) {
  const [making, rotating, telling] = ['#key-dialog', '#rotate-dialog', '#secret-dialog'].map(find);
  const form = making.querySelector('form');
  let rotated = null;

  const checks = () => [...form.querySelectorAll('[data-scopes]:not([hidden]) input:checked')];

  function follow() {
    for (const group of form.querySelectorAll('[data-scopes]')) group.hidden = group.dataset.scopes !== form.elements.role.value;
  }

  async function tell({ key, secret }, back) {
    await onChanged();
    telling.querySelector('h2').textContent = t('access.secretOf', key.name);
    telling.querySelector('#secret-value').textContent = secret;
    openDialog(telling);
    // The row that was pressed is not there any more; the one in its place is.
    telling.addEventListener('close', () => find(back)?.focus(), { once: true });
  }

  startDialog(telling);
  telling.addEventListener('close', () => {
    telling.querySelector('#secret-value').textContent = '';
  });
  form.addEventListener('input', follow);
  onSave(making, async (fields) => {
    const body = keyOf({
      name: fields.name.value, role: fields.role.value, days: fields.days.value, scopes: checks().map((one) => one.value),
    }, host.now());
    const issued = await host.requests.fetchJson('/api/keys', { method: 'POST', quiet: true, body });
    making.close();
    await tell(issued, '#key-add');
  });
  onSave(rotating, async (fields) => {
    const issued = await host.requests.fetchJson(`/api/keys/${encodeURIComponent(rotated)}/rotate`, {
      method: 'POST', quiet: true, body: { overlapHours: Number(fields.overlapHours.value) },
    });
    rotating.close();
    await tell(issued, `[data-key="${issued.key.id}"] [data-key-rotate]`);
  });

  return {
    make() {
      form.reset();
      follow();
      openDialog(making);
      form.elements.name.focus();
    },
    rotate({ key, name }) {
      rotated = key;
      rotating.querySelector('h2').textContent = t('access.rotateOf', name);
      openDialog(rotating);
    },
  };
}
