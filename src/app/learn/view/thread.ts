import { DOCUMENT, inject, Injectable } from '@angular/core';

/**
 * What is the same in several places: a key, a nonce, a token. Pointing at one shows all, by one rule of a style sheet, so
 * that no row has to be looked at.
 */
@Injectable({ providedIn: 'root' })
export class Threads {
  readonly #document = inject(DOCUMENT);
  #sheet: CSSStyleSheet | undefined;

  /** @param thread such as `key:aF3j…`; undefined: none */
  show(thread: string | undefined): void {
    if (!this.#sheet) {
      this.#sheet = new CSSStyleSheet();
      this.#document.adoptedStyleSheets = [...this.#document.adoptedStyleSheets, this.#sheet];
    }
    this.#sheet.replaceSync(
      thread ? `[data-thread~="${CSS.escape(thread)}"]{outline:2px solid var(--accent);outline-offset:2px}` : '',
    );
  }
}
