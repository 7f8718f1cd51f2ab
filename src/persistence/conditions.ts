/** The WHERE clause of a query and its parameters; values never become part of the text. */
export class Conditions {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];

  /** Adds a condition; each `?` in it stands for the next of `values`. */
  add(condition: string, ...values: unknown[]): this {
    this.parts.push(condition.replaceAll('?', () => this.parameter(values.shift())));
    return this;
  }

  /** Adds that `column` contains a text, whatever its case; the signs of LIKE stand for themselves. */
  addContains(column: string, text: string): this {
    return this.add(`${column} ILIKE ?`, `%${text.replace(/[\\%_]/g, '\\$&')}%`);
  }

  /** Adds a parameter and gives its placeholder, for a place outside of the clause. */
  parameter(value: unknown): string {
    return `$${String(this.values.push(value))}`;
  }

  get where(): string {
    return this.parts.length === 0 ? '' : `WHERE ${this.parts.join(' AND ')}`;
  }
}
