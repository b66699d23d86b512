import assert from 'node:assert/strict';
import test from 'node:test';
import { json, load } from './support.mjs';

const { createHistory, lengthOf, pathOf } = await load('share-history.mjs');
const { limitOf, limitsOf, problemsOf, said, sameLimits } = await load('limits.mjs');
const { money, until } = await load('format.mjs');
const { fieldsOf } = await load('timeline.mjs');
const { ProblemError, readProblem } = await load('problem.mjs');
const { renewal } = await load('problem-bar.mjs');

const minutes = 60_000;
const box = { width: 100, height: 28 };

test('a share of one is at the top, of none at the bottom', () =>
  assert.equal(pathOf([{ at: 0, share: 0 }, { at: 10, share: 1 }], box), 'M0.0 27.0L100.0 1.0'));

test('a line needs two points', () => {
  assert.equal(pathOf([{ at: 0, share: 0.5 }], box), '');
  assert.equal(pathOf([{ at: 0, share: 0.5 }, { at: 1, share: null }], box), '');
});

test('a time without calls is a gap, not zero', () => {
  const points = [0, 1, 2, 3, 4].map((at) => ({ at, share: at === 2 ? null : 0.5 }));
  assert.equal(pathOf(points, box), 'M0.0 14.0L25.0 14.0M75.0 14.0L100.0 14.0');
});

test('five minutes are kept, of each model its own', () => {
  const history = createHistory();
  history.add('a', 0, 0.1);
  history.add('b', 0, 0.9);
  history.add('a', 4 * minutes, 0.2);
  assert.deepEqual(history.add('a', 6 * minutes, 0.3).map((point) => point.share), [0.2, 0.3]);
  assert.equal(lengthOf(history.add('b', 2 * minutes, 1)), 'Last 2 min');
});

for (const [value, currency, words] of [
  [0, 'EUR', '€0.00'], [0.000001, 'EUR', '€0.000001'], [1234.5, 'USD', '$1,234.50'], [-5, 'EUR', '-€5.00'],
  [2, 'credits', 'credits 2'],
]) test(`${value} ${currency} is said as ${words}`, () => assert.equal(money(value, currency), words));

for (const [ms, words] of [
  [-1, 'now'], [1, 'in 1 min'], [59 * minutes, 'in 59 min'], [200 * minutes, 'in 3 h 20 min'],
  [50 * 60 * minutes, 'in 2 d 2 h'],
]) test(`${ms} ms from now is ${words}`, () => assert.equal(until(ms, 0), words));

const typed = { scope: 'user', id: ' ana ', window: 'day', hardLimit: '5.25', softLimit: '' };
const limit = { scope: 'user', id: 'ana', window: 'day', hardLimit: 5.25, softLimit: null };

test('a row becomes a limit; what is empty is none, not zero', () => {
  assert.deepEqual(limitOf(typed), limit);
  assert.deepEqual(limitOf({ ...typed, hardLimit: '0', softLimit: ' ' }), { ...limit, hardLimit: 0 });
});

test('a tenant has no id, and no id means each one', () => {
  assert.equal(limitOf({ ...typed, scope: 'tenant' }).id, null);
  assert.equal(limitOf({ ...typed, id: ' ' }).id, null);
});

test('what cannot be right is told before it is sent', () => {
  assert.deepEqual(problemsOf([limit, { ...limit, id: 'ben' }, { ...limit, window: 'hour' }]), []);
  assert.match(problemsOf([{ ...limit, hardLimit: null }])[0], /needs a hard or a soft limit/);
  assert.match(problemsOf([{ ...limit, softLimit: 6 }])[0], /above the hard limit/);
  assert.match(problemsOf([limit, { ...limit, hardLimit: 1 }])[0], /^Limit 2 is there twice/);
  assert.deepEqual(problemsOf([{ ...limit, hardLimit: 0 }]), []);
});

test('limits of the configuration are not sent back', () => {
  const ours = { ...limit, source: 'administrator', spent: 1 };
  const budgets = [ours, { ...limit, id: null, source: 'configuration' }];
  assert.deepEqual(limitsOf({ budgets }), [limit]);
});

test('the same limits are the same in whatever order, and none is not zero', () => {
  const other = { ...limit, id: null };
  assert.ok(sameLimits([limit, other], [other, limit]));
  assert.ok(!sameLimits([limit], [{ ...limit, hardLimit: 5.26 }]));
  assert.ok(!sameLimits([limit], [{ ...limit, softLimit: 0 }]));
});

test('a limit is said in words', () => {
  assert.equal(said(limit), 'User ana, a day');
  assert.equal(said({ ...limit, id: null }), 'Each user, a day');
  assert.equal(said({ ...limit, scope: 'tenant', id: null, window: 'month' }), 'Whole tenant, a month');
});

const budget = { scope: 'user', window: 'day', limit: 5, left: 0.12, currency: 'EUR', renews: '1970-01-01T02:10:00Z' };

test('a used up budget says what is left and when it renews', async () => {
  const problem = await readProblem(json(402, { code: 'budget_exhausted', detail: 'No.', budget }));
  assert.match(renewal(problem, 0), /^€0\.12 of €5\.00 is left; it renews in 2 h 10 min \(.+\)\.$/);
});

test('a problem without a budget, or with one that makes no sense, says nothing of it', () => {
  assert.equal(renewal(new ProblemError({ status: 429, detail: 'No.' }), 0), '');
  assert.equal(renewal({ budget: { ...budget, renews: 'soon' } }, 0), '');
});

test('what was found is said without its value', () => {
  const classes = [{ class: 'email', action: 'redact', count: 2 }, { class: 'banned_phrase', action: 'block' }, 7];
  const fields = fieldsOf({ type: 'guardrail_triggered', payload: { decision: 'block', classes, policy: 'p' } });
  assert.equal(fields.findings, '2 × email hidden, 1 × banned phrase blocked');
  assert.equal(fields.decision, 'Blocked');
  assert.equal(fieldsOf({ type: 'guardrail_triggered', payload: { classes: 'all' } }).findings, '');
});
