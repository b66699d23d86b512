import { listed, money } from './format.mjs';
import { limitOf, limitsOf, problemsOf, said, sameLimits } from './limits.mjs';
import { createBar, problemBar } from './problem-bar.mjs';
import { t } from './texts.mjs';

const url = '/api/budgets';
const columns = ['scope', 'id', 'window', 'hardLimit', 'softLimit'];

/**
 * The form of the limits an administrator sets.
 * @param {object} requests fetchJson
 * @param {() => void} onSaved called after limits were saved
 */
export function startBudgetForm(form, requests, onSaved) {
  const find = (selector) => form.querySelector(selector);
  const [rows, template, place] = [find('[data-limit-rows]'), find('template'), find('[data-limit-problem]')];
  const [status, save] = [find('[data-limit-said]'), find('[data-limit-save]')];
  const { currency } = form.dataset;
  let version = form.dataset.version;
  let busy = false;

  const all = () => [...rows.children];
  const field = (row, name) => row.querySelector(`[name="${name}"]`);
  const read = (valueOf) =>
    all().map((row) => limitOf(Object.fromEntries(columns.map((name) => [name, valueOf(field(row, name))]))));
  const typed = () => read((input) => input.value);
  // What the server wrote: somebody may have typed before this script came.
  const given = (input) =>
    input.defaultValue ?? ([...input.options].find((one) => one.defaultSelected) ?? input.options[0]).value;
  let saved = read(given);

  // Saved limits leave nothing to send; a tenant has no id.
  function follow() {
    all().forEach((row, at) => {
      row.setAttribute('aria-label', t('budgets.limitAt', at + 1));
      field(row, 'id').disabled = field(row, 'scope').value === 'tenant';
    });
    save.disabled = busy || sameLimits(typed(), saved);
  }

  function addRow(limit) {
    const row = template.content.firstElementChild.cloneNode(true);
    for (const name of limit ? columns : []) field(row, name).value = limit[name] ?? '';
    rows.append(row);
    return row;
  }

  function show(view) {
    version = String(view.version);
    rows.replaceChildren();
    limitsOf(view).forEach(addRow);
    saved = typed();
    place.replaceChildren();
    follow();
  }

  const say = (text) => {
    status.textContent = text;
  };

  const button = (text, appearance, onClick) => {
    const made = document.createElement('fluent-button');
    made.setAttribute('role', 'button');
    made.setAttribute('appearance', appearance);
    made.textContent = text;
    made.addEventListener('click', onClick);
    return made;
  };

  const theirLine = (limit) => {
    const item = document.createElement('li');
    const amounts = [['budgets.hardOf', limit.hardLimit], ['budgets.softOf', limit.softLimit]].filter(([, value]) => value !== null)
      .map(([key, value]) => t(key, money(value, currency)));
    item.textContent = t('common.reasonOf', said(limit), listed(amounts));
    return item;
  };

  /** Somebody else was first. What was typed stays; theirs is shown beside it. */
  function showConflict(theirs) {
    const limits = limitsOf(theirs);
    const bar = createBar('problem', 'warning');
    bar.setAttribute('role', 'alert');
    const told = document.createElement('div');
    told.className = 'conflict';
    const head = Object.assign(document.createElement('p'), {
      className: 'problem-detail', textContent: t('budgets.conflict'),
    });
    const list = Object.assign(document.createElement('ul'), { className: 'conflict-theirs' });
    list.append(...(limits.length > 0 ? limits.map(theirLine) : [t('budgets.conflictNone')]));
    const choice = Object.assign(document.createElement('div'), { className: 'conflict-choice' });
    choice.append(
      button(t('budgets.saveMine'), 'primary', () => send(String(theirs.version))),
      button(t('budgets.takeTheirs'), 'outline', () => {
        show(theirs);
        say(t('budgets.theirsShown'));
        find('[data-limit-add]').focus();
      }));
    told.append(head, list, choice);
    bar.append(told);
    place.replaceChildren(bar);
  }

  async function settle(error, limits) {
    if (error.status !== 412) {
      place.replaceChildren(problemBar(error));
      return;
    }
    try {
      const theirs = await requests.fetchJson(url, { quiet: true });
      // A first answer that got lost: what stands there is what was sent.
      if (sameLimits(limitsOf(theirs), limits)) done(theirs);
      else showConflict(theirs);
    } catch (failed) {
      if (failed.name !== 'ProblemError') throw failed;
      place.replaceChildren(problemBar(failed));
    }
  }

  function done(view) {
    show(view);
    say(t('budgets.saved'));
    onSaved();
  }

  async function send(expected) {
    const limits = typed();
    const problems = problemsOf(limits);
    if (problems.length > 0) {
      place.replaceChildren(problemBar({ detail: problems.join(' ') }));
      return;
    }
    busy = true;
    say(t('budgets.saving'));
    follow();
    try {
      const headers = { 'If-Match': `"${expected}"` };
      const view = await requests.fetchJson(url, { method: 'PUT', headers, body: { limits }, quiet: true });
      done(view ?? await requests.fetchJson(url));
    } catch (error) {
      say('');
      if (error.name !== 'ProblemError') throw error;
      await settle(error, limits);
    } finally {
      busy = false;
      follow();
    }
  }

  form.addEventListener('input', () => {
    say('');
    follow();
  });
  form.addEventListener('click', (event) => {
    if (event.target.closest('[data-limit-add]')) {
      field(addRow(), 'scope').focus();
      follow();
    }
    const row = event.target.closest('[data-limit-remove]')?.closest('[data-limit]');
    if (!row) return;
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (neighbour?.querySelector('[data-limit-remove]') ?? find('[data-limit-add]')).focus();
    follow();
  });
  // A form whose button is a component is not sent by the Enter key alone.
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !event.target.matches('input')) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!save.disabled && form.reportValidity()) send(version);
  });
  follow();
  form.dataset.ready = '';
}
