import { t } from './texts.mjs';

const keptMs = 5 * 60_000;

/** What a page has seen of shares since it was opened: at most the last five minutes. */
export function createHistory() {
  const lines = new Map();
  return {
    /** A share (0 to 1, or null where nobody served) at a time; times must not go back. */
    add(key, at, share) {
      const points = (lines.get(key) ?? []).filter((point) => at - point.at <= keptMs);
      points.push({ at, share });
      lines.set(key, points);
      return points;
    },
  };
}

/** An SVG path through the points, in a box; a stretch without calls is a gap. */
export function pathOf(points, { width, height }) {
  const measured = points.filter((point) => point.share !== null);
  if (measured.length < 2) return '';
  const from = points[0].at;
  const span = points.at(-1).at - from || 1;
  let pen = 'M';
  return points.map(({ at, share }) => {
    if (share === null) {
      pen = 'M';
      return '';
    }
    const x = ((at - from) / span) * width;
    const y = height - 1 - share * (height - 2);
    const step = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
    return step;
  }).join('');
}

/** How long the line is, in words. */
export function lengthOf(points) {
  const seconds = Math.round((points.at(-1).at - points[0].at) / 1000);
  return seconds < 60 ? t('time.lastS', seconds) : t('time.lastMin', Math.floor(seconds / 60));
}
