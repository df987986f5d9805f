/** Nobody reads more of one kind, and a file of garbage has a hundred thousand. */
const MOST_ALIKE = 200;

/** What a parser finds wrong: the first of each kind, and how many more there are. */
export class ProblemList<Problem extends { kind: string; message: string }> {
  readonly #kept: Problem[] = [];
  readonly #counts = new Map<string, number>();

  /** `make` is asked only where the problem is kept. */
  add(kind: Problem['kind'], make: () => Problem): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= MOST_ALIKE) this.#kept.push(make());
  }

  all(): Problem[] {
    const lastOf = new Map(this.#kept.map((problem) => [problem.kind, problem]));
    return this.#kept.map((problem) => {
      const more = (this.#counts.get(problem.kind) ?? 0) - MOST_ALIKE;
      return more > 0 && lastOf.get(problem.kind) === problem
        ? { ...problem, message: `${problem.message}; ${more} more like it after it` }
        : problem;
    });
  }
}
