import assert from 'node:assert/strict';
import test from 'node:test';
import { load, textsFolder } from './support.mjs';
import { readTexts } from '../../../Stage5.Contracts/Texts/resx.mjs';

const { find, locale, plural, t, useTexts, word } = await load('texts.mjs');
const { duration, listed, money, number, time, until } = await load('format.mjs');
const { readProblem } = await load('problem.mjs');

const speak = (tag) => useTexts(readTexts(textsFolder, tag), tag);

const problem = () => readProblem(new Response('{"code":"store_unavailable","detail":"42.","next":"Wait."}', {
  status: 503, headers: { 'content-type': 'application/problem+json' },
}));

test('values stand where the language wants them', () => {
  speak('ja');
  assert.equal(t('timeline.takesOver', 'B', 'A'), 'A から B に切り替え');
  speak('en');
  assert.equal(t('timeline.takesOver', 'B', 'A'), 'B takes over from A');
});

test('a value that looks like a placeholder is not filled again', () => {
  speak('en');
  assert.equal(t('timeline.takesOver', '{1}', '$&'), '{1} takes over from $&');
});

test('one and many', () => {
  speak('es');
  assert.equal(plural('receipt.tries', 1), '1 intento');
  assert.equal(plural('receipt.tries', 12_000), '12.000 intentos');
});

test('a word of the wire that is not known stays a word', () => {
  speak('ja');
  assert.equal(word('state', 'running'), '実行中');
  assert.equal(word('state', 'on_hold'), 'On hold');
  assert.equal(word('finding', 'blood_type', { within: true }), 'blood type');
  assert.equal(word('state', undefined), '');
  assert.equal(find('constructor'), null);
});

test('numbers, amounts, times and lists follow the language', () => {
  speak('es');
  assert.equal(locale(), 'es');
  assert.equal(number(12_345.5), '12.345,5');
  assert.equal(duration(1234), '1,23 s');
  assert.match(money(1234.5, 'EUR'), /^1234,50\s€$/);
  assert.equal(listed(['a', 'b', 'c']), 'a, b, c');
  speak('zh-Hans');
  assert.equal(until(200 * 60_000, 0), '3 小时 20 分钟后');
  assert.equal(listed(['a', 'b', 'c']), 'a、b、c');
  assert.match(time('2026-03-02T09:00:00Z', 'day', 0), /3月2日/);
});

test('a problem is said by its code, in English as the API says it', async () => {
  speak('es');
  assert.match((await problem()).detail, /^El almacén no responde/);
  assert.match((await problem()).next, /^Inténtelo/);
  speak('en');
  assert.equal((await problem()).detail, '42.');
  assert.equal((await problem()).next, 'Wait.');
});
