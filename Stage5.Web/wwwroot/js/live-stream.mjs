import { backoffMs } from './backoff.mjs';
import { readStream } from './event-stream.mjs';
import { ProblemError, unreachable } from './problem.mjs';

const backoff = { baseMs: 500, ceilingMs: 15_000 };
const silenceMs = 45_000;
const failuresBeforeSaid = 2;

/**
 * Follows a stream that has no end, through any number of broken connections.
 * @param {object} options onMessage({type, data}), onState(problem | null): why it is not followed now, null while it
 *   is; signal; and from the host openStream, delay, visible, random
 * Resolves when the signal ends it or the session is over.
 */
export async function followStream(url, { onMessage, onState, signal, openStream, delay, visible, random }) {
  let failures = 0;

  async function connect() {
    const gone = new AbortController();
    let watch = new AbortController();
    const heard = () => {
      watch.abort();
      watch = new AbortController();
      delay(silenceMs, watch.signal).then(() => gone.abort(), () => {});
    };
    try {
      const response = await openStream(url, { signal: signal ? AbortSignal.any([signal, gone.signal]) : gone.signal });
      failures = 0;
      onState(null);
      heard();
      await readStream(response, {
        onComment: heard,
        onMessage: (message) => {
          heard();
          onMessage(message);
        },
      });
    } finally {
      watch.abort();
    }
  }

  while (!signal?.aborted) {
    let problem = unreachable();
    try {
      await visible();
      await connect();
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof ProblemError) problem = error;
    }
    failures += 1;
    if (failures >= failuresBeforeSaid || problem.status === 401) onState(problem);
    if (problem.status === 401 || problem.status === 403) return;
    await delay(backoffMs(failures, { ...backoff, random }), signal).catch(() => {});
  }
}
