// Restores the npm packages named in package-lock.json: node restore.mjs <folder for the lock>
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from '../../../Stage5.Web/Client/lock.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const mark = join(here, 'node_modules', '.restored');
const hash = createHash('sha256');
for (const name of ['package-lock.json', 'package.json', '.npmrc']) hash.update(readFileSync(join(here, name)));
const wanted = hash.digest('hex');

const lockFolder = process.argv[2] ?? here;
mkdirSync(lockFolder, { recursive: true });
await withLock(join(lockFolder, 'openai-client.lock'), async () => {
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  execFileSync('npm', ['ci', '--no-progress', '--loglevel=error'],
    { cwd: here, stdio: 'inherit', shell: process.platform === 'win32' });
  writeFileSync(mark, wanted);
});
