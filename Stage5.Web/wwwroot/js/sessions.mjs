import { problemBar } from './problem-bar.mjs';
import { showTime } from './host.mjs';
import { t } from './texts.mjs';

const made = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

function moment(iso, form) {
  const element = made('time', { dateTime: iso });
  element.dataset.time = form;
  showTime(element);
  return element;
}

function rowOf(session, end) {
  const cell = (key, ...children) => {
    const element = made('td', {}, ...children);
    element.dataset.label = t(key);
    return element;
  };
  const head = made('th', { scope: 'row' }, moment(session.startedAt, 'day'));
  if (session.current) head.append(made('span', { className: 'fine', textContent: t('access.thisOne') }));
  const actions = made('td', { className: 'row-actions' });
  if (!session.current) {
    const button = made('fluent-button', { textContent: t('access.end') });
    for (const [name, value] of [['role', 'button'], ['appearance', 'subtle'], ['size', 'small'], ['aria-label', t('access.endTitle')]])
      button.setAttribute(name, value);
    button.addEventListener('click', () => end(session));
    actions.append(button);
  }
  return made('tr', {}, head, cell('access.active', moment(session.renewedAt, 'ago')),
    cell('access.ends', moment(session.expiresAt, 'until')), actions);
}

/** The caller's own sessions, each of which can be ended but the one that asks: that is what signing out is for. */
export function startSessions(place, { host, ask, said }) {
  async function load() {
    const { sessions } = await host.requests.fetchJson('/api/access/sessions', { quiet: true });
    const column = (key) => made('th', { scope: 'col', textContent: t(key) });
    const table = made('table', { className: 'terms access-table' },
      made('thead', {}, made('tr', {}, column('access.started'), column('access.active'), column('access.ends'), made('th', { scope: 'col' },
        made('span', { className: 'visually-hidden', textContent: t('access.actions') })))),
      made('tbody', {}, ...sessions.map((session) => rowOf(session, end))));
    const frame = made('div', { className: 'scroll', tabIndex: 0, ariaLabel: t('access.sessions') }, table);
    frame.setAttribute('role', 'group');
    place.replaceChildren(frame);
  }

  async function show() {
    try {
      await load();
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      place.replaceChildren(problemBar(error));
    }
  }

  async function end(session) {
    if (!await ask({ title: t('access.endTitle'), text: t('access.endLead'), label: t('access.end') })) return;
    try {
      await host.requests.fetchJson(`/api/access/sessions/${encodeURIComponent(session.sessionId)}`, { method: 'DELETE' });
      said(t('access.ended'));
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
    }
    await show();
  }

  return show();
}
