import { diff } from './diff.mjs';
import { problemBar } from './problem-bar.mjs';
import { t } from './texts.mjs';
import { runTurn } from './turn.mjs';

/** The answers that a form of conflicts has. */
export const decisionsOf = (form) => [...form.querySelectorAll('[data-term]')].map((term) => {
  const chosen = term.querySelector('input[type="radio"]:checked');
  return {
    term: term.dataset.term,
    choice: chosen.value,
    ...(chosen.value === 'alternative' ? { translation: chosen.dataset.text } : {}),
    remember: term.querySelector('[data-remember]').checked,
    language: term.dataset.language,
  };
});

/** Marks in a text what came in and what went. */
export function showChanges(place, before, after) {
  const names = { gone: 'del', new: 'ins', same: 'span' };
  place.replaceChildren(...diff(before, after).map(({ kind, text }) =>
    Object.assign(document.createElement(names[kind]), { textContent: text })));
}

/**
 * The texts of a turn as a person works on them: tabs, edits, tones, and what was before.
 * @param {Element} result where the server's parts are put; tells 'work' when a new one is there
 * @param {() => void} onAnswer called when the language was chosen that a turn asked for
 */
export function startWork(result, { host, form, reply, onAnswer }) {
  // Of each text what it was: the model's first.
  const histories = new WeakMap();
  const panels = () => [...result.querySelectorAll('.work-text')];
  const inside = (panel, selector) => panel.querySelector(selector);

  function history(panel) {
    const edit = inside(panel, '[data-edit]');
    if (!histories.has(panel)) histories.set(panel, [edit.defaultValue]);
    return histories.get(panel);
  }

  function follow(panel) {
    const edit = inside(panel, '[data-edit]');
    const versions = history(panel);
    const changed = edit.value !== versions[0];
    inside(panel, '[data-work="undo"]').disabled = versions.length === 1 && !changed;
    const compare = inside(panel, '[data-work="compare"]');
    compare.disabled = !changed;
    const shown = changed && compare.getAttribute('aria-pressed') === 'true';
    if (!shown) compare.setAttribute('aria-pressed', 'false');
    const place = inside(panel, '[data-compare]');
    place.hidden = !shown;
    if (shown) showChanges(place, versions[0], edit.value);
  }

  // What is typed counts as one version until something else is done.
  function keep(panel) {
    const edit = inside(panel, '[data-edit]');
    const versions = history(panel);
    if (versions.at(-1) !== edit.value) versions.push(edit.value);
  }

  function undo(panel) {
    const edit = inside(panel, '[data-edit]');
    const versions = history(panel);
    if (versions.at(-1) === edit.value && versions.length > 1) versions.pop();
    edit.value = versions.at(-1);
    inside(panel, '[data-work-said]').textContent = t('work.undone');
    edit.focus();
    follow(panel);
  }

  async function rewrite(panel, button) {
    const [edit, place] = [inside(panel, '[data-edit]'), inside(panel, '[data-work-problem]')];
    const status = inside(panel, '[data-work-said]');
    keep(panel);
    place.replaceChildren();
    button.disabled = true;
    edit.readOnly = true;
    panel.setAttribute('aria-busy', 'true');
    status.textContent = t('work.rewriting');
    try {
      const made = await runTurn(host, '/api/rewrite', {
        text: history(panel)[0], editedText: edit.value, tone: inside(panel, '[data-tone]').value,
        language: panel.dataset.language,
      });
      edit.value = made.text;
      keep(panel);
      const compare = inside(panel, '[data-work="compare"]');
      compare.setAttribute('aria-pressed', 'true');
      status.textContent = t('work.rewritten');
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      status.textContent = '';
      place.replaceChildren(problemBar(error));
    } finally {
      button.disabled = false;
      edit.readOnly = false;
      panel.removeAttribute('aria-busy');
      follow(panel);
    }
  }

  async function copy(panel) {
    await navigator.clipboard.writeText(inside(panel, '[data-edit]').value);
    inside(panel, '[data-work-said]').textContent = t('common.copied');
    const button = inside(panel, '[data-work="copy"]');
    button.dataset.done = '';
    await host.delay(1_600);
    delete button.dataset.done;
  }

  function answerWith(panel) {
    const others = panels().map((one) => one.dataset.language).filter((language) => language !== panel.dataset.language);
    reply.open({
      text: history(panel)[0], editedText: inside(panel, '[data-edit]').value, language: panel.dataset.language,
      others, conversation: form.conversation,
    });
  }

  function choose(tab, focus = true) {
    for (const other of result.querySelectorAll('[role="tab"]')) {
      const chosen = other === tab;
      other.setAttribute('aria-selected', String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.getAttribute('aria-controls')).hidden = !chosen;
    }
    if (focus) tab.focus();
  }

  const actions = { copy, undo, rewrite, reply: answerWith };
  result.addEventListener('click', (event) => {
    const tab = event.target.closest?.('[role="tab"]');
    if (tab) choose(tab);
    const language = event.target.closest?.('[data-choose-language]')?.dataset.chooseLanguage;
    if (language) {
      form.setSource(language);
      onAnswer();
    }
    const button = event.target.closest?.('[data-work]');
    if (!button || button.disabled) return;
    const panel = button.closest('.work-text');
    if (button.dataset.work === 'compare') {
      button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
      follow(panel);
    } else {
      actions[button.dataset.work](panel, button);
    }
  });
  result.addEventListener('keydown', (event) => {
    const tab = event.target.closest?.('[role="tab"]');
    if (!tab) return;
    const tabs = [...result.querySelectorAll('[role="tab"]')];
    const at = tabs.indexOf(tab);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(tabs.at(next % tabs.length));
  });
  result.addEventListener('input', (event) => {
    const panel = event.target.closest?.('.work-text');
    if (panel && event.target.matches('[data-edit]')) follow(panel);
  });
}
