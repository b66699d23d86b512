import { duration, languageName, listed, number, percent } from './format.mjs';
import { translated } from './problem.mjs';
import { plural, t, word } from './texts.mjs';

const text = (value) => (typeof value === 'string' ? value : '');

/** Which line an event belongs to: the end of a stage takes the place of its start. */
export const keyOf = (event) => (event.type === 'segment_completed' ? `${event.run_id}/parts/${text(event.payload.language)}`
  : text(event.payload.stage) ? `${event.run_id}/${event.payload.stage}` : `#${event.sequence}`);

/** Which kind of line: a stage that did not complete must not look as if it had. */
export const kindOf = ({ type, payload }) =>
  type === 'stage_completed' && ['failed', 'stopped'].includes(payload.status) ? `stage_${payload.status}` : type;

const upper = (said) => said && said[0].toUpperCase() + said.slice(1);
const lower = (said) => said && said[0].toLowerCase() + said.slice(1);

/** What was found and done about it, without the values. */
const findings = (classes) => listed((Array.isArray(classes) ? classes : [])
  .filter((found) => typeof found === 'object' && found !== null)
  .map((found) => t('common.findings', number(found.count ?? 1),
    word('finding', text(found.class), { within: true }), word('decision', text(found.action), { within: true }))));

/** What a line says; TimelineRow.cs does the same on the server. */
export function fieldsOf({ type, payload }) {
  return {
    title: word('event', type),
    stage: word('stage', text(payload.stage)),
    duration: duration(payload.duration_ms),
    reason: text(payload.reason),
    provider: text(payload.provider),
    model: text(payload.model),
    attempt: payload.attempt > 1 ? t('timeline.attempt', payload.attempt) : '',
    worker: text(payload.worker),
    message: translated(text(payload.code)) ?? text(payload.message),
    code: text(payload.code),
    from: text(payload.from),
    to: text(payload.to),
    findings: findings(payload.classes),
    language: payload.language ? languageName(text(payload.language)) : '',
    confidence: typeof payload.confidence === 'number' ? percent(payload.confidence) : '',
    method: payload.method ? word('context', text(payload.method)) : '',
    passages: typeof payload.passages === 'number' ? plural('receipt.passages', payload.passages) : '',
    policy: text(payload.policy),
    reasons: listed((Array.isArray(payload.reasons) ? payload.reasons : []).map((reason) => word('reviewReason', text(reason)))),
    reviewDecision: lower(word('reviewDecision', text(payload.decision))),
    reviewer: text(payload.reviewer),
    decision: upper(word('decision', text(payload.decision))),
  };
}

/** Grows the list of a timeline element from events, out of the templates that the server sent along. */
export function createTimeline(root, showTime) {
  const list = root.querySelector('ol.timeline');
  const status = root.querySelector('[data-stream-status]');
  const template = (type) =>
    root.querySelector(`template[data-event-template="${CSS.escape(type)}"]`)
    ?? root.querySelector('template[data-event-template="other"]');

  function render(event, began, done) {
    const kind = kindOf(event);
    const item = template(kind).content.firstElementChild.cloneNode(true);
    item.dataset.event = kind;
    item.dataset.key = keyOf(event);
    item.dataset.sequence = String(event.sequence);
    const fields = fieldsOf(event);
    // The parts of a long text are one line a language, and come in any order.
    if (kind === 'segment_completed') {
      item.dataset.done = String(done);
      fields.parts = t('timeline.parts', number(done), number(event.payload.segments ?? done));
    }
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
      const item = render(event, before?.querySelector('time').dateTime ?? event.timestamp,
        Number(before?.dataset.done ?? 0) + 1);
      if (before) before.replaceWith(item);
      else {
        item.classList.add('event-new');
        list.append(item);
      }
    },
    /** Events that are no longer kept have one line, which says so. */
    gap({ from, to }) {
      const item = template('other').content.firstElementChild.cloneNode(true);
      Object.assign(item.dataset, { event: 'gap', key: `gap/${to}`, sequence: String(to) });
      for (const field of item.querySelectorAll('[data-field]')) field.textContent = '';
      item.querySelector('.event-title').textContent = t('timeline.gap', number(from), number(to));
      item.querySelector('time').remove();
      list.append(item);
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
export const streamSaid = (state) => (state === 'waiting' ? t('timeline.reconnecting') : '');
