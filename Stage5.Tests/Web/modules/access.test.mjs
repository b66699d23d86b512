import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './support.mjs';

const { keyOf } = await load('key-dialogs.mjs');
const { rolesSaid } = await load('roles-dialog.mjs');

const form = { name: ' ci ', role: 'service', days: '90', scopes: [] };

test('A key is what the form says', () => {
  assert.deepEqual(keyOf(form, Date.UTC(2026, 0, 1)),
    { name: 'ci', role: 'service', scopes: null, expiresAt: '2026-04-01T00:00:00.000Z' });
  assert.deepEqual(keyOf({ ...form, days: '', scopes: ['tasks:read'] }, 0),
    { name: 'ci', role: 'service', scopes: ['tasks:read'], expiresAt: null });
});

test('Roles are said as people call them', () => {
  assert.equal(rolesSaid(['user', 'auditor']), 'User, Auditor');
  assert.equal(rolesSaid([]), 'No role: may do nothing');
});
