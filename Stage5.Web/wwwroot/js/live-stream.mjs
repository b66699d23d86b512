import { backoffMs } from './backoff.mjs';
import { ProblemError, unreachable } from './problem.mjs';
import { connectStream, rest } from './stream-connection.mjs';

const backoff = { baseMs: 500, ceilingMs: 15_000 };
const failuresBeforeSaid = 2;

/**
 * Follows a stream that has no end, through any number of broken connections.
 * @param {object} options onMessage({type, data}), onState(problem | null): why it is not followed now, null while it
 *   is; signal; and from the host openStream, delay, online, visible, random
 * Resolves when the signal ends it or the session is over.
 */
export async function followStream(url, { onMessage, onState, signal, openStream, delay, online, visible, random }) {
  let failures = 0;
  const onOpen = () => {
    failures = 0;
    onState(null);
  };

  while (!signal?.aborted) {
    let problem = unreachable();
    try {
      await visible();
      await connectStream(url, { onOpen, onMessage, signal, openStream, delay, online });
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof ProblemError) problem = error;
    }
    failures += 1;
    if (failures >= failuresBeforeSaid || problem.status === 401) onState(problem);
    if (problem.status === 401 || problem.status === 403) return;
    await rest(backoffMs(failures, { ...backoff, random }), { signal, delay, online }).catch(() => {});
  }
}
