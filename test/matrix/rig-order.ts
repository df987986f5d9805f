/** What the rig is to do besides being hadeploy. */
export interface RigOrder {
  /** Every boundary is appended here as it is passed; a line `! MS` before and after the fault. */
  log: string;
  /** The boundary at which the fault strikes; null: none does. */
  at: string | null;
  /** SIGKILL to the rig itself, or words for test/lab/lab. */
  fault: 'kill' | string[];
  /** Path of test/lab/lab. */
  lab: string;
}
