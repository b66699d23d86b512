import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const waitMs = 200;
const giveUpMs = 300_000;
const nascentMs = 5_000;

function holderIsGone(path) {
  let pid;
  try {
    pid = Number(readFileSync(join(path, 'pid'), 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    // Between its mkdir and its pid file, or dead there.
    return ageMs(path) > nascentMs;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function ageMs(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch (error) {
    if (error.code === 'ENOENT') return 0;
    throw error;
  }
}

function tryTake(path) {
  try {
    mkdirSync(path);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(path, 'pid'), String(process.pid));
  return true;
}

/** Runs the work while no other process of this machine runs work under the same path. */
export async function withLock(path, work) {
  const started = Date.now();
  while (!tryTake(path)) {
    if (holderIsGone(path)) {
      rmSync(path, { recursive: true, force: true });
      continue;
    }
    if (Date.now() - started > giveUpMs) throw new Error(`Waited too long for ${path}`);
    await delay(waitMs);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
