import { backoffMs } from './backoff.mjs';
import { differenceOf, differs } from './contract-check.mjs';
import { contract } from './event-contract.mjs';
import { ProblemError, unreachable } from './problem.mjs';
import { connectStream, rest } from './stream-connection.mjs';
import { t } from './texts.mjs';

const terminal = new Set(['task_completed', 'task_failed', 'task_cancelled']);
const backoff = { baseMs: 500, ceilingMs: 15_000 };
const failuresBeforeReport = 5;

export const isTerminal = (type) => terminal.has(type);

/** A stream that says something else than this page understands; trying again would not help. */
export class ContractError extends Error {
  /** @param {object} difference kind, expected, found (null: nothing), and the type of the event where it has one */
  constructor(difference) {
    const { kind, expected, found } = difference;
    super(t('timeline.mismatch', expected,
      kind === 'flat' ? t('timeline.atTop', found) : found ?? t('timeline.nothing')));
    this.difference = difference;
  }
}

function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    throw new ContractError({ kind: 'json', expected: 'a JSON object', found: t('timeline.notJson') });
  }
}

const otherTask = (event, taskId) => (event.task_id === taskId ? null
  : { kind: 'task', expected: `task_id: "${taskId}"`, found: JSON.stringify(event.task_id) });

/** The event of a message, or a ContractError that says what is wrong with it. A type nobody knows is an event. */
export function readEnvelope(data, taskId) {
  const event = parse(data);
  const difference = differenceOf(contract, event) ?? otherTask(event, taskId);
  if (difference) throw new ContractError({ ...difference, type: event?.type });
  return event;
}

/** What a stream says besides its events: gap or end. */
function readFrame(name, data) {
  const said = parse(data);
  const difference = differs(contract.frames[name], said);
  if (difference) throw new ContractError({ ...difference, type: name });
  return said;
}

/**
 * Follows a task's log until its terminal event, through any number of broken connections.
 * @param {object} options taskId, after (last sequence already seen), onEvent(event),
 *   onGap({from, to}): events that are no longer kept, onState('connecting' | 'live' | 'waiting' | 'ended'), signal,
 *   and from the host: openStream, delay, online, random, now, report, reportMismatch
 * Resolves after the terminal event; rejects with ProblemError (the API refuses) or ContractError.
 */
export async function followTask(options) {
  const { taskId, onEvent, onGap = () => {}, onState = () => {}, signal } = options;
  const { openStream, delay, online, random, now, report, reportMismatch } = options;
  const url = `/api/tasks/${encodeURIComponent(taskId)}/events`;
  const startedAt = now();
  let last = options.after ?? 0;
  let failures = 0;
  let ended = false;
  let fellBehind = false;

  // Returns normally however the other side ends it.
  const connect = () => connectStream(url, {
    signal, openStream, delay, online,
    headers: last > 0 ? { 'Last-Event-ID': String(last) } : {},
    onOpen: () => onState('live'),
    onMessage: (message) => {
      if (message.type === 'end') {
        // Where the right to it has ended, whoever asks again is told.
        fellBehind = readFrame('end', message.data).reason === 'slow_viewer';
        return;
      }
      if (message.type === 'gap') {
        const { next, reason } = readFrame('gap', message.data);
        const to = next - 1;
        if (to > last) onGap({ from: last + 1, to });
        // A log that is shorter than it was known is another one: its store was lost.
        last = reason === 'reset' ? to : Math.max(last, to);
        return;
      }
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
      if (error instanceof ContractError) {
        reportMismatch(error.difference);
        throw error;
      }
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
    // The server has the rest ready; one that says so again before anything came is left in peace.
    if (fellBehind && failures === 1) {
      fellBehind = false;
      continue;
    }
    onState('waiting');
    await rest(backoffMs(failures, { ...backoff, random }), { signal, delay, online });
  }
}
