// What changed between two texts, word by word.

const most = 1_200;

/** Words, and what stands between them; a script without spaces by the sign. */
const tokens = (text) =>
  text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];

const push = (parts, kind, text) => {
  if (text === '') return;
  if (parts.at(-1)?.kind === kind) parts.at(-1).text += text;
  else parts.push({ kind, text });
};

/**
 * Parts in order, each kept ('same'), taken out ('gone') or put in ('new'). Texts too long to compare word by word
 * are one part gone and one part new.
 */
export function diff(before, after) {
  const [old, now] = [tokens(before), tokens(after)];
  const parts = [];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  push(parts, 'same', old.slice(0, start).join(''));
  const [a, b] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
  if (a.length > most || b.length > most) {
    push(parts, 'gone', a.join(''));
    push(parts, 'new', b.join(''));
  } else {
    walk(a, b, parts);
  }
  push(parts, 'same', old.slice(old.length - end).join(''));
  return parts;
}

// The longest common subsequence, from its end.
function walk(a, b, parts) {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = a[i] === b[j]
        ? lengths[(i + 1) * width + j + 1] + 1
        : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push(parts, 'same', a[i]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])) {
      push(parts, 'gone', a[i]);
      i += 1;
    } else {
      push(parts, 'new', b[j]);
      j += 1;
    }
  }
}
