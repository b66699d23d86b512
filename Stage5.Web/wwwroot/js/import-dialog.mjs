import { openDialog, startDialog } from './dialog.mjs';
import { listed, number } from './format.mjs';
import { problemBar } from './problem-bar.mjs';
import { translated } from './problem.mjs';
import { showChannel } from './term-dialog.mjs';
import { plural, t, word } from './texts.mjs';

const types = { csv: 'text/csv', tsv: 'text/tab-separated-values', tbx: 'application/x-tbx' };
const most = 64 * 1024 * 1024;
const timeoutMs = 10 * 60_000;

/** The format that a file's name says; null where it says none. */
export function formatOf(name) {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return ending === 'xml' ? 'tbx' : ending in types ? ending : null;
}

export const size = (bytes) => (bytes < 1024 * 1024
  ? t('glossary.kilobytes', number(Math.max(1, Math.round(bytes / 1024))))
  : t('glossary.megabytes', number(bytes / 1024 / 1024, { maximumFractionDigits: 1 })));

/** How many terms would be there that are not now. */
export const changing = (report) => report.added + report.replaced;

/** Rows that say something else than what is there, and nobody said what is to be done about them. */
export const undecided = (report, onConflict) => report.conflictCount > 0 && onConflict === 'fail';

export const verdict = (report, onConflict) =>
  report.imported ? plural('glossary.imported', changing(report))
  : report.errorCount > 0 ? t('glossary.wouldFail')
  : undecided(report, onConflict) ? t('glossary.wouldConflict')
  : changing(report) === 0 ? t('glossary.nothingNew')
  : plural('glossary.wouldImport', changing(report));

const cells = (row, values) => {
  for (const [at, value] of values.entries()) {
    const cell = document.createElement('td');
    cell.textContent = value;
    cell.dir = 'auto';
    if (at === 0) cell.className = 'num';
    row.append(cell);
  }
  return row;
};

function showReport(place, template, report, onConflict) {
  const part = template.content.cloneNode(true);
  const find = (selector) => part.querySelector(selector);
  find('[data-verdict]').textContent = verdict(report, onConflict);
  find('[data-verdict]').dataset.tone = report.errorCount > 0 ? 'danger' : report.imported ? 'good' : 'plain';
  for (const figure of part.querySelectorAll('[data-figure]')) figure.textContent = number(report[figure.dataset.figure]);
  if (report.ignoredColumns.length > 0) {
    find('[data-ignored]').hidden = false;
    find('[data-ignored]').textContent = t('glossary.ignored', listed(report.ignoredColumns));
  }
  const list = (selector, rows) => {
    find(selector).hidden = rows.length === 0;
    find(`${selector} tbody`).append(...rows.map((row) => cells(document.createElement('tr'), row)));
  };
  list('[data-errors]', report.errors.map((error) =>
    [number(error.row), error.column ?? '', translated(error.code) ?? error.message]));
  list('[data-conflicts-list]', report.conflicts.map((conflict) =>
    [number(conflict.row), conflict.term, conflict.present, conflict.proposed, word('conflictKind', conflict.kind)]));
  place.replaceChildren(part);
}

/** Looks a file of terms through, then imports it, all of it or nothing. */
export function startImportDialog(dialog, { host, onImported }) {
  const find = (selector) => dialog.querySelector(selector);
  const form = find('form');
  const [check, run] = [find('[data-check]'), find('[data-import]')];
  const [progress, said, problem, place] =
    [find('[data-progress]'), find('[data-progress-said]'), find('[data-problem]'), find('[data-report]')];
  let busy = null;
  let checked = null;

  const follow = () => {
    check.disabled = busy !== null;
    // Only what was looked at is imported.
    run.disabled = busy !== null || checked === null;
  };

  function addressOf(format, dryRun) {
    const { scope, conversationId, onConflict, source, target } = form.elements;
    const query = { format, scope: scope.value, onConflict: onConflict.value, dryRun: String(dryRun) };
    if (scope.value === 'channel') query.conversationId = conversationId.value.trim();
    if (source.value.trim()) query.source = source.value.trim();
    if (target.value.trim()) query.target = target.value.trim();
    return `/api/glossary/import?${new URLSearchParams(query)}`;
  }

  const refuse = (detail, next) => problem.replaceChildren(problemBar({ detail, next }));

  async function send(dryRun) {
    if (busy || !form.reportValidity()) return;
    const [file] = form.elements.file.files;
    const format = formatOf(file.name);
    problem.replaceChildren();
    if (!format) return void refuse(t('glossary.unknownFormat'), t('glossary.unknownFormatNext'));
    if (file.size > most) return void refuse(t('glossary.tooLarge', size(file.size), size(most)), t('glossary.tooLargeNext'));
    const onConflict = form.elements.onConflict.value;
    busy = new AbortController();
    checked = null;
    follow();
    place.replaceChildren();
    progress.hidden = false;
    said.textContent = t(dryRun ? 'glossary.checking' : 'glossary.importing', file.name, size(file.size));
    try {
      const report = await host.requests.sendFile(addressOf(format, dryRun), file, {
        type: types[format], quiet: true, timeoutMs, signal: busy.signal,
      });
      showReport(place, find('[data-report-template]'), report, onConflict);
      if (report.dryRun && report.errorCount === 0 && !undecided(report, onConflict) && changing(report) > 0) checked = file;
      if (report.imported) await onImported();
    } catch (error) {
      if (busy.signal.aborted) return;
      if (error.name !== 'ProblemError') throw error;
      if (error.report) showReport(place, find('[data-report-template]'), error.report, onConflict);
      problem.replaceChildren(problemBar(error));
    } finally {
      busy = null;
      progress.hidden = true;
      follow();
      find('[data-verdict]')?.focus();
    }
  }

  startDialog(dialog);
  form.addEventListener('submit', (event) => event.preventDefault());
  // What would be imported now is another thing than what was looked at.
  form.addEventListener('input', () => {
    checked = null;
    showChannel(form);
    follow();
  });
  check.addEventListener('click', () => send(true));
  run.addEventListener('click', () => {
    if (!run.disabled) send(false);
  });
  dialog.addEventListener('close', () => busy?.abort());
  return {
    open() {
      form.reset();
      checked = null;
      problem.replaceChildren();
      place.replaceChildren();
      showChannel(form);
      follow();
      openDialog(dialog);
    },
  };
}
