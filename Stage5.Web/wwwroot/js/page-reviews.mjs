import { host, showValues } from './host.mjs';
import { startKeys } from './keys.mjs';
import { refresh } from './live.mjs';
import { changes } from './live-part.mjs';
import { followStream } from './live-stream.mjs';
import { morph } from './morph.mjs';
import { queryOf } from './query.mjs';
import { plural, t } from './texts.mjs';

// Several changes at once are shown at once.
const pauseMs = 150;
// A lease that runs out and a due time that passes are told by no event.
const everyMs = 15_000;

const statesOf = (part) =>
  new Map([...part.querySelectorAll('[data-model-state]')].map((row) => [row.dataset.key, row]));

/** What to tell of rows that came, and of those whose state is another than it was. */
function told(before, after) {
  const states = new Map([...before].map(([key, state]) => [key, state]));
  const came = [...after.keys()].filter((key) => !states.has(key)).length;
  return [...(came > 0 ? [plural('reviews.came', came)] : []), ...changes(states, after)];
}

export function start(element) {
  const part = element.querySelector('#reviews');
  const filters = element.querySelector('form.filters');
  const [note, announcement] = [element.querySelector('[data-stale-note]'), element.querySelector('[data-announce]')];
  let search = window.location.search;
  let asked = null;

  const stale = (problem) => {
    const said = problem ? t('reviews.stale', problem.detail) : '';
    if (note.textContent !== said) note.textContent = said;
  };

  const url = () => `${part.dataset.fragment}${search}`;

  function show(html, { tell = true } = {}) {
    const before = new Map([...statesOf(part)].map(([key, row]) => [key, row.dataset.modelState]));
    const focused = document.activeElement.closest?.('[data-review-row]');
    const [key, at] = [focused?.dataset.key, links().findIndex((link) => focused?.contains(link))];
    morph(part, html);
    showValues(part);
    // A row that moved or went takes the focus with it.
    if (focused && !part.contains(document.activeElement)) {
      const same = links().find((link) => link.closest('[data-key]').dataset.key === key);
      (same ?? links()[Math.min(at, links().length - 1)])?.focus();
    }
    stale(null);
    const said = tell ? told(before, statesOf(part)) : [];
    if (said.length > 0) announcement.textContent = said.join(' ');
  }

  async function load({ pause = 0, chosen = false } = {}) {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    try {
      if (pause > 0) await host.delay(pause, signal);
      if (chosen) part.setAttribute('aria-busy', 'true');
      show(await host.requests.fetchHtml(url(), { background: !chosen, quiet: true, signal }), { tell: !chosen });
      if (!chosen) return;
      window.history.replaceState(null, '', `/reviews${search}`);
      const count = statesOf(part).size;
      announcement.textContent = count > 0 ? plural('reviews.shown', count) : part.querySelector('.empty-title').textContent;
    } catch (error) {
      if (signal.aborted) return;
      if (error.name !== 'ProblemError') throw error;
      stale(error);
    } finally {
      if (!signal.aborted) part.removeAttribute('aria-busy');
    }
  }

  const links = () => [...part.querySelectorAll('[data-review-row] a.row-text')];

  function move(step) {
    const all = links();
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
    all[next]?.focus();
  }

  // The review's page takes it: it alone shows what comes of that.
  function take() {
    const link = document.activeElement.closest?.('[data-review-row]')?.querySelector('a.row-text') ?? links()[0];
    if (link) window.location.assign(`${link.href}#take`);
  }

  startKeys({ j: () => move(1), k: () => move(-1), ...('mayDecide' in element.dataset ? { l: take } : {}) });
  filters.addEventListener('change', () => {
    search = queryOf(Object.fromEntries(new FormData(filters)));
    load({ chosen: true });
  });
  filters.addEventListener('submit', (event) => event.preventDefault());

  refresh(part, { url, everyMs, host, onHtml: show, onStale: stale });
  element.dataset.ready = '';
  return followStream('/api/reviews/events', {
    ...host, ...host.requests, onMessage: () => load({ pause: pauseMs }),
    onState: (problem) => (problem ? stale(problem) : load({ pause: pauseMs })),
  });
}
