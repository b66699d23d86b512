import assert from 'node:assert/strict';
import test from 'node:test';
import { createClock, createFetch, json, load } from './support.mjs';

const { changing, formatOf, size, undecided, verdict } = await load('import-dialog.mjs');
const { termOf } = await load('term-dialog.mjs');
const { queryOf } = await load('query.mjs');
const { suggestionOf } = await load('page-glossary.mjs');
const { createRequests } = await load('fetch-json.mjs');
const { followStream } = await load('live-stream.mjs');

const report = {
  imported: false, dryRun: true, rows: 3, added: 2, replaced: 1, unchanged: 0, skipped: 0, conflictCount: 0, errorCount: 0,
};

test('A file is read as its name says', () => {
  assert.deepEqual(['a.csv', 'B.TSV', 'terms.v2.tbx', 'export.xml', 'a.xlsx', 'csv', ''].map(formatOf),
    ['csv', 'tsv', 'tbx', 'tbx', null, 'csv', null]);
});

test('Sizes are said in the unit that fits', () => {
  assert.deepEqual([1, 2048, 64 * 1024 * 1024].map(size), ['1 KB', '2 KB', '64 MB']);
});

test('A report is said in a sentence', () => {
  assert.equal(verdict(report), 'Nothing is changed yet. 3 terms would be new or changed.');
  assert.equal(verdict({ ...report, imported: true, added: 1, replaced: 0 }), 'Imported: 1 term is new or changed.');
  assert.equal(verdict({ ...report, added: 0, replaced: 0 }), 'All of it is there already: there is nothing to import.');
  assert.match(verdict({ ...report, errorCount: 1 }), /has errors/);
  assert.match(verdict({ ...report, conflictCount: 1, skipped: 1, replaced: 0 }, 'fail'), /say something else already/);
  assert.equal(undecided({ ...report, conflictCount: 1 }, 'replace'), false);
  assert.equal(changing(report), 3);
});

const values = {
  kind: 'translate', scope: 'personal', conversationId: 'x', sourceLanguage: ' en ', targetLanguage: 'de', sourceTerm: ' release ',
  targetTerm: 'Freigabe', banned: 'Unwort', replacement: 'Wort', alternatives: 'Ausgabe\n\n Version \n', note: ' ',
  wholeWord: true, caseSensitive: false, inflection: true, forced: true,
};

test('A term has what belongs to its kind and its scope', () => {
  const term = termOf(values);
  assert.deepEqual(term.alternatives, ['Ausgabe', 'Version']);
  assert.deepEqual([term.sourceLanguage, term.sourceTerm, term.replacement, term.note, term.conversationId, term.forced],
    ['en', 'release', null, null, null, false]);
  const banned = termOf({ ...values, kind: 'banned', scope: 'tenant' });
  assert.deepEqual([banned.sourceTerm, banned.targetTerm, banned.replacement, banned.alternatives, banned.forced],
    [null, 'Unwort', 'Wort', [], true]);
  assert.equal(termOf({ ...values, kind: 'doNotTranslate' }).targetTerm, null);
  assert.equal(termOf(values, { glossaryId: 'legal' }).glossaryId, 'legal');
});

test('Filters that say nothing are left out', () => {
  assert.equal(queryOf({ search: ' a&b ', scope: '', source: 'en' }), '?search=a%26b&source=en');
  assert.equal(queryOf({ search: ' ' }), '');
});

test('A file is sent once, and a refusal brings its report', async () => {
  const clock = createClock();
  const answers = createFetch([json(400, { code: 'import_invalid', detail: 'No.', report }, {})]);
  const requests = createRequests({ ...clock, fetch: answers.fetch, random: () => 0.5, notify: () => {}, page: () => '/glossary' });
  await assert.rejects(requests.sendFile('/api/glossary/import', 'a,b', { type: 'text/csv', quiet: true }),
    (error) => error.report.rows === 3);
  assert.deepEqual(answers.tries().map(({ method, body, headers }) => [method, body, headers['Content-Type']]),
    [['POST', 'a,b', 'text/csv']]);
});

const stream = (text) => new Response(text, { status: 200, headers: { 'Content-Type': 'text/event-stream' } });

test('A stream without an end is followed through broken connections', async () => {
  const clock = createClock();
  const end = new AbortController();
  const [seen, states, answers] = [[], [], [stream('data: 1\n\n'), stream(': hello\n\n'), stream('data: 2\n\n')]];
  await followStream('/api/offline-drafts/events', {
    ...clock, random: () => 1, visible: () => Promise.resolve(), signal: end.signal,
    openStream: () => Promise.resolve(answers.shift()),
    onState: (problem) => states.push(problem?.status ?? null),
    onMessage: ({ data }) => {
      seen.push(data);
      if (data === '2') end.abort();
    },
  });
  assert.deepEqual(seen, ['1', '2']);
  assert.deepEqual(states, [null, null, null]);
});

test('A term that another page suggests is filled in as far as a term has it', () => {
  const term = suggestionOf('#add&kind=banned&targetTerm=K%C3%BCche&replacement=a%26b&id=7&wholeWord=no');
  assert.deepEqual([term.kind, term.targetTerm, term.replacement, term.id, term.wholeWord], ['banned', 'Küche', 'a&b', null, true]);
  assert.equal(suggestionOf(''), null);
  assert.equal(suggestionOf('#terms'), null);
});
