import assert from 'node:assert/strict';
import test from 'node:test';
import { createClock, load, offline } from './support.mjs';

const { ContractError, followTask, readEnvelope } = await load('task-events.mjs');
const { ProblemError, unreachable } = await load('problem.mjs');

const event = (sequence, type = 'stage_started', changed = {}) => ({
  version: 1, schema: 'neuraforge.task-event.v1', event: type, type, sequence, task_id: 't1', run_id: 'r1',
  timestamp: '2026-03-02T09:00:00.000Z', payload: {}, ...changed,
});

const text = (...events) =>
  events.map((e) => `id: ${e.sequence}\nevent: ${e.type}\ndata: ${JSON.stringify(e)}\n\n`).join('');

/** Follows through the given connections: each a stream's text, or an Error, or a function. */
async function follow(connections, options = {}) {
  const clock = createClock();
  const seen = [];
  const states = [];
  const asked = [];
  const reports = [];
  const failure = await followTask({
    taskId: 't1', now: clock.now, delay: clock.delay, online: clock.online, random: () => 0.9,
    report: (url, problem, attempts) => reports.push({ url, status: problem.status, attempts }),
    openStream: async (url, { headers }) => {
      asked.push(headers['Last-Event-ID'] ?? null);
      const next = connections.shift();
      if (next === undefined) throw new Error('Nobody scripted this connection');
      if (next instanceof Error) throw next;
      return new Response(next);
    },
    onEvent: (e) => seen.push(e.sequence),
    onState: (state) => states.push(state),
    ...options,
  }).then(() => null, (error) => error);
  return { seen, states, asked, reports, failure, waits: clock.waits };
}

test('events come in order until the terminal one', async () => {
  const { seen, states, failure } = await follow([text(event(1), event(2), event(3, 'task_completed'))]);
  assert.equal(failure, null);
  assert.deepEqual(seen, [1, 2, 3]);
  assert.deepEqual(states, ['connecting', 'live', 'ended']);
});

test('a broken connection is taken up after the last event seen', async () => {
  const { seen, asked, states } = await follow([
    text(event(1), event(2)), offline(), text(event(3), event(4, 'task_failed')),
  ]);
  assert.deepEqual(seen, [1, 2, 3, 4]);
  assert.deepEqual(asked, [null, '2', '2']);
  assert.deepEqual(states, ['connecting', 'live', 'waiting', 'connecting', 'waiting', 'connecting', 'live', 'ended']);
});

test('what the page already shows is not asked for again', async () => {
  const { seen, asked } = await follow([text(event(6, 'task_cancelled'))], { after: 5 });
  assert.deepEqual(asked, ['5']);
  assert.deepEqual(seen, [6]);
});

test('an event that comes twice is shown once', async () => {
  const { seen } = await follow([text(event(1), event(1), event(2)), text(event(1), event(2), event(3, 'task_completed'))]);
  assert.deepEqual(seen, [1, 2, 3]);
});

test('a gap is not shown: the log is asked again', async () => {
  const { seen, asked } = await follow([text(event(1), event(3)), text(event(2), event(3), event(4, 'task_completed'))]);
  assert.deepEqual(seen, [1, 2, 3, 4]);
  assert.deepEqual(asked, [null, '1']);
});

test('waits double while nothing comes and start again after an event', async () => {
  const { waits } = await follow([
    unreachable(), unreachable(), unreachable(), text(event(1)), text(event(2, 'task_completed')),
  ]);
  assert.deepEqual(waits, [450, 900, 1800, 450]);
});

test('a stream that stays away is reported once', async () => {
  const { reports, failure } = await follow([
    ...[1, 2, 3, 4, 5, 6, 7].map(() => unreachable()), text(event(1, 'task_completed')),
  ]);
  assert.equal(failure, null);
  assert.deepEqual(reports, [{ url: '/api/tasks/t1/events', status: 0, attempts: 5 }]);
});

for (const status of [401, 403, 404]) {
  test(`${status} is final`, async () => {
    const { failure, asked } = await follow([new ProblemError({ status, detail: 'No.' })]);
    assert.equal(failure.status, status);
    assert.equal(asked.length, 1);
  });
}

for (const status of [429, 500, 503]) {
  test(`${status} is tried again`, async () => {
    const { failure, seen } = await follow([new ProblemError({ status, detail: 'No.' }), text(event(1, 'task_completed'))]);
    assert.equal(failure, null);
    assert.deepEqual(seen, [1]);
  });
}

for (const [name, changed] of Object.entries({
  'another schema': { schema: 'neuraforge.task-event.v2' },
  'another version': { version: 2 },
  'a version of another type': { version: '1' },
  'another task': { task_id: 't2' },
  'an event that is not its type': { event: 'other' },
  'a sequence that is no number': { sequence: '1' },
  'a sequence below one': { sequence: 0 },
  'no payload': { payload: null },
})) {
  test(`an envelope with ${name} is refused and nothing is guessed`, async () => {
    const { failure, seen, asked } = await follow([text(event(1, 'task_started', changed))]);
    assert.ok(failure instanceof ContractError);
    assert.deepEqual(seen, []);
    assert.equal(asked.length, 1);
  });
}

test('an unknown type of event is an event', () => {
  assert.equal(readEnvelope(JSON.stringify(event(1, 'budget_held')), 't1').type, 'budget_held');
});

test('data that is no JSON is refused', () => {
  assert.throws(() => readEnvelope('{', 't1'), ContractError);
});

test('a reader who leaves ends the following without an error', async () => {
  const gone = new AbortController();
  const { failure, asked } = await follow([offline()], {
    signal: gone.signal,
    openStream: async () => {
      gone.abort();
      throw offline();
    },
  });
  assert.equal(failure, null);
  assert.deepEqual(asked, []);
});

/** A network that comes back when it is told to, once for each time it is asked. */
function createNetwork() {
  const waiting = new Set();
  return {
    online: (signal) => new Promise((resolve) => {
      waiting.add(resolve);
      signal.addEventListener('abort', () => waiting.delete(resolve), { once: true });
    }),
    back: () => waiting.forEach((resolve) => resolve()),
    waiting,
  };
}

/** A response that says this and then nothing, as a connection does that died unheard. */
const dead = (said, signal, onRead) => new Response(new ReadableStream({
  start: (controller) => {
    controller.enqueue(new TextEncoder().encode(said));
    signal.addEventListener('abort', () => controller.error(signal.reason), { once: true });
  },
  pull: onRead,
}));

test('a connection that died unheard is left when the network is back', async () => {
  const network = createNetwork();
  const asked = [];
  const { seen, failure } = await follow([], {
    online: network.online,
    openStream: async (url, { headers, signal }) => {
      asked.push(headers['Last-Event-ID'] ?? null);
      return asked.length === 1
        ? dead(text(event(1)), signal, () => setImmediate(network.back))
        : new Response(text(event(2, 'task_completed')));
    },
  });
  assert.equal(failure, null);
  assert.deepEqual(seen, [1, 2]);
  assert.deepEqual(asked, [null, '1']);
  assert.equal(network.waiting.size, 0);
});

test('nobody waits for the next try once the network is back', async () => {
  const network = createNetwork();
  const clock = createClock();
  let tries = 0;
  const { failure } = await follow([], {
    online: network.online,
    delay: (ms, signal) => {
      if (ms < 15_000) setImmediate(network.back);
      return clock.delay(15_000, signal);
    },
    openStream: async () => {
      tries += 1;
      if (tries === 1) throw offline();
      return new Response(text(event(1, 'task_completed')));
    },
  });
  assert.equal(failure, null);
  assert.equal(tries, 2);
});
