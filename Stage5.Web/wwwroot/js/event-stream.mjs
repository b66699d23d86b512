/** Splits text/event-stream text into messages, as the HTML standard says. Feed it chunks as they come. */
export function createParser({ onMessage, onComment = () => {} }) {
  let rest = '';
  let data = [];
  let type = '';
  let id;

  const line = (text) => {
    if (text === '') {
      if (data.length > 0) onMessage({ id, type: type || 'message', data: data.join('\n') });
      data = [];
      type = '';
      return;
    }
    if (text.startsWith(':')) {
      onComment(text.slice(1).trim());
      return;
    }
    const colon = text.indexOf(':');
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') type = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  };

  return (chunk) => {
    rest += chunk;
    for (;;) {
      const end = rest.search(/[\r\n]/);
      // A carriage return at the end may be half of a pair.
      if (end < 0 || (rest[end] === '\r' && end === rest.length - 1)) return;
      line(rest.slice(0, end));
      rest = rest.slice(end + (rest[end] === '\r' && rest[end + 1] === '\n' ? 2 : 1));
    }
  };
}

/** Reads a response to its end. */
export async function readStream(response, handlers) {
  const parse = createParser(handlers);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      parse(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
