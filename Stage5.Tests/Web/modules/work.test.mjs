import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './support.mjs';

const { diff } = await load('diff.mjs');
const { noteOf } = await load('detect-note.mjs');
const { keyOf } = await load('timeline.mjs');

const kinds = (before, after) => diff(before, after).map(({ kind, text }) => `${kind}:${text}`);

test('What changed is marked word by word', () => {
  assert.deepEqual(kinds('The new kitchen is bright.', 'The old kitchen is very bright.'),
    ['same:The ', 'gone:new', 'new:old', 'same: kitchen is', 'new: very', 'same: bright.']);
});

test('A script without spaces is compared sign by sign', () => {
  assert.deepEqual(kinds('新厨房很亮', '旧厨房很亮'), ['gone:新', 'new:旧', 'same:厨房很亮']);
});

test('Both sides are whole again, whatever they are', () => {
  const texts = ['', 'a', 'a b c', 'a  c\n\nd', 'c b a', '🙂 x', '\u05d0 \u200f!', 'no, no and no', 'word '.repeat(3_000), 'other '.repeat(3_000)];
  for (const before of texts) {
    for (const after of texts) {
      const parts = diff(before, after);
      assert.equal(parts.filter(({ kind }) => kind !== 'new').map(({ text }) => text).join(''), before);
      assert.equal(parts.filter(({ kind }) => kind !== 'gone').map(({ text }) => text).join(''), after);
    }
  }
});

const found = (language, confidence) => ({
  language, confidence, candidates: [{ language, confidence }, { language: 'pt', confidence: 0.2 }],
});

test('A sure language is said, with what it could be instead', () => {
  assert.deepEqual(noteOf(found('es', 0.97), ''), { said: 'Detected: Spanish (97 %).', choices: ['pt'] });
});

test('An unsure language is not said to be detected', () => {
  assert.deepEqual(noteOf(found('es', 0.5), ''), { said: 'Not sure yet: perhaps Spanish (50 %).', choices: ['es', 'pt'] });
});

test('A language that was chosen is doubted only by one that is sure and another', () => {
  assert.deepEqual(noteOf(found('es', 0.97), 'en'), { said: 'This looks like Spanish (97 %).', choices: ['es'] });
  assert.deepEqual(noteOf(found('es', 0.6), 'en'), { said: '', choices: [] });
  assert.deepEqual(noteOf(found('zh-Hans', 0.97), 'zh'), { said: '', choices: [] });
});

test('A text without letters has no language', () => {
  assert.equal(noteOf(found('und', 0), '').said, 'No language can be told from this text.');
  assert.equal(noteOf(found('und', 0), 'en').said, '');
});

test('The parts of a text are one line of a timeline for each language', () => {
  const part = (language, segment) =>
    ({ type: 'segment_completed', run_id: 'r', sequence: segment, payload: { language, segment, segments: 3 } });
  assert.equal(keyOf(part('de', 1)), keyOf(part('de', 2)));
  assert.notEqual(keyOf(part('de', 1)), keyOf(part('es', 1)));
});
