import { readStream } from './event-stream.mjs';

const silenceMs = 45_000;

/**
 * One connection to an event stream, until the other side ends it. It is given up, with an error, when nothing is
 * heard for too long, or when the browser has its network back: what was open before may be dead without a word.
 * @param {object} options onOpen(), onMessage({id, type, data}), headers, signal; and from the host openStream, delay,
 *   online
 */
export async function connectStream(url, { onOpen, onMessage, headers, signal, openStream, delay, online }) {
  const gone = new AbortController();
  const over = new AbortController();
  online(over.signal).then(() => gone.abort(), () => {});
  let watch = new AbortController();
  const heard = () => {
    watch.abort();
    watch = new AbortController();
    delay(silenceMs, watch.signal).then(() => gone.abort(), () => {});
  };
  try {
    const response = await openStream(url, {
      signal: signal ? AbortSignal.any([signal, gone.signal]) : gone.signal, headers,
    });
    onOpen();
    heard();
    await readStream(response, {
      onComment: heard,
      onMessage: (message) => {
        heard();
        onMessage(message);
      },
    });
  } finally {
    watch.abort();
    over.abort();
  }
}

/** Waits before the next connection; not when the network is back. */
export async function rest(ms, { signal, delay, online }) {
  const over = new AbortController();
  const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  try {
    await Promise.race([delay(ms, either), online(either)]);
  } finally {
    over.abort();
  }
}
