/** A text that the source of a daemon shows as one of its configurations. */
export interface Sample {
  /** Below the tree. */
  file: string;
  /** Where in the file it begins. */
  line: number;
  text: string;
  /** What lint finds in it is no error: synopses with placeholders, tests of a refusal. */
  isPart: boolean;
}

export type Block = Omit<Sample, 'file'>;
