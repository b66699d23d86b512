import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './support.mjs';

const { ago, duration } = await load('format.mjs');
const { word } = await load('texts.mjs');
const { fieldsOf, keyOf } = await load('timeline.mjs');
const { canSwap, choose, swapped } = await load('languages.mjs');
const { retryAfterMs } = await load('backoff.mjs');

// The same table is in WordsTests.cs: server and browser say the same.
for (const [ms, said] of [
  [null, ''], [0, '0 ms'], [0.44, '0.4 ms'], [9.96, '10 ms'], [74.6, '75 ms'], [1234, '1.23 s'], [1500, '1.5 s'],
  [90_000, '1.5 min'],
]) test(`${ms} ms is said as "${said}"`, () => assert.equal(duration(ms), said));

test('a name of the wire becomes words', () => assert.equal(word('event', 'task_renamed'), 'Task renamed'));

for (const [seconds, said] of [[0, 'just now'], [12, '12 s ago'], [90, '1 min ago'], [7300, '2 h ago'], [180_000, '2 d ago']])
  test(`${seconds} seconds are "${said}"`, () => assert.equal(ago(0, seconds * 1000), said));

test('the start and the end of a stage are one line, in each run anew', () => {
  const of = (run_id, sequence, payload) => keyOf({ run_id, sequence, payload });
  assert.equal(of('r1', 2, { stage: 'generate' }), of('r1', 3, { stage: 'generate' }));
  assert.notEqual(of('r1', 2, { stage: 'generate' }), of('r2', 9, { stage: 'generate' }));
  assert.notEqual(of('r1', 4, {}), of('r1', 5, {}));
});

test('a payload of another shape leaves fields empty', () => {
  const fields = fieldsOf({ type: 'stage_completed', payload: { stage: 7, duration_ms: 'x', reason: {} } });
  assert.deepEqual([fields.stage, fields.duration, fields.reason, fields.attempt], ['', '', '', '']);
});

const pairs = new Map([['en', ['ca', 'es']], ['es', ['en']], ['ca', []]]);

test('a choice that does not exist becomes one that does', () => {
  assert.deepEqual(choose(pairs, { from: 'en', to: 'es' }), { from: 'en', to: 'es' });
  assert.deepEqual(choose(pairs, { from: 'en', to: 'fr' }), { from: 'en', to: 'ca' });
});

test('languages swap only where the other direction exists', () => {
  assert.deepEqual(swapped(pairs, { from: 'en', to: 'es' }), { from: 'es', to: 'en' });
  assert.equal(canSwap(pairs, { from: 'en', to: 'ca' }), false);
  assert.deepEqual(swapped(pairs, { from: 'en', to: 'ca' }), { from: 'en', to: 'ca' });
});

for (const [value, ms] of [[null, null], ['3', 3000], ['Thu, 01 Jan 1970 00:00:10 GMT', 9000], ['soon', null]])
  test(`Retry-After ${value} is ${ms} ms`, () => assert.equal(retryAfterMs(value, 1000), ms));
