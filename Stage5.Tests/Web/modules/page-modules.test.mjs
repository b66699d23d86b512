import assert from 'node:assert/strict';
import test from 'node:test';
import { createClock, load, offline } from './support.mjs';

const { startPart } = await load('page-modules.mjs');

/** Starts a part whose module comes at the given try. */
async function start(comesAt) {
  const clock = createClock();
  const [started, said] = [[], []];
  let tries = 0;
  await startPart('the part', {
    ...clock, random: () => 1, notify: (problem) => said.push(problem.code),
    load: async () => {
      tries += 1;
      if (tries < comesAt) throw offline();
      return { start: (element) => started.push(element) };
    },
  });
  return { tries, started, said, waits: clock.waits };
}

test('a module that cannot be fetched is asked for again', async () => {
  assert.deepEqual(await start(3), { tries: 3, started: ['the part'], said: [], waits: [500, 1000] });
});

test('a module that never comes is told, not left silent', async () => {
  const { tries, started, said } = await start(99);
  assert.deepEqual({ tries, started, said }, { tries: 8, started: [], said: ['unreachable'] });
});

test('a part that fails to start is not started twice', async () => {
  let loads = 0;
  const broken = { start: () => { throw new TypeError('A mistake.'); } };
  await assert.rejects(
    startPart('the part', { ...createClock(), random: () => 1, load: async () => { loads += 1; return broken; } }), TypeError);
  assert.equal(loads, 1);
});
