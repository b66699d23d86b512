import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedMeanwhile, changesOf, documentOf, line } from '../../../Stage5.Web/wwwroot/js/settings.mjs';
import { useTexts } from '../../../Stage5.Web/wwwroot/js/texts.mjs';

const row = (name, value, more = {}) =>
  ({ name, source: 'default', value, fallback: value, typed: value, reset: false, ...more });

test('what is sent is what was set and what was typed, and nothing that falls back', () => {
  const rows = [
    row('turns.parallel', 4, { typed: 8 }),
    row('limits.concurrency', 12, { source: 'live', fallback: 64 }),
    row('features.recall', false, { source: 'live', fallback: true, typed: true, reset: true }),
    row('turns.contextTokens', 1500),
    row('features.drafts', true, { typed: false }),
  ];

  assert.deepEqual(documentOf(rows), { 'turns.parallel': 8, 'limits.concurrency': 12, 'features.drafts': false });
});

test('a change is what would be another value, and a fall back to the same value too', () => {
  const rows = [
    row('turns.parallel', 4, { typed: 8 }),
    row('limits.concurrency', 64, { source: 'live', fallback: 64, reset: true }),
    row('turns.contextTokens', 1500),
  ];

  assert.deepEqual(changesOf(rows).map(({ name, before, after, reset }) => [name, before, after, reset]),
    [['turns.parallel', 4, 8, false], ['limits.concurrency', 64, 64, true]]);
});

test('a change is said in words and in the reader\'s numbers', () => {
  useTexts({
    'settings.change': '{0}: {1} → {2}', 'settings.changeReset': '{0}: {1} → {2}, as configured', 'settings.notSet': 'not set',
    'words.setting.limits.requestsPerMinute': 'Requests a minute', 'words.settingValue.false': 'off',
  });

  assert.equal(line({ name: 'limits.requestsPerMinute', before: 90, after: 1200, reset: true }),
    'Requests a minute: 90 → 1,200, as configured');
  assert.equal(line({ name: 'features.next', before: null, after: false, reset: false }), 'Features.next: not set → off');
});

test('what others changed meanwhile is what is another value than was read', () => {
  const theirs = { settings: [{ name: 'turns.parallel', value: 6 }, { name: 'turns.contextTokens', value: 1500 }] };

  assert.deepEqual(changedMeanwhile([row('turns.parallel', 4, { typed: 8 }), row('turns.contextTokens', 1500)], theirs),
    [{ name: 'turns.parallel', before: 4, after: 6, reset: false }]);
});
