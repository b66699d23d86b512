import { backoffMs } from './backoff.mjs';
import { ProblemError, unreachable } from './problem.mjs';
import { connectStream, rest } from './stream-connection.mjs';
import { t } from './texts.mjs';

const schema = 'neuraforge.task-event.v1';
const version = 1;
const terminal = new Set(['task_completed', 'task_failed', 'task_cancelled']);
const backoff = { baseMs: 500, ceilingMs: 15_000 };
const failuresBeforeReport = 5;

export const isTerminal = (type) => terminal.has(type);

/** A stream that says something else than this page understands; trying again would not help. */
export class ContractError extends Error {}

/** The event of a message, or a ContractError that says what is wrong with it. */
export function readEnvelope(data, taskId) {
  let event;
  try {
    event = JSON.parse(data);
  } catch {
    throw new ContractError(t('timeline.notJson'));
  }
  const wrong =
    event?.schema !== schema ? `schema ${event?.schema}`
    : event.version !== version ? `version ${event.version}`
    : event.task_id !== taskId ? `task_id ${event.task_id}`
    : typeof event.type !== 'string' || event.type !== event.event ? `type ${event.type}`
    : !Number.isSafeInteger(event.sequence) || event.sequence < 1 ? `sequence ${event.sequence}`
    : typeof event.payload !== 'object' || event.payload === null ? 'payload'
    : null;
  if (wrong) throw new ContractError(t('timeline.otherKind', wrong));
  return event;
}

/**
 * Follows a task's log until its terminal event, through any number of broken connections.
 * @param {object} options taskId, after (last sequence already seen), onEvent(event),
 *   onState('connecting' | 'live' | 'waiting' | 'ended'), signal, and from the host:
 *   openStream, delay, online, random, now, report
 * Resolves after the terminal event; rejects with ProblemError (the API refuses) or ContractError.
 */
export async function followTask(options) {
  const { taskId, onEvent, onState = () => {}, signal, openStream, delay, online, random, now, report } = options;
  const url = `/api/tasks/${encodeURIComponent(taskId)}/events`;
  const startedAt = now();
  let last = options.after ?? 0;
  let failures = 0;
  let ended = false;

  // Returns normally however the other side ends it.
  const connect = () => connectStream(url, {
    signal, openStream, delay, online,
    headers: last > 0 ? { 'Last-Event-ID': String(last) } : {},
    onOpen: () => onState('live'),
    onMessage: (message) => {
      // The right to it has ended: whoever asks again is told.
      if (message.type === 'end') return;
      const event = readEnvelope(message.data, taskId);
      if (event.sequence <= last || ended) return;
      // Something is missing in between: the log has it, so ask for it again.
      if (event.sequence > last + 1) throw unreachable();
      last = event.sequence;
      failures = 0;
      onEvent(event);
      ended = isTerminal(event.type);
    },
  });

  for (;;) {
    onState('connecting');
    try {
      await connect();
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof ContractError) throw error;
      const refused = error instanceof ProblemError
        && error.status >= 400 && error.status < 500 && error.status !== 429 && error.status !== 408;
      if (refused) throw error;
      if (failures + 1 === failuresBeforeReport)
        report(url, error instanceof ProblemError ? error : unreachable(), failuresBeforeReport, startedAt);
    }
    if (ended) {
      onState('ended');
      return;
    }
    failures += 1;
    onState('waiting');
    await rest(backoffMs(failures, { ...backoff, random }), { signal, delay, online });
  }
}
