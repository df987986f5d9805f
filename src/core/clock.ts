interface Clocks {
  /** Milliseconds since the epoch: goes on while the laptop sleeps, jumps when it is set. */
  wall(): number;
  /** Milliseconds since some start: never jumps, stands still while the laptop sleeps. */
  monotonic(): number;
}

const real: Clocks = { wall: () => Date.now(), monotonic: () => performance.now() };

/**
 * A clock for deadlines, in milliseconds: it follows whichever of the two has gone further. Setting the
 * laptop's clock back never prolongs a deadline, and neither does closing its lid; setting it forward can
 * only make a run give up too early, which reverts.
 */
export function deadlineClock(clocks: Clocks = real): () => number {
  let now = clocks.wall();
  let last = { wall: now, monotonic: clocks.monotonic() };
  return () => {
    const read = { wall: clocks.wall(), monotonic: clocks.monotonic() };
    now += Math.max(read.wall - last.wall, read.monotonic - last.monotonic, 0);
    last = read;
    return now;
  };
}

export const now = deadlineClock();
