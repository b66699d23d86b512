import { duration, number, sentence } from './format.mjs';

const text = (value) => (typeof value === 'string' ? value : '');

/** Which line an event belongs to: the end of a stage takes the place of its start. */
export const keyOf = (event) =>
  text(event.payload.stage) ? `${event.run_id}/${event.payload.stage}` : `#${event.sequence}`;

/** Which kind of line: a stage that did not complete must not look as if it had. */
export const kindOf = ({ type, payload }) =>
  type === 'stage_completed' && ['failed', 'stopped'].includes(payload.status) ? `stage_${payload.status}` : type;

const decisions = { redact: 'hidden', block: 'blocked', allow: 'let through' };
const done = (action) => decisions[text(action)] ?? text(action).replaceAll('_', ' ');

/** What was found and done about it, without the values. */
const findings = (classes) => (Array.isArray(classes) ? classes : [])
  .filter((found) => typeof found === 'object' && found !== null)
  .map((found) => `${number(found.count ?? 1)} × ${text(found.class).replaceAll('_', ' ')} `
    + done(found.action))
  .join(', ');

/** What a line says; TimelineRow.cs does the same on the server. */
export function fieldsOf({ type, payload }) {
  return {
    title: sentence(type),
    stage: sentence(text(payload.stage)),
    duration: duration(payload.duration_ms),
    reason: text(payload.reason),
    provider: text(payload.provider),
    model: text(payload.model),
    attempt: payload.attempt > 1 ? `Attempt ${payload.attempt}` : '',
    worker: text(payload.worker),
    message: text(payload.message),
    code: text(payload.code),
    from: text(payload.from),
    to: text(payload.to),
    findings: findings(payload.classes),
    policy: text(payload.policy),
    decision: sentence(done(payload.decision)),
  };
}

/** Grows the list of a timeline element from events, out of the templates that the server sent along. */
export function createTimeline(root, showTime) {
  const list = root.querySelector('ol.timeline');
  const status = root.querySelector('[data-stream-status]');
  const template = (type) =>
    root.querySelector(`template[data-event-template="${CSS.escape(type)}"]`)
    ?? root.querySelector('template[data-event-template="other"]');

  function render(event, began) {
    const kind = kindOf(event);
    const item = template(kind).content.firstElementChild.cloneNode(true);
    item.dataset.event = kind;
    item.dataset.key = keyOf(event);
    item.dataset.sequence = String(event.sequence);
    const fields = fieldsOf(event);
    for (const field of item.querySelectorAll('[data-field]'))
      field.textContent = fields[field.dataset.field] ?? '';
    const time = item.querySelector('time');
    time.dateTime = began;
    showTime(time);
    return item;
  }

  return {
    get last() {
      return Math.max(0, ...[...list.children].map((item) => Number(item.dataset.sequence)));
    },
    add(event) {
      const before = [...list.children].find((other) => other.dataset.key === keyOf(event));
      // A line keeps the time it began: its duration says when it ended.
      const item = render(event, before?.querySelector('time').dateTime ?? event.timestamp);
      if (before) before.replaceWith(item);
      else {
        item.classList.add('event-new');
        list.append(item);
      }
    },
    clear() {
      list.replaceChildren();
      status.textContent = '';
    },
    say(message) {
      status.textContent = message;
    },
  };
}

/** What the state of a connection is called under a timeline. */
export const streamWords = {
  connecting: '',
  live: '',
  waiting: 'The connection was lost. Reconnecting…',
  ended: '',
};
