/**
 * Keeps one thing for a while before it is sent, so that it can be taken back.
 * @param {object} options delay(ms, signal), send(value): resolves once it is sent; ms
 */
export function createHold({ delay, send, ms = 5_000 }) {
  let held = null;

  function take() {
    const { value = null, over } = held ?? {};
    held = null;
    over?.abort();
    return value;
  }

  return {
    /** What is kept now; null for nothing. */
    get value() {
      return held?.value ?? null;
    },
    /** Keeps it; resolves once it was sent or taken back. */
    async put(value) {
      const over = new AbortController();
      held = { value, over };
      try {
        await delay(ms, over.signal);
      } catch {
        return;
      }
      if (held?.over !== over) return;
      take();
      await send(value);
    },
    /** Takes it back: it is not sent. */
    take,
    /** Sends it now, if there is one. */
    async flush() {
      const value = take();
      if (value !== null) await send(value);
    },
  };
}
