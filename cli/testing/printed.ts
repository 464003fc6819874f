/** What a program has printed so far. */
export class Printed {
  stdout = '';
  stderr = '';
  /** Both, in the order in which they came. */
  all = '';
  private heard = new Set<() => void>();

  add(name: 'stdout' | 'stderr', text: string): void {
    this[name] += text;
    this.all += text;
    for (const look of this.heard) look();
  }

  /** Resolves when a text was printed; rejects when the program ends first. */
  says(text: string, ended: Promise<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!this.all.includes(text)) return;
        this.heard.delete(look);
        resolve();
      };
      this.heard.add(look);
      look();
      void ended.then(() => reject(new Error(`It ended, and had not said “${text}”: ${this.all}`)));
    });
  }
}
