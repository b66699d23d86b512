import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { createClock, load, offline } from './support.mjs';

const { ContractError, followTask, readEnvelope } = await load('task-events.mjs');
const { differenceOf } = await load('contract-check.mjs');
const { contract } = await load('event-contract.mjs');
const { ProblemError, unreachable } = await load('problem.mjs');

const payloads = {
  stage_started: { stage: 'generate', number: 7 },
  task_started: { kind: 'translate', attempt: 1, route: 'inline', mode: 'default', trace_id: null },
  task_completed: { outcome: 'completed', text: 'Hola', provider: null, model: null, duration_ms: 1 },
  task_failed: { outcome: 'failed', code: 'x', message: 'X.' },
  task_cancelled: { outcome: 'cancelled', reason: 'cancel_requested' },
};

const event = (sequence, type = 'stage_started', changed = {}) => ({
  version: 1, schema: 'neuraforge.task-event.v1', event: type, type, sequence, task_id: 't1', run_id: 'r1',
  timestamp: '2026-03-02T09:00:00.000Z', payload: payloads[type] ?? {}, ...changed,
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
  const gaps = [];
  const mismatches = [];
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
    reportMismatch: (difference) => mismatches.push(difference),
    onEvent: (e) => seen.push(e.sequence),
    onGap: ({ from, to }) => gaps.push([from, to]),
    onState: (state) => states.push(state),
    ...options,
  }).then(() => null, (error) => error);
  return { seen, states, asked, reports, gaps, mismatches, failure, waits: clock.waits };
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

for (const [name, changed, kind, said] of [
  ['another schema', { schema: 'neuraforge.task-event.v2' }, 'schema',
    'expected schema: "neuraforge.task-event.v1", found "neuraforge.task-event.v2".'],
  ['another version', { version: 2 }, 'version', 'expected version: 1, found 2.'],
  ['another task', { task_id: 't2' }, 'task', 'expected task_id: "t1", found "t2".'],
  ['no payload', { payload: undefined }, 'missing', 'expected payload: object, found nothing.'],
  ['a member of its payload beside it', { payload: undefined, attempt: 1 }, 'flat',
    'expected payload.attempt, found attempt at the top level.'],
]) {
  test(`an envelope with ${name} is refused, shown and reported, and nothing is guessed`, async () => {
    const { failure, seen, asked, mismatches } = await follow([text(event(1, 'task_started', changed))]);
    assert.ok(failure instanceof ContractError);
    assert.ok(failure.message.endsWith(said), failure.message);
    assert.deepEqual(mismatches.map((one) => [one.kind, one.type]), [[kind, 'task_started']]);
    assert.deepEqual(seen, []);
    assert.equal(asked.length, 1);
  });
}

const vectors = JSON.parse(readFileSync(new URL('../../Events/vectors.json', import.meta.url), 'utf8'));
for (const { name, event: item, kind, expected, found } of vectors) {
  test(`the browser sees the same as the server does in: ${name}`, () => {
    const difference = differenceOf(contract, item);
    // What a validator flags, a consumer ignores.
    if (kind === null || kind === 'unknown_type') assert.equal(difference, null);
    else assert.deepEqual({ ...difference, found: difference.found ?? 'nothing' },
      { kind, expected, found: kind === 'flat' ? found.split(' ')[0] : found });
  });
}

const golden = new URL('../../../docs/events/golden/', import.meta.url);
for (const file of readdirSync(golden)) {
  test(`the golden stream ${file} is followed to its end`, async () => {
    const stream = readFileSync(new URL(file, golden), 'utf8');
    const events = [...stream.matchAll(/^data: (\{"version".*)$/gm)].map(([, data]) => JSON.parse(data));
    const { seen, gaps, failure, states } = await follow([stream], { taskId: events[0].task_id });
    assert.equal(failure, null);
    assert.deepEqual(seen, events.map((e) => e.sequence));
    assert.deepEqual(gaps, file === 'gap.sse' ? [[4, 40]] : []);
    assert.equal(states.at(-1), 'ended');
  });
}

const gap = (after, next) => `id: ${next - 1}\nevent: gap\ndata: {"after":${after},"next":${next},"reason":"dropped"}\n\n`;

test('a gap that the log itself tells of is shown with both its ends, and what comes goes on behind it', async () => {
  const { seen, gaps, asked } = await follow([
    text(event(1)) + gap(1, 40), offline(), text(event(40), event(41, 'task_completed')),
  ]);
  assert.deepEqual(seen, [1, 40, 41]);
  assert.deepEqual(gaps, [[2, 39]]);
  assert.deepEqual(asked, [null, '39', '39']);
});

test('a gap behind which the page already is is none', async () => {
  const { gaps } = await follow([gap(1, 4) + text(event(6, 'task_completed'))], { after: 5 });
  assert.deepEqual(gaps, []);
});

test('a gap without its numbers is refused', async () => {
  const { failure, mismatches } = await follow(['event: gap\ndata: {"after":1,"reason":"dropped"}\n\n']);
  assert.ok(failure instanceof ContractError);
  assert.deepEqual(mismatches.map((one) => [one.kind, one.type]), [['missing', 'gap']]);
});

const slow = (after) => `event: end\ndata: {"reason":"slow_viewer","after":${after}}\n\n`;

test('a viewer that fell behind comes back at once, behind what it has', async () => {
  const { seen, asked, waits, states } = await follow([
    text(event(1)) + slow(1), text(event(2)) + slow(2), text(event(3, 'task_completed')),
  ]);
  assert.deepEqual(seen, [1, 2, 3]);
  assert.deepEqual(asked, [null, '1', '2']);
  assert.deepEqual(waits, []);
  assert.ok(!states.includes('waiting'));
});

test('a viewer that falls behind before it got anything leaves the server in peace for a while', async () => {
  const { waits } = await follow([slow(0), slow(0), slow(0), text(event(1, 'task_completed'))]);
  assert.deepEqual(waits, [900, 1800]);
});

test('a right that ended is no reason to hurry', async () => {
  const { waits } = await follow([
    'event: end\ndata: {"reason":"access_ended"}\n\n', text(event(1, 'task_completed')),
  ]);
  assert.deepEqual(waits, [450]);
});

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
