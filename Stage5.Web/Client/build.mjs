// Restores the npm packages named in package-lock.json and builds wwwroot/lib from them.
//   node build.mjs <folder for the lock>
// Runs in any number of processes at once: one works, the others wait and find it done.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const lib = join(here, '..', 'wwwroot', 'lib');
const modules = join(here, 'node_modules');
const restored = join(modules, '.restored');
const built = join(lib, 'built.txt');

const digest = (names) => {
  const hash = createHash('sha256');
  for (const name of names) hash.update(name).update(readFileSync(join(here, name)));
  return hash.digest('hex');
};

const isCurrent = (stamp, value) => existsSync(stamp) && readFileSync(stamp, 'utf8') === value;

function restore() {
  const wanted = digest(['package-lock.json', 'package.json', '.npmrc']);
  if (isCurrent(restored, wanted)) return;
  execFileSync('npm', ['ci', '--no-progress', '--loglevel=error'],
    { cwd: here, stdio: 'inherit', shell: process.platform === 'win32' });
  writeFileSync(restored, wanted);
}

async function build() {
  const wanted = digest(['package-lock.json', ...readdirSync(here).filter((n) => n.endsWith('.mjs')).sort()]);
  if (isCurrent(built, wanted)) return;
  rmSync(lib, { recursive: true, force: true });
  mkdirSync(join(lib, 'fonts'), { recursive: true });

  const { build: bundle } = await import('esbuild');
  await bundle({
    entryPoints: [join(here, 'fluent.entry.mjs')],
    outfile: join(lib, 'fluent.js'),
    bundle: true, minify: true, format: 'esm', target: 'es2022', legalComments: 'linked', logLevel: 'warning',
  });

  const { themeCss } = await import('./theme.mjs');
  writeFileSync(join(lib, 'theme.css'), themeCss());

  const inter = join(modules, '@fontsource-variable', 'inter');
  cpSync(join(inter, 'wght.css'), join(lib, 'fonts', 'inter.css'));
  cpSync(join(inter, 'LICENSE'), join(lib, 'fonts', 'LICENSE.txt'));
  for (const file of readdirSync(join(inter, 'files')).filter((n) => n.endsWith('-wght-normal.woff2')))
    cpSync(join(inter, 'files', file), join(lib, 'fonts', 'files', file));

  const swagger = join(modules, 'swagger-ui-dist');
  for (const file of ['swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt', 'swagger-ui.css', 'LICENSE'])
    cpSync(join(swagger, file), join(lib, 'swagger-ui', file === 'LICENSE' ? 'LICENSE.txt' : file));

  writeFileSync(built, wanted);
}

const lockFolder = process.argv[2] ?? here;
mkdirSync(lockFolder, { recursive: true });
await withLock(join(lockFolder, 'client-build.lock'), async () => {
  restore();
  await build();
});
