// The official OpenAI client against a running API: STAGE5_URL (…/v1), STAGE5_KEY; the upstream is the scripted one.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.env.STAGE5_URL, apiKey: process.env.STAGE5_KEY, maxRetries: 0 });
const messages = [{ role: 'user', content: 'Say hello to ana@example.org' }];
const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }];
const model = 'stage5/default';

async function shows(what, run) {
  await run();
  console.log(`ok: ${what}`);
}

await shows('models', async () => {
  const ids = [];
  for await (const one of client.models.list()) ids.push(one.id);
  assert.deepEqual(ids, ['stage5/default', 'first', 'second', 'third']);
  assert.equal((await client.models.retrieve('stage5/default')).owned_by, 'stage5');
});

await shows('chat', async () => {
  const { data, response } = await client.chat.completions.create({ model, messages }).withResponse();
  assert.equal(data.choices[0].message.content, 'Hello ana@example.org');
  assert.equal(data.usage.total_tokens, 12);
  assert.equal(response.headers.get('x-stage5-provider'), 'first');
});

await shows('stream', async () => {
  const stream = await client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } });
  let text = '';
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    usage = chunk.usage ?? usage;
  }
  assert.equal(text, 'Hello ana@example.org');
  assert.equal(usage.completion_tokens, 2);
});

await shows('tools, streamed', async () => {
  const runner = client.chat.completions.stream({ model, messages, tools });
  const { choices: [{ message, finish_reason }] } = await runner.finalChatCompletion();
  assert.equal(finish_reason, 'tool_calls');
  assert.equal(message.tool_calls[0].function.name, 'weather');
  assert.deepEqual(JSON.parse(message.tool_calls[0].function.arguments), { city: 'Vigo' });
});

await shows('tools, answered', async () => {
  const completion = await client.chat.completions.create({
    model, tools,
    messages: [...messages,
      { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Vigo"}' } }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'Rain' }],
  });
  assert.equal(completion.choices[0].message.content, 'Hello ana@example.org');
});

await shows('embeddings', async () => {
  const { data } = await client.embeddings.create({ model: 'first', input: 'Hello' });
  assert.deepEqual(data[0].embedding, [0.5, -0.25]);
});

await shows('errors', async () => {
  await assert.rejects(client.chat.completions.create({ model: 'gpt-x', messages }),
    (error) => error instanceof OpenAI.NotFoundError && error.code === 'model_not_found' && !!error.requestID);
  await assert.rejects(client.chat.completions.create({ model, messages: [] }), OpenAI.BadRequestError);
  const nobody = new OpenAI({ baseURL: process.env.STAGE5_URL, apiKey: 'wrong', maxRetries: 0 });
  await assert.rejects(nobody.models.list(), OpenAI.AuthenticationError);
});

await shows('a stream that breaks off', async () => {
  await assert.rejects(async () => {
    for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) void chunk;
  }, OpenAI.APIError);
});

await shows('abort in mid-stream', async () => {
  const stream = await client.chat.completions.create({ model, messages, stream: true });
  for await (const chunk of stream) {
    assert.equal(chunk.choices[0].delta.content.trim(), 'Hello');
    stream.controller.abort();
  }
});
