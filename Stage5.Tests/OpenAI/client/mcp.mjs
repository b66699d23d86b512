// The official MCP client against a running API: STAGE5_URL (…/mcp), STAGE5_KEY, STAGE5_POOR_KEY (of somebody without money).
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const url = new URL(process.env.STAGE5_URL);

async function connect(key) {
  const client = new Client({ name: 'stage5-tests', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers: { Authorization: `Bearer ${key}` } } }));
  return client;
}

async function shows(what, run) {
  await run();
  console.log(`ok: ${what}`);
}

const client = await connect(process.env.STAGE5_KEY);
const call = (name, args) => client.callTool({ name, arguments: args });

await shows('initialize', () => {
  assert.equal(client.getServerVersion().name, 'stage5');
  assert.ok(client.getServerCapabilities().tools);
  assert.match(client.getInstructions(), /languageSelection/);
});

await shows('tools', async () => {
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((tool) => tool.name).sort(),
    ['apply_glossary', 'detect_language', 'get_cost_latency', 'reply_in_thread', 'rewrite', 'translate']);
  for (const tool of tools) {
    assert.ok(tool.description.length > 40);
    assert.equal(tool.inputSchema.additionalProperties, false);
    for (const [name, property] of Object.entries(tool.inputSchema.properties))
      assert.ok(property.description || property.enum || property.type === 'boolean', `${tool.name}.${name}`);
  }
  assert.deepEqual(tools.find((tool) => tool.name === 'translate').inputSchema.required, ['text', 'targetLanguage']);
});

await shows('translate', async () => {
  const done = await call('translate', { text: 'The meeting was moved to Thursday.', targetLanguage: 'es', sourceLanguage: 'en' });
  assert.ok(!done.isError);
  assert.equal(done.content[0].text, 'Hola 1');
  assert.equal(done.structuredContent.outcome, 'completed');
  assert.equal(done.structuredContent.receipt.served.provider, 'third');
  assert.ok(done.structuredContent.taskId);
});

await shows('translate into several', async () => {
  const done = await call('translate', {
    text: 'Nobody knows where the keys are.', targetLanguage: 'es', sourceLanguage: 'en', additionalTargetLanguages: ['fr'],
  });
  assert.deepEqual(done.structuredContent.translations.map((one) => one.language), ['es', 'fr']);
  assert.match(done.content[0].text, /\[fr\] Hola/);
});

await shows('a question instead of a guess', async () => {
  const asked = await call('translate', { text: 'OK', targetLanguage: 'es' });
  assert.ok(!asked.isError);
  assert.equal(asked.structuredContent.outcome, 'languageSelection');
  assert.match(asked.content[0].text, /sourceLanguage/);
});

await shows('detect_language', async () => {
  const found = await call('detect_language', { text: 'Wo ist der nächste Bahnhof, bitte, und wann fährt der Zug?' });
  assert.equal(found.structuredContent.language, 'de');
  assert.match(found.content[0].text, /^de \(0\.\d\d\)$|^de \(1\.00\)$/);
});

await shows('apply_glossary', async () => {
  const pair = { sourceLanguage: 'en', targetLanguage: 'es' };
  const applied = await call('apply_glossary', { text: 'Ask the help desk.', ...pair });
  assert.equal(applied.content[0].text, 'Ask the mesa de ayuda.');
  assert.equal(applied.structuredContent.matches[0].start, 8);
  const none = await call('apply_glossary', { text: 'Nothing here.', policy: 'strict', ...pair });
  assert.equal(none.isError, true);
  assert.equal(none.structuredContent.code, 'no_term_matched');
});

await shows('rewrite', async () => {
  const done = await call('rewrite', { text: 'Send it now.', tone: 'polite', language: 'en' });
  assert.equal(done.content[0].text, 'Would you send it, please?');
});

await shows('reply_in_thread', async () => {
  const done = await call('reply_in_thread', {
    conversationId: 'mcp-thread', text: 'We will be there at nine.', sourceLanguage: 'en', languagePolicy: { targetLanguage: 'es' },
  });
  assert.ok(!done.isError, done.content[0].text);
  assert.equal(done.structuredContent.kind, 'reply');
  assert.equal(done.structuredContent.deliveries.length, 1);
});

await shows('get_cost_latency', async () => {
  const { structuredContent: view } = await call('get_cost_latency', { characters: 1000, sourceLanguage: 'en', targetLanguage: 'es' });
  const third = view.models.find((model) => model.provider === 'third');
  assert.equal(third.usable, true);
  assert.ok(third.expectedCost > 0 && third.worstCaseCost > third.expectedCost);
  assert.ok(third.latencyMs > 0);
});

await shows('refusals', async () => {
  const bad = await call('translate', { text: '', targetLanguage: 'Spanish!' });
  assert.equal(bad.isError, true);
  assert.equal(bad.structuredContent.code, 'invalid_request');
  assert.deepEqual(Object.keys(bad.structuredContent.errors).sort(), ['targetLanguage', 'text']);
  const poor = await connect(process.env.STAGE5_POOR_KEY);
  const refused = await poor.callTool({
    name: 'translate', arguments: { text: 'The meeting is on Friday.', targetLanguage: 'es', sourceLanguage: 'en' } });
  assert.equal(refused.isError, true);
  assert.equal(refused.structuredContent.code, 'budget_exhausted');
  assert.match(refused.content[0].text, /^budget_exhausted: /);
  await assert.rejects(call('no_such_tool', {}), (error) => error.code === -32602);
  await assert.rejects(connect('wrong'), /401|Unauthorized|unauthenticated/i);
});

await client.close();
