import { backoffMs } from './backoff.mjs';
import { unreachable } from './problem.mjs';
import { rest } from './stream-connection.mjs';

const backoff = { baseMs: 500, ceilingMs: 10_000 };
const mostTries = 8;

/**
 * Starts a part of the page with its module. One that cannot be fetched is asked for again: without it the part would
 * stand there as it was sent, and nobody would know.
 * @param {object} options load(): the module; notify(problem); and from the host delay, online, random
 */
export async function startPart(element, { load, notify, delay, online, random }) {
  for (let failures = 1; ; failures += 1) {
    let module;
    try {
      module = await load();
    } catch {
      if (failures === mostTries) {
        notify(unreachable());
        return;
      }
      await rest(backoffMs(failures, { ...backoff, random }), { delay, online });
      continue;
    }
    await module.start(element);
    return;
  }
}
