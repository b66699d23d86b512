import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './support.mjs';

const { createParser, readStream } = await load('event-stream.mjs');

function parse(...chunks) {
  const messages = [];
  const comments = [];
  const feed = createParser({
    onMessage: (message) => messages.push(message),
    onComment: (text) => comments.push(text),
  });
  chunks.forEach(feed);
  return { messages, comments };
}

test('a message has its id, type and data', () => {
  assert.deepEqual(parse('id: 3\nevent: stage_started\ndata: {"a":1}\n\n').messages,
    [{ id: '3', type: 'stage_started', data: '{"a":1}' }]);
});

test('a message may come letter by letter and with any line end', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = `id: 1${end}event: x${end}data: one${end}data: two${end}${end}:c${end}`;
    assert.deepEqual(parse(...text).messages, [{ id: '1', type: 'x', data: 'one\ntwo' }], JSON.stringify(end));
  }
});

test('a comment is a heartbeat and no message', () => {
  assert.deepEqual(parse(': alive\n\n'), { messages: [], comments: ['alive'] });
});

test('what did not end is not given out', () => {
  assert.deepEqual(parse('data: half\n').messages, []);
});

test('a letter cut in two by the network is whole again', async () => {
  const bytes = new TextEncoder().encode('data: camión\n\n');
  const cut = bytes.indexOf(0xc3) + 1;
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice(0, cut));
      controller.enqueue(bytes.slice(cut));
      controller.close();
    },
  });
  const messages = [];
  await readStream(new Response(stream), { onMessage: (message) => messages.push(message.data) });
  assert.deepEqual(messages, ['camión']);
});
