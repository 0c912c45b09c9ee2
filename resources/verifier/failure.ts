/** A check that did not pass. `chinese` and `english` say what, for the person who runs the verifier. */
export class Failure extends Error {
  readonly chinese: string;
  readonly english: string;

  constructor(chinese: string, english: string) {
    super(english);
    this.name = 'Failure';
    this.chinese = chinese;
    this.english = english;
  }
}

/** Throws a Failure unless the condition holds. */
export function demand(condition: boolean, chinese: string, english: string): asserts condition {
  if (!condition) throw new Failure(chinese, english);
}
