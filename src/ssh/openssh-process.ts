/**
 * A session of its own for every ssh that we start: Ctrl-C in the operator's terminal is for hadeploy, which still
 * needs its connections to put the nodes back; and without a terminal ssh cannot ask for anything.
 */
export const outOfReach = { detached: true } as const;
