import { openDialog, startDialog } from './dialog.mjs';
import { host, showValues } from './host.mjs';
import { createBar, problemBar } from './problem-bar.mjs';
import { changedMeanwhile, changesOf, documentOf, line } from './settings.mjs';
import { t, word } from './texts.mjs';

const url = '/api/settings';

const item = (text) => Object.assign(document.createElement('li'), { textContent: text });

function readRow(element) {
  const input = element.querySelector('input');
  const { setting, kind, value, source, fallback, reset } = element.dataset;
  return {
    element, input, name: setting, source, value: JSON.parse(value), fallback: JSON.parse(fallback), reset: reset === 'true',
    typed: kind === 'flag' ? input.checked : input.valueAsNumber,
  };
}

export function start(element) {
  const body = element.querySelector('[data-settings-body]');
  const dialog = element.querySelector('#settings-dialog');
  const announcement = element.querySelector('[data-announce]');
  const find = (selector) => body.querySelector(selector);
  const rows = () => [...body.querySelectorAll('[data-setting]')].map(readRow);
  let send = async () => {};

  /** A row that differs says so; one that is set here can fall back. */
  function follow() {
    const all = rows();
    for (const row of all) {
      const changed = row.typed !== row.value && !row.reset;
      const source = row.reset ? row.element.dataset.fallbackSource : changed ? 'live' : row.source;
      const mark = row.element.querySelector('[data-setting-source]');
      mark.dataset.source = source;
      mark.textContent = word('settingSource', source);
      row.element.toggleAttribute('data-changed', changed || (row.reset && row.source === 'live'));
      const reset = row.element.querySelector('[data-setting-reset]');
      if (reset) reset.hidden = source !== 'live';
    }
    const review = find('[data-settings-review]');
    if (review) review.disabled = changesOf(all).length === 0;
  }

  async function show(search = '') {
    const html = await host.requests.fetchHtml(`/fragments/settings${search}`);
    const part = document.createElement('template');
    part.innerHTML = html;
    body.replaceChildren(part.content);
    showValues(body);
    follow();
  }

  /** Asks for the reason; what is sent then is up to the caller. */
  function ask({ lead, lines, button, onSend }) {
    dialog.querySelector('[data-lead]').textContent = lead;
    dialog.querySelector('[data-changes]').replaceChildren(...lines.map(item));
    dialog.querySelector('[data-said]').replaceChildren();
    dialog.querySelector('[data-send]').textContent = button;
    dialog.querySelector('textarea').value = '';
    send = onSend;
    openDialog(dialog);
    dialog.querySelector('textarea').focus();
  }

  async function done(text) {
    dialog.close();
    await show();
    announcement.textContent = text;
    const status = find('[data-settings-said]');
    if (status) status.textContent = text;
  }

  /** Somebody else was first: what they changed is shown, and what was typed can be sent over it. */
  async function conflict(read, retry) {
    const theirs = await host.requests.fetchJson(url, { quiet: true });
    const bar = createBar('problem', 'warning');
    bar.setAttribute('role', 'alert');
    const list = Object.assign(document.createElement('ul'), { className: 'conflict-theirs' });
    list.append(...changedMeanwhile(read, theirs).map((change) => item(line(change))));
    bar.append(Object.assign(document.createElement('p'), { className: 'problem-detail', textContent: t('settings.conflict') }), list);
    dialog.querySelector('[data-said]').replaceChildren(bar);
    dialog.querySelector('[data-send]').textContent = t('settings.saveMine');
    send = (reason) => retry(theirs, reason);
  }

  async function put(read, version, values, reason) {
    try {
      const headers = { 'If-Match': `"${version}"` };
      await host.requests.fetchJson(url, { method: 'PUT', headers, body: { values, reason }, quiet: true });
      await done(t('settings.saved'));
    } catch (error) {
      if (error.name !== 'ProblemError' || error.status !== 412) throw error;
      await conflict(read, (theirs, again) => put(read, theirs.version, merge(theirs, read), again));
    }
  }

  // Only what was typed here goes over what stands there now.
  function merge(theirs, read) {
    const values = Object.fromEntries(theirs.settings.filter((one) => one.source === 'live').map((one) => [one.name, one.value]));
    for (const { name, reset, after } of changesOf(read)) {
      if (reset) delete values[name];
      else values[name] = after;
    }
    return values;
  }

  async function press() {
    const form = dialog.querySelector('form');
    const button = dialog.querySelector('[data-send]');
    if (button.disabled || !form.reportValidity()) return;
    button.disabled = true;
    try {
      await send(form.elements.reason.value.trim());
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      dialog.querySelector('[data-said]').replaceChildren(problemBar(error));
    } finally {
      button.disabled = false;
    }
  }

  function review() {
    const form = find('[data-settings-form]');
    const read = rows();
    // What is configured may lie outside the bounds of what can be set here.
    const changed = read.filter((row) => row.typed !== row.value && !row.reset);
    if (find('[data-settings-review]').disabled || !changed.every((row) => row.input.reportValidity())) return;
    ask({
      lead: t('settings.checkLead'), lines: changesOf(read).map(line), button: t('settings.save'),
      onSend: (reason) => put(read, form.dataset.version, documentOf(read), reason),
    });
  }

  function rollBack(version) {
    ask({
      lead: t('settings.rollBackLead', version), lines: [], button: t('settings.rollBack'),
      onSend: async (reason) => {
        await host.requests.fetchJson(`${url}/rollback`, { method: 'POST', body: { version: Number(version), reason }, quiet: true });
        await done(t('settings.rolledBack', version));
      },
    });
  }

  body.addEventListener('input', (event) => {
    delete event.target.closest('[data-setting]')?.dataset.reset;
    follow();
  });
  body.addEventListener('click', (event) => {
    const reset = event.target.closest('[data-setting-reset]');
    if (reset) {
      const row = readRow(reset.closest('[data-setting]'));
      row.element.dataset.reset = 'true';
      if (row.input.type === 'checkbox') row.input.checked = row.fallback;
      else row.input.value = row.fallback;
      follow();
      row.input.focus();
    }
    const back = event.target.closest('[data-roll-back]');
    if (back) rollBack(back.dataset.rollBack);
    const older = event.target.closest('[data-versions-older]');
    if (older) {
      event.preventDefault();
      show(new URL(older.href).search).then(() => find('#settings-history').scrollIntoView());
    }
  });
  // A form whose button is a component is not sent by the Enter key alone.
  body.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !event.target.matches('[data-setting] input')) return;
    event.preventDefault();
    review();
  });
  body.addEventListener('submit', (event) => {
    event.preventDefault();
    review();
  });
  if (dialog) {
    startDialog(dialog);
    dialog.querySelector('[data-send]').addEventListener('click', press);
    dialog.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      press();
    });
  }
  follow();
  element.dataset.ready = '';
}
