import assert from 'node:assert/strict';
import test from 'node:test';
import { createClock, load } from './support.mjs';

globalThis.window ??= { location: { search: '', hash: '' } };
const { createHold } = await load('hold.mjs');
const { createHeartbeat } = await load('heartbeat.mjs');
const { keyOf } = await load('keys.mjs');
const { neighbour } = await load('review-queue.mjs');
const { changed } = await load('review-edit.mjs');
const { stateOf, whyNot } = await load('review-state.mjs');
const { csv, metricRows } = await load('csv.mjs');
const { time } = await load('format.mjs');
const { fieldsOf } = await load('timeline.mjs');

const pending = () => {
  let end;
  const delay = (ms, signal) => new Promise((resolve, reject) => {
    end = resolve;
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  return { delay, pass: () => end() };
};

test('What is held is sent once its time has passed', async () => {
  const [sent, wait] = [[], pending()];
  const hold = createHold({ delay: wait.delay, send: async (value) => sent.push(value) });
  const done = hold.put('approved');
  assert.equal(hold.value, 'approved');
  assert.deepEqual(sent, []);
  wait.pass();
  await done;
  assert.deepEqual(sent, ['approved']);
  assert.equal(hold.value, null);
});

test('What is taken back is not sent, and what is flushed is sent once', async () => {
  const [sent, wait] = [[], pending()];
  const hold = createHold({ delay: wait.delay, send: async (value) => sent.push(value) });
  const first = hold.put('rejected');
  assert.equal(hold.take(), 'rejected');
  await first;
  await hold.flush();
  assert.deepEqual(sent, []);

  const second = hold.put('approved');
  await hold.flush();
  wait.pass();
  await second;
  assert.deepEqual(sent, ['approved']);
});

test('A lease is renewed each minute, active only if the person did something since, until it is refused', async () => {
  const clock = createClock();
  const beats = [];
  // Waits as long as a limit would never pass: a minute is asked for, and given at once.
  const delay = async (ms) => { clock.waits.push(ms); };
  const heartbeat = createHeartbeat({
    delay,
    renew: async (active) => {
      beats.push(active);
      if (beats.length === 1) heartbeat.touch();
      return beats.length < 3;
    },
  });
  heartbeat.touch();
  await heartbeat.start();
  assert.deepEqual(beats, [true, true, false]);
  assert.deepEqual(clock.waits, [60_000, 60_000, 60_000]);
});

const event = (key, more = {}) => ({ key, target: { closest: () => null }, ...more });

test('A key counts only by itself, and never where one writes', () => {
  assert.equal(keyOf(event('a')), 'a');
  assert.equal(keyOf(event('A')), 'a');
  assert.equal(keyOf(event('?', { shiftKey: true })), '?');
  for (const more of [{ shiftKey: true }, { ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }, { defaultPrevented: true }])
    assert.equal(keyOf(event('a', more)), null);
  assert.equal(keyOf(event('a', { target: { closest: (selector) => (selector.includes('textarea') ? {} : null) } })), null);
});

const review = (id, due, reviewer) => ({
  id, state: reviewer ? 'leased' : 'open', dueAt: `2026-03-02T0${due}:00:00Z`, lease: reviewer ? { reviewer } : null,
});

test('The next review is the next one that nobody else has', () => {
  const queue = [review('a', 1), review('b', 2), review('c', 3, 'omar'), review('d', 4, 'ana')];
  const at = (id, due = 1) => ({ id, dueAt: `2026-03-02T0${due}:00:00Z`, user: 'ana' });
  assert.equal(neighbour(queue, at('a'), 1).id, 'b');
  assert.equal(neighbour(queue, at('b'), 1).id, 'd');
  assert.equal(neighbour(queue, at('d'), 1).id, 'a');
  assert.equal(neighbour(queue, at('b'), -1).id, 'a');
  assert.equal(neighbour(queue, at('a'), -1).id, 'd');
  // It was decided and is no longer there.
  assert.equal(neighbour(queue, at('x', 2), 1).id, 'b');
  assert.equal(neighbour(queue, at('x', 2), -1).id, 'a');
  // What is decided is at the end of the list.
  assert.equal(neighbour([...queue, { ...review('e', 5), state: 'decided' }], at('d'), 1).id, 'a');
  assert.equal(neighbour([review('a', 1)], at('a'), 1), null);
  assert.equal(neighbour([], at('a'), 1), null);
});

test('What cannot be done to a review is said with its reason', () => {
  const of = (state, may, more = {}) => stateOf({ reviewVersion: '4', state, may, due: '2026-03-02T09:00:00Z', ...more });
  const open = of('open', 'notes escalate lease');
  assert.deepEqual([open.version, open.mine, open.refusal], [4, false, null]);
  assert.equal(whyNot(open, 'lease'), '');
  assert.equal(whyNot(open, 'note'), '');
  assert.equal(whyNot(open, 'approve'), 'Take the review first: press L.');
  const mine = of('leased', 'notes escalate lease release decide', { mine: '' });
  for (const action of ['approve', 'edit', 'reject', 'release']) assert.equal(whyNot(mine, action), '');
  assert.equal(whyNot(mine, 'lease'), 'With you');
  const own = of('open', 'notes', { refusal: 'own_work' });
  assert.match(whyNot(own, 'reject'), /Another person has to decide it/);
  assert.match(whyNot(own, 'lease'), /Another person has to decide it/);
  assert.equal(whyNot(of('decided', 'notes reopen', { refusal: 'review_decided' }), 'approve'), 'There is nothing to decide: Decided.');
  assert.equal(whyNot(of('closed', ''), 'reopen'), 'This cannot be done now.');
});

test('Only the languages whose text differs are sent', () => {
  assert.deepEqual(changed([
    { language: 'de', before: 'Alt', now: 'Neu' }, { language: 'es', before: 'igual', now: 'igual' }, { language: '', before: 'a', now: 'b' },
  ]), [{ language: 'de', text: 'Neu' }, { language: null, text: 'b' }]);
});

test('A document of figures is a table, and no cell of it is a formula', () => {
  const rows = metricRows({
    from: '2026-03-02', to: '2026-03-03', timezone: 'Europe/Madrid', generated_at: '2026-03-03T09:00:00Z',
    totals: { opened: 3, acceptance: null }, aging: { p50: 1.5 }, queue_health: { backlog: 2 },
    velocity: {
      daily_average: 1.5, acceptance: 0.5, days: [{ date: '2026-03-02', decided: 2, acceptance: 0.5 }],
      per_reviewer: [{ reviewer: '=ben, "the" one', decided: 2, first_pass_acceptance: 0.5 }],
    },
  });
  assert.equal(csv(rows), [
    'section,name,field,value', 'window,,from,2026-03-02', 'window,,to,2026-03-03', 'window,,timezone,Europe/Madrid',
    'window,,generated_at,2026-03-03T09:00:00Z', 'totals,,opened,3', 'totals,,acceptance,', 'aging,,p50,1.5',
    'queue_health,,backlog,2', 'velocity,,daily_average,1.5', 'velocity,,acceptance,0.5', 'day,2026-03-02,decided,2',
    'day,2026-03-02,acceptance,0.5', 'reviewer,"\'=ben, ""the"" one",decided,2', 'reviewer,"\'=ben, ""the"" one",first_pass_acceptance,0.5', '',
  ].join('\r\n'));
});

test('What is due says when, and once it is past since when', () => {
  const at = '2026-03-02T09:00:00Z';
  const now = Date.parse(at);
  assert.equal(time(at, 'due', now - 200 * 60_000), 'due in 3 h 20 min');
  assert.equal(time(at, 'due', now + 30_000), 'overdue by 0 min');
  assert.equal(time(at, 'due', now + 90 * 60_000), 'overdue by 1 h 30 min');
  assert.equal(time(at, 'due', now + 50 * 3_600_000), 'overdue by 2 d 2 h');
});

test('A timeline says why a text waits and who decided what', () => {
  const requested = fieldsOf({ type: 'review_requested', payload: { reasons: ['cost', 'sampling'] } });
  assert.equal(requested.reasons, 'Cost above the limit, Drawn as a sample');
  const decided = fieldsOf({ type: 'review_decided', payload: { decision: 'edited', reviewer: 'omar' } });
  assert.deepEqual([decided.reviewDecision, decided.reviewer], ['edited', 'omar']);
});
