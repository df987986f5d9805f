/** A version of a daemon, as numbers: "v2.2.7" → [2, 2, 7]. */
export type Version = readonly number[];

/** The first version number in a text; null where there is none. */
export function versionOf(text: string | null | undefined): Version | null {
  const found = /\d+(?:\.\d+)+/.exec(text ?? '')?.[0];
  return found?.split('.').map(Number) ?? null;
}

/** Whether a version is the given one or newer; null where the version is not known. */
export function isAtLeast(version: Version | null, wanted: Version): boolean | null {
  if (version === null) return null;
  for (const [index, number] of wanted.entries()) {
    const own = version[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
