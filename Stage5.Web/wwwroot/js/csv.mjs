// Comma-separated values, RFC 4180.

// What a spreadsheet would take for a formula is text.
const formula = /^[=+\-@\t\r]/;

function cell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows of cells as one text. */
export const csv = (rows) => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** A document of review metrics as rows: section, name, field, value. Names are those of the document, in any language. */
export function metricRows(metrics) {
  const rows = [['section', 'name', 'field', 'value']];
  const add = (section, name, fields) => {
    for (const [field, value] of Object.entries(fields)) rows.push([section, name, field, value]);
  };
  const { per_reviewer: reviewers, days, ...velocity } = metrics.velocity;
  add('window', '', { from: metrics.from, to: metrics.to, timezone: metrics.timezone, generated_at: metrics.generated_at });
  add('totals', '', metrics.totals);
  add('aging', '', metrics.aging);
  add('queue_health', '', metrics.queue_health);
  add('velocity', '', velocity);
  for (const { date, ...day } of days) add('day', date, day);
  for (const { reviewer, ...of } of reviewers) add('reviewer', reviewer, of);
  return rows;
}
