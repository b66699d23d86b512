import { ProblemError, translated } from './problem.mjs';
import { followTask } from './task-events.mjs';
import { t } from './texts.mjs';

// A model may take its time.
const timeoutMs = 180_000;

const failed = (task) => new ProblemError({
  status: 0,
  code: task.error?.code ?? 'task_cancelled',
  detail: translated(task.error?.code ?? 'task_cancelled') ?? task.error?.message ?? t('work.notDone'),
  next: translated(task.error?.code, '.next') ?? task.error?.next ?? null,
});

/**
 * Sends a turn and waits for what comes of it, in the answer or, for texts too long to wait for, in its task.
 * @returns {Promise<object>} a TurnResponse; rejects with ProblemError
 */
export async function runTurn(host, url, body, { headers } = {}) {
  const answer = await host.requests.fetchJson(url, { method: 'POST', quiet: true, body, headers, timeoutMs });
  if (answer.outcome) return answer;
  // A reviewer's decision may take longer than anybody looks at a page.
  const waits = new AbortController();
  await followTask({
    ...host, ...host.requests, taskId: answer.taskId, signal: waits.signal,
    onEvent: ({ type, payload }) => {
      if (type === 'review_requested' && payload.delivered !== true) waits.abort();
    },
  }).catch((error) => {
    if (!waits.signal.aborted) throw error;
  });
  if (waits.signal.aborted)
    throw new ProblemError({ status: 0, code: 'review_required', detail: t('task.awaits'), next: t('work.awaitsNext') });
  const task = await host.requests.fetchJson(`/api/tasks/${encodeURIComponent(answer.taskId)}`, { quiet: true });
  if (!task.result) throw failed(task);
  return task.result;
}
