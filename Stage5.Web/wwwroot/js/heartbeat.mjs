const everyMs = 60_000;

/**
 * Renews something again and again while it is wanted, and says whether the person did something since the last time.
 * @param {object} options delay(ms, signal), renew(active): resolves to false where it is over
 */
export function createHeartbeat({ delay, renew }) {
  let over = null;
  let active = false;

  return {
    /** The person did something. */
    touch() {
      active = true;
    },
    /** Whether they did since the last time it was asked. */
    spend() {
      const was = active;
      active = false;
      return was;
    },
    async start() {
      if (over) return;
      over = new AbortController();
      const { signal } = over;
      while (!signal.aborted) {
        try {
          await delay(everyMs, signal);
        } catch {
          return;
        }
        if (!await renew(this.spend())) this.stop();
      }
    },
    stop() {
      over?.abort();
      over = null;
    },
  };
}
