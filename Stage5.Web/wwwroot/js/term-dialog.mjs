import { openDialog, startDialog } from './dialog.mjs';
import { listed } from './format.mjs';
import { createBar, problemBar } from './problem-bar.mjs';
import { t } from './texts.mjs';

export const emptyTerm = {
  id: null, version: null, kind: 'translate', scope: 'personal', conversationId: '', sourceLanguage: '', targetLanguage: '',
  sourceTerm: '', targetTerm: '', alternatives: [], replacement: '', note: '', glossaryId: null,
  wholeWord: true, caseSensitive: false, inflection: false, forced: false,
};

const enable = (label, shown) => {
  label.hidden = !shown;
  for (const field of label.querySelectorAll('input, textarea, select')) field.disabled = !shown;
};

/** A conversation is asked for only where the scope is one. */
export function showChannel(form) {
  for (const label of form.querySelectorAll('[data-channel]')) enable(label, form.elements.scope.value === 'channel');
}

/** What the form says, as the wire wants it; base has what the form does not show. */
export function termOf(values, base = emptyTerm) {
  const { kind, scope } = values;
  const text = (value) => (value ?? '').trim();
  return {
    scope, kind,
    conversationId: scope === 'channel' ? text(values.conversationId) : null,
    glossaryId: base.glossaryId,
    sourceLanguage: text(values.sourceLanguage), targetLanguage: text(values.targetLanguage),
    sourceTerm: kind === 'banned' ? null : text(values.sourceTerm),
    targetTerm: kind === 'banned' ? text(values.banned) : kind === 'translate' ? text(values.targetTerm) : null,
    alternatives: kind === 'translate' ? text(values.alternatives).split('\n').map(text).filter(Boolean) : [],
    replacement: kind === 'banned' ? text(values.replacement) || null : null,
    note: text(values.note) || null,
    wholeWord: values.wholeWord, caseSensitive: values.caseSensitive, inflection: values.inflection,
    forced: scope === 'tenant' && values.forced,
  };
}

const flags = ['wholeWord', 'caseSensitive', 'inflection', 'forced'];

/** Adds or changes a term; who was second sees what the first did, and keeps what was typed. */
export function startTermDialog(dialog, { host, onSaved }) {
  const form = dialog.querySelector('form');
  const [problem, save, title] = ['[data-problem]', '[data-save]', 'h2'].map((selector) => dialog.querySelector(selector));
  const fields = form.elements;
  let base = emptyTerm;

  function follow() {
    showChannel(form);
    for (const label of form.querySelectorAll('[data-kinds]'))
      enable(label, label.dataset.kinds.split(' ').includes(fields.kind.value));
    for (const label of form.querySelectorAll('[data-tenant]')) enable(label, fields.scope.value === 'tenant');
    // A term does not move.
    if (base.id) for (const name of ['scope', 'conversationId']) fields[name].disabled = true;
  }

  function fill(entry) {
    base = entry;
    for (const name of ['kind', 'scope', 'conversationId', 'sourceLanguage', 'targetLanguage', 'sourceTerm', 'replacement', 'note'])
      fields[name].value = entry[name] ?? '';
    fields.targetTerm.value = entry.kind === 'banned' ? '' : entry.targetTerm;
    fields.banned.value = entry.kind === 'banned' ? entry.targetTerm : '';
    fields.alternatives.value = entry.alternatives.join('\n');
    for (const name of flags) if (fields[name]) fields[name].checked = entry[name];
    problem.replaceChildren();
    follow();
  }

  const typed = () => termOf({
    ...Object.fromEntries(['kind', 'scope', 'conversationId', 'sourceLanguage', 'targetLanguage', 'sourceTerm', 'targetTerm', 'banned',
      'replacement', 'alternatives', 'note'].map((name) => [name, fields[name].value])),
    ...Object.fromEntries(flags.map((name) => [name, fields[name]?.checked ?? base[name]])),
  }, base);

  const of = () => (base.conversationId ? `conversationId=${encodeURIComponent(base.conversationId)}` : '');

  async function theirs() {
    const search = encodeURIComponent(base.sourceTerm || base.targetTerm);
    const page = await host.requests.fetchJson(`/api/glossary?scope=${base.scope}&limit=200&search=${search}&${of()}`, { quiet: true });
    return page.entries.find((entry) => entry.id === base.id) ?? null;
  }

  const button = (text, appearance, onClick) => {
    const made = Object.assign(document.createElement('fluent-button'), { textContent: text });
    made.setAttribute('role', 'button');
    made.setAttribute('appearance', appearance);
    made.addEventListener('click', onClick);
    return made;
  };

  function showConflict(entry) {
    const bar = createBar('problem', 'warning');
    bar.setAttribute('role', 'alert');
    const told = Object.assign(document.createElement('div'), { className: 'conflict' });
    const line = (className, textContent) => told.append(Object.assign(document.createElement('p'), { className, textContent }));
    line('problem-detail', t('glossary.conflict'));
    line('problem-next', t('glossary.theirs', entry.sourceTerm || entry.targetTerm,
      listed([entry.targetTerm, ...entry.alternatives].filter(Boolean)), entry.updatedBy));
    const choice = Object.assign(document.createElement('div'), { className: 'conflict-choice' });
    choice.append(
      button(t('budgets.saveMine'), 'primary', () => send(entry.version)),
      button(t('budgets.takeTheirs'), 'outline', () => fill(entry)));
    told.append(choice);
    bar.append(told);
    problem.replaceChildren(bar);
  }

  async function settle(error) {
    if (error.status !== 412) {
      problem.replaceChildren(problemBar(error));
      return;
    }
    const entry = await theirs();
    if (entry) showConflict(entry);
    else problem.replaceChildren(problemBar({ detail: t('glossary.gone'), next: t('glossary.goneNext') }));
  }

  async function send(version) {
    if (!form.reportValidity()) return;
    save.disabled = true;
    try {
      const entry = base.id
        ? await host.requests.fetchJson(`/api/glossary/${encodeURIComponent(base.id)}?${of()}`, {
          method: 'PUT', quiet: true, headers: { 'If-Match': `"${version}"` }, body: typed(),
        })
        : await host.requests.fetchJson('/api/glossary', { method: 'POST', quiet: true, body: typed() });
      dialog.close();
      await onSaved(entry);
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      await settle(error).catch((failed) => problem.replaceChildren(problemBar(failed)));
    } finally {
      save.disabled = false;
    }
  }

  startDialog(dialog);
  form.addEventListener('input', follow);
  save.addEventListener('click', () => send(base.version));
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !event.target.matches('input')) return;
    event.preventDefault();
    send(base.version);
  });
  return {
    /** @param {object | null} entry the term to change; null to add one */
    open(entry) {
      title.textContent = entry?.id ? title.dataset.edit : title.dataset.add;
      fields.scope.disabled = false;
      fields.conversationId.disabled = false;
      fill(entry ?? emptyTerm);
      openDialog(dialog);
      (entry?.id ? fields.targetTerm : fields.kind).focus();
    },
  };
}
