import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './support.mjs';

const { changes } = await load('live-part.mjs');
const { refresh } = await load('live.mjs');
const { ProblemError } = await load('problem.mjs');

/** Refreshes through the given answers: text, or a ProblemError's status. */
async function run(answers, { says = true } = {}) {
  const end = new AbortController();
  const [shown, stale, asked, waits] = [[], [], [], []];
  const marks = new Set();
  const host = {
    delay: async (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
    },
    visible: async () => {},
    requests: {
      fetchHtml: async (url, options) => {
        asked.push(options);
        const answer = answers.shift();
        if (answers.length === 0) end.abort();
        if (typeof answer === 'number') throw new ProblemError({ status: answer, detail: 'No.' });
        return answer;
      },
    },
  };
  const element = { setAttribute: (name) => marks.add(name), removeAttribute: (name) => marks.delete(name) };
  await refresh(element, {
    url: () => '/fragments/x', everyMs: 2000, host, signal: end.signal,
    onHtml: (html) => shown.push([html, marks.has('data-stale')]),
    onStale: says ? (problem) => stale.push(problem.status) : undefined,
  }).catch((error) => assert.equal(error.name, 'AbortError'));
  return { shown, stale, asked, waits, isStale: marks.has('data-stale') };
}

test('a part is asked for again and again, and does not count as the person', async () => {
  const { shown, waits, asked } = await run(['a', 'b']);
  assert.deepEqual(shown.map(([html]) => html), ['a', 'b']);
  assert.deepEqual(waits, [2000, 2000]);
  assert.ok(asked.every((options) => options.background));
});

test('while it cannot be read the waits grow, and start again once it can', async () => {
  const { waits, stale, isStale } = await run([503, 503, 'a', 'b']);
  assert.deepEqual(waits, [2000, 4000, 8000, 2000]);
  assert.deepEqual(stale, [503, 503]);
  assert.equal(isStale, false);
});

test('the longest wait is half a minute', async () => {
  const { waits } = await run(Array(6).fill(503).concat('a'));
  assert.ok(waits.every((ms) => ms <= 30_000));
});

test('a page that says itself that it is stale needs no toast; another tells the first failure', async () => {
  const own = await run([503, 503]);
  assert.deepEqual(own.asked.map((options) => options.quiet), [true, true]);
  const other = await run([503, 503], { says: false });
  assert.deepEqual(other.asked.map((options) => options.quiet), [false, true]);
});

test('an ended session ends the asking', async () => {
  const { asked, stale } = await run([401, 'a', 'b']);
  assert.equal(asked.length, 1);
  assert.deepEqual(stale, [401]);
});

const card = (state, said) => ({ dataset: { modelState: state, said } });

test('only a change of state is told', () => {
  const before = new Map([['a', 'closed'], ['b', 'open'], ['gone', 'open']]);
  const after = new Map([['a', card('open', 'a is left out')], ['b', card('open', 'b')], ['new', card('open', 'new')]]);
  assert.deepEqual(changes(before, after), ['a is left out']);
});
