import assert from 'node:assert/strict';
import test from 'node:test';
import { createClock, createFetch, json, load, offline } from './support.mjs';

const { createRequests, defaults } = await load('fetch-json.mjs');

function create(answers, settings = defaults) {
  const clock = createClock();
  const network = createFetch(answers);
  const told = [];
  const requests = createRequests({
    fetch: network.fetch, now: clock.now, delay: clock.delay, random: () => 0.5,
    notify: (problem) => told.push(problem), page: () => '/translate',
  }, settings);
  return { ...network, clock, told, requests };
}

test('a good answer is given out as a value', async () => {
  const { requests, told } = create([json(200, { a: 1 })]);
  assert.deepEqual(await requests.fetchJson('/api/x'), { a: 1 });
  assert.equal(told.length, 0);
});

test('no content is null', async () => {
  const { requests } = create([json(204, null)]);
  assert.equal(await requests.fetchJson('/api/x', { method: 'DELETE' }), null);
});

test('a body goes out as JSON', async () => {
  const { requests, calls } = create([json(200, {})]);
  await requests.fetchJson('/api/x', { method: 'POST', body: { text: 'á' } });
  assert.equal(calls[0].body, '{"text":"á"}');
  assert.equal(calls[0].headers['Content-Type'], 'application/json');
  assert.equal(calls[0].credentials, 'same-origin');
});

const passing = [['a network error', offline()], ...[429, 500, 503].map((status) => [status, json(status, {})])];
for (const [name, answer] of passing) {
  test(`a GET is tried again after ${name}`, async () => {
    const { requests, tries, told, reports } = create([answer, json(200, { ok: true })]);
    assert.deepEqual(await requests.fetchJson('/api/x'), { ok: true });
    assert.equal(tries().length, 2);
    assert.equal(told.length, 0);
    assert.deepEqual(reports(), []);
  });
}

test('a GET whose body breaks off is tried again', async () => {
  const cut = () => new Response(new ReadableStream({ start: (body) => body.error(new TypeError('cut')) }));
  const { requests, tries, told } = create([cut, json(200, { ok: true })]);
  assert.deepEqual(await requests.fetchJson('/api/x'), { ok: true });
  assert.equal(tries().length, 2);
  assert.equal(told.length, 0);
});

test('an answer to a POST that breaks off is told', async () => {
  const cut = () => new Response(new ReadableStream({ start: (body) => body.error(new TypeError('cut')) }));
  const { requests, told } = create([cut]);
  await assert.rejects(requests.fetchJson('/api/tasks', { method: 'POST', body: {} }), { name: 'ProblemError' });
  assert.equal(told.length, 1);
});

for (const status of [400, 403, 404, 409, 422]) {
  test(`a GET is not tried again after ${status}`, async () => {
    const { requests, tries } = create([json(status, { code: 'no', detail: 'No.' })]);
    await assert.rejects(requests.fetchJson('/api/x'), { status, code: 'no', message: 'No.' });
    assert.equal(tries().length, 1);
  });
}

for (const answer of [() => offline(), () => json(503, {}), () => json(429, {})]) {
  test(`a POST is never sent twice: ${answer()}`, async () => {
    const { requests, tries, told } = create([answer]);
    await assert.rejects(requests.fetchJson('/api/tasks', { method: 'POST', body: {} }), { name: 'ProblemError' });
    assert.equal(tries().length, 1);
    assert.equal(told.length, 1);
  });
}

test('waits grow, with jitter, up to a ceiling', async () => {
  const { requests, clock } = create([1, 2, 3, 4, 5, 6].map(() => offline()), { ...defaults, attempts: 6 });
  await assert.rejects(requests.fetchJson('/api/x'));
  assert.deepEqual(clock.waits, [200, 400, 800, 1600, 2500]);
});

test('who asks again anyway may ask for fewer tries', async () => {
  const { requests, tries } = create([1, 2, 3, 4].map(() => json(503, {})));
  await assert.rejects(requests.fetchHtml('/fragments/x', { attempts: 2 }));
  assert.equal(tries().length, 2);
});

test('Retry-After is honoured to the second', async () => {
  const { requests, clock } = create([json(429, {}, { 'Retry-After': '7' }), json(200, {})]);
  await requests.fetchJson('/api/x');
  assert.deepEqual(clock.waits, [7000]);
});

test('a Retry-After too long to wait for ends the tries', async () => {
  const { requests, tries } = create([json(429, {}, { 'Retry-After': '3600' })]);
  await assert.rejects(requests.fetchJson('/api/x'), { status: 429 });
  assert.equal(tries().length, 1);
});

test('the last failure is told once, with its sentence, and reported once', async () => {
  const problem = { code: 'api_unavailable', detail: 'The API cannot be reached.', next: 'Try again.' };
  const { requests, told, reports } = create([1, 2, 3, 4].map(() => json(503, problem)));
  await assert.rejects(requests.fetchJson('/api/tasks?cursor=secret'), { code: 'api_unavailable' });
  assert.equal(told.length, 1);
  assert.equal(told[0].detail, 'The API cannot be reached.');
  assert.equal(told[0].next, 'Try again.');
  assert.deepEqual(reports(), [{
    method: 'GET', path: '/api/tasks', status: 503, code: 'api_unavailable', attempts: 4, durationMs: 1400,
    page: '/translate',
  }]);
});

test('a report that fails is not reported', async () => {
  const calls = [];
  const requests = createRequests({
    fetch: async (url) => { calls.push(url); throw offline(); },
    now: () => 0, delay: createClock().delay, random: () => 0, notify: () => {}, page: () => '/',
  });
  await assert.rejects(requests.fetchJson('/api/x', { method: 'POST', body: 1 }));
  assert.deepEqual(calls, ['/api/x', '/api/telemetry/browser-failures']);
});

test('an ended session is told as such and not reported', async () => {
  const { requests, told, reports } = create([json(401, { code: 'unauthenticated', detail: 'x' })]);
  await assert.rejects(requests.fetchJson('/api/x'), { status: 401, code: 'session_ended' });
  assert.equal(told.length, 1);
  assert.equal(reports().length, 0);
});

test('a quiet failure is reported but not told', async () => {
  const { requests, told, reports } = create([json(404, {})]);
  await assert.rejects(requests.fetchJson('/api/x', { quiet: true }));
  assert.equal(told.length, 0);
  assert.equal(reports().length, 1);
});

test('a request that takes too long is ended', async () => {
  const clock = createClock();
  const requests = createRequests({
    fetch: (url, { signal }) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
    now: clock.now, delay: async () => {}, random: () => 0, notify: () => {}, page: () => '/',
  });
  const request = requests.fetchJson('/api/x', { method: 'POST', timeoutMs: 9000 });
  await assert.rejects(request, { status: 0, code: 'timed_out' });
});

test('a caller who gives up hears neither a toast nor a retry', async () => {
  const gone = new AbortController();
  const { requests, told, tries } = create([async () => { gone.abort(); throw gone.signal.reason; }]);
  await assert.rejects(requests.fetchJson('/api/x', { signal: gone.signal }), { name: 'AbortError' });
  assert.equal(told.length, 0);
  assert.equal(tries().length, 1);
});

test('polling says that it is not the person', async () => {
  const { requests, calls } = create([json(200, {}), json(200, {})]);
  await requests.fetchJson('/api/x', { background: true });
  await requests.fetchJson('/api/x');
  assert.equal(calls[0].headers['X-Stage5-Background'], '1');
  assert.equal(calls[1].headers['X-Stage5-Background'], undefined);
});

test('an event that was refused is reported without what stood in it', () => {
  const { requests, calls, reports } = create([]);
  requests.reportMismatch({ kind: 'value', type: 'task_started', expected: `payload.route: ${'x'.repeat(300)}`, found: '"secret"' });
  assert.equal(calls[0].url, '/api/telemetry/contract-mismatches');
  assert.deepEqual(reports(), [{
    kind: 'value', eventType: 'task_started', expected: `payload.route: ${'x'.repeat(300)}`.slice(0, 200), page: '/translate',
  }]);
});
