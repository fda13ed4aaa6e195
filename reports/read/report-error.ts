/** A document that is not a report of this version. The message names the place and what belongs there. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
  /** Where in the document the fault lies, such as `report.rules[3].level`. */
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
    this.path = path;
  }
}
