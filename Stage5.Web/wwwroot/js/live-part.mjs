import { time } from './format.mjs';
import { host, showValues } from './host.mjs';
import { refresh } from './live.mjs';
import { morph } from './morph.mjs';
import { t } from './texts.mjs';

const statesOf = (part) =>
  new Map([...part.querySelectorAll('[data-model-state]')].map((card) => [card.dataset.key, card]));

/** What to tell about cards whose state is another than it was; nothing about those that came or went. */
export const changes = (before, after) =>
  [...after].filter(([key, card]) => before.has(key) && before.get(key) !== card.dataset.modelState)
    .map(([, card]) => card.dataset.said);

/** Says that a part is not of now, since when, and why. */
function showStale(note, since, problem) {
  const said = t('models.stale', time(new Date(since).toISOString(), 'moment', host.now()), problem.detail);
  if (note.dataset.said === said) return;
  note.dataset.said = said;
  note.textContent = said;
  if (problem.status !== 401) return;
  note.append(' ', Object.assign(document.createElement('a'), { href: '/login', textContent: t('common.signIn') }));
}

/**
 * Keeps a part of a page true while it is seen: its cells change in place, a change of state is said politely, and
 * a part that cannot be read stays, with a note since when.
 * @param {Element} root holds [data-live], [data-stale-note] and [data-announce]
 * @param {() => void} onShown called after each update
 */
export function keepLive(root, onShown = () => {}) {
  const part = root.querySelector('[data-live]');
  const note = root.querySelector('[data-stale-note]');
  const announcement = root.querySelector('[data-announce]');
  let readAt = host.now();

  return refresh(part, {
    url: () => part.dataset.live,
    everyMs: Number(part.dataset.every),
    host,
    onHtml: (html) => {
      const before = new Map([...statesOf(part)].map(([key, card]) => [key, card.dataset.modelState]));
      morph(part, html);
      showValues(part);
      readAt = host.now();
      note.replaceChildren();
      delete note.dataset.said;
      const said = changes(before, statesOf(part));
      if (said.length > 0) announcement.textContent = said.join(' ');
      onShown();
    },
    onStale: (problem) => showStale(note, readAt, problem),
  });
}
